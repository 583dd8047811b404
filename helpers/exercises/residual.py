"""Questions of notebook 04: counting layers and the parameters of shortcuts."""

from helpers.counting import batch_norm, convolution

from .number import Number


def depth_of_family(n=18):
    """The depth 6n + 2 of He et al. 2015, §4.2, asked for its deepest n before 1,202."""
    return Number(
        f"A residual network has three stages of {n} blocks of two convolutions. How many layers "
        "with weights does it have, shortcuts without parameters?",
        6 * n + 2,
        {
            6 * n: "The stages have that many. What stands before and after them?",
            6 * n + 1: "One is missing: a convolution comes first and a classifier last.",
            3 * n: "That is the number of blocks; each has two convolutions.",
            3 * n + 2: "Each block has two convolutions, so count it twice.",
            6 * n + 4: "Zero-padded shortcuts have no weights, so they do not count.",
        },
        "Count the convolutions of all blocks, then add what stands outside the stages.",
        tolerance=0,
    )  # fmt: skip


def projection_shortcuts():
    """Option B of He et al. 2015, §3.3, at 16 → 32 and 32 → 64 channels, against option A."""
    right = convolution(1, 16, 32, bias=False) + convolution(1, 32, 64, bias=False)
    with_bias = convolution(1, 16, 32) + convolution(1, 32, 64)
    norm = batch_norm(32, statistics=False) + batch_norm(64, statistics=False)
    return Number(
        "Replace ResNet-20's two zero-padded shortcuts (16 to 32, 32 to 64 channels) by 1×1 "
        "convolutions without bias. How many parameters does that add?",
        right,
        {
            with_bias: "You counted a bias for each output channel; these have none.",
            right + norm: "You counted batch normalisation as well; leave it out.",
            9 * right: "That is a 3×3 kernel; this one is 1×1.",
            16 * 32: "There are two places where the channels change.",
            16 * 16 + 32 * 32: "You used the inputs twice: a weight joins an input to an output.",
            32 * 32 + 64 * 64: "You used the outputs twice: a weight joins an input to an output.",
            (16 * 16) * 16 * 32 + (8 * 8) * 32 * 64: "Those are multiplications; count weights.",
        },
        "A 1×1 convolution has one weight for each pair of an input and an output channel.",
        tolerance=0,
    )  # fmt: skip
