"""Settings judged by the JSON Schema that a plugin ships, where its code may not be asked.

Known are the words that ``civicore plugin schema`` writes. What other words ask, the plugin itself must judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from civicore.base.saying import Said, say
from civicore.deployment.nodes import Path_, written
from civicore.deployment.suggest import did_you_mean, nearest
from civicore.extension.parts import Finding

Schema = Mapping[str, Any]
_WORDS = ("true", "false")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")


def by_schema(said: object, schema: Schema, path: Path_) -> Iterator[Finding]:
    """What is wrong with settings as they are written (every value text), at paths that begin with ``path``."""
    return _judged(said, schema, schema, path)


def _judged(said: object, schema: object, whole: Schema, path: Path_) -> Iterator[Finding]:
    if not isinstance(schema, Mapping):
        return
    schema = _meant(schema, whole)
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        found = [list(_judged(said, one, whole, path)) for one in choices]
        # Of several wrong readings the one that got furthest is the one that was meant.
        yield from min(found, key=lambda one: (len(one), -len(one[0].path) if one else 0))
        return
    wrong = _of_kind(said, schema)
    if wrong is not None:
        yield Finding("E103", wrong, path)
    elif isinstance(said, dict):
        yield from _block(said, schema, whole, path)
    elif isinstance(said, list):
        for number, one in enumerate(said):
            yield from _judged(one, schema.get("items"), whole, (*path, number))
    elif said is not None:
        yield from _value(str(said), schema, path)


def _meant(schema: Schema, whole: Schema) -> Schema:
    """The schema with what it refers to within the same file."""
    part: Any = whole
    for name in str(schema.get("$ref", "")).removeprefix("#").split("/")[1:]:
        part = part.get(name.replace("~1", "/").replace("~0", "~"), {}) if isinstance(part, Mapping) else {}
    return {**part, **schema} if part is not whole else schema


def _of_kind(said: object, schema: Schema) -> Said | None:
    asked = schema.get("type", ())
    kinds = (asked,) if isinstance(asked, str) else tuple(asked)
    if said is None or not kinds or any(one in _FITS and _FITS[one](said) for one in kinds):
        return None
    if kinds[0] == "boolean" and isinstance(said, str):
        return say('"%(word)s" is written where true or false is asked', word=said)
    return _ASKED.get(kinds[0]) or say("this value is of the wrong type")


def _block(said: Mapping[str, object], schema: Schema, whole: Schema, path: Path_) -> Iterator[Finding]:
    known: Mapping[str, Any] = schema.get("properties", {})
    loose: Mapping[str, Any] = schema.get("patternProperties", {})
    others = schema.get("additionalProperties", True)
    for key, value in said.items():
        if key in known:
            yield from _judged(value, known[key], whole, (*path, key))
        elif any(re.search(pattern, key) for pattern in loose):
            continue
        elif others is False:
            yield _unknown(key, tuple(known), path)
        else:
            yield from _judged(value, others, whole, (*path, key))
    for key in schema.get("required", ()):
        if key not in said:
            message = say('"%(key)s" is missing in %(parent)s', key=key, parent=written(path))
            yield Finding("E102", message, (*path, key), at_key=True)


def _unknown(key: str, known: tuple[str, ...], path: Path_) -> Finding:
    guess = nearest(key, known)
    message = say('unknown key "%(key)s" in %(inside)s', key=key, inside=written(path))
    return Finding("E101", message, (*path, key), at_key=True, hints=(did_you_mean(guess),) if guess else ())


def _value(said: str, schema: Schema, path: Path_) -> Iterator[Finding]:
    words = [str(one).lower() if isinstance(one, bool) else str(one) for one in schema.get("enum", ())]
    if words and said not in words:
        guess = nearest(said, words)
        hint = did_you_mean(guess) if guess else say("write one of: %(known)s", known=", ".join(words))
        message = say('"%(word)s" is not one of the words for %(key)s', word=said, key=path[-1])
        yield Finding("E112", message, path, hints=(hint,))
    elif "pattern" in schema and not re.search(schema["pattern"], said):
        yield Finding("E103", say("this value is of the wrong type"), path)
    elif _NUMBER.fullmatch(said) and (limit := _limit(float(said), schema)) is not None:
        yield Finding("E113", say("%(word)s is out of range: %(limit)s", word=said, limit=limit), path)


def _limit(number: float, schema: Schema) -> Said | None:
    if "minimum" in schema and number < schema["minimum"]:
        return say("at least %(limit)s", limit=schema["minimum"])
    if "maximum" in schema and number > schema["maximum"]:
        return say("at most %(limit)s", limit=schema["maximum"])
    return None


def _is_text(said: object, form: re.Pattern[str] | None = None) -> bool:
    return isinstance(said, str) and (form is None or form.fullmatch(said) is not None)


_FITS: Mapping[str, Callable[[object], bool]] = {
    "object": lambda said: isinstance(said, dict),
    "array": lambda said: isinstance(said, list),
    "string": _is_text,
    "integer": lambda said: _is_text(said, _INTEGER),
    "number": lambda said: _is_text(said, _NUMBER),
    "boolean": lambda said: said in _WORDS,
}
_ASKED: Mapping[str, Said] = {
    "object": say("a block of keys and values is asked here"),
    "array": say("a list is asked here: write it in brackets, [one, two]"),
    "integer": say("a whole number is asked here"),
    "number": say("a number is asked here"),
}
