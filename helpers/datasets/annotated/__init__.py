"""One annotated picture: `voc(annotation.xml)`, `coco(instances.json, image_id, folder)`.

Both give an Annotated: the image, boxes with class names, and masks where there are any.
`example()` is the one that ships with the course; VOC's masks by class are read by `voc_regions`.
"""

from helpers.datasets.annotated.annotation import Annotated
from helpers.datasets.annotated.common_objects import coco, example
from helpers.datasets.annotated.pascal import VOC_CLASSES, voc, voc_regions

__all__ = ["VOC_CLASSES", "Annotated", "coco", "example", "voc", "voc_regions"]
