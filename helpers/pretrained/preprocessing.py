"""Photographs of any size -> what a network was trained to be shown. Images are NHWC, RGB.

Resizing is that of a single centre crop, as He et al. (2015, arXiv:1512.03385, §3.4) and the
documented accuracies of Keras test: the shorter side becomes size / 0.875 pixels (256 for 224,
342 for 299), bilinear, and the central size × size pixels are cut out.
"""

import numpy as np
from PIL import Image

CROP = 0.875  # of the shorter side
CONVENTIONS = {  # name: what it does to pixels of 0 … 255
    "caffe": "RGB becomes BGR, then ImageNet's mean colour is subtracted: about −124 … 151",
    "tf": "scaled to −1 … 1",
    "torch": "scaled to 0 … 1, then standardised by ImageNet's mean and deviation: −2.1 … 2.6",
    "none": "left at 0 … 255, because the network begins with a layer that scales them",
}
# The constants of keras.applications.imagenet_utils; Caffe's are in its order, BGR.
CAFFE_MEAN = np.array([103.939, 116.779, 123.68], "float32")
TORCH_MEAN = np.array([0.485, 0.456, 0.406], "float32")
TORCH_STD = np.array([0.229, 0.224, 0.225], "float32")


def preprocess(images, convention, size=224, crop=CROP):
    """N images uint8 (height, width, 3), RGB -> float32 (N, size, size, 3), as `convention` says.

    images: an array (N, height, width, 3), or a list of images of different sizes. crop: how
    much of the shorter side is kept, 0 … 1. Raises ValueError for an unknown convention and for
    what is not a colour image of bytes.
    """
    if convention not in CONVENTIONS:
        names = ", ".join(map(repr, CONVENTIONS))
        raise ValueError(f"unknown preprocessing {convention!r}; choose one of {names}")
    if not 0 < crop <= 1:
        raise ValueError(f"crop is the part of the shorter side that is kept, 0 … 1, not {crop}")
    pixels = np.stack([centre(image, size, crop) for image in checked(images)])
    return colours(pixels.astype("float32"), convention)


def colours(pixels, convention):
    """float32 (N, height, width, 3) of 0 … 255, RGB -> the same in the convention's units."""
    if convention == "caffe":
        return pixels[..., ::-1] - CAFFE_MEAN
    if convention == "tf":
        return pixels / np.float32(127.5) - 1
    if convention == "torch":
        return (pixels / np.float32(255) - TORCH_MEAN) / TORCH_STD
    return pixels


def centre(image, size, crop=CROP):
    """uint8 (height, width, 3) -> the central uint8 (size, size, 3), the sides' ratio kept."""
    picture = Image.fromarray(image)
    scale = size / crop / min(picture.size)
    shape = [max(size, round(side * scale)) for side in picture.size]
    picture = picture.resize(shape, Image.Resampling.BILINEAR)
    left, top = ((side - size) // 2 for side in shape)
    return np.asarray(picture.crop((left, top, left + size, top + size)))


def checked(images):
    """The images as a list of uint8 arrays; ValueError names the first that is not one."""
    if isinstance(images, np.ndarray) and images.ndim in (2, 3):
        raise ValueError(
            f"one image of shape {images.shape} where a list of images is expected: "
            f"give [image], each of shape (height, width, 3)"
        )
    images = [np.asarray(image) for image in images]
    if not images:
        raise ValueError("there is no image to look at: give at least one")
    for number, image in enumerate(images):
        if image.ndim == 2 or (image.ndim == 3 and image.shape[-1] in (1, 4)):
            what = "an alpha channel" if image.shape[-1] == 4 else "no colours"
            raise ValueError(
                f"image {number} has {what} (shape {image.shape}): open it with "
                f'Image.open(path).convert("RGB")'
            )
        if image.ndim != 3 or image.shape[-1] != 3 or 0 in image.shape:
            raise ValueError(
                f"image {number} has shape {image.shape}, where (height, width, 3) is expected"
            )
        if image.dtype != np.uint8:
            raise ValueError(
                f"image {number} holds {image.dtype} of {image.min():g} … {image.max():g}, where "
                f"bytes (uint8) of 0 … 255 are expected: preprocessing scales them itself"
            )
    return images
