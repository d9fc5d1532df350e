"""Findings as SARIF 2.1.0 (OASIS), which code hosts and editors read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from civicore.base.saying import Tongue, in_words_of
from civicore.deployment.codes import CODES
from civicore.deployment.findings import Located, end_of
from civicore.deployment.nodes import Place, Source

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[Located], tongue: Tongue, version: str, root: Path) -> dict[str, Any]:
    """One run with all findings; files under ``root`` are named from there, others by their whole address."""
    ordered = sorted(findings, key=lambda one: one.order)
    used = sorted({one.code for one in ordered})
    driver = {
        "name": "CivicCore",
        "semanticVersion": version,
        "rules": [_rule(code) for code in used],
    }
    results = [_result(one, used.index(one.code), tongue, root) for one in ordered]
    run = {
        "tool": {"driver": driver},
        "language": tongue.language,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"uri": root.resolve().as_uri() + "/"}},
        "results": results,
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    known = CODES.get(code)
    rule: dict[str, Any] = {"id": code}
    if known is not None:
        rule["shortDescription"] = {"text": known.meaning}
        rule["defaultConfiguration"] = {"level": "warning" if known.warning else "error"}
        if known.advice:
            rule["help"] = {"text": known.advice}
    return rule


def _result(one: Located, index: int, tongue: Tongue, root: Path) -> dict[str, Any]:
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": in_lines(one, tongue)},
        "locations": [{"physicalLocation": {"artifactLocation": _file(one.place.source, root), "region": _at(one)}}],
    }


def in_lines(one: Located, tongue: Tongue) -> str:
    """The sentence and its hints, a line each."""
    said: Sequence[str] = (one.message, *one.finding.hints)
    return "\n".join(in_words_of(tongue, words) for words in said)


def _file(source: Source, root: Path) -> dict[str, Any]:
    path, base = source.path.resolve(), root.resolve()
    if path.is_relative_to(base):
        return {"uri": _escaped(path, base), "uriBaseId": "ROOT"}
    return {"uri": path.as_uri()}


def _escaped(path: Path, base: Path) -> str:
    return path.as_uri().removeprefix(base.as_uri()).lstrip("/")


def _at(one: Located) -> dict[str, int]:
    place: Place = one.place
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.line,
        "endColumn": max(end_of(place), place.column + 1),
    }
