"""What the literature says of each network. The numbers are printed ones, never computed here."""

import dataclasses


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
class Depths:
    """The three definitions of depth in use.

    path: layers with weights on the longest path, batch normalisation not counted (papers).
    weighted: all layers with weights. layers: all layers. Both as Keras's layers are cut.
    """

    path: int
    weighted: int | None = None
    layers: int | None = None


@dataclasses.dataclass(frozen=True)
class Network:
    """One network of the lecture.

    errors: {how it was measured: %}; for the CIFAR family {depth: test error, %}.
    top1, top5: accuracy in % of Keras's pretrained model, one crop; None if Keras has none.
    keras: its name in keras.applications, or None.
    """

    title: str
    year: int
    paper: str
    introduced: str
    published: tuple
    depths: Depths | None = None
    errors: dict = dataclasses.field(default_factory=dict)
    top1: float | None = None
    top5: float | None = None
    keras: str | None = None


HE = "He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385"
KERAS = "Keras 3.15, keras.applications"
TABLE6 = {20: "0.27M", 32: "0.46M", 44: "0.66M", 56: "0.85M", 110: "1.7M", 1202: "19.4M"}


def cifar(depths):
    """Table 6 of He et al. The twins have the same counts: option A adds no parameters (§3.3)."""
    source = f"{HE}, Table 6"
    return tuple(Published(TABLE6[d], source, options={"depth": d}) for d in depths)


CATALOG = {
    "plain": Network(
        "plain network", 2015, f"{HE}, §4.2",
        "The control: a residual network without its shortcuts.",
        cifar([20, 32, 44, 56, 110]),
    ),
    "resnet": Network(
        "ResNet for CIFAR", 2015, f"{HE}, Table 6",
        "Identity shortcuts: layers learn the difference from their input.", cifar(TABLE6),
        errors={20: 8.75, 32: 7.51, 44: 7.17, 56: 6.97, 110: 6.43, 1202: 7.93},
    ),
}  # fmt: skip
