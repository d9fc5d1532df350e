"""Whether other systems still tell us how far documents are."""

from __future__ import annotations

from civicore import HealthProbe
from civicore_doctrack import runs
from civicore_doctrack.setting import Setting


def probe(setting: Setting) -> HealthProbe:
    """A source that is silent for too long, or brings what cannot be taken over, is told to staff."""

    async def look() -> str | None:
        return await trouble(setting)

    return HealthProbe("doctrack.sources", look, vital=False)


async def trouble(setting: Setting) -> str | None:
    """What is wrong, as a sentence for city IT; None when all is well."""
    said = []
    for one in await runs.sources(setting):
        if one.trouble is not None:
            said.append(f"the source {one.source} of document stages: {one.trouble}")
        elif one.stale:
            heard = one.as_of.isoformat(timespec="minutes") if one.as_of else "never"
            said.append(f"the source {one.source} of document stages is silent, last heard: {heard}")
    return "; ".join(said) or None
