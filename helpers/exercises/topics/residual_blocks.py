"""The residual block and the bottleneck, built by students of Keras's layers."""

from ..build import Build


def block(width):
    """relu(x + f(x)) of He et al. 2015, eq. 1 and fig. 2, built of Keras's layers."""
    return Build(
        text=f"Build the residual block of the paper as a function block(x) from Keras's layers: "
        f"x has {width} channels, the branch is two 3×3 convolutions to {width} channels with a "
        'ReLU between them, padding "same", without biases and without batch normalisation; the '
        "last ReLU comes after the addition.",
        name="block",
        inputs=(8, 8, width),
        reference=lambda x: _relu(x + _branch(x, width)),
        because="The shortcut joins before the last ReLU, and has no parameters.",
        mistakes=(
            (lambda x: _relu(_branch(x, width)), "That is the plain block: where is the shortcut?"),
            (
                lambda x: x + _branch(x, width),
                "The last ReLU is missing: the sum can still be negative.",
            ),
            (
                lambda x: x + _relu(_branch(x, width)),
                "Your ReLU comes before the addition: then a block can only add, never take away.",
            ),
            (
                lambda x: _relu(x) + _relu(_branch(x, width)),
                "One ReLU, after the addition: you activate the two parts before it.",
            ),
            (
                lambda x: x + _branch(_relu(x), width),
                "That is the later order, ReLU before each convolution (He et al. 2016); here the "
                "last ReLU comes after the addition.",
            ),
            (
                lambda x: _relu(_branch(x, width) - x),
                "The shortcut is added. Taking x away is what the branch has to learn: g = f - x.",
            ),
            (lambda x: _relu(x - _branch(x, width)), "The branch is added, not taken away."),
            (lambda x: _relu(x * _branch(x, width)), "The shortcut is added, not multiplied."),
            (
                lambda x: _relu(x + _conv(_conv(x, width), width)),
                "Between the two convolutions a ReLU is missing: together they are one linear map.",
            ),
            (
                lambda x: _relu(x + _conv(x, width)),
                "The branch has two convolutions; with one the paper saw no advantage.",
            ),
            (
                lambda x: _relu(x + _branch(x, width, use_bias=True)),
                "Your convolutions have biases: use_bias=False.",
            ),
        ),
        advice="The output is the ReLU of a sum of two terms: x, and what the branch makes of it.",
        hints=(
            "Which two terms meet at the addition?",
            "keras.layers.Conv2D(width, 3, padding='same', use_bias=False)(x) is a convolution of "
            "the paper; keras.ops.relu(y) or keras.layers.ReLU()(y) is the activation.",
        ),
    )


def bottleneck(wide):
    """1×1, 3×3, 1×1 of He et al. 2015, fig. 5, right."""
    narrow = wide // 4

    def body(x, inner=narrow, kernels=(1, 3, 1)):
        first, second, last = kernels
        y = _relu(_conv(x, inner, first))
        return _conv(_relu(_conv(y, inner, second)), wide, last)

    return Build(
        text=f"Build ResNet-152's block as a function bottleneck(x): x has {wide} channels; a 1×1 "
        f"convolution reduces them to {narrow}, a 3×3 follows, and a 1×1 restores {wide}. ReLUs "
        'between the three and after the addition; padding "same", no biases, no batch '
        "normalisation.",
        name="bottleneck",
        inputs=(8, 8, wide),
        reference=lambda x: _relu(x + body(x)),
        because=f"2·{wide}·{narrow} + 9·{narrow}² = {2 * wide * narrow + 9 * narrow**2:,} "
        "parameters: the 3×3 convolution works on a quarter of the channels.",
        mistakes=(
            (lambda x: _relu(body(x)), "Where is the shortcut?"),
            (lambda x: x + body(x), "The last ReLU is missing."),
            (lambda x: x + _relu(body(x)), "Your last ReLU comes before the addition."),
            (
                lambda x: _relu(x + body(x, kernels=(1, 1, 1))),
                "The middle convolution is 3×3: without it no pixel sees its neighbours.",
            ),
            (
                lambda x: _relu(x + body(x, kernels=(3, 3, 3))),
                "Only the middle one is 3×3; the first and the last are 1×1.",
            ),
            (
                lambda x: _relu(x + body(x, inner=wide)),
                "Nothing is reduced: the first two convolutions give a quarter of the channels.",
            ),
            (
                lambda x: _relu(x + _conv(_relu(_conv(x, narrow)), wide)),
                "Those are two convolutions of 3×3; the bottleneck has three: 1×1, 3×3, 1×1.",
            ),
            (
                lambda x: _relu(x + _conv(_conv(_conv(x, narrow, 1), narrow), wide, 1)),
                "The ReLUs between the three convolutions are missing.",
            ),
        ),
        advice="Reduce, look around, restore, add x, activate.",
        hints=(
            "Which of the three convolutions looks at neighbouring pixels?",
            f"keras.layers.Conv2D({narrow}, 1, use_bias=False) reduces the channels.",
        ),
    )


def _relu(x):
    from keras import ops

    return ops.relu(x)


def _conv(x, channels, kernel=3, use_bias=False):
    from keras import layers

    return layers.Conv2D(channels, kernel, padding="same", use_bias=use_bias)(x)


def _branch(x, width, use_bias=False):
    return _conv(_relu(_conv(x, width, use_bias=use_bias)), width, use_bias=use_bias)
