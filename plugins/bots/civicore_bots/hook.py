"""Where messengers call: /hooks/bots/<bot>/telegram and /hooks/bots/<bot>/viber.

What comes is judged before it means anything, stored, answered 200 and then worked from the table.
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from litestar import Response, post
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from civicore import AnyRequest, Routes, same
from civicore_bots import taking
from civicore_bots.bots import Bots
from civicore_bots.hearing import HearingLane
from civicore_bots.lines import Line, Via
from civicore_bots.viber_updates import genuine

PROOF = "X-Telegram-Bot-Api-Secret-Token"
SIGNATURE = "X-Viber-Content-Signature"
_WELCOME = 4.0  # seconds; Viber waits five for the welcome


def secrets(bots: Bots, line: Line) -> tuple[str, ...]:
    """What Telegram brings back with each call, under every key of the city, the newest first."""
    return bots.runtime.keys.digests("bots.webhook", line.id)


def routes(bots: Bots, hearing: HearingLane) -> Routes:
    """The handlers of both messengers."""
    return Routes("hook", [_telegram(bots), _viber(bots, hearing)])


def _telegram(bots: Bots) -> HTTPRouteHandler:
    @post("/bots/{bot:str}/telegram", status_code=200, include_in_schema=False)
    async def telegram(request: AnyRequest, bot: FromPath[str]) -> Response[dict[str, str]]:
        line = _line(bots, bot, "telegram")
        shown = request.headers.get(PROOF, "")
        if not any(same(one, shown) for one in secrets(bots, line)):
            raise NotAuthorizedException
        await taking.take(bots, line, _read(await request.body()))
        return Response({})

    return telegram


def _viber(bots: Bots, hearing: HearingLane) -> HTTPRouteHandler:
    @post("/bots/{bot:str}/viber", status_code=200, include_in_schema=False)
    async def viber(request: AnyRequest, bot: FromPath[str]) -> Response[dict[str, Any]]:
        line = _line(bots, bot, "viber")
        body, token = await request.body(), bots.token(line)
        if token is None or not genuine(token, body, request.headers.get(SIGNATURE, "")):
            raise NotAuthorizedException
        raw = _read(body)
        stored = await taking.take(bots, line, raw)
        opening = any(found.opening for one in raw if (found := taking.read(line, one)) is not None)
        return Response(await _welcome(hearing, stored) if opening and stored else {})

    return viber


async def _welcome(hearing: HearingLane, stored: list[Any]) -> dict[str, Any]:
    """The one message that may be said to somebody who only opened the chat; none when it takes too long."""
    try:
        async with asyncio.timeout(_WELCOME):
            return await hearing.answer_now(stored[0]) or {}
    except TimeoutError:
        return {}


def _line(bots: Bots, bot: str, via: Via) -> Line:
    line = bots.line(bot, via)
    if line is None or bots.stand_in is not None:
        raise NotFoundException
    return line


def _read(body: bytes) -> list[Mapping[str, Any]]:
    """The update in a call; none in what is no JSON object: it would not become one by being sent again."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return [raw] if isinstance(raw, dict) else []
