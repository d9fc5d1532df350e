"""A press that comes twice does its work once: the form or the program marks each press."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from civicore import Refusal, Runtime, UnitOfWork

Work = Callable[[], Awaitable[Mapping[str, Any] | Refusal]]


async def once(runtime: Runtime, scope: str, key: str | None, fingerprint: str, work: Work) -> dict[str, Any] | Refusal:
    """Do the work in a unit, or give the answer (JSON values) that the same key got before.

    ``request.key_reused`` when the key came with something else. A refused deed leaves its key unused.
    """

    async def marked(unit: UnitOfWork) -> dict[str, Any] | Refusal:
        found = "new" if key is None else await unit.once(scope, key, fingerprint)
        if found != "new":
            return found
        answer = await work()
        if isinstance(answer, Refusal):
            return answer
        if key is not None:
            await unit.keep_answer(scope, key, answer)
        return dict(answer)

    return await runtime.transact(marked)
