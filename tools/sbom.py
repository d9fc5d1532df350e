"""Writes what a running city consists of (CycloneDX 1.6): ``make sbom`` puts it into dist/.

Every library of requirements.lock with its version, licence, and what it needs itself. The same lock file gives the
same bytes, but for the serial number of the version.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LICENCES = LicenseFactory()


def pinned(text: str) -> dict[str, str]:
    """Name and version of each line of a lock file."""
    return dict(line.split("==") for line in text.splitlines() if line and not line.startswith("#"))


def bill(project: dict[str, str], direct: set[str], lock: dict[str, str]) -> Bom:
    """The bill of materials; every library of the lock has to be installed here."""
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"civicore {project['version']} {sorted(lock.items())}"))
    bom.metadata.timestamp = None  # type: ignore[assignment]  # the lock file says what it is, not when
    root = _component(project["name"], project["version"], ComponentType.APPLICATION, project["license"])
    parts = {name: _component(name, version, ComponentType.LIBRARY, _licence(name)) for name, version in lock.items()}
    bom.metadata.component = root
    bom.components.update(parts.values())
    bom.register_dependency(root, [parts[name] for name in sorted(direct) if name in parts])
    for name, part in parts.items():
        bom.register_dependency(part, [parts[one] for one in sorted(_needed(name)) if one in parts])
    return bom


def _component(name: str, version: str, kind: ComponentType, licence: str) -> Component:
    said = [LICENCES.make_from_string(licence)] if licence else []
    purl = PackageURL("pypi", None, name, version)
    return Component(name=name, version=version, type=kind, purl=purl, bom_ref=str(purl), licenses=said)


def _licence(name: str) -> str:
    """As the library's metadata say it; empty where they are silent."""
    said = distribution(name).metadata.json
    classified = [str(one) for one in said.get("classifier", ())]
    marks = [one.rpartition(" :: ")[2] for one in classified if one.startswith("License ::")]
    written = (str(said.get("license_expression", "")), *marks, str(said.get("license", "")).partition("\n")[0])
    return next((one for one in written if one and one != "OSI Approved"), "")


def _needed(name: str) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in distribution(name).requires or []}


def main() -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    direct: set[str] = {canonicalize_name(Requirement(one).name) for one in project["dependencies"]}
    lock = pinned((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    written = ROOT / "dist" / f"civicore-{project['version']}.cdx.json"
    written.parent.mkdir(exist_ok=True)
    written.write_text(JsonV1Dot6(bill(project, direct, lock)).output_as_string(indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{written.relative_to(ROOT)}: {len(lock)} libraries\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
