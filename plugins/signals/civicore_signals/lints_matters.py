"""Categories, types, their questions, and the prepared replies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from civicore import City, Finding, say
from civicore_signals.conditions import within
from civicore_signals.config import Signals
from civicore_signals.config_categories import Question, Type
from civicore_signals.plan import Plan

Path = tuple[str | int, ...]
_CHOSEN = ("choice", "choices")


def check(city: City, said: Signals, plan: Plan) -> Iterator[Finding]:
    """E201, L425, L464, L470."""
    for kind in said.kinds:
        if not plan.types(kind):
            message = say(
                'there is nothing that a "%(kind)s" may be about: no type of any category takes it', kind=kind
            )
            yield Finding("L425", message, ("signals", "kinds", kind), at_key=True)
    for path, one, above in types(said):
        yield from _kinds(path, plan)
        yield from _questions(path, one, above)
    for key, template in said.templates.items():
        yield from unknown_categories(template.categories, plan, ("signals", "templates", key, "categories"))
        yield from _offered(key, plan)


def types(said: Signals) -> Iterator[tuple[Path, Type, Mapping[str, Question]]]:
    """Every category and type with its place in the file and the questions asked before its own."""
    for key, category in said.categories.items():
        path: Path = ("signals", "categories", key)
        yield path, category, {}
        for name, below in category.subcategories.items():
            yield (*path, "subcategories", name), below, category.questions


def unknown_categories(named: tuple[str, ...] | None, plan: Plan, path: Path) -> Iterator[Finding]:
    """E201: words that are no category and no type."""
    for index, word in enumerate(named or ()):
        if word not in plan.categories:
            yield Finding("E201", say('there is no category "%(word)s"', word=word), (*path, index))


def _kinds(path: Path, plan: Plan) -> Iterator[Finding]:
    found = plan.categories[".".join(str(part) for part in path[2::2])]
    if found.leaf and not found.kinds:
        yield Finding("L425", say("no kind takes this type"), path, at_key=True)


def _questions(path: Path, one: Type, above: Mapping[str, Question]) -> Iterator[Finding]:
    earlier: dict[str, Question] = dict(above)
    for key, question in one.questions.items():
        here = (*path, "questions", key)
        if key in above:
            yield Finding("L464", say('the category asks "%(key)s" already', key=key), here, at_key=True)
        yield from _options(question, here)
        yield from answers(question.when, earlier, (*here, "when"))
        earlier[key] = question
    for name, advice in one.advice.items():
        yield from answers(advice.when, earlier, (*path, "advice", name, "when"))


def _options(question: Question, path: Path) -> Iterator[Finding]:
    if question.kind in _CHOSEN and len(question.options) < 2:
        yield Finding("L464", say("a question with fewer than two options leaves no choice"), path, at_key=True)
    elif question.kind not in _CHOSEN and question.options:
        message = say("options of a question that is answered by %(kind)s", kind=question.kind)
        yield Finding("L464", message, (*path, "options"))


def answers(wanted: Mapping[str, tuple[str, ...]], known: Mapping[str, Question], path: Path) -> Iterator[Finding]:
    """L464: what a condition asks can be answered so, by a question that comes before."""
    for name, words in wanted.items():
        if name not in known:
            message = say('"%(name)s" is no question that is asked before', name=name)
            yield Finding("L464", message, (*path, name), at_key=True)
            continue
        for index, word in enumerate(words):
            if word not in known[name].options:
                yield Finding(
                    "L464", say('"%(word)s" is no answer to "%(name)s"', word=word, name=name), (*path, name, index)
                )


def _offered(key: str, plan: Plan) -> Iterator[Finding]:
    """L470: some kind that the reply is for can have one of its statuses, and be about one of its categories."""
    template = plan.templates[key]
    for kind in plan.kinds.values():
        meant = template.kinds is None or kind.id in template.kinds
        reached = template.statuses is None or set(template.statuses) & set(kind.statuses)
        about = template.categories is None or any(
            within(one.id, word) for one in plan.types(kind.id) for word in template.categories
        )
        if meant and reached and about:
            return
    message = say("this reply is never offered: no kind has these statuses and categories together")
    yield Finding("L470", message, ("signals", "templates", key), "warning", at_key=True)
