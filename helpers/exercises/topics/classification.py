"""Questions of notebook 01: top-1 and top-5 error by hand, and per cent of a test set."""

from ..number import Number
from ..question import Table
from ..randomized import Randomized, StableRandom

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
    """Per cent of the images whose own class has not the highest score."""
    shown, first, fifth, _ = sheet(table)
    return _error(1, shown, first, ((fifth, "That is the top-5 error; asked is the top-1 error."),))


def top_5(table):
    """Per cent of the images whose own class is not among the five highest scores."""
    shown, first, fifth, fourth = sheet(table)
    return _error(
        5,
        shown,
        fifth,
        (
            (first, "That is the top-1 error: for top-5 the own class may come second to fifth."),
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
            (percent * (IMAGES - wrong), "That is the accuracy; the error is what is missing."),
            (wrong / IMAGES, "That is the fraction; the question asks for per cent."),
            (wrong, "That is the number of images; the question asks for per cent of all."),
            (100 * wrong / len(CLASSES), "Divide by the number of images, not of classes."),
            *((percent * count, thought) for count, thought in others),
        ),
        advice=f"For each image look for its own class among the {k} highest scores of its row."
        if k > 1
        else "For each image compare the highest score of its row with the score of its class.",
        hints=(
            "Go row by row: which place has the score of the class that the image shows?",
            f"Right is an image whose class is at place {k}{' or before' if k > 1 else ''}.",
            "The error is the number of the others, divided by 6, times 100.",
        ),
    )


def needed(images, error):
    """How many of a test set have to be right for a top-5 error given in per cent."""
    right = round(images * (100 - error) / 100)
    return Number(
        text=f"A network is to reach a top-5 error of {error} % on {images:,} test images. For how "
        "many of them has the right class to be among its five guesses?",
        answer=right,
        because=f"{images:,}·(100 − {error})/100 = {right:,}.",
        mistakes=(
            (images - right, "That is how many may be wrong; asked is how many have to be right."),
            (100 - error, "That is the accuracy in per cent; asked is a number of images."),
            ((100 - error) / 100, "That is the accuracy as a fraction; asked is a number."),
            (images - error, "The error is given in per cent of the images, not in images."),
            (images * error, "Per cent means hundredths, and asked are the images that are right."),
            (5 * right, "An image is right or not, however many guesses it gets."),
        ),
        advice="The error is the share of wrong images; take the rest of all of them.",
        hints=(
            "Which share of the images is right if that share of them is wrong?",
            f"Per cent are hundredths: {error} % of {images:,} images may be wrong.",
        ),
    )


SHEETS = {"table": range(500)}
QUESTIONS = {
    "top1": Randomized(top_1, SHEETS, share_numbers="scores"),
    "top5": Randomized(top_5, SHEETS, share_numbers="scores"),
    "needed": Randomized(
        needed,
        {
            "images": (10_000, 20_000, 40_000, 50_000, 60_000, 80_000, 100_000, 150_000),
            "error": (3.6, 4.4, 5.1, 5.7, 6.2, 6.7, 7.3, 7.9, 8.8, 9.4, 11.2, 12.6, 15.3, 16.4),
        },
    ),
}
