"""Papers that go with what a clerk writes: a decision, a plan. They stay over every mistake in the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from litestar.datastructures import FormMultiDict

from civicore import AnyRequest, FieldError, files, new_id
from civicore_signals import drafts
from civicore_signals.acting import Papers
from civicore_signals.desk_clerk import Clerk, typed
from civicore_signals.plan import Plan

FIELD = "papers"
LARGEST = files.largest_body(files.Rules())
_MOST = 5  # papers that a clerk can always send, however few the city takes from people


@dataclass(frozen=True)
class Waiting:
    """Papers that are kept until the form is sent without a mistake. ``removed``: one was just taken away."""

    owner: str = ""
    kept: tuple[files.Kept, ...] = ()
    errors: Sequence[FieldError] = ()
    removed: int = 0

    @property
    def papers(self) -> Papers:
        return Papers(tuple(one.id for one in self.kept), self.owner)


def rules(plan: Plan) -> files.Rules:
    """What a clerk may send: what people may, and always papers."""
    said = plan.attachments
    types = tuple(dict.fromkeys([*("jpeg" if one == "jpg" else one for one in said.types), "pdf"]))
    return files.Rules(cast("Any", types), said.max_size, max(said.max_files, _MOST))


async def received(clerk: Clerk, sent: FormMultiDict) -> Waiting:
    """Keep what came with a form; what this clerk sent with it before is there still."""
    mine, mark = f"desk:{clerk.who.id}:", str(sent.get("_kept") or "")[:100]
    owner = mark if mark.startswith(mine) else f"{mine}{new_id()}"
    until = clerk.now + drafts.KEPT
    got = await files.receive(clerk.runtime, sent, FIELD, rules(clerk.plan), owner, until=until)
    return Waiting(owner, got.kept, got.errors, got.removed)


async def words(request: AnyRequest) -> Mapping[str, list[str]]:
    """What a form sent besides its papers; a browser sends a field of files without any as an empty word."""
    return {name: said for name, said in (await typed(request)).items() if name != FIELD}
