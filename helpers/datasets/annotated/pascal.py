"""One picture of PASCAL VOC (http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/, §2, §9).

Annotations/<name>.xml lists the objects. SegmentationObject/<name>.png numbers them from 1 in the
same order, SegmentationClass/<name>.png numbers the classes; in both the numbers are indices into
a palette, 0 is background and 255 the outline, which belongs to nothing ("void").
"""

from pathlib import Path
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
import numpy as np
from PIL import Image

from helpers.datasets.annotated.annotation import Annotated
from helpers.datasets.pictures import UNREADABLE, read_rgb, reason

VOC_CLASSES = (
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
)
VOID = 255


def voc(annotation, image=None, objects=None):
    """The picture described by the file `annotation`, as Annotated.

    image: the photograph, by default where VOC's folders have it (../JPEGImages/…). objects: the
    picture of SegmentationObject; by default VOC's, and masks is None where there is none.
    Raises ValueError, one sentence, for files that are missing, damaged or do not belong together.
    """
    path = Path(annotation).expanduser()
    tree = _parsed(path)
    root = path.parent.parent
    pixels = read_rgb(image or root / "JPEGImages" / _text(tree, "filename", path))
    size = tuple(_numbers(tree, ("size/height", "size/width"), path))
    if pixels.shape[:2] != size:
        raise ValueError(
            f"{path} describes a picture of {size[1]:g}×{size[0]:g} px, "
            f"but that picture has {pixels.shape[1]}×{pixels.shape[0]}"
        )
    found = tree.findall("object")
    numbered = objects or root / "SegmentationObject" / f"{path.stem}.png"
    masks = None
    if objects or numbered.is_file():
        masks = _masks(_indices(numbered, size), len(found), numbered)
    return Annotated(
        pixels,
        [_box(entry, path) for entry in found],
        [_text(entry, "name", path) for entry in found],
        masks,
        [entry.findtext("difficult", "0").strip() == "1" for entry in found],
    )


def voc_regions(path):
    """{class name: (height, width) bool} of a picture of SegmentationClass, void left out.

    Raises ValueError if it is no such picture.
    """
    indices = _indices(Path(path).expanduser())
    numbers = [int(number) for number in np.unique(indices) if number not in (0, VOID)]
    if numbers and numbers[-1] > len(VOC_CLASSES):
        raise ValueError(f"{path} has the class number {numbers[-1]}; VOC has {len(VOC_CLASSES)}")
    return {VOC_CLASSES[number - 1]: indices == number for number in numbers}


def _parsed(path):
    """The root of the XML file; entities, which could make it expand without end, are refused."""
    try:
        tree = defusedxml.ElementTree.parse(path, forbid_dtd=True).getroot()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror})") from None
    except (ParseError, defusedxml.DefusedXmlException) as error:
        kind = "not XML, or cut short" if isinstance(error, ParseError) else "not safe to read"
        raise ValueError(f"{path} is {kind}: {' '.join(str(error).split())}") from None
    if tree.tag != "annotation":
        raise ValueError(f"{path} is no annotation of VOC: it begins with <{tree.tag}>")
    return tree


def _text(element, name, path):
    text = (element.findtext(name) or "").strip()
    if not text:
        raise ValueError(f"{path} is no annotation of VOC: <{element.tag}> has no <{name}>")
    return text


def _box(entry, path):
    """VOC counts pixels from 1, and xmax and ymax are the last ones inside."""
    sides = [f"bndbox/{side}" for side in ("xmin", "ymin", "xmax", "ymax")]
    left, top, right, bottom = _numbers(entry, sides, path)
    if not (left <= right and top <= bottom):
        raise ValueError(
            f"{path}: a box ends before it begins: {left:g}–{right:g}, {top:g}–{bottom:g}"
        )
    return left - 1, top - 1, right - left + 1, bottom - top + 1


def _numbers(element, names, path):
    texts = [_text(element, name, path) for name in names]
    try:
        return [float(text) for text in texts]
    except ValueError:
        raise ValueError(
            f"{path}: <{element.tag}> has no numbers, but {', '.join(texts)}"
        ) from None


def _indices(path, size=None):
    """(height, width) uint8, the palette's indices; not the colours, which are for people."""
    try:
        with Image.open(path) as picture:
            mode, indices = picture.mode, np.asarray(picture)
    except UNREADABLE as error:
        raise ValueError(f"{path} cannot be read as a picture: {reason(error)}") from None
    if mode not in ("P", "L"):
        raise ValueError(f"{path} has colours (mode {mode!r}) where VOC has indices of a palette")
    if size and indices.shape != size:
        raise ValueError(f"{path} has another size than the photograph: {indices.shape} px")
    return indices


def _masks(indices, count, path):
    highest = int(indices[indices != VOID].max(initial=0))
    if highest > count:
        raise ValueError(f"{path} numbers {highest} objects, but the annotation lists {count}")
    return np.array([indices == number for number in range(1, count + 1)])
