"""Questions of notebook 05: what a 1×1 reduction costs and saves, and what a module gives."""

from helpers.counting import break_even_outputs, convolution

from ..number import Number
from ..randomized import Randomized

SIDE = 24  # pixels of the maps in the lecture's example


def reduced(inputs, reduction, outputs):
    """Weights of GoogLeNet's 5×5 branch (Szegedy et al. 2014, arXiv:1409.4842, fig. 2)."""
    naive = convolution(5, inputs, outputs, bias=False)
    first = convolution(1, inputs, reduction, bias=False)
    second = convolution(5, reduction, outputs, bias=False)
    right = first + second
    return Number(
        text=f"A 5×5 branch from {inputs} to {outputs} maps on {SIDE}×{SIDE} pixels first reduces "
        f"them to {reduction} by a 1×1 convolution. How many weights has the branch, without "
        "biases?",
        answer=right,
        because=f"{first.formula} and {second.formula}, together {right:,}; the naive branch "
        f"has {int(naive):,}.",
        mistakes=(
            (naive, "That is the naive branch, without the reduction."),
            (second, "The reduction itself costs weights too."),
            (first, "That is the reduction alone; the 5×5 convolution comes after it."),
            (
                first + naive,
                f"After the reduction the 5×5 convolution sees {reduction} maps, not {inputs}.",
            ),
            (right + reduction + outputs, "You counted biases; here there are none."),
            (right * SIDE**2, "You multiplied by the image size: those are MACs; count weights."),
            (
                first + 5 * reduction * outputs,
                "The kernel has two sides: 5×5 weights for each pair of maps.",
            ),
            (
                first + convolution(5, reduction, inputs, bias=False),
                f"You used inputs instead of outputs: the branch ends in {outputs} maps.",
            ),
            (
                right + 4 * (reduction + outputs),
                "You counted batch normalisation as well, with its statistics; leave it out.",
            ),
        ),
        advice="Two convolutions, one after the other: count both, each with the maps it sees.",
        hints=(
            f"The 1×1 convolution joins {inputs} maps to {reduction}.",
            "How many maps does the 5×5 convolution see, and how many does it give?",
        ),
    )


def break_even(kernel, inputs, reduction):
    """From how many outputs on a 1×1 reduction saves MACs, as in (24,24,20) → (24,24,10)."""
    exact = break_even_outputs(kernel, inputs, reduction)
    right = int(exact) + 1
    square = kernel**2
    mistakes = (
        (
            int(exact),
            "There it does not save yet: the reduction costs as much as it saves, or more.",
        ),
        (
            int(reduction / square) + 1,
            "You left out that the convolution still works on the reduced maps.",
        ),
        (int(exact * SIDE**2) + 1, "Both sides are done at every pixel: the image size cancels."),
        (
            int(inputs / (inputs - reduction)) + 1,
            "The reduction costs inputs·reduced MACs a pixel.",
        ),
        (int(exact * square) + 1, "The kernel is missing: it has several weights."),
        (int(exact * kernel) + 1, "The kernel has two sides: take its square."),
    )
    return Number(
        text=f"Before a {kernel}×{kernel} convolution of ({SIDE},{SIDE},{inputs}) a 1×1 convolution"
        f" reduces it to ({SIDE},{SIDE},{reduction}). From how many output maps of the {kernel}×"
        f"{kernel} convolution on does that save multiplications (MACs, no biases)?",
        answer=right,
        because=f"It pays beyond {inputs}·{reduction}/({square}·({inputs} − {reduction})) = "
        f"{exact:.2f} output maps.",
        mistakes=mistakes,
        advice="Set the MACs a pixel with the reduction equal to those without it.",
        hints=(
            f"Without: {square}·{inputs}·N a pixel, for N output maps.",
            f"With: {inputs}·{reduction} for the reduction, then {square}·{reduction}·N.",
            "Solve for N, and take the first whole number at which it really saves.",
        ),
    )


def concatenated(inputs, one, three, five, pool):
    """Channels that an Inception module gives; numbers like GoogLeNet's (table 1)."""
    right = one + three + five + pool
    before3, before5 = three // 2, five // 2
    return Number(
        text=f"An Inception module gets {inputs} maps. Its branches: 1×1 to {one}; 1×1 to {before3}"
        f" and 3×3 to {three}; 1×1 to {before5} and 5×5 to {five}; max pooling and 1×1 to {pool}. "
        "How many maps has its output?",
        answer=right,
        because=f"{one} + {three} + {five} + {pool} = {right}.",
        mistakes=(
            (
                right + before3 + before5,
                "You added the reductions: they are inside their branches and go no further.",
            ),
            (one + three + five, "The pooling branch is missing: it gives maps as well."),
            (
                one + three + five + inputs,
                "You let the pooling branch pass all inputs, as in the naive module; here a 1×1 "
                "convolution follows it.",
            ),
            (max(one, three, five, pool), "The branches are put side by side, not one kept."),
            (right + inputs, "The input is not among what is concatenated: that is another idea."),
        ),
        advice="Add what each branch gives at its end.",
        hints=(
            "Concatenation puts the maps of all branches behind one another.",
            "Of each branch only its last layer counts.",
        ),
    )


QUESTIONS = {
    "reduced": Randomized(
        reduced,
        {
            "inputs": (192, 256, 480, 512, 528, 832),
            "reduction": (16, 20, 24, 32, 40, 48),
            "outputs": (56, 64, 80, 96, 112, 128),
        },
    ),
    "break_even": Randomized(
        break_even,
        {
            "kernel": (3, 5),
            "inputs": (192, 208, 224, 240, 256, 288, 320, 384, 448, 512),
            "reduction": (64, 80, 88, 96, 104, 112, 120, 128),
        },
    ),
    "concatenated": Randomized(
        concatenated,
        {
            "inputs": (192, 256, 480, 512),
            "one": (64, 128, 160, 192),
            "three": (96, 144, 208),
            "five": (32, 48, 80),
            "pool": (24, 40, 64),
        },
    ),
}
