"""What ``check`` says of a database behind a network, and what it does not show of its address."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicore.deployment.findings import human
from tests.deployment.files import codes, over_base, pointed_at


@pytest.mark.parametrize("written", ["'postgresql://city@db1,127.0.0.1,db2/a'", "{env: DATABASE_URL}"])
def test_a_database_that_need_not_prove_who_it_is_is_told_before_the_start_is_refused(
    tmp_path: Path, written: str
) -> None:
    text = f"operations: {{database: {written}}}\n"
    environ = {"DATABASE_URL": "postgresql://city:hunter2@db1,127.0.0.1,db2/a"}
    loaded = over_base(tmp_path, text, environ=environ)
    assert codes(loaded) == ["E304"]
    assert pointed_at(loaded, "E304") == [written]
    assert loaded.findings[0].message.startswith("db1, db2: ")
    assert loaded.city is not None, "--db may name another one"
    assert codes(over_base(tmp_path, text, environ={**environ, "PGSSLMODE": "verify-full"})) == []


@pytest.mark.parametrize("address", ["postgresql:///a", "postgresql://db/a?sslmode=verify-full", "sqlite:///a.db"])
def test_nothing_is_said_of_one_that_is_here_or_proves_it(tmp_path: Path, address: str) -> None:
    assert codes(over_base(tmp_path, f"operations: {{database: '{address}'}}\n", environ={})) == []


def test_the_line_is_shown_without_the_password_in_the_address(tmp_path: Path) -> None:
    text = "operations: {database: 'postgresql://city:hunter@2://x@db/a', alert: [a@b.example]}\n"
    loaded = over_base(tmp_path, text, environ={})
    said = human(loaded.findings, "city.yaml", loaded.secrets)
    assert "E304" in said
    assert "'postgresql://city:••••••••••••@db/a', alert: [a@b.example]" in said
