"""Questions of notebook 04: depth, the parameters of shortcuts, the blocks as code, and why."""

from helpers.counting import batch_norm, convolution

from ..build import Build
from ..number import Number
from ..question import Choice
from ..randomized import Randomized


def depth_of_family(blocks, convolutions, stages):
    """6n + 2 of He et al. 2015, arXiv:1512.03385, §4.2, for other stages and blocks as well."""
    inner = blocks * convolutions * stages
    return Number(
        text=f"A residual network has {stages} stages of {blocks} blocks of {convolutions} "
        "convolutions, between a first convolution and a classifier. How deep is it, counted as "
        "layers with a kernel on the longest path? The shortcuts have no parameters.",
        answer=inner + 2,
        because=f"{stages}·{blocks}·{convolutions} + 2 = {inner + 2}.",
        mistakes=(
            (inner, "The stages have that many. What stands before and after them?"),
            (inner + 1, "One is missing: a convolution comes first and a classifier last."),
            (
                blocks * stages,
                f"That is the number of blocks; each has {convolutions} convolutions.",
            ),
            (blocks * stages + 2, f"A block is not one layer: it has {convolutions} convolutions."),
            (blocks * convolutions + 2, f"That is one stage; there are {stages}."),
            (
                inner + 2 + stages - 1,
                "You counted the shortcuts between stages; without weights they are no layers.",
            ),
        ),
        advice="Count the convolutions of all blocks, then add what stands outside the stages.",
        hints=(
            "How many convolutions are there in one stage, and in all stages?",
            "What has weights, and stands before the first stage or after the last one?",
        ),
    )


def projection_shortcuts(width, growth):
    """Option B of He et al. 2015, §3.3, between three stages, against option A."""
    one, two, three = width, width * growth, width * growth**2
    right = convolution(1, one, two, bias=False) + convolution(1, two, three, bias=False)
    return Number(
        text=f"Three stages have {one}, {two} and {three} channels, on maps of 32×32, 16×16 and 8×8"
        " pixels. Replace the two zero-padded shortcuts between them by 1×1 convolutions without "
        "bias. How many parameters does that add?",
        answer=right,
        because=f"{one}·{two} + {two}·{three} = {right:,}.",
        mistakes=(
            (right + two + three, "You counted a bias for each output; these have none."),
            (
                right + batch_norm(two, statistics=False) + batch_norm(three, statistics=False),
                "You counted batch normalisation's γ and β as well; leave them out.",
            ),
            (
                right + batch_norm(two) + batch_norm(three),
                "You counted batch normalisation, and even its moving statistics; leave them out.",
            ),
            (0, "Zero padding is free, that is option A; here it is replaced by convolutions."),
            (
                one * (two - one) + two * (three - two),
                "Those are weights for the missing channels only; the convolution makes all of "
                "its outputs anew.",
            ),
            (9 * right, "That is a 3×3 kernel; this one is 1×1."),
            (one * two, "There are two places where the channels change; you took the first."),
            (two * three, "There are two places where the channels change; you took the second."),
            (
                one**2 + two**2,
                "You used the inputs twice: a weight joins an input to an output channel.",
            ),
            (
                two**2 + three**2,
                "You used outputs instead of inputs: a weight joins an input to an output.",
            ),
            (
                16**2 * one * two + 8**2 * two * three,
                "Those are multiplications, with the image size; count weights.",
            ),
        ),
        advice="A 1×1 convolution has one weight for each pair of an input and an output channel.",
        hints=(
            f"How many pairs of an input and an output channel are there from {one} to {two}?",
            f"The same from {two} to {three}; then add. The size of the maps does not matter.",
        ),
    )


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


def why():
    """Why plain-56 fails, as far as He et al. 2015, §4.1, and our runs can say."""
    return Choice(
        text="Plain-56 with batch normalisation has a higher training error than plain-20, though "
        "it has more parameters. Which explanation is compatible with all that this notebook "
        "measured?",
        options={
            "It over-fits: it has too many parameters for 4,000 images.": "A network that "
            "over-fits has a low training error. This one has a high one.",
            "Its gradient vanishes on the way to the first layers.": "Measured with batch "
            "normalisation, it grows on the way back, by thousands over 56 layers.",
            "It cannot represent what plain-20 represents.": "It can: 36 of its layers only have "
            "to pass on what they get. What exists and what training finds are two things.",
            "Its layers are hard to train together: to pass a signal on is not easy to learn, and "
            "the gradients explode and resemble noise.": "The near-identity experiment, the "
            "growth of the gradient and its autocorrelation all point there; none proves that it "
            "is the only cause.",
        },
        answer="Its layers are hard to train together: to pass a signal on is not easy to learn, "
        "and the gradients explode and resemble noise.",
        hints=(
            "Look at the training error first: what does it rule out?",
            "Then at the table of gradients, in the rows with batch normalisation.",
        ),
    )


QUESTIONS = {
    "depth": Randomized(
        depth_of_family,
        {"blocks": range(4, 61), "convolutions": (2, 3), "stages": (3, 4)},
    ),
    "shortcuts": Randomized(projection_shortcuts, {"width": range(8, 81, 2), "growth": (2, 3)}),
    "block": Randomized(block, {"width": (6, 8, 10, 12, 14, 16)}),
    "bottleneck": Randomized(bottleneck, {"wide": (16, 24, 32, 40, 48)}),
    "why": Randomized(why, {}),
}
