"""Files in the database: whose they are, what the public gets, and when they go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.exceptions import NotFoundException

from civicore import Refusal, files, new_id
from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.files import keeping, receiving
from civicore.files.cleaning import clean
from civicore.files.tables import FILES, FileContent
from civicore.storage.store import Store
from tests.files import corpus

pytestmark = pytest.mark.anyio
DRAFT, CASE = "draft:1", "signals:1"
RULES = files.Rules(max_files=3)
DAY = timedelta(days=1)


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (FILES,)


def photo(name: str = "photo.jpg") -> files.Clean:
    answer = clean(corpus.jpeg(), name, RULES)
    assert isinstance(answer, files.Clean)
    return answer


async def kept(store: Store, owner: str = DRAFT, name: str = "photo.jpg", until: Any = None) -> UUID:
    return await store.transact(lambda unit: files.keep(unit, photo(name), owner, until))


async def read(store: Store, id: UUID, variant: keeping.Variant = "full") -> files.File | None:
    async with store.reading():
        return await files.get(id, variant)


async def held(store: Store, owner: str) -> list[files.Kept]:
    async with store.reading():
        return list(await files.of(owner))


async def contents(store: Store) -> int:
    async with store.reading():
        return int(await FileContent.count())


async def test_a_photo_is_read_as_it_was_kept(store: Store) -> None:
    id = await kept(store)
    full, small = await read(store, id), await read(store, id, "thumb")
    assert full is not None and small is not None
    assert (full.content, full.content_type, full.kept.name) == (photo().content, "image/jpeg", "photo.jpg")
    assert small.content == photo().thumb
    assert full.kept.seen_at == pytest.approx(corpus.SEEN, abs=1e-5)
    assert await read(store, new_id()) is None


async def test_a_claim_gives_files_to_the_case_in_its_order_and_forgets_where_they_were_taken(store: Store) -> None:
    first, second, third = [await kept(store, name=f"{n}.jpg") for n in range(3)]
    assert await store.transact(lambda unit: files.claim(unit, [third, first], DRAFT, CASE)) is None
    mine = await held(store, CASE)
    assert [one.id for one in mine] == [third, first]
    assert {one.seen_at for one in mine} == {None}
    assert [one.id for one in await held(store, DRAFT)] == [second]


async def test_nobody_claims_what_is_anothers(store: Store) -> None:
    mine, foreign = await kept(store), await kept(store, "draft:2")
    answer = await store.transact(lambda unit: files.claim(unit, [mine, foreign], DRAFT, CASE))
    assert answer == Refusal("files.gone")
    assert [one.id for one in await held(store, DRAFT)] == [mine]


async def test_what_nobody_claims_is_gone_after_its_time(store: Store, clock: DemoClock) -> None:
    forgotten = await kept(store, until=clock.now() + DAY)
    claimed = await kept(store, until=clock.now() + DAY)
    await store.transact(lambda unit: files.claim(unit, [claimed], DRAFT, CASE))
    assert await store.transact(keeping.expire) == 0
    clock.advance(DAY)
    assert await store.transact(keeping.expire) == 1
    assert await read(store, forgotten) is None
    assert await read(store, claimed) is not None
    assert await contents(store) == 2


async def test_what_is_dropped_leaves_no_byte(store: Store) -> None:
    first, second = await kept(store), await kept(store)
    assert await store.transact(lambda unit: files.discard(unit, DRAFT, [first, new_id()])) == 1
    assert [one.id for one in await held(store, DRAFT)] == [second]
    assert await store.transact(lambda unit: files.drop(unit, DRAFT)) == 1
    assert await contents(store) == 0


async def test_signal_case_13_the_public_gets_only_the_blackened_photo(store: Store) -> None:
    id = await kept(store)
    before = await read(store, id, "public")
    assert before is not None
    assert before.content == photo().content
    boxes = [files.Box(0, 0, 1, 0.5)]
    assert await store.transact(lambda unit: files.redact(unit, id, boxes)) is None
    public, small = await read(store, id, "public"), await read(store, id, "public_thumb")
    assert public is not None and small is not None
    assert public.kept.redacted
    assert public.content != photo().content
    assert small.content != photo().thumb
    assert (await read(store, id)).content == photo().content  # type: ignore[union-attr]
    await store.transact(lambda unit: files.redact(unit, id, []))
    assert (await read(store, id, "public")).content == photo().content  # type: ignore[union-attr]


async def test_only_pictures_are_blackened(store: Store) -> None:
    paper = clean(corpus.pdf(), "letter.pdf", RULES)
    assert isinstance(paper, files.Clean)
    id = await store.transact(lambda unit: files.keep(unit, paper, CASE))
    box = [files.Box(0, 0, 1, 1)]
    assert await store.transact(lambda unit: files.redact(unit, id, box)) == Refusal("files.not_a_picture")
    assert await store.transact(lambda unit: files.redact(unit, new_id(), box)) == Refusal("files.gone")


def upload(content: bytes, name: str = "photo.jpg") -> UploadFile:
    return UploadFile("image/jpeg", name, content)


async def received(store: Store, clock: DemoClock, *uploads: UploadFile | str, **others: str) -> files.Uploads:
    sent = FormMultiDict([*(("photos", one) for one in uploads), *others.items()])
    try:
        return await files.receive(store, sent, "photos", RULES, DRAFT, until=clock.now() + DAY)
    finally:
        await sent.close()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cleaned here, not in a process; that is tested elsewhere."""

    async def accept(content: bytes, name: str, rules: files.Rules) -> files.Clean | Refusal:
        return clean(content, name, rules)

    monkeypatch.setattr(receiving, "accept", accept)


@pytest.mark.check("S32")
async def test_signal_case_21_one_photo_too_many_is_refused_and_the_others_are_kept(
    store: Store, clock: DemoClock, quick: None
) -> None:
    many = [upload(corpus.jpeg(), f"{n}.jpg") for n in range(5)]
    uploads = await received(store, clock, *many)
    assert [one.name for one in uploads.kept] == ["0.jpg", "1.jpg", "2.jpg"]
    assert [one.refusal for one in uploads.errors] == [Refusal("files.too_many", file="3.jpg", limit=3)]
    again = await received(store, clock, upload(corpus.jpeg()))
    assert len(again.kept) == 3
    assert again.errors[0].refusal.code == "files.too_many"


async def test_what_strangers_begin_never_fills_the_disk(
    store: Store, clock: DemoClock, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await received(store, clock, upload(corpus.jpeg()))
    monkeypatch.setattr(receiving, "MOST_WAITING", first.kept[0].size + 10)
    full = await received(store, clock, upload(corpus.jpeg(), "two.jpg"))
    assert [one.refusal for one in full.errors] == [Refusal("files.no_room", file="two.jpg")]
    assert len(full.kept) == 1
    await store.transact(lambda unit: files.claim(unit, [first.kept[0].id], DRAFT, CASE))
    monkeypatch.setattr(receiving, "MOST_WAITING", 10_000_000)
    assert len((await received(store, clock, upload(corpus.jpeg()))).kept) == 1, "what was sent waits no more"


async def test_signal_case_20_a_refused_photo_takes_nothing_else_with_it(
    store: Store, clock: DemoClock, quick: None
) -> None:
    uploads = await received(store, clock, upload(b"GIF89a", "a.gif"), upload(corpus.jpeg()), upload(b"", "b.jpg"))
    assert [one.name for one in uploads.kept] == ["photo.jpg"]
    assert [one.refusal.code for one in uploads.errors] == ["files.type", "files.empty"]
    assert {one.field for one in uploads.errors} == {"photos"}


async def test_what_was_kept_stays_and_goes_by_its_button(store: Store, clock: DemoClock, quick: None) -> None:
    [first] = (await received(store, clock, upload(corpus.jpeg()))).kept
    nothing = UploadFile("application/octet-stream", "", b"")
    assert (await received(store, clock, nothing, "", text="an error elsewhere")).kept == (first,)
    foreign = await kept(store, "draft:2")
    after = await received(store, clock, _remove_photos=str(foreign))
    assert (after.kept, after.removed) == ((first,), 0)
    assert (await received(store, clock, _remove_photos="nonsense")).kept == (first,)
    gone = await received(store, clock, _remove_photos=str(first.id))
    assert (gone.kept, gone.removed) == ((), 1)


async def test_s35_served_files_can_only_be_looked_at(store: Store) -> None:
    found = await read(store, await kept(store, name="Дупка.jpg"))
    private, shared = files.response(found), files.response(found, shared=True)
    assert private.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert private.headers["X-Content-Type-Options"] == "nosniff"
    assert private.headers["Cache-Control"] == "private, no-store"
    assert private.headers["Content-Disposition"].startswith("inline; filename*=UTF-8''%D0%94")
    with pytest.raises(NotFoundException):
        files.response(None)
    assert shared.headers["Content-Disposition"] == "inline", "the name that its sender gave it goes nowhere"
    seconds = int(shared.headers["Cache-Control"].rpartition("=")[2])
    assert seconds <= 60  # case 4: what is made private is gone within a minute


async def test_s35_papers_are_saved_and_not_opened(store: Store) -> None:
    paper = clean(corpus.pdf(), "letter.pdf", RULES)
    assert isinstance(paper, files.Clean)
    id = await store.transact(lambda unit: files.keep(unit, paper, CASE))
    assert files.response(await read(store, id)).headers["Content-Disposition"].startswith("attachment;")
