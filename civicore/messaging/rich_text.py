"""From the plain text of a message to its HTML twin: paragraphs, links, the code large."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")


def rich(text: str, code: str | None = None) -> Markup:
    """Escaped HTML of the text: blank lines part paragraphs, addresses become links.

    ``code`` is set large wherever it stands alone as a word, so that it can be read across a counter.
    """
    paragraphs = (part.strip("\n") for part in re.split(r"\n\s*\n", text))
    return Markup("\n").join(_paragraph(part, code) for part in paragraphs if part)


def _paragraph(part: str, code: str | None) -> Markup:
    lines = (Markup().join(_pieces(line, code)) for line in part.split("\n"))
    return Markup("<p>{}</p>").format(Markup("<br>\n").join(lines))


def _pieces(line: str, code: str | None) -> Iterator[Markup]:
    end = 0
    for link in _LINK.finditer(line):
        yield _words(line[end : link.start()], code)
        yield Markup('<a href="{0}">{0}</a>').format(link[0])
        end = link.end()
    yield _words(line[end:], code)


def _words(words: str, code: str | None) -> Markup:
    if not code:
        return escape(words)
    parts = re.split(rf"(?<!\w){re.escape(code)}(?!\w)", words)
    return Markup('<strong class="code">{}</strong>').format(code).join(escape(part) for part in parts)
