"""A city is judged and its districts are named by a process that measures no shapes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from civicore.base.saying import Said
from civicore.maps import ids_in, problems, wrong_areas
from tests.maps.town import town
from tests.tools.serving import ROOT

DISTRICTS = ROOT / "deployments/sofia/districts.geojson"
NAMED = """
import sys
from pathlib import Path
from civicore.maps import read_atlas
atlas = read_atlas(Path(sys.argv[1]), centre=(42.7, 23.3))
print(len(atlas.names), atlas.view(300, 200).centre.lat, "shapely" in sys.modules, "numpy" in sys.modules)
"""


@pytest.mark.parametrize(
    "written",
    [
        None,
        "no json",
        "{}",
        '{"type": "FeatureCollection", "features": []}',
        DISTRICTS.read_text("utf-8").replace('"id": "mladost"', '"id": "serdika"'),
        DISTRICTS.read_text("utf-8").replace("23.3", "23.4", 1),
    ],
)
def test_another_process_finds_the_same_problems(written: str | None, tmp_path: Path) -> None:
    file = tmp_path / "districts.geojson"
    if written is not None:
        file.write_text(written, "utf-8")
    found, told = problems(file, ["bg", "en", "uk"]), wrong_areas(file, ["bg", "en", "uk"])
    assert found
    assert told == tuple(one.message for one in found)
    assert [isinstance(one, Said) for one in told] == [isinstance(one.message, Said) for one in found]


def test_sound_districts_have_no_problems() -> None:
    assert wrong_areas(DISTRICTS, ["bg", "en"]) == ()


def test_a_base_map_that_cannot_be_drawn_is_said(tmp_path: Path) -> None:
    town(tmp_path)
    areas, base = tmp_path / "areas.geojson", tmp_path / "base.geojson"
    assert wrong_areas(areas, ["en"], base) == wrong_areas(areas, ["en"])
    for old, new in (('"kind": "road"', '"kind": "motor"'), ('"LineString"', '"Lime"')):
        base.write_text((whole := base.read_text()).replace(old, new))
        assert len(wrong_areas(areas, ["en"], base)) == len(wrong_areas(areas, ["en"])) + 1
        base.write_text(whole)


def test_districts_are_named_before_any_is_measured(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", NAMED, str(DISTRICTS)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["24", "42.7", "False", "False"]
    atlas = town(tmp_path)
    assert atlas.names == {one.id: one.name for one in atlas.areas.all}
    assert ids_in(tmp_path / "areas.geojson") == tuple(atlas.names)
