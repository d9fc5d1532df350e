"""A letter as staff see it, and the queue: values, and the reads behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from civicore.contracts.incoming_mail import IncomingLetter, Proposal
from civicore.mailroom.tables import LetterRow
from civicore.storage.written import dumps, loads

Tab = Literal["new", "mine", "others", "done", "machines"]
TABS: tuple[Tab, ...] = ("new", "mine", "others", "done", "machines")
_OPEN = ("taken", "doing")
_A_PAGE = 100
_A_DAY = timedelta(days=1)
_MANY = 10  # letters of one sender in a day; beyond it a code in a letter proves nothing: it may be guessed


@dataclass(frozen=True)
class Letter:
    """One letter. ``owner`` is who has it on their desk, as the audit log names them."""

    id: UUID
    kind: str
    via: str
    sender: str
    sender_name: str
    subject: str
    text: str
    quoted: str
    files: tuple[str, ...]
    answers: str
    written_at: datetime
    came_at: datetime
    state: str
    owner: str
    ended: str
    begun: Proposal | None
    done_at: datetime | None
    person: str

    @property
    def about(self) -> str:
        """How messages and audit lines name it."""
        return f"letter:{self.id}"

    @property
    def emptied(self) -> bool:
        """Whether its words are erased already."""
        return self.state == "done" and not (self.sender or self.sender_name or self.subject or self.text)

    def incoming(self) -> IncomingLetter:
        """The letter for whoever may have something to do with it."""
        return IncomingLetter(
            self.id,
            self.sender,
            self.sender_name,
            self.subject,
            self.text,
            self.written_at,
            self.quoted,
            self.answers,
        )


async def one(id: UUID) -> Letter | None:
    """Inside a unit of work or a reading."""
    row = await LetterRow.select().where(LetterRow.id == id).first()
    return _letter(row) if row is not None else None


async def listed(tab: Tab, owner: str) -> tuple[Letter, ...]:
    """The letters of a tab: what waits by age, what is over the latest first; at most a hundred."""
    rows = await LetterRow.select().where(_of(tab, owner)).order_by(_by(tab), ascending=_waits(tab)).limit(_A_PAGE)
    return tuple(_letter(row) for row in rows)


async def counted(owner: str) -> dict[Tab, int]:
    """How many wait, in each tab where somebody waits."""
    return {tab: await LetterRow.count().where(_of(tab, owner)) for tab in TABS if _waits(tab)}


async def too_many(letter: Letter) -> int:
    """How many letters this sender wrote within a day, when that is more than people write; else 0."""
    if not letter.person:
        return 0
    day = (LetterRow.came_at > letter.came_at - _A_DAY) & (LetterRow.came_at <= letter.came_at)
    found: int = await LetterRow.count().where((LetterRow.person == letter.person) & day)
    return found if found > _MANY else 0


def packed(proposal: Proposal) -> str:
    """A deed that was begun, as it is kept until it is done."""
    return dumps(
        {
            "about": proposal.about,
            "deed": proposal.deed,
            "title": proposal.title,
            "answer": dict(proposal.answer),
            "sure": proposal.sure,
        }
    )


def _of(tab: Tab, owner: str) -> Any:
    human = LetterRow.kind == "human"
    if tab == "new":
        return human & (LetterRow.state == "new")
    if tab == "mine":
        return human & LetterRow.state.is_in(list(_OPEN)) & (LetterRow.owner == owner)
    if tab == "others":
        return human & LetterRow.state.is_in(list(_OPEN)) & (LetterRow.owner != owner)
    if tab == "done":
        return human & (LetterRow.state == "done")
    return LetterRow.kind == "automatic"


def _by(tab: Tab) -> Any:
    return LetterRow.came_at if tab != "done" else LetterRow.done_at


def _waits(tab: Tab) -> bool:
    return tab in ("new", "mine", "others")


def _letter(row: dict[str, Any]) -> Letter:
    return Letter(
        id=row["id"],
        kind=row["kind"],
        via=row["via"],
        sender=row["sender"],
        sender_name=row["sender_name"],
        subject=row["subject"],
        text=row["text"],
        quoted=row["quoted"],
        files=tuple(loads(row["files"])),
        answers=row["about"],
        written_at=row["written_at"],
        came_at=row["came_at"],
        state=row["state"],
        owner=row["owner"],
        ended=row["ended"],
        begun=_begun(row["deed"]),
        done_at=row["done_at"],
        person=row["person"],
    )


def _begun(packed: str) -> Proposal | None:
    if not packed:
        return None
    kept = loads(packed)
    return Proposal(kept["about"], kept["deed"], kept["title"], {}, kept["sure"], None, kept["answer"])
