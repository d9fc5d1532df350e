"""``civicore devices``: list, enrol, test and revoke the devices of a city, beside its running server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from uuid import UUID

    from civicore.devices.spool import PrintJob
    from civicore.people.principals import Principal
    from civicore.runtime import Runtime

_WAIT = 60.0  # seconds that a test slip is waited for
_PAUSE = 0.5
devices = typer.Typer(name="devices", help="Kiosks, boards and ticket printers.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="The city's deployment file.", metavar="FILE")]
DeviceArgument = Annotated[str, typer.Argument(help="office.device, as town_hall.printer.", metavar="DEVICE")]
DatabaseOption = Annotated[str | None, typer.Option("--db", help="Database address; beats the one in the file.")]


@devices.command("list")
def list_(file: FileArgument, db: DatabaseOption = None) -> None:
    """Every device of the file: its kind, whether it is enrolled and seen, how its printer is."""
    _run(file, db, _listed)


@devices.command()
def enrol(file: FileArgument, device: DeviceArgument, db: DatabaseOption = None) -> None:
    """Make a code to type at the device; it works once, within ten minutes."""
    _run(file, db, lambda runtime: _enrolled(runtime, device))


@devices.command()
def test(file: FileArgument, device: DeviceArgument, db: DatabaseOption = None) -> None:
    """Print a test slip and wait until it is out: exit 1 when it is not."""
    _run(file, db, lambda runtime: _tested(runtime, device))


@devices.command()
def revoke(file: FileArgument, device: DeviceArgument, db: DatabaseOption = None) -> None:
    """Put a device out: its browser and its tokens, at their next request."""
    _run(file, db, lambda runtime: _revoked(runtime, device))


def _run(file: Path, db: str | None, work: Callable[[Runtime], Awaitable[None]]) -> None:
    from civicore.app import build
    from civicore.extension.registry import Conflict
    from civicore.first_steps import CannotStart
    from civicore.reading import Settings
    from civicore.storage.transaction import CannotOpen, StoreBusy

    try:
        runtime = build(Settings(file, database=db)).runtime
        asyncio.run(_opened(runtime, work))
    except (CannotStart, Conflict, CannotOpen, StoreBusy) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


async def _opened(runtime: Runtime, work: Callable[[Runtime], Awaitable[None]]) -> None:
    from civicore.first_steps import keep_apart

    await runtime.store.open()
    try:
        await keep_apart(runtime.store, demo=False)
        await runtime.store.migrate()
        await work(runtime)
    finally:
        await runtime.store.close()


async def _listed(runtime: Runtime) -> None:
    from civicore.devices.enrolment import Devices
    from civicore.devices.places import devices as of_city
    from civicore.devices.places import prints

    enrolled = await runtime.services.one(Devices).enrolled()
    for one in of_city(runtime.city):
        token = enrolled.get(one.id)
        seen = f"seen {token.seen_at:%Y-%m-%d %H:%M} UTC" if token and token.seen_at else "never seen"
        state = f"enrolled, {seen}" if token else "not enrolled"
        typer.echo(f"{one.id:<30} {one.entry.kind:<15} {state:<40} {await _printer(runtime, one.id, prints(one))}")


async def _printer(runtime: Runtime, device: str, prints: bool) -> str:
    if not prints:
        return ""
    state = await runtime.printers.state(device)
    return "prints in its browser" if state.prints_here else f"printer {state.trouble or 'ready'}"


async def _enrolled(runtime: Runtime, name: str) -> None:
    from civicore.devices.enrolment import Devices

    code = await runtime.services.one(Devices).code(_known(runtime, name), _console())
    typer.echo(f"Open {runtime.absolute('/device/enrol')} at the device and type: {code.written}")
    typer.echo(f"The code works once, until {code.until.astimezone(runtime.city.zone):%H:%M:%S}.")


async def _revoked(runtime: Runtime, name: str) -> None:
    from civicore.devices.enrolment import Devices

    device = _known(runtime, name)
    ended = await runtime.services.one(Devices).revoke(device, _console())
    typer.echo(f"{device} is out; {ended} of its tokens ended." if ended else f"{device} was not enrolled.")


async def _tested(runtime: Runtime, name: str) -> None:
    from civicore.devices.places import device_named, prints
    from civicore.devices.trying import test_slip

    device = _known(runtime, name)
    here = device_named(runtime.city, device)
    if here is None or not prints(here):
        typer.echo(f"{device} has no printer.", err=True)
        raise typer.Exit(1)
    job = await runtime.transact(lambda unit: test_slip(runtime, here, _console(), unit))
    state = await runtime.printers.state(device)
    found = await _over(runtime, device, job)
    trouble = (found.trouble if found else None) or state.trouble
    typer.echo(f"{device}: {found.state if found else 'gone'}{f', {trouble}' if trouble else ''}")
    if found is None or found.state not in ("printed", "here"):
        raise typer.Exit(1)


async def _over(runtime: Runtime, device: str, job: UUID) -> PrintJob | None:
    """Print it here unless the server does; what cannot be printed in time is taken back."""
    found = await runtime.printers.job(job)
    until = asyncio.get_running_loop().time() + _WAIT
    while found is not None and found.state in ("queued", "printing"):
        if asyncio.get_running_loop().time() > until:
            break
        if not await runtime.printers.print_next(device):
            await asyncio.sleep(_PAUSE)
        found = await runtime.printers.job(job)
    if found is not None and found.state == "queued":
        about = found.about
        await runtime.transact(lambda unit: runtime.printers.withdraw(unit, about))
    return found


def _known(runtime: Runtime, name: str) -> str:
    from civicore.devices.places import device_named
    from civicore.devices.places import devices as of_city

    found = device_named(runtime.city, name)
    if found is None:
        known = ", ".join(one.id for one in of_city(runtime.city)) or "none"
        typer.echo(f"the file has no device {name}; it has {known}", err=True)
        raise typer.Exit(1)
    return found.id


def _console() -> Principal:
    from civicore.people.principals import Principal

    return Principal("staff", "console", "console")
