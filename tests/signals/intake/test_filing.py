"""Filing: number, unit, clock, letters; who may; what is refused; the same request twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from civicore_signals import store, store_people
from civicore_signals.case import Case, Place, Sender
from civicore_signals.filed import Filed, Filing
from civicore_signals.tables import CaseRow

from civicore import Refusal, new_id
from tests.signals.backoffice.office import BOSS, NE, SW, Office

JANA = Sender(email="jana@example.cz", name="Jana Malá", language="cs")
HOLE = Filing(
    kind="signal",
    category="roads.pothole",
    text="A deep hole.",
    language="cs",
    answers={"surface": "gravel"},
    place=Place(SW),
    sender=JANA,
    network="192.0.2.7",
)
LETTER = Filing(kind="letter", category="correspondence", text="Dear town", topic="About", language="cs", sender=JANA)


async def filed(office: Office, wanted: Filing = HOLE, **changes: Any) -> Filed:
    answer = await office.cases.file(replace(wanted, **changes))
    assert isinstance(answer, Filed), answer
    return answer


async def refused(office: Office, wanted: Filing = HOLE, **changes: Any) -> Refusal:
    answer = await office.cases.file(replace(wanted, **changes))
    assert isinstance(answer, Refusal), answer
    return answer


async def test_a_case_gets_number_unit_clock_and_letter_in_one_go(office: Office) -> None:
    case = (await filed(office)).case
    assert (case.number, case.unit, case.status) == ("СК26-01-1", "roads", "registered")
    assert case.clock.due_on is not None and case.place is not None and case.place.area == "sw"
    (letter,) = await office.letters()
    assert letter["recipient"] == "jana@example.cz" and "СК26-01-1" in letter["text"] and "Dobrý den" in letter["text"]
    async with office.store.reading():
        events = await store.events_of(case.id)
    assert [one.kind for one in events] == ["received", "registered", "assigned"]
    assert [one.seq for one in events] == [1, 2, 3]


async def test_what_was_kept_is_what_was_filed(office: Office) -> None:
    case = (await filed(office, happened_on=None, topic="Hole")).case
    async with office.store.reading():
        assert await store.get(case.id) == case
        known = await store_people.known(case.id)
    assert known is not None and known.sender == JANA


async def test_the_link_of_the_letter_opens_the_case(office: Office) -> None:
    answer = await filed(office)
    (letter,) = await office.letters()
    token = letter["text"].split("/signals/mine/")[1].split()[0]
    assert token != answer.token
    for secret in (token, answer.token):
        found = await office.cases.by_token(secret)
        assert found is not None and found.id == answer.case.id


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": "nothing"}, "signals.kind_closed"),
    ({"category": "roads"}, "signals.category_unknown"),
    ({"category": "services"}, "signals.category_unknown"),
    ({"text": "  "}, "signals.text_missing"),
    ({"text": "ж" * 4001}, "signals.text_long"),
    ({"place": None}, "signals.place_missing"),
    ({"place": Place((55.0, 14.0))}, "signals.place_outside"),
    ({"answers": {}}, "signals.answer_missing"),
)


async def test_what_cannot_be_filed_leaves_no_trace(office: Office) -> None:
    for changes, code in WRONG:
        assert (await refused(office, **changes)).code == code
    assert await office.letters() == [] and await rows(office) == []


async def test_four_thousand_letters_of_any_alphabet_pass(office: Office) -> None:
    assert (await filed(office, text="ж" * 4000)).case.number


async def test_letters_need_an_account_and_questions_an_address(office: Office) -> None:
    assert (await refused(office, LETTER)).code == "signals.account_needed"
    question = replace(HOLE, kind="question", category="services", answers={}, topic="How", place=None)
    assert (await refused(office, question, sender=None)).code == "signals.email_needed"
    case = (await filed(office, LETTER, sender=replace(JANA, account=new_id()))).case
    assert case.number == "СК26-02-1", "private kinds are counted apart (case 2)"


async def test_an_old_matter_and_a_day_to_come_are_refused(office: Office) -> None:
    complaint = replace(LETTER, kind="complaint", sender=replace(JANA, account=new_id()))
    today = office.cases.setting.day_at(office.runtime.clock.now())
    assert (await refused(office, complaint, happened_on=today.replace(year=today.year - 3))).code == "signals.too_old"
    assert (await refused(office, complaint, happened_on=today.replace(month=12))).code == "signals.day_to_come"
    assert (await filed(office, complaint, happened_on=today)).case.happened_on == today


async def test_the_district_is_the_map_s_not_the_form_s(office: Office) -> None:
    case = (await filed(office, place=Place(NE, area="sw", because="inside"))).case
    assert case.place is not None and (case.place.area, case.unit) == ("ne", "north")


async def test_without_an_address_nobody_is_written_to(office: Office) -> None:
    answer = await filed(office, sender=None)
    assert await office.letters() == [] and answer.case.number
    assert await office.cases.by_token(answer.token) is not None


async def test_the_same_key_answers_with_the_same_case(office: Office) -> None:
    first = await filed(office, idempotency_key="k1")
    again = await filed(office, idempotency_key="k1")
    assert again.case.id == first.case.id and len(await office.letters()) == 1
    assert await office.cases.by_token(again.token) is not None
    assert (await refused(office, idempotency_key="k1", text="Another")).code == "request.key_reused"


async def test_a_program_is_slowed_down_and_an_operator_is_not(office: Office) -> None:
    for _ in range(20):
        await filed(office)
    assert (await refused(office)).code == "signals.too_many"
    assert await filed(office, operator=BOSS, origin="hotline")
    assert await filed(office, network="198.51.100.1")


async def test_signal_case_15_the_caller_is_the_sender_and_the_audit_log_names_the_operator(office: Office) -> None:
    account = new_id()
    answer = await filed(office, LETTER, sender=replace(JANA, account=account), operator=BOSS, origin="hotline")
    async with office.store.reading():
        events = await store.events_of(answer.case.id)
    assert {one.actor for one in events} == {"sender", "system"}
    (line,) = await office.audit()
    assert (line["action"], line["actor"]) == ("signals.filed_for", BOSS.actor)


async def test_signal_case_16_the_network_is_kept_for_the_declared_time_as_a_hash(office: Office) -> None:
    case = (await filed(office, sender=None)).case
    assert "192.0.2.7" not in str(await rows(office)) and (await network(office, case.id)) is not None
    office.set("2026-11-30T08:59")
    await keep(office)
    assert await network(office, case.id) is not None
    office.set("2026-11-30T09:01")
    await keep(office)
    assert await network(office, case.id) is None


async def keep(office: Office) -> None:
    from civicore_signals import keeping

    await keeping.forget_networks(office.cases.setting)


async def rows(office: Office) -> list[dict[str, Any]]:
    async with office.store.reading():
        return list(await CaseRow.select())


async def network(office: Office, case: UUID) -> str | None:
    return next(str(row["network"]) if row["network"] else None for row in await rows(office) if row["id"] == case)


async def test_a_calendar_that_ends_too_early_loses_no_case(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    from civicore_signals import clockwork

    from civicore import CalendarEnds

    def ends(*_: object) -> None:
        raise CalendarEnds(office.cases.setting.day_at(office.runtime.clock.now()))

    monkeypatch.setattr(clockwork, "start", ends)
    case: Case = (await filed(office)).case
    assert case.number and case.clock.deadline == "quick" and case.clock.due_on is None
