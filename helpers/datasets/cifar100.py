"""CIFAR-100 in its binary version (https://www.cs.toronto.edu/~kriz/cifar.html).

As CIFAR-10, but a record begins with two bytes of label: the superclass, of which there are 20
("coarse"), then the class, of which there are 100 ("fine"). Labels here are the fine ones;
`superclasses` gives the superclass of each. Images are NHWC.
"""

import numpy as np

from helpers.datasets.cifar import cut_records
from helpers.datasets.dataset import Split
from helpers.datasets.subject import Subject

# Superclasses in the order of their labels, with the names of the archive's own lists.
GROUPS = {
    "aquatic_mammals": "beaver dolphin otter seal whale",
    "fish": "aquarium_fish flatfish ray shark trout",
    "flowers": "orchid poppy rose sunflower tulip",
    "food_containers": "bottle bowl can cup plate",
    "fruit_and_vegetables": "apple mushroom orange pear sweet_pepper",
    "household_electrical_devices": "clock keyboard lamp telephone television",
    "household_furniture": "bed chair couch table wardrobe",
    "insects": "bee beetle butterfly caterpillar cockroach",
    "large_carnivores": "bear leopard lion tiger wolf",
    "large_man-made_outdoor_things": "bridge castle house road skyscraper",
    "large_natural_outdoor_scenes": "cloud forest mountain plain sea",
    "large_omnivores_and_herbivores": "camel cattle chimpanzee elephant kangaroo",
    "medium_mammals": "fox porcupine possum raccoon skunk",
    "non-insect_invertebrates": "crab lobster snail spider worm",
    "people": "baby boy girl man woman",
    "reptiles": "crocodile dinosaur lizard snake turtle",
    "small_mammals": "hamster mouse rabbit shrew squirrel",
    "trees": "maple_tree oak_tree palm_tree pine_tree willow_tree",
    "vehicles_1": "bicycle bus motorcycle pickup_truck train",
    "vehicles_2": "lawn_mower rocket streetcar tank tractor",
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names.split()}
CLASSES = tuple(sorted(GROUP_OF))  # fine labels number the classes in alphabetical order
COARSE = np.array([list(GROUPS).index(GROUP_OF[name]) for name in CLASSES], np.uint8)


def parse(contents):
    """{file: content} -> (training split, test split), with fine labels.

    Raises ValueError if a record's superclass is not that of its class.
    """
    splits = []
    for name in ("train.bin", "test.bin"):
        images, labels = cut_records(contents[name], 2)
        coarse, fine = labels.T
        wrong = np.flatnonzero((fine >= len(CLASSES)) | (coarse != COARSE[fine % len(CLASSES)]))
        if len(wrong):
            at = wrong[0]
            raise ValueError(
                f"{name} is not CIFAR-100: its record {at} is of class {fine[at]} "
                f"and of superclass {coarse[at]}, which do not go together"
            )
        splits.append(Split(images, fine))
    return tuple(splits)


CIFAR100 = Subject(
    name="cifar100",
    title="CIFAR-100",
    classes=CLASSES,
    superclasses=tuple(GROUP_OF[name] for name in CLASSES),
    citation=(
        "Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images. "
        "Technical report, University of Toronto, 2009."
    ),
    address="https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    archive="cifar-100-binary.tar.gz",
    archive_md5="03b5dce01913d631647c71ecec9e9cb8",  # printed on the data set's page
    folder="cifar-100-binary",
    files={  # MD5s as in rai-project/dldataset, which has the published ones of CIFAR-10, too
        "train.bin": "6172c7755cfe09b2fe270c85cebc1b15",
        "test.bin": "4499cfba6c016c1be1438163640a0898",
    },
    parse=parse,
    room=550_000_000,
    small=(100, 20),
    pickled=("cifar-100-python.tar.gz", "cifar-100-python"),
)
