"""MobileNet's weights, made small enough to ship: data/weights/mobilenet_float16.h5.

Kernels that mix channels, 98 % of the numbers, are rounded to float16, which halves the file. The
depthwise kernels stay float32: their weights reach 48, and rounding them changes the answers more
than all the rest (data/weights/README.md has the figures). The layout is that of Keras's own files
(HDF5, a group for each layer), so that keras.applications.MobileNet(weights=path) reads it.

python -m helpers.pretrained ship     (fetches the weights in full precision if need be)
"""

import io

import h5py
import numpy as np

from helpers.atomic import write_bytes
from helpers.paths import SHIPPED
from helpers.pretrained.keras_networks import network
from helpers.pretrained.weight_files import FOLDER, weights

NETWORK = "mobilenet"
PATH = SHIPPED / FOLDER / "mobilenet_float16.h5"


def rounded(array):
    """A kernel in float16; a vector, or a depthwise kernel (height, width, channels, 1), as it is.

    Raises ValueError for a weight too large for float16.
    """
    if array.ndim == 1 or array.shape[-1] == 1:
        return array.astype("float32")
    largest = np.finfo("float16").max
    if np.abs(array).max() > largest:
        raise ValueError(f"a weight is {np.abs(array).max():g}: float16 ends at {float(largest):g}")
    return array.astype("float16")


def packed(model):
    """The bytes of an HDF5 file with the weights of `model`, rounded."""
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        layers = [layer for layer in model.layers if layer.weights]
        file.attrs["layer_names"] = [layer.name.encode() for layer in layers]
        for layer in layers:
            group = file.create_group(layer.name)
            group.attrs["weight_names"] = [weight.name.encode() for weight in layer.weights]
            for weight, array in zip(layer.weights, layer.get_weights(), strict=True):
                # Most normalisation here is a constant: packed, it needs no room.
                group.create_dataset(
                    weight.name, data=rounded(array), compression="gzip", shuffle=True
                )
    return content.getvalue()


def write(path=PATH):
    """Write the file from the weights in full precision; its path and size in words.

    Raises what `weights` raises.
    """
    weights(NETWORK, full=True)  # so that `network` finds these and not the rounded ones
    content = packed(network(NETWORK))
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)
    return f"{path}: {len(content):,} bytes"
