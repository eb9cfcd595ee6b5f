"""Draws a picture anew: upright, of a sane size, and without what the camera wrote about place and owner."""

import io
import threading
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from wangge.kit.errors import Invalid

THUMB = 320  # pixels, longest side

#: Two at a time in one process: a big picture takes some 200 MB while it is open.
_ROOM = threading.BoundedSemaphore(2)
_READERS = {
    "image/jpeg": ("JPEG", "MPO"),
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
    "image/gif": ("GIF",),
}
_WRITERS = {
    "image/jpeg": ("JPEG", {"quality": 85}),
    "image/png": ("PNG", {}),
    "image/webp": ("WEBP", {"quality": 85}),
}
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


class Drawn(NamedTuple):
    type: str
    width: int
    height: int
    picture: bytes
    thumb: bytes  # JPEG


def drawn(path: Path, media_type: str, side: int, pixels: int) -> Drawn:
    """The picture with its longest side at most ``side``; of a moving one the first frame.

    Invalid for more than ``pixels`` pixels (looked at before they are unpacked) and for bytes that
    are no whole picture.
    """
    try:
        with _ROOM, Image.open(path, formats=_READERS[media_type]) as image:
            if image.width * image.height > pixels:
                raise Invalid("file.pixels", limit=pixels // 1_000_000)
            return _drawn(image, "image/png" if media_type == "image/gif" else media_type, side)
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid("file.pixels", limit=pixels // 1_000_000) from None
    except Exception:  # Pillow's readers raise what they like at broken bytes
        raise Invalid("file.damaged") from None


def _drawn(source: Image.Image, media_type: str, side: int) -> Drawn:
    source.thumbnail((side, side), reducing_gap=2.0)
    image = _upright(source)
    image = _in_srgb(image)
    if media_type == "image/jpeg":
        image = image.convert("RGB")
    image.info = {}
    writer, options = _WRITERS[media_type]
    picture = _saved(image, writer, **options)
    small = _on_white(image)
    small.thumbnail((THUMB, THUMB))
    return Drawn(media_type, image.width, image.height, picture, _saved(small, "JPEG", quality=75))


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a picture with broken EXIF is still a picture
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """RGB or RGBA. Colours follow the embedded profile, which is then no longer needed."""
    profile = image.info.get("icc_profile")
    if image.mode in ("RGB", "CMYK") and profile:
        try:
            shown = ImageCms.profileToProfile(image, io.BytesIO(profile), _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            shown = None
        if shown is not None:
            return shown
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image.copy()
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _saved(image: Image.Image, writer: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, writer, **options)
    return out.getvalue()
