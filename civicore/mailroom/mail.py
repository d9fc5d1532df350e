"""A letter as it came over the wire, read in spite of all that programs of people get wrong.

Nothing here fails: what cannot be read is left out, so no letter stops those behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from civicore.mailroom.plain import plain_text
from civicore.mailroom.signs import clean, decoded, printable

_LONGEST, _NAME, _SUBJECT, _ADDRESS = 50_000, 120, 300, 254
_MOST_FILES, _DEEPEST = 20, 12


@dataclass(frozen=True)
class Mail:
    """What a letter says. ``text`` is plain and bounded; ``files`` are names of what was enclosed.

    ``message_id`` and ``answers_ids`` stand without angle brackets. ``at`` is when its sender says that it was
    written, in UTC; None when that cannot be read.
    """

    sender: str
    sender_name: str
    subject: str
    text: str
    message_id: str
    answers_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    at: datetime | None
    files: tuple[str, ...]


def opened(raw: bytes) -> Message:
    """The parts of a letter; the library takes whatever comes."""
    return message_from_bytes(raw, policy=compat32)


def unreadable() -> Mail:
    """What is known of a letter that the library gave up: staff look for it in the mailbox."""
    return Mail("", "", "", "", "", (), (), None, ())


def read(message: Message) -> Mail:
    """What it says."""
    name, sender = _sender(message)
    text, files = _content(message)
    ids = f"{header(message, 'In-Reply-To')} {header(message, 'References')}"
    return Mail(
        sender=printable(sender, _ADDRESS),
        sender_name=printable(name, _NAME),
        subject=printable(header(message, "Subject"), _SUBJECT),
        text=text[:_LONGEST],
        message_id=_bare(header(message, "Message-ID")),
        answers_ids=tuple(dict.fromkeys(one for written in ids.split() if (one := _bare(written)))),
        recipients=tuple(
            printable(parseaddr(words)[1], _ADDRESS)
            for name in ("Delivered-To", "X-Original-To", "Envelope-To", "To")
            if (words := header(message, name))
        ),
        at=_written_at(header(message, "Date")),
        files=tuple(files[:_MOST_FILES]),
    )


def header(message: Message, name: str) -> str:
    """The words of a header, whatever they were packed in; empty when there is none."""
    return " ".join(_unpacked(_raw(message, name), message.get_content_charset()).split())


def parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Every part that is not made of parts; letters enclosed in the letter are one part each."""
    if message.get_content_maintype() == "multipart" and message.is_multipart() and depth < _DEEPEST:
        for one in message.get_payload():
            if isinstance(one, Message):
                yield from parts(one, depth + 1)
    else:
        yield message


def content(part: Message) -> str:
    """The text of a part, in whatever alphabet it was written."""
    try:
        packed = part.get_payload(decode=True)
    except (LookupError, ValueError):
        packed = None
    return decoded(packed, part.get_content_charset()) if isinstance(packed, bytes) else ""


def _raw(message: Message, name: str) -> str:
    """A header as it came: the library's own reading loses eight-bit words."""
    return next((str(value) for known, value in message.raw_items() if known.lower() == name.lower()), "")


def _unpacked(value: str, charset: str | None) -> str:
    # Eight-bit headers without a word about their alphabet come as surrogates.
    whole = decoded(value.encode("utf-8", "surrogateescape"), charset)
    try:
        pieces = decode_header(whole)
    except (ValueError, LookupError, HeaderParseError):
        return whole
    return "".join(
        decoded(words, known) if isinstance(words, bytes) and known else _latin(words) for words, known in pieces
    )


def _latin(words: bytes | str) -> str:
    """``decode_header`` gives what was not packed as the bytes of its escapes."""
    return words if isinstance(words, str) else words.decode("raw-unicode-escape", "replace")


def _sender(message: Message) -> tuple[str, str]:
    """Name and address; the address is looked for before the name is unpacked, for a name may hold anything."""
    written = _raw(message, "From").encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    address = parseaddr(" ".join(written.split()))[1]
    name = parseaddr(header(message, "From"))[0]
    return name, address if "@" in address else ""


def _content(message: Message) -> tuple[str, list[str]]:
    plain: list[str] = []
    rich: list[str] = []
    files: list[str] = []
    for part in parts(message):
        kind, name = part.get_content_type(), _file_name(part)
        enclosed = name or str(part.get("Content-Disposition", "")).lower().startswith("attachment")
        if enclosed or kind not in ("text/plain", "text/html"):
            files.append(printable(name or kind, _NAME))
        else:
            (plain if kind == "text/plain" else rich).append(content(part))
    written = "\n".join(one.strip("\r\n") for one in plain)
    text = written if written.strip() else "\n".join(plain_text(one) for one in rich)
    return "\n".join(clean(line) for line in text.splitlines()).strip(), files


def _file_name(part: Message) -> str:
    try:
        found = part.get_filename()
    except (LookupError, ValueError):
        return "?"
    return _unpacked(found, None) if found else ""


def _bare(written: str) -> str:
    return printable(written.strip().strip("<>"), _SUBJECT)


def _written_at(words: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(words)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
