"""Files of a form without script: each is cleaned and kept at once, so no later mistake loses it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from litestar.datastructures import FormMultiDict, UploadFile

from civicore.base.refusal import Refusal
from civicore.files import keeping
from civicore.files.accepting import accept
from civicore.files.keeping import Kept
from civicore.files.names import shown_name
from civicore.files.rules import Rules
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import FieldError

REMOVE = "_remove_"  # with the name of the field: the button that takes one file away; its value is the file's id


MOST_WAITING = 4_000_000_000
"""Bytes of files that belong to nothing sent yet, of all people together: drafts never fill the disk."""


class Stores(Protocol):
    """Does work in one transaction; a runtime or a store."""

    async def transact(self, work: Any) -> Any: ...


@dataclass(frozen=True)
class Uploads:
    """The files that are kept now, and what was wrong with those that are not.

    ``errors`` belong to the control of the files, as those of a form do. ``removed``: somebody took one away.
    """

    kept: tuple[Kept, ...]
    errors: Sequence[FieldError] = ()
    removed: int = 0


async def receive(
    store: Stores, sent: FormMultiDict, field: str, rules: Rules, owner: str, *, until: datetime
) -> Uploads:
    """Keep what came in the files of ``field`` for ``owner`` and take away what was asked to go.

    What is kept already counts. Of more files than ``rules.max_files`` the first are kept and the rest is refused
    with ``files.too_many`` (``limit``); where strangers' files fill the place kept for them, with ``files.no_room``.
    Each other file that is refused has its own error, with its name in ``file``. Never raises for what somebody sent.
    """
    removed = await _removed(store, sent, field, owner)
    errors: list[FieldError] = []
    for upload in _uploads(sent, field):
        held = await _keep(store, upload, rules, owner, until)
        if isinstance(held, Refusal):
            errors.append(FieldError(field, held))
            if held.code == "files.too_many":
                break
    kept: tuple[Kept, ...] = await store.transact(lambda unit: keeping.of(owner))
    return Uploads(kept, tuple(errors), removed)


async def _keep(store: Stores, upload: UploadFile, rules: Rules, owner: str, until: datetime) -> UUID | Refusal:
    content = await upload.read(rules.max_size + 1)
    before = await store.transact(lambda unit: keeping.of(owner))
    if len(before) >= rules.max_files:
        return _too_many(upload, rules)
    if await store.transact(lambda unit: keeping.waiting()) + len(content) > MOST_WAITING:
        return Refusal("files.no_room", file=shown_name(upload.filename))
    clean = await accept(content, upload.filename, rules)
    if isinstance(clean, Refusal):
        return clean

    async def kept(unit: UnitOfWork) -> UUID | Refusal:
        await unit.lock(f"files:{owner}")
        if len(await keeping.of(owner)) >= rules.max_files:
            return _too_many(upload, rules)
        return await keeping.keep(unit, clean, owner, until)

    return await store.transact(kept)  # type: ignore[no-any-return]


def _too_many(upload: UploadFile, rules: Rules) -> Refusal:
    return Refusal("files.too_many", file=shown_name(upload.filename), limit=rules.max_files)


async def _removed(store: Stores, sent: FormMultiDict, field: str, owner: str) -> int:
    ids = set(_ids(sent, f"{REMOVE}{field}"))
    return await store.transact(lambda unit: keeping.discard(unit, owner, ids)) if ids else 0


def _ids(sent: FormMultiDict, name: str) -> Iterator[UUID]:
    for written in sent.getall(name, []):
        try:
            yield UUID(str(written))
        except ValueError:
            continue


def _uploads(sent: FormMultiDict, field: str) -> Iterator[UploadFile]:
    """What was chosen; a browser sends one nameless empty file when nothing was."""
    for one in sent.getall(field, []):
        if isinstance(one, UploadFile) and one.filename:
            yield one
