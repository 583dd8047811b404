"""What is known of one picture: its objects' class names, boxes and masks.

Pixels are counted from 0 at the upper left; a box's sides run between pixels, so that the whole
of a picture 600 px wide and 400 px high is the box (0, 0, 600, 400).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False, repr=False)
class Annotated:
    """`image` (height, width, 3) uint8 and N objects, in the order of the annotation.

    boxes: (N, 4) float64, each x, y, width, height in px. labels: N class names. masks:
    (N, height, width) bool, or None if there are none. difficult: N flags; such objects do not
    count when detectors are scored (VOC's "difficult", COCO's "iscrowd"); none by default.
    Arrays are read-only. Raises ValueError if these do not fit together.
    """

    image: np.ndarray
    boxes: np.ndarray
    labels: tuple[str, ...]
    masks: np.ndarray | None = None
    difficult: tuple[bool, ...] | None = None

    def __post_init__(self):
        image = np.array(self.image)
        if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3:
            raise ValueError(
                f"image must be uint8 of shape (height, width, 3), "
                f"not {image.dtype} of shape {image.shape}"
            )
        count = len(self.labels)
        if not all(_is_box(box) for box in self.boxes) or len(self.boxes) != count:
            raise ValueError(
                f"{count} labels need as many boxes (x, y, width, height), not {self.boxes!r}"
            )
        boxes = np.array(self.boxes, float).reshape(count, 4)
        difficult = (False,) * count if self.difficult is None else tuple(self.difficult)
        if len(difficult) != count:
            raise ValueError(f"{count} labels need as many flags, not {len(difficult)}")
        masks = self.masks
        if masks is not None:
            masks = np.array(masks, bool) if count else np.zeros((0, *image.shape[:2]), bool)
            if len(self.masks) != count or masks.shape[1:] != image.shape[:2]:
                raise ValueError(
                    f"{count} labels need as many masks of the size of the image, "
                    f"not an array of {np.shape(self.masks)}"
                )
            masks.flags.writeable = False
        image.flags.writeable = boxes.flags.writeable = False
        for name, value in (
            ("image", image),
            ("boxes", boxes),
            ("labels", tuple(self.labels)),
            ("masks", masks),
            ("difficult", difficult),
        ):
            object.__setattr__(self, name, value)

    def __len__(self):
        return len(self.labels)

    def __repr__(self):
        height, width = self.image.shape[:2]
        kind = "boxes" if self.masks is None else "boxes and masks"
        named = ", ".join(self.labels) or "no objects"
        return f"Annotated({width}×{height} px, {kind}: {named})"

    def crops(self):
        """What is inside each box: N arrays (height, width, 3) uint8, of whole pixels.

        Parts of a box outside the picture are left out. Raises ValueError for a box that holds no
        whole pixel.
        """
        height, width = self.image.shape[:2]
        found = []
        for label, (x, y, w, h) in zip(self.labels, self.boxes, strict=True):
            left, right = np.clip((x, x + w), 0, width).round().astype(int)
            top, bottom = np.clip((y, y + h), 0, height).round().astype(int)
            if left == right or top == bottom:
                raise ValueError(f"the box of {label} holds no whole pixel: {x, y, w, h}")
            found.append(self.image[top:bottom, left:right])
        return found

    def regions(self):
        """{class name: (height, width) bool}, the objects of a class taken together.

        This is what semantic segmentation asks for: it does not tell objects of a class apart.
        Raises ValueError if there are no masks.
        """
        if self.masks is None:
            raise ValueError("this picture is annotated with boxes only; regions need masks")
        found = {}
        for label, mask in zip(self.labels, self.masks, strict=True):
            found[label] = found.get(label, False) | mask
        return found


def _is_box(box):
    """Whether it is four finite numbers, of which width and height are not negative."""
    return len(box) == 4 and np.isfinite(np.array(box, float)).all() and min(box[2:]) >= 0
