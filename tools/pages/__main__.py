"""Writes every generated page, and what else is made from the code: ``python -m tools.pages``."""

from __future__ import annotations

import sys

from tools.pages.all import ROOT, everything

for path, made in everything().items():
    path.write_text(made, encoding="utf-8")
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")
