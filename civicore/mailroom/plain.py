"""HTML of letters as plain text: paragraphs stay paragraphs, what is quoted is marked by ``>`` as in plain letters."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr"})
_QUOTED = re.compile(r"gmail_quote|yahoo_quoted|moz-cite-prefix|protonmail_quote|appendonsend|divRplyFwdMsg")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[tuple[bool, str]] = [(False, "")]
        self._open: list[tuple[str, bool]] = []
        self._silent = 0

    @property
    def _quoting(self) -> bool:
        return any(quoted for _, quoted in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        words = " ".join(value or "" for name, value in attrs if name in ("class", "id"))
        if tag not in _VOID:
            self._open.append((tag, tag == "blockquote" or _QUOTED.search(words) is not None))
        if tag in _BREAKS or tag == "blockquote":
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        at = next((index for index in reversed(range(len(self._open))) if self._open[index][0] == tag), None)
        if at is not None:
            del self._open[at:]
        if tag in _BREAKS or tag == "blockquote":
            self._break()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = re.sub(r"\s+", " ", data)
        quoted, line = self.lines[-1]
        self.lines[-1] = (quoted if line else self._quoting, line + words)

    def _break(self) -> None:
        if self.lines[-1][1].strip():
            self.lines.append((False, ""))


def plain_text(html: str) -> str:
    """The words that a reader would see."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    shown = [(quoted, line.replace("\xa0", " ").strip()) for quoted, line in reader.lines]
    return "\n".join(f"> {line}" if quoted else line for quoted, line in shown if line)
