"""What programs send: cases with a key, each mistake told, photos by their address, updates (O6 to O9, O18)."""

from __future__ import annotations

import pytest
from civicore_signals import numbering, store
from civicore_signals.case import Case
from civicore_signals.tables import CaseRow

from civicore import files
from civicore.base.refusal import Refusal
from civicore.files.fetching import Fetched
from tests.files import corpus
from tests.signals.open311.program import Answered, Program

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


async def test_an_address_in_words_is_a_place(program: Program) -> None:
    case = await case_of(program, await program.post(lat=None, long=None, address_string="Main street 5"))
    assert case.place is not None
    assert case.place.address == "Main street 5"


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


async def test_an_update_of_a_private_case_is_one_of_nobodys(program: Program) -> None:
    case = await program.filed("Private.", category="social")
    sent = {"service_request_id": str(case.number), "status": "in_work", "updated_datetime": "2026-11-23T08:00:00Z"}
    never = await program.update(**{**sent, "service_request_id": "СК26-01-999999"})
    hidden = await program.update(**sent)
    assert (hidden.status, hidden.said) == (never.status, never.said)
