"""What counts as the answer of a third-party plugin that failed: what protects fails closed, a code is not its own.

A question that is not here has no answer of its own: the failure is the asker's, who undoes what was begun.
"""

from __future__ import annotations

from collections.abc import Mapping

from civicore.contracts.accounts import AccountAddresses
from civicore.contracts.admission import Door, Promises
from civicore.contracts.dialog import Intent, Messengers, Stale
from civicore.contracts.drafts import Drafts
from civicore.contracts.hours import LiveClosures
from civicore.contracts.incoming_mail import LetterWork
from civicore.contracts.offers import Bookable, Followable
from civicore.contracts.subjects import Subjects
from civicore.contracts.texting import TextTalk

OTHERWISE: Mapping[type, Mapping[str, object]] = {
    AccountAddresses: {"address_of": None},
    Bookable: {"path": None},
    Door: {"admits": False},
    Drafts: {"form": None},
    Followable: {"path": None},
    Intent: {"label": None, "next": Stale()},
    LetterWork: {"knows": False, "proposals": ()},
    LiveClosures: {"closures": None},
    Messengers: {"links": ()},
    Promises: {
        "accepts": frozenset(),
        "menu": None,
        "letters": False,
        "sold_out": None,
        "redeem": None,
        "expected": (),
        "settle": False,
    },
    Subjects: {"visible": None},
    TextTalk: {"hear": None, "help": None},
}
"""By port and question."""
