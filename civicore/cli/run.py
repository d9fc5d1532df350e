"""``civicore run``: serve a city, for real or as a demo."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicore.base.clock import Clock, DemoClock, SystemClock

if TYPE_CHECKING:  # the command line is read without loading the server
    from civicore.cities.house import House
    from civicore.reading import Settings
    from civicore.reloading.serving import Serving

_YOUNG = 10_000  # objects made until Python looks for circles among them; one booking makes a thousand and no circle
_GRACE = 5  # seconds that open requests have to end when the server is stopped


def run(
    files: Annotated[list[Path], typer.Argument(help="The city's deployment file, or those of several cities.")],
    demo: Annotated[bool, typer.Option("--demo", help="Sample data, caught messages, own clock.")] = False,
    clock: Annotated[str | None, typer.Option(help="Where the demo's clock starts: 2026-11-24T07:40:00+01:00.")] = None,
    db: Annotated[str | None, typer.Option(help="Database address; beats the one in the file.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    strict: Annotated[bool, typer.Option("--strict", help="Demo with network limits and second factor on.")] = False,
    strict_plugins: Annotated[
        bool, typer.Option("--strict-plugins", help="Refuse to start when a plugin would be put aside.")
    ] = False,
    drain: Annotated[
        float, typer.Option(min=0, help="Seconds to go on answering after a stop, while /health says draining.")
    ] = 0,
    log_folder: Annotated[
        Path | None, typer.Option("--logs", help="Folder for one log a city, when several are served.")
    ] = None,
) -> None:
    """Serve FILES, each city at the host of its deployment.url.

    Everything is judged before the server starts; what is wrong is said with its place.
    """
    gc.disable()  # nothing that a start makes is garbage before it is over
    from civicore import logs
    from civicore.reading import Settings

    if len(files) > 1 and db is not None:
        raise typer.BadParameter("--db is for one city: of several each names its own in its file")
    apart = log_folder if len(files) > 1 else None
    logs.set_up(apart=apart)
    listening = _listen(host, port)
    usual = Settings(
        files[0],
        database=db,
        demo=demo,
        strict=strict,
        served_at=f"http://{_shown_host(host)}:{listening.getsockname()[1]}",
        exposed=len(files) > 1 or not _is_local(host),
        clock=_clock(demo=demo, start=clock),
        strict_plugins=strict_plugins,
    )
    _serve(_composed(files, usual, apart), listening, drain)


def _composed(files: Sequence[Path], usual: Settings, apart: Path | None) -> Serving | House:
    """What is served, judged and prepared; the command ends where a city cannot start."""
    from civicore import logs
    from civicore.cities.house import Home, House
    from civicore.cities.settling import host_of, settled
    from civicore.extension.registry import Conflict
    from civicore.first_steps import CannotStart
    from civicore.reloading.serving import Serving
    from civicore.reloading.taking_over import TakingOver

    try:
        cities = settled([replace(usual, file=file) for file in files])
        greetings = [asyncio.run(built.prepare()) for _, built in cities]
    except (CannotStart, Conflict) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if all(built.runtime.city.operations.log == "json" for _, built in cities):
        logs.set_up(apart=apart, form="json")
    for greeting in greetings:
        _say(greeting)
    homes = {
        host_of(built): Home(built.runtime.city.deployment.id, Serving(built, TakingOver(made).beside))
        for made, built in cities
    }
    return House(homes) if len(files) > 1 else next(iter(homes.values())).serving


def _say(lines: Iterable[str]) -> None:
    with suppress(OSError):  # a log on a full disk keeps no city from being served
        for line in lines:
            typer.echo(line)
        sys.stdout.flush()


def _clock(*, demo: bool, start: str | None) -> Clock:
    if not demo:
        if start is not None:
            raise typer.BadParameter("--clock is for --demo: a real city keeps real time")
        return SystemClock()
    if start is None:
        return DemoClock()
    try:
        at = datetime.fromisoformat(start)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise typer.BadParameter(f'"{start}" is no instant: write it like 2026-11-24T07:40:00+01:00')
    return DemoClock(at)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        typer.echo(f"cannot listen on {host}:{port}: {error.strerror}. Choose another --port.", err=True)
        raise typer.Exit(1) from None
    return listening


def _is_local(host: str) -> bool:
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _shown_host(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _serve(app: Serving | House, listening: socket.socket, drain: float) -> None:
    import uvicorn

    from civicore.reloading.draining import Server

    config = uvicorn.Config(
        app,
        access_log=False,  # paths hold secret links
        log_config=None,  # everything goes into the city's log
        proxy_headers=False,  # the city's file says whom to trust
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        log_level="warning",
    )
    settle()
    Server(config, app.drain, drain).run(sockets=[listening])


def settle() -> None:
    """What serves the city stays: looking through all of it for garbage again and again would hold up answers."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 10)
    gc.enable()
