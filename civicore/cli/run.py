"""``civicore run``: serve a city, for real or as a demo."""

from __future__ import annotations

import asyncio
import gc
import socket
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from civicore.base.clock import Clock, DemoClock, SystemClock

_GRACE = 5  # seconds that open requests have to end when the server is stopped


def run(
    file: Annotated[Path, typer.Argument(help="The city's deployment file.")],
    demo: Annotated[bool, typer.Option("--demo", help="Sample data, caught messages, own clock.")] = False,
    clock: Annotated[str | None, typer.Option(help="Where the demo's clock starts: 2026-11-24T07:40:00+01:00.")] = None,
    db: Annotated[str | None, typer.Option(help="Database address; beats the one in the file.")] = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    strict: Annotated[bool, typer.Option("--strict", help="Demo with network limits and second factor on.")] = False,
    strict_plugins: Annotated[
        bool, typer.Option("--strict-plugins", help="Refuse to start when a plugin would be put aside.")
    ] = False,
) -> None:
    """Serve FILE. Everything is judged before the server starts; what is wrong is said with its place."""
    gc.disable()  # nothing that a start makes is garbage before it is over
    from civicore import logs
    from civicore.app import build
    from civicore.extension.registry import Conflict
    from civicore.first_steps import CannotStart
    from civicore.reading import Settings
    from civicore.reloading.serving import Serving
    from civicore.reloading.taking_over import TakingOver

    logs.set_up()
    listening = _listen(host, port)
    address = f"http://{_shown_host(host)}:{listening.getsockname()[1]}"
    settings = Settings(
        file,
        database=db,
        demo=demo,
        strict=strict,
        served_at=address,
        exposed=not _is_local(host),
        clock=_clock(demo=demo, start=clock),
        strict_plugins=strict_plugins,
    )
    try:
        built = build(settings)
        greeting = asyncio.run(built.prepare())
    except (CannotStart, Conflict) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    _say(greeting)
    _serve(Serving(built, TakingOver(settings).beside), listening)


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


def _serve(app: object, listening: socket.socket) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        access_log=False,  # paths hold secret links
        log_config=None,  # everything goes into the city's log
        proxy_headers=False,  # the city's file says whom to trust
        server_header=False,
        timeout_graceful_shutdown=_GRACE,
        log_level="warning",
    )
    gc.collect()
    gc.freeze()  # what serves the city stays; looking through all of it again and again would hold up answers
    gc.enable()
    uvicorn.Server(config).run(sockets=[listening])
