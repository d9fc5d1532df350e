"""What a city is served by on other computers, the container and the unit of systemd, stands before its judges."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tools.serving import CIVICORE, ROOT

PACKAGING = ROOT / "packaging"
EXPOSED_AT_MOST = 20  # of 100, by systemd-analyze security; an ordinary service has over 90


def judged(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "NO_COLOR": "1", "SYSTEMD_COLORS": "0"}
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, env=environ)


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit for one city, with the program where it is here."""
    said = (PACKAGING / "civicore.service").read_text(encoding="utf-8")
    here = tmp_path / "civicore@lhotka.service"
    here.write_text(said.replace("/opt/civicore/bin/civicore", str(CIVICORE)), encoding="utf-8")
    return here


def test_the_container_file_is_clean() -> None:
    done = judged(
        Path(sys.executable).with_name("hadolint"), "--failure-threshold", "info", PACKAGING / "Containerfile"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_container_takes_what_the_wheel_takes() -> None:
    said = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    copied = {word for line in re.findall(r"^COPY (?!--from)(.+) \S+$", said, re.M) for word in line.split()}
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    taken = {Path(one).parts[0] for one in (*wheel["packages"], *wheel["force-include"])}
    assert copied == {"requirements.lock", "pyproject.toml", "README.md"} | taken
    assert all((ROOT / name).exists() for name in copied)


def test_the_user_of_the_container_owns_its_folder_and_is_the_one_that_is_named_outside() -> None:
    said = (PACKAGING / "Containerfile").read_text(encoding="utf-8")
    user, group = re.search(r"^USER (\d+):(\d+)$", said, re.M).groups()  # type: ignore[union-attr]
    for place in (said, (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")):
        assert f"--userns keep-id:uid={user},gid={group}" in place
    assert f"--uid {user}" in said and f"--gid {group}" in said
    assert re.search(r"install --directory --owner civicore .*/city$", said, re.M)


def test_cities_of_one_machine_may_have_ports_of_their_own() -> None:
    lines = (PACKAGING / "civicore.service").read_text(encoding="utf-8").splitlines()
    (start,) = [line for line in lines if line.startswith("ExecStart=")]
    assert re.search(r"--port \$\{CIVICORE_PORT\}$", start)
    usual, own = lines.index("Environment=CIVICORE_PORT=8000"), lines.index("EnvironmentFile=-/etc/civicore/%i.env")
    assert usual < own, "the later one counts"


def test_the_unit_is_sound(unit: Path) -> None:
    done = judged("systemd-analyze", "verify", "--man=no", unit)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_unit_leaves_little_open(unit: Path) -> None:
    done = judged("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", unit)
    assert done.returncode == 0, done.stdout
    open_ = unit.with_name("civicore@open.service")
    open_.write_text(f"[Service]\nExecStart={CIVICORE} run city.yaml\n", encoding="utf-8")
    assert judged("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", open_).returncode
