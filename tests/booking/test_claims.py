"""Counter sets, claims and normal forms."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from civicore_booking.claims import claimed_unions, connected_unions, counters_for
from civicore_booking.limits import (
    Identity,
    PersonLimits,
    Visit,
    email_form,
    identify,
    person_claims,
    phone_form,
    refusal_of,
)
from hypothesis import given
from hypothesis import strategies as some

AGENDAS = "abcd"
DESKS = some.dictionaries(
    some.sampled_from([f"c{n}" for n in range(5)]), some.frozensets(some.sampled_from(AGENDAS)), max_size=5
)


def fits_at_the_counters(visits: list[str], desks: dict[str, frozenset[str]]) -> bool:
    """Seat every visit at a counter of its own, by trying paths (the slow and sure way)."""
    seated: dict[str, int] = {}

    def seat(visit: int, tried: set[str]) -> bool:
        for counter in counters_for(visits[visit], desks):
            if counter not in tried:
                tried.add(counter)
                if counter not in seated or seat(seated[counter], tried):
                    seated[counter] = visit
                    return True
        return False

    return all(seat(visit, set()) for visit in range(len(visits)))


@given(DESKS, some.lists(some.sampled_from(AGENDAS), max_size=6), some.data())
def test_the_counted_sets_allow_exactly_what_fits_at_the_counters(
    desks: dict[str, frozenset[str]], visits: list[str], data: some.DataObject
) -> None:
    open_now = frozenset(counter for counter in sorted(desks) if data.draw(some.booleans()))
    used: Counter[frozenset[str]] = Counter()
    for agenda in visits:
        used.update(claimed_unions(agenda, desks))
    within = all(number <= len(union & open_now) for union, number in used.items())
    served = all(counters_for(agenda, desks) for agenda in visits)
    at_open_ones = {counter: served_there for counter, served_there in desks.items() if counter in open_now}
    assert (within and served) == fits_at_the_counters(visits, at_open_ones)


def test_only_sets_that_touch_are_joined() -> None:
    apart = {"cash": frozenset("a"), "c1": frozenset("bc"), "c2": frozenset("bc")}
    assert connected_unions(apart) == (frozenset({"cash"}), frozenset({"c1", "c2"}))
    chain = {"c1": frozenset("ab"), "c2": frozenset("bc"), "c3": frozenset("cd")}
    assert frozenset({"c1", "c3"}) not in connected_unions(chain)


@pytest.mark.parametrize(
    "written",
    [
        "jan.novak@example.cz",
        "JAN.NOVAK@EXAMPLE.CZ",
        "jannovak+urad@example.cz",
        "  jan.novak@example.cz.  ",
        "ｊａｎ.ｎｏｖａｋ＠ｅｘａｍｐｌｅ.ｃｚ",
        "j.a.n.n.o.v.a.k+x+y@Example.cz",
    ],
)
def test_case_70_spellings_of_one_address_are_one_person(written: str) -> None:
    assert email_form(written) == "jannovak@example.cz"


def test_case_70_international_domains_and_different_people() -> None:
    assert email_form("a@Město.cz") == email_form("a@xn--msto-gwa.cz") == "a@xn--msto-gwa.cz"
    assert email_form("jana@example.cz") != email_form("jan@example.cz")
    assert email_form("jan@example.cz") != email_form("jan@example.com")
    assert email_form("+@example.cz") == "+@example.cz"


def test_spellings_of_one_telephone_are_one_person() -> None:
    assert {phone_form(one) for one in ("+420 603 123 456", "603123456", "00420603 123-456")} == {"603123456"}
    assert phone_form("+380 67 123 45 67") == phone_form("067 123 45 67")


def test_what_a_person_claims() -> None:
    hashed = identify("A@x.cz", "603 123 456", None, lambda purpose, value: f"#{value}")
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    visit = Visit("cards", "hall", start.date(), start, start + timedelta(minutes=15))
    limits = PersonLimits(active=2, per_agenda_and_day=1, pending=1)
    ends = start - timedelta(hours=1)
    held = person_claims(hashed, visit, limits, hold_until=ends, cooling=False)
    assert {claim.key for claim in held} == {
        "who|#a@x.cz|p",
        "who|#603123456|p",
        "who|#a@x.cz|pd|cards|2026-01-05",
        "who|#603123456|pd|cards|2026-01-05",
        "who|#a@x.cz|pe",
    }
    assert {claim.until for claim in held} == {ends}
    sure = person_claims(hashed, visit, limits, hold_until=None, cooling=True)
    assert {claim.until for claim in sure} == {visit.end}
    assert not any(claim.key.endswith("|pe") for claim in sure)
    assert person_claims(Identity(), visit, limits, hold_until=ends, cooling=True) == ()


def test_a_full_limit_of_the_person_is_named() -> None:
    refused = refusal_of(["t|hall|*|05940000", "who|#x|pd|cards|2026-01-05"])
    assert refused is not None and refused.code == "booking.too_many_that_day"
    assert refusal_of(["t|hall|*|05940000"]) is None
