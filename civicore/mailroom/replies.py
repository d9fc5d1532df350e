"""Prepared answers to letters: the usual ones, and those of the city's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicore.base.text import Text
from civicore.deployment.city import City
from civicore.messaging.languages import Languages, Msgid


@dataclass(frozen=True)
class Reply:
    """``name`` is what staff choose it by, ``text`` what is sent once they have looked at it."""

    name: Text | str
    text: Text | str

    def in_(self, language: str, languages: Languages) -> str:
        """The words in a language."""
        return languages.label(language, self.text)


USUAL: Mapping[str, Reply] = {
    "which_visit": Reply(
        Msgid("Ask which visit it is"),
        Msgid(
            "Thank you for your letter. Please write the code of the visit, or the family name with the day and time, "
            "so that we know which one you mean."
        ),
    ),
    "not_found": Reply(
        Msgid("Tell that nothing was found"),
        Msgid("Thank you for your letter. We found nothing booked under what you wrote. Perhaps it was cancelled."),
    ),
    "too_late": Reply(
        Msgid("Too late to cancel"),
        Msgid("Thank you for your letter. It came after the time of the visit, so there is nothing left to cancel."),
    ),
}
DONE = Msgid("What you asked for is done.")


def replies(city: City) -> dict[str, Reply]:
    """All prepared answers by id; the city's own stand first, and replace usual ones of the same id."""
    letter = city.channels.letter
    own = {id: Reply(one.name, one.text) for id, one in letter.replies.items()} if letter is not None else {}
    return {**own, **{id: one for id, one in USUAL.items() if id not in own}}
