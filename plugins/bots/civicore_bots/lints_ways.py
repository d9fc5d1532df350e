"""Where the ways of a consultation lead: every one of them is walked before anybody does (L422, L483, E201)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from civicore import Finding, say
from civicore_bots.conditions import When, named
from civicore_bots.config import Answer, Consultation, Question, Turn
from civicore_bots.consult import MOST_PATHS, Asked, Lost, Reached, Tree, outcome, walk

Path = tuple[str | int, ...]


def check(id: str, said: Consultation, path: Path) -> Iterator[Finding]:
    """What is named must be there; then every way is walked."""
    nowhere = [*_names(said, path)]
    yield from nowhere
    if nowhere:
        return
    circle = _circle(said)
    if circle:
        message = say("the questions lead in a circle: %(circle)s", circle=" → ".join(circle))
        yield Finding("L422", message, (*path, "questions", circle[0]), at_key=True)
        return
    yield from _walked(Tree.of(id, said), path)


def turns(answer: Answer) -> tuple[Turn | Answer, ...]:
    """Wherever an answer may lead."""
    return (*answer.cases, answer)


def _names(said: Consultation, path: Path) -> Iterator[Finding]:
    yield from _known(said.start, said.questions, "question", (*path, "start"))
    for id, question in said.questions.items():
        yield from _question(said, question, (*path, "questions", id))
    for id, result in said.results.items():
        at = (*path, "results", id)
        for index, paper in enumerate(result.documents):
            yield from _known(paper, said.papers, "paper", (*at, "documents", index))
        for index, price in enumerate(result.price):
            yield from _known(price, said.prices, "price", (*at, "price", index))
        if "book" in result.actions and result.agenda is None:
            yield Finding("L422", say("a time can be booked, but no agenda is named"), (*at, "actions"))
        for name, link in result.links.items():
            yield from _when(said, link.when, (*at, "links", name, "when"))
    for group in ("papers", "prices"):
        for id, one in getattr(said, group).items():
            yield from _when(said, one.when, (*path, group, id, "when"))


def _question(said: Consultation, question: Question, path: Path) -> Iterator[Finding]:
    yield from _when(said, question.when, (*path, "when"))
    if not question.answers:
        yield Finding("L422", say("a question without answers"), (*path, "answers"))
    if question.otherwise is not None:
        yield from _turn(said, question.otherwise, (*path, "otherwise"))
    elif question.when is not None:
        yield Finding("L422", say("when it is not asked, nothing follows: write otherwise"), (*path, "when"))
    for id, answer in question.answers.items():
        at = (*path, "answers", id)
        yield from _turn(said, answer, at)
        yield from _when(said, answer.when, (*at, "when"))
        for index, case in enumerate(answer.cases):
            yield from _turn(said, case, (*at, "cases", index))
            yield from _when(said, case.when, (*at, "cases", index, "when"))


def _turn(said: Consultation, leads: Turn | Answer, path: Path) -> Iterator[Finding]:
    if (leads.goto is None) == (leads.result is None):
        message = (
            say("this leads nowhere: write goto or result")
            if leads.goto is None
            else say("this leads to a question and to a result: write goto or result")
        )
        yield Finding("L422", message, path, at_key=isinstance(path[-1], str))
    if leads.goto is not None:
        yield from _known(leads.goto, said.questions, "question", (*path, "goto"))
    if leads.result is not None:
        yield from _known(leads.result, said.results, "result", (*path, "result"))


def _when(said: Consultation, when: When | None, path: Path) -> Iterator[Finding]:
    for question, answer in named(when):
        if question not in said.questions:
            yield Finding("E201", say('there is no question "%(question)s"', question=question), path)
        elif answer not in said.questions[question].answers:
            yield Finding(
                "E201", say('"%(question)s" has no answer "%(answer)s"', question=question, answer=answer), path
            )


def _known(id: str, there: Mapping[str, object], what: str, path: Path) -> Iterator[Finding]:
    if id not in there:
        yield Finding("E201", say('there is no %(what)s "%(id)s"', what=what, id=id), path)


def _circle(said: Consultation) -> list[str]:
    graph = {id: _leads_to(question) for id, question in said.questions.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _leads_to(question: Question) -> set[str]:
    every: list[Turn | Answer] = [one for answer in question.answers.values() for one in turns(answer)]
    every += [question.otherwise] if question.otherwise else []
    return {one.goto for one in every if one.goto is not None}


def _walked(tree: Tree, path: Path) -> Iterator[Finding]:
    asked: set[str] = set()
    reached: set[str] = set()
    shown: set[int] = set()
    paths = 0
    for answers, at in walk(tree, MOST_PATHS + 1):
        paths += 1
        match at:
            case Lost():
                yield Finding(
                    "L422",
                    say("a dead end after %(way)s", way=" → ".join(answers) or say("the start")),
                    (*path, "questions"),
                )
                return
            case Asked(question):
                asked.add(question)
            case Reached(result):
                reached.add(result)
                found = outcome(tree, at)
                shown.update(map(id, (*found.papers, *found.prices)))
                if not _says(found.papers, found.prices, found.ways, found.said.note, found.said.place):
                    message = say(
                        "after %(answers)s the result says nothing but its title", answers=" → ".join(answers)
                    )
                    yield Finding("L422", message, (*path, "results", result))
    if paths > MOST_PATHS:
        yield Finding(
            "L422",
            say("more than %(most)s ways: nobody could check them", most=MOST_PATHS),
            (*path, "questions"),
        )
        return
    yield from _unused(tree.said, asked, reached, shown, path)


def _says(*parts: object) -> bool:
    return any(parts)


def _unused(said: Consultation, asked: set[str], reached: set[str], shown: set[int], path: Path) -> Iterator[Finding]:
    for name in said.questions.keys() - asked:
        yield Finding("L422", say("no answer leads to this question"), (*path, "questions", name), at_key=True)
    for name in said.results.keys() - reached:
        yield Finding("L422", say("no answer leads to this result"), (*path, "results", name), at_key=True)
    for group in ("papers", "prices"):
        for name, one in getattr(said, group).items():
            if id(one) not in shown:  # blocks are equal when they say the same; here each is itself
                yield Finding("L483", say("no case ever shows this"), (*path, group, name), "warning", at_key=True)
