"""Networks trained on ImageNet: their weights, their classes, and what they see in a picture.

`top_k("resnet50", images)` preprocesses, runs the network and names the k likeliest classes.
Weights are looked up in $COURSE_DATA/weights, the user's cache and Keras's own, then fetched;
MobileNet's ship with the course, rounded.
Importing loads no Keras: that waits until a network is built.
"""

from helpers.pretrained.catalog import PRETRAINED, Pretrained
from helpers.pretrained.costs import Latency, latency
from helpers.pretrained.feature_extraction import features
from helpers.pretrained.imagenet import Label, Photograph, labels, photographs
from helpers.pretrained.keras_networks import network
from helpers.pretrained.prediction import Prediction, top_k
from helpers.pretrained.preprocessing import CONVENTIONS, preprocess
from helpers.pretrained.recording import Recorded, recorded
from helpers.pretrained.weight_files import Weights, WeightsNotFound, how_to_get, locate, weights

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
    "how_to_get",
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
