"""Reads plain values by the model and turns what is wrong into findings of the language."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from civicore.base.saying import say
from civicore.deployment import nodes, shape
from civicore.deployment.city import City
from civicore.deployment.compose import KNOWN_SECTIONS
from civicore.deployment.kinds import Reading
from civicore.deployment.nodes import Node, Path_
from civicore.deployment.shape import Shape
from civicore.deployment.suggest import did_you_mean, nearest
from civicore.extension.parts import Finding

_ROUNDS = 20  # each round takes the wrong parts out; what is still wrong then stays unjudged


def judge(model: type[City], root: Node, reading: Reading) -> tuple[City | None, list[Finding], frozenset[Path_]]:
    """The city, what is wrong with its shape, and the paths that had to be left out to read the rest."""
    data: Any = copy.copy(nodes.plain(root))
    language = shape.of_model(model)
    findings: list[Finding] = []
    pruned: set[Path_] = set()
    for _ in range(_ROUNDS):
        try:
            return model.model_validate(data, context=reading), findings, frozenset(pruned)
        except ValidationError as error:
            round_ = [_finding(one, language, root) for one in error.errors(include_url=False, include_input=False)]
        if not pruned:
            findings = round_
        for finding in round_:
            away = _prune(data, finding.path, missing=finding.code == "E102")
            if away is None:
                return None, findings, frozenset(pruned)
            pruned.add(away)
    return None, findings, frozenset(pruned)


def _finding(error: Mapping[str, Any], language: Shape, root: Node) -> Finding:
    context = error.get("ctx") or {}
    path = _path(error["loc"])
    at_key = "[key]" in error["loc"]
    if "message" in context and "at" in context:
        inner = tuple(context["at"])
        at_key = at_key or "@key" in inner
        path = (*path, *(part for part in inner if part != "@key"))
        hints = (context["hint"],) if context["hint"] else ()
        return Finding(error["type"], context["message"], path, at_key=at_key, hints=hints)
    return _native(error["type"], context, path, language, root)


def _native(kind: str, context: Mapping[str, Any], path: Path_, language: Shape, root: Node) -> Finding:
    here = nodes.at(root, path)
    word = here.text if isinstance(here, nodes.Scalar) else ""
    known = shape.known_words(shape.at(language, path))
    if kind == "extra_forbidden":
        return _unknown_key(path, language)
    if kind == "missing":
        parent = nodes.written(path[:-1]) or say("the file")
        return Finding(
            "E102", say('"%(key)s" is missing in %(parent)s', key=path[-1], parent=parent), path, at_key=True
        )
    if kind == "literal_error":
        if not isinstance(here, nodes.Scalar):
            return Finding("E103", say("one word is asked here: %(known)s", known=known), path)
        guess = nearest(word, known)
        hint = did_you_mean(guess) if guess else say("write one of: %(known)s", known=known)
        return Finding(
            "E112",
            say('"%(word)s" is not one of the words for %(key)s', word=word, key=path[-1]),
            path,
            hints=(hint,),
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = (
            say("at least %(limit)s", limit=context["ge"])
            if "ge" in context
            else say("at most %(limit)s", limit=context["le"])
        )
        return Finding("E113", say("%(word)s is out of range: %(limit)s", word=word, limit=limit), path)
    return Finding("E103", _asked(kind, here), path)


def _unknown_key(path: Path_, language: Shape) -> Finding:
    known = (*shape.known_words(shape.at(language, path[:-1])), *(() if path[:-1] else (*KNOWN_SECTIONS, "extends")))
    guess = nearest(str(path[-1]), known)
    inside = nodes.written(path[:-1]) or say("the file")
    hints = (did_you_mean(guess),) if guess else ()
    return Finding(
        "E101",
        say('unknown key "%(key)s" in %(inside)s', key=path[-1], inside=inside),
        path,
        at_key=True,
        hints=hints,
    )


def _asked(kind: str, here: Node | None) -> str:
    asked = {
        "tuple_type": say("a list is asked here: write it in brackets, [one, two]"),
        "int_parsing": say("a whole number is asked here"),
        "int_type": say("a whole number is asked here"),
        "int_parsing_size": say("this number is too large"),
        "float_parsing": say("a number is asked here"),
        "float_type": say("a number is asked here"),
        "finite_number": say("a number is asked here"),
    }
    if kind in asked:
        return asked[kind]
    if kind in ("mapping_type", "dict_type", "model_type", "model_attributes_type"):
        return say("a block of keys and values is asked here")
    return say("this value is of the wrong type")


def _path(loc: tuple[str | int, ...]) -> Path_:
    return tuple(part for part in loc if part != "[key]")


def _prune(data: Any, path: Path_, *, missing: bool) -> Path_ | None:
    """Take a wrong part out of the data; for a missing one its block. The path that went, None when it is all."""
    path = path[:-1] if missing else path
    while path:
        parent = data
        for part in path[:-1]:
            parent = _below(parent, part)
        if isinstance(parent, dict) and path[-1] in parent:
            del parent[path[-1]]
            return path
        if isinstance(parent, list) and isinstance(path[-1], int) and path[-1] < len(parent):
            path = path[:-1]  # a hole would move its neighbours: the whole list goes
            continue
        path = path[:-1]
    return None


def _below(parent: Any, part: str | int) -> Any:
    if isinstance(parent, dict):
        return parent.get(part)
    return parent[part] if isinstance(parent, list) and isinstance(part, int) and part < len(parent) else None
