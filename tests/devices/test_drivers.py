"""Printers of third parties: a driver by hook, and a driver that nobody brings."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from civicore.boot import open_city
from civicore.deployment.city import City
from civicore.devices import printers
from civicore.devices.printer import Printed, Printer, PrinterState, Trouble
from civicore.devices.slips import Slip
from civicore.extension.hookspecs import hookimpl
from civicore.extension.machines import DeviceDriver
from tests.devices.conftest import PRINTER, TOWN, Office


class Paper:
    """A plugin that brings a driver."""

    @hookimpl
    def register_devices(self, city: City) -> Iterable[DeviceDriver]:
        async def status(printer: Printer) -> Trouble | None:
            return None

        async def send(printer: Printer, slip: Slip) -> Printed:
            return Printed("printed")

        return [DeviceDriver("paper", status, send)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    written = TOWN.format(port=9100).replace("port: 9100", "driver: paper")
    (tmp_path / "town.yaml").write_text(written, "utf-8")
    return tmp_path / "town.yaml"


def test_a_driver_that_nobody_brings_is_found_with_its_place(file: Path) -> None:
    found = open_city(file, core={}).loaded.findings
    assert [(one.code, one.place.line) for one in found if one.code == "E201"] == [("E201", 15)]


def test_a_driver_of_a_plugin_is_known(file: Path) -> None:
    assert [one for one in open_city(file, core={"paper": Paper()}).loaded.findings if one.code == "E201"] == []


async def test_a_driver_that_breaks_or_never_answers_is_a_printer_that_says_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(printer: Printer) -> Trouble | None:
        raise ZeroDivisionError

    async def endless(printer: Printer, slip: Slip) -> Printed:
        await asyncio.Event().wait()
        return Printed("printed")

    monkeypatch.setattr(printers, "_PATIENCE", 0.1)
    monkeypatch.setattr(office.printers, "_drivers", {"escpos": DeviceDriver("escpos", broken, endless)})
    assert await office.printers.state(PRINTER) == PrinterState(False, "unknown")
    job = await office.queue()
    await office.print_all()
    assert await office.state_of(job) == "unknown"
