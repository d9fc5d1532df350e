"""Writes requirements.lock and requirements-test.lock from what is installed here.

Run it with the project's interpreter after adding or upgrading a library: ``make lock``. The first file is
what a running city needs and what installs the project itself, the second is what the tests need besides.
Versions only, no index, host or hash: one file serves every platform and every mirror.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def closure(wanted: Iterable[str]) -> dict[str, str]:
    """Name and version of every installed library that the wanted ones need on this platform, themselves included."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras} - {extra for one, extra in seen if one == name}:
            seen.add((name, extra))
            found[name] = distribution(name).version
            waiting += [
                needed
                for needed in map(Requirement, distribution(name).requires or [])
                if needed.marker is None or needed.marker.evaluate({"extra": extra})
            ]
    return found


def wanted(project: dict[str, object], *groups: str) -> list[str]:
    """The requirements of the named dependency groups; ``run`` is what a running city needs."""
    listed: dict[str, list[str]] = {
        "run": project["project"]["dependencies"],  # type: ignore[index]
        **project["dependency-groups"],  # type: ignore[dict-item]
    }
    return [
        text
        for group in groups
        for text in listed[group]
        if (marker := Requirement(text).marker) is None or marker.evaluate()
    ]


def write(path: Path, about: str, versions: dict[str, str]) -> None:
    """One ``name==version`` a line, sorted."""
    lines = [f"# {about} Made by `make lock`.", *(f"{name}=={version}" for name, version in sorted(versions.items()))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> int:
    """Write both files; 1 and the missing name when something wanted is not installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    try:
        run = closure(wanted(project, "run", "build"))
        everything = closure(wanted(project, "run", "build", "test"))
    except PackageNotFoundError as error:
        sys.stderr.write(f"not installed: {error.name}\n")
        return 1
    test = {name: version for name, version in everything.items() if name not in run}
    write(ROOT / "requirements.lock", "What a running city needs.", run)
    write(ROOT / "requirements-test.lock", "What the tests need besides requirements.lock.", test)
    return 0


if __name__ == "__main__":
    sys.exit(main())
