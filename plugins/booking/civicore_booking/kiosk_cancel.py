"""Cancelling at a kiosk: the code, the family name, and once more a question before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from civicore import Refusal
from civicore_booking.citizen import network_of
from civicore_booking.kiosk_keys import Board, Typing, board_of, boards, pressed
from civicore_booking.kiosk_stand import Stand
from civicore_booking.kiosk_state import Visit, asked_now
from civicore_booking.kiosk_steps import Sent, Step, choose_board, typed_of

WAY = "kiosk"
QUESTIONS = ("code", "last_name")
"""A code alone could be guessed, and nobody watches."""


def board(stand: Stand, visit: Visit) -> tuple[tuple[Board, ...], Board]:
    """The keyboards for the question on the screen, and the one that is shown."""
    asked = asked_now(visit, QUESTIONS)
    code = stand.city.policy("booking").code
    mixed = code.alphabet != "digits" or code.reference == "with_hold"
    typing: Typing = "name" if asked == "last_name" else "code" if mixed else "pin"
    found = boards(stand.runtime.languages, stand.language, typing)
    return found, board_of(found, visit.board)


async def _key(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    typing: Typing = "name" if asked_now(visit, QUESTIONS) == "last_name" else "code"
    keys = "".join(board(stand, visit)[1].rows)
    return replace(visit, typed=pressed(typed_of(sent), sent["key"], typing, keys), trouble="")


async def _answer(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    """After both the booking is looked for. A wrong code and a wrong name are answered alike."""
    asked, typed = asked_now(visit, QUESTIONS), typed_of(sent).strip()
    if asked is None or not typed:
        return visit
    visit = visit.on(answers={**visit.answers, asked: typed})
    if asked_now(visit, QUESTIONS) is not None:
        return visit
    found = await stand.bookings.find(
        visit.answers["code"], last_name=visit.answers["last_name"], network=network_of(stand.request)
    )
    refusal = found if isinstance(found, Refusal) else stand.bookings.may_cancel(found, WAY)
    if isinstance(found, Refusal) or refusal is not None:
        return Visit("cancel", ended=True, trouble=refusal.code if refusal else "")
    return Visit("cancel", answers=dict.fromkeys(QUESTIONS, ""), token=stand.bookings.token(found))


async def _cancel(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    if not visit.token:
        return visit
    done = await stand.bookings.cancel(visit.token, way=WAY)
    if isinstance(done, Refusal):
        return Visit("cancel", ended=True, trouble=done.code)
    return Visit("cancel", paper="none", day=done.start.isoformat())


async def _back(stand: Stand, visit: Visit, sent: Sent) -> Visit:
    return Visit("cancel")


STEPS: Mapping[str, Step] = {"board": choose_board, "key": _key, "answer": _answer, "cancel": _cancel, "back": _back}
