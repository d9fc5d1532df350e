"""Random bytes changed in the shipped files: findings, never a traceback. The seed makes a failure repeatable."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from civicore.deployment.findings import human
from tests.deployment.files import ROOT, SHIPPED, judged
from tests.tools.paper import of
from tests.tools.reliability import Counted

EACH = of("damaged files") // len(SHIPPED) + 1
PIECES = (
    b":",
    b"{",
    b"}",
    b"[",
    b"]",
    b"&a ",
    b"*a",
    b"\t",
    b"\n",
    b"  ",
    b"'",
    b'"',
    b"#",
    b"- ",
    b"null",
    b"0",
    b"\xff",
)


def mutated(raw: bytes, lots: random.Random) -> bytes:
    """One to three changes: a byte replaced, a piece put in, a stretch deleted, doubled or moved."""
    for _ in range(lots.randint(1, 3)):
        at, length = lots.randrange(len(raw)), lots.randint(1, 30)
        stretch = raw[at : at + length]
        match lots.randrange(5):
            case 0:
                raw = raw[:at] + bytes([lots.randrange(256)]) + raw[at + 1 :]
            case 1:
                raw = raw[:at] + lots.choice(PIECES) + raw[at:]
            case 2:
                raw = raw[:at] + raw[at + length :]
            case 3:
                raw = raw[:at] + stretch + raw[at:]
            case _:
                without = raw[:at] + raw[at + length :]
                to = lots.randrange(len(without) + 1)
                raw = without[:to] + stretch + without[to:]
    return raw


@pytest.mark.soak
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_damaged_files_give_findings_and_no_traceback(path: Path, tmp_path: Path, counted: Counted) -> None:
    lots = random.Random(path.stem)
    for city in ("trutnov", "kostelec", "kryvyi_rih", "sofia", "dms_ua"):
        shutil.copytree(ROOT / "deployments" / city, tmp_path / city)
    shutil.copy(ROOT / "deployments/kostelec.yaml", tmp_path)
    damaged = tmp_path / "damaged.yaml"
    outcomes = set()
    for _ in range(EACH):
        damaged.write_bytes(mutated(path.read_bytes(), lots))
        loaded = judged(damaged)
        assert loaded.city is not None or loaded.errors
        assert human(loaded.findings, damaged.name, loaded.secrets)
        assert all(one.as_json() for one in loaded.findings)
        outcomes.add(loaded.city is None)
    assert outcomes == {True, False}, "some damage is noticed and some is harmless, or nothing was tried"
    counted(inputs=EACH)
