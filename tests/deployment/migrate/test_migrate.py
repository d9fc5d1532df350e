"""Keys that were replaced: still read, told where they stand, and renamed on wish with comments kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from civicore.cli import app
from civicore.deployment import shape
from civicore.deployment.block import Block, says
from civicore.deployment.deprecated import deprecation
from civicore.deployment.loading import Loaded, load
from civicore.deployment.reference import first_party_model
from civicore.deployment.replaced import Deprecated
from civicore.extension.parts import Section
from tests.deployment.files import BASE, city_file, over_base, pointed_at

RENAMED = "booking: {limits: {pending_per_email: 7}}   # ours\n"


class _Bench(Block):
    """A bench."""

    seats: int = says("who can sit", 3)
    places: int | None = says("the old name", None, deprecated=Deprecated("seats", since="0.1", ends="0.3"))


class _Park(Block):
    """Parks."""

    benches: tuple[_Bench, ...] = says("benches", ())


PARK = Section("park", _Park)


def park(folder: Path, text: str) -> Loaded:
    loaded = load(city_file(folder, BASE.partition("booking:")[0] + text), [PARK], environ={})
    assert loaded.errors == ()
    return loaded


def seats(loaded: Loaded) -> list[int]:
    assert loaded.city is not None
    return [one.seats for one in loaded.city.section("park").benches]


def test_an_old_key_is_read_under_its_new_name_and_told(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, RENAMED)
    assert loaded.city is not None
    assert loaded.city.section("booking").limits.unconfirmed_per_person == 7
    assert pointed_at(loaded, "W503") == ["pending_per_email"]
    assert [one.severity for one in loaded.findings if one.code == "W503"] == ["warning"]


def test_a_nearer_file_wins_whichever_name_it_uses(tmp_path: Path) -> None:
    city_file(tmp_path, BASE.replace("booking:", "booking:\n  limits: {unconfirmed_per_person: 2}"), "far.yaml")
    loaded = load(
        city_file(tmp_path, f"civicore: 1\nextends: [./far.yaml]\n{RENAMED}"),
        [Section("booking", _booking(), ("city",))],
        environ={},
    )
    assert loaded.city is not None
    assert loaded.city.section("booking").limits.unconfirmed_per_person == 7


def _booking() -> type[Block]:
    found = shape.of_model(first_party_model()).field("booking")
    assert found is not None
    assert found.model is not None
    return found.model  # type: ignore[return-value]


def test_what_is_wrong_with_the_value_is_shown_at_the_old_key(tmp_path: Path) -> None:
    loaded = over_base(tmp_path, "booking: {limits: {pending_per_email: many}}\n")
    assert pointed_at(loaded, "E103") == ["many"]


def test_the_new_key_counts_where_both_stand(tmp_path: Path) -> None:
    loaded = park(tmp_path, "park: {benches: [{seats: 1, places: 2}, {places: 4}, {}]}\n")
    assert seats(loaded) == [1, 4, 3]
    assert [one.message for one in loaded.findings if one.code == "W503"] == [
        '"places" is not read: "seats" stands beside it',
        '"places" is now called "seats"',
    ]


def test_migrate_renames_and_touches_nothing_else(tmp_path: Path) -> None:
    text = BASE.replace("booking:\n", 'booking:\n  limits: {"pending_per_email": 7,  active_per_person: 9}   # ours\n')
    path = city_file(tmp_path, text)
    told = CliRunner().invoke(app, ["migrate", str(path)])
    assert told.exit_code == 1
    assert "pending_per_email -> unconfirmed_per_person" in told.output
    shown = CliRunner().invoke(app, ["migrate", str(path), "--diff"])
    assert shown.exit_code == 1
    assert "+  limits: {unconfirmed_per_person: 7,  active_per_person: 9}   # ours" in shown.output
    assert path.read_text("utf-8") == text
    assert CliRunner().invoke(app, ["migrate", str(path), "--write"]).exit_code == 0
    assert path.read_text("utf-8") == text.replace('"pending_per_email"', "unconfirmed_per_person")
    assert CliRunner().invoke(app, ["migrate", str(path)]).exit_code == 0


def test_migrate_leaves_to_people_which_of_two_values_is_meant(tmp_path: Path) -> None:
    both = "limits: {pending_per_email: 7, unconfirmed_per_person: 2}"
    path = city_file(tmp_path, BASE.replace("booking:\n", f"booking:\n  {both}\n"))
    told = CliRunner().invoke(app, ["migrate", str(path), "--write"])
    assert told.exit_code == 1
    assert "remove one of the two" in told.output
    assert both in path.read_text("utf-8")


def test_line_ends_of_other_systems_stay(tmp_path: Path) -> None:
    path = tmp_path / "city.yaml"
    text = BASE.replace("booking:\n", "booking:\n  limits: {pending_per_email: 7}\n")
    path.write_bytes(text.replace("\n", "\r\n").encode())
    before = path.read_bytes()
    CliRunner().invoke(app, ["migrate", str(path), "--write"])
    assert path.read_bytes() == before.replace(b"pending_per_email", b"unconfirmed_per_person")


@pytest.mark.parametrize("field", ["replaced_by", "since", "ends"])
def test_every_replaced_key_of_the_language_says_its_whole_way(field: str) -> None:
    found = [
        (block, one)
        for _, block, _ in shape.blocks(first_party_model())
        for info in block.model_fields.values()
        if (one := deprecation(info)) is not None
    ]
    assert found
    for block, one in found:
        assert one.replaced_by in block.model_fields
        assert getattr(one, field)
    since, ends = ([tuple(map(int, getattr(one, name).split("."))) for _, one in found] for name in ("since", "ends"))
    assert all(later >= (early[0], early[1] + 2) for early, later in zip(since, ends, strict=True))
