"""The parts that hooks return. A part's id begins with its plugin's name: ``booking.tidy``.

What is for messages, machines and simulations stands in rooms of its own beside this one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from civicore.base.text import Text

if TYPE_CHECKING:
    from litestar.types import ControllerRouterHandler
    from piccolo.table import Table
    from pydantic import BaseModel

Area = Literal["public", "desk", "device", "api", "hook", "standard"]
Level = Literal["city", "office", "department", "agenda"]


@dataclass(frozen=True)
class Section:
    """A section of the deployment file.

    ``model`` is a frozen pydantic model whose fields all have defaults when ``levels`` names more than
    ``city``: the file may then write parts of it at offices, departments and agendas, and
    ``city.policy(key, ...)`` answers with the nearest value of every field.
    With ``many`` the section is a map: the file writes such a block under each id, ``city.section(key)`` is a mapping.
    The plugin is on when its section stands in the file.
    ``changes`` says what a change of each field does to what exists: by the path of a block (``""`` for the section
    itself, ids left out) a rule and the names of its fields. Rules are the kinds of ``civicore.contracts.changes``
    and a few words more, such as ``holds`` for a map that records refer to; without one a change is ``future``.
    """

    key: str
    model: type[BaseModel]
    levels: tuple[Level, ...] = ("city",)
    many: bool = False
    changes: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True)
class FieldType:
    """A kind of form field that a city may declare: ``cz.birth_number``.

    ``rules`` are Cerberus rules that judge and change nothing; ``check`` returns the code of what is wrong or None;
    ``normal`` is applied to what was typed before both.
    """

    id: str
    rules: Mapping[str, Any] = field(default_factory=dict)
    check: Callable[[str], str | None] | None = None
    normal: Callable[[str], str] | None = None
    input: str = "text"
    inputmode: str | None = None
    personal: bool = True


@dataclass(frozen=True)
class Permission:
    """A right that roles in the file can grant: ``booking.cancel``; ``meaning`` is an English msgid."""

    id: str
    meaning: str


@dataclass(frozen=True)
class Finding:
    """Something about the file that its author should know.

    ``path`` is where it stands (``("agendas", "id_cards", "quota")``); the core finds file, line and column.
    """

    code: str
    message: str
    path: tuple[str | int, ...] = ()
    severity: Literal["error", "warning"] = "error"
    at_key: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True)
class OnlineCheck:
    """A question to another system that the file names; ``ask`` answers with what is wrong, and never raises.

    It changes nothing there, and sends nothing to anybody.
    """

    id: str
    ask: Callable[[], Awaitable[Sequence[Finding]]]


@dataclass(frozen=True)
class TableSet:
    """The Piccolo tables of a plugin, its migrations folder and its indexes.

    ``indexes`` are ``CREATE [UNIQUE] INDEX IF NOT EXISTS`` statements, the same text for both databases,
    run after the migrations.
    """

    app: str
    tables: Sequence[type[Table]]
    migrations: Path
    indexes: Sequence[str] = ()


@dataclass(frozen=True)
class Service:
    """An answer other plugins may ask for: a Protocol of ``civicore.contracts`` and who implements it."""

    port: type
    instance: object


@dataclass(frozen=True)
class Subscription:
    """News after commit: ``handler(event)`` is called at least once and must be idempotent."""

    id: str
    event: type
    handler: Callable[[Any], Awaitable[None]]


@dataclass(frozen=True)
class Job:
    """Work now and then; no correctness may wait for it."""

    id: str
    every: timedelta
    run: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Notice:
    """A message to citizens. ``template`` has the Jinja blocks ``subject`` and ``text`` (``html`` if it must).

    A text message says the block ``sms`` instead, where there is one. ``sample`` gives a context for previews
    and tests; ``purpose`` decides on quiet hours and repeats. A messenger says the block ``chat``, a push message
    ``push``, where there is one. ``title`` is an English msgid: how the page of one's notices calls it.
    """

    id: str
    template: str
    sample: Callable[[], Mapping[str, object]]
    purpose: Literal["transaction", "reminder", "news"] = "transaction"
    title: str = ""


@dataclass(frozen=True)
class Routes:
    """Litestar handlers for one area; the area adds prefix, layout and guard.

    ``public`` -> /{language}/…, ``desk`` -> /{language}/desk/…, ``api`` -> /api/v1/…, ``device`` ->
    /{language}/device/…, ``hook`` -> /hooks/… for what other systems tell us: the handler itself asks who calls,
    ``standard`` -> the place that an international standard names, such as /open311/…, without language.
    Paths of plugins begin with the plugin's name or a path from the file.
    """

    area: Area
    handlers: Sequence[ControllerRouterHandler]


@dataclass(frozen=True)
class Navigation:
    """An entry of a menu; ``label`` is an English msgid or a text of the city.

    ``account`` is the menu of whoever is signed in, in the corner of each page. A city may word an entry of it:
    ``accounts.menu.my_items`` is the label of the entry whose id ends so, ``signals.my_items``.
    """

    id: str
    area: Area
    label: str | Text
    path: str
    order: int = 100
    permission: str | None = None
    place: Literal["menu", "home", "footer", "account"] = "menu"
    hint: str | Text | None = None


@dataclass(frozen=True)
class Card:
    """A tile of the desk's front page; ``render`` gives the template and its context."""

    id: str
    permission: str
    render: Callable[[Any], Awaitable[tuple[str, Mapping[str, object]]]]
    order: int = 100


@dataclass(frozen=True)
class HomeBox:
    """A part of the public front page, under the tasks: ``render(request)`` gives the template and its context.

    The template says ``box.<name>`` for the context. One that fails is left out and logged; the page stands.

    ``for_everybody``: it shows the same to whoever asks, and changes with the city, the language, the second and the
    records alone. Only where all boxes say so is the front page kept for the rest of the second; what hangs on who
    asks, on another server or on the plugin's own memory must not say it.
    """

    id: str
    render: Callable[[Any], Awaitable[tuple[str, Mapping[str, object]]]]
    order: int = 100
    for_everybody: bool = False


@dataclass(frozen=True)
class HealthProbe:
    """Answers None when well, or a sentence about what is wrong.

    ``vital``: without it this server can serve nobody, so that /health asks to send people to another one. What
    is not vital is told there and to staff: a printer without paper is no reason to close the city.
    """

    id: str
    probe: Callable[[], Awaitable[str | None]]
    vital: bool = True


@dataclass(frozen=True)
class Retention:
    """One store of personal data: erases what is older than the file allows, exports and erases a person.

    ``expire`` and ``erase`` return how many records they erased. A person is an e-mail address, a telephone number,
    or an account, ``citizen:<uuid>``; whoever has an account is asked for under each of their names in turn.
    """

    id: str
    expire: Callable[[], Awaitable[int]]
    export: Callable[[str], Awaitable[Sequence[Mapping[str, object]]]]
    erase: Callable[[str], Awaitable[int]]


@dataclass(frozen=True)
class Lifespan:
    """Started with the server and stopped before it ends.

    When a changed file is taken over in a running server, a new one is entered beside it first. That of a third-party
    plugin may then be left shortly before the last requests that began under the old file have ended: a handler that
    still holds what it opened must bear that it is closed.
    """

    id: str
    around: Callable[[], AbstractAsyncContextManager[None]]


@dataclass(frozen=True)
class Output:
    """Where records may be looked for by anybody: every address outside the desk that takes a parameter.

    ``addresses(subject)`` gives the paths, without language, at which a stranger who knows all that can be guessed
    (number, id, place, words) would look for a record: ``signals:<uuid>``. Secret links are no part of it. An address
    for no record at all is asked with an empty subject and shows what the parameters look like.
    """

    id: str
    addresses: Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Samples:
    """Believable demo data, made once when a demo starts."""

    id: str
    make: Callable[[], Awaitable[None]]
