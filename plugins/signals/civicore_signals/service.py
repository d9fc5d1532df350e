"""Everything people outside do with cases, in one place: what pages, telephone, Open311 and API call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from civicore import Refusal
from civicore_signals.access import Account as Account
from civicore_signals.access import Holder as Holder
from civicore_signals.access import Stranger as Stranger
from civicore_signals.access import Viewer as Viewer
from civicore_signals.case import Case
from civicore_signals.filing import Filed as Filed
from civicore_signals.filing import Filing as Filing
from civicore_signals.following import Followed as Followed
from civicore_signals.looking import Mark as Mark
from civicore_signals.looking import Own as Own
from civicore_signals.looking import PublicFilter as PublicFilter
from civicore_signals.paging import Page as Page
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting
from civicore_signals.visibility import PublicCase

if TYPE_CHECKING:
    from civicore import Runtime


class Cases:
    """Answers with a value or a Refusal; nothing a citizen does raises. Instants are aware and in UTC.

    What a viewer may not learn of is refused as what does not exist: ``signals.unknown``.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.setting = Setting(runtime, Plan(runtime.city))

    # Filing

    async def file(self, filing: Filing) -> Filed | Refusal:
        """Register a case, or keep it until its address is confirmed (``Filed.case.state == "unconfirmed"``).

        ``signals.kind_closed``, ``signals.category_unknown``, ``signals.text_missing``, ``signals.text_long``,
        ``signals.place_missing``, ``signals.place_outside``, ``signals.account_needed``, ``signals.email_needed``,
        ``signals.too_many``, ``signals.suspended``.
        """
        raise NotImplementedError

    async def confirm(self, token: str) -> Filed | Refusal:
        """Register what waited for its address; the same link again answers the same. ``signals.unknown``."""
        raise NotImplementedError

    async def to_confirm(self, token: str) -> Case | None:
        """What a confirmation link is about; changes nothing."""
        raise NotImplementedError

    async def withdraw(self, viewer: Viewer, reason: str = "") -> Case | Refusal:
        """Take back one's own case while nobody has answered; ``signals.not_allowed``."""
        raise NotImplementedError

    # Links

    async def by_token(self, token: str, network: str | None = None) -> Case | None:
        """The case of a secret link; guesses are refused before they reach the store (case 5)."""
        raise NotImplementedError

    async def new_link(self, case: UUID) -> str:
        """A fresh secret of a case; its whole address is ``link``."""
        raise NotImplementedError

    def link(self, token: str, language: str) -> str:
        """The full address of the page that a secret opens."""
        raise NotImplementedError

    async def revoke(self, case: UUID) -> None:
        """Secrets given out for a case open nothing any more."""
        raise NotImplementedError

    # The public

    async def by_number(self, number: str, network: str | None = None) -> PublicCase | Refusal | None:
        """A case of any age by its number; None: unknown, or not for strangers. ``signals.too_many`` (``until``)."""
        raise NotImplementedError

    async def public(self, number: str) -> PublicCase | None:
        """The public page of a case."""
        raise NotImplementedError

    async def public_list(
        self, wanted: PublicFilter | None = None, cursor: str | None = None, size: int = 20
    ) -> Page[PublicCase]:
        """Public cases, the newest first; ``cursor`` is ``next`` of the page before."""
        raise NotImplementedError

    async def public_marks(self, wanted: PublicFilter) -> tuple[Mark, ...]:
        """Public cases on the map, within the days that the file shows (``wanted.bbox`` and filters narrow it)."""
        raise NotImplementedError

    # One's own

    async def own(self, viewer: Viewer, case: UUID | None = None) -> Own | None:
        """One's own case with everything its sender may know; an account names the case."""
        raise NotImplementedError

    async def mine(self, account: Account, cursor: str | None = None, size: int = 20) -> Page[Case]:
        """What an account has filed, the newest first."""
        raise NotImplementedError

    async def link_for_mine(self, email: str, language: str, network: str | None = None) -> Refusal | None:
        """Send an address the links of its cases; the same answer for every address (case 8). ``signals.too_many``."""
        raise NotImplementedError

    async def mine_by_link(self, token: str) -> tuple[Case, ...] | None:
        """The cases of a link that was sent by ``link_for_mine``; None: unknown or over."""
        raise NotImplementedError

    async def reply(
        self, viewer: Viewer, text: str, files: Sequence[UUID] = (), case: UUID | None = None
    ) -> Case | Refusal:
        """Answer the office's question, or add something; the clock goes on by law."""
        raise NotImplementedError

    async def feedback(self, viewer: Viewer, solved: bool, text: str = "", case: UUID | None = None) -> Case | Refusal:
        """Say whether it was solved: a visible event, never another status (case 37). ``signals.not_allowed``."""
        raise NotImplementedError

    async def reopen(self, viewer: Viewer, text: str, case: UUID | None = None) -> Case | Refusal:
        """Open a closed case again; ``signals.reopen_over`` after the last day (case 33), ``signals.not_allowed``."""
        raise NotImplementedError

    # Following

    async def follow(
        self, number: str, by: Account | str, language: str, network: str | None = None
    ) -> Followed | Refusal | None:
        """Follow a public case: an account at once, an address once it is confirmed (None: the letter is sent).

        ``signals.unknown``, ``signals.account_needed``, ``signals.too_many``.
        """
        raise NotImplementedError

    async def to_follow(self, token: str) -> PublicCase | None:
        """What a confirmation link of a follower is about; changes nothing."""
        raise NotImplementedError

    async def confirm_following(self, token: str) -> PublicCase | None:
        """The address is right; the same link again answers the same. None: unknown or over."""
        raise NotImplementedError

    async def to_stop(self, token: str) -> bool:
        """Whether a stop link still stops something; changes nothing."""
        raise NotImplementedError

    async def stop_following(self, token: str) -> None:
        """End it by the link of a letter; every link is answered alike."""
        raise NotImplementedError

    async def unfollow(self, account: Account, number: str) -> None:
        """End it by account."""
        raise NotImplementedError

    async def follows(self, account: Account, number: str) -> bool:
        """Whether an account follows a case."""
        raise NotImplementedError

    async def subscriptions(self, account: Account) -> tuple[Followed, ...]:
        """What an account follows, the newest first."""
        raise NotImplementedError
