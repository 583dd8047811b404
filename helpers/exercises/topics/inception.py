"""Questions of notebook 05: what a 1×1 reduction costs and saves, and what a module gives."""

from helpers.counting import break_even_outputs, convolution

from ..number import Number
from ..prediction import Prediction
from ..question import Choice
from ..randomized import Randomized
from .inception_module import module

SIDE = 24  # pixels of the maps in the lecture's example


def reduced(inputs, reduction, outputs):
    """Weights of GoogLeNet's 5×5 branch (Szegedy et al. 2014, arXiv:1409.4842, fig. 2)."""
    naive = convolution(5, inputs, outputs, bias=False)
    first = convolution(1, inputs, reduction, bias=False)
    second = convolution(5, reduction, outputs, bias=False)
    right = first + second
    return Number(
        text=f"A 5×5 branch from {inputs} to {outputs} maps on {SIDE}×{SIDE} pixels first reduces "
        f"them to {reduction} by a 1×1 convolution. How many weights does the branch have, without "
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
            "The reduction costs inputs·reduced MACs for each pixel.",
        ),
        (int(exact * square) + 1, "The kernel is missing: it has several weights."),
        (int(exact * kernel) + 1, "The kernel has two sides: take its square."),
    )
    return Number(
        text=f"Before a {kernel}×{kernel} convolution a 1×1 convolution reduces its input from "
        f"({SIDE},{SIDE},{inputs}) to ({SIDE},{SIDE},{reduction}). What is the smallest number of "
        f"output maps of the {kernel}×{kernel} convolution at which this saves multiplications "
        "(MACs, no biases)?",
        answer=right,
        because=f"It saves above {inputs}·{reduction}/({square}·({inputs} − {reduction})) = "
        f"{exact:.2f} output maps.",
        mistakes=mistakes,
        advice="Set the MACs for each pixel with the reduction equal to those without it.",
        hints=(
            f"Without: {square}·{inputs}·N for each pixel, with N output maps.",
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
        "How many maps does its output have?",
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
            (
                max(one, three, five, pool),
                "All branches are joined; none is left out.",
            ),
            (
                right + inputs,
                "The input itself is not concatenated: other networks do that.",
            ),
        ),
        advice="Add what each branch gives at its end.",
        hints=(
            "Concatenation puts the maps of all branches behind one another.",
            "Of each branch only its last layer counts.",
        ),
    )


def why():
    """Both savings of GoogLeNet, counted in the notebook, each with the other taken away."""
    both = "It averages its last maps, and 1×1 convolutions keep its modules narrow."
    return Choice(
        text="GoogLeNet has 22 layers and AlexNet 8. Why does GoogLeNet have fewer parameters?",
        options={
            "It averages its last maps. That alone is enough.": "With naive modules it would have "
            "97.5 million parameters in spite of the average, and AlexNet has 61.",
            "1×1 convolutions keep its modules narrow. That alone is enough.": "With AlexNet's "
            "three dense layers at its end it would have 232 million parameters in spite of its "
            "narrow modules, and AlexNet has 61.",
            both: "With only one of the two it would have more parameters than AlexNet.",
            "Its kernels are smaller than AlexNet's 11×11.": "AlexNet's 11×11 kernels have 34,944 "
            "of its 61 million parameters. There is little to save.",
        },
        answer=both,
        hints=(
            "Where are most of AlexNet's parameters?",
            "The table with both kinds of modules and both endings has four counts. Compare each "
            "with AlexNet's 61 million.",
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
    "module": Randomized(
        module,
        {"inputs": (20, 24, 28), "one": (8, 9, 10), "three": (12, 14, 16), "pool": (5, 7)},
    ),
    "why": Randomized(why, {}),
}
PREDICTIONS = {
    "channels": Prediction(
        "An Inception module without reductions gets 192 channels. Its branches: 1×1 to 64, 3×3 to "
        "128 and 5×5 to 32 channels, and a max pooling. How many channels come out?",
        reading="64 + 128 + 32 come from the convolutions, and all 192 of the input from the "
        "pooling, which keeps the number of its channels.",
    ),
    "branch": Prediction(
        "Which branch of this module has the most weights: 1×1 to 64, 3×3 to 128, or 5×5 to 32?",
        choices=("1×1", "3×3", "5×5"),
        reading="A 5×5 kernel has 25/9 times the weights of a 3×3 kernel, but there are four times "
        "as many 3×3 kernels.",
    ),
    "nine": Prediction(
        "GoogLeNet has nine modules with reductions, and 7.0 million parameters. How many times as "
        "many parameters would it have with modules without reductions?",
        reading="Each module passes on all its input channels, so the kernels of the next one see "
        "more of them: the last module gives 4,944 channels, where GoogLeNet has 1,024.",
    ),
    "pixel": Prediction(
        "A 1×1 convolution sees one pixel at a time. Which operation is it?",
        choices=(
            "each channel times a number of its own",
            "the same matrix product at each pixel",
            "a mean over neighbouring pixels",
        ),
        reading="The kernel is a matrix of inputs × outputs. Each pixel is a row of channels that "
        "is multiplied by it.",
    ),
    "pays": Prediction(
        "A 1×1 convolution from 20 to 10 channels stands before another layer: a 3×3 convolution "
        "to 40 channels, a 3×3 convolution to 2, or a 1×1 convolution to 10. In how many of these "
        "three cases does it save multiply–accumulates, its own included?",
        reading="It saves only before the 3×3 convolution to 40 channels. The other two have less "
        "to save than the 1×1 convolution costs.",
    ),
    "left": Prediction(
        "Without reductions GoogLeNet's module (3a) has 387,072 weights. What percentage of these "
        "does it have with reductions?",
        unit="%",
        reading="The three 1×1 convolutions cost 27,648 weights, and save 251,392 in the 3×3 and "
        "the 5×5 convolution.",
    ),
    "macs": Prediction(
        "GoogLeNet has fewer parameters than AlexNet. Does it also have fewer multiply–accumulates "
        "for one image?",
        choices=("fewer", "about as many", "more"),
        reading="A weight of a convolution is used at every pixel, a weight of a dense layer only "
        "once. So parameters and work are two different things.",
    ),
    "causes": Prediction(
        "Change GoogLeNet in one of two ways: modules without reductions, or AlexNet's three dense "
        "layers at its end. Which of these two networks still has fewer parameters than AlexNet?",
        choices=("both", "only without reductions", "only with dense layers", "neither"),
        reading="Each change alone lifts it above AlexNet's 61 million: GoogLeNet needs both "
        "savings.",
    ),
    "budget": Prediction(
        "Two small networks have equally many parameters and MACs: one of naive modules, 16 "
        "channels wide, and one of reduced modules, 28 channels wide. Which has the lower training "
        "error after five epochs?",
        choices=("naive", "reduced", "equal within a point"),
        reading="What a reduced module saves in each kernel, it can spend on more of them.",
    ),
    "two": Prediction(
        "Two 3×3 convolutions, one after the other, see the same 5×5 patch as one 5×5 convolution. "
        "All have 64 channels. What percentage of its weights do the two have?",
        unit="%",
        reading="9 + 9 weights for each pair of channels in place of 25, and a second ReLU.",
    ),
    "row": Prediction(
        "A 1×7 convolution and then a 7×1 convolution, 64 channels throughout: what percentage of "
        "the weights of a 7×7 convolution do they have together?",
        unit="%",
        reading="7 + 7 weights for each pair of channels in place of 49.",
    ),
    "additions": Prediction(
        "The lecture says that version 4 added shortcuts to the modules. How many additions does "
        "Inception v4 contain?",
        reading="The shortcuts belong to another network of the same paper.",
    ),
}
