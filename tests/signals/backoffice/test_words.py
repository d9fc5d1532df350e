"""What the public may read: personal data found before, words and photos blacked out after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from civicore_signals import jobs, originals, store
from civicore_signals.case import Case, Place
from civicore_signals.dossier import Dossier, InboxFilter, Original, Span
from civicore_signals.lifecycle import Given
from civicore_signals.news import CaseNews
from civicore_signals.personal import Flag, flags
from civicore_signals.redacting import BLACK
from civicore_signals.service import Account
from civicore_signals.tables import CaseRow, EventRow
from PIL import Image

from civicore import files, new_id
from civicore.base.refusal import Refusal
from civicore.people.principals import Principal
from civicore.storage.tables import MessageRow
from tests.signals.backoffice.office import BOSS, ROADS, SW, Office, code, sure

EDITOR = Principal("staff", str(UUID(int=6)), "Editor", {"signals.see", "signals.publish"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ЕГН 7501010010 на съседа", [("personal_number", "7501010010")]),
        ("родилась 9251310123", [("personal_number", "9251310123")]),
        ("РНОКПП 3184710691.", [("personal_number", "3184710691")]),
        ("rodné číslo 755101/0010 je", [("personal_number", "755101/0010")]),
        ("piš na jana.nova@example.cz!", [("email", "jana.nova@example.cz")]),
        ("тел. 0888 123 456 или +359 2 123 45 67.", [("phone", "0888 123 456"), ("phone", "+359 2 123 45 67")]),
        ("кола СВ 1234 АВ и CB5678KT", [("plate", "СВ 1234 АВ"), ("plate", "CB5678KT")]),
        ("auto 1AB 2345, typed ca1234xx", [("plate", "1AB 2345"), ("plate", "ca1234xx")]),
        ("Дупка 40 см на ул. „Шипка“ 12, от 2026-11-22 и 12.11.2026 г., сигнал СОА26-КЦ01-85321", []),
        ("42.6977, 23.3219; at 10:30 for 2500 people in 1999", []),
    ],
)  # fmt: skip
def test_signal_case_12_personal_data_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.words) for one in flags(text)] == found
    assert all(text[one.start : one.end] == one.words for one in flags(text))


@pytest.mark.anyio
async def test_signal_case_12_publishing_personal_data_needs_an_explicit_yes(office: Office) -> None:
    case = await office.filed(text="Ring me: 0888 123 456.")
    assert (await office.desk.inbox(BOSS, InboxFilter(queue="to_check"))).lines
    refused = await office.desk.publish(case.id, ("text", "place"), EDITOR)
    assert isinstance(refused, Refusal) and refused.code == "signals.personal_data"
    found = refused.facts["flags"]
    assert isinstance(found, tuple) and all(isinstance(one, Flag) for one in found)
    assert (await office.now(case.id)).published == {}
    out = sure(await office.desk.publish(case.id, ("text", "place"), EDITOR, agreed=True))
    assert out.published == {"text": True, "photo": False, "place": True, "answer": False}
    assert not (await office.desk.inbox(BOSS, InboxFilter(queue="to_check"))).lines
    assert code(await office.desk.publish(case.id, ("everything",), EDITOR)) == "signals.no_such_part"
    clerk = Principal("staff", "7", "Clerk", {"signals.see", "signals.work"})
    assert code(await office.desk.publish(case.id, ("text",), clerk)) == "signals.no_right"


@pytest.mark.anyio
async def test_signal_case_13_blacked_out_words_are_nowhere_but_for_the_few(office: Office) -> None:
    secret = "Ivan Petrov"
    case = await office.filed(text=f"My neighbour {secret} dumps rubbish.", topic="Neighbour")
    sure(await office.desk.publish(case.id, ("text",), BOSS))
    sure(await office.desk.update(case.id, f"We shall talk to {secret}.", BOSS))
    assert any(secret in one["text"] for one in await office.letters())
    start = case.text.index(secret)
    black = sure(await office.desk.redact_text(case.id, [Span(start, start + len(secret))], EDITOR))
    assert black.text == f"My neighbour {BLACK * 4} {BLACK * 6} dumps rubbish."
    event = next(one for one in await office.history(case.id) if one.kind == "update")
    where = event.text.index(secret)
    sure(await office.desk.redact_text(case.id, [Span(where, where + len(secret))], EDITOR, field=str(event.id)))
    async with office.store.reading():
        rows = [str(one) for table in (CaseRow, EventRow, MessageRow) for one in await table.select()]
    assert not any("petrov" in one.casefold() for one in rows)
    assert not (await office.desk.inbox(BOSS, InboxFilter(text="petrov"))).lines
    public = await office.cases.public(case.number or "")
    assert public is not None and secret not in str(public)
    assert code(await office.desk.original(case.id, EDITOR)) == "signals.no_right"
    seen = await office.desk.original(case.id, BOSS)
    assert isinstance(seen, Original) and secret in seen.words["text"] and secret in seen.words[str(event.id)]
    lines = [(one["action"], one["actor"]) for one in await office.audit()]
    assert lines[-1] == ("signals.original_seen", BOSS.actor)
    assert lines.count(("signals.redacted", EDITOR.actor)) == 2


@pytest.mark.anyio
async def test_blacking_out_twice_keeps_the_words_as_they_first_came(office: Office) -> None:
    case = await office.filed(text="abcdef")
    sure(await office.desk.redact_text(case.id, [Span(0, 2)], BOSS))
    sure(await office.desk.redact_text(case.id, [Span(4, 6)], BOSS))
    assert (await office.now(case.id)).text == f"{BLACK * 2}cd{BLACK * 2}"
    async with office.store.reading():
        assert await originals.of(case.id) == {"text": "abcdef"}
    for wrong in ([Span(3, 99)], [Span(2, 2)], []):
        assert code(await office.desk.redact_text(case.id, wrong, BOSS)) == "signals.no_such_words"
    assert code(await office.desk.redact_text(case.id, [Span(0, 1)], BOSS, field="topic")) == "signals.no_such_words"


async def with_photo(office: Office) -> tuple[Case, UUID]:
    """A case with one white picture."""
    picture = BytesIO()
    Image.new("RGB", (100, 80), "white").save(picture, "JPEG")
    clean = files.Clean("hole.jpg", "image/jpeg", picture.getvalue(), None, 100, 80)
    id = await office.runtime.transact(lambda unit: files.keep(unit, clean, "draft:1"))
    return await office.filed(files=(id,), files_of="draft:1"), id


@pytest.mark.anyio
async def test_signal_case_13_of_a_blackened_photo_both_versions_are_kept_apart(office: Office) -> None:
    case, photo = await with_photo(office)
    sure(await office.desk.publish(case.id, ("photo",), BOSS))
    sure(await office.desk.redact_photo(case.id, photo, [files.Box(0.0, 0.0, 0.5, 0.5)], EDITOR))
    async with office.store.reading():
        public, full = await files.get(photo, "public"), await files.get(photo, "full")
        (kept,) = await store.files_of(case.id)
    assert public is not None and full is not None
    assert Image.open(BytesIO(public.content)).getpixel((10, 10)) == (0, 0, 0)
    assert Image.open(BytesIO(full.content)).getpixel((10, 10)) == (255, 255, 255)
    assert kept.approved and kept.redacted
    stranger = await office.desk.redact_photo(case.id, UUID(int=5), [], EDITOR)
    assert code(stranger) == "signals.no_such_file"


@pytest.mark.anyio
async def test_a_removed_file_is_gone_with_its_bytes(office: Office) -> None:
    case, photo = await with_photo(office)
    sure(await office.desk.remove_file(case.id, photo, BOSS))
    async with office.store.reading():
        assert await files.get(photo) is None
        assert await store.files_of(case.id) == ()


@pytest.mark.anyio
async def test_a_hidden_case_is_not_there_for_the_public_until_it_is_shown_again(office: Office) -> None:
    case = await office.filed()
    number = case.number or ""
    assert code(await office.desk.hide(case.id, " ", BOSS)) == "signals.reason_missing"
    sure(await office.desk.hide(case.id, "A feud between neighbours.", BOSS))
    assert await office.cases.public(number) is None
    sure(await office.desk.show(case.id, BOSS))
    assert await office.cases.public(number) is not None


@pytest.mark.anyio
async def test_notes_are_for_the_office_and_news_for_everybody(office: Office) -> None:
    case = await office.filed()
    await office.desk.note(case.id, "He has written ten times.", ROADS)
    sure(await office.desk.update(case.id, "The asphalt is ordered.", ROADS))
    own = await office.cases.own(Account(UUID(int=77)), case.id)
    assert own is not None
    assert "The asphalt is ordered." in str(own.events) and "ten times" not in str(own.events)
    assert not any("ten times" in one["text"] for one in await office.letters())
    sure(await office.desk.move(case.id, "in_work", Given(), ROADS))
    assert [one["recipient"] for one in await office.letters("status")] == ["jana@example.cz"]


@pytest.mark.anyio
async def test_signal_case_13_letters_to_followers_that_wait_lose_the_words_too(office: Office) -> None:
    case = await office.filed()
    sure(await office.desk.publish(case.id, ("text",), BOSS))
    await office.cases.follow(case.number or "", Account(new_id(), "eva@example.cz", "cs"), "cs")
    sure(await office.desk.update(case.id, "We shall talk to Ivan Petrov.", BOSS))
    news = CaseNews(case.id, "update", "We shall talk to Ivan Petrov.", office.runtime.clock.now())
    await jobs.told(office.cases.setting, news)
    assert "Petrov" in str(await office.letters("follower"))
    event = next(one for one in await office.history(case.id) if one.kind == "update")
    sure(await office.desk.redact_text(case.id, [Span(17, 28)], EDITOR, field=str(event.id)))
    assert "Petrov" not in str(await office.letters())
    await jobs.told(office.cases.setting, replace(news, at=news.at + timedelta(seconds=1)))
    (letter,) = [one for one in await office.letters("follower") if one["recipient"]]
    assert "Petrov" not in str(letter)


@pytest.mark.anyio
async def test_signal_case_12_public_answers_and_the_address_are_flagged_too(rebuilt: Callable[..., Office]) -> None:
    asks = {"ask": {"en": "Which lamp?", "cs": "Která?"}, "kind": "text", "public": True}
    office = rebuilt(signals__categories__lighting__questions={"lamp": asks}, signals__categories__lighting__advice={})
    office.set("2026-11-23T09:00")
    answered = await office.filed(category="lighting", answers={"lamp": "Mine, ring 0888 123 456"})
    assert code(await office.desk.publish(answered.id, ("text",), BOSS)) == "signals.personal_data"
    there = await office.filed(place=Place(SW, "Main street 1, ivan@example.org"))
    assert code(await office.desk.publish(there.id, ("place",), BOSS)) == "signals.personal_data"
    seen = await office.desk.open(there.id, BOSS)
    assert isinstance(seen, Dossier) and [one.kind for one in seen.flags] == ["email"]
    sure(await office.desk.publish(there.id, ("place",), BOSS, agreed=True))
