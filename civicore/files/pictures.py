"""Pictures drawn anew: the pixels are kept, turned upright, and nothing else.

Memory is bounded before a pixel is decoded, by what the header says. A baseline JPEG is decoded at an eighth to
a half of its size; a progressive one is held whole by its decoder, and so are the other types.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageDraw, ImageOps

from civicore.base.refusal import Refusal
from civicore.files.place import taken_at
from civicore.files.proof import proven
from civicore.files.rules import Box, Type

LONGEST = 2560  # pixels of the longer side that are kept: a number plate across a street stays readable
THUMB = 480
QUALITY = 85
_MILLION = 1_000_000
_MOST: dict[Type, int] = {"jpeg": 220 * _MILLION, "png": 24 * _MILLION, "webp": 12 * _MILLION, "heic": 25 * _MILLION}
_MOST_PROGRESSIVE = 20 * _MILLION
_MOST_SEE_THROUGH = 12 * _MILLION  # its decoder and its shrinking each need a copy
_LONGEST_SIDE = 40_000  # pixels
_GPS, _WHITE = 0x8825, (255, 255, 255)
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, OverflowError)


@dataclass(frozen=True)
class Drawn:
    """A picture drawn anew, with its small twin (JPEG)."""

    content_type: str
    content: bytes
    thumb: bytes
    width: int
    height: int
    seen_at: tuple[float, float] | None


def draw(content: bytes, type: Type) -> Drawn | Refusal:
    """Draw a picture of this type anew.

    Refusals: ``files.no_heic`` (decoder not installed), ``files.too_many_pixels`` (``limit`` in million),
    ``files.damaged``, ``files.unclean``. MemoryError when it needs more than this process may have.
    """
    if type == "heic" and not _heic_opened():
        return Refusal("files.no_heic")
    try:
        with warnings.catch_warnings(action="ignore"):  # of what a stranger broke nobody needs a line in the log
            return _opened(content, type)
    except Image.DecompressionBombError:  # a header that lies without end, where the library's own limit stands
        return Refusal("files.too_many_pixels", limit=_MOST[type] // _MILLION)
    except _DAMAGED:
        return Refusal("files.damaged")


def _opened(content: bytes, type: Type) -> Drawn | Refusal:
    with Image.open(io.BytesIO(content), formats=["HEIF" if type == "heic" else type]) as opened:
        if (refusal := _too_many(opened, type)) is not None:
            return refusal
        return _drawn(opened, "PNG" if type == "png" else "JPEG")


def blackened(content: bytes, content_type: str, boxes: Sequence[Box]) -> tuple[bytes, bytes]:
    """One of our own pictures with black boxes, and its small twin; nothing of what lay under them is left."""
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as opened:
        picture = opened.convert("RGB")
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        corners = (box.left * picture.width, box.top * picture.height)
        opposite = (box.right * picture.width, box.bottom * picture.height)
        pen.rectangle((*corners, *opposite), fill=(0, 0, 0))
    return _written(picture, "PNG" if content_type == "image/png" else "JPEG"), _thumb(picture)


def _heic_opened() -> bool:
    try:
        import pi_heif  # may be missing on a small machine; then the sender is told
    except ImportError:
        return False
    pi_heif.options.THUMBNAILS = False
    pi_heif.options.DEPTH_IMAGES = False
    pi_heif.register_heif_opener()
    return True


def _too_many(opened: Image.Image, type: Type) -> Refusal | None:
    limit = _MOST_PROGRESSIVE if opened.info.get("progressive") else _MOST[type]
    if opened.has_transparency_data:
        limit = min(limit, _MOST_SEE_THROUGH)
    if opened.width * opened.height > limit or max(opened.size) > _LONGEST_SIDE:
        return Refusal("files.too_many_pixels", limit=limit // _MILLION)
    return None


def _drawn(opened: Image.Image, written_as: str) -> Drawn | Refusal:
    exif = opened.getexif()
    seen_at = taken_at(exif.get_ifd(_GPS))
    opened.draft("RGB", (LONGEST, LONGEST))
    opened.thumbnail((LONGEST, LONGEST))
    picture = _plain(ImageOps.exif_transpose(opened))
    content, thumb = _written(picture, written_as), _thumb(picture)
    if not (proven(content) and proven(thumb)):
        return Refusal("files.unclean")
    kind = "image/png" if written_as == "PNG" else "image/jpeg"
    return Drawn(kind, content, thumb, picture.width, picture.height, seen_at)


def _plain(picture: Image.Image) -> Image.Image:
    """Only red, green and blue in the ordinary colour space, on white, in an object that remembers nothing."""
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        over = picture.convert("RGBA")
        under = Image.new("RGB", over.size, _WHITE)
        under.paste(over, mask=over.getchannel("A"))
    elif picture.mode == "CMYK" or picture.mode == "RGB":
        under = picture
    else:
        under = picture.convert("RGB")
    under = _in_usual_colours(under, profile)
    bare = Image.new("RGB", under.size)
    bare.paste(under)
    return bare


def _in_usual_colours(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            usual = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, source, usual, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # colours a little off are no reason to refuse a report
        else:
            return turned if turned is not None else picture
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _written(picture: Image.Image, written_as: str) -> bytes:
    out = io.BytesIO()
    if written_as == "PNG":
        picture.save(out, "PNG", optimize=False)
    else:
        picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _thumb(picture: Image.Image) -> bytes:
    small = picture.copy()
    small.thumbnail((THUMB, THUMB))
    return _written(small, "JPEG")
