"""Photos and papers that people send: cleaned, kept, blackened, served, fetched.

What a database or a library for pictures is needed for is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from civicore.files.place import far_from
from civicore.files.rules import Box, Clean, Rules, bounded, largest_body

if TYPE_CHECKING:
    from civicore.files.accepting import accept
    from civicore.files.fetching import Fetched, FetchRules, fetch
    from civicore.files.keeping import File, Kept, claim, discard, drop, get, keep, of, redact, rename
    from civicore.files.receiving import Uploads, receive
    from civicore.files.serving import response

_HOMES = {
    "accepting": "accept",
    "fetching": "FetchRules Fetched fetch",
    "keeping": "File Kept claim discard drop get keep of redact rename",
    "receiving": "Uploads receive",
    "serving": "response",
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Box",
    "Clean",
    "FetchRules",
    "Fetched",
    "File",
    "Kept",
    "Rules",
    "Uploads",
    "accept",
    "bounded",
    "claim",
    "discard",
    "drop",
    "far_from",
    "fetch",
    "get",
    "keep",
    "largest_body",
    "of",
    "receive",
    "redact",
    "rename",
    "response",
]


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'civicore.files' has no attribute {name!r}")
    value = getattr(import_module(f"civicore.files.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
