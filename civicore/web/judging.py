"""Whether what somebody typed follows the rules of a form. Cerberus judges, and stays inside this module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from cerberus import Validator

_ABOUT_A_VALUE = frozenset(
    {"allowed", "check_with", "empty", "forbidden", "max", "maxlength", "min", "minlength", "regex"}
)


class Broken(NamedTuple):
    """The rule that one answer breaks. ``said`` is the code that a check of our own gave."""

    name: str
    rule: str | None
    said: str = ""


class Judge:
    """``rules`` are those of Cerberus by the name of the answer; SchemaError when it does not know one of them.

    They are checked once: to check them costs far more than to judge by them.
    """

    def __init__(self, rules: Mapping[str, Mapping[str, Any]]) -> None:
        self._schema = Validator(rules).schema
        self._sieve = _Sieve(rules)

    def broken(self, document: Mapping[str, Any]) -> list[Broken]:
        """What is wrong with these answers; of several about one answer the one that is to be said stands first."""
        if self._sieve.passes(document):
            return []
        judge = Validator(self._schema)
        judge.validate(dict(document), normalize=False)  # answers are tidied by their type before
        return [_told(error) for error in judge._errors]


def _told(error: Any) -> Broken:
    said = str(error.info[0]) if error.rule is None and error.info else ""
    return Broken(error.document_path[0], error.rule, said)


class _Something(Exception):
    """Some rule is broken."""


class _Sieve(Validator):  # type: ignore[misc]
    """Lets answers pass that break no rule, as most do: the same rules of Cerberus, looked up once.

    It applies even those that Cerberus leaves out after another one, so it holds back too much rather than too
    little. Nothing that was typed stays in it.
    """

    def __init__(self, rules: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__({})
        said = [(name, rule, value) for name, ruled in rules.items() for rule, value in ruled.items()]
        self._whole = {rule for _, rule, _ in said} <= _ABOUT_A_VALUE
        self._rules = [(self._judge(rule, value), value, name) for name, rule, value in said if self._whole]

    def passes(self, document: Mapping[str, Any]) -> bool:
        """Whether all of these answers are right; one that is None, or that nothing is ruled about, never is."""
        if not self._whole or None in document.values():
            return False
        try:
            for judge, constraint, name in self._rules:
                judge(constraint, name, document[name])
        except _Something:
            return False
        return True

    def _judge(self, rule: str, constraint: Any) -> Callable[[Any, str, Any], None]:
        """Our own words for the rules that nearly every answer has, Cerberus' for all others."""
        if rule in _PLAIN and (rule != "check_with" or callable(constraint)):
            return _PLAIN[rule]
        judge: Callable[[Any, str, Any], None] = getattr(self, f"_validate_{rule}")
        return judge

    def _error(self, *what: Any) -> None:
        _broken(*what)


def _broken(*what: Any) -> None:
    raise _Something


def _filled(may_be_empty: bool, name: str, value: Any) -> None:
    if not value and not may_be_empty:
        raise _Something


def _short(most: int, name: str, value: Any) -> None:
    if len(value) > most:
        raise _Something


def _checked(check: Callable[[str, Any, Any], None], name: str, value: Any) -> None:
    check(name, value, _broken)


_PLAIN: Mapping[str, Callable[[Any, str, Any], None]] = {"empty": _filled, "maxlength": _short, "check_with": _checked}
