"""The pictures of deck 04."""

from helpers import counting
from helpers.figures.depth import draw_depth
from helpers.figures.gradients import draw_ratios
from helpers.figures.residual import draw_autocorrelation, draw_near_identity, draw_slopes
from helpers.probes import depth_gradients, near_identity, shattering
from helpers.runs import recorded
from helpers.runs.analysis import series

from ..svg import draw_modules


def depth(figure):
    """Training error against depth, plain and residual."""
    draw_depth(
        figure.subplots(),
        series(recorded("depth"), "depth", "training error"),
        metric="training error",
    )


def generalization(figure):
    """Test error against depth, with more images."""
    draw_depth(figure.subplots(), series(recorded("generalization"), "depth", "test error"))


def bypass(figure):
    """Shortcuts around one, two and three layers."""
    draw_depth(
        figure.subplots(),
        series(recorded("bypass"), "depth", "training error"),
        metric="training error",
    )


def identity(figure):
    """Learning to change nearly nothing."""
    depths = (2, 4, 8, 16)
    found = {
        "plain": {n: near_identity.learn(n, residual=False)[-1] for n in depths},
        "residual, He's start": {n: near_identity.learn(n, residual=True)[-1] for n in depths},
        "residual, g starts at 0": {
            n: near_identity.learn(n, residual=True, start="zero")[-1] for n in depths
        },
    }
    ax = figure.subplots()
    draw_near_identity(ax, found, near_identity.error_of_identity())
    ax.set_yticks([0.001, 0.01, 0.1], ["0.001", "0.01", "0.1"])


def gradients(figure):
    """Gradient at the first convolution over that at the last, 20 and 56 layers."""
    rows = depth_gradients.recorded()["rows"]
    draw_ratios(figure.subplots(1, 2, sharey=True), rows)


def shattered(figure):
    """Slopes of a plain and a residual network along a line, and how alike neighbours are."""
    axes = figure.subplots(1, 3)
    found = {}
    for ax, (title, residual) in zip(axes, (("plain", False), ("residual", True)), strict=False):
        x, _, slopes = shattering.line(50, residual)
        draw_slopes(ax, x, slopes, title)
        found[title] = shattering.correlations(50, residual, seeds=range(5))
    axes[1].set_ylabel("")
    draw_autocorrelation(axes[2], found)


def block(figure):
    """The block of two convolutions."""
    draw_modules(figure, {"": counting.graph(_built("basic"))})


def bottleneck(figure):
    """Both blocks with 256 channels outside, and their parameters."""
    built = {
        "basic": _built("basic", input_shape=(56, 56, 256), channels=256),
        "bottleneck": _built("bottleneck", input_shape=(56, 56, 256), channels=64),
    }
    draw_modules(
        figure,
        {
            f"{name}: {model.count_params():,} parameters": counting.graph(model)
            for name, model in built.items()
        },
    )


def _built(kind, **options):
    from helpers.networks import build_block

    return counting.build_shapes_only(build_block, kind, batch_norm=True, **options)


PICTURES = {
    "identity": (identity, (7.6, 3.3)),
    "block": (block, (3.6, 3.3)),
    "depth": (depth, (7.6, 3.4)),
    "generalization": (generalization, (7.6, 3.4)),
    "bypass": (bypass, (7.6, 3.4)),
    "bottleneck": (bottleneck, (7.6, 3.4)),
    "gradients": (gradients, (7.6, 3.0)),
    "shattered": (shattered, (8, 2.7)),
}
