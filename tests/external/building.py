"""A project of a stranger, built and installed as its author's users do it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.tools.serving import CIVICORE

LOSTFOUND = Path(__file__).with_name("lostfound")
_MADE = shutil.ignore_patterns("__pycache__", "dist", "build", "*.egg-info", ".pytest_cache")


@dataclass(frozen=True)
class Installed:
    """``project`` is a copy of its folder, ``site`` the folder into which its wheel was installed."""

    project: Path
    site: Path

    def run(self, *command: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A command of Python's with the project installed: ``run("-m", "pytest")``; ``civicore`` is the program."""
        program = [str(CIVICORE)] if command[0] == "civicore" else [sys.executable, command[0]]
        return subprocess.run(
            [*program, *command[1:]],
            cwd=folder or self.project,
            env={**os.environ, "PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )


def installed(project: Path, folder: Path) -> Installed:
    """Copy a project, build its wheel without asking anybody, and install it alone into a folder of its own."""
    copy, site = folder / "project", folder / "site"
    shutil.copytree(project, copy, ignore=_MADE)
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(copy))
    (wheel,) = folder.glob("*.whl")
    _python("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    shutil.rmtree(copy / copy_of_package(copy))
    return Installed(copy, site)


def copy_of_package(project: Path) -> str:
    """The name of the package within the project; what is tried must be the installed one."""
    return next(path.parent.name for path in project.glob("*/civicore-plugin.yaml"))


def _python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
