"""From the plain text of a message to its HTML twin: paragraphs, links, the code large."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)]")
_BLANK = re.compile(r"\n\s*\n")


def rich(text: str, code: str | None = None) -> Markup:
    """Escaped HTML of the text: blank lines part paragraphs, addresses become links.

    ``code`` is set large wherever it stands alone as a word, so that it can be read across a counter.
    """
    paragraphs = (part.strip("\n") for part in _BLANK.split(text))
    return Markup("\n".join(_paragraph(part, code) for part in paragraphs if part))  # noqa: S704  escaped below


def _paragraph(part: str, code: str | None) -> str:
    # Plain strings, of which each piece is escaped once: letters are made by the thousand.
    said, end = [], 0
    for link in _LINK.finditer(part):
        address = escape(link[0])
        said += [_words(part[end : link.start()], code), f'<a href="{address}">{address}</a>']
        end = link.end()
    said.append(_words(part[end:], code))
    return "<p>" + "".join(said).replace("\n", "<br>\n") + "</p>"


def _words(words: str, code: str | None) -> str:
    if not code or code not in words:
        return str(escape(words))
    parts = re.split(rf"(?<!\w){re.escape(code)}(?!\w)", words)
    return f'<strong class="code">{escape(code)}</strong>'.join(str(escape(part)) for part in parts)
