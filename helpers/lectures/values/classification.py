"""The numbers of deck 01."""

from helpers.datasets import annotated
from helpers.networks import CATALOG
from helpers.pretrained.contest import Score, people, winners

from ..marked import Quoted
from ..sources import printed, result, shipped

RUSSAKOVSKY = "Russakovsky et al. 2015, arXiv:1409.0575"
ERRORS = f"{RUSSAKOVSKY}, §6.4"
SHANKAR = "Shankar et al. 2020, Evaluating machine accuracy on ImageNet"
GOOGLENET = Quoted(6.8, ERRORS)  # top-5 error in % on the 1,500 images that person A1 named
NEXT_2012 = Quoted(26.2, "Krizhevsky et al. 2012, Table 2")
CAUSES = (  # (what went wrong, % of the person's errors, % of GoogLeNet's; None: not given)
    ("classes that look alike", 37, 7),
    ("did not know the class", 24, None),
    ("several objects", 16, 24),
    ("object small or thin", 0, 21),
    ("changed colours", None, 13),
)


def values():
    sets = {row["name"]: row for row in shipped("image_sets.json")}
    errors = {winner.year: winner.error for winner in winners()}
    a1, a2 = (Score(round(p.error / 100 * p.images), p.images) for p in people())
    example = annotated.example()
    height, width = example.image.shape[:2]
    found = {
        "width": width,
        "height": height,
        "numbers-detection": len(example) * (1 + 4),
        "numbers-segmentation": len(example) + height * width,
        "largest": result("01-largest"),
        "label": result("01-label"),
        "coco": sets["COCO"]["images"],
        "coco-objects": Quoted(2.5e6, "Lin et al. 2014, arXiv:1405.0312, abstract"),
        "coco-planned": Quoted(91, "Lin et al. 2014, arXiv:1405.0312, abstract"),
        "imagenet": sets["ImageNet"]["images"],
        "imagenet-classes": sets["ImageNet"]["classes"],
        "contest-classes": sets["ILSVRC-2012 (“ImageNet”)"]["classes"],
        "contest-images": Quoted(1_281_167, f"{RUSSAKOVSKY}, Table 2"),
        "contest-validation": Quoted(50_000, f"{RUSSAKOVSKY}, Table 2"),
        "contest-test": Quoted(100_000, f"{RUSSAKOVSKY}, Table 2"),
        "contest-detection": Quoted(200, f"{RUSSAKOVSKY}, §1"),
        "contest-video": Quoted(30, "https://image-net.org/challenges/LSVRC/2015/"),
        "lecture-classes": Quoted(20_000, "the lecture"),
        "blind": 100 * 995 / 1000,  # five guesses of 1,000 classes
        "next-2012": NEXT_2012,
        "without-2012": Quoted(16.4, "Krizhevsky et al. 2012, Table 2"),
        "single-152": 100 - CATALOG["resnet152"].top5,
        "networks-2015": Quoted(6, "He et al. 2015, arXiv:1512.03385, Table 5"),
        "networks-2014": Quoted(7, "Szegedy et al. 2014, arXiv:1409.4842, Table 2"),
        "crops-2014": Quoted(144, "Szegedy et al. 2014, arXiv:1409.4842, Table 2"),
        "weeks": Quoted("two to three weeks", "Simonyan & Zisserman 2014, arXiv:1409.1556, §3.3"),
        "a1": people()[0].error,
        "a1-images": people()[0].images,
        "a1-wrong": a1.wrong,
        "a1-low": a1.interval[0],
        "a1-high": a1.interval[1],
        "a2": people()[1].error,
        "a2-images": people()[1].images,
        "a2-low": a2.interval[0],
        "a2-high": a2.interval[1],
        "interval": Quoted(95, "the usual level of an interval"),
        "points-2012": NEXT_2012.value - errors[2012],
        "ratio-2012": NEXT_2012.value / errors[2012],
        "chance": result("01-chance"),
        "googlenet-same": GOOGLENET,
        "photographs": printed("01", r"resnet50 +top-5: 0 of (\d+) wrong"),
        "photographs-high": Score(0, 22).interval[1],
        "lecture-human": Quoted(5, "the lecture"),
        "lecture-above": Quoted(95, "the lecture"),
        "lecture-teams": Quoted(29, "the lecture"),
        "lecture-all-teams": Quoted(38, "the lecture"),
        "proposed": Quoted(2000, "Girshick et al. 2014, arXiv:1311.2524"),
        "object-classes": Quoted(590, SHANKAR),
    }
    found |= {f"error-{year}": error for year, error in errors.items()}
    for cause, person, network in CAUSES:
        key = cause.split()[-1]
        found |= {f"person-{key}": Quoted(person or 0, ERRORS)}
        found |= {f"network-{key}": Quoted(network or 0, ERRORS)}
    return found
