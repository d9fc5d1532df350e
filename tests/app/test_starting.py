"""Starting a city: what is judged first, what is made, what is kept out."""

import stat
from pathlib import Path

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.first_steps import CannotStart
from civicore.keys import KeyUnsafe, keyring
from civicore.reading import Settings
from tests.extension.strangers import TOWN

SHIPPED = sorted(path for path in (Path(__file__).parents[2] / "deployments").glob("*.yaml"))
SMTP = "{sender: a@lhotka.example, smtp: {host: smtp.lhotka.example, user: a, password: {secret: smtp}}}"
SMALL = TOWN.replace("{sender: a@lhotka.example}", SMTP)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    file = tmp_path / "lhotka.yaml"
    file.write_text(SMALL)
    return file


@pytest.mark.parametrize("file", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_city_can_be_shown(file: Path) -> None:
    built = build(Settings(file, demo=True, clock=DemoClock()))
    assert built.demo is not None
    assert "booking" not in [one.name for one in built.quarantined]


def test_a_mistake_in_the_file_is_shown_with_its_place(city: Path) -> None:
    city.write_text(SMALL.replace("doors:", "dors:"))
    with pytest.raises(CannotStart, match=r"lhotka\.yaml:8:5: error E101"):
        build(Settings(city, demo=True, clock=DemoClock()))


def test_a_real_run_wants_its_secrets_and_a_demo_does_not(city: Path) -> None:
    with pytest.raises(CannotStart, match="smtp"):
        build(Settings(city))
    build(Settings(city, demo=True, clock=DemoClock()))


def test_a_real_run_keeps_its_data_and_its_key_beside_the_file(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_SMTP", "hush")
    built = build(Settings(city))
    assert built.demo is None
    assert stat.S_IMODE((city.parent / "lhotka.key").stat().st_mode) == 0o600
    assert build(Settings(city)).runtime.keys == built.runtime.keys


@pytest.mark.check("S64")
async def test_a_demo_and_real_people_never_share_a_database(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_SMTP", "hush")
    shared = {"real": f"sqlite:///{city.parent}/real.db", "demo": f"sqlite:///{city.parent}/demo.db"}
    await build(Settings(city, database=shared["real"])).prepare()
    await build(Settings(city, database=shared["demo"], demo=True, clock=DemoClock())).prepare()
    with pytest.raises(CannotStart, match="belongs to a demo"):
        await build(Settings(city, database=shared["demo"])).prepare()
    with pytest.raises(CannotStart, match="serves real people"):
        await build(Settings(city, database=shared["real"], demo=True, clock=DemoClock())).prepare()
    await build(Settings(city, database=shared["real"])).prepare()
    await build(Settings(city, database=shared["demo"], demo=True, clock=DemoClock())).prepare()


def test_a_city_that_others_can_reach_needs_its_public_address(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICORE_SECRET_SMTP", "hush")
    with pytest.raises(CannotStart, match=r"deployment\.url"):
        build(Settings(city, exposed=True))


def test_an_address_of_no_known_database_is_refused(city: Path) -> None:
    with pytest.raises(CannotStart, match="sqlite:///"):
        build(Settings(city, database="mysql://nobody", demo=True, clock=DemoClock()))


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "town.key"
    keyring("town", None, file)
    file.chmod(0o644)
    with pytest.raises(KeyUnsafe, match="chmod 600"):
        keyring("town", None, file)


def test_a_key_from_the_secret_store_may_bring_older_ones(tmp_path: Path) -> None:
    ring = keyring("town", "new\nold\n", tmp_path / "unused.key")
    assert ring.keys == (b"new", b"old")
    assert not (tmp_path / "unused.key").exists()


def test_a_plugin_that_is_listed_and_missing_is_said_with_the_command_that_gets_it(city: Path) -> None:
    city.write_text(SMALL + "plugins: {lost-property: {}}\n")
    built = build(Settings(city, demo=True, clock=DemoClock()))
    assert "pip install lost-property" in built.quarantined[0].reason
    with pytest.raises(CannotStart, match="pip install lost-property"):
        build(Settings(city, demo=True, clock=DemoClock(), strict_plugins=True))


def test_a_key_file_that_lost_its_key_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / "town.key"
    file.touch(0o600)
    with pytest.raises(KeyUnsafe, match="holds no key"):
        keyring("town", None, file)
