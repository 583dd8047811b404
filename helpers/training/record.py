"""What goes into a training (Recipe) and what comes out of it (Run). Loads no Keras."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How to train. The defaults learn CIFAR-10's shipped subset within minutes on two cores.

    rate: peak learning rate, reached after the fraction `warm_up` of all steps and then lowered
    along a cosine to 0. momentum: Nesterov's (Sutskever et al. 2013). weight_decay: L2, on
    kernels only. smoothing: label smoothing (Szegedy et al. 2015, arXiv:1512.00567, §7).
    flip, crop: random mirror images, and crops after padding by so many pixels (He et al. 2015,
    arXiv:1512.03385, §4.2: crop 4). clip: largest norm of the whole gradient, None for no limit.
    images: train on the first so many images only, None for all. seed: of order and augmentation.
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

    def __post_init__(self):
        limits = {
            "epochs": (1, 10_000), "batch": (1, 100_000), "rate": (0, 1_000), "warm_up": (0, 1),
            "momentum": (0, 0.9999), "weight_decay": (0, 1), "smoothing": (0, 0.99),
            "crop": (0, 16), "seed": (0, 2**31 - 1),
        }  # fmt: skip
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            whole = not isinstance(getattr(type(self), name), int) or isinstance(value, int)
            if not (number and whole and low <= value <= high):
                kind = (
                    "a whole number" if isinstance(getattr(type(self), name), int) else "a number"
                )
                raise ValueError(
                    f"{name} is {value!r}; a recipe takes {kind} from {low} to {high}."
                )
        for name in ("clip", "images"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise ValueError(f"{name} is {value!r}; a recipe takes a number above 0, or None.")


@dataclasses.dataclass(frozen=True)
class Run:
    """One training, finished or not. Losses in nats, accuracies as fractions, one entry an epoch.

    `seconds`: wall-clock time of the training steps and of the tests after each epoch, without
    building and compiling; `images_per_second`: training images over training time alone.
    `parameters`: trainable ones; `macs`: for one image. `ended`: "finished", "stopped", or why not.
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

    def __repr__(self):
        result = f"test accuracy {self.test_accuracy[-1]:.1%}" if self.test_accuracy else "no epoch"
        depth = f"-{self.options['depth']}" if "depth" in self.options else ""
        return f"Run({self.network}{depth}, seed {self.seed}, {result}, {self.ended})"

    def to_json(self):
        """A dict of plain JSON types, which `from_json` reads back."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, record):
        """The Run of such a dict. Raises ValueError for a missing, unknown or unfit field."""
        names = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(record, dict) or set(record) != names:
            odd = sorted(names ^ set(record)) if isinstance(record, dict) else [record]
            raise ValueError(f"This is no record of a run: {odd[0]!r} is missing or unknown.")
        curves = ("train_loss", "train_accuracy", "test_loss", "test_accuracy")
        try:
            values = {name: tuple(record[name]) for name in curves}
            return cls(**{**record, **values, "recipe": Recipe(**record["recipe"])})
        except TypeError as error:
            raise ValueError(f"This is no record of a run: {error}.") from error
