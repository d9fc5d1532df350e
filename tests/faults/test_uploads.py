"""A disk with no room left for what people upload (F06): the photo is refused in words, booking goes on.

Photos are records of the database, so their store is never full apart from that of bookings on a disk that has nothing
left at all (that is F05). What is shown is the disk that has room for a booking and none for a photo, and the folder
for temporary files, where a file above a megabyte waits while it comes in. A test cannot fill the machine's own disks:
the room is taken by SQLite's own limit of pages, a trigger that raises PostgreSQL's own error, and a temporary file
that answers like the kernel.
"""

from __future__ import annotations

import errno
import io
import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from civicore_booking.tables import BOOKING
from civicore_signals.tables import SIGNALS
from civicore_ticketing.tables import TICKETING
from PIL import Image

from civicore.base.clock import DemoClock
from civicore.extension.parts import TableSet
from civicore.files.tables import FileContent, FileRow
from tests.faults.test_disk import FULL, beside, on_sqlite
from tests.faults.town import Town, served, some
from tests.security.fortress import Browser
from tests.tables import DEMO
from tests.tools.reliability import Counted
from tests.tools.visitor import Page

FILE = Path(__file__).with_name("photos.yaml")
TEXT = "A hole as deep as a knee."
ROOM = 40  # pages that SQLite still has: enough for some bookings, a tenth of a photo


@pytest.fixture
def table_sets() -> Sequence[TableSet]:
    return (*DEMO, BOOKING, TICKETING, SIGNALS)


@pytest.fixture
async def town(database_url: str, clock: DemoClock) -> AsyncIterator[Town]:
    async with served(database_url, clock, FILE) as running:
        yield running


def photo(side: int) -> bytes:
    """A picture that cannot be packed: about a byte and a half for each point."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(out, "JPEG", quality=90)
    return out.getvalue()


async def sent(browser: Browser, content: bytes) -> Page:
    """The page of the text with a photo."""
    await browser.open("/en/signals/new/signal")
    form = (await browser.open("/en/signals/new/signal/text")).form("text")
    return await browser.send(form, form.filled({"text": TEXT}, "Continue"), [("hole.jpg", content)])


async def files(town: Town) -> tuple[int, int]:
    async with town.built.runtime.store.reading():
        return int(await FileRow.count()), int(await FileContent.count())


@asynccontextmanager
async def full(town: Town, url: str) -> AsyncIterator[None]:
    """No more room for a photo in the database."""
    if town.built.runtime.store.engine_type == "sqlite":
        engine: Any = town.built.runtime.store.engine
        async with town.built.runtime.store.reading():
            ((used,),) = [tuple(row.values()) for row in await FileRow.raw("PRAGMA page_count")]
        engine.writer.at_once(f"PRAGMA max_page_count={used + ROOM}")
        yield
        engine.writer.at_once("PRAGMA max_page_count=4294967294")
        return
    table = FileContent._meta.tablename
    async with beside(url) as keeper:
        await keeper.execute(FULL.format(table=table))
        yield
        await keeper.execute(f"DROP TRIGGER full_disk ON {table}")


async def test_f06_a_database_without_room_for_a_photo_refuses_it_and_books_on(
    town: Town, database_url: str, counted: Counted
) -> None:
    browser, (first, second) = Browser(town.http), some(2)
    content = photo(500)
    async with full(town, database_url):
        page = await sent(browser, content)
        assert (page.status, browser.answer.headers.get("Retry-After")) == (503, "5"), page.text
        assert await files(town) == (0, 0), "nor half of it"
        assert (await town.book(first)).status_code == 201
    page = await sent(browser, content)
    assert page.status == 200 and page.url.endswith("/contacts"), page.text
    assert await files(town) == (1, 2)
    assert (await town.book(second)).status_code == 201
    await town.check()
    counted(faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())


@on_sqlite
@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("trouble", [errno.ENOSPC, errno.EROFS, errno.ENOENT], ids=errno.errorcode.get)
async def test_f06_a_full_folder_for_temporary_files_refuses_a_large_photo_and_books_on(
    town: Town,
    engine_name: str,
    trouble: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    counted: Counted,
) -> None:
    def no_room(*_said: Any, **_more: Any) -> NoReturn:
        raise OSError(trouble, os.strerror(trouble))

    browser, (first, second) = Browser(town.http), some(2)
    content = photo(1200)
    assert 1_100_000 < len(content) < 8_000_000
    with monkeypatch.context() as disk:
        disk.setattr(tempfile, "TemporaryFile", no_room)
        page = await sent(browser, content)
        assert (page.status, browser.answer.headers.get("Retry-After")) == (503, "5"), page.text
        assert os.strerror(trouble) in caplog.text and "Traceback" not in caplog.text, "city IT is told what to mend"
        assert await files(town) == (0, 0)
        assert (await town.book(first)).status_code == 201
        assert (await sent(browser, photo(300))).url.endswith("/contacts"), "what is small needs no room"
    assert (await sent(browser, content)).url.endswith("/contacts")
    assert (await town.book(second)).status_code == 201
    await town.check()
    counted(faults=1, acknowledged=len(town.acknowledged), lost=await town.lost())
