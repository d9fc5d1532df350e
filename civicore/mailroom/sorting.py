"""What a letter is: of a person, of a machine, or news that one of ours was not delivered. Never raises."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from email.message import Message
from typing import Literal
from uuid import UUID

from civicore.mailroom.mail import Mail, content, header
from civicore.messaging.verp import Envelope, envelope_in

Kind = Literal["human", "automatic", "returned"]
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_OURS = re.compile(rf"^({_UUID})@(.+)$", re.IGNORECASE)
_STATUS = re.compile(r"^\s*Status:\s*([245])\.\d{1,3}\.\d{1,3}", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^\s*Action:\s*([a-z]+)", re.IGNORECASE | re.MULTILINE)
_ORIGINAL = re.compile(rf"^\s*(?:Original-)?Message-ID:\s*<({_UUID})@", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(
    r"^\s*(?:Original-Recipient|Final-Recipient|Original-Rcpt-To):\s*(?:[a-z0-9]+\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)",
    re.IGNORECASE | re.MULTILINE,
)
_ROBOTS = frozenset({"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply"})
_MASS = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MACHINES = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-From", "List-Id", "List-Unsubscribe", "X-Loop")


@dataclass(frozen=True)
class Sorted:
    """What a letter is. Of one that came back: to which ``envelope`` it did, which ``message`` it says that it was
    (anybody can write that), and for whom. ``lost``: it will not arrive; ``dead``: nothing ever will at that address.
    """

    kind: Kind
    envelope: Envelope | None = None
    message: UUID | None = None
    recipients: tuple[str, ...] = ()
    lost: bool = False
    dead: bool = False


def sort(message: Message, mail: Mail, own: Collection[str]) -> Sorted:
    """``own`` are the city's addresses: a letter from one of them is our own coming round."""
    report = _report(message)
    if report is not None:
        return report
    if mail.sender.lower() in {one.lower() for one in own} or _by_machine(message, mail):
        return Sorted("automatic")
    return Sorted("human")


def ours(ids: Collection[str], domains: Collection[str]) -> tuple[UUID, ...]:
    """Messages of ours among these ids; they bear the id of the message and the domain of the sender."""
    known = {one.lower() for one in domains}
    found = (match for one in ids if (match := _OURS.match(one)) is not None)
    return tuple(UUID(match[1]) for match in found if match[2].lower() in known)


def _report(message: Message) -> Sorted | None:
    """News of delivery (RFC 3464), or a complaint of somebody who wants no such letters (RFC 5965)."""
    kinds = {part.get_content_type() for part in _inside(message)}
    if message.get_content_type() != "multipart/report" and "message/delivery-status" not in kinds:
        return _old_report(message)
    words = "\n".join(_said(part) for part in _inside(message))
    found = _returned(message, words)
    if "message/feedback-report" in kinds:
        return replace(found, dead=True)
    if "failed" not in {one.lower() for one in _ACTION.findall(words)}:
        return found  # delayed, relayed, delivered: nothing to do
    return replace(found, lost=True, dead="5" in _STATUS.findall(words))


def _old_report(message: Message) -> Sorted | None:
    """Old servers say it in free words: known by where it came back to, and never believed to be for good."""
    found = _returned(message, "")
    return found if found.envelope is not None and "mailer-daemon" in header(message, "From").lower() else None


def _returned(message: Message, words: str) -> Sorted:
    to = (envelope_in(header(message, name)) for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To"))
    original = _ORIGINAL.search(words)
    return Sorted(
        "returned",
        next((one for one in to if one is not None), None),
        UUID(original[1]) if original is not None else None,
        tuple(dict.fromkeys(_RECIPIENT.findall(words))),
    )


def _inside(message: Message, depth: int = 0) -> Iterator[Message]:
    """Every part, those inside of a report's enclosed letters too."""
    yield message
    inner = message.get_payload()
    if isinstance(inner, list) and depth < 6:
        for one in inner:
            if isinstance(one, Message):
                yield from _inside(one, depth + 1)


def _said(part: Message) -> str:
    """Headers and text: the fields of a report are parsed as headers of its part."""
    heads = "\n".join(f"{name}: {value}" for name, value in part.items())
    body = content(part) if part.get_content_type() == "text/rfc822-headers" else ""
    return f"{heads}\n{body}"


def _by_machine(message: Message, mail: Mail) -> bool:
    submitted = header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    precedence = header(message, "Precedence").lower()
    path = message.get("Return-Path")
    return (
        submitted not in ("", "no")
        or precedence in _MASS
        or any(header(message, name) for name in _MACHINES)
        or (path is not None and str(path).strip() == "<>")
        or not mail.sender
        or mail.sender.partition("@")[0].lower() in _ROBOTS
    )
