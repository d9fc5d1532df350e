"""What a file says that will end is told to staff, in every language of the city."""

from __future__ import annotations

from pathlib import Path

from civicore.app import build
from civicore.base.text import Text
from civicore.first_steps import CannotStart
from civicore.reading import Settings
from civicore.reloading.notices import deprecated, failed

MINIMAL = Path(__file__).parents[2] / "deployments" / "minimal.yaml"


def test_a_key_that_will_end_is_told_with_the_release_that_ends_it(tmp_path: Path) -> None:
    file = tmp_path / "town.yaml"
    said = [line for line in MINIMAL.read_text("utf-8").splitlines() if not line.startswith("booking:")]
    file.write_text("\n".join([*said, "booking: {limits: {pending_per_email: 3}}"]), "utf-8")
    built = build(Settings(file, demo=True))
    (notice,) = deprecated(built.loaded, built.runtime.languages)
    assert notice.where == f"town.yaml:{len(said) + 1}:20"
    assert notice.breaks_in == "0.8"
    assert isinstance(notice.words["message"], Text)
    assert "pending_per_email" in notice.words["message"].in_(built.runtime.languages.default)


def test_what_nobody_foresaw_is_told_by_its_kind_alone() -> None:
    file = Path("town.yaml")
    assert failed(ValueError("Jan Novák, jan@example.org"), file).words["reason"] == "ValueError"
    assert failed(CannotStart("town.yaml: deployment.url is missing"), file).words["reason"] == (
        "town.yaml: deployment.url is missing"
    )
