"""Train a network on a data set by a recipe; the result is a Run, a record that can be kept."""

from .execution import Execution
from .record import Recipe, Run

__all__ = ["Execution", "Recipe", "Run", "train"]


def train(
    model,
    dataset,
    recipe=None,
    on_epoch=None,
    stop=None,
    on_step=None,
    execution=None,
    checkpoint=None,
):
    """See helpers.training.loop.train, which this loads together with Keras on first use."""
    from .loop import train as trained

    return trained(model, dataset, recipe, on_epoch, stop, on_step, execution, checkpoint)
