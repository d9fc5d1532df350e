"""PostgreSQL's own programs: found, and run so that no password stands in the list of processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

_SYSTEM = Path("/usr/lib/postgresql")


class NoTools(Exception):
    """A program is missing, or it failed; the message tells city IT what to do."""


def run(program: str, arguments: Sequence[str], *, url: str | None = None) -> None:
    """Run ``pg_dump`` and the like to its end; NoTools with what it said when it fails."""
    try:
        environ = {**os.environ, **password_of(url or "")}
        subprocess.run([found(program), *arguments], check=True, capture_output=True, env=environ)  # noqa: S603
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise NoTools(f"{program}: {said[-1] if said else f'ended with {error.returncode}'}") from None


def found(program: str) -> str:
    """Where a program lies: the newest of the system's packages, which speaks with older servers too."""
    folders = sorted(_SYSTEM.glob("*/bin"), key=_version, reverse=True)
    for folder in folders:
        if (folder / program).exists():
            return str(folder / program)
    if anywhere := shutil.which(program):
        return anywhere
    raise NoTools(f"{program} is missing: install the package postgresql-client of your system")


def without_password(url: str) -> str:
    """The address of a database as it may stand in a list of processes."""
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name = user.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{name}@{host}" if user else parts.netloc))


def password_of(url: str) -> Mapping[str, str]:
    """The password of an address as PostgreSQL's programs take it from their surroundings."""
    password = urlsplit(url).password if "://" in url else None
    return {"PGPASSWORD": unquote(password)} if password else {}


def _version(folder: Path) -> int:
    number = re.search(r"\d+", folder.parent.name)
    return int(number[0]) if number else 0
