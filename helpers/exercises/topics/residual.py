"""Questions of notebook 04: depth, the parameters of shortcuts, and the block as code."""

import numpy as np

from helpers.counting import batch_norm, convolution

from ..code import Code
from ..number import Number
from ..randomized import Randomized, StableRandom


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


def block(seed):
    """relu(x + f(x)) of He et al. 2015, eq. 1 and fig. 2, written by the student."""
    draw = StableRandom("block", seed)
    calls, shown = [], []
    for _ in range(3):
        x = np.array([draw.pick(range(-9, 10)) for _ in range(2)] + [-6, 5, 3], float)
        scale, shift = draw.pick((2, 3, -2, -3)), draw.pick((-4, -1, 1, 4))
        calls.append((x, lambda v, a=scale, b=shift: a * v + b))
        numbers = ", ".join(f"{value:g}" for value in x)
        shown.append(f"block([{numbers}], f) with f(v) = {scale}·v {'+-'[shift < 0]} {abs(shift)}")
    return Code(
        text="Write the residual block of the paper as a function block(x, f): x is an array, f "
        "the branch of layers; the last activation, a ReLU, comes after the addition.",
        name="block",
        calls=tuple(calls),
        shown=tuple(shown),
        reference=lambda x, f: np.maximum(x + f(x), 0),
        because="The shortcut joins before the last ReLU, so an identity costs the branch nothing.",
        mistakes=(
            (lambda x, f: np.maximum(f(x), 0), "That is the plain block: where is the shortcut?"),
            (lambda x, f: x + f(x), "The last ReLU is missing: the sum still can be negative."),
            (
                lambda x, f: x + np.maximum(f(x), 0),
                "Your ReLU comes before the addition: then a block can only add, never take away.",
            ),
            (
                lambda x, f: np.maximum(x, 0) + np.maximum(f(x), 0),
                "One ReLU, after the addition: you activate the two parts before it.",
            ),
            (lambda x, f: np.maximum(x * f(x), 0), "The shortcut is added, not multiplied."),
            (
                lambda x, f: np.maximum(f(x + f(x)), 0),
                "The branch is passed through once; the sum does not go into it again.",
            ),
            (lambda x, f: np.maximum(x - f(x), 0), "The branch is added, not taken away."),
        ),
        advice="The output is the ReLU of a sum of two terms.",
        hints=(
            "Which two terms meet at the addition?",
            "np.maximum(z, 0) is the ReLU of an array z.",
        ),
    )


QUESTIONS = {
    "depth": Randomized(
        depth_of_family,
        {"blocks": range(4, 61), "convolutions": (2, 3), "stages": (3, 4)},
    ),
    "shortcuts": Randomized(projection_shortcuts, {"width": range(8, 81, 2), "growth": (2, 3)}),
    "block": Randomized(block, {"seed": range(250)}),
}
