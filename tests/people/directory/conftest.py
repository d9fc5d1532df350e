"""A town whose staff sign in by a real directory; the directory is started once for all tests of a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.people.colleague import ADDRESS, ROLES
from tests.tools.town_directory import SECRET, Directory, running

RULES = """\
security:
  staff:
    mfa: optional
    directory:
      name: {{en: Town account, cs: Účet města}}
      issuer: {issuer}
      client: civicore
      secret: {{secret: directory}}
      certificates: authority.pem
      groups:
        - {{group: IT, role: chief}}
        - {{group: Registry, role: helper, departments: [registry]}}
        - {{group: Transport, role: helper, departments: [transport]}}
      {more}
"""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Directory]:
    with running(tmp_path_factory.mktemp("directory"), ADDRESS) as found:
        yield found


@pytest.fixture
def clock() -> DemoClock:
    """The real time: the directory keeps no other."""
    return DemoClock()


@pytest.fixture
def more() -> str:
    """Further settings of the directory; a test may override it."""
    return ""


@pytest.fixture
def written(written: str, directory: Directory, more: str) -> str:
    roles = ROLES.partition("\n")[2]
    return written + roles + RULES.format(issuer=directory.issuer, more=more)


@pytest.fixture
def built(
    tmp_path: Path,
    written: str,
    database_url: str,
    clock: DemoClock,
    directory: Directory,
    monkeypatch: pytest.MonkeyPatch,
) -> Built:
    monkeypatch.setenv("CIVICORE_SECRET_DIRECTORY", SECRET)
    shutil.copyfile(directory.authority, tmp_path / "authority.pem")
    (tmp_path / "town.yaml").write_text(written, encoding="utf-8")
    return build(Settings(tmp_path / "town.yaml", database=database_url, served_at=ADDRESS, clock=clock))
