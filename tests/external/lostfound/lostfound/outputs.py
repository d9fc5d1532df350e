"""Where a stranger may look for a report or a thing, asked with all that can be guessed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from civicore import Output

_GUESS = "A" * 43  # a secret that nobody was given
_NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def output() -> Output:
    """The pages for one report or thing, ``lostfound:<uuid>``; a report's id is in no address."""

    async def addresses(subject: str) -> Sequence[str]:
        kind, _, id = subject.partition(":")
        known = id if kind == "lostfound" else str(_NOBODY)
        secrets = (_GUESS, known)
        pages = [f"/lostfound/reports/{one}" for one in secrets]
        return ["/lostfound", *pages, "/api/v1/lostfound/things"]

    return Output("lostfound.pages", addresses)
