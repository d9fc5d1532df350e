"""Cases whose every value is a word that stands nowhere else: where it is found, it came from there.

Longer than other modules because everything that can become of a case is told in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from io import BytesIO
from typing import Any
from uuid import UUID

from civicore_signals import erasing, links, store
from civicore_signals.case import Case, Place, Sender
from civicore_signals.dossier import Span
from civicore_signals.lifecycle import Given
from civicore_signals.service import Filed, Filing, Holder
from PIL import Image

from civicore import files, new_id
from civicore.people.tables import StaffRow
from civicore.storage.unit_of_work import UnitOfWork
from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House

CLERK = replace(BOSS, name=f"qx{'boss'}namezx")
COLLEAGUE = "qxcolleaguenamezx"
COLLEAGUE_ID = new_id()
EVERYTHING = ("text", "photo", "place", "answer")
OFFICE = ("note", "reason")  # what the sender does not learn either
TO_SENDER = ("question", "reply")


def mark(case: str, what: str) -> str:
    """The word of a case for one of its values; none is the beginning of another."""
    return f"qx{case}{what}zx"


@dataclass
class Whole:
    """One case with all that was said in it. ``open``: which of its values may leave."""

    name: str
    place: tuple[float, float]
    colours: tuple[tuple[int, int, int], ...]
    phone: str
    open: frozenset[str] = frozenset()
    known: bool = False  # strangers may learn that it exists
    placed: bool = False  # and where it is
    case: Case = field(init=False)
    number: str | None = None
    token: str = ""
    files: tuple[UUID, ...] = ()

    @property
    def email(self) -> str:
        return f"{mark(self.name, 'email')}@posta.example"

    @property
    def subject(self) -> str:
        return f"signals:{self.case.id}"

    def says(self, *what: str) -> set[str]:
        return {mark(self.name, one) for one in what}


SENDER = ("sender", "organisation", "email", "home", "file")
WORDS = ("topic", "text", "black", "plate", "where")
ALL = (*SENDER, *WORDS, *OFFICE, *TO_SENDER)


@dataclass
class Marked:
    """The cases by what became of them. ``letters`` were sent to the followers of some."""

    cases: dict[str, Whole] = field(default_factory=dict)
    followers: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Whole:
        return self.cases[name]

    @property
    def closed_words(self) -> set[str]:
        """Words that no stranger may ever read."""
        said = {COLLEAGUE, CLERK.name, str(COLLEAGUE_ID)}
        for one in self.cases.values():
            said |= one.says(*(what for what in ALL if what not in one.open)) | {one.phone.strip("+")}
            said |= {f"{side:.4f}" for side in one.place if not one.placed}
            said |= {str(one.case.id)}
            said |= set() if one.known or one.number is None else {one.number}
        return {word.casefold() for word in said}

    @property
    def closed_colours(self) -> tuple[tuple[int, int, int], ...]:
        """Colours of which no stranger may see a picture; the first one of an open case is let out."""
        kept = [(one, colour) for one in self.cases.values() for colour in one.colours]
        return tuple(colour for one, colour in kept if "photo" not in one.open or colour != one.colours[0])


async def make(house: House) -> Marked:
    """Everything that can become of a case, once."""
    marked = Marked()
    await staffed(house)
    for number, (name, become) in enumerate(BECOMES.items()):
        one = Whole(
            name, (49.9811 + number / 1000, 13.9815 + number / 1000), _colours(number), f"+4207771{number:02}333"
        )
        marked.cases[name] = one
        await become(house, marked, one)
        house.wait(minutes=1)
    await house.built.outbox.flush()
    return marked


def _colours(number: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Two colours of its own for each case, far from those of the others and from the black of a redaction."""
    bright = [(r, g, b) for r in (40, 100, 160, 220) for g in (40, 100, 160, 220) for b in (70, 130, 190, 250)]
    return bright[2 * number], bright[2 * number + 1]


async def staffed(house: House) -> None:
    """Employ those who work on the cases."""

    async def write(unit: UnitOfWork) -> None:
        for id, name in ((BOSS.id, CLERK.name), (str(COLLEAGUE_ID), COLLEAGUE)):
            address = f"{name}@office.example"
            said: dict[str, Any] = {"role": "manager", "language": "en", "state": "active", "made_at": unit.now}
            await StaffRow.insert(StaffRow(id=UUID(id), email=address, email_key=address, name=name, **said))

    await house.built.runtime.transact(write)


async def filed(house: House, one: Whole, kind: str, category: str, **changes: Any) -> Filed:
    """The case as it came in, with two photos."""
    n, signal = one.name, kind == "signal"
    sender = Sender(
        name=mark(n, "sender"),
        organisation=mark(n, "organisation"),
        holder="company",
        email=one.email,
        phone=one.phone,
        address=mark(n, "home"),
        language="en",
        email_confirmed=True,
        account=None if signal else new_id(),
    )
    said: dict[str, Any] = {
        "topic": None if signal else f"{mark(n, 'topic')} of it",
        "answers": {"surface": "gravel", "plate": mark(n, "plate")} if category == "roads.pothole" else {},
        "place": Place(one.place, f"{mark(n, 'where')} street 1") if signal else None,
        "sender": sender,
    }
    draft = f"draft:{new_id()}"
    one.files = tuple([await _photo(house, draft, mark(n, "file"), colour) for colour in one.colours])
    text = f"{mark(n, 'text')} is broken, {mark(n, 'black')} saw it."
    wanted = Filing(kind, category, text, "en", files=one.files, files_of=draft, **{**said, **changes})
    made = await house.cases.file(wanted)
    assert isinstance(made, Filed), made
    one.case, one.number, one.token = made.case, made.case.number, made.token
    return made


async def _photo(house: House, draft: str, name: str, colour: tuple[int, int, int]) -> UUID:
    picture = BytesIO()
    Image.new("RGB", (320, 240), colour).save(picture, "JPEG", quality=95)
    clean = await files.accept(picture.getvalue(), f"{name}.jpg", files.Rules())
    assert isinstance(clean, files.Clean), clean
    return await house.built.runtime.transact(lambda unit: files.keep(unit, clean, draft))


async def worked_on(house: House, one: Whole) -> None:
    """The office notes something, asks the sender and is answered; a colleague has it now."""
    id = one.case.id
    _well(await house.desk.assign(id, CLERK, clerk=COLLEAGUE_ID))
    _well(await house.desk.note(id, f"{mark(one.name, 'note')} is what we think.", CLERK))
    _well(await house.desk.ask(id, f"{mark(one.name, 'question')}?", CLERK))
    _well(await house.cases.reply(Holder(one.token), f"{mark(one.name, 'reply')}!"))


async def followed(house: House, marked: Marked, one: Whole) -> None:
    """Somebody follows it by e-mail."""
    address = f"follower.of.{one.name}@posta.example"
    assert await house.cases.follow(one.number or "", address, "en") is None
    (letter,) = await house.letters(address)
    (link,) = [str(one) for one in letter["links"] if f"/{links.FOLLOW}/" in one]
    assert await house.cases.confirm_following(link.rpartition("/")[2]) is not None
    marked.followers[address] = one.name


async def released(house: House, marked: Marked, one: Whole) -> None:
    """A signal that the office has looked at and let out: one of its two photos, and what it says."""
    await filed(house, one, "signal", "roads.pothole")
    await worked_on(house, one)
    done = house.desk.publish(one.case.id, EVERYTHING, CLERK, files=one.files[:1], agreed=True)
    _well(await done)
    one.open, one.known, one.placed = frozenset({"text", "black", "where", "photo"}), True, True
    await followed(house, marked, one)
    _well(await house.desk.update(one.case.id, "We were there.", CLERK))


async def _letter(house: House, marked: Marked, one: Whole) -> None:
    await filed(house, one, "letter", "correspondence")
    await worked_on(house, one)


async def _foi(house: House, marked: Marked, one: Whole) -> None:
    await filed(house, one, "foi", "information")
    await worked_on(house, one)


async def _private_type(house: House, marked: Marked, one: Whole) -> None:
    await filed(house, one, "signal", "social")
    await worked_on(house, one)
    _well(await house.desk.publish(one.case.id, EVERYTHING, CLERK, agreed=True))


async def _unconfirmed(house: House, marked: Marked, one: Whole) -> None:
    sender = Sender(name=mark(one.name, "sender"), email=one.email, phone=one.phone, language="en")
    made = await filed(house, one, "question", "services", sender=sender)
    assert made.case.state == "unconfirmed"


async def _waiting(house: House, marked: Marked, one: Whole) -> None:
    await filed(house, one, "signal", "roads.pothole")
    one.known = True
    await followed(house, marked, one)
    await worked_on(house, one)
    _well(await house.desk.update(one.case.id, "We shall look at it.", CLERK))


async def _hidden(house: House, marked: Marked, one: Whole) -> None:
    await released(house, marked, one)
    _well(await house.desk.hide(one.case.id, f"{mark(one.name, 'reason')} is why.", CLERK))
    _well(await house.desk.update(one.case.id, "Told to the sender alone.", CLERK))
    one.open, one.known, one.placed = frozenset(), False, False


async def _redacted(house: House, marked: Marked, one: Whole) -> None:
    await released(house, marked, one)
    text = (await house.now(one.case)).text
    start = text.index(mark(one.name, "black"))
    span = Span(start, start + len(mark(one.name, "black")))
    _well(await house.desk.redact_text(one.case.id, [span], CLERK))
    address = (await house.now(one.case)).place
    assert address is not None and address.address is not None
    whole = Span(0, len(mark(one.name, "where")))
    _well(await house.desk.redact_text(one.case.id, [whole], CLERK, field="address"))
    _well(await house.desk.redact_photo(one.case.id, one.files[0], [files.Box(0, 0, 1, 1)], CLERK))
    one.open = frozenset({"text"})


async def _merged(house: House, marked: Marked, one: Whole) -> None:
    await released(house, marked, one)
    _well(await house.desk.merge(one.case.id, marked["released"].case.id, CLERK))


async def _merged_away(house: House, marked: Marked, one: Whole) -> None:
    """Merged before anybody let its words out."""
    await filed(house, one, "signal", "roads.pothole")
    await worked_on(house, one)
    _well(await house.desk.merge(one.case.id, marked["released"].case.id, CLERK))
    one.known = True


async def _withdrawn(house: House, marked: Marked, one: Whole) -> None:
    await released(house, marked, one)
    _well(await house.cases.withdraw(Holder(one.token)))
    one.open, one.known, one.placed = frozenset(), False, False


async def _erased(house: House, marked: Marked, one: Whole) -> None:
    await released(house, marked, one)
    given = Given(text="It is done.", outcome="solved")
    _well(await house.desk.move(one.case.id, "solved", given, CLERK))
    case = await house.now(one.case)
    await house.built.runtime.transact(partial(_content, case))
    one.open, one.known, one.placed = frozenset(), False, False


async def _content(case: Case, unit: UnitOfWork) -> None:
    await erasing.content(unit, case)


async def _never_was(house: House, marked: Marked, one: Whole) -> None:
    await _unconfirmed(house, marked, one)

    async def forget(unit: UnitOfWork) -> None:
        found = await store.get(one.case.id)
        assert found is not None
        await erasing.never_was(unit, found)

    await house.built.runtime.transact(forget)


BECOMES: dict[str, Callable[[House, Marked, Whole], Any]] = {
    "released": released,
    "letter": _letter,
    "foi": _foi,
    "type": _private_type,
    "unconfirmed": _unconfirmed,
    "waiting": _waiting,
    "hidden": _hidden,
    "redacted": _redacted,
    "merged": _merged,
    "away": _merged_away,
    "withdrawn": _withdrawn,
    "erased": _erased,
    "never": _never_was,
}


def _well(done: object) -> None:
    assert isinstance(done, Case), done
