"""A plugin in a process of its own: the same code, no database, bounded, killed when it hangs, begun again."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.contracts.documents import StageSource
from civicore.devices.printer import Printer
from civicore.devices.slips import Slip, SlipLine
from civicore.extension.channels import Attachment, CannotSend, Channel, ChannelMessage
from civicore.extension.machines import DeviceDriver
from civicore.isolation.process import Child, ChildFailed
from civicore.isolation.stand_in import AloneSource
from civicore.reading import Settings
from tests.extension.strangers import installed, town

CODE = """
import asyncio, os, sys
from datetime import timedelta
from civicore import CannotSend, Channel, DeviceDriver, Printed, Service, hookimpl
from civicore.contracts.documents import Observed, StageSource

IMPORTED_IN = os.getpid()
print("this must not go into the pipe")


@hookimpl
def register_channels(city, runtime):
    async def send(message):
        if message.text == "refuse":
            raise CannotSend("no such number", permanent=True, dead=True)
        if message.text == "wait":
            raise CannotSend("later", wait=timedelta(minutes=3))
        if message.text == "break":
            raise ValueError(f"what {message.to} must not read in a log")
        if message.text == "odd":
            return object()
        if message.text == "hang":
            await asyncio.Event().wait()
        if message.text == "block":
            import time
            time.sleep(600)
        if message.text == "store":
            runtime.store
        if message.text == "die":
            os._exit(3)
        if message.text == "eat":
            bytearray(3_000_000_000)
        if message.text == "write":
            with open(os.path.join(message.to, "stolen"), "wb") as file:
                file.write(b"x" * 4096)
        if message.text == "tell":
            kept = {name: os.environ[name] for name in os.environ if "CIVICORE" in name or "PASS" in name}
            files = [one.content for one in message.attachments]
            told = (runtime.clock.now().isoformat(), runtime.secret("gate"), city.deployment.id, kept, files)
            raise CannotSend(repr(told), permanent=True)
    return [Channel("pager", send)]


@hookimpl
def register_devices(city):
    async def status(printer):
        return "paper_low" if printer.host == "10.0.0.7" else None

    async def print_(printer, slip):
        return Printed("not_printed" if slip.lines[0].text == "no" else "printed")

    return [DeviceDriver("zpl", status, print_)]


class Register:
    plugin = "acme-gate"

    async def observed(self, since):
        return [Observed("77", "passport", "made", at=since, raw={"row": "1"})]


@hookimpl
def register_services(runtime):
    return [Service(StageSource, Register())]
"""
HOOKS = ("register_channels", "register_devices", "register_services")
LISTED = '  acme-gate: {isolation: process, grants: ["secret:gate"]}\n'
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("alone")
    gives = "channel.pager, driver.zpl, source.acme-gate"
    with installed(folder, "acme-gate", CODE, hooks=HOOKS, gives=gives, needs=["secret:gate"]):
        yield town(folder, LISTED)


@pytest.fixture(scope="module")
async def city(file: Path) -> AsyncIterator[Built]:
    """A town whose gate has a process of its own; of its lifespans only that one runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CIVICORE_SECRET_GATE", "open sesame")
        patch.setenv("CIVICORE_DATABASE_PASSWORD", "hush")
        clock = DemoClock()
        clock.freeze(NOON)
        built = build(Settings(file, demo=True, clock=clock))
        assert built.quarantined == ()
        child = child_of(built)
        async with child.around():
            await ready(child)
            yield built


def child_of(built: Built) -> Child:
    source = built.runtime.services.one(StageSource)  # type: ignore[type-abstract]
    assert isinstance(source, AloneSource)
    return source._child


async def ready(child: Child) -> None:
    async with asyncio.timeout(60):
        while child.pid is None:
            await asyncio.sleep(0.02)


def letter(text: str, to: str = "1", files: tuple[Attachment, ...] = ()) -> ChannelMessage:
    return ChannelMessage("id", to, "s", text, None, "cs", files, expires_at=NOON)


def channel(built: Built) -> Channel:
    child = child_of(built)

    async def send(message: ChannelMessage) -> None:
        await child.ask("send", "pager", message)

    return Channel("pager", send)


def driver(built: Built) -> DeviceDriver:
    return next(one for one in built.runtime.drivers if one.id == "zpl")


async def test_its_code_does_not_run_in_the_citys_process(city: Built) -> None:
    import sys

    assert "acme_gate" not in sys.modules
    assert child_of(city).pid not in (None, os.getpid())


async def test_messages_drivers_and_sources_speak_through_the_pipe(city: Built) -> None:
    await channel(city).send(letter("hello"))
    printer = Printer("hall.one", "zpl", "10.0.0.7", 9100)
    assert await driver(city).status(printer) == "paper_low"
    assert (await driver(city).print(printer, Slip((SlipLine("no"),)))).outcome == "not_printed"
    found = await city.runtime.services.one(StageSource).observed(NOON)  # type: ignore[type-abstract]
    assert [(one.number, one.at, one.raw) for one in found] == [("77", NOON, {"row": "1"})]


async def test_it_has_the_citys_time_its_secret_and_nothing_of_the_database(city: Built) -> None:
    picture = Attachment("a.png", "image/png", b"\x00\xff")
    with pytest.raises(CannotSend) as told:
        await channel(city).send(letter("tell", files=(picture,)))
    assert eval(told.value.reason) == (NOON.isoformat(), "open sesame", "lhotka", {}, [b"\x00\xff"])
    with pytest.raises(ChildFailed):
        await channel(city).send(letter("store"))


async def test_its_refusals_arrive_as_they_were_said(city: Built) -> None:
    with pytest.raises(CannotSend, match="no such number") as refused:
        await channel(city).send(letter("refuse"))
    assert refused.value.dead
    with pytest.raises(CannotSend) as later:
        await channel(city).send(letter("wait"))
    assert later.value.wait == timedelta(minutes=3)


async def test_what_it_raises_is_logged_without_what_it_says(city: Built, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ChildFailed):
        await channel(city).send(letter("break", to="jana@posta.example"))
    assert "ValueError" in caplog.text
    assert "jana" not in caplog.text


async def test_an_answer_that_does_not_fit_through_the_pipe_is_a_failure_at_once(city: Built) -> None:
    before = child_of(city).pid
    async with asyncio.timeout(20):
        with pytest.raises(ChildFailed):
            await channel(city).send(letter("odd"))
    assert child_of(city).pid == before


async def test_it_cannot_write_files(city: Built, tmp_path: Path) -> None:
    with pytest.raises(ChildFailed):
        await channel(city).send(letter("write", to=str(tmp_path)))
    assert [path.stat().st_size for path in tmp_path.glob("stolen")] in ([], [0])


async def test_f18_it_cannot_eat_the_computers_memory(city: Built) -> None:
    with pytest.raises(ChildFailed):
        await channel(city).send(letter("eat"))
    await channel(city).send(letter("hello"))


@pytest.mark.parametrize("how", ["hang", "block"])
async def test_f18_a_child_that_hangs_is_killed_and_begun_again(city: Built, how: str) -> None:
    child = child_of(city)
    before = child.pid
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await channel(city).send(letter(how))
    with pytest.raises(CannotSend, match="starting"):
        await channel(city).send(letter("hello"))
    await ready(child)
    assert child.pid != before
    assert before is not None
    assert gone(before)
    await channel(city).send(letter("hello"))


async def test_f18_a_child_that_dies_fails_its_calls_and_is_begun_again(city: Built) -> None:
    child = child_of(city)
    with pytest.raises(ChildFailed):
        await channel(city).send(letter("die"))
    await ready(child)
    await channel(city).send(letter("hello"))


async def test_it_ends_with_the_server(file: Path) -> None:
    child = child_of(build(Settings(file, demo=True, clock=DemoClock())))
    async with child.around():
        await ready(child)
        pid = child.pid
    assert pid is not None
    assert gone(pid)
    with pytest.raises(CannotSend):
        await child.ask("send", "pager", letter("hello"))


def test_a_grant_of_every_secret_hands_over_those_that_it_asks_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_GATE", "open sesame")
    monkeypatch.setenv("CIVICORE_SECRET_OTHER", "hush")
    gives = "channel.pager, driver.zpl, source.acme-all"
    with installed(tmp_path, "acme-all", CODE, hooks=HOOKS, gives=gives, needs=["secret:gate"]):
        file = town(tmp_path, '  acme-all: {isolation: process, grants: ["secret:*"]}\n')
        built = build(Settings(file, demo=True, clock=DemoClock()))
        assert child_of(built)._hello["secrets"] == {"gate": "open sesame"}


async def test_a_first_start_is_no_trouble_and_a_failed_one_is() -> None:
    child = Child("acme-gate", {}, DemoClock(), ("/bin/cat", "/dev/null"))
    assert not child.starting
    async with child.around():
        assert child.starting
        async with asyncio.timeout(60):
            while child.starting:
                await asyncio.sleep(0.02)
        assert child.pid is None


def gone(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIG_DFL)
        return False
    return True
