"""What a service does inside one transaction: publish news, send messages, leave audit lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.extension.parts import Attachment
from civicore.storage import audit, idempotency, messages
from civicore.storage.events import note_event
from civicore.storage.messages import Letter
from civicore.storage.telling import Told


class Rendered(Protocol):
    """A message ready to be sent."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str | None: ...


class Renderer(Protocol):
    """Says a notice in a language."""

    def render(self, notice_id: str, language: str, context: Mapping[str, object], *, channel: str) -> Rendered: ...


class Lock(Protocol):
    """Holds a name until the unit ends."""

    async def lock(self, name: str) -> None: ...


class UnitOfWork:
    """One transaction. ``now`` is the instant it began; a repeated unit begins anew.

    Whatever is published, sent or recorded here exists only when the unit commits.
    """

    def __init__(self, now: datetime, engine: Lock, renderer: Renderer | None) -> None:
        self.now = now
        self.outgoing = False
        self.told: list[Told] = []
        self._engine = engine
        self._renderer = renderer
        self._unanswered: set[tuple[str, str]] = set()

    async def publish(self, event: Any) -> None:
        """News (a frozen dataclass) for all subscriptions, handed over after commit, at least once."""
        await note_event(event, self.now)
        self.outgoing = True

    async def send(
        self,
        notice_id: str,
        *,
        channel: str,
        to: str,
        language: str,
        context: Mapping[str, object],
        about: str,
        send_at: datetime | None = None,
        expires: datetime | None = None,
        attachments: Sequence[Attachment] = (),
        forget: bool = False,
        purpose: Literal["transaction", "reminder", "news"] = "transaction",
        unsubscribe: str | None = None,
    ) -> UUID:
        """Write a message to one person, rendered now and sent after commit or at ``send_at``, not after ``expires``.

        ``about`` names what it concerns (``booking:<uuid>``). ``forget``: its content and recipient are
        erased once it has been delivered or given up. ``unsubscribe``: the full address that ends such letters when
        it is posted to, told to mail programs (RFC 8058). Returns the message's id. RuntimeError without a renderer.
        """
        if self._renderer is None:
            raise RuntimeError("no renderer: give the store one before messages are sent")
        said = self._renderer.render(notice_id, language, context, channel=channel)
        self.outgoing = True
        return await messages.queue(
            Letter(notice_id, purpose, channel, to, language, about, said.subject, said.text, said.html, unsubscribe),
            self.now,
            due_at=send_at or self.now,
            attachments=attachments,
            forget=forget,
            expires=expires,
        )

    async def withdraw(self, about: str, notice: str | None = None) -> int:
        """Delete messages that have not been sent yet; returns how many. One that is being sent is not tried again."""
        return await messages.withdraw(about, notice)

    async def forget(self, about: str) -> int:
        """Erase person and content of all messages about this; unsent ones are deleted. Returns how many."""
        return await messages.forget(about)

    async def tell(self, topic: str, body: Mapping[str, object]) -> None:
        """News for screens that follow a topic (``office:town_hall``), for ever out of date after an hour.

        ``body`` are JSON values without personal data. Followers in every process hear it once the unit commits,
        in the order of the commits. It is written when the unit ends, so nobody else waits for the topic before.
        """
        self.told.append(Told(topic, body))

    async def record(self, action: str, *, actor: str, subject: str, facts: Mapping[str, object] | None = None) -> None:
        """Leave an audit line: who did what to whom. ``facts`` are JSON values without personal data."""
        await audit.add_line(self.now, action, actor, subject, facts or {})

    async def once(self, scope: str, key: str, fingerprint: str) -> Literal["new"] | dict[str, Any] | Refusal:
        """Claim a client's idempotency key in a scope.

        ``"new"``: do the work and ``keep_answer`` in the same unit. Else the answer that was kept, or
        ``Refusal("request.key_reused")`` when the key came with another request before.
        """
        found = await idempotency.claim(scope, key, fingerprint, self.now)
        if found == "new":
            self._unanswered.add((scope, key))
        return found

    async def keep_answer(self, scope: str, key: str, answer: Mapping[str, Any]) -> None:
        """Keep what the client was answered (JSON values)."""
        await idempotency.keep(scope, key, answer)
        self._unanswered.discard((scope, key))

    async def lock(self, name: str) -> None:
        """Wait until no other unit holds this name, for rules over several records; held until the unit ends.

        Take several names in one fixed order. SQLite has one writer, there it costs nothing.
        """
        await self._engine.lock(name)

    def check_complete(self) -> None:
        """RuntimeError when a claimed key has no answer: a repeated request could not be answered."""
        if self._unanswered:
            raise RuntimeError("a claimed idempotency key needs keep_answer() in the same unit")
