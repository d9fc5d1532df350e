"""Which type a file really is, by its first bytes; what its sender calls it is not asked."""

from __future__ import annotations

from civicore.files.rules import Type

_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def type_of(content: bytes) -> Type | None:
    """The type by the signature at the very beginning; None for everything that is not taken at all."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(_PNG):
        return "png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "heic"
    return "pdf" if content.startswith(b"%PDF-") else None
