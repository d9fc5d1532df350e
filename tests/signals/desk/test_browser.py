"""The desk of cases in a real browser: the page checker on each screen, and boxes drawn on a photo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from civicore.testing.pagejudges import Budget
from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import DESK, Checker, State, View, pairwise
from tests.tools.serving import ROOT, Server, served
from tests.tools.visitor import Visitor

CITY = ROOT / "deployments" / "sofia.yaml"
ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
pytestmark = pytest.mark.xdist_group("desk of cases")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(CITY, tmp_path_factory.mktemp("desk"), clock=MORNING) as server:
        yield server
        ours = [line for line in server.complaints() if "devices.printers" not in line]
        assert ours == []


@pytest.fixture(scope="module")
def cookies(city: Server) -> Mapping[str, str]:
    account = city.about["sign_ins"][-1]
    with Visitor(city.base) as admin:
        form = admin.open("/en/desk/sign-in").form("password")
        assert admin.submit(form, {"email": account["email"], "password": account["password"]}).status == 200
        return admin.cookies


@pytest.fixture(scope="module")
def photographed(city: Server, cookies: Mapping[str, str]) -> tuple[str, str]:
    """A case with a photo, and the photo."""
    with Visitor(city.base) as clerk:
        clerk._http.cookies.update(dict(cookies))
        page = clerk.open("/en/desk/signals?queue=")
        for id in dict.fromkeys(re.findall(rf"/desk/signals/cases/({ID})", page.source)):
            found = re.search(rf"/black/({ID})", clerk.open(f"/en/desk/signals/cases/{id}").source)
            if found:
                return id, found[1]
    raise AssertionError("no sample has a photo")


MAP = Budget(220, 20, 60)  # kilobytes and files of the map that moves
SCREENS = {
    "inbox": "/desk/signals",
    "case": "/desk/signals/cases/{case}",
    "ask": "/desk/signals/cases/{case}/do/ask",
    "publish": "/desk/signals/cases/{case}/publish",
    "words": "/desk/signals/cases/{case}/words",
    "boxes": "/desk/signals/cases/{case}/black/{file}",
    "merge": "/desk/signals/cases/{case}/merge",
    "split": "/desk/signals/cases/{case}/split",
    "place": "/desk/signals/cases/{case}/place",
    "caller": "/desk/signals/new",
    "figures": "/desk/signals/figures",
    "open data": "/signals/data",
}
LOOKS = pairwise(tuple(SCREENS), ("bg", "en"), ("small", "desktop"), ("light", "dark"), (True, False))[: len(SCREENS)]


@pytest.mark.parametrize(("number", "name"), list(enumerate(SCREENS)))
def test_the_page_checker_finds_nothing(
    chromium: Chromium,
    city: Server,
    cookies: Mapping[str, str],
    photographed: tuple[str, str],
    number: int,
    name: str,
) -> None:
    _, language, width, scheme, script = LOOKS[number]
    case, file = photographed
    state = State(
        name,
        "/{language}" + SCREENS[name].replace("{case}", case).replace("{file}", file),
        budget=MAP if name == "place" else DESK,
    )
    checker = Checker(chromium, city.base, cookies=cookies)
    assert checker.problems(state.told(language=language), View(width, scheme, script)) == []


def test_boxes_are_drawn_with_the_mouse_and_fill_in_the_numbers(
    chromium: Chromium, city: Server, cookies: Mapping[str, str], photographed: tuple[str, str], tmp_path: Path
) -> None:
    case, file = photographed
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": name, "value": value, "url": city.base} for name, value in cookies.items()])
    page = context.new_page()
    page.goto(f"{city.base}/en/desk/signals/cases/{case}/black/{file}")
    box = page.locator("[data-boxes] img").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 50)
    page.mouse.up()
    assert page.locator("[data-boxes] rect").count() == 1
    assert all(page.input_value(f"#{side}0") for side in ("left", "top", "width", "height"))
    page.get_by_role("button", name="Black out").click()
    assert "It is blacked out." in page.inner_text("main")
    context.close()
