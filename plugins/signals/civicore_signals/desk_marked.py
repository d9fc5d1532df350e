"""Words with what may be personal data marked in them, for people who decide what the public reads."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from civicore_signals.dossier import Flag


def marked(text: str, flags: Sequence[Flag]) -> Markup:
    """The text as HTML; flags that lie over one another are marked once."""
    pieces, at = [], 0
    for one in sorted(flags, key=lambda flag: flag.start):
        if one.start < at or text[one.start : one.end] != one.words:  # it may be of another text of the case
            continue
        pieces += [
            escape(text[at : one.start]),
            Markup("<mark class=flagged>{}</mark>").format(text[one.start : one.end]),
        ]
        at = one.end
    return Markup("").join([*pieces, escape(text[at:])])
