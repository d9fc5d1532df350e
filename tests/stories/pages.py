"""Every page of the site and the desk, and every state of a page that looks different.

``{language}`` is the language in the address; the other marks are what ``visits.Facts`` has prepared.
"""

from __future__ import annotations

from tests.tools.pagecheck import DESK, State, Step

NEXT: Step = ("click", "#form .actions button")
PERSON: tuple[Step, ...] = (
    ("fill", "#first_name", "Anežka"),
    ("fill", "#last_name", "Nejneobhospodařovávatelnější-Křížová"),
    ("fill", "#email", "{email}"),
)
AGENDA = "/{language}/booking/id_cards"

SITE = (
    State("front", "/{language}/"),
    State("offices", "/{language}/contact"),
    State("office", "/{language}/offices/town_hall"),
    State("privacy", "/{language}/privacy"),
    State("accessibility", "/{language}/accessibility"),
    State("search", "/{language}/search"),
    State("found", "/{language}/search?q=pas"),
    State("nothing found", "/{language}/search?q=xyzzy"),
    State("lost", "/{language}/nowhere", status=404),
    State("text only", "/{language}/view/text?back=/"),
    State("own page", "/{language}/pages/purpose"),
)

JOURNEY = (
    State("booking", "/{language}/booking"),
    State("errand", AGENDA),
    State("no errand", f"{AGENDA}/times", status=422),
    State("times", f"{AGENDA}/times?activity=apply"),
    State("times of one weekday", f"{AGENDA}/times?activity=apply&weekday=2&part=morning"),
    State("no time", f"{AGENDA}/details?activity=apply", status=422),
    State("details", f"{AGENDA}/details?activity=apply&start={{start}}"),
    State("details missing", f"{AGENDA}/details?activity=apply&start={{start}}", [NEXT], status=422),
    State("check", f"{AGENDA}/details?activity=apply&start={{start}}", [*PERSON, NEXT]),
    State("held", f"{AGENDA}/details?activity=apply&start={{start}}", [*PERSON, NEXT, NEXT]),
    State("taken", f"{AGENDA}/details?activity=apply&start={{taken}}", status=409),
    State(
        "language switched",
        f"{AGENDA}/details?activity=apply&start={{start}}",
        [NEXT, ("click", ".languages button")],
        status=422,
    ),
)

LINKS = (
    State("confirm", "/{language}/booking/confirm/{held}"),
    State("lapsed", "/{language}/booking/confirm/{lapsed}", status=410),
    State("not mine", "/{language}/booking/not-me/{held}"),
    State("visit", "/{language}/booking/visit/{confirmed}"),
    State("visit again", "/{language}/booking/confirm/{confirmed}"),
    State("cancel", "/{language}/booking/visit/{confirmed}/cancel"),
    State("cancelled", "/{language}/booking/visit/{cancelled}", status=404),
    State("other times", "/{language}/booking/visit/{confirmed}/times"),
    State("change", "/{language}/booking/visit/{confirmed}/change?start={start}"),
    State("unknown link", "/{language}/booking/visit/nothing", status=404),
)

CANCELLING = (
    State("cancel form", "/{language}/booking/cancel"),
    State("cancel form missing", "/{language}/booking/cancel", [NEXT], status=422),
    State(
        "cancel form unknown",
        "/{language}/booking/cancel",
        [("fill", "#code", "123456"), ("fill", "#email", "{email}"), NEXT],
        status=422,
    ),
    State(
        "cancel form check",
        "/{language}/booking/cancel",
        [("fill", "#code", "{code}"), ("fill", "#email", "{holder}"), NEXT],
    ),
)

STOPPED = (
    State("stopped front", "/{language}/"),
    State("stopped booking", "/{language}/booking", status=503),
    State("stopped agenda", "/{language}/booking/id_cards", status=503),
)

OUTSIDE_THE_DESK = (
    State("sign in", "/{language}/desk/sign-in", budget=DESK),
    State("sign in wrong", "/{language}/desk/sign-in", [NEXT], status=422, budget=DESK),
    State("forgotten", "/{language}/desk/forgotten", budget=DESK),
    State("desk link over", "/{language}/desk/link/nothing", status=410, budget=DESK),
)

AT_THE_DESK = tuple(
    State(name, "/{language}/desk" + path, budget=DESK)
    for name, path in (
        ("desk", ""),
        ("day", "/booking?day=2026-11-24"),
        ("empty day", "/booking?day=2026-11-29"),
        ("found at the desk", "/booking/visits/found"),
        ("booking at the desk", "/booking/visits/{id}"),
        ("cancel at the desk", "/booking/visits/{id}/cancel"),
        ("move at the desk", "/booking/visits/{id}/move"),
        ("new at the desk", "/booking/new"),
        ("new times", "/booking/new/id_cards?activity=apply"),
        ("new person", "/booking/new/id_cards/person?activity=apply&start={start}"),
        ("closures", "/booking/closures"),
        ("close", "/booking/closures/new"),
        ("conflicts", "/booking/visits/conflicts"),
        ("suspensions", "/suspension"),
        ("messages", "/messages?about=booking:{id}"),
        ("audit", "/audit"),
        ("staff", "/staff"),
        ("invite", "/staff/invite"),
        ("tokens", "/tokens"),
        ("profile", "/profile"),
        ("password", "/profile/password"),
        ("second factor", "/profile/second-factor/on"),
    )
)
