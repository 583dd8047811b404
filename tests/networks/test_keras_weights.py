"""With Keras's weights our networks compute what Keras's compute; other weights are refused."""

import struct
import tracemalloc
import zipfile

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from helpers.networks import CATALOG, build, load_keras_weights
from helpers.networks.weight_file import opened

REFERENCES = [name for name in CATALOG if CATALOG[name].keras]
CLASSES = 5
SMALLER = 117  # pixels; 224 and 299 halve to other sizes, so that every padding is tried


def images(size, count=2):
    return np.random.default_rng(size).normal(size=(count, size, size, 3)).astype("float32")


def keras_network(name, size=None):
    """Of keras.applications, for logits; for images of any size if none is given."""
    function = getattr(keras.applications, CATALOG[name].keras)
    options = {"weights": None, "classes": CLASSES, "classifier_activation": None}
    if size:
        return function(**options, input_shape=(size, size, 3))
    model = function(**options, input_tensor=keras.Input((None, None, 3)))
    return keras.Model(model.inputs[0], model.outputs[0], name=model.name)


def randomise(model):
    """Give each weight a part in the output, and all activations a spread of about 1."""
    random = np.random.default_rng(0)
    norms = [x for x in model.layers if isinstance(x, layers.BatchNormalization)]
    for layer in model.layers:
        for weight in layer.weights:
            if weight.name in ("bias", "beta"):
                weight.assign(0.2 * random.normal(size=weight.shape))
            elif weight.name == "gamma":
                weight.assign(random.uniform(0.7, 1.3, weight.shape))
            elif not norms:  # Glorot's kernels, which halve the spread at each relu
                weight.assign(weight * 2**0.5)
    for norm in norms:
        norm.momentum = 0
    if norms:
        model(images(SMALLER), training=True)  # moving statistics become those of these images
    for norm in norms:
        mean, spread = norm.get_weights()[-2:]
        shift = 0.2 * np.sqrt(spread) * random.normal(size=spread.shape)
        norm.moving_mean.assign(mean + shift)
        norm.moving_variance.assign(spread * random.uniform(0.7, 1.4, spread.shape))


def assert_same_function(ours, theirs, size):
    x = images(size)
    expected, found = np.asarray(theirs(x)), np.asarray(ours(x))
    largest = np.abs(expected).max()
    assert np.abs(found - expected).max() <= 1e-4 * largest
    # The test would be empty if the output did not depend on the image, or on the class.
    assert np.ptp(expected, axis=0).max() > 0.01 * largest
    assert np.ptp(expected, axis=1).min() > 0.1 * largest


def assert_equal_with_the_same_weights(name, theirs, shape, sizes):
    randomise(theirs)
    ours = build(name, CLASSES, shape, init="glorot_uniform")
    load_keras_weights(ours, theirs)
    for size in sizes:
        assert_same_function(ours, theirs, size)


@pytest.mark.parametrize("name", [name for name in REFERENCES if not name.startswith("vgg")])
def test_same_output_as_keras_at_two_sizes(name):
    """At Keras's own size and at a smaller one."""
    default = 299 if "ception" in name else 224
    theirs = keras_network(name)
    assert_equal_with_the_same_weights(name, theirs, (None, None, 3), (default, SMALLER))


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
@pytest.mark.parametrize("size", [64, 97])
def test_same_output_as_keras_of_networks_for_one_size(name, size):
    """Not 224, where the first dense layer alone has 103 million weights."""
    theirs = keras_network(name, size)
    assert_equal_with_the_same_weights(name, theirs, (size, size, 3), (size,))


def test_every_network_of_keras_is_among_them():
    wanted = {"VGG16", "VGG19", "ResNet50", "ResNet101", "ResNet152", "Xception", "MobileNet"}
    assert {CATALOG[name].keras for name in REFERENCES} >= wanted


# Files: MobileNet is the smallest network that Keras has.


@pytest.fixture(scope="module")
def theirs():
    model = keras_network("mobilenet")
    randomise(model)
    return model


@pytest.fixture(scope="module")
def fresh():
    model = build("mobilenet", CLASSES, (64, 64, 3), init="glorot_uniform")
    return model, model.get_weights()


@pytest.fixture
def ours(fresh):
    """Our network, with the weights that it was built with."""
    model, weights = fresh
    model.set_weights(weights)
    return model


def write_legacy(path, model, place=None, layers=None):
    """As Keras 2 wrote weights: layer_names, and in each layer's group weight_names."""
    with h5py.File(path, "w") as file:
        root = file.create_group(place) if place else file
        layers = model.layers if layers is None else layers
        root.attrs["layer_names"] = [layer.name.encode() for layer in layers]
        for layer in layers:
            group = root.create_group(layer.name)
            names = [f"{layer.name}/{weight.name}:0" for weight in layer.weights]
            group.attrs["weight_names"] = [name.encode() for name in names]
            for name, weight in zip(names, layer.get_weights(), strict=True):
                group[name] = weight
    return path


def write(path, model):
    """A file of the kind that `path` is called after."""
    if path.name == "weights.h5":
        return write_legacy(path, model)
    if path.name == "model.h5":
        return write_legacy(path, model, "model_weights")
    if path.name.endswith(".weights.h5"):
        model.save_weights(path)
    else:
        model.save(path)
    return path


@pytest.mark.parametrize("name", ["weights.h5", "model.h5", "net.weights.h5", "net.keras"])
def test_files_of_all_kinds(tmp_path, ours, theirs, name):
    load_keras_weights(ours, write(tmp_path / name, theirs))
    assert_same_function(ours, theirs, 64)


def test_file_of_a_network_with_dense_layers_for_one_size(tmp_path):
    """With names in chunks, as Keras 2 cut long lists."""
    theirs = keras_network("vgg16", 32)
    randomise(theirs)
    path = write_legacy(tmp_path / "vgg16.h5", theirs)
    with h5py.File(path, "a") as file:
        names = list(file.attrs["layer_names"])
        file.attrs["layer_names0"], file.attrs["layer_names1"] = names[:9], names[9:]
        del file.attrs["layer_names"]
    ours = build("vgg16", CLASSES, (32, 32, 3), init="glorot_uniform")
    load_keras_weights(ours, str(path))
    assert_same_function(ours, theirs, 32)


def test_nothing_but_numbers_is_read_from_an_archive(tmp_path, ours, theirs):
    """Its description may be anything: it is not looked at."""
    whole, path = write(tmp_path / "a.keras", theirs), tmp_path / "b.keras"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
        new.writestr("config.json", '{"class_name": "Lambda", "config": {"function": "exit()"}}')
        new.writestr("model.weights.h5", old.read("model.weights.h5"))
    load_keras_weights(ours, path)
    assert_same_function(ours, theirs, 64)


def refused(ours, source, message, kind=ValueError):
    """`source` is refused in one sentence, and the model is what it was."""
    before = ours.get_weights()
    with pytest.raises(kind, match=message) as caught:
        load_keras_weights(ours, source)
    assert "\n" not in str(caught.value)
    for weight, old in zip(ours.get_weights(), before, strict=True):
        assert np.array_equal(weight, old)


def test_paths_that_are_no_file_of_weights(tmp_path, ours):
    refused(ours, tmp_path, "is a folder", IsADirectoryError)
    refused(ours, tmp_path / "none.h5", r"There is no file .*none\.h5", FileNotFoundError)
    (tmp_path / "weights.pkl").write_bytes(b"cos\nsystem\n(S'exit'\ntR.")
    refused(ours, tmp_path / "weights.pkl", r"expected \.h5, \.weights\.h5 or \.keras")
    refused(ours, 5, "source is int; expected a Keras model or the path")


@pytest.mark.parametrize("name", ["weights.h5", "net.weights.h5", "net.keras"])
def test_files_that_are_broken(tmp_path, ours, theirs, name):
    path = write(tmp_path / name, theirs)
    data = path.read_bytes()
    for broken in (b"", b"<html>404</html>", data[: len(data) // 2], data[:-1000]):
        path.write_bytes(broken)
        refused(ours, path, "cannot be read: it is incomplete, or not what its suffix says")


def test_archives_that_are_not_a_networks(tmp_path, ours):
    path = tmp_path / "net.keras"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", "{}")
    refused(ours, path, r"holds no model\.weights\.h5")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(2**27))
    refused(ours, path, "holds far more than the weights of this network")


def test_archive_that_says_less_than_it_unpacks_to(tmp_path, ours):
    """A hundred kilobytes that would be 128 MiB: no more is unpacked than the archive says."""
    path = tmp_path / "net.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.weights.h5", bytes(2**27))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rfind(b"PK\x01\x02") + 24, 1000)  # size in the directory
    path.write_bytes(data)
    size = 4 * ours.count_params()
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile), opened(path, size):
        pass
    assert tracemalloc.get_traced_memory()[1] < 2**24
    tracemalloc.stop()
    refused(ours, path, "cannot be read: it is incomplete, or not what its suffix says")


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_weights_that_are_not_finite(tmp_path, ours, theirs, bad):
    """As a training that diverged leaves them, or a damaged disk."""
    path = write(tmp_path / "weights.h5", theirs)
    with h5py.File(path, "a") as file:
        del file["conv_dw_3/conv_dw_3/kernel:0"]
        file["conv_dw_3/conv_dw_3/kernel:0"] = np.full((3, 3, 128, 1), bad)
    refused(
        ours,
        path,
        r"weights that are not finite, in 'conv_dw_3' for layer "
        "'stage2_block2_depthwise_conv'",
    )


def test_file_without_the_classifier(tmp_path, ours, theirs):
    notop = keras.Model(theirs.input, theirs.layers[-6].output)
    sentence = r"layer 'classifier_conv' needs weights of \(1, 1, 1024, 5\) and \(5,\), the file"
    refused(ours, write(tmp_path / "weights.h5", notop), f"{sentence} ends")
    refused(ours, write(tmp_path / "net.weights.h5", notop), f"{sentence} ends")


def test_file_that_differs_in_one_layer(tmp_path, ours, theirs):
    path = write(tmp_path / "weights.h5", theirs)
    with h5py.File(path, "a") as file:
        del file["conv_dw_3/conv_dw_3/kernel:0"]
        file["conv_dw_3/conv_dw_3/kernel:0"] = np.zeros((5, 5, 128, 1))
    refused(
        ours,
        path,
        r"'stage2_block2_depthwise_conv' needs .*\(3, 3, 128, 1\), the file has "
        r"\(5, 5, 128, 1\) in 'conv_dw_3'",
    )


def test_file_that_goes_on(tmp_path, ours, theirs):
    more = [*theirs.layers, layers.Dense(2, name="more")]
    more[-1].build((None, 3))
    path = write_legacy(tmp_path / "weights.h5", theirs, layers=more)
    refused(ours, path, "it goes on with 'more' where the network ends")


def test_file_without_weights(tmp_path, ours):
    h5py.File(tmp_path / "empty.h5", "w").close()
    refused(ours, tmp_path / "empty.h5", "The file holds no weights")


def test_links_out_of_the_file(tmp_path, ours, theirs):
    """Each replaces the first kernel, whose right values stand in another file."""
    whole, path = write(tmp_path / "whole.weights.h5", theirs), tmp_path / "net.weights.h5"
    place = "layers/conv2d/vars/0"
    raw = tmp_path / "raw"
    raw.write_bytes(theirs.get_layer("conv1").get_weights()[0].tobytes())
    source = h5py.VirtualSource(whole, place, (3, 3, 3, 32))
    virtual = h5py.VirtualLayout((3, 3, 3, 32), "float32")
    virtual[:] = source
    changes = {
        "is a link to another place": (
            lambda group: group.__setitem__("0", h5py.ExternalLink(whole, place)),
            lambda group: group.__setitem__("0", h5py.SoftLink("/layers/dense/vars/0")),
        ),
        "takes its numbers from another": (
            lambda group: group.create_dataset("0", (3, 3, 3, 32), "f4", external=str(raw)),
            lambda group: group.create_virtual_dataset("0", virtual),
        ),
        "is not an array of real numbers": (
            lambda group: group.__setitem__("0", ["text"]),
            lambda group: group.__setitem__("0", np.zeros((3, 3, 3, 32), int)),
            lambda group: group.create_group("0"),
            lambda group: group.create_dataset("0", data=h5py.Empty("f4")),
        ),
    }
    for message, makers in changes.items():
        for change in makers:
            path.write_bytes(whole.read_bytes())
            with h5py.File(path, "a") as file:
                del file[place]
                change(file["layers/conv2d/vars"])
            refused(ours, path, message)


def test_models_that_are_another_network(ours):
    other = keras.applications.MobileNet(weights=None, classes=7, input_shape=(64, 64, 3))
    refused(
        ours,
        other,
        r"'classifier_conv' has weights of \(1, 1, 1024, 5\) and \(5,\), but "
        r"'conv_preds' of mobilenet_1.00_64 has weights of \(1, 1, 1024, 7\)",
    )
    short = keras.Model(other.input, other.get_layer("conv1_bn").output)
    refused(ours, short, r"goes on with 'stage1_block1_depthwise_conv' of \(3, 3, 32, 1\), where")
    refused(ours, keras.Sequential(name="open"), "The model open is not built, so its shapes")


def test_small_variant_is_another_function(theirs):
    """Its weights have the same shapes, but its first convolution has another stride."""
    small = build("mobilenet", CLASSES, (32, 32, 3), init="glorot_uniform")
    refused(small, theirs, r"'stem_conv' has strides \(1, 1\), but 'conv1' .* strides \(2, 2\)")


def test_other_options_are_another_function(shapes_only):
    theirs = keras.applications.ResNet50(weights=None, classes=CLASSES)
    with pytest.raises(ValueError, match=r"'stem_conv' has weights of \(7, 7, 3, 64\), but "):
        load_keras_weights(shapes_only("resnet50", classes=CLASSES, bias=False), theirs)
    with pytest.raises(ValueError, match=r"'stage2_block1_a_conv' has .*'conv2_block1_0_conv'"):
        load_keras_weights(shapes_only("resnet50", classes=CLASSES, residual=False), theirs)


def test_networks_without_counterpart(theirs):
    for model in (build("resnet", depth=8, width=4), build("alexnet", 3, (32, 32, 3), width=0.02)):
        refused(model, theirs, r"no counterpart in keras\.applications; these have one: .*vgg16.*")
    with pytest.raises(ValueError, match="model is str; expected a network made by build"):
        load_keras_weights("resnet50", theirs)
