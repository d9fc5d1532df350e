"""The trial channel: without a mail server every message becomes a file (finding W501)."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from civicore.base.clock import Clock
from civicore.extension.channels import Channel, ChannelMessage
from civicore.messaging.letter import Sender, letter


def folder_channel(folder: Path, sender: Sender, clock: Clock) -> Channel:
    """The channel ``email`` that writes ``<id>.eml`` files only their owner can read."""

    async def send(message: ChannelMessage) -> None:
        content = letter(message, sender, clock.now()).as_bytes()
        await asyncio.to_thread(_write, folder, f"{message.id}.eml", content)

    return Channel("email", send)


def _write(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = folder / f".{name}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(folder / name)
