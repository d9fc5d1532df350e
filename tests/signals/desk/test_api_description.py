"""The description of the API of cases is true: strangers' and clerks' requests find no other behaviour."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.counts import times
from tests.tools.fixtures import MORNING
from tests.tools.serving import ROOT, Server, served

FILE = Path(__file__).parents[1] / "city.yaml"
CONFIG = ROOT / "tests" / "booking" / "staff" / "schemathesis.toml"
OPERATIONS = 9
pytestmark = pytest.mark.xdist_group("api of cases")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with served(FILE, tmp_path_factory.mktemp("described"), clock=MORNING) as server:
        server.set_clock(MORNING)
        yield server


@pytest.mark.soak
@pytest.mark.parametrize("who", ["citizen", "staff"])
def test_schemathesis_finds_nothing_with_all_its_checks(demo: Server, who: str, tmp_path: Path) -> None:
    token = [f"--header=Authorization: {demo.desk['Authorization']}"] if who == "staff" else []
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={CONFIG}",
        "run",
        f"{demo.base}/api/v1/openapi.json",
        "--checks=all",
        "--include-path-regex=signal",
        f"--max-examples={times(3, 8)}",
        "--generation-deterministic",
        "--no-color",
        *token,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) selected / (\d+) total", done.stdout)
    assert found is not None and int(found[1]) == OPERATIONS
