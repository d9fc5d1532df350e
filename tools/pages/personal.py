"""The page of personal data: every store that the core or a plugin's manifest names."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.extension.manifest import PersonalStore, read
from civicore.extension.registry import first_party

INTRODUCTION = """\
# Personal data: what is kept, where, and how long

Made by `make docs` from the manifests of the plugins; a test compares them with the stores the program really has.
`kept` names settings of the city's file ([`retention`](language.md#retention) and those of the section). Every store
erases by itself what is older, tells one person's records, and erases them when asked, unless it says otherwise.

| of | store | what | kept | told | erased |
| --- | --- | --- | --- | --- | --- |
"""


def _core(store: str, fields: str, kept: str, *, export: bool = True) -> PersonalStore:
    return PersonalStore(store=store, fields=tuple(fields.split()), kept=kept, export=export, erase=export)


CORE = (
    _core("people.staff", "name email password totp", "until the account is disabled, then as long as retention.audit"),
    _core("citizens.accounts", "name email password profile", "until erased; unconfirmed ones accounts.unverified"),
    _core("sms.messages", "phone text", "until worked, at most retention.finished"),
    _core("ways.choices", "channel address", "as long as what they are about: the longest term of retention"),
    _core(
        "storage.messages", "address text", "emptied retention.finished after it was due, gone after retention.audit"
    ),
    _core("mailroom.letters", "name email subject text", "channels.letter.keep after the letter was settled"),
    _core("pocket.push", "browser", "until the browser or its owner ends it; it bears no name", export=False),
)


def stores() -> Iterator[tuple[str, PersonalStore]]:
    """Every store with whose it is."""
    yield from (("core", one) for one in CORE)
    yield from ((name, one) for name in sorted(first_party()) for one in read(name).personal_data)


def page() -> str:
    """The whole document."""
    return INTRODUCTION + "\n".join(_row(*one) for one in stores()) + "\n"


def _row(of: str, one: PersonalStore) -> str:
    told, erased = ("yes" if may else "no" for may in (one.export, one.erase))
    return f"| {of} | `{one.store}` | {', '.join(one.fields)} | {one.kept} | {told} | {erased} |"
