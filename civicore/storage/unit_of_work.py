"""What a service does inside one transaction: publish news, send messages, leave audit lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from civicore.base.refusal import Refusal
from civicore.contracts.dialog import Contact
from civicore.extension.channels import Action, Attachment
from civicore.storage import audit, idempotency, messages, spares
from civicore.storage.events import note_event
from civicore.storage.manners import AT_ONCE, Manners, Purpose
from civicore.storage.messages import Letter
from civicore.storage.telling import Told
from civicore.storage.written import kind_of

Mark = tuple[bool, int, frozenset[tuple[str, str]]]
"""Whether something goes out, how much was told, and which keys have no answer yet."""
_WITHOUT_FILES = frozenset({"sms", "push"})


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
    async def share(self, name: str) -> None: ...


class UnitOfWork:
    """One transaction. ``now`` is the instant it began; a repeated unit begins anew.

    Whatever is published, sent or recorded here exists only when the unit commits.
    """

    def __init__(
        self,
        now: datetime,
        engine: Lock,
        renderer: Renderer | None,
        manners: Manners | None = None,
        heard: Collection[str] | None = None,
    ) -> None:
        self.now = now
        self.outgoing = False
        self.told: list[Told] = []
        self._engine = engine
        self._renderer = renderer
        self.manners = manners or AT_ONCE
        self._heard = heard
        self._unanswered: set[tuple[str, str]] = set()

    async def publish(self, event: Any) -> None:
        """News (a frozen dataclass) for all subscriptions, handed over after commit, at least once.

        What nobody subscribes to is not written down.
        """
        if self._heard is None or kind_of(type(event)) in self._heard:
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
        purpose: Purpose = "transaction",
        unsubscribe: str | None = None,
        otherwise: Sequence[Contact] = (),
        repeats: bool | None = None,
        actions: Sequence[Action] = (),
    ) -> UUID:
        """Write a message to one person, rendered now and sent after commit or at ``send_at``, not after ``expires``.

        ``about`` names what it concerns (``booking:<uuid>``). ``forget``: its content and recipient are
        erased once it has been delivered or given up. ``unsubscribe``: the full address that ends such letters when
        it is posted to, told to mail programs (RFC 8058). Reminders and news wait while the city's file wants quiet.

        ``otherwise`` are other ways to the same person, tried one after the other when the one before failed for good
        or took longer than the file allows; what was delivered ends the chain. ``repeats=False``: a try of which
        nobody knows how it ended is not made again but shown to staff; by default only news are so. ``actions`` are
        buttons where the channel has some. Returns the message's id. RuntimeError without a renderer.
        """
        if self._renderer is None:
            raise RuntimeError("no renderer: give the store one before messages are sent")
        ways = [Contact(channel, to), *otherwise]
        said = [self._renderer.render(notice_id, language, context, channel=one.channel) for one in ways]
        self.outgoing = True
        return await spares.queue(
            [
                Letter(
                    notice_id, purpose, way.channel, way.to, language, about, one.subject, one.text, one.html,
                    unsubscribe if way.channel == "email" or not otherwise else None,
                    purpose != "news" if repeats is None else repeats, tuple(actions),
                    () if way.channel in _WITHOUT_FILES else tuple(attachments),
                )
                for way, one in zip(ways, said, strict=True)
            ],
            self.now,
            self.manners,
            send_at=send_at,
            forget=forget,
            expires=expires,
        )  # fmt: skip

    async def notify(
        self,
        notice_id: str,
        *,
        about: str,
        language: str,
        context: Mapping[str, object],
        usual: Sequence[Contact] = (),
        every: bool = False,
        send_at: datetime | None = None,
        expires: datetime | None = None,
        attachments: Sequence[Attachment] = (),
        forget: bool = False,
        purpose: Purpose = "transaction",
        unsubscribe: str | None = None,
        repeats: bool | None = None,
        actions: Sequence[Action] = (),
    ) -> tuple[UUID, ...]:
        """Tell a person about something by the way they chose for it, else by the ``usual`` ones.

        One message goes out; all other ways stand in for it. ``every``: while the person chose nothing, each of the
        usual ways gets its own, as where the law wants paper and text. Whoever ended the notices about this still
        gets transactions, by the usual ways. Returns the messages, none when there is no way or none is wanted.
        Everything else is as in ``send``.
        """
        chosen = await self.manners.chosen(about)
        if chosen.ended and purpose != "transaction":
            return ()
        if chosen.ways or not every:
            chains = [(*chosen.ways, *(one for one in self.manners.ordered(usual) if one not in chosen.ways))]
        else:
            chains = [(one,) for one in usual]
        return tuple(
            [
                await self.send(
                    notice_id, channel=chain[0].channel, to=chain[0].to, otherwise=chain[1:], language=language,
                    context=context, about=about, send_at=send_at, expires=expires, attachments=attachments,
                    forget=forget, purpose=purpose, unsubscribe=unsubscribe, repeats=repeats, actions=actions,
                )
                for chain in chains
                if chain
            ]
        )  # fmt: skip

    async def withdraw(self, about: str, notice: str | None = None) -> int:
        """Delete messages that have not been sent yet; returns how many. One that is being sent is not tried again."""
        return await messages.withdraw(about, notice)

    async def forget(self, about: str) -> int:
        """Erase person and content of all messages about this, and the ways chosen for it; unsent ones are deleted.

        Returns how many messages.
        """
        await self.manners.forget(about)
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

    async def share(self, name: str) -> None:
        """Hold a name together with others who share it; whoever wants to ``lock`` it waits for all of them.

        What a unit shares from its very beginning is told to ``transact``: that costs no question.
        """
        await self._engine.share(name)

    def mark(self) -> Mark:
        """What it remembers by now."""
        return self.outgoing, len(self.told), frozenset(self._unanswered)

    def back_to(self, mark: Mark) -> None:
        """Forget what came after the mark: the database has undone it."""
        self.outgoing, told, unanswered = mark
        del self.told[told:]
        self._unanswered = {*unanswered}

    def check_complete(self, since: Mark = (False, 0, frozenset())) -> None:
        """RuntimeError when a key claimed since the mark has no answer: a repeated request could not be answered."""
        if self._unanswered - since[2]:
            raise RuntimeError("a claimed idempotency key needs keep_answer() in the same unit")
