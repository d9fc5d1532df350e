"""Findings with their place in a file, ready to be shown to people or programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from civicore.base.saying import English, Tongue, in_words_of, say, say_many
from civicore.deployment.nodes import Node, Place, Scalar, Source, walk, written
from civicore.deployment.suggest import nearest
from civicore.extension.parts import Finding

SECRET_FIELDS = ("password", "token", "key")
_SECRET_KEY = re.compile(
    r"""(?P<key>[\w-]*(?:pas\w{0,2}w\w{0,2}d|token|_secret|_key)[\w-]*["']?\s*:\s*)(?P<value>[^\s{&*#|>][^,}#\n]*)""",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"(?<=://)(?P<user>[^\s/:@]*):(?P<value>\S*)@")


@dataclass(frozen=True)
class Located:
    """A finding and where it stands."""

    finding: Finding
    place: Place

    @property
    def severity(self) -> str:
        return self.finding.severity

    @property
    def code(self) -> str:
        return self.finding.code

    @property
    def message(self) -> str:
        return self.finding.message

    @property
    def order(self) -> tuple[bool, str, int, int, str]:
        """Errors and warnings mixed, by file and place; what a preset says comes last."""
        place = self.place
        return place.source.preset, place.source.name, place.line, place.column, self.code

    def as_json(self) -> dict[str, Any]:
        """The stable form for programs; keys are only ever added."""
        place = self.place
        return {
            "file": place.source.name,
            "line": place.line,
            "column": place.column,
            "end_column": end_of(place),
            "severity": self.severity,
            "code": self.code,
            "path": written(self.finding.path),
            "message": self.message,
            "hints": list(self.finding.hints),
            "url": f"docs/findings.md#{self.code.lower()}",
        }


def human(findings: Iterable[Located], name: str, secrets: Sequence[Place] = (), tongue: Tongue | None = None) -> str:
    """All findings with excerpts, alike ones folded, and the sum; in English unless a ``tongue`` is given."""
    ordered = sorted(findings, key=lambda one: one.order)
    groups: dict[tuple[str, str], list[Located]] = {}
    for one in ordered:
        groups.setdefault((one.code, one.message), []).append(one)
    spoken = tongue or English()
    parts = [_shown(group[0], group[1:], secrets, spoken) for group in groups.values()]
    return "\n".join([*parts, _sum(ordered, len(groups), name, spoken)])


def _sum(findings: Sequence[Located], shown: int, name: str, tongue: Tongue) -> str:
    errors = sum(one.severity == "error" for one in findings)
    if not findings:
        return in_words_of(tongue, say("%(name)s: nothing to complain about.", name=name))
    warnings = say_many("%(num)s warning", "%(num)s warnings", len(findings) - errors)
    folded = say(" (%(count)s alike folded)", count=len(findings) - shown) if len(findings) > shown else ""
    said = say(
        "%(name)s: %(errors)s, %(warnings)s%(folded)s. civicore explain <code> tells more.",
        name=name,
        errors=say_many("%(num)s error", "%(num)s errors", errors),
        warnings=warnings,
        folded=folded,
    )
    return in_words_of(tongue, said)


def _shown(one: Located, alike: Sequence[Located], secrets: Sequence[Place], tongue: Tongue) -> str:
    place = one.place
    severity = in_words_of(tongue, say("error") if one.severity == "error" else say("warning"))
    words = in_words_of(tongue, one.message)
    head = f"{place.source.name}:{place.line}:{place.column}: {severity} {one.code}: {words}"
    hints = [*one.finding.hints, *_of_preset(place), *_of_alike(place, alike)]
    said = [f"     = {in_words_of(tongue, hint)}" for hint in hints]
    return "\n".join([head, *_excerpt(place, secrets), *said, ""])


def _of_preset(place: Place) -> Iterator[str]:
    if place.source.preset:
        preset = place.source.name.removesuffix(".yaml")
        yield say("this is in the %(preset)s preset; your file may override it", preset=preset)


def _of_alike(first: Place, alike: Sequence[Located]) -> Iterator[str]:
    if not alike:
        return
    lines = sorted({one.place.line for one in alike if one.place.source is first.source} - {first.line})
    files = sorted({one.place.source.name for one in alike if one.place.source is not first.source})
    if lines:
        numbers = ", ".join(str(line) for line in lines[:12]) + (" ..." if len(lines) > 12 else "")
        yield say_many("the same on line %(lines)s", "the same on lines %(lines)s", len(lines), lines=numbers)
    if files:
        yield say("the same in %(files)s", files=files)
    if not lines and not files:
        yield say("the same again in this line")


def _excerpt(place: Place, secrets: Sequence[Place]) -> list[str]:
    if not 1 <= place.line <= len(place.source.lines):
        return []
    line = masked(place.source, place.line, secrets)
    end = end_of(place)
    start, width = place.column - 1, max(1, end - place.column)
    if len(line) > 110:
        cut = max(0, min(start - 40, len(line) - 100))
        line, start = ("…" if cut else "") + line[cut : cut + 100], start - cut + (1 if cut else 0)
        width = max(1, min(width, len(line) - start))
    gutter = f"{place.line:5d} | "
    return [gutter + line, " " * 6 + "| " + " " * start + "^" * width]


def end_of(place: Place) -> int:
    """The column after what is marked in its first line."""
    return place.end_column if place.end_line == place.line else _line_end(place)


def _line_end(place: Place) -> int:
    lines = place.source.lines
    return len(lines[place.line - 1].rstrip()) + 1 if place.line <= len(lines) else place.column + 1


def secret_places(root: Node) -> tuple[Place, ...]:
    """Where values stand whose key is, or resembles, a field for secrets; the name in {secret: name} is none."""
    return tuple(
        inner.place
        for path, node in walk(root)
        if path and isinstance(path[-1], str) and nearest(path[-1], SECRET_FIELDS, 0.75)
        for below, inner in walk(node)
        if isinstance(inner, Scalar) and below[-1:] != ("secret",)
    )


def masked(source: Source, number: int, secrets: Sequence[Place]) -> str:
    """A line of the file without what may be a secret."""
    line = source.lines[number - 1]
    for place in secrets:
        if place.source is source and place.line <= number <= place.end_line:
            first = place.column - 1 if number == place.line else 0
            last = place.end_column - 1 if number == place.end_line else len(line)
            line = line[:first] + "•" * max(0, last - first) + line[last:]
    line = _IN_ADDRESS.sub(lambda match: f"{match['user']}:{'•' * len(match['value'])}@", line)
    return _SECRET_KEY.sub(lambda match: match["key"] + "•" * len(match["value"].rstrip()), line)
