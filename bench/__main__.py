"""``make bench``: run every measure of this folder, or the named ones, and print what they say."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    there = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    for name in sys.argv[1:] or there:
        print(f"-- {name}")
        importlib.import_module(f"bench.{name}").main()
