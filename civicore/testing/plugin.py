"""The fixtures that pytest gets with CivicCore. Nothing here is loaded before a test asks for it.

A test that asks for a city speaks with nobody outside this computer, sees a clock that stands still, and finds no
plugin of the environment but those that it names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from civicore.testing.browsing import Browser
    from civicore.testing.canary import Canary
    from civicore.testing.cities import Cities
    from civicore.testing.faults import Faults
    from civicore.testing.screens import Boards, Printers
    from civicore.testing.town import HookCall, Outbox, Town, TownClock


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--plugin NAME`` lists an installed plugin in the cities of this run."""
    group = parser.getgroup("civicore")
    group.addoption("--plugin", action="append", default=[], metavar="NAME", help="list this plugin in every city")
    group.addoption("--thorough", action="store_true", help="conformance: the full counts instead of the quick ones")
    parser.addini("civicore_plugins", "plugins listed in every city of the tests", type="args", default=[])


@pytest.fixture(scope="session")
def listed_plugins(pytestconfig: pytest.Config) -> Mapping[str, Mapping[str, Any]]:
    """Which plugins the cities list, with their settings; a project may override it."""
    names = [*pytestconfig.getoption("--plugin"), *pytestconfig.getini("civicore_plugins")]
    return {name: {} for name in names}


@pytest.fixture(scope="session")
def city_file() -> Path | None:
    """The file of a city that no test names: the kit's ``village.yaml``; a project may override it."""
    return None


@pytest.fixture
def city(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    city_file: Path | None,
    listed_plugins: Mapping[str, Mapping[str, Any]],
) -> Iterator[Cities]:
    """Starts cities: ``town = city("village.yaml", plugins={"lostfound": {}})``; they end with the test."""
    from civicore.testing.cities import Cities
    from civicore.testing.network import no_network

    url = request.getfixturevalue("database") if "database" in request.fixturenames else None
    with no_network() as tried:
        cities = Cities(tmp_path / "cities", usual=city_file, plugins=listed_plugins, database=url)
        try:
            yield cities
        finally:
            cities.close()
        assert tried == [], f"the test tried to reach {', '.join(tried)}"


@pytest.fixture
def town(city: Cities) -> Town:
    """The city of the test that was started last, else the usual one."""
    return city.current


@pytest.fixture
def client(town: Town) -> Browser:
    """Somebody with a browser, who is nobody in particular."""
    return town.browser()


@pytest.fixture
def as_citizen(town: Town) -> Callable[..., Browser]:
    """``as_citizen("uk")``: a browser of its own whose person reads that language."""
    return town.browser


@pytest.fixture
def as_staff(town: Town) -> Callable[..., Browser]:
    """``as_staff("clerk")``: a browser in which a member of staff of that role has signed in."""
    return town.staff


@pytest.fixture
def as_kiosk(town: Town) -> Callable[..., Browser]:
    """``as_kiosk("town_hall.kiosk")``: the screen of a device."""
    return town.kiosk


@pytest.fixture
def clock(town: Town) -> TownClock:
    """The city's time: ``clock.set``, ``clock.advance``, ``clock.jump``."""
    return town.clock


@pytest.fixture
def outbox(town: Town) -> Outbox:
    """Messages that left the city: ``outbox.all``, ``outbox.to``, ``outbox.last``."""
    return town.outbox


@pytest.fixture
def printer(town: Town) -> Printers:
    """What was printed: ``printer.slips``, ``printer.text``."""
    from civicore.testing.screens import Printers

    return Printers(town)


@pytest.fixture
def board(town: Town) -> Boards:
    """What stands on the displays: ``board.text``."""
    from civicore.testing.screens import Boards

    return Boards(town)


@pytest.fixture
def faults(town: Town) -> Faults:
    """What may go wrong: ``with faults.smtp_down(): …``, ``faults.raising("lostfound.tidy")``."""
    return town.faults


@pytest.fixture
def canary() -> Canary:
    """A person whose every value is unique and can be searched for."""
    from civicore.testing.canary import Canary

    return Canary()


@pytest.fixture
def hook_calls(town: Town) -> tuple[HookCall, ...]:
    """The hooks that were asked while the city was put together, and their parts."""
    return town.hook_calls


@pytest.fixture
def register_temporarily(city: Cities) -> Callable[[str, object], None]:
    """``register_temporarily("sham", plugin)``: a module or an object with hooks, installed for this test."""
    return city.register_temporarily


@pytest.fixture(scope="session")
def _databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from civicore.testing.databases import Fresh

    with Fresh(tmp_path_factory.mktemp("databases")) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, _databases: Any) -> Iterator[str]:
    """The address of an empty database, on SQLite and on PostgreSQL in turn; the city of the test runs on it."""
    from civicore.testing.databases import NoPostgres

    try:
        around = _databases.empty(request.param)
    except NoPostgres as error:
        pytest.skip(f"no PostgreSQL here, so the test ran on SQLite alone: {error}")
    with around as url:
        yield url
