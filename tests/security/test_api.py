"""What programs might send to every operation of every plugin, judged by all of Schemathesis' checks."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.fortress import FILE
from tests.tools.fixtures import MORNING
from tests.tools.paper import of
from tests.tools.reliability import Counted
from tests.tools.serving import Server, served

CONFIG = Path(__file__).with_name("schemathesis.toml")
OPERATIONS = 41
"""As many as the router has; tests/security/test_permissions.py counts them there."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own: days are closed in it, and its people are cancelled."""
    with served(FILE, tmp_path_factory.mktemp("api"), clock=MORNING) as server:
        server.set_clock(MORNING)
        yield server


@pytest.mark.soak
@pytest.mark.parametrize("who", ["citizen", "staff"])
def test_schemathesis_finds_nothing_in_any_operation(demo: Server, who: str, tmp_path: Path, counted: Counted) -> None:
    token = [f"--header=Authorization: {demo.desk['Authorization']}"] if who == "staff" else []
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        f"--config-file={CONFIG}",
        "run",
        f"{demo.base}/api/v1/openapi.json",
        "--checks=all",
        f"--max-examples={of('cases of an operation of the API')}",
        "--generation-deterministic",
        "--no-color",
        *token,
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    found = re.search(r"(\d+) selected / (\d+) total", done.stdout)
    assert found is not None and found[1] == found[2]  # none is left out
    assert int(found[1]) == OPERATIONS
    sent = re.search(r"(\d+) generated", done.stdout)
    counted(inputs=int(sent[1]) if sent else 0)


def test_the_server_complained_of_nothing(demo: Server) -> None:
    assert demo.complaints() == []
