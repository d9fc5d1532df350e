"""Programs are nobody's account: at their addresses nothing is looked for that only citizens have."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from litestar.enums import ScopeType

from civicore.citizens import guards

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("path", "looked"), [("/api/v1/offices", False), ("/desk/today", False), ("/booking", True)])
async def test_no_citizen_is_looked_for_where_none_can_be(
    monkeypatch: pytest.MonkeyPatch, path: str, looked: bool
) -> None:
    made: list[str] = []
    went_on: list[str] = []

    async def identify(request: object) -> None:
        made.append("identified")

    async def app(scope: object, receive: object, send: object) -> None:
        went_on.append(path)

    monkeypatch.setattr(guards, "Request", lambda *_: made.append("request"))
    monkeypatch.setattr(guards, "_identify", identify)
    monkeypatch.setattr(guards, "_needs_account", lambda _: False)
    scope = {"type": ScopeType.HTTP, "state": {"here": SimpleNamespace(path=path)}}
    await guards.CitizenThere().handle(scope, None, None, app)  # type: ignore[arg-type]
    assert made == (["request", "identified"] if looked else [])
    assert went_on == [path]
