"""A demo's chat: the conversation as a messenger would show it, through the same table and the same leader."""

from collections.abc import Mapping
from json import dumps
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Routes, language, page
from civicore_bots import taking
from civicore_bots.at_work import AtWork
from civicore_bots.bots import Bots
from civicore_bots.demo_screens import DemoScreens
from civicore_bots.lines import Line
from civicore_bots.spoken import Say, kept
from civicore_bots.viber_updates import PRESS

_LONGEST = 1000


class DemoChat:
    """The chats of a demo's visitors with one city's bots."""

    def __init__(self, work: AtWork, screens: DemoScreens) -> None:
        self._work = work
        self._screens = screens

    @property
    def bots(self) -> Bots:
        return self._work.bots

    def line(self, bot: str, via: str) -> Line:
        """The bot and its messenger; NotFoundException where there is none."""
        found = self.bots.lines.get(f"{bot}.{via}")
        if found is None:
            raise NotFoundException
        return found

    def new(self) -> str:
        """A chat that nobody has yet."""
        return str(self._screens.number() + 700_000)

    async def open(self, line: Line, chat: str, payload: str, speaks: str) -> None:
        """Open the chat by a link."""
        number = self._screens.number()
        if line.via == "telegram":
            await self._come(line, _telegram(number, chat, speaks, {"text": f"/start {payload}".strip()}))
            return
        user = {"id": chat, "language": speaks}
        opening = {"event": "conversation_started", "message_token": number, "user": user, "context": payload}
        (stored,) = await taking.take(self.bots, line, [opening])
        welcome = kept(dumps(await self._work.hearing.answer_now(stored)))
        if isinstance(welcome, Say):
            await self._screens.say(chat, welcome)

    async def say(self, line: Line, chat: str, words: str, speaks: str) -> None:
        """Write a message."""
        self._screens.write(chat, words)
        number = self._screens.number()
        if line.via == "telegram":
            await self._come(line, _telegram(number, chat, speaks, {"text": words}))
        else:
            await self._come(line, _viber(number, chat, speaks, words))

    async def press(self, line: Line, chat: str, message: str, data: str, speaks: str) -> None:
        """Press a button that can be seen on the screen; what cannot be seen is not pressed."""
        buttons = [one for shown in self._screens.screen(chat) for row in shown.say.buttons for one in row]
        pressed = next((one for one in buttons if one.data == data and data), None)
        if pressed is None:
            return
        self._screens.write(chat, pressed.label)
        number = self._screens.number()
        if line.via == "viber":
            await self._come(line, _viber(number, chat, speaks, PRESS + data))
            return
        shown = {"message_id": int(message), "date": 0, "chat": _chat(chat)}
        query = {"id": str(number), "from": _person(chat, speaks), "chat_instance": "1", "data": data, "message": shown}
        await self._come(line, {"update_id": number, "callback_query": query})

    async def _come(self, line: Line, raw: Mapping[str, Any]) -> None:
        await taking.take(self.bots, line, [raw])
        await self._work.flush()

    def shown(self, chat: str) -> list[Any]:
        return self._screens.screen(chat)


def routes(work: AtWork, screens: DemoScreens) -> Routes:
    """The pages of the chat; nothing of it exists in a real city."""
    chats = DemoChat(work, screens)

    @get("/demo/chat/{bot:str}/{via:str}")
    async def begin(request: AnyRequest, bot: FromPath[str], via: FromPath[str]) -> Response[None]:
        """What a deep link opens."""
        line, chat = chats.line(bot, via), chats.new()
        payload = request.query_params.get("start") or request.query_params.get("context") or ""
        await chats.open(line, chat, payload[:64], language(request))
        return _see(f"/demo/chat/{bot}/{via}/{chat}")

    @get("/demo/chat/{bot:str}/{via:str}/{chat:int}")
    async def read(request: AnyRequest, bot: FromPath[str], via: FromPath[str], chat: FromPath[int]) -> Response[str]:
        """The screen, the newest message last."""
        line, own = chats.line(bot, via), f"/demo/chat/{bot}/{via}/{chat}"
        return page(request, "bots/demo_chat.html", personal=True, line=line, messages=chats.shown(str(chat)), own=own)

    @post("/demo/chat/{bot:str}/{via:str}/{chat:int}", status_code=303)
    async def write(request: AnyRequest, bot: FromPath[str], via: FromPath[str], chat: FromPath[int]) -> Response[None]:
        """A word or a press."""
        line, typed, speaks = chats.line(bot, via), await request.form(), language(request)
        words, press = str(typed.get("words", ""))[:_LONGEST].strip(), str(typed.get("press", ""))
        message, _, data = press.partition(" ")
        if data and message.isdecimal():
            await chats.press(line, str(chat), message, data, speaks)
        elif words:
            await chats.say(line, str(chat), words, speaks)
        return _see(f"/demo/chat/{bot}/{via}/{chat}")

    return Routes("public", [begin, read, write])


def _see(path: str) -> Response[None]:
    """The addresses of a demo have no language of their own."""
    return Response(None, status_code=303, headers={"Location": path, "Cache-Control": "no-store"})


def _chat(chat: str) -> dict[str, Any]:
    return {"id": int(chat), "type": "private", "first_name": "Demo"}


def _person(chat: str, speaks: str) -> dict[str, Any]:
    return {"id": int(chat), "is_bot": False, "first_name": "Demo", "language_code": speaks}


def _telegram(number: int, chat: str, speaks: str, content: Mapping[str, Any]) -> dict[str, Any]:
    message = {"message_id": number, "date": 0, "chat": _chat(chat), "from": _person(chat, speaks), **content}
    return {"update_id": number, "message": message}


def _viber(number: int, chat: str, speaks: str, words: str) -> dict[str, Any]:
    sender, message = {"id": chat, "language": speaks}, {"type": "text", "text": words}
    return {"event": "message", "message_token": number, "sender": sender, "message": message}
