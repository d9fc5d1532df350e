"""Why a changed file was not taken over, in words for staff; and what a file says that will end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from civicore.base.saying import Said, in_words_of
from civicore.base.text import Text
from civicore.deployment.findings import Located
from civicore.deployment.loading import Loaded
from civicore.extension.registry import Conflict, Quarantined
from civicore.first_steps import CannotStart
from civicore.messaging.languages import Languages, Msgid
from civicore.planning.plan import Plan
from civicore.repairs.repair import Repair

REFUSED, OLD = "configuration.refused", "configuration.deprecated"
_ID = f"{REFUSED}:file"
_GOES_ON = Msgid("The changed file %(file)s is not in force: the city goes on with the earlier one.")


def broken(wrong: Sequence[Located], languages: Languages) -> Repair:
    """The file has errors: the first one is told."""
    first = wrong[0]
    return Repair(
        _ID,
        "error",
        _GOES_ON,
        Msgid("%(message)s. Mend it and save the file, which is read again at once; civicore check tells more."),
        where=_place(first),
        words={"file": first.place.source.name, "message": spoken(first.message, languages)},
    )


def undecided(plan: Plan, file: Path) -> Repair:
    """Somebody has to say what becomes of what exists."""
    change = next(iter((*plan.undecided, *plan.changes)))
    return Repair(
        _ID,
        "error",
        _GOES_ON,
        Msgid("It touches what exists (%(change)s); somebody has to decide: run civicore plan, then civicore apply."),
        where=f"{change.file}:{change.line}:{change.column}",
        words={"file": file.name, "change": change.name},
    )


def fixed(keys: Iterable[str], file: Path) -> Repair:
    """Keys that a running city cannot change."""
    return Repair(
        _ID,
        "warning",
        _GOES_ON,
        Msgid("%(keys)s cannot change while the city runs: start the server again, or take it back."),
        where=file.name,
        words={"file": file.name, "keys": ", ".join(keys)},
    )


def spoilt(plugins: Sequence[Quarantined], file: Path) -> Repair:
    """Plugins that work with the earlier file and fail with the new one."""
    return Repair(
        _ID,
        "error",
        _GOES_ON,
        Msgid("With it the plugin %(name)s fails: %(reason)s."),
        where=f"plugins.{plugins[0].name}",
        words={"file": file.name, "name": plugins[0].name, "reason": plugins[0].reason},
    )


def failed(error: BaseException, file: Path) -> Repair:
    """It could not be composed. What nobody foresaw is told by its kind: its words may hold what people typed."""
    foreseen = isinstance(error, CannotStart | Conflict)
    return Repair(
        _ID,
        "error",
        _GOES_ON,
        Msgid("It could not be put to work: %(reason)s."),
        where=file.name,
        words={"file": file.name, "reason": str(error) if foreseen else type(error).__name__},
    )


def deprecated(loaded: Loaded, languages: Languages) -> list[Repair]:
    """Keys that are still read under the name they had."""
    return [
        Repair(
            f"{OLD}:{_place(one)}",
            "warning",
            Msgid("The file uses a key that will end: %(message)s."),
            Msgid("civicore migrate --write gives it its new name and keeps your comments."),
            where=_place(one),
            words={"message": spoken(one.message, languages)},
            breaks_in=_ends(one),
        )
        for one in loaded.findings
        if one.code == "W503"
    ]


def _ends(one: Located) -> str | None:
    """The release with which the key ends, as the hint says it."""
    hints = (hint for hint in one.finding.hints if isinstance(hint, Said) and "ends" in hint.facts)
    return next((str(hint.facts["ends"]) for hint in hints), None)


def spoken(sentence: str, languages: Languages) -> str | Text:
    """A sentence about a file in every language of the city."""
    if not isinstance(sentence, Said):
        return sentence
    return Text({one: in_words_of(_Tongue(languages, one), sentence) for one in languages.known})


class _Tongue:
    """The catalogue of one language, as sentences about files ask it."""

    def __init__(self, languages: Languages, language: str) -> None:
        self._languages = languages
        self.language = language

    def words(self, msgid: str, many: str | None = None, number: int = 1) -> str:
        if many is None:
            return self._languages.translate(self.language, msgid)
        return self._languages.plural(self.language, msgid, many, number)


def _place(one: Located) -> str:
    return f"{one.place.source.name}:{one.place.line}:{one.place.column}"
