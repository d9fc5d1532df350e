"""What programs send: cases with a key, each mistake told, photos by their address, updates (O6 to O9, O18)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from civicore_signals import numbering, open311_keys, store
from civicore_signals.case import Case
from civicore_signals.tables import CaseRow

from civicore import files
from civicore.base.refusal import Refusal
from civicore.files.fetching import Fetched
from civicore.storage.tables import MessageRow
from tests.databases import Databases
from tests.files import corpus
from tests.signals.desk.house import House
from tests.signals.open311.conftest import running, town
from tests.signals.open311.program import Answered, Program, read

pytestmark = pytest.mark.anyio


async def case_of(program: Program, answer: Answered) -> Case:
    """The case that an answer names."""
    assert answer.status == 200, answer.said
    async with program.house.built.runtime.store.reading():
        found = await store.numbered(numbering.key(answer.row["service_request_id"]))
    assert found is not None
    return found


async def count(program: Program) -> int:
    async with program.house.built.runtime.store.reading():
        return await store.count(CaseRow.id.is_not_null())


async def test_o08_a_case_is_filed_and_told_by_its_number(program: Program) -> None:
    answer = await program.post(email="jan@example.cz", first_name="Jan", last_name="Tajný", phone="777 111 222")
    assert set(answer.row) == {"service_request_id", "service_notice"}
    assert answer.row["service_notice"] is None
    case = await case_of(program, answer)
    assert (case.origin, case.category, case.text, case.unit) == ("open311", "roads.pothole", "A deep hole.", "roads")
    assert dict(case.answers) == {"surface": "gravel"}
    assert case.place is not None
    assert (case.place.point, case.place.area) == ((49.99, 13.99), "sw")
    async with program.house.built.runtime.store.reading():
        sender = await store.sender_of(case.id)
    assert sender is not None
    assert (sender.name, sender.email, sender.phone) == ("Jan Tajný", "jan@example.cz", "777111222")


@pytest.mark.parametrize(
    ("status", "changes", "told"),
    [
        (403, {"api_key": None}, "api_key"),
        (403, {"api_key": ""}, "api_key"),
        (403, {"api_key": "demo-wrong"}, "api_key"),
        (403, {"api_key": ["demo-gateway", "demo-app"]}, "api_key"),
        (400, {"service_code": None}, "service_code"),
        (400, {"service_code": ""}, "service_code"),
        (404, {"service_code": "no.such"}, "service_code"),
        (404, {"service_code": "social"}, "service_code"),
        (404, {"service_code": "roads"}, "service_code"),
        (400, {"lat": None, "long": None}, "lat and long"),
        (400, {"lat": "", "long": ""}, "lat and long"),
        (400, {"long": None}, ""),
        (400, {"lat": None}, ""),
        (400, {"lat": "north"}, ""),
        (400, {"lat": "49,99"}, ""),
        (400, {"lat": "NaN"}, ""),
        (400, {"lat": "91"}, ""),
        (400, {"lat": "0", "long": "0"}, ""),
        (400, {"lat": "48.0", "long": "13.99"}, ""),
        (400, {"lat": ["49.99", "49.98"]}, "lat"),
        (400, {"attribute[surface]": None}, "attribute[surface]"),
        (400, {"attribute[surface]": "water"}, "attribute[surface]"),
        (400, {"attribute[surface]": None, "attribute[surface][]": ["gravel", "asphalt"]}, "attribute[surface]"),
        (400, {"attribute[surface]": ["gravel", "gravel"]}, "attribute[surface]"),
        (400, {"attribute[surface]": "asphalt"}, "attribute[depth]"),
        (400, {"attribute[colour]": "red"}, "attribute[colour]"),
        (400, {"description": None}, ""),
        (400, {"description": "Ю" * 4001}, "4,000"),
        (400, {"description": "a\u0000b"}, "description"),
        (400, {"email": "no address"}, ""),
        (400, {"service_code": "lighting", "attribute[surface]": None, "attribute[wire]": "hanging"}, "112"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, dict) else None,
)
async def test_o06_each_mistake_has_its_status_and_its_words(
    program: Program, status: int, changes: dict[str, object], told: str
) -> None:
    before = await count(program)
    answer = await program.post(changes)
    assert told.replace(",", "") in answer.refused(status).replace(",", "").replace("\u00a0", "")
    assert await count(program) == before


async def test_o06_several_mistakes_are_told_at_once(program: Program) -> None:
    changes = {"lat": "91", "attribute[surface]": "asphalt", "attribute[colour]": "red", "email": "x"}
    assert len((await program.post(changes)).rows) == 4


async def test_o06_a_single_list_takes_one_value_in_either_way_of_writing(program: Program) -> None:
    one = await program.post({"attribute[surface]": None, "attribute[surface][]": ["gravel"]})
    assert one.status == 200


async def test_o06_what_is_no_form_is_400(program: Program) -> None:
    for headers, body in [
        ({"Content-Type": "application/json"}, b"{}"),
        ({"Content-Type": "text/plain"}, b"api_key=demo-gateway"),
        ({"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, b"api_key=demo-gateway&description=%ff"),
    ]:
        response = await program.http.post(f"/requests.{program.format}", content=body, headers=headers)
        assert read(response).status in (400, 403)


async def test_o06_too_much_is_refused_in_the_format(program: Program) -> None:
    assert (await program.post(description="x" * 1_100_000)).refused(413)


async def test_o07_the_same_request_again_is_one_case(program: Program) -> None:
    before, mark = await count(program), f"same-{program.format}"
    first, again = await program.post(mark=mark), await program.post(mark=mark)
    assert first.row["service_request_id"] == again.row["service_request_id"]
    assert await count(program) == before + 1
    other = await program.post(mark=mark, api_key="demo-app")  # another program's marks are its own
    assert other.row["service_request_id"] != first.row["service_request_id"]
    assert (await program.post(mark=mark, description="Something else.")).refused(400)


async def test_o18_and_signal_case_18_letters_are_counted_and_not_bytes(program: Program) -> None:
    text = "Ю" * 4000
    assert (await case_of(program, await program.post(description=text))).text == text
    assert (await program.post(description=text + "Ю")).refused(400)


async def test_signal_case_18_four_thousand_cyrillic_letters_pass_and_one_more_does_not(program: Program) -> None:
    assert (await program.post(description="Щ" * 4000)).status == 200
    assert "4" in (await program.post(description="Щ" * 4001)).refused(400)


async def test_an_address_in_words_is_a_place(program: Program) -> None:
    case = await case_of(program, await program.post(lat=None, long=None, address_string="Main street 5"))
    assert case.place is not None
    assert case.place.address == "Main street 5"


async def test_every_answer_is_in_the_language_that_was_asked_for(program: Program) -> None:
    program.http.headers["Accept-Language"] = "cs"
    said = (await program.post(service_code=None)).refused(400)
    assert said == "Chybí service_code."


@pytest.fixture
def photos(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes | Refusal]:
    """What is found at which address; the real way there is tested with the files."""
    found: dict[str, bytes | Refusal] = {}

    async def fetch(url: str, rules: files.FetchRules) -> Fetched | Refusal:
        there = found.get(url, Refusal("files.unreachable"))
        return there if isinstance(there, Refusal) else Fetched(there, url.rpartition("/")[2])

    monkeypatch.setattr(files, "fetch", fetch)
    return found


async def test_signal_case_19_a_photo_by_its_address_is_kept_clean(
    program: Program, photos: dict[str, bytes | Refusal]
) -> None:
    photos["https://photos.example/hole.jpg"] = corpus.jpeg()
    case = await case_of(program, await program.post(media_url="https://photos.example/hole.jpg"))
    async with program.house.built.runtime.store.reading():
        [kept] = await store.files_of(case.id)
        content = await files.get(kept.id)
    assert content is not None
    assert content.kept.name == "hole.jpg"
    assert corpus.MARK.encode() not in content.content


async def test_a_photo_that_cannot_be_had_is_told_and_the_case_is_filed(
    program: Program, photos: dict[str, bytes | Refusal]
) -> None:
    photos["https://photos.example/film"] = b"GIF89a"
    photos["https://photos.example/hole.jpg"] = corpus.jpeg()
    for url in ("https://photos.example/gone.jpg", "https://photos.example/film", "nonsense"):
        answer = await program.post(media_url=["https://photos.example/hole.jpg", url])
        assert "A photo was not taken" in answer.row["service_notice"]
        async with program.house.built.runtime.store.reading():
            assert len(await store.files_of((await case_of(program, answer)).id)) == 1


async def test_signal_case_23_an_address_within_is_not_fetched_and_told(program: Program) -> None:
    for url in ("http://127.0.0.1:80/x.jpg", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]/"):
        answer = await program.post(media_url=url)
        assert "cannot be fetched" in answer.row["service_notice"]
        async with program.house.built.runtime.store.reading():
            assert await store.files_of((await case_of(program, answer)).id) == ()


async def test_one_photo_too_many_is_told(program: Program, photos: dict[str, bytes | Refusal]) -> None:
    urls = [f"https://photos.example/{number}.jpg" for number in range(4)]
    photos.update(dict.fromkeys(urls, corpus.jpeg()))
    answer = await program.post(media_url=urls)
    assert "3.jpg" in answer.row["service_notice"]
    async with program.house.built.runtime.store.reading():
        assert len(await store.files_of((await case_of(program, answer)).id)) == 3


async def test_an_update_of_another_system_moves_the_case(program: Program) -> None:
    case = await case_of(program, await program.post())
    program.house.wait(minutes=5)
    at = program.house.clock.now().isoformat()
    sent = {"service_request_id": str(case.number), "status": "in_work", "updated_datetime": at, "update_id": "u1"}
    first, again = await program.update(**sent), await program.update(**sent)
    assert first.row["update_id"] == again.row["update_id"] == "u1"
    async with program.house.built.runtime.store.reading():
        now = await store.get(case.id)
        history = await store.events_of(case.id)
    assert now is not None
    assert now.status == "in_work"
    assert [one.actor for one in history if one.actor.startswith("feed:")] == ["feed:open311:gateway"]


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (400, {"status": ""}),
        (400, {"service_request_id": ""}),
        (400, {"updated_datetime": ""}),
        (400, {"updated_datetime": "2026-11-23T08:00:00"}),
        (404, {"service_request_id": "neverwas"}),
        (403, {"api_key": "wrong"}),
    ],
)
async def test_odd_updates_are_refused(program: Program, status: int, changes: dict[str, str]) -> None:
    sent = {"service_request_id": "x", "status": "in_work", "updated_datetime": "2026-11-23T08:00:00Z", **changes}
    assert (await program.update(**sent)).refused(status)


async def test_an_update_of_a_private_case_is_one_of_nobodys(program: Program) -> None:
    case = await program.filed("Private.", category="social")
    sent = {"service_request_id": str(case.number), "status": "in_work", "updated_datetime": "2026-11-23T08:00:00Z"}
    never = await program.update(**{**sent, "service_request_id": "СК26-01-999999"})
    hidden = await program.update(**sent)
    assert (hidden.status, hidden.said) == (never.status, never.said)


QUESTIONS = (
    "    kind: question\n  kinds:\n    question: {required: [category, text, email], track: [number, link, account]}\n"
)


@pytest.fixture(scope="module")
async def asking(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city where programs send questions, whose sender confirms the address first."""
    folder: Path = tmp_path_factory.mktemp("asking")
    async with running(databases, engine_name, town(folder, QUESTIONS)) as there:
        yield there


@pytest.mark.parametrize("format", ["xml", "json"])
async def test_o09_a_token_becomes_a_number(asking: House, format: str) -> None:
    program = Program(asking, format)
    assert {one["type"] for one in (await program.get("services")).rows} == {"batch"}
    usual = {"service_code": "services", "attribute[surface]": None}
    assert (await program.post(usual)).refused(400)  # no address to confirm
    answer = await program.post(usual, email=f"{format}@example.cz")
    assert set(answer.row) == {"token", "service_notice"}
    token = answer.row["token"]
    waiting = (await program.get(f"tokens/{token}")).row
    assert waiting == {"token": token}
    async with asking.built.runtime.store.reading():
        case = await store.get(asking.built.runtime.keys.subject("open311.token", token))  # type: ignore[arg-type]
    assert case is not None
    assert case.state == "unconfirmed"
    assert (await program.get("requests")).rows == [] or format == "json"
    link = await confirmation(asking, f"{format}@example.cz")
    await asking.cases.confirm(link)
    ready = (await program.get(f"tokens/{token}")).row
    assert ready["token"] == token
    number = ready["service_request_id"]
    assert (await program.get(f"requests/{number}")).row["service_request_id"] == number
    assert (await program.get(f"tokens/{token[:-2]}AA")).refused(404)
    assert (await program.get("tokens")).refused(404)


async def confirmation(house: House, address: str) -> str:
    """The secret of the link in the newest letter to an address."""
    async with house.built.runtime.store.reading():
        rows = await MessageRow.select(MessageRow.text).where(MessageRow.recipient == address)
    [link] = [word for row in rows for word in row["text"].split() if "/signals/confirm/" in word]
    return str(link.rpartition("/")[2])


SHUT = "  kinds:\n    signal: {track: [link, account]}\n"


@pytest.fixture(scope="module")
async def shut(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city whose signals have no page to track them by."""
    async with running(databases, engine_name, town(tmp_path_factory.mktemp("shut"), SHUT)) as there:
        yield there


@pytest.mark.parametrize("format", ["xml", "json"])
async def test_o08_a_blackbox_gives_neither_number_nor_record(shut: House, format: str) -> None:
    program = Program(shut, format)
    assert {one["type"] for one in (await program.get("services")).rows} == {"blackbox"}
    answer = await program.post()
    assert answer.status == 200
    assert answer.row == {"service_notice": None} or answer.row is None
    assert (await program.get("requests")).rows == []


@pytest.fixture(scope="module")
async def strict(
    databases: Databases, engine_name: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The city with its limits in force."""
    async with running(databases, engine_name, town(tmp_path_factory.mktemp("strict")), strict=True) as there:
        yield there


async def test_who_guesses_keys_is_slowed_down(strict: House) -> None:
    program = Program(strict, "json")
    answers = [(await program.post(api_key=f"guess-{number}")).status for number in range(23)]
    assert answers[:20] == [403] * 20
    assert answers[-1] == 429
    assert (await program.post()).status == 200  # the right key is no guess


async def test_a_program_that_sends_without_end_is_slowed_down(strict: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open311_keys, "CLIENT", replace(open311_keys.CLIENT, free=2))
    program = Program(strict, "xml")
    answers = [await program.post(api_key="demo-app") for _ in range(4)]
    assert answers[-1].refused(429)
    assert answers[-1].response.headers["retry-after"]
    assert (await program.post()).status == 200
