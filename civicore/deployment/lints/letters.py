"""Letters: one place to fetch them from, and somebody who hears what could not be delivered."""

from __future__ import annotations

from collections.abc import Iterator

from civicore.base.saying import say
from civicore.deployment.city import City
from civicore.extension.parts import Finding


def check(city: City) -> Iterator[Finding]:
    """L494 and L495."""
    letter, email = city.channels.letter, city.channels.email
    inbox = letter.inbox if letter is not None else None
    if inbox is not None and (inbox.imap is None) == (inbox.maildir is None):
        message = say("an inbox is either imap or maildir") if inbox.imap else say("an inbox needs imap or maildir")
        yield Finding("L494", message, ("channels", "letter", "inbox"), at_key=True)
    if email is not None and email.bounces is not None and inbox is None:
        message = say("what cannot be delivered returns there, and no mailbox is looked into")
        yield Finding("L495", message, ("channels", "email", "bounces"), severity="warning")
