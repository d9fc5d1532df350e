"""Projects of strangers: their own tests run in a process of their own, with the project installed from its wheel."""

from __future__ import annotations

collect_ignore = ["lostfound"]
