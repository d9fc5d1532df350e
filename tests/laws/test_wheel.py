"""What is shipped installs and runs where this folder is not."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.laws.sources import ROOT, packages
from tests.tools.serving import served

pytestmark = pytest.mark.xdist_group("wheel")


def run(*command: str | Path, cwd: Path) -> str:
    """The output of a program that must succeed."""
    done = subprocess.run(
        [str(one) for one in command], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive, made without a network."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def elsewhere(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel alone; the libraries are looked up where the tests have theirs."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv/bin/python"
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"),
        *built.glob("*.whl"),
        cwd=folder,
    )
    home = next((folder / "venv/lib").glob("python*/site-packages"))
    # A path file inside a folder that a path file names is not read, so the project's own folder stays out of sight.
    (home / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


@pytest.mark.check("S64")
def test_the_wheel_holds_all_that_is_not_code_and_no_tests(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = set(wheel.namelist())
    wanted = {
        path.relative_to(package.parent).as_posix()
        for package in packages()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= names
    ours = [name for name in names if not name.startswith("civicore/scaffold/")]  # what plugin new writes has tests
    assert [name for name in ours if "test" in name.split("/")[0] or "/tests/" in name] == []
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {path.name for path in packages()}
    assert any(name.endswith("licenses/LICENCE") for name in names)


def test_the_source_archive_holds_what_builds_and_tests_it(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "Makefile", "LICENCE", "requirements.lock", "deployments/trutnov.yaml"} <= names
    assert any(name.startswith("tests/laws/") for name in names)
    assert not any(name.startswith((".venv", ".git/")) for name in names)


def test_it_is_the_installed_one_that_runs(elsewhere: Path) -> None:
    python = elsewhere / "venv/bin/python"
    place = run(python, "-c", "import civicore; print(civicore.__file__)", cwd=elsewhere).strip()
    assert place.startswith(str(elsewhere))


def test_it_checks_and_serves_a_city(elsewhere: Path, tmp_path: Path) -> None:
    city = tmp_path / "town.yaml"
    city.write_text((ROOT / "deployments/minimal.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    program = elsewhere / "venv/bin/civicore"
    run(program, "check", city, cwd=tmp_path)
    with served(city, tmp_path, clock="2026-11-24T07:40:00+01:00", executable=program) as server:
        assert server.http.get("/", follow_redirects=True, headers={"Accept": "text/html"}).status_code == 200
        assert server.api("GET", "/agendas").status_code == 200
