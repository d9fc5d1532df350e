"""A stranger's plugin that is broken somewhere late: it is put aside, the city runs."""

from pathlib import Path

import pytest

from civicore.app import build
from civicore.base.clock import DemoClock
from civicore.reading import Settings
from tests.extension.strangers import installed, town

DEPLOYMENTS = Path(__file__).parents[2] / "deployments"
SHIPPED = sorted(DEPLOYMENTS.glob("*.yaml"))
HOOKS = "from civicore import hookimpl, Routes\n"
NOTHING = HOOKS + "@hookimpl\ndef register_jobs():\n    return ()\n"
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
def test_what_a_stranger_breaks_is_put_aside(tmp_path: Path, file: str, content: str, said: str) -> None:
    hooks = [name for name in ("register_jobs", "register_routes") if name in content] or ["register_jobs"]
    with installed(tmp_path, "stranger", NOTHING, hooks=hooks, needs=["public.pages"]) as home:
        (home / file).parent.mkdir(exist_ok=True)
        (home / file).write_text(content)
        city = town(tmp_path, "  stranger: {grants: [public.pages]}\n")
        built = build(Settings(city, demo=True, clock=DemoClock()))
    assert [one.name for one in built.quarantined] == ["stranger"]
    assert said in built.quarantined[0].reason


@pytest.mark.parametrize("city", SHIPPED, ids=lambda path: path.stem)
def test_our_own_plugins_stand_the_trial_of_strangers(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicore.app.first_party", tuple)
    assert build(Settings(city, demo=True, clock=DemoClock())).quarantined == ()
