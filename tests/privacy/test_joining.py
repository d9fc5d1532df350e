"""A plugin's new page joins the walk, or fails: it must name its addresses, and then the walk asks them."""

# No postponed annotations: Litestar reads those of handlers.

from collections.abc import Iterable, Sequence

import pytest
from civicore_signals.tables import CaseRow
from litestar import MediaType, get
from litestar.params import FromPath

from civicore import AnyRequest, Output, Routes, Runtime, hookimpl
from civicore.app import Built, build
from civicore.information.plugin import InformationPlugin
from civicore.reading import Settings
from tests.laws.test_outputs import unknown
from tests.privacy.asking import anybody
from tests.privacy.conftest import Town
from tests.privacy.test_walk import LANGUAGES, secrets_of
from tests.privacy.walk import addresses, walk
from tests.signals.desk.conftest import FILE

pytestmark = pytest.mark.anyio


@get("/leak/{case:str}", media_type=MediaType.TEXT)
async def leaky(request: AnyRequest, case: FromPath[str]) -> str:
    """What a plugin would do that has not heard of the policy."""
    async with request.app.state.runtime.store.reading():
        rows = await CaseRow.select(CaseRow.text).where(CaseRow.number == case)
    return " ".join(row["text"] for row in rows)


class Leaky(InformationPlugin):
    """A plugin with a page more, of which it says nothing."""

    @hookimpl
    def register_routes(self, runtime: Runtime) -> Iterable[Routes]:
        return (*super().register_routes(runtime), Routes("public", [leaky]))


class Joined(Leaky):
    """The same, and it says where to look for a case there."""

    @hookimpl
    def register_outputs(self, runtime: Runtime) -> Iterable[Output]:
        async def here(subject: str) -> Sequence[str]:
            async with runtime.store.reading():
                found = await CaseRow.select(CaseRow.number).where(CaseRow.number.is_not_null())
            return [f"/leak/{row['number']}" for row in found] if subject else ["/leak/0"]

        return (*super().register_outputs(runtime), Output("leaky.page", here))


def with_plugin(town: Town, plugin: type[InformationPlugin], patch: pytest.MonkeyPatch) -> Built:
    """The same city on the same data, with another plugin in it."""
    patch.setattr("civicore.reading.InformationPlugin", plugin)
    return build(Settings(FILE, database=town.database, demo=True, served_at="http://city", clock=town.house.clock))


async def test_a_page_that_is_no_output_breaks_the_law(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await unknown(town.house.built) == []
    assert await unknown(with_plugin(town, Leaky, monkeypatch)) == ["/leak/{case:str}"]


async def test_a_page_that_is_an_output_and_leaks_is_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    built = with_plugin(town, Joined, monkeypatch)
    async with built.app.lifespan(), anybody(built) as stranger:
        assert await unknown(built) == []
        asked = [one for one in await addresses(built, [town.marked["letter"].subject]) if "/leak" in one]
        leaks = await walk(stranger, asked, secrets_of(town), LANGUAGES)
    found = {word for one in leaks for word in one.found}
    assert {"qxlettertextzx", "qxhiddentextzx", "qxwaitingtextzx"} <= found
