"""What goes into a training (Recipe) and what comes out of it (Run). Loads no Keras."""

import dataclasses
import functools
import reprlib
import subprocess

from helpers import paths

from .fields import (
    ABOVE_0,
    ACCURACIES,
    FLAG,
    LOSSES,
    OPTIONS,
    TEXT,
    TEXTS,
    check,
    number,
    one_of,
    or_none,
    whole,
)

PRECISIONS = ("float32", "bfloat16", "auto")
RECIPE = {
    "epochs": whole(1, 10_000), "batch": whole(1, 100_000), "rate": number(0, 1_000),
    "warm_up": number(0, 1), "momentum": number(0, 0.9999), "weight_decay": number(0, 1),
    "smoothing": number(0, 0.99), "flip": FLAG, "crop": whole(0, 16), "clip": or_none(ABOVE_0),
    "images": or_none(whole(1)), "seed": whole(0, 2**31 - 1), "precision": one_of(*PRECISIONS),
}  # fmt: skip
CURVES = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
LATER = {
    "commit": "",
    "resumed": 0,
    "precision": "float32",
}  # fields that records got later, and what the older ones count as having
RUN = {
    "network": TEXT, "options": OPTIONS, "dataset": TEXT, "size": TEXT,
    "recipe": ("the fields of a recipe by name", lambda value: isinstance(value, dict)),
    "seed": whole(0, 2**31 - 1),
    "train_loss": LOSSES, "train_accuracy": ACCURACIES,
    "test_loss": LOSSES, "test_accuracy": ACCURACIES,
    "seconds": number(0), "images_per_second": number(0),
    "parameters": whole(0), "macs": or_none(whole(0)),
    "device": TEXT, "backend": TEXT, "versions": TEXTS,
    "when": TEXT, "ended": TEXT, "commit": TEXT, "resumed": whole(0),
    "precision": one_of(*PRECISIONS[:2]),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How to train. The defaults learn CIFAR-10's shipped subset within minutes on two cores.

    rate: peak learning rate, reached after the fraction `warm_up` of all steps and then lowered
    along a cosine to 0. momentum: Nesterov's (Sutskever et al. 2013). weight_decay: L2, on
    kernels only. smoothing: label smoothing (Szegedy et al. 2015, arXiv:1512.00567, §7).
    flip, crop: random mirror images, and crops after padding by so many pixels (He et al. 2015,
    arXiv:1512.03385, §4.2: crop 4). clip: largest norm of the whole gradient, None for no limit.
    images: train on the first so many images only, None for all. seed: of all chance in the
    training: order, augmentation, dropout.
    precision: what is computed in, "float32" or "bfloat16" (Kalamkar et al. 2019, arXiv:1905.12322:
    8 bits of precision, float32's range); weights, normalisation, loss and optimiser are float32
    either way. "auto": bfloat16 where that is faster; a Run's own `precision` says which it was.
    """

    epochs: int = 8
    batch: int = 64
    rate: float = 0.1
    warm_up: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 1e-4
    smoothing: float = 0.0
    flip: bool = False
    crop: int = 0
    clip: float | None = None
    images: int | None = None
    seed: int = 0
    precision: str = "float32"

    def __post_init__(self):
        check(vars(self), RECIPE, "a recipe takes")


@dataclasses.dataclass(frozen=True)
class Run:
    """One training, finished or not. Losses in nats, accuracies as fractions, one entry an epoch.

    `seconds`: wall-clock time of the training steps and of the tests after each epoch, without
    building and compiling: the first training step, and the first test batch of each size, compile
    and are left out. `images_per_second`: training images over training time alone, likewise.
    `parameters`: trainable ones; `macs`: for one image. `ended`: "finished", "stopped", or why not.
    `commit`: of the code that made it, with "-dirty" if it was changed; "" if not known.
    `resumed`: how often it went on from a checkpoint. `precision`: what it was computed in.
    """

    network: str
    options: dict
    dataset: str
    size: str
    recipe: Recipe
    seed: int
    train_loss: tuple = ()
    train_accuracy: tuple = ()
    test_loss: tuple = ()
    test_accuracy: tuple = ()
    seconds: float = 0.0
    images_per_second: float = 0.0
    parameters: int = 0
    macs: int | None = None
    device: str = ""
    backend: str = ""
    versions: dict = dataclasses.field(default_factory=dict)
    when: str = ""
    ended: str = ""
    commit: str = ""
    resumed: int = 0
    precision: str = "float32"

    def __repr__(self):
        result = f"test accuracy {self.test_accuracy[-1]:.1%}" if self.test_accuracy else "no epoch"
        depth = f"-{self.options['depth']}" if "depth" in self.options else ""
        return f"Run({self.network}{depth}, seed {self.seed}, {result}, {self.ended})"

    def to_json(self):
        """A dict of plain JSON types, which `from_json` reads back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, record):
        """The Run of such a dict, also of an older one that lacks the fields of LATER.

        Raises ValueError, which names the field, for one that is missing, unknown or unfit.
        """
        if not isinstance(record, dict):
            raise ValueError(f"This is no record of a run, but {reprlib.repr(record)}.")
        odd = sorted(RUN.keys() ^ {*LATER, *record}, key=str)
        if odd:
            raise ValueError(f"This is no record of a run: {odd[0]!r} is missing or unknown.")
        record = {**LATER, **record}
        check(record, RUN, "a record of a run has")
        curves = {name: tuple(record[name]) for name in CURVES}
        if len({len(values) for values in curves.values()}) > 1:
            lengths = ", ".join(f"{name} {len(values)}" for name, values in curves.items())
            raise ValueError(f"A record has as many values in each curve; this one has {lengths}.")
        try:
            return cls(**{**record, **curves, "recipe": Recipe(**record["recipe"])})
        except TypeError as error:
            raise ValueError(f"This is no record of a run: {error}.") from error


@functools.cache
def code_commit():
    """The commit of the checkout that helpers runs from, with "-dirty" if helpers/ was changed.

    "" where helpers is installed without a checkout, or git does not answer. Asked once a process.
    """
    if not (paths.REPOSITORY / ".git").exists():
        return ""
    try:
        commit = _git("rev-parse", "HEAD").strip()
        return commit + ("-dirty" if _git("status", "--porcelain", "--", "helpers") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(*command):
    return subprocess.run(
        ["git", "-C", paths.REPOSITORY, *command],
        capture_output=True,
        text=True,
        timeout=10,
        check=True,
    ).stdout
