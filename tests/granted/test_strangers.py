"""A third-party plugin in a city that is composed: what it is handed, and what becomes of it when it wants more."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.boot import open_city
from civicore.extension.grants import NotGranted, NotItsOwn
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from tests.extension.strangers import installed, town

CODE = '''
from datetime import timedelta
from pathlib import Path

from piccolo.columns import Text, UUID
from piccolo.table import Table

from civicore import Block, Job, Routes, Section, Service, Statement, TableSet, hookimpl, says
from civicore.contracts.offers import Bookable


class Log(Table, tablename="acme_gate_log"):
    id = UUID(primary_key=True)
    text = Text()


class Settings(Block):
    """Settings of the gate."""

    host: str = says("where the gate is", "gate.example")
    often: int = says("how often it is asked", 5)


@hookimpl
def register_config():
    return [Section("acme_gate", Settings)]


@hookimpl
def register_tables():
    return [TableSet("acme_gate", [Log], Path(__file__).parent / "migrations")]


class Gate:
    def __init__(self, runtime):
        self.runtime = runtime

    async def read(self, statement):
        async with self.runtime.store.reading():
            return await Log.raw(statement)

    async def prepared(self, way, statement):
        async def work(unit):
            return await getattr(Statement(statement), way)(*([()] if way == "hope" else []))

        return await self.runtime.transact(work)

    async def write(self, channel):
        async def work(unit):
            await unit.send("acme.hello", channel=channel, to="a@b.example", language="cs", context={}, about="acme:1")

        await self.runtime.transact(work)

    def ask(self):
        return self.runtime.services.all(Bookable)


@hookimpl
def register_services(runtime):
    return [Service(Gate, Gate(runtime))]
'''
HOOKS = ("register_config", "register_tables", "register_services")
MIGRATION = """
from piccolo.columns import Text, UUID
from piccolo.table import Table

from civicore import migration

ID = "acme_gate_0001_first"


class Log(Table, tablename="acme_gate_log"):
    id = UUID(primary_key=True)
    text = Text(default="")


async def forwards():
    return migration(ID, "acme_gate", creates=[Log])
"""


@contextmanager
def gate(
    folder: Path, code: str = CODE, migration: str = MIGRATION, needs: tuple[str, ...] = ("db.own",)
) -> Iterator[None]:
    with installed(folder, "acme-gate", code, hooks=HOOKS, needs=needs) as home:
        (home / "migrations").mkdir()
        (home / "migrations" / "acme_gate_0001_first.py").write_text(migration)
        yield


def composed(file: Path, *, strict: bool = False, database: str | None = None) -> Built:
    return build(Settings(file, demo=True, clock=DemoClock(), strict_plugins=strict, database=database))


def service(built: Built) -> object:
    parts = built.runtime.services._parts
    return next(one for port, (one, *_) in parts.items() if port.__name__ == "Gate")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    with gate(tmp_path):
        yield tmp_path


async def test_its_settings_are_read_under_its_name(folder: Path) -> None:
    city = composed(town(folder, "  acme-gate: {grants: [db.own], config: {often: 7}}\n")).runtime.city
    assert (city.section("acme_gate").often, city.section("acme_gate").host) == (7, "gate.example")
    unlisted = open_city(town(folder, "  acme-gate: {enabled: false}\n"), core={})
    assert (unlisted.registry.quarantined, "acme-gate" in unlisted.registry.names) == ([], False)


def test_what_is_wrong_with_its_settings_is_said_at_its_line_and_the_city_stands(folder: Path) -> None:
    file = town(folder, "  acme-gate:\n    grants: [db.own]\n    config:\n      oftn: 7\n")
    found = [one for one in open_city(file, core={}).loaded.findings if one.severity == "error"]
    text = file.read_text().splitlines()
    assert [(one.code, text[one.place.line - 1].strip()) for one in found] == [("E101", "oftn: 7")]
    assert found[0].finding.path == ("plugins", "acme-gate", "config", "oftn")
    with pytest.raises(CannotStart, match=r"acme-gate.*oftn"):
        composed(file, strict=True)


def test_its_word_is_no_section_of_the_file(folder: Path) -> None:
    file = town(folder, "  acme-gate: {grants: [db.own]}\nacme_gate: {often: 7}\n")
    found = [one for one in open_city(file, core={}).loaded.findings if one.severity == "error"]
    assert [(one.code, one.finding.path) for one in found] == [("E101", ("acme_gate",))]


@pytest.mark.parametrize(
    ("plugins", "said"),
    [
        ("  acme-gate: {}\n", "needs db.own"),
        ('  acme-gate: {grants: [db.own], version: ">=2"}\n', ">=2"),
        ("  acme-gate: {grants: [db.own], isolation: process}\n", "cannot be alone"),
    ],
)
def test_what_the_file_does_not_allow_is_put_aside(folder: Path, plugins: str, said: str) -> None:
    aside = open_city(town(folder, plugins), core={}).registry.quarantined
    assert [one.name for one in aside] == ["acme-gate"]
    assert said in aside[0].reason


def test_a_plugin_that_says_less_than_it_does_is_put_aside(tmp_path: Path) -> None:
    with installed(tmp_path, "acme-gate", CODE, hooks=HOOKS[:2], needs=["db.own"]):
        aside = open_city(town(tmp_path, "  acme-gate: {grants: [db.own]}\n"), core={}).registry.quarantined
    assert "register_services" in aside[0].reason


def test_a_plugin_without_a_manifest_is_put_aside(tmp_path: Path) -> None:
    with installed(tmp_path, "acme-gate", CODE, hooks=HOOKS, manifest="plugin: 1\n"):
        file = town(tmp_path, "  acme-gate: {}\n")
        opened = open_city(file, core={})
    assert [one.code for one in opened.loaded.errors] == ["L528"]
    assert "does not say what it is" in opened.registry.quarantined[0].reason


@pytest.mark.parametrize(
    ("code", "hooks", "why"), [("raise RuntimeError('gone')", HOOKS, "RuntimeError: gone"), (CODE, HOOKS[:2], "hooks")]
)
def test_a_plugin_that_cannot_be_used_is_a_finding(tmp_path: Path, code: str, hooks: tuple[str, ...], why: str) -> None:
    with installed(tmp_path, "acme-gate", code, hooks=hooks, needs=["db.own"]):
        opened = open_city(town(tmp_path, "  acme-gate: {grants: [db.own]}\n"), core={})
    assert opened.loaded.city is not None
    (found,) = opened.loaded.errors
    assert (found.code, found.finding.path) == ("L528", ("plugins", "acme-gate"))
    assert why in found.message
    assert [one.name for one in opened.registry.quarantined] == ["acme-gate"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tablename="acme_gate_log"', 'tablename="core_gate"', "core_gate does not"),
        ('Section("acme_gate", Settings)', 'Section("gates", Settings)', "its only section is acme_gate"),
        ("    return [Service(Gate", "    Gate(runtime).ask()\n    return [Service(Gate", "service:Bookable"),
    ],
)
def test_a_plugin_that_brings_what_it_may_not_is_put_aside(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CODE
    with gate(tmp_path, CODE.replace(old, new)):
        built = composed(town(tmp_path, "  acme-gate: {grants: [db.own]}\n"))
    assert said in built.quarantined[0].reason


async def test_its_statements_name_its_own_tables_only(folder: Path, empty_database_url: str) -> None:
    built = composed(town(folder, "  acme-gate: {grants: [db.own]}\n"), database=empty_database_url)
    assert built.quarantined == ()
    await built.prepare()
    own = service(built)
    await built.runtime.store.open()
    try:
        assert await own.read("SELECT text FROM acme_gate_log") == []  # type: ignore[attr-defined]
        for statement in ("SELECT * FROM core_message", 'SELECT 1 FROM acme_gate_log JOIN "core_event" ON true'):
            with pytest.raises(NotItsOwn, match="somebody else's"):
                await own.read(statement)  # type: ignore[attr-defined]
            for way in ("ask", "note", "hope"):
                with pytest.raises(NotItsOwn, match="somebody else's"):
                    await own.prepared(way, statement)  # type: ignore[attr-defined]
        for way in ("ask", "hope"):
            assert list(await own.prepared(way, "SELECT text FROM acme_gate_log")) == []  # type: ignore[attr-defined]
    finally:
        await built.runtime.store.close()


async def test_it_writes_to_people_only_by_the_ways_it_is_granted(folder: Path) -> None:
    built = composed(town(folder, "  acme-gate: {grants: [db.own]}\n"))
    await built.prepare()
    await built.runtime.store.open()
    try:
        for channel, word in (("email", "mail.send"), ("sms", "sms.send"), ("telegram", "messages.send")):
            with pytest.raises(NotGranted, match=word):
                await service(built).write(channel)  # type: ignore[attr-defined]
    finally:
        await built.runtime.store.close()


async def test_its_migration_leaves_the_tables_of_others_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    with gate(tmp_path, migration=MIGRATION.replace('tablename="acme_gate_log"', 'tablename="core_message"')):
        built = composed(town(tmp_path, "  acme-gate: {grants: [db.own]}\n"))
        with pytest.raises((CannotStart, NotItsOwn), match="core_message"):
            await built.prepare()


def test_a_secret_and_a_host_are_granted_by_name(tmp_path: Path) -> None:
    asks = CODE.replace("    return [Service(Gate", '    runtime.secret("mail")\n    return [Service(Gate')
    with gate(tmp_path, asks):
        built = composed(town(tmp_path, "  acme-gate: {grants: [db.own]}\n"))
    assert "secret:mail" in built.quarantined[0].reason
