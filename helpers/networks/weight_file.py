"""Read the weights of a Keras network from a file, and nothing else from it.

Formats: legacy HDF5, by weights alone (as keras.applications fetches them) or with the model
(whose description is not read); Keras 3's .weights.h5; and .keras, a zip archive that holds one.
Configurations, Lambdas and pickles are never looked at; links that lead elsewhere are refused.
"""

import contextlib
import io
import re
import zipfile
import zlib
from pathlib import Path

import h5py
import numpy as np

SUFFIXES = (".h5", ".keras")  # .weights.h5 is one of the first
INSIDE = "model.weights.h5"  # of a .keras archive
# An archive may hold two moments of an optimiser besides the weights, and some overhead.
LARGEST = 4, 2**26  # times the weights' own size, and bytes


def plain_path(source):
    """The path of an existing file with a known suffix; else one sentence that says why not."""
    path = Path(source)
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; expected a file of weights.")
    if not path.name.endswith(SUFFIXES):
        raise ValueError(
            f"{path.name} is not known as a file of weights; expected .h5, .weights.h5 or .keras."
        )
    if not path.exists():
        raise FileNotFoundError(f"There is no file {path}.")
    return path


def shapes(layer):
    """Shapes of the weights of a layer, or of the data sets of one."""
    return [tuple(weight.shape) for weight in getattr(layer, "weights", layer)]


def listed(shapes):
    """Shapes in words: "(3, 3, 3, 64) and (64,)"."""
    return " and ".join(map(str, shapes)) or "nothing"


def read(path, twin, names):
    """{layer of `twin`: [arrays]} for all its layers with weights, from the file at `path`.

    twin: a model whose layers come in the file's order; names: of each, as the user knows it.
    Raises ValueError if the file cannot be read, holds links or does not fit.
    """
    wanted = [layer for layer in twin.layers if layer.weights]
    size = 4 * twin.count_params()  # bytes
    try:
        with opened(path, LARGEST[0] * size + LARGEST[1]) as file:
            found = legacy(file) if layer_names(file) else named_by_kind(file, twin)
            compare(path, found, wanted, names)
            pairs = zip(wanted, found, strict=True)
            return {layer.name: finite(path, *held, names[layer.name]) for layer, held in pairs}
    except (
        OSError,
        EOFError,
        KeyError,
        RuntimeError,
        NotImplementedError,
        zipfile.BadZipFile,
        zlib.error,
    ):
        raise ValueError(
            f"{path} cannot be read: it is incomplete, or not what its suffix says; fetch or save "
            "it again."
        ) from None


@contextlib.contextmanager
def opened(path, largest):
    """The HDF5 file at `path`, or the one in the archive there."""
    if path.suffix != ".keras":
        with h5py.File(path, "r") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        if INSIDE not in archive.namelist():
            raise ValueError(f"{path} holds no {INSIDE}: save the model again with Keras 3.")
        size = archive.getinfo(INSIDE).file_size
        if size > largest:
            raise ValueError(f"{path} holds far more than the weights of this network.")
        with archive.open(INSIDE) as member:
            data = member.read(size)  # no more than it says, whatever it would unpack to
        with h5py.File(io.BytesIO(data), "r") as file:
            yield file


def step(group, path):
    """What stands at `path` in an HDF5 group, None if nothing. Raises ValueError for a link."""
    for part in path.split("/"):
        link = group.get(part, getlink=True) if isinstance(group, h5py.Group) else None
        if link is None:
            return None
        if not isinstance(link, h5py.HardLink):
            raise ValueError(f"{part!r} in the file is a link to another place, which is refused.")
        group = group[part]
    return group


def numbers(data, name):
    """An HDF5 data set of real numbers that lie in the file itself; else ValueError."""
    if not isinstance(data, h5py.Dataset) or data.dtype.kind != "f" or data.shape is None:
        raise ValueError(f"{name!r} in the file is not an array of real numbers.")
    if data.external or data.is_virtual:
        raise ValueError(f"{name!r} in the file takes its numbers from another, which is refused.")
    return data


def finite(path, place, held, layer):
    """The arrays of data sets in float32. ValueError if a number is not finite in it."""
    with np.errstate(over="ignore"):  # of numbers in float64
        arrays = [np.asarray(data, "float32") for data in held]
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError(
            f"{path.name} holds weights that are not finite, in {place!r} for layer {layer!r}: it "
            "is damaged, or its training diverged."
        )
    return arrays


def texts(group, name):
    """A list of texts in the attributes of a group; long ones are cut into name0, name1, …"""
    parts = [group.attrs[name]] if name in group.attrs else []
    while f"{name}{len(parts)}" in group.attrs:
        parts.append(group.attrs[f"{name}{len(parts)}"])
    return [
        text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        for part in parts
        for text in np.ravel(part)
    ]


def layer_names(file):
    """The layers that a legacy file lists, in the order of the model's; [] in Keras 3's format."""
    return texts(step(file, "model_weights") or file, "layer_names")


def legacy(file):
    """[(layer, [data sets])] of a legacy file, layers without weights left out."""
    root, found = step(file, "model_weights") or file, []
    for name in layer_names(file):
        group = step(root, name)
        held = texts(group, "weight_names") if group is not None else []
        if held:
            found.append((name, [numbers(step(group, weight), weight) for weight in held]))
    return found


def named_by_kind(file, twin):
    """[(group, [data sets])] of a file of Keras 3, in the order of the layers of `twin`.

    Its groups are called conv2d, conv2d_1, …, by kind and number, and hold vars/0, vars/1, …
    """
    root = step(file, "layers") or step(file, "_layer_checkpoint_dependencies")  # up to 2.13
    if not isinstance(root, h5py.Group):
        raise ValueError("The file holds no weights, neither as Keras 2 nor as Keras 3 has them.")
    found, numbered, names = [], {}, []
    for layer in twin.layers:
        kind = snake(type(layer).__name__)
        numbered[kind] = number = numbered.get(kind, -1) + 1
        if layer.weights:
            names.append(f"{kind}_{number}" if number else kind)
    spare = sorted(set(root) - set(names))
    for name in [*names, *spare]:
        held = step(root, f"{name}/vars")
        keys = sorted(held, key=lambda key: (len(key), key)) if isinstance(held, h5py.Group) else []
        if keys or name in names:
            found.append((name, [numbers(step(held, key), f"{name}/{key}") for key in keys]))
    return found


def snake(name):
    """Conv2D → conv2d, BatchNormalization → batch_normalization, as Keras writes it."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def compare(path, found, wanted, names):
    """Raise ValueError, naming the first layer that differs, unless the file fits the layers."""
    for number, layer in enumerate(wanted):
        label, held = found[number] if number < len(found) else ("", [])
        if shapes(held) != shapes(layer):
            there = f"has {listed(shapes(held))} in {label!r}" if held else "ends"
            raise ValueError(
                f"{path.name} does not fit: where layer {names[layer.name]!r} needs weights of "
                f"{listed(shapes(layer))}, the file {there}."
            )
    if len(found) > len(wanted):
        raise ValueError(
            f"{path.name} does not fit: it goes on with {found[len(wanted)][0]!r} where the "
            "network ends."
        )
