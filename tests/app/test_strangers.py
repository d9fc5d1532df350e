"""A stranger's plugin that is broken somewhere late: it is put aside, the city runs."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from civicore.app import Settings, build
from civicore.base.clock import DemoClock
from civicore.extension import registry

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
CITY = DEPLOYMENTS / "minimal.yaml"
SHIPPED = sorted(DEPLOYMENTS.glob("*.yaml"))
HOOKS = "from civicore import hookimpl, Routes\n"
ROUTES = (
    HOOKS
    + """
from litestar import get

@get("/booking")
async def mine() -> str:
    return "mine"

@hookimpl
def register_routes(runtime):
    return [Routes("public", [mine])]
"""
)


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that is installed under the name ``stranger``; the folder to fill."""
    home = tmp_path / f"stranger_{tmp_path.name}"
    home.mkdir()
    entry = EntryPoint("stranger", home.name, registry.GROUP)
    known = registry.installed()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(registry, "installed", lambda: {**known, "stranger": entry})
    monkeypatch.setattr("civicore.app.installed", lambda: {**known, "stranger": entry})
    monkeypatch.setattr("civicore.boot._listed", lambda path: ["stranger"])
    return home


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("__init__.py", "raise SystemExit", "cannot be imported"),
        ("__init__.py", HOOKS + "@hookimpl\ndef register_jobs(runtime):\n    raise KeyError\n", "register_jobs failed"),
        ("__init__.py", ROUTES, "/booking"),
        ("templates/bad.html", "{% if %}", "template bad.html"),
        ("locales/cs.po", 'msgid "broken', "translations"),
    ],
)
def test_what_a_stranger_breaks_is_put_aside(stranger: Path, file: str, content: str, said: str) -> None:
    (stranger / "__init__.py").touch()
    (stranger / file).parent.mkdir(exist_ok=True)
    (stranger / file).write_text(content)
    built = build(Settings(CITY, demo=True, clock=DemoClock()))
    assert [one.name for one in built.quarantined] == ["stranger"]
    assert said in built.quarantined[0].reason


@pytest.mark.parametrize("city", SHIPPED, ids=lambda path: path.stem)
def test_our_own_plugins_stand_the_trial_of_strangers(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.app.first_party", tuple)
    assert build(Settings(city, demo=True, clock=DemoClock())).quarantined == ()
