"""A tree of questions as a pure function: the answers so far give the next question, a result, or nothing that fits.

The state of a consultation is the list of its answers, so going back, going on elsewhere and looking at it again
later need nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2s
from itertools import islice

from civicore_bots.conditions import Answered, Every, Not, Some, When, holds
from civicore_bots.config import Answer, Consultation, Paper, Price, Question, Result, Turn, Way

MOST_PATHS = 20_000
_MARK_BYTES = 3


@dataclass(frozen=True)
class Tree:
    """A consultation of the file. ``mark`` is six signs that change with its way: answers to another are stale."""

    id: str
    said: Consultation
    mark: str

    @classmethod
    def of(cls, id: str, said: Consultation) -> Tree:
        return cls(id, said, _mark(id, said))

    def question(self, id: str) -> Question | None:
        return self.said.questions.get(id)


@dataclass(frozen=True)
class Passed:
    """A question that was answered."""

    question: str
    answer: str


@dataclass(frozen=True)
class Asked:
    """The next question and the answers that it offers in this case."""

    question: str
    offered: tuple[str, ...]
    passed: tuple[Passed, ...] = ()


@dataclass(frozen=True)
class Reached:
    """The end. ``given`` are the answers by question."""

    result: str
    passed: tuple[Passed, ...] = ()

    @property
    def given(self) -> Mapping[str, str]:
        return {one.question: one.answer for one in self.passed}


@dataclass(frozen=True)
class Lost:
    """These answers lead nowhere in this tree: it was another when they were given."""

    passed: tuple[Passed, ...] = ()


Step = Asked | Reached | Lost


@dataclass(frozen=True)
class Outcome:
    """What a result says in one case: what does not apply is left out."""

    said: Result
    papers: tuple[Paper, ...]
    prices: tuple[Price, ...]
    ways: tuple[Way, ...]


@dataclass
class _Walk:
    passed: list[Passed] = field(default_factory=list)

    @property
    def given(self) -> dict[str, str]:
        return {one.question: one.answer for one in self.passed}


def step(tree: Tree, answers: Sequence[str]) -> Step:
    """Where these answers lead, one after the other. Never raises, whatever the answers or the tree are."""
    walk = _Walk()
    at = _enter(tree, tree.said.start, walk.given)
    for answer in answers:
        if not isinstance(at, Asked) or answer not in at.offered:
            return Lost(tuple(walk.passed))
        leads = tree.said.questions[at.question].answers[answer]
        walk.passed.append(Passed(at.question, answer))
        at = _follow(tree, leads, walk.given)
    passed = tuple(walk.passed)
    match at:
        case Asked(question, offered):
            return Asked(question, offered, passed)
        case Reached(result):
            return Reached(result, passed)
        case Lost():
            return Lost(passed)


def outcome(tree: Tree, reached: Reached) -> Outcome:
    """The result with what applies in this case. KeyError when the file has no such result."""
    said, given = tree.said.results[reached.result], reached.given
    papers = (tree.said.papers[one] for one in said.documents)
    prices = (tree.said.prices[one] for one in said.price)
    return Outcome(
        said,
        tuple(one for one in papers if holds(one.when, given)),
        tuple(one for one in prices if holds(one.when, given)),
        tuple(one for one in said.links.values() if holds(one.when, given)),
    )


def walk(tree: Tree, most: int = MOST_PATHS) -> Iterator[tuple[tuple[str, ...], Step]]:
    """Every list of answers that can be given, with where it leads; parents first, at most so many."""
    return islice(_below(tree, ()), most)


def _below(tree: Tree, answers: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Step]]:
    here = step(tree, answers)
    yield answers, here
    if isinstance(here, Asked) and here.question not in {one.question for one in here.passed}:
        for answer in here.offered:
            yield from _below(tree, (*answers, answer))


def _follow(tree: Tree, answer: Answer, given: Mapping[str, str]) -> Step:
    leads = next((one for one in answer.cases if holds(one.when, given)), answer)
    return _reach(tree, leads.result) if leads.result is not None else _enter(tree, leads.goto, given)


def _reach(tree: Tree, result: str) -> Step:
    return Reached(result) if result in tree.said.results else Lost()


def _enter(tree: Tree, question: str | None, given: Mapping[str, str]) -> Step:
    """The question itself, or where its ``otherwise`` leads when it is not to be asked. Circles end as lost."""
    for _ in range(len(tree.said.questions) + 1):
        found = tree.said.questions.get(question) if question is not None else None
        if found is None or question is None:
            return Lost()
        if holds(found.when, given):
            offered = tuple(id for id, one in found.answers.items() if holds(one.when, given))
            return Asked(question, offered) if offered else Lost()
        if found.otherwise is None:
            return Lost()
        if found.otherwise.result is not None:
            return _reach(tree, found.otherwise.result)
        question = found.otherwise.goto
    return Lost()


def _mark(id: str, said: Consultation) -> str:
    """Words may be mended without making anybody begin anew; ways, conditions and the version may not."""
    shape = {
        "version": said.version,
        "start": said.start,
        "questions": {name: _shape(one) for name, one in said.questions.items()},
    }
    packed = json.dumps([id, shape], sort_keys=True).encode()
    return blake2s(packed, digest_size=_MARK_BYTES).hexdigest()


def _shape(one: Question) -> list[object]:
    answers = {id: [_turn(way), *map(_turn, way.cases)] for id, way in one.answers.items()}
    return [_when(one.when), _turn(one.otherwise) if one.otherwise else None, answers]


def _turn(leads: Turn | Answer) -> list[object]:
    return [_when(leads.when), leads.goto, leads.result]


def _when(when: When | None) -> object:
    match when:
        case None:
            return None
        case Answered(question, answers):
            return [question, *sorted(answers)]
        case Not(inner):
            return ["not", _when(inner)]
        case Every(inner):
            return ["all", *map(_when, inner)]
        case Some(inner):
            return ["any", *map(_when, inner)]
