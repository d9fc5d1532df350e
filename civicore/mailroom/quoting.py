"""What the sender wrote, apart from what their program added of the letter they answer."""

from __future__ import annotations

import re

# "On … wrote:" in the languages of people who write here; the line may break before the colon.
_SAYS = (
    r"(?:wrote|writes|пише|пишет|написа(?:в|ла|л|но|л\(а\))|napsal(?:a|\(a\))?|píše|schrieb|a écrit|napísal\(?a?\)?)"
)
_INTRO = re.compile(rf"^.{{0,160}}\b{_SAYS}\b.{{0,80}}:\s*$", re.IGNORECASE)
_DATED = re.compile(r"^(?=.*\d{1,2}[:.]\d{2})(?=.*(?:<[^>]+@[^>]+>|\S+@\S+)).{0,200}:\s*$")
_RULE = re.compile(r"^\s*(?:-{2,}|_{5,}|={5,})\s*\S.{0,60}(?:-{2,}|_{5,}|={5,})\s*$")
_HEAD = re.compile(
    r"^\s*\*?(?:from|sent|date|to|subject|від|відправник|надіслано|дата|кому|тема|от|отправлено|тема|od|odesláno|datum|komu"
    r"|předmět|изпратено|до|относно)\*?:\s",
    re.IGNORECASE,
)


def parted(text: str) -> tuple[str, str]:
    """What is their own, and what is quoted. A letter that is nothing but a quotation is their own as a whole."""
    lines = text.splitlines()
    cut = next((index for index in range(len(lines)) if _begins(lines, index)), len(lines))
    own = [line for line in lines[:cut] if not line.lstrip().startswith(">")]
    quoted = [line for line in lines[:cut] if line.lstrip().startswith(">")] + lines[cut:]
    if not any(line.strip() for line in own):
        return text.strip(), ""
    return _tidy(own), _tidy(quoted)


def _begins(lines: list[str], index: int) -> bool:
    """Whether the letter that is answered begins at this line."""
    line = lines[index].strip()
    if not line:
        return False
    if _broken_intro(lines, index):
        return True
    if _INTRO.match(line) or _DATED.match(line):
        return _quotes_follow(lines, index) or _ends_letter(lines, index)
    if _RULE.match(line):
        return _headers_follow(lines, index + 1)
    return bool(_HEAD.match(line)) and _headers_follow(lines, index)


def _broken_intro(lines: list[str], index: int) -> bool:
    """An introduction over two lines."""
    if index + 1 >= len(lines) or not any(sign.isdigit() for sign in lines[index]):
        return False
    both = f"{lines[index].strip()} {lines[index + 1].strip()}"
    return bool(_INTRO.match(both) or _DATED.match(both)) and _quotes_follow(lines, index + 1)


def _quotes_follow(lines: list[str], index: int) -> bool:
    after = next((line for line in lines[index + 1 :] if line.strip()), "")
    return after.lstrip().startswith(">")


def _ends_letter(lines: list[str], index: int) -> bool:
    """Some programs mark nothing: then an address in the introduction tells it from a sentence of people."""
    return "@" in lines[index]


def _headers_follow(lines: list[str], index: int) -> bool:
    """At least two lines like those of a letter's head, close together."""
    return sum(1 for line in lines[index : index + 6] if _HEAD.match(line)) >= 2


def _tidy(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()
