"""Predictions and questions of notebook 01: top-k errors, and how much a test set can say."""

from ..number import Number
from ..prediction import Prediction
from ..question import Choice, Table
from ..randomized import Randomized, StableRandom
from .functions_to_write import top_k_error

CLASSES = ("ant", "bee", "cat", "dog", "elk", "fox", "gnu", "hen")
IMAGES = 6
WRONG = ((4, 1), (5, 2), (2, 1))  # of 6 images: not first, and not among the first five


def sheet(number):
    """(Table of 6 × 8 scores, images wrong by top-1, by top-5, by top-4); drawn for a number."""
    draw = StableRandom("scores", number)
    first, fifth = draw.pick(WRONG)
    between = [5] + [draw.pick((2, 3, 4)) for _ in range(first - fifth - 1)]
    beyond = [draw.pick((6, 7, 8)) for _ in range(fifth)]
    places = draw.shuffled([1] * (IMAGES - first) + between + beyond)
    rows = []
    for image, place in enumerate(places, 1):
        label = draw.pick(CLASSES)
        scores = sorted(draw.shuffled(range(1, 100))[: len(CLASSES)], reverse=True)
        order = draw.shuffled([name for name in CLASSES if name != label])
        order.insert(place - 1, label)
        given = dict(zip(order, scores, strict=True))
        rows.append((image, label, *(given[name] for name in CLASSES)))
    return Table(("image", "it shows", *CLASSES), tuple(rows)), first, fifth, fifth + 1


def top_1(table):
    """Per cent of the images whose class does not have the highest score."""
    shown, first, fifth, _ = sheet(table)
    return _error(
        1,
        shown,
        first,
        ((fifth, "That is the top-5 error. The question asks for the top-1 error."),),
    )


def top_5(table):
    """Per cent of the images whose class is not among the five highest scores."""
    shown, first, fifth, fourth = sheet(table)
    return _error(
        5,
        shown,
        fifth,
        (
            (first, "That is the top-1 error. For top-5 the right class may come second to fifth."),
            (
                fourth,
                "One image too many: its class comes fifth, and the fifth place still counts.",
            ),
        )[: 1 + (fourth != first)],
    )


def _error(k, table, wrong, others):
    percent = 100 / IMAGES
    return Number(
        text=f"Scores of eight classes for six images. What is the top-{k} error, in per cent?",
        table=table,
        unit="%",
        answer=percent * wrong,
        tolerance=0.02,
        because=f"Wrong are {wrong} of {IMAGES} images: {percent * wrong:.1f} %.",
        mistakes=(
            (
                percent * (IMAGES - wrong),
                "That is the accuracy. The error is the share of wrong images.",
            ),
            (wrong / IMAGES, "That is the fraction; the question asks for per cent."),
            (wrong, "That is the number of wrong images; the question asks for per cent."),
            (100 * wrong / len(CLASSES), "Divide by the number of images, not of classes."),
            *((percent * count, thought) for count, thought in others),
        ),
        advice=f"Look in each row: is the class of the image among the {k} highest scores?"
        if k > 1
        else "Look in each row: does the class of the image have the highest score?",
        hints=(
            "Go through the rows. Which place does the score of the right class have?",
            f"An image is right if its class is at place {k}{' or before' if k > 1 else ''}.",
            "The error is the number of all other images, divided by 6, times 100.",
        ),
    )


def needed(images, error):
    """How many of a test set have to be right for a top-5 error given in per cent."""
    right = round(images * (100 - error) / 100)
    return Number(
        text=f"A network has a top-5 error of {error} % on {images:,} test images. For how many of "
        "these images is the right class among its five guesses?",
        answer=right,
        because=f"{images:,}·(100 − {error})/100 = {right:,}.",
        mistakes=(
            (images - right, "That is how many are wrong. The question asks how many are right."),
            (100 - error, "That is the accuracy in per cent. The question asks for images."),
            (
                (100 - error) / 100,
                "That is the accuracy as a fraction. The question asks for images.",
            ),
            (images - error, "The error is given in per cent of the images, not in images."),
            (images * error, "Per cent means hundredths, and the question asks for right images."),
            (5 * right, "An image is right or wrong; the number of guesses does not matter."),
            (
                right / 1000,
                "Is your point meant to part thousands? Here a point starts the decimals: write "
                "the number without it, or with a comma.",
            ),
        ),
        advice="The error is the share of wrong images. All the others are right.",
        hints=(
            "Which share of the images is right?",
            f"Per cent are hundredths: {error} % of {images:,} images are wrong.",
        ),
    )


def why():
    """0 wrong of 22 against the human 5 %: how much a small test set can say."""
    return Choice(
        text="ResNet-50 got none of 22 photographs wrong by top-5. A person has an error of 5 %. "
        "Why does this not show that the network is better than the person?",
        answer="22 are too few",
        options={
            "22 are too few": "With an error of 5 % a network still gets 22 images right one time "
            "in three: 0.95 to the power of 22 is 0.32.",
            "a network cannot beat a person": "It can: the winners of 2015 to 2017 had less than "
            "5 % on the contest's 100,000 test images.",
            "top-5 is too easy": "Five guesses make the task easier, but the person had five "
            "guesses as well.",
            "the network saw the labels": "A network gets no labels in the test. (It may have seen "
            "some of these photographs in its training, but that is another question.)",
        },
        hints=(
            "Would another 22 photographs have given the same result?",
            "Look at the line 'compatible with' below the table of errors.",
        ),
    )


PREDICTIONS = {
    "pixels": Prediction(
        "How many numbers does a complete segmentation of this picture have? It is 600 pixels wide "
        "and 400 high, and it shows three objects.",
        reading="One number for each pixel, and a class for each object. Classification needs one "
        "number, and detection 15: a class and a box of four numbers for each object.",
    ),
    "largest": Prediction(
        "Which of these sets of the lecture has the most images?",
        choices=("CIFAR-10", "SVHN", "ImageNet", "COCO"),
        reading="It has 14 million. The contest uses a tenth of them.",
    ),
    "side": Prediction(
        "A network of the contest sees 224 × 224 pixels, CIFAR-10 has 32 × 32. How many times as "
        "many pixels are that?",
        reading="The side is 7 times as long, so the area has 7² times as many pixels.",
    ),
    "label": Prediction(
        "Photograph number 8 shows a car. Which label does it have?",
        choices=("convertible", "jeep", "sports car", "pickup"),
        reading="One can argue about this label. That is one reason why the contest counts top-5.",
    ),
    "fifth": Prediction(
        "How many of these four pictures are wrong by top-5?",
        reading="The fox is fifth, and that still counts. The elk is sixth.",
    ),
    "alexnet": Prediction(
        "The best top-5 error was 28 % in 2010 and 26 % in 2011. What was it in 2012?",
        unit="%",
        reading="No other year brought so much. From then on all winners were deep networks.",
    ),
    "chance": Prediction(
        "This person had 76 of 1,500 images wrong, which is 5.1 %. By how many percentage points "
        "can the result be off, by chance alone?",
        reading="So the 5 % stands for something between 4 and 6 %, for one person with practice.",
    ),
    "resnet": Prediction(
        "How many of the 22 photographs does ResNet-50 get wrong by top-1?",
        reading="By top-5 it gets none wrong.",
    ),
    "saucer": Prediction(
        "A network that was trained on ImageNet sees only what is inside the box of the saucer. "
        "What is its first answer?",
        choices=("plate", "cup", "espresso", "tray"),
        reading="The box of the saucer holds the whole cup: a box is no outline. ImageNet has no "
        "class saucer either. A classifier always gives one of its classes.",
    ),
}
SHEETS = {"table": range(500)}
QUESTIONS = {
    "top1": Randomized(top_1, SHEETS, share_numbers="scores"),
    "top5": Randomized(top_5, SHEETS, share_numbers="scores"),
    "needed": Randomized(
        needed,
        {
            "images": (10_000, 20_000, 40_000, 50_000, 60_000, 80_000, 120_000, 150_000),
            "error": (3.6, 4.4, 5.1, 5.7, 6.2, 6.7, 7.3, 7.9, 8.8, 9.4, 11.2, 12.6, 15.3, 16.4),
        },
    ),
    "error": Randomized(top_k_error, {"seed": range(250)}),
    "why": Randomized(why, {}),
}
