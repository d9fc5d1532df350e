"""The cities that come with the program: inside it where it was installed from a wheel, beside it in its source."""

from __future__ import annotations

from pathlib import Path

_PROGRAM = Path(__file__).parent


def home() -> Path:
    """The folder of their files."""
    folders = (_PROGRAM / "testing" / "cities", _PROGRAM.parent / "deployments")
    return next((folder for folder in folders if folder.is_dir()), folders[0])
