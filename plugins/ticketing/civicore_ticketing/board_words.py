"""What a call says, written and spoken: one sentence for both, so that nobody hears anything else than is shown."""

from __future__ import annotations

import re
from string import ascii_uppercase

from civicore import City, Languages, Msgid

_KINDS = {
    "counter": Msgid("counter %(name)s"),
    "cabin": Msgid("cabin %(name)s"),
    "desk": Msgid("desk %(name)s"),
}
_LETTERS = "spoken letters"  # in the catalogue's formats: how the letters A to Z are said one by one
_LABEL = re.compile(r"(\D*)0*(\d+)")
_NAME_OF_ITS_OWN = 4  # letters; shorter ones are a mark such as 2 or A1 and need the word for what they mark


class BoardWords:
    """Says calls of one city in its languages."""

    def __init__(self, city: City, languages: Languages) -> None:
        self._city = city
        self._languages = languages

    def place(self, language: str, counter: str) -> str:
        """Where to go: the counter's name in the file, with the word for its kind where the name is only a mark."""
        office, _, key = counter.partition(".")
        place = self._city.offices.get(office)
        entry = place.counters.get(key) if place is not None else None
        if entry is None:
            return key
        name = entry.name.in_(language) if entry.name is not None else key
        if len(name) >= _NAME_OF_ITS_OWN:
            return name
        return self._languages.translate(language, _KINDS[entry.kind], name=name)

    def heads(self, language: str) -> tuple[str, str]:
        """What stands over the numbers and over the places."""
        return self._languages.translate(language, "Number"), self._languages.translate(language, "Go to")

    def written(self, language: str, label: str, counter: str) -> str:
        """The call in a sentence, as screen readers meet it."""
        return self._sentence(language, label, counter)

    def spoken(self, language: str, label: str, counter: str) -> str:
        """The same sentence for the voice: the number as people say it, letter by letter and then the number."""
        return self._sentence(language, self.said(language, label), counter)

    def said(self, language: str, label: str) -> str:
        """``A012`` as people say it: letters by their names, then the number without its zeros."""
        found = _LABEL.fullmatch(label)
        if found is None:
            return label
        letters, number = found.groups()
        names = self._letters(language)
        return " ".join([*(names.get(one.upper(), one) for one in letters if not one.isspace()), number])

    def _sentence(self, language: str, number: str, counter: str) -> str:
        return self._languages.translate(
            language, "Number %(number)s, %(place)s.", number=number, place=self.place(language, counter)
        )

    def _letters(self, language: str) -> dict[str, str]:
        names = self._languages.translate(language, _LETTERS, "format").split()
        return dict(zip(ascii_uppercase, names, strict=True)) if len(names) == len(ascii_uppercase) else {}
