"""Everything people outside do with cases, in one place: what pages, telephone, Open311 and API call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Refusal
from civicore_signals import confirming, filing, following, links, looking, own, replying, tokens
from civicore_signals.access import Account as Account
from civicore_signals.access import Holder as Holder
from civicore_signals.access import Stranger as Stranger
from civicore_signals.access import Viewer as Viewer
from civicore_signals.case import Case
from civicore_signals.filed import Filed as Filed
from civicore_signals.filed import Filing as Filing
from civicore_signals.following import Followed as Followed
from civicore_signals.looking import Mark as Mark
from civicore_signals.looking import PublicFilter as PublicFilter
from civicore_signals.own import Own as Own
from civicore_signals.paging import Cursor
from civicore_signals.paging import Page as Page
from civicore_signals.setting import Setting
from civicore_signals.visibility import PublicCase
from civicore_signals.working_out import plan_of

if TYPE_CHECKING:
    from civicore import Runtime


class Cases:
    """Answers with a value or a Refusal; nothing a citizen does raises. Instants are aware and in UTC.

    What a viewer may not learn of is refused as what does not exist: ``signals.unknown``.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.setting = Setting(runtime, plan_of(runtime.city))

    # Filing

    async def file(self, wanted: Filing) -> Filed | Refusal:
        """Register a case, or keep it until its address is confirmed (``Filed.case.state == "unconfirmed"``).

        ``signals.kind_closed``, ``category_unknown``, ``text_missing``, ``text_long``, ``topic_missing``,
        ``topic_long``, ``place_missing``, ``place_outside``, ``account_needed``, ``email_needed``, ``day_to_come``,
        ``too_old``, ``answer_*``, ``suspended``, ``too_many`` (``until``), ``files.gone``, ``request.key_reused``.
        """
        return await filing.file(self.setting, wanted)

    async def confirm(self, token: str) -> Filed | Refusal:
        """Register what waited for its address; the same link again answers the same. ``signals.unknown``."""
        return await confirming.confirm(self.setting, token)

    async def to_confirm(self, token: str) -> Case | None:
        """What a confirmation link is about, also when it is confirmed already; changes nothing."""
        return await confirming.to_confirm(self.setting, token)

    async def withdraw(self, viewer: Viewer, reason: str = "", case: UUID | None = None) -> Case | Refusal:
        """Take back one's own case before it has ended; ``signals.not_allowed``."""
        return await replying.on_own(self.setting, viewer, case, partial(replying.withdraw, reason))

    # Links

    async def by_token(self, token: str) -> Case | None:
        """The case of a secret link; guesses are refused before they reach the store (case 5)."""
        async with self.setting.runtime.store.reading():
            return await own.found(self.setting, Holder(token), None)

    async def new_link(self, case: UUID) -> str:
        """A fresh secret of a case; its whole address is ``link``. Those given out before still work."""
        setting = self.setting
        return await setting.runtime.transact(
            lambda unit: tokens.mint(setting, unit, tokens.CASE, f"case:{case}", setting.plan.keeping.links)
        )

    def link(self, token: str, language: str) -> str:
        """The full address of the page that a secret opens."""
        return self.setting.runtime.absolute(links.secret(links.OWN, token, language))

    async def revoke(self, case: UUID) -> None:
        """Secrets given out for a case open nothing any more."""
        await self.setting.runtime.transact(lambda unit: tokens.revoke(f"case:{case}", unit.now))

    # The public

    async def by_number(self, number: str, network: str | None = None) -> PublicCase | Refusal | None:
        """A case of any age by its number; None: unknown, or not for strangers. ``signals.too_many`` (``until``)."""
        return await looking.by_number(self.setting, number, network)

    async def public(self, number: str) -> PublicCase | None:
        """The public page of a case, with its history."""
        return await looking.public(self.setting, number)

    async def public_list(
        self, wanted: PublicFilter | None = None, cursor: str | None = None, size: int = 20
    ) -> Page[PublicCase]:
        """Public cases, the newest first, without their history; ``cursor`` is ``next`` of the page before."""
        return await looking.public_list(self.setting, wanted or PublicFilter(), Cursor.parse(cursor), size)

    async def public_marks(self, wanted: PublicFilter | None = None) -> tuple[Mark, ...]:
        """Public cases on the map, within the age that the file shows (``box`` and filters narrow it)."""
        return await looking.public_marks(self.setting, wanted or PublicFilter())

    # One's own

    async def own(self, viewer: Viewer, case: UUID | None = None) -> Own | None:
        """One's own case with everything its sender may know; an account names the case."""
        return await own.own(self.setting, viewer, case)

    async def mine(self, account: Account, cursor: str | None = None, size: int = 20) -> Page[Case]:
        """What an account has filed, the newest first."""
        return await own.mine(self.setting, account, Cursor.parse(cursor), size)

    async def link_for_mine(self, email: str, language: str, network: str | None = None) -> Refusal | None:
        """Send an address a link to its cases; the same answer for every address (case 8). ``signals.too_many``."""
        return await own.link_for_mine(self.setting, email, language, network)

    async def mine_by_link(self, token: str) -> tuple[Case, ...] | None:
        """The cases of a link that was sent by ``link_for_mine``; None: unknown or over.

        ``Holder(token)`` with the id of one of them opens that one.
        """
        return await own.mine_by_link(self.setting, token)

    async def reply(
        self, viewer: Viewer, text: str, files: Sequence[UUID] = (), case: UUID | None = None, files_of: str = ""
    ) -> Case | Refusal:
        """Answer the office's question, or add something; the clock goes on by law.

        ``files`` are kept uploads that belong to ``files_of`` until now. ``signals.not_allowed``, ``text_missing``,
        ``text_long``, ``files.gone``.
        """
        return await replying.on_own(self.setting, viewer, case, partial(replying.reply, text, files, files_of))

    async def feedback(self, viewer: Viewer, solved: bool, text: str = "", case: UUID | None = None) -> Case | Refusal:
        """Say whether it was solved: a visible event, never another status (case 37). ``signals.not_allowed``."""
        return await replying.on_own(self.setting, viewer, case, partial(replying.feedback, solved, text))

    async def reopen(self, viewer: Viewer, text: str, case: UUID | None = None) -> Case | Refusal:
        """Open a closed case again; ``signals.reopen_over`` after the last day (case 33), ``signals.not_allowed``."""
        return await replying.on_own(self.setting, viewer, case, partial(replying.reopen, text))

    # Following

    async def follow(
        self, number: str, by: Account | str, language: str, network: str | None = None
    ) -> Followed | Refusal | None:
        """Follow a public case: an account at once, an address once it is confirmed (None: the letter is sent).

        ``signals.unknown``, ``signals.account_needed``, ``signals.not_allowed``, ``signals.too_many``.
        """
        return await following.follow(self.setting, number, by, language, network)

    async def to_follow(self, token: str) -> PublicCase | None:
        """What a confirmation link of a follower is about; changes nothing."""
        return await following.to_follow(self.setting, token)

    async def confirm_following(self, token: str) -> PublicCase | None:
        """The address is right; the same link again answers the same. None: unknown or over."""
        return await following.confirm(self.setting, token)

    async def to_stop(self, token: str) -> bool:
        """Whether a stop link still stops something; changes nothing."""
        return await following.to_stop(self.setting, token)

    async def stop_following(self, token: str) -> None:
        """End it by the link of a letter; every link is answered alike."""
        await following.stop(self.setting, token)

    async def unfollow(self, account: Account, number: str) -> None:
        """End it by account."""
        await following.unfollow(self.setting, account, number)

    async def follows(self, account: Account, number: str) -> bool:
        """Whether an account follows a case."""
        return await following.follows(self.setting, account, number)

    async def subscriptions(self, account: Account) -> tuple[Followed, ...]:
        """What an account follows, the newest first."""
        return await following.subscriptions(self.setting, account)
