"""Consultations as conversations: one intent, ``start`` is the id of the tree."""

from __future__ import annotations

from functools import partial

from civicore import Runtime
from civicore.contracts.dialog import Ask, Done, Stale, Talk
from civicore_bots import links, phrases
from civicore_bots.consult import Asked, Lost, Reached, Tree, step
from civicore_bots.menus import CONSULT, consultations

PATH = "/consultations"


class Consultations:
    """Every tree of the file."""

    id = CONSULT
    letter = "c"

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self.trees = {id: Tree.of(id, said) for id, said in consultations(runtime.city).items()}

    def label(self, language: str) -> str | None:
        """The word for it; the title where there is only one."""
        if not self.trees:
            return None
        if len(self.trees) == 1:
            return next(iter(self.trees.values())).said.title.in_(language)
        return self._runtime.languages.translate(language, "Consultation")

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        """The next question of the tree, or its result; where the city has stopped consultations, that."""
        id, _, began = talk.start.partition("-")
        tree = self.trees.get(id) or next(iter(self.trees.values()))
        before = links.carried(tree, began)
        stopped = await self._runtime.suspensions.in_force("consultations", now=talk.at)
        if stopped is not None:
            details = (stopped.details.in_(talk.language),) if stopped.details else ()
            return Done(stopped.banner.in_(talk.language), lines=details)
        given = [key.partition(".") for key in talk.answers]
        if any(mark != tree.mark for mark, _, _ in given):
            return Stale()
        at = step(tree, (*before, *talk.answers.values()))
        return self.said(tree, at, talk.language)

    def said(self, tree: Tree, at: Asked | Reached | Lost, language: str) -> Ask | Done | Stale:
        """A step in the words of a language."""
        match at:
            case Asked():
                return phrases.question(tree, at, language)
            case Reached():
                answers = ".".join(one.answer for one in at.passed)
                page = f"{PATH}/{tree.id}?v={tree.mark}&a={answers}" if tree.said.on_web else None
                gettext = partial(self._runtime.languages.translate, language)
                return phrases.result(tree, at, self._runtime.city, language, gettext, page)
            case Lost():
                return Stale()
