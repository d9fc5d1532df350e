"""Pictures of the real pages for the README: ``python -m tests.stories.screenshots FOLDER``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.rules.citizen import Errand
from tests.stories import pages
from tests.stories.visits import prepare
from tests.tools.fixtures import MORNING
from tests.tools.pagecheck import Checker, State, View, browser
from tests.tools.serving import ROOT, Server, served
from tests.tools.visitor import Visitor

CITIZEN = {
    "front": View("desktop"),
    "times": View("mobile"),
    "check": View("mobile", "dark"),
    "visit": View("mobile"),
    "details missing": View("mobile"),
}
DESK = {"day": View("desktop"), "close": View("desktop", "dark")}


def main(folder: Path) -> None:
    """Serve a city, bring bookings into every state, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(ROOT / "deployments/trutnov.yaml", Path(scratch), clock=MORNING) as server,
        browser() as chromium,
    ):
        marks = prepare(server, Errand("id_cards", "apply")).marks("cs")
        citizen = Checker(chromium, server.base)
        desk = Checker(chromium, server.base, cookies=sign_in(server))
        listed = {state.name: state for state in (*pages.SITE, *pages.JOURNEY, *pages.LINKS, *pages.AT_THE_DESK)}
        for checker, wanted in ((citizen, CITIZEN), (desk, DESK)):
            for name, view in wanted.items():
                take(checker, listed[name].told(**marks), view, folder)


def take(checker: Checker, state: State, view: View, folder: Path) -> None:
    """One picture; what is wrong with the page is said as well."""
    path = folder / f"{state.name.replace(' ', '-')}.png"
    problems = checker.problems(state, view, path)
    sys.stdout.write("\n".join([str(path), *(f"  {one}" for one in problems)]) + "\n")


def sign_in(server: Server) -> dict[str, str]:
    """The cookies of the demo's leading member of staff."""
    leading = server.about["sign_ins"][-1]
    with Visitor(server.base, "cs") as clerk:
        page = clerk.open("/cs/desk/sign-in")
        page = clerk.submit(page.form("password"), {"email": leading["email"], "password": leading["password"]})
        assert page.status == 200, page.text
        return clerk.cookies


if __name__ == "__main__":
    main(Path(sys.argv[1]))
