"""Somebody who writes with a bot in a demo's chat, which shows what the messenger would show."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from tests.tools.serving import Server
from tests.tools.visitor import Visitor, said

PATH = "/demo/chat"


class Chatter:
    """One chat with one bot, begun by its link."""

    def __init__(self, server: Server, bot: str, messenger: str, language: str = "uk") -> None:
        self._visitor = Visitor(server.base, language)
        self._begins = f"{PATH}/{bot}/{messenger}"

    def __enter__(self) -> Self:
        self._visitor.open(self._begins)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._visitor.__exit__(kind, error, trace)

    def begin(self, payload: str) -> None:
        """Open the chat by a deep link."""
        self._visitor.open(f"{self._begins}?start={payload}&context={payload}")

    @property
    def address(self) -> str:
        """The page of this chat."""
        page = self._visitor.page
        assert page is not None
        return page.url

    @property
    def screen(self) -> list[str]:
        """Every message, the newest last."""
        page = self._visitor.page
        assert page is not None
        return [said(one) for one in page.all("div") if one.get("class") == "chat-text"]

    @property
    def newest(self) -> str:
        return self.screen[-1]

    @property
    def buttons(self) -> list[str]:
        """Words of the buttons that were shown last."""
        page = self._visitor.page
        assert page is not None
        messages = [one for one in page.all("li") if str(one.get("class")).strip() == "chat-message"]
        return [said(one) for one in messages[-1].iter() if one.tag in ("button", "a")]

    def press(self, words: str) -> str:
        """Press a button of the newest message; what is said then."""
        page = self._visitor.page
        assert page is not None and words in self.buttons, (words, self.buttons)
        self._visitor.submit(page.form(words), button=words)
        return self.newest

    def write(self, words: str) -> str:
        """Write a message; what is said then."""
        page = self._visitor.page
        assert page is not None
        self._visitor.submit(page.form("words"), {"words": words})
        return self.newest
