"""Question of notebook 05: the Inception module with reductions, built from layers of Keras."""

from ..build import Build

SIDE = 16  # pixels of the maps
KERNEL = {"three": 3, "five": 5}


def module(inputs, one, three, pool):
    """Szegedy et al. 2014, arXiv:1409.4842, fig. 2b, with other numbers of channels."""
    widths = {"one": one, "three": (6, three), "five": (3, 4), "pool": pool}

    def variant(**changes):
        return lambda x: _module(x, widths, **changes)

    return Build(
        text=f"Build GoogLeNet's module as a function module(x): x has {inputs} channels and "
        f"{SIDE}×{SIDE} pixels. Four branches on x: a 1×1 convolution to {one} channels; 1×1 to 6 "
        f"and then 3×3 to {three}; 1×1 to 3 and then 5×5 to 4; a 3×3 max pooling with stride 1 and "
        f"then 1×1 to {pool}. Concatenate them in this order. Every convolution has biases and a "
        'ReLU, all layers have padding "same".',
        name="module",
        inputs=(SIDE, SIDE, inputs),
        reference=variant(),
        because=f"{one} + {three} + 4 + {pool} = {one + three + 4 + pool} channels come out.",
        mistakes=_mistakes(variant, inputs, pool),
        advice="Four branches on x side by side, each with its own layers, then one Concatenate.",
        hints=(
            "How many channels does each branch give at its end, and how many come out together?",
            f'keras.layers.Conv2D({one}, 1, padding="same", activation="relu")(x) is the first '
            "branch.",
            'keras.layers.MaxPooling2D(3, strides=1, padding="same") keeps the number of pixels.',
        ),
    )


def _mistakes(variant, inputs, pool):
    """The usual variants, and what was mistaken."""
    return (
        (
            variant(reduced=False, pool="bare"),
            "That is the naive module: nothing is reduced, and the pooling hands on all "
            f"{inputs} channels.",
        ),
        (
            variant(reduced=False),
            "That is without reductions: the 3×3 and the 5×5 work on a 1×1 convolution of x, "
            "not on x itself.",
        ),
        (
            variant(after=True),
            "Your 1×1 convolutions come after the 3×3 and the 5×5. They reduce what these have "
            "to work on, so they come before.",
        ),
        (
            variant(activation=None),
            "The ReLUs are missing: without them a branch is one linear map.",
        ),
        (
            variant(inner=None),
            "After the reductions a ReLU is missing: every convolution has one, also the 1×1 "
            "before the 3×3 and the 5×5.",
        ),
        (
            variant(bias=False),
            "Your convolutions have no biases: leave use_bias at its default.",
        ),
        (
            variant(pool="bare"),
            f"The pooling hands on all {inputs} channels: a 1×1 convolution to {pool} follows it.",
        ),
        (
            variant(pool="last"),
            "The pooling branch pools first, and its 1×1 convolution comes after.",
        ),
        (
            variant(pool="average"),
            "That is an average pooling; the module takes the maximum.",
        ),
        (
            variant(pool="none"),
            "The pooling is missing: its branch has only the 1×1 convolution.",
        ),
        (
            variant(chained=True),
            "Your branches are one after the other. Each of the four works on x, and they are "
            "joined at the end.",
        ),
        (
            variant(backwards=True),
            "All branches are right, but concatenated in another order.",
        ),
    )


def _module(
    x,
    widths,
    *,
    reduced=True,
    after=False,
    activation="relu",
    inner="relu",
    bias=True,
    pool="max",
    chained=False,
    backwards=False,
):
    """The module, or what it becomes by one of the usual mistakes."""
    from keras import layers

    def conv(x, channels, kernel=1, activation=activation):
        settings = {"padding": "same", "activation": activation, "use_bias": bias}
        return layers.Conv2D(channels, kernel, **settings)(x)

    def kernel_branch(x, name):
        narrow, wide = widths[name]
        if not reduced:
            return conv(x, wide, KERNEL[name])
        if after:
            return conv(conv(x, narrow, KERNEL[name]), wide)
        first = conv(x, narrow, activation=inner if activation else None)
        return conv(first, wide, KERNEL[name])

    def pooling_branch(x):
        pooling = layers.AveragePooling2D if pool == "average" else layers.MaxPooling2D
        pooled = pooling(3, strides=1, padding="same")
        if pool == "bare":
            return pooled(x)
        if pool == "last":
            return pooled(conv(x, widths["pool"]))
        return conv(x if pool == "none" else pooled(x), widths["pool"])

    steps = (
        lambda x: conv(x, widths["one"]),
        lambda x: kernel_branch(x, "three"),
        lambda x: kernel_branch(x, "five"),
        pooling_branch,
    )
    if chained:
        for step in steps:
            x = step(x)
        return x
    branches = [step(x) for step in steps]
    return layers.Concatenate()(branches[::-1] if backwards else branches)
