"""From a folder and from a real IMAP server to the desk: nothing lost, nothing twice, nothing changed there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from civicore.base.spans import Duration
from civicore.deployment.kinds import SecretRef
from civicore.deployment.model.channels import Imap, Inbox
from civicore.mailroom import imap
from civicore.mailroom.fetching import Fetching
from civicore.mailroom.imap import CannotRead, Place
from civicore.storage.tables import MessageRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.databases import everywhere_in_soak
from tests.mailroom import letters
from tests.mailroom.imapserver import PASSWORD, USER, ImapServer, imap_server
from tests.mailroom.postroom import Postroom


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    with imap_server(tmp_path_factory.mktemp("imap")) as server:
        yield server


@pytest.fixture
def server(running: ImapServer) -> ImapServer:
    running.empty()
    return running


def fetching(town: Postroom, server: ImapServer, password: str | None = PASSWORD) -> Fetching:
    """The town looks into this mailbox, as a city that is no demo does."""
    box = Imap.model_construct(
        host="localhost", port=server.port, security="starttls", user=USER, password=SecretRef("imap_password")
    )
    runtime = replace(town.built.runtime, demo=False, secret=lambda name: password)
    return Fetching(runtime, town.mailroom, Inbox.model_construct(imap=box, every=Duration(seconds=60)), server.trust)


def letter(number: int) -> bytes:
    return letters.plain(f"Лист {number}", Message_ID=f"<{number}@mail.example>")


async def test_letters_come_once_and_the_mailbox_stays_as_it_was(
    town: Postroom, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "_AT_ONCE", 2)
    server.deliver(*(letter(number) for number in range(5)))
    box = fetching(town, server)
    assert await box.look() == 5  # in three batches
    assert await box.look() == 0
    server.deliver(letter(5), letter(3))  # the second one was delivered twice
    assert await box.look() == 1
    assert len(await town.rows()) == 6
    assert not any(b"Seen" in one for one in server.flags())
    assert await box.trouble() is None


async def test_a_kill_between_fetch_and_commit_loses_no_letter_and_takes_none_twice(
    town: Postroom, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(letter(1), letter(2), letter(3))
    box, count = fetching(town, server), 0
    really = town.mailroom.put

    async def put(parcel: Any, unit: Any) -> bool:
        nonlocal count
        count += 1
        done = await really(parcel, unit)
        if count == 2:
            raise asyncio.CancelledError  # written, and not yet committed
        return done

    with monkeypatch.context() as patch:
        patch.setattr(town.mailroom, "put", put)
        with pytest.raises(asyncio.CancelledError):
            await box.look()
    assert [row["text"] for row in await town.rows()] == ["Лист 1"]
    assert await fetching(town, server).look() == 2
    assert sorted(row["text"] for row in await town.rows()) == ["Лист 1", "Лист 2", "Лист 3"]


async def test_two_processes_at_once_take_each_letter_once(town: Postroom, server: ImapServer) -> None:
    server.deliver(*(letter(number) for number in range(5)))
    taken = await asyncio.gather(fetching(town, server).look(), fetching(town, server).look())
    assert sum(taken) == 5 and len(await town.rows()) == 5


@everywhere_in_soak
async def test_a_mailbox_that_counts_anew_is_read_anew_and_nothing_comes_twice(
    town: Postroom, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(letter(1), letter(2))
    box = fetching(town, server)
    assert await box.look() == 2
    server_of_the_city = box._inbox.imap
    assert server_of_the_city is not None

    async def elsewhere(unit: UnitOfWork) -> None:
        await box._reached(server_of_the_city, Place(77, 9000), unit.now)

    await town.built.runtime.transact(elsewhere)
    server.deliver(letter(3))
    assert await box.look() == 1


@everywhere_in_soak
async def test_trouble_is_told_without_names_and_passes(
    town: Postroom, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = fetching(town, server, "wrong")
    assert await wrong.look() == 0
    assert "cannot be read" in str(await wrong.trouble())
    assert await fetching(town, server, None).look() == 0
    assert USER not in caplog.text and "wrong" not in caplog.text
    assert await fetching(town, server).look() == 0
    assert await wrong.trouble() is None


async def test_a_server_nobody_vouches_for_and_one_that_is_away_are_refused(server: ImapServer, clock: Any) -> None:
    with pytest.raises(CannotRead, match="SSLCertVerificationError"):
        await imap.fetch(server, PASSWORD, Place(), clock.now())
    with pytest.raises(CannotRead, match="ConnectionRefusedError"):
        await imap.fetch(replace(server, port=1), PASSWORD, Place(), clock.now(), server.trust)
    with pytest.raises(CannotRead):
        await imap.fetch(replace(server, folder="Nothing"), PASSWORD, Place(), clock.now(), server.trust)


@everywhere_in_soak
async def test_a_demo_speaks_with_no_server(town: Postroom, server: ImapServer) -> None:
    server.deliver(letter(1))
    box = fetching(town, server)
    assert await Fetching(town.built.runtime, town.mailroom, box._inbox).look() == 0


@everywhere_in_soak
async def test_letters_in_a_folder_are_taken_and_put_away_once(town: Postroom) -> None:
    folder: Path = town.built.runtime.city.folder / "mail-in"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1.a.host").write_bytes(letter(1))
    (folder / "new" / "2.b.host").write_bytes(letter(2))
    (folder / "tmp" / "3.c.host").write_bytes(b"half a let")
    written = town.built.runtime.city.channels.letter
    assert written is not None and written.inbox is not None
    box = Fetching(town.built.runtime, town.mailroom, written.inbox)
    await town.mailroom.take(letter(1))  # killed after the commit, before it was put away
    assert await box.look() == 1
    assert sorted(one.name for one in (folder / "cur").iterdir()) == ["1.a.host:2,S", "2.b.host:2,S"]
    assert await box.look() == 0
    async with town.built.runtime.store.reading():
        assert await MessageRow.count() == 0
