"""What may be sent, what comes out of cleaning, and which part of a picture is blackened."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from typing import Any, Literal

Type = Literal["jpeg", "png", "webp", "heic", "pdf"]
CONTENT_TYPES: dict[Type, str] = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "pdf": "application/pdf",
}
_ENDINGS: dict[Type, str] = {
    "jpeg": ".jpg,.jpeg",
    "png": ".png",
    "webp": ".webp",
    "heic": ".heic,.heif",
    "pdf": ".pdf",
}
_FORM = 1_000_000  # bytes that the other answers of a form may take


@dataclass(frozen=True)
class Rules:
    """What may be sent in one place. ``max_size`` counts bytes of one file as it was sent."""

    types: tuple[Type, ...] = ("jpeg", "png", "webp", "heic", "pdf")
    max_size: int = 15_000_000
    max_files: int = 10

    @property
    def accept(self) -> str:
        """For the attribute ``accept`` of a control; browsers only use it to offer fitting files."""
        return ",".join(f"{CONTENT_TYPES[one]},{_ENDINGS[one]}" for one in self.types)


@dataclass(frozen=True)
class Clean:
    """A file without anything that tells about its sender.

    ``content_type`` is image/jpeg, image/png or application/pdf. ``thumb`` is a small JPEG of a picture.
    ``seen_at`` is where the photo says that it was taken (latitude, longitude in degrees), read before that
    was taken out of it.
    """

    name: str
    content_type: str
    content: bytes
    thumb: bytes | None = None
    width: int | None = None
    height: int | None = None
    seen_at: tuple[float, float] | None = None


@dataclass(frozen=True)
class Box:
    """A part of a picture to blacken, in shares of its width and height from 0 to 1."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError("a box lies within its picture and has an area")


def largest_body(rules: Rules) -> int:
    """The longest request in bytes that a form with these files can need, for ``request_max_body_size``."""
    return rules.max_files * rules.max_size + _FORM


def bounded(handlers: Iterable[Any], rules: Rules) -> list[Any]:
    """The same handlers; those that say how long a request may be take none longer than files of these rules need."""
    return [_bounded(one, rules) if isinstance(one.request_max_body_size, int) else one for one in handlers]


def _bounded(handler: Any, rules: Rules) -> Any:
    own = copy(handler)  # the handlers of a module serve every city in the process
    own.request_max_body_size = largest_body(rules)
    return own
