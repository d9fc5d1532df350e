"""Twenty thousand values into every field of every form: never an error of ours, and all that is kept can be shown."""

from __future__ import annotations

import random
from itertools import cycle
from urllib.parse import quote

import pytest

from tests.security.fortress import Fortress
from tests.security.hostile import HUGE, ODD, SCRIPTS, SEARCHES, STATEMENTS, VALUES
from tests.security.walk import Seen, Walk, plausible
from tests.tools.counts import times
from tests.tools.paper import of
from tests.tools.reliability import Counted

pytestmark = [pytest.mark.anyio, pytest.mark.soak]
SLOW = ("password", "new", "current")  # each try costs a hash that is meant to be slow
EVERYTHING = of("values in forms")


def fields(walk: Walk) -> list[tuple[Seen, str]]:
    """Each field of each form that was found."""
    return [(seen, name) for _, seen in sorted(walk.forms.items()) for name in seen.fields if name not in SLOW]


async def test_the_forms_that_were_found_are_those_of_the_whole_town(walk: Walk) -> None:
    plugins = {key[0].split("/")[1] for key in walk.forms} | {"/".join(key[0].split("/")[1:3]) for key in walk.forms}
    assert {
        "booking",
        "signals",
        "documents",
        "account",
        "device",
        "desk/booking",
        "desk/staff",
        "desk/signals",
    } <= plugins
    assert len(fields(walk)) >= 180 and len(VALUES) >= 300 and len(SCRIPTS) >= 60 and len(STATEMENTS) >= 200


async def test_s13_whatever_is_written_into_a_form_is_answered(walk: Walk, counted: Counted) -> None:
    chosen, values = fields(walk), list(VALUES)
    dice = random.Random(13)
    dice.shuffle(values)
    stream = cycle(values)
    sent = 0
    for seen, name in chosen * (EVERYTHING // len(chosen) + 1):
        if sent == EVERYTHING:
            break
        sent += 1
        pairs = [(one, value) for one, value in plausible(seen.form) if one != name] + [(name, next(stream))]
        page = await walk.browser.send(seen.form, pairs)
        assert page.status < 500 or page.status == 503, (
            seen.form.action,
            name,
            pairs[-1],
            walk.browser.answer.text[-500:],
        )
        if "/sign-in" in page.url:
            walk.browser = await walk.town.signed_in(citizen=True, devices=True)
    for seen, name in [(one, one.fields[-1]) for one in dice.sample(list(walk.forms.values()), times(3, 60))]:
        page = await walk.browser.send(seen.form, [(name, HUGE), *plausible(seen.form)])
        assert page.status < 500, (seen.form.action, name)
    counted(inputs=sent)


async def test_s13_what_was_kept_can_be_shown(walk: Walk, fortress: Fortress) -> None:
    browser = await fortress.signed_in(citizen=True, devices=True)
    for address in sorted({str(one.url) for one in walk.answers if one.request.method == "GET"}):
        answer = await browser.http.get(address)
        assert answer.status_code < 500, address
        assert "\x00" not in answer.text and "\x1b" not in answer.text, address
    await fortress.letters()


@pytest.mark.parametrize("way", ["query", "path"])
async def test_s05_statements_in_any_place_of_an_address_change_no_row(
    walk: Walk, fortress: Fortress, way: str
) -> None:
    before, stream = await fortress.rows(), cycle(STATEMENTS)
    browser = fortress.browser()
    for path in sorted(fortress.routes):
        if "GET" not in fortress.routes[path] or path.endswith(("/events", "/live")) or path.startswith("/demo"):
            continue
        odd = next(stream)
        if way == "query":
            names = (
                "q",
                "text",
                "number",
                "agenda",
                "start",
                "from",
                "to",
                "date",
                "page",
                "since",
                "next",
                "category",
            )
            answer = await browser.http.get(
                f"/en{path}".replace("{", "").replace("}", ""), params=dict.fromkeys(names, odd)
            )
        elif "{" in path:
            parts = [quote(odd, safe="") if "{" in part else part for part in path.split("/")]
            answer = await browser.http.get("/".join(parts))
        else:
            continue
        assert answer.status_code < 500, (path, odd, answer.text[-300:])
    assert await fortress.rows() == before


async def test_s07_a_search_takes_what_is_typed_as_it_is(fortress: Fortress) -> None:
    browser = fortress.browser()
    for marks in ("%", "_", "*", ".*", "(a+)+$", "[", "\\", *ODD[:12], *SCRIPTS[:6]):
        for path, name in SEARCHES:
            answer = await browser.http.get(path, params={name: marks + "zzzqqq"})
            assert answer.status_code in (200, 422), (path, marks)
            assert "zzzqqq" in answer.text, "it was looked for"
