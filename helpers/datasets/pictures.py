"""One picture file as upright RGB, whatever it was stored as."""

import struct

import numpy as np
from PIL import Image, ImageOps

# What Pillow is known to raise for files that are cut short, damaged, or no pictures.
UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
)


def open_rgb(path, enough=None):
    """The picture at `path`, turned as its EXIF orientation says, as a Pillow image in RGB.

    Transparent parts become white. enough: (width, height) in px at which a JPEG may already be
    decoded, as fast as its format allows. Raises one of UNREADABLE if that cannot be done.
    """
    with Image.open(path) as picture:
        if enough:
            picture.draft(None, enough)  # never smaller than `enough`; no effect on other formats
        return _rgb(ImageOps.exif_transpose(picture))


def read_rgb(path):
    """The picture at `path` as open_rgb gives it: an array (height, width, 3) uint8.

    Raises ValueError, one sentence that names the file, if it cannot be read.
    """
    try:
        return np.array(open_rgb(path))
    except FileNotFoundError:
        raise ValueError(f"there is no picture at {path}") from None
    except UNREADABLE as error:
        raise ValueError(f"{path} cannot be read as a picture: {reason(error)}") from None


def reason(error):
    """Why a picture could not be read, in few words and without its path."""
    if isinstance(error, Image.UnidentifiedImageError):
        return "not a picture, or of an unknown kind"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _rgb(picture):
    if picture.mode.startswith("I;16"):  # 16 bits of grey: Pillow would cut, not scale
        picture = Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in ("I", "F"):
        raise ValueError(f"its pixels are of mode {picture.mode!r}, whose range is not known")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture)
    return picture.convert("RGB")
