"""A pause of online booking that every city can switch on, in words that are translated already.

Live notices in words of their own would let one person speak for the town (T18); these words are fixed.
"""

from __future__ import annotations

from collections.abc import Mapping

from civicore.base.text import Text
from civicore.messaging.languages import Languages, Msgid
from civicore.people.suspension import Suspension

PAUSE = "pause"


def usual_suspensions(languages: Languages) -> Mapping[str, Suspension]:
    """The suspension ``pause``; a file that declares one of this name replaces it."""
    banner = _everywhere(languages, Msgid("Online booking is paused."))
    details = _everywhere(languages, Msgid("Until further notice, please call us or write to us."))
    return {PAUSE: Suspension(PAUSE, False, ("booking",), None, banner, details, ("phone", "email"))}


def _everywhere(languages: Languages, msgid: Msgid) -> Text:
    return Text({language: languages.translate(language, msgid) for language in languages.known})
