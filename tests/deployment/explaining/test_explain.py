"""Every field of every shipped file is explained; what follows today is said in words, in four languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from civicore.base.saying import English, in_words_of
from civicore.cli import app
from civicore.cli.opening import opened
from civicore.deployment import explain, nodes, shape
from civicore.deployment.consequences import Today
from civicore.deployment.explain import UnknownPath
from civicore.deployment.loading import Loaded
from civicore.deployment.reference import first_party_model
from tests.deployment.files import ROOT, SHIPPED

TODAY = Today(date(2026, 10, 12))
TRUTNOV = ROOT / "deployments/trutnov.yaml"


def said(loaded: Loaded, path: str, for_: str = "") -> dict[str, str]:
    where = tuple(for_.split(".")) if for_ else ()
    lines = explain.in_file(loaded, tuple(path.split(".")), where, TODAY)
    return {in_words_of(English(), label): in_words_of(English(), line) for label, line in lines}


@pytest.fixture(scope="module")
def trutnov() -> Loaded:
    return opened(TRUTNOV)


@pytest.fixture(scope="module")
def kostelec() -> Loaded:
    return opened(ROOT / "deployments/kostelec.yaml")


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_everything_that_stands_in_a_shipped_file(file: Path) -> None:
    loaded = opened(file)
    assert loaded.root is not None
    for path, _ in nodes.walk(loaded.root):
        if not path or (path[0] == "plugins" and len(path) > 3):
            continue
        field = explain.field(loaded.model, path)
        lines = dict(explain.in_file(loaded, path, (), TODAY))
        assert field.meaning
        assert field.lines()
        assert lines["value"]
        assert ":" in lines["set in"]


def test_every_field_of_the_language_without_a_file() -> None:
    model = first_party_model()
    for path, block, new in shape.blocks(model):
        for name in block.model_fields if new else ():
            found = explain.field(model, (*filter(None, path.split(".")), name))
            assert found.path[-1] == name


def test_what_a_horizon_comes_to(trutnov: Loaded) -> None:
    lines = said(trutnov, "booking.horizon", "agendas.passports")
    assert lines["value"] == "60 days"
    assert lines["in words"] == "today, Mon 12 Oct 2026, the last bookable day is Fri 11 Dec 2026"
    assert lines["not set"].endswith("offices.town_hall.booking.horizon, preset:cz")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("booking.check_in.before", "for a visit at 10:00 the code works from 09:45"),
        ("booking.check_in.after", "for a visit at 10:00 the code works until 10:15"),
        ("booking.confirmation.within", "a time taken at 10:00 is free again after 10:15"),
        ("retention.finished", "tonight what was over before Sat 12 Sep 2026 is erased"),
        ("offices.town_hall.hours.mon", "today, Mon 12 Oct 2026: 08:00-17:00"),
        ("offices.town_hall.capacity", "on Mon 12 Oct 2026: 60"),
    ],
)
def test_what_follows_today(trutnov: Loaded, path: str, words: str) -> None:
    assert said(trutnov, path)["in words"] == words


def test_the_limits_that_hold_with_their_places(kostelec: Loaded) -> None:
    lines = explain.in_file(kostelec, ("agendas", "id_cards", "capacity"), (), Today(date(2026, 10, 10)))  # a Saturday
    told = [line for label, line in lines if label in ("limits", "")]
    assert told[0] == "those that hold on Mon 12 Oct 2026:"
    assert told[1].split()[0] == "departments.administration.capacity"
    assert told[1].split()[-1].startswith("kostelec.yaml:")
    assert told[-1].startswith("counters could serve about ")
    assert not told[-1].endswith(" 0")


@pytest.mark.parametrize("path", ["deployment.name.cs", "deployment.languages.0", "booking.code.send_by.0"])
def test_what_leads_into_a_value_is_its_field(trutnov: Loaded, path: str) -> None:
    field = explain.field(trutnov.model, tuple(path.split(".")))
    assert field.meaning
    assert said(trutnov, path)["value"]


@pytest.mark.parametrize("path", ["booking.horizon.x", "booking.nothing", "brand.search.cs"])
def test_what_leads_nowhere(trutnov: Loaded, path: str) -> None:
    with pytest.raises(UnknownPath):
        explain.field(trutnov.model, tuple(path.split(".")))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "set in"), ("cs", "nastaveno v"), ("uk", "задано в"), ("bg", "зададено в")],
)
def test_in_the_languages_of_the_core(language: str, words: str) -> None:
    done = CliRunner().invoke(
        app, ["explain", "booking.horizon", "--in", str(TRUTNOV), "--language", language], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert words in done.output


def test_what_a_change_does() -> None:
    def changing(path: str) -> str:
        lines = CliRunner().invoke(app, ["explain", path, "--language", "en"]).output.splitlines()
        return next(line.split(maxsplit=1)[1] for line in lines if line.split()[:1] == ["changing"])

    assert changing("booking.horizon").startswith("holds for what is made from then on")
    assert changing("offices.x.hours").startswith("may hit what was promised")
    assert changing("retention.finished").startswith("shortening it erases records")
    assert changing("security.staff.mfa").startswith("less protection")
