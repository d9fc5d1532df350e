"""Writes every generated page: ``python -m tools.pages``."""

from __future__ import annotations

import sys

from tools.pages.all import DOCS, PAGES

for name, made in PAGES.items():
    (DOCS / name).write_text(made(), encoding="utf-8")
    sys.stdout.write(f"docs/{name}\n")
