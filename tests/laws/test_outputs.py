"""Whatever can be asked from outside is known: an address that takes a parameter and is in no output fails here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicore.app import Built, build
from civicore.base.clock import DemoClock
from civicore.reading import Settings

ROOT = Path(__file__).resolve().parents[2]
INSIDE = ("/desk", "/device", "/demo", "/static")  # behind a sign-in, or the demo's own
CITIES = ("dms_ua", "sofia", "trutnov")  # between them every plugin


def built(city: str) -> Built:
    clock = DemoClock(datetime(2026, 6, 1, 8, tzinfo=UTC))
    return build(Settings(ROOT / f"deployments/{city}.yaml", demo=True, clock=clock))


def asked(city: Built) -> set[str]:
    """The templates of every address outside the desk that takes a parameter and is read."""
    return {
        route.path
        for route in city.app.routes
        if "{" in route.path and "GET" in getattr(route, "methods", ()) and not route.path.startswith(INSIDE)
    }


def meant(template: str, address: str) -> bool:
    """Whether an address is one of a template."""
    parts = re.split(r"(\{[^}]+\})", template)
    pattern = "".join(_hole(part) if part.startswith("{") else re.escape(part) for part in parts)
    return re.fullmatch(pattern, address.partition("?")[0]) is not None


def _hole(parameter: str) -> str:
    return ".+" if parameter.endswith(":path}") else "[^/]+"


async def unknown(city: Built) -> list[str]:
    """Templates of which no output names an address."""
    addresses = [address for one in city.outputs for address in await one.addresses("")]
    return sorted(path for path in asked(city) if not any(meant(path, address) for address in addresses))


@pytest.mark.anyio
@pytest.mark.parametrize("name", CITIES)
async def test_every_address_with_a_parameter_is_an_output(name: str) -> None:
    city = built(name)
    assert city.quarantined == ()
    assert await unknown(city) == [], "say in register_outputs where a stranger would look for records there"


def test_an_address_that_nobody_named_would_be_found() -> None:
    assert meant("/queue/{office:str}/take", "/queue/town_hall/take")
    assert not meant("/queue/{office:str}", "/queue/town_hall/take")
    assert not meant("/queue/{office:str}/take", "/queue/town_hall")
