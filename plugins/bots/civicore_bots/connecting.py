"""From a line of the file to the way to its messenger."""

from __future__ import annotations

from civicore_bots.lines import Line
from civicore_bots.transport import Transport


def connect(line: Line, token: str, sender: str) -> Transport:
    """The way of this line; nothing is sent yet. ``sender`` is the name above its messages, where the line has none."""
    if line.via == "telegram":
        from civicore_bots.telegram import Telegram

        return Telegram(token, line.said.api)
    from civicore_bots.viber import Viber

    return Viber(token, line.said.api, sender)
