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
    """Train `model` (logits) in place on dataset.train and return the Run.

    on_epoch(run): called after each epoch with the Run so far. on_step(done, steps): called every
    few steps. stop: a threading.Event or a function; once it is set or true, the training ends
    within a step, or a quarter of a second if that is longer, and the Run of the whole epochs so
    far is returned. A loss that is not finite ends it likewise, and `run.ended` explains.
    execution: an Execution. Same seed, device and backend: same run.

    checkpoint: a path. The state of the training is written there every half minute and when it is
    stopped, and a training of the same model, data, recipe and code goes on from what is there. Who
    calls removes the file.

    Raises ValueError if model and data set do not fit, MemoryError (naming a batch that fits) if
    memory will not do.
    """
    # Only here: it loads Keras.
    from .loop import train as trained

    return trained(model, dataset, recipe, on_epoch, stop, on_step, execution, checkpoint)
