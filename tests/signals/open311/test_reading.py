"""What programs read: discovery, services, records, tokens, history (O1 to O5, O8 to O20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from civicore_signals import open311_asking, open311_lookup
from civicore_signals.case import Case, Place, Sender

from civicore import files, new_id
from tests.files import corpus
from tests.signals.open311.program import BOSS, Program, read

pytestmark = pytest.mark.anyio
SECRETS = ("Tajná", "jana.tajna", "777111222", "internal-word", "PRIVATE-PLATE")


async def test_o08_and_o10_a_case_is_the_same_alone_and_in_the_list(program: Program) -> None:
    case = await program.public("Listed and alone.")
    alone = (await program.get(f"requests/{case.number}")).row
    listed = {one["service_request_id"]: one for one in (await program.get("requests")).rows}
    assert listed[str(case.number)] == alone
    assert alone["agency_responsible"] == "Roads"
    assert (alone["lat"], alone["long"]) == ("49.99", "13.99")
    assert alone["status"] == "open"
    assert alone["address"] == "Main street 1"
    assert alone["expected_datetime"] == "2026-11-30T23:59:59+01:00"
    assert set(alone) == {
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    }  # fmt: skip


async def test_what_is_not_released_is_not_told(program: Program) -> None:
    case = await program.filed("Not looked at yet.")
    row = (await program.get(f"requests/{case.number}")).row
    assert (row["description"], row["lat"], row["address"], row["media_url"]) == (None, None, None, None)


async def private_cases(program: Program) -> list[Case]:
    """A case of every kind that strangers may not know of."""
    account = Sender(account=new_id(), name="Jana Tajná", email="jana.tajna@example.cz", language="cs")
    hidden = await program.public("internal-word hidden")
    await program.house.desk.hide(hidden.id, "internal-word", BOSS)
    letter = await program.filed(
        "internal-word letter", kind="letter", category="correspondence", topic="T", sender=account
    )
    private = await program.filed("internal-word private", category="social")
    return [hidden, letter, private]


async def test_signal_case_03_in_open311_private_cases_are_as_if_they_never_were(program: Program) -> None:
    never = await program.get("requests/СК26-01-999999")
    for case in await private_cases(program):
        assert case.number is not None
        alone = await program.get(f"requests/{case.number}")
        assert (alone.status, alone.said) == (404, never.said)
        assert (await program.get("requests", service_request_id=case.number)).rows == []
        assert case.number not in (await program.get("requests")).response.text
        assert case.number not in (await program.get("servicerequestupdates")).response.text


async def test_o11_numbers_override_everything_else(program: Program) -> None:
    first, second = await program.public("One."), await program.public("Two.")
    wanted = f"{second.number},neverwas,{first.number},{second.number}"
    filters = {"status": "nonsense", "start_date": "nonsense", "end_date": "2020-01-01T00:00:00Z", "page": "x"}
    rows = (await program.get("requests", service_request_id=wanted, **filters)).rows
    assert [one["service_request_id"] for one in rows] == [second.number, first.number]


async def test_o12_without_dates_the_last_90_days(program: Program) -> None:
    old = await program.public("Old.")
    program.house.wait(days=91)
    new = await program.public("New.")
    numbers = [one["service_request_id"] for one in (await program.get("requests")).rows]
    assert new.number in numbers
    assert old.number not in numbers


async def test_o12_90_days_are_allowed_and_both_ends_are_meant(program: Program) -> None:
    case = await program.public("At this second.")
    at = case.received_at.replace(microsecond=0)
    start, end = at.isoformat(), (at + timedelta(days=90)).isoformat()
    assert case.number in _numbers(await program.get("requests", start_date=start, end_date=end))
    assert case.number in _numbers(await program.get("requests", start_date=start, end_date=start))
    later = (at + timedelta(seconds=1)).isoformat()
    assert case.number not in _numbers(await program.get("requests", start_date=later))
    earlier = (at - timedelta(seconds=1)).isoformat()
    assert case.number not in _numbers(await program.get("requests", end_date=earlier))
    plus = at.astimezone(ZoneInfo("Europe/Prague")).isoformat().replace("+", " ")  # as clients forget to encode it
    assert case.number in _numbers(await program.get("requests", start_date=plus, end_date=plus))


def _numbers(answer: object) -> list[str]:
    return [one["service_request_id"] for one in answer.rows]  # type: ignore[attr-defined]


async def test_o13_status_chooses(program: Program) -> None:
    open_one = await program.public("Open.")
    closed = await program.moved(await program.public("Closed."), "solved", "Done.", "solved")
    cases = {open_one.number, closed.number}
    for status, meant in {
        "open": {open_one.number},
        "closed": {closed.number},
        "open,closed": cases,
        "closed, OPEN": cases,
        "": cases,
    }.items():
        found = set(_numbers(await program.get("requests", status=status)))
        assert found & cases == meant, status
    assert (await program.get("requests", status="fixed")).refused(400)
    assert (await program.get("requests", status="open,fixed")).refused(400)


async def test_o14_pages_give_every_record_once_while_new_ones_arrive(program: Program) -> None:
    program.house.wait(days=100)
    begun = program.house.clock.now().replace(microsecond=0).isoformat()
    there = []
    for number in range(5):
        there.append((await program.filed(f"Number {number}.", category="roads.cycling")).number)
        program.house.wait(seconds=number % 2)  # some at the same instant
    asked = {"service_code": "roads.cycling", "start_date": begun, "page_size": "2"}
    by_count: list[str] = []
    for page in range(1, 5):
        by_count += _numbers(await program.get("requests", page=str(page), **asked))
        program.house.wait(seconds=1)
        there.append((await program.filed("Later.", category="roads.cycling")).number)
    assert by_count == sorted(set(by_count), key=by_count.index)
    assert set(there[:5]) <= set(by_count)

    answer = await program.get("requests", page="1", **asked)
    by_link = _numbers(answer)
    while "next" in answer.response.links:
        there.append((await program.filed("Later still.", category="roads.cycling")).number)
        response = await program.http.get(answer.response.links["next"]["url"])
        answer = read(response)
        by_link += _numbers(answer)
        program.house.wait(seconds=1)
    assert len(by_link) == len(set(by_link))
    assert set(there[:5]) <= set(by_link)


async def test_o14_without_pages_the_newest_come_first_and_tell_where_pages_begin(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open311_asking, "MOST", 2)
    program.house.wait(seconds=1)
    older, newer = await program.filed("Older."), None
    program.house.wait(seconds=1)
    newer = await program.filed("Newer.")
    answer = await program.get("requests")
    assert _numbers(answer) == [newer.number, older.number]
    first = await program.http.get(answer.response.links["first"]["url"])
    assert first.status_code == 200


async def test_o16_a_closed_case_was_updated_when_it_was_closed_and_reopened_it_is_open(program: Program) -> None:
    case = await program.public("To be closed.")
    program.house.wait(hours=1)
    closed = await program.moved(case, "solved", "Mended with asphalt.", "solved")
    at = closed.closed_at
    program.house.wait(hours=1)
    await program.house.desk.note(case.id, "internal-word after the end", BOSS)
    row = (await program.get(f"requests/{case.number}")).row
    assert row["status"] == "closed"
    assert at is not None
    assert datetime.fromisoformat(row["updated_datetime"]) == at.replace(microsecond=0)
    assert "Mended with asphalt." in row["status_notes"]
    reopened = await program.moved(case, "in_work", "Again.")
    assert reopened.status == "in_work"
    assert (await program.get(f"requests/{case.number}")).row["status"] == "open"


@pytest.mark.parametrize(
    "night", ["2026-03-29T00:30:00+00:00", "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"]
)
async def test_o17_every_instant_has_its_offset_over_the_change_of_clocks(program: Program, night: str) -> None:
    at = datetime.fromisoformat(night)
    was = program.house.clock.now()
    program.house.clock.freeze(at)
    try:
        case = await program.public("At night.")
        row = (await program.get(f"requests/{case.number}")).row
    finally:
        program.house.clock.freeze(was)
    read = datetime.fromisoformat(row["requested_datetime"])
    assert read == at
    assert read.utcoffset() == at.astimezone(ZoneInfo("Europe/Prague")).utcoffset()
    assert all(datetime.fromisoformat(row[one]).tzinfo for one in ("updated_datetime", "expected_datetime"))


async def test_o18_words_stay_words(program: Program) -> None:
    said = '<b>bold</b> & "quoted" <script>alert(1)</script>'
    case = await program.public(said)
    answer = await program.get(f"requests/{case.number}")
    assert answer.row["description"] == said
    assert (b"<b>" in answer.response.content) == (program.format == "json")
    long = "Ю" * 4000
    assert (await program.get(f"requests/{(await program.public(long)).number}")).row["description"] == long


async def test_o19_no_answer_tells_who_sent_it_or_what_the_office_notes(program: Program) -> None:
    asphalt = {"surface": "asphalt", "depth": "low", "plate": "PRIVATE-PLATE"}
    case = await program.public("Seen by all.", answers=asphalt)
    await program.house.desk.note(case.id, "internal-word for us", BOSS)
    await private_cases(program)
    paths = ("requests", f"requests/{case.number}", "services", "services/roads.pothole", "discovery")
    for path in (*paths, "servicerequestupdates"):
        body = (await program.get(path)).response.text
        assert [secret for secret in SECRETS if secret in body] == [], path


async def test_a_photo_is_told_by_its_address_once_it_is_released(program: Program) -> None:
    runtime = program.house.built.runtime
    clean = await files.accept(corpus.jpeg(), "hole.jpg", files.Rules())
    assert isinstance(clean, files.Clean)
    id = await runtime.transact(partial(files.keep, clean=clean, owner="draft:x"))
    case = await program.filed("With a photo.", files=(id,), files_of="draft:x")
    assert (await program.get(f"requests/{case.number}")).row["media_url"] is None
    await program.house.desk.publish(case.id, ["photo"], BOSS)
    url = (await program.get(f"requests/{case.number}")).row["media_url"]
    shown = await program.http.get(url)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert corpus.MARK.encode() not in shown.content
    await program.house.desk.hide(case.id, "A mistake", BOSS)
    assert (await program.http.get(url)).status_code == 404


async def test_the_history_of_a_case_is_told(program: Program) -> None:
    case = await program.public("With a history.")
    program.house.wait(seconds=2)
    at = program.house.clock.now().replace(microsecond=0)
    await program.moved(case, "in_work")
    await program.moved(case, "solved", "It is mended.", "solved")
    mine = [one for one in (await program.get("servicerequestupdates", start_date=at.isoformat())).rows
            if one["service_request_id"] == case.number]  # fmt: skip
    assert [one["status"] for one in mine] == ["open", "closed"]
    assert mine[-1]["description"] == "It is mended."
    assert len({one["update_id"] for one in mine}) == 2
    again = (await program.get("servicerequestupdates", service_request_id=str(case.number))).rows
    assert [one["update_id"] for one in again][-2:] == [one["update_id"] for one in mine]


async def test_a_place_that_is_only_a_district_has_no_point(program: Program) -> None:
    case = await program.public("Nowhere exactly.", place=Place(address="By the church", area="sw"))
    row = (await program.get(f"requests/{case.number}")).row
    assert (row["lat"], row["address"]) == (None, "By the church")


async def test_o14_a_long_history_is_told_in_parts_and_each_thing_once(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.house.wait(seconds=2)
    begun = program.house.clock.now().isoformat()
    for number in range(4):
        await program.public(f"Number {number}.")
        program.house.wait(seconds=1)
    asked = {"start_date": begun}
    whole = [one["update_id"] for one in (await program.get("servicerequestupdates", **asked)).rows]
    monkeypatch.setattr(open311_lookup, "MOST", 3)
    answer = await program.get("servicerequestupdates", **asked)
    parts = [one["update_id"] for one in answer.rows]
    while "next" in answer.response.links:
        answer = read(await program.http.get(answer.response.links["next"]["url"]))
        parts += [one["update_id"] for one in answer.rows]
    assert parts == whole
    assert len(whole) >= 8
