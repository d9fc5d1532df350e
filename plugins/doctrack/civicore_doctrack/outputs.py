"""Where a stranger may look for a document: every page that takes a parameter, asked with all that can be guessed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from civicore import Output

GUESS = "A" * 43  # a secret that nobody was given
_NOBODY = UUID("00000000-0000-4000-8000-000000000000")
_PAGES = ("/documents",)
_OF_SECRET = ("{}", "{}/follow", "confirm/{}", "stop/{}")


def output() -> Output:
    """The pages for one document, ``document:<uuid>``: its id is in no address, so it opens nothing."""

    async def addresses(subject: str) -> Sequence[str]:
        kind, _, id = subject.partition(":")
        known = id if kind == "document" else str(_NOBODY)
        secrets = (GUESS, known)
        pages = [f"/documents/{one.format(secret)}" for one in _OF_SECRET for secret in secrets]
        return [*_PAGES, *pages, *(f"/documents/{secret}/code/{known}" for secret in secrets)]

    return Output("doctrack.pages", addresses)
