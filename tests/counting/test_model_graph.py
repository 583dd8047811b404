"""Graphs of models that are easily drawn by hand, and the three depths of published networks."""

import keras
import pytest
from keras import layers

from helpers.counting import depths, graph
from helpers.networks import build

# Layers on the longest path, layers with weights, all layers. The first is the papers' own depth
# where they name one (VGG, ResNet; MobileNet: 28, Howard et al. 2017, §3.1); the
# others were counted beforehand, apart from this code.
DEPTHS = {
    "VGG16": (16, 16, 23),
    "VGG19": (19, 19, 26),
    "ResNet50": (50, 107, 177),
    "ResNet101": (101, 209, 347),
    "ResNet152": (152, 311, 517),
    "InceptionV3": (48, 189, 313),
    "InceptionResNetV2": (176, 449, 782),
    "Xception": (37, 81, 134),
    "MobileNet": (28, 55, 91),
}


@pytest.mark.parametrize("name", DEPTHS)
def test_depths_of_published_networks(name, application):
    model = application(name)
    found = depths(model)
    assert (found.path, found.weighted, found.layers) == DEPTHS[name]
    assert found.layers == len(model.layers)


def test_depth_of_the_cifar_family_is_its_name():
    assert depths(build("resnet", depth=20)).path == 20


def test_each_node_stands_after_those_that_feed_it(application):
    network = graph(application("InceptionResNetV2"))
    seen = set()
    for node in network:
        assert seen.issuperset(node.inputs)
        seen.add(node.name)
    assert len(seen) == len(network)
    assert network.outputs == ("predictions",)
    assert network["mixed_5b"].shape == (35, 35, 320)


def test_branches_follow_one_another_in_the_order_of_the_join():
    image = keras.Input((8, 8, 3), name="image")
    long = layers.Conv2D(4, 1, name="long_b")(layers.Conv2D(4, 1, name="long_a")(image))
    short = layers.Conv2D(4, 1, name="short")(image)
    out = layers.Concatenate(name="join")([long, short])
    network = graph(keras.Model(image, out))
    assert [n.name for n in network] == ["image", "long_a", "long_b", "short", "join"]
    assert network["join"].inputs == ("long_b", "short")
    assert network["join"].shape == (8, 8, 8)
    assert [n.kind for n in network][-2:] == ["Conv2D", "Concatenate"]


def inner():
    """A model for images of any size, which is called by others."""
    image = keras.Input((None, None, 3))
    conv = layers.Conv2D(5, 3, strides=2, padding="same", name="conv")
    return keras.Model(image, layers.ReLU(name="act")(conv(image)), name="inner")


def test_nested_models_are_flat_and_take_the_shape_they_are_called_with():
    network = graph(keras.Sequential([keras.Input((16, 16, 3), name="image"), inner()]))
    assert [n.name for n in network] == ["image", "inner/conv", "inner/act"]
    assert network["inner/conv"].inputs == ("image",)
    assert network["inner/act"].shape == (8, 8, 5)
    assert network.outputs == ("inner/act",)


def test_a_shared_model_is_there_once_a_call():
    shared = inner()
    small, large = keras.Input((8, 8, 3), name="small"), keras.Input((16, 12, 3), name="large")
    pool = layers.GlobalAveragePooling2D(name="pool")
    model = keras.Model([small, large], [pool(shared(small)), pool(shared(large))])
    network = graph(model)
    assert [(n.name, n.shape, n.again) for n in network] == [
        ("small", (8, 8, 3), False),
        ("large", (16, 12, 3), False),
        ("inner/conv", (4, 4, 5), False),
        ("inner/act", (4, 4, 5), False),
        ("pool", (5,), False),
        ("inner:2/conv", (8, 6, 5), True),
        ("inner:2/act", (8, 6, 5), True),
        ("pool:2", (5,), True),
    ]
    assert network["inner:2/conv"].inputs == ("large",)
    assert network.outputs == ("pool", "pool:2")
    assert depths(model).weighted == 1


class Halves(layers.Layer):
    """A layer of two outputs."""

    def call(self, x):
        half = x.shape[-1] // 2
        return x[..., :half], x[..., half:]


def test_a_layer_may_have_several_outputs_and_operations_are_nodes():
    image = keras.Input((4, 4, 6), name="image")
    left, right = Halves(name="halves")(image)
    network = graph(keras.Model(image, left + 2 * right))
    assert network["halves"].shape == (4, 4, 3)
    assert network["halves"].more == ((4, 4, 3),)
    assert network.nodes[-1].kind == "Add"
    assert network.nodes[-1].inputs[0] == "halves"


def test_another_input_shape():
    network = graph(inner(), input_shape=(32, 48, 3))
    assert network["act"].shape == (16, 24, 5)
    assert graph(inner())["act"].shape == (None, None, 5)
    with pytest.raises(ValueError, match=r"inner takes no input of \(32, 48, 4\)"):
        graph(inner(), input_shape=(32, 48, 4))
    for bad in (224, "224"):
        with pytest.raises(ValueError, match=rf"input_shape is {bad!r}; expected sizes without"):
            graph(inner(), input_shape=bad)


class Gain(layers.Layer):
    """A factor for each channel: a weight that mixes nothing."""

    def build(self, shape):
        self.gain = self.add_weight(shape=shape[-1:], name="gain")

    def call(self, x):
        return x * self.gain


class Mix(Gain):
    """A kernel under a name of its own."""

    def build(self, shape):
        self.gain = self.add_weight(shape=(shape[-1], shape[-1]), name="mixing")


def test_layers_of_a_students_own_deepen_a_network_if_they_mix():
    image = keras.Input((4,))
    found = depths(keras.Model(image, Mix()(Gain()(layers.PReLU()(image)))))
    assert (found.path, found.weighted, found.layers) == (1, 3, 4)


class Own(keras.Model):
    """A model that records no graph."""

    def __init__(self):
        super().__init__(name="own")
        self.head = layers.Dense(2)

    def build(self, shape):
        self.head.build(shape)

    def call(self, x):
        return self.head(x)


def test_a_model_without_a_graph_is_refused_in_one_sentence():
    with pytest.raises(ValueError, match="not built"):
        graph(keras.Sequential([layers.Dense(2)]))
    own = Own()
    with pytest.raises(ValueError, match="not built"):
        graph(own)
    own.build((None, 3))
    with pytest.raises(ValueError, match=r"call\(\) of its own"):
        graph(own)
    with pytest.raises(ValueError, match="not str"):
        graph("resnet")
