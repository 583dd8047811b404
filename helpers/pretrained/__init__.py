"""Networks trained on ImageNet: their weights, their classes, and what they see in a picture.

`top_k("resnet50", images)` preprocesses, runs the network and names the k likeliest classes.
Weights are looked up in $COURSE_DATA/weights, the user's cache and Keras's own, then fetched.
Importing loads no Keras: that waits until a network is built.
"""

from helpers.pretrained.catalog import PRETRAINED, Pretrained
from helpers.pretrained.features import features
from helpers.pretrained.fetching import WeightsNotFound, weights
from helpers.pretrained.labels import Label, labels
from helpers.pretrained.latency import Latency, latency
from helpers.pretrained.lookup import Weights, locate
from helpers.pretrained.network import network
from helpers.pretrained.photographs import Photograph, photographs
from helpers.pretrained.prediction import Prediction, top_k
from helpers.pretrained.preprocessing import CONVENTIONS, preprocess
from helpers.pretrained.recorded import Recorded, recorded

__all__ = [
    "CONVENTIONS",
    "PRETRAINED",
    "Label",
    "Latency",
    "Photograph",
    "Prediction",
    "Pretrained",
    "Recorded",
    "Weights",
    "WeightsNotFound",
    "features",
    "labels",
    "latency",
    "locate",
    "network",
    "photographs",
    "preprocess",
    "recorded",
    "top_k",
    "weights",
]
