"""Findings with their place in a file, ready to be shown to people or programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from civicore.deployment.nodes import Node, Place, Scalar, Source, walk, written
from civicore.deployment.suggest import nearest
from civicore.extension.parts import Finding

SECRET_FIELDS = ("password", "token", "key")
_SECRET_KEY = re.compile(
    r"""(?P<key>[\w-]*(?:pas\w{0,2}w\w{0,2}d|token|_secret|_key)[\w-]*["']?\s*:\s*)(?P<value>[^\s{&*#|>][^,}#\n]*)""",
    re.IGNORECASE,
)


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
        place, same_line = self.place, self.place.end_line == self.place.line
        return {
            "file": place.source.name,
            "line": place.line,
            "column": place.column,
            "end_column": place.end_column if same_line else _line_end(place),
            "severity": self.severity,
            "code": self.code,
            "path": written(self.finding.path),
            "message": self.message,
            "hints": list(self.finding.hints),
            "url": f"docs/language.md#{self.code.lower()}",
        }


def human(findings: Iterable[Located], name: str, secrets: Sequence[Place] = ()) -> str:
    """All findings with excerpts, alike ones folded, and the sum."""
    ordered = sorted(findings, key=lambda one: one.order)
    groups: dict[tuple[str, str], list[Located]] = {}
    for one in ordered:
        groups.setdefault((one.code, one.message), []).append(one)
    parts = [_shown(group[0], group[1:], secrets) for group in groups.values()]
    return "\n".join([*parts, _sum(ordered, len(groups), name)])


def _sum(findings: Sequence[Located], shown: int, name: str) -> str:
    errors = sum(one.severity == "error" for one in findings)
    warnings = len(findings) - errors
    if not findings:
        return f"{name}: nothing to complain about."
    folded = f" ({len(findings) - shown} alike folded)" if len(findings) > shown else ""
    tell = " civicore explain <code> tells more."
    return f"{name}: {_count(errors, 'error')}, {_count(warnings, 'warning')}{folded}.{tell}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _shown(one: Located, alike: Sequence[Located], secrets: Sequence[Place]) -> str:
    place = one.place
    severity = f"{one.severity} " if one.severity != "error" else "error "
    head = f"{place.source.name}:{place.line}:{place.column}: {severity}{one.code}: {one.message}"
    hints = [f"     = {hint}" for hint in one.finding.hints]
    if place.source.preset:
        hints.append(
            f"     = this is in the {place.source.name.removesuffix('.yaml')} preset; your file may override it"
        )
    if alike:
        hints.append(f"     = the same {_elsewhere(place, alike)}")
    return "\n".join([head, *_excerpt(place, secrets), *hints, ""])


def _elsewhere(first: Place, alike: Sequence[Located]) -> str:
    lines = sorted({one.place.line for one in alike if one.place.source is first.source} - {first.line})
    files = sorted({one.place.source.name for one in alike if one.place.source is not first.source})
    numbers = ", ".join(str(line) for line in lines[:12]) + (" ..." if len(lines) > 12 else "")
    said = [f"on line{'s' if len(lines) > 1 else ''} {numbers}"] if lines else []
    return " and ".join([*said, *files]) or "in this line"


def _excerpt(place: Place, secrets: Sequence[Place]) -> list[str]:
    if not 1 <= place.line <= len(place.source.lines):
        return []
    line = masked(place.source, place.line, secrets)
    end = place.end_column if place.end_line == place.line else _line_end(place)
    start, width = place.column - 1, max(1, end - place.column)
    if len(line) > 110:
        cut = max(0, min(start - 40, len(line) - 100))
        line, start = ("…" if cut else "") + line[cut : cut + 100], start - cut + (1 if cut else 0)
        width = max(1, min(width, len(line) - start))
    gutter = f"{place.line:5d} | "
    return [gutter + line, " " * 6 + "| " + " " * start + "^" * width]


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
    return _SECRET_KEY.sub(lambda match: match["key"] + "•" * len(match["value"].rstrip()), line)
