"""Each network once: where it is built, what the literature says of it, how its runs are drawn.

The numbers are printed ones, never computed here.

Errors are in %, on ImageNet (ILSVRC-2012). "top-5, contest" is what was handed in, by several
networks together, on the test images; the others are of one network on the validation images, and
their names say what of each was looked at. Accuracies are Keras's, one crop.
"""

import dataclasses

from helpers.counting import Depths

# Okabe & Ito 2008: told apart by most who do not see all colours.
BLUE, VERMILLION, BLACK, GREEN = "#0072B2", "#D55E00", "#000000", "#009E73"
ORANGE, PURPLE, SKY = "#E69F00", "#CC79A7", "#56B4E9"
DEFAULT_STYLE = (SKY, "o", "-")


@dataclasses.dataclass(frozen=True)
class Published:
    """A printed number of parameters and where it stands.

    count: exact (int), or rounded as printed ("60M"). options: of `build`, for the variant that
    was counted. counted: which weights it takes in: "all", "trainable" (without the moving
    statistics of batch normalisation) or "trainable, no convolution bias".
    """

    count: int | str
    source: str
    counted: str = "trainable"
    options: dict = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Network:
    """One network of the lecture.

    depths: as Keras cuts its layers; for networks that Keras does not have, counted on ours
    (weighted also by hand). errors: {how it was measured: %}; for the CIFAR family {depth: test
    error, %}. top1, top5: accuracy in % of Keras's pretrained model, one crop; None if Keras has
    none. keras: its name in keras.applications, or None.
    family: the module here that builds it, and the function in it; None if both are called like
    the network. fixed: arguments of that function. label: what a legend calls it, by default the
    title. style: (colour, marker, line style) of its runs. styles: {option: {its value: what it
    changes in the style, None where nothing}}; a legend always says these options.
    """

    title: str
    year: int | None
    paper: str
    introduced: str
    published: tuple = ()
    depths: Depths | None = None
    errors: dict = dataclasses.field(default_factory=dict)
    top1: float | None = None
    top5: float | None = None
    keras: str | None = None
    family: str | None = None
    fixed: dict = dataclasses.field(default_factory=dict)
    label: str | None = None
    style: tuple = DEFAULT_STYLE
    styles: dict = dataclasses.field(default_factory=dict)

    @property
    def legend(self):
        """Its name in a legend."""
        return self.title if self.label is None else self.label

    def line_style(self, options):
        """(colour, marker, line style) of runs with these options of `build`."""
        found = self.style
        for option, changes in self.styles.items():
            change = changes.get(options.get(option), (None, None, None))
            found = tuple(new or old for new, old in zip(change, found, strict=True))
        return found


HE = "He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385"
KERAS = "Keras 3.15, keras.applications"
TORCHVISION = "torchvision, pretrained models"
SHORTCUTS = "Identity shortcuts: layers learn the difference from their input."
BOTTLENECKS = f"{SHORTCUTS} Bottleneck blocks of 1×1, 3×3 and 1×1 convolutions."
TABLE6 = {20: "0.27M", 32: "0.46M", 44: "0.66M", 56: "0.85M", 110: "1.7M", 1202: "19.4M"}


def by(how, top5, top1):
    """Errors in % of one network, looking at each image in one way."""
    return {f"top-5, {how}": top5, f"top-1, {how}": top1}


def cifar(depths):
    """Table 6 of He et al. The twins have the same counts: option A adds no parameters (§3.3)."""
    source = f"{HE}, Table 6"
    return tuple(Published(TABLE6[d], source, options={"depth": d}) for d in depths)


def keras_counts(total, trainable):
    """What `model.summary()` prints in Keras: all, and those that are trained."""
    return Published(total, KERAS, "all"), Published(trainable, KERAS)


def without_bias(count):
    """The count of implementations without convolution biases, as in the paper."""
    return Published(count, TORCHVISION, options={"bias": False})


CATALOG = {
    "dense": Network(
        "dense network", None, "",
        "The simplest place to watch a gradient vanish.", label="dense",
        styles={
            "activation": {
                "sigmoid": (PURPLE, None, None), "tanh": (GREEN, None, None),
                "relu": (ORANGE, None, None), "linear": (BLACK, None, None),
            },
            "init": {
                "normal_1": (None, "^", ":"), "glorot_uniform": (None, "v", "--"),
                "he_normal": (None, "D", "-"), "normal_fan_in": (None, "P", "-."),
                "uniform_fan_in": (None, "X", (0, (5, 1, 1, 1))),
                "orthogonal": (None, "h", (0, (1, 1))),
            },
        },
    ),
    "alexnet": Network(
        "AlexNet", 2012,
        "Krizhevsky, Sutskever, Hinton 2012, ImageNet classification with deep convolutional "
        "neural networks, NIPS 25",
        "Successive convolutions on GPUs, ReLU, dropout, overlapping pooling.",
        (Published("60M", "abstract"), Published(60_965_224, "Caffe's bvlc_alexnet"),
         Published(62_378_344, "by hand from Fig. 2, groups joined", options={"grouped": False})),
        Depths(8, 8, 18), {"top-5, contest": 15.3, **by("ten crops", 18.2, 40.7)},
        styles={"activation": {"relu": (BLUE, "o", "-"), "tanh": (GREEN, "^", "--")}},
    ),
    "vgg16": Network(
        "VGG-16", 2014,
        "Simonyan & Zisserman 2014, Very deep convolutional networks for large-scale image "
        "recognition, arXiv:1409.1556, Table 1, D",
        "Depth from nothing but 3×3 convolutions: two see 5×5, three see 7×7.",
        (Published("138M", "Table 2"), *keras_counts(138_357_544, 138_357_544)),
        Depths(16, 16, 23), {"top-5, contest": 7.3, **by("crops and dense", 7.2, 24.4)},
        71.3, 90.1, "VGG16", "vgg", {"depth": 16},
    ),
    "vgg19": Network(
        "VGG-19", 2014,
        "Simonyan & Zisserman 2014, arXiv:1409.1556, Table 1, E",
        "Depth from nothing but 3×3 convolutions: two see 5×5, three see 7×7.",
        (Published("144M", "Table 2"), *keras_counts(143_667_240, 143_667_240)),
        Depths(19, 19, 26), {"top-5, contest": 7.3, **by("crops and dense", 7.1, 24.4)},
        71.3, 90.0, "VGG19", "vgg", {"depth": 19},
    ),
    "googlenet": Network(
        "GoogLeNet", 2014,
        "Szegedy et al. 2014, Going deeper with convolutions, arXiv:1409.4842, Table 1",
        "Inception modules: several kernels side by side, with 1×1 convolutions before them.",
        (Published(6_998_552, "Caffe's bvlc_googlenet without its auxiliary heads"),
         Published(13_378_280, "Caffe's bvlc_googlenet", options={"auxiliary": True})),
        Depths(22, 58, 85), {"top-5, contest": 6.67, "top-5, one crop": 10.07},
    ),
    "inception_v2": Network(
        "Inception v2 (BN-Inception)", 2015,
        "Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167, Fig. 5",
        "Two 3×3 convolutions in place of a 5×5; batch normalisation.",
        (Published(11_295_240, "pretrained-models for PyTorch, bninception",
                   options={"bias": True}),),
        Depths(34, 139, 232), {"top-5, six networks, test": 4.82, **by("one crop", 7.82, 25.2)},
    ),
    "inception_v3": Network(
        "Inception v3", 2015,
        "Szegedy et al. 2015, Rethinking the Inception architecture, arXiv:1512.00567, Table 1",
        "Factorised convolutions (1×7 and 7×1); a batch-normalised auxiliary head.",
        (*keras_counts(23_851_784, 23_817_352),
         Published(27_161_264, TORCHVISION, options={"auxiliary": True, "scale": True})),
        Depths(48, 189, 313), by("one crop", 5.6, 21.2), 77.9, 93.7, "InceptionV3",
    ),
    "inception_v4": Network(
        "Inception v4", 2016,
        "Szegedy et al. 2016, Inception-v4, Inception-ResNet and the impact of residual "
        "connections on learning, arXiv:1602.07261, Fig. 9",
        "One uniform plan of Inception modules of three kinds.",
        (Published(42_679_816, "timm and KerasHub, inception_v4"),),
        Depths(76, 299, 494), by("one crop", 5.0, 20.0),
    ),
    "inception_resnet_v2": Network(
        "Inception-ResNet v2", 2016, "Szegedy et al. 2016, arXiv:1602.07261, Fig. 15",
        "Residual shortcuts around Inception modules, their branches scaled down.",
        keras_counts(55_873_736, 55_813_192),
        Depths(176, 449, 782), by("one crop", 4.9, 19.9), 80.3, 95.3, "InceptionResNetV2",
    ),
    "plain": Network(
        "plain network", 2015, f"{HE}, §4.2",
        "The control: a residual network without its shortcuts.", cifar([20, 32, 44, 56, 110]),
        family="cifar", fixed={"residual": False}, label="plain", style=(VERMILLION, "s", "--"),
    ),
    "resnet": Network(
        "ResNet for CIFAR", 2015, f"{HE}, Table 6", SHORTCUTS, cifar(TABLE6),
        errors={20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43, 1202: 7.93},
        family="cifar", fixed={"residual": True}, label="ResNet", style=(BLUE, "o", "-"),
        styles={
            "layers_per_block": {1: (SKY, "v", ":"), 3: (PURPLE, "D", "-.")},
            "zero_init_residual": {True: (GREEN, "^", (0, (5, 1, 1, 1)))},
        },
    ),
    "resnet18": Network(
        "ResNet-18", 2015, f"{HE}, Table 1", SHORTCUTS, (Published(11_689_512, TORCHVISION),),
        Depths(18, 41, 74), {"top-1, ten crops, shortcuts without weights": 27.88},
        family="imagenet_resnet", fixed={"depth": 18},
    ),
    "resnet34": Network(
        "ResNet-34", 2015, f"{HE}, Table 1", SHORTCUTS, (Published(21_797_672, TORCHVISION),),
        Depths(34, 73, 130),
        {**by("five scales", 5.71, 21.84), **by("ten crops", 7.46, 24.52),
         "top-1, ten crops, shortcuts without weights": 25.03},
        family="imagenet_resnet", fixed={"depth": 34},
    ),
    "resnet50": Network(
        "ResNet-50", 2015, f"{HE}, Table 1", BOTTLENECKS,
        (*keras_counts(25_636_712, 25_583_592), without_bias(25_557_032)),
        Depths(50, 107, 177), by("five scales", 5.25, 20.74), 74.9, 92.1, "ResNet50",
        "imagenet_resnet", {"depth": 50},
    ),
    "resnet101": Network(
        "ResNet-101", 2015, f"{HE}, Table 1", BOTTLENECKS,
        (*keras_counts(44_707_176, 44_601_832), without_bias(44_549_160)),
        Depths(101, 209, 347), by("five scales", 4.60, 19.87), 76.4, 92.8, "ResNet101",
        "imagenet_resnet", {"depth": 101},
    ),
    "resnet152": Network(
        "ResNet-152", 2015, f"{HE}, Table 1", BOTTLENECKS,
        (*keras_counts(60_419_944, 60_268_520), without_bias(60_192_808)),
        Depths(152, 311, 517), {"top-5, contest": 3.57, **by("five scales", 4.49, 19.38)},
        76.6, 93.1, "ResNet152", "imagenet_resnet", {"depth": 152},
    ),
    "xception": Network(
        "Xception", 2016,
        "Chollet 2016, Xception: deep learning with depthwise separable convolutions, "
        "arXiv:1610.02357, Fig. 5",
        "Depthwise separable convolutions throughout: space first, channels afterwards.",
        (Published(22_855_952, "Table 3"), *keras_counts(22_910_480, 22_855_952)),
        Depths(37, 81, 134), by("one crop", 5.5, 21.0), 79.0, 94.5, "Xception",
    ),
    "mobilenet": Network(
        "MobileNet", 2017,
        "Howard et al. 2017, MobileNets, arXiv:1704.04861, Table 1",
        "A whole network of depthwise separable convolutions, with two dials: width, resolution.",
        (Published("4.2M", "Table 8"), *keras_counts(4_253_864, 4_231_976)),
        Depths(28, 55, 91), {"top-1": 29.4}, 70.4, 89.5, "MobileNet",
    ),
    "stack": Network(
        "stack of one kind of block", None, "",
        "Blocks of one kind, to compare the blocks themselves at equal budget.", label="",
        styles={
            "block": {
                "standard": (VERMILLION, "s", "--"), "separable": (BLUE, "o", "-"),
                "naive": (ORANGE, "^", "-."), "reduced": (GREEN, "D", "-"),
                "basic": (PURPLE, "v", ":"), "bottleneck": (SKY, "P", (0, (5, 1, 1, 1))),
                "xception": (BLUE, "X", "-"), "xception_plain": (BLACK, "h", (0, (1, 1))),
            },
        },
    ),
    "four_layers": Network(
        "four-layer network", 2012,
        "Krizhevsky, Sutskever, Hinton 2012, NIPS 25, Fig. 1; widths of cuda-convnet",
        "Three convolutions and a dense layer, to compare activations in the same network.",
        label="four layers",
        styles={
            "activation": {
                "sigmoid": (PURPLE, "v", ":"), "tanh": (GREEN, "^", "--"),
                "relu": (ORANGE, "o", "-"),
            },
        },
    ),
}  # fmt: skip
