"""Whether the bots of the file answer under their names: what ``civicore check --online`` asks the messengers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from civicore import CannotSend, City, Finding, OnlineCheck, say
from civicore_bots.connecting import connect
from civicore_bots.lines import Line, lines


def checks(city: City, secret: Callable[[str], str | None]) -> Iterable[OnlineCheck]:
    """L498; a bot whose token has no value here is E302 already."""
    for line in lines(city):
        token = secret(line.said.token.name)
        if token is not None:
            yield OnlineCheck(f"bots.{line.id}", _asking(line, token))


def _asking(line: Line, token: str) -> Callable[[], Awaitable[Sequence[Finding]]]:
    path = ("bots", line.name, "channels", line.via)

    async def ask() -> Sequence[Finding]:
        way = connect(line, token, "")
        try:
            name = await way.name()
        except CannotSend as error:
            message = say("the bot does not answer: %(why)s", why=error.reason)
            return (Finding("L498", message, (*path, "token")),)
        finally:
            await way.close()
        if name.lower() != line.said.name.lstrip("@").lower():
            return (Finding("L498", say('the bot is called "%(name)s" there', name=name), (*path, "name")),)
        return ()

    return ask
