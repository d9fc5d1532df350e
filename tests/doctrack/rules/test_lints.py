"""What cannot work in the tracking of documents is found in the file before anybody waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from civicore_doctrack.config import SECTION
from civicore_doctrack.lints import check

from civicore.deployment.codes import CODES
from civicore.deployment.loading import Loaded, load
from tests.doctrack.archive import written

STAGES, DOCUMENTS, EXPORT, CALLS = (
    "doctrack__stages__",
    "doctrack__documents__",
    "doctrack__sources__export__",
    "doctrack__sources__calls__",
)
NOT_OURS = {"W501", "W502", "E302", "L421"}
LAST = ["accepted", "handed_over"]

SENSE: list[tuple[str, dict[str, Any]]] = [
    ("E201", {f"{DOCUMENTS}card__stages": ["accepted", "handed_ovr"]}),
    ("E201", {f"{STAGES}returned__back_to": ["acepted"]}),
    ("E201", {f"{DOCUMENTS}passport__versions": [{"starts": "2026-06-01", "stages": ["acepted"]}]}),
    ("E201", {f"{EXPORT}offices": {"1": "nowhere"}}),
    ("E201", {f"{CALLS}document": "pasport"}),
    ("L435", {"doctrack__source": {"plugin": "civicore-nowhere"}}),
    ("L471", {f"{STAGES}checking__words": ["ДРУК"]}),
    ("L471", {f"{DOCUMENTS}card__words": ["passport"]}),
    ("L472", {"doctrack__identify_by": ["application_number"]}),
    ("L472", {"doctrack__identify_by": ["last_name", "birth_date"]}),
    ("L472", {"doctrack__identify_by": ["application_number", "birth_year"]}),
    ("L431", {f"{STAGES}handed_over__final": False, f"{STAGES}refused__final": False}),
    ("L473", {f"{DOCUMENTS}card__stages": ["accepted", "handed_over", "arrived"]}),
    ("L473", {f"{DOCUMENTS}card__stages": ["accepted", "accepted", "handed_over"]}),
    ("L473", {f"{STAGES}returned__back_to": ["returned"]}),
    ("L473", {f"{STAGES}lost": {"name": {"en": "L", "uk": "В"}, "message": {"en": "L", "uk": "В"}, "aside": True}}),
    ("L473", {"doctrack__documents": {}, f"{CALLS}document": None}),
    (
        "L474",
        {"doctrack__versions": [{"starts": "2026-01-01", "stages": LAST}, {"starts": "2026-01-01", "stages": LAST}]},
    ),
    ("L475", {f"{EXPORT}folder": None}),
    ("L475", {f"{EXPORT}columns": None}),
    ("L475", {f"{EXPORT}columns__type": None}),
    ("L475", {f"{EXPORT}columns__secret": None}),
    ("L475", {f"{EXPORT}columns__number": "1"}),
    ("L475", {f"{EXPORT}encoding": "cp9999"}),
    ("L475", {f"{EXPORT}dates": {"formats": ["%H:%M"]}}),
    ("L475", {f"{CALLS}secret": None}),
    ("L475", {"doctrack__sources__clerk": {"kind": "api", "secret": {"secret": "x"}}}),
    ("L476", {"doctrack__sources": {}}),
    ("L431", {"doctrack__opt_in": None}),
    ("L413", {"doctrack__notify_by": ["web", "sms"]}),
]


def judged(folder: Path, **changes: Any) -> Loaded:
    return load(written(folder, changes), [SECTION], lints=[check], environ={})


def found(folder: Path, **changes: Any) -> set[tuple[str, str]]:
    return {(one.code, one.message) for one in judged(folder, **changes).findings if one.code not in NOT_OURS}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """What the sound file has: sections whose plugins are not looked at here."""
    return found(tmp_path_factory.mktemp("sound"))


def test_the_city_of_the_tests_is_sound(sound: set[tuple[str, str]]) -> None:
    assert {code for code, _ in sound} <= {"L435"}


@pytest.mark.parametrize(("code", "changes"), SENSE, ids=lambda one: one if isinstance(one, str) else "")
def test_what_cannot_work_is_found(
    tmp_path: Path, code: str, changes: dict[str, Any], sound: set[tuple[str, str]]
) -> None:
    codes = {one for one, _ in found(tmp_path, **changes) - sound}
    assert code in codes and code in CODES
