"""One training that is to be done, and about how much work it is. Loads no Keras."""

import dataclasses

from helpers.training.record import Recipe

# Layers with a kernel in a block of a stack, along its longest path, where it has several.
LAYERS = {"reduced": 2, "basic": 2, "bottleneck": 3, "xception": 2, "xception_plain": 2}
WIDTH_1 = {"alexnet": 96, "four_layers": 32}  # channels where the width is a multiplier
IMAGES = {"small": 10_000, "full": 50_000}


@dataclasses.dataclass(frozen=True)
class Job:
    """One training of a grid: a network with its options on a data set, by a recipe."""

    network: str
    options: dict
    dataset: str
    size: str
    recipe: Recipe

    @property
    def cost(self):
        """About proportional to the time it takes: layers × width × image presentations.

        Measured on one core: a layer of one channel takes 6 to 9 µs an image with batch
        normalisation, 4 or 5 without it and in bottlenecks, 3 in the four-layer network.
        """
        images = self.recipe.images or IMAGES.get(self.size, 10_000)
        width = self.options.get("width", 1) * WIDTH_1.get(self.network, 1)
        return self._layers() * width * self.recipe.epochs * images

    def _layers(self):
        if self.network == "stack":
            block = LAYERS.get(self.options.get("block"), 1)
            return 2 + 3 * self.options.get("blocks", 1) * block
        return self.options.get("depth", 8 if self.network == "alexnet" else 4)

    def __str__(self):
        depth = f"-{self.options['depth']}" if "depth" in self.options else ""
        rest = [(k, v) for k, v in self.options.items() if k not in ("depth", "seed")]
        words = [v if isinstance(v, str) else f"{k} {v}" for k, v in rest]
        rate = f"rate {self.recipe.rate:g}"
        return " ".join([self.network + depth, *words, rate, f"seed {self.recipe.seed}"])
