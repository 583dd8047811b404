"""Questions and predictions of notebook 04: depth, the parameters of shortcuts, and why.

The blocks to build are in residual_blocks.py.
"""

from helpers.counting import batch_norm, convolution

from ..number import Number
from ..prediction import Prediction
from ..question import Choice
from ..randomized import Randomized
from .residual_blocks import block, bottleneck


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

PREDICTIONS = {
    "nothing": Prediction(
        "Plain networks of 2, 4, 8 and 16 layers learn a function that changes its input only a "
        "little. Handing the input on unchanged has an error of 0.034. How many of the four "
        "networks end below that?",
        reading="Every one of them could be the identity, or nearly, and training finds nothing "
        "as good. The deeper the network, the further it ends from it.",
    ),
    "start": Prediction(
        "Residual networks of 16 layers, with all weights from He's rule. Do they end below or "
        "above the error of changing nothing?",
        choices=("below", "above"),
        reading="With random weights each branch adds something as large as its input: the "
        "network starts far from the identity, and with depth it gets worse.",
    ),
    "identity": Prediction(
        "In two blocks of ResNet-20 the branch is set to give nothing but zeros. By how much do "
        "the outputs of block 1 and of block 3 differ at most?",
        reading="Two blocks of two convolutions each have become an exact identity. The ReLU after "
        "the addition does no harm, as its input is the output of a ReLU already.",
    ),
    "capacity": Prediction(
        "The same 56 layers with and without shortcuts: which network has more parameters?",
        choices=("plain-56", "ResNet-56", "equal"),
        reading="So capacity cannot explain what follows.",
    ),
    "depth": Prediction(
        "How does the training error change from 8 to 56 layers, without shortcuts and with them?",
        unit="%",
        drawn=True,
    ),
    "bypass": Prediction(
        "Shortcuts around one, two or three layers: with which is the training error of 56 layers "
        "lowest?",
        choices=("one", "two", "three"),
        reading="One layer is far behind at both depths. Two and three differ by no more than "
        "their seeds do.",
    ),
    "vanish": Prediction(
        "Four networks of 20 layers with Glorot's weights: plain and residual, each with and "
        "without batch normalisation. In how many of them is the gradient at the first convolution "
        "less than a hundredth of that at the last?",
        reading="Only in the plain network without normalisation.",
    ),
    "explode": Prediction(
        "Now ResNet-56 without normalisation, with He's weights: how many times the gradient of "
        "the last convolution arrives at the first?",
        reading="Each branch adds its own gradient to the one that comes past it, and He's weights "
        "make both equally large: twice the variance a block.",
    ),
    "shattered": Prediction(
        "A plain network of 50 layers, from one number to one number. Its slopes at two inputs, "
        "15 of 255 steps apart: how strongly are they correlated? 1: equal, 0: like noise.",
        reading="Far from equal, though the inputs nearly are: a step downhill for one input says "
        "little about its neighbour.",
    ),
    "bottleneck": Prediction(
        "A basic block of 256 channels has 1.18 million parameters. How many has the bottleneck "
        "256 → 64 → 64 → 256, with its batch normalisation?",
        reading="A seventeenth: about as many as a basic block of 64 channels.",
    ),
    "budget": Prediction(
        "Basic blocks of width 16 and bottlenecks of width 57 have equal parameters and MACs. "
        "Which has the lower test error, or are they within 2 points?",
        choices=("basic", "bottleneck", "within 2 points"),
        reading="At this size the bottleneck brings nothing. It is made for 256 channels and more.",
    ),
}
