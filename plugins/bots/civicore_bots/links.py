"""Answers given in one place that go on in another: what a deep link carries into a messenger. Pure.

A link holds at most forty signs, so an answer is one sign: its place among the answers of its question.
"""

from __future__ import annotations

from collections.abc import Sequence

from civicore_bots.consult import Asked, Tree, step

LONGEST = 40
_SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"


def start(tree: Tree, answers: Sequence[str]) -> str:
    """What a link must carry to go on from these answers; only the tree where that is too much for a link."""
    signs = []
    for count, answer in enumerate(answers):
        at = step(tree, answers[:count])
        if not isinstance(at, Asked):
            break
        signs.append(_SIGNS[list(tree.said.questions[at.question].answers).index(answer)])
    whole = f"{tree.id}-{tree.mark}-{''.join(signs)}"
    return whole if signs and len(whole) <= LONGEST else tree.id


def carried(tree: Tree, began: str) -> tuple[str, ...]:
    """The answers that a link brought; none when the tree is another by now or the link makes no sense."""
    mark, _, signs = began.partition("-")
    answers: tuple[str, ...] = ()
    for sign in signs if mark == tree.mark else "":
        at = step(tree, answers)
        place = _SIGNS.find(sign)
        if not isinstance(at, Asked) or not 0 <= place < len(tree.said.questions[at.question].answers):
            return ()
        answers = (*answers, list(tree.said.questions[at.question].answers)[place])
    return answers
