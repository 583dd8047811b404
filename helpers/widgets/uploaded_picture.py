"""A file that somebody has uploaded -> pixels, or one sentence that says what is wrong with it."""

import io

import numpy as np
from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = 8_000_000  # bytes; a Jupyter server takes messages of 10 MiB
PIXELS = 60_000_000  # of the picture when it is unpacked
SMALLEST, SLIMMEST = 16, 8  # shorter side in pixels; longer side over shorter side
KEPT = 1024  # longer side in pixels that is kept: no network here sees more than 600


def pixels(content, name="the file"):
    """Bytes of a JPEG, PNG or WebP file -> uint8 (height, width, 3), RGB, upright.

    The camera's note on which side is up is obeyed; what is transparent becomes white.
    Raises ValueError with one sentence for a file that cannot be taken.
    """
    if len(content) > LARGEST:
        raise ValueError(
            f"{name} has {len(content) / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f} MB: "
            f"make it smaller and try again."
        )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            check(picture.size, name)
            picture.load()
            upright = ImageOps.exif_transpose(picture)
    except Image.UnidentifiedImageError:
        raise ValueError(
            f"{name} is not a picture that this panel can read: take a JPEG, PNG or WebP file."
        ) from None
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"{name} is damaged and cannot be read ({_first(error)}).") from None
    flat = on_white(upright)
    flat.thumbnail((KEPT, KEPT), Image.Resampling.BILINEAR)
    return np.asarray(flat)


def check(size, name):
    """ValueError for a picture that is too large, too small or too slim."""
    width, height = size
    if width * height > PIXELS:
        raise ValueError(
            f"{name} has {width:,} × {height:,} pixels, which is too large: "
            f"make it smaller and try again."
        )
    if min(size) < SMALLEST or max(size) > SLIMMEST * min(size):
        raise ValueError(
            f"{name} has {width:,} × {height:,} pixels: its shorter side must have at least "
            f"{SMALLEST}, and its longer side at most {SLIMMEST} times as many."
        )


def on_white(picture):
    """RGB, with white where it is transparent."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, grey
        return Image.fromarray((np.asarray(picture) / 257).astype("uint8")).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        white = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(white, picture).convert("RGB")
    return picture.convert("RGB")


def _first(error):
    return (str(error).strip().splitlines() or ["no reason given"])[0][:100]
