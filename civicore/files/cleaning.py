"""From what somebody sent to what may be kept; runs in a process of its own (``worker``)."""

from __future__ import annotations

from civicore.base.refusal import Refusal
from civicore.files.names import clean_name
from civicore.files.rules import CONTENT_TYPES, Clean, Rules, Type
from civicore.files.sniff import type_of


def clean(content: bytes, name: str, rules: Rules) -> Clean | Refusal:
    """A file that is kept, or why not; its type is found in its bytes.

    Refusals: those of ``judged``, of ``pictures.draw`` and of ``documents.rewrite``. MemoryError when it needs
    more than this process may have.
    """
    type = judged(content, rules)
    if isinstance(type, Refusal):
        return type
    return _paper(content, name) if type == "pdf" else _picture(content, name, type)


def judged(content: bytes, rules: Rules) -> Type | Refusal:
    """What can be said without looking into it: ``files.empty``, ``files.too_big`` (``limit`` in megabytes),
    ``files.type`` (``types`` that are taken)."""
    if not content:
        return Refusal("files.empty")
    if len(content) > rules.max_size:
        return Refusal("files.too_big", limit=round(rules.max_size / 1_000_000, 1))
    type = type_of(content)
    if type is None or type not in rules.types:
        return Refusal("files.type", types=", ".join(one.upper() for one in rules.types))
    return type


def _picture(content: bytes, name: str, type: Type) -> Clean | Refusal:
    from civicore.files.pictures import draw  # a paper needs no library for pictures, and a picture none for papers

    drawn = draw(content, type)
    if isinstance(drawn, Refusal):
        return drawn
    named = clean_name(name, drawn.content_type)
    return Clean(named, drawn.content_type, drawn.content, drawn.thumb, drawn.width, drawn.height, drawn.seen_at)


def _paper(content: bytes, name: str) -> Clean | Refusal:
    from civicore.files.documents import rewrite

    written = rewrite(content)
    if isinstance(written, Refusal):
        return written
    return Clean(clean_name(name, CONTENT_TYPES["pdf"]), CONTENT_TYPES["pdf"], written)
