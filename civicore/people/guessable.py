"""Which passwords are guessed first (S37): by rule, so that a short list of words stands for millions of passwords.

Guessing programs put known words, names, runs of keys and numbers together. So a password is refused when
that is all it consists of: at most two such pieces, and any digits and signs around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from civicore.base.text import fold

_PIECES = 2  # words or runs of keys
_LONGEST, _SHORTEST = 20, 3  # letters of such a piece
_LONGEST_NUMBER = 15  # digits: dates, telephones, identity numbers, and whatever is counted through quickly
_LONGEST_REPEATED, _REPEATED_UP_TO = 4, 24
_MANY = 1000

_LATIN, _CYRILLIC = "qwertyuiop[]asdfghjkl;'zxcvbnm,.", "йцукенгшщзхъфывапролджэячсмитьбю"
_UKRAINIAN = "йцукенгшщзхїфівапролджєячсмитьбю"
_BULGARIAN_PHONETIC = "явертъуиопшщасдфгхйкл;'зьцжбнм,."
_RUNS = (
    "1234567890",
    "!@#$%^&*()_+",
    "abcdefghijklmnopqrstuvwxyz",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "абвгдежзийклмнопрстуфхцчшщъьюя",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "qsdfghjklm",
    "zxcvbnm",
    "yxcvbnm",
    "йцукенгшщзхъ",
    "йцукенгшщзхї",
    "фывапролджэ",
    "фівапролджє",
    "ячсмитьбю",
    "явертъуиоп",
    "асдфгхйкл",
    "зьцжбнм",
    "уеишщксдзц",
    "ьяаожгтнвмч",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qaywsxedcrfvtgbzhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "1q2w3e4r5t6z7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "q1w2e3r4t5z6u7i8o9p0",
    "a1b2c3d4e5f6g7h8i9",
    "1a2b3c4d5e6f7g8h9i",
    "йфяцычувскам",
    "qweasdzxc",
    "147258369",
)
_ALL_RUNS = " ".join(one for run in _RUNS for one in (run, run[::-1]))
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")
_SPOKEN = str.maketrans(
    dict(zip("абвгдезиіїйклмнопрстуфъыэ", "abvgdeziiijklmnoprstufaye", strict=True))
    | {"ж": "zh", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ь": "", "ю": "yu", "я": "ya", "є": "ie"}
)


def guessable(password: str, about: Iterable[str] = ()) -> bool:
    """Whether a password consists of what everybody guesses first; ``about`` are words about its owner."""
    plain = fold(password)
    own = frozenset(part for words in about for part in re.split(r"[\W_]+", fold(words)) if len(part) > 2)
    if len(set(plain)) < 3 or _is_repeated(plain):
        return True
    if not any(letter.isalpha() for letter in plain):
        return _is_number(plain)
    return any(_pieces(form, own) <= _PIECES for form in (plain, *_typed_on_another_keyboard(plain)))


@cache
def common() -> frozenset[str]:
    """Words that passwords are made of everywhere, Cyrillic ones also as people spell them in Latin letters."""
    text = files(__package__).joinpath("common_passwords.txt").read_text("utf-8")
    words = [fold(word) for line in text.splitlines() if not line.startswith("#") for word in line.split()]
    return frozenset([*words, *(word.translate(_SPOKEN) for word in words)])


def _is_number(plain: str) -> bool:
    """Without letters: a number with or without signs between its digits, or the digits' keys with Shift."""
    digits = re.sub(r"\D", "", plain)
    return plain in _ALL_RUNS or len(plain) < 2 * len(digits) <= 2 * _LONGEST_NUMBER


def _is_repeated(plain: str) -> bool:
    if len(plain) > _REPEATED_UP_TO:
        return False
    return any((plain[:size] * len(plain))[: len(plain)] == plain for size in range(1, _LONGEST_REPEATED + 1))


def _typed_on_another_keyboard(plain: str) -> Iterator[str]:
    """``gfhjkm`` is the word ``пароль``, typed while the keyboard was in Latin letters."""
    for letters in (_CYRILLIC, _UKRAINIAN, _BULGARIAN_PHONETIC):
        yield plain.translate(str.maketrans(_LATIN, letters))
        yield plain.translate(str.maketrans(letters, _LATIN))


def _pieces(plain: str, own: frozenset[str]) -> int:
    """The fewest known pieces a password can be put together from; letters that fit nowhere make it many."""
    fewest = [0] + [_MANY] * len(plain)
    for end in range(1, len(plain) + 1):
        if not plain[end - 1].isalpha():
            fewest[end] = fewest[end - 1]
        for start in range(max(0, end - _LONGEST), end - _SHORTEST + 1):
            cost = fewest[start] + _cost(plain[start:end], own)
            fewest[end] = min(fewest[end], cost)
    return fewest[-1]


def _cost(part: str, own: frozenset[str]) -> int:
    readings = {part, part.translate(_LOOKALIKES), part.replace("1", "l").translate(_LOOKALIKES)}
    if readings & own:
        return 0
    known = not readings.isdisjoint(common()) or part in _ALL_RUNS
    return 1 if known or len(set(part)) == 1 else _MANY
