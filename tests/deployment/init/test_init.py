"""A city's first file: seven answers, under thirty lines, passes check."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from civicore.cli import app
from civicore.deployment.init_answers import QUESTIONS, refused
from tests.deployment.files import judged

SAID = {
    "name": "Městys Lhotka",
    "country": "preset:cz",
    "offices": "Úřad městyse, Náves 1, Lhotka",
    "agendas": "Občanské průkazy, pasy = Cestovní pasy",
    "hours": "mon 08:00-17:00, wed-thu 08:00-11:30 12:30-17:00",
    "mail": "urad@lhotka.example smtp.lhotka.example",
    "colours": "#00543c #d4a017",
}


def civicore(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], input=typed)


def options(said: dict[str, str]) -> list[str]:
    return [word for key, one in said.items() for word in (f"--{key}", one)]


def test_there_are_seven_questions() -> None:
    assert [one.key for one in QUESTIONS] == list(SAID)


def test_answers_that_are_typed(tmp_path: Path) -> None:
    done = civicore("init", tmp_path / "new", typed="\n".join(SAID.values()) + "\n")
    assert done.exit_code == 0, done.output
    loaded = judged(tmp_path / "new/mestys_lhotka.yaml")
    assert loaded.findings == ()
    assert loaded.city is not None
    assert list(loaded.city.agendas) == ["obcanske_prukazy", "pasy"]
    assert loaded.city.deployment.languages == ("cs",)


def test_the_file_is_short_and_every_line_has_a_comment(tmp_path: Path) -> None:
    assert civicore("init", tmp_path, *options(SAID)).exit_code == 0
    lines = (tmp_path / "mestys_lhotka.yaml").read_text("utf-8").splitlines()
    assert len(lines) < 30
    assert all(" # " in line or line.startswith("# yaml-language-server") for line in lines)
    assert (tmp_path / "civicore-1.schema.json").is_file()
    assert civicore("fmt", tmp_path / "mestys_lhotka.yaml", "--check").exit_code == 0


@pytest.mark.parametrize("country", ["preset:cz", "DE Europe/Berlin de,en"])
def test_several_offices_fit_too(tmp_path: Path, country: str) -> None:
    offices = "Radnice, Hlavní 1, Lhotka; Pobočka: sever; Knihovna, Dolní 2, Lhotka"
    assert civicore("init", tmp_path, *options({**SAID, "offices": offices, "country": country})).exit_code == 0
    lines = (tmp_path / "mestys_lhotka.yaml").read_text("utf-8").splitlines()
    assert len(lines) < 30
    assert all(" # " in line or line.startswith("# yaml-language-server") for line in lines)
    city = judged(tmp_path / "mestys_lhotka.yaml").city
    assert city is not None
    assert [str(one.name) for one in city.offices.values()] == ["Radnice", "Pobočka: sever", "Knihovna"]


def test_it_asks_in_the_language_of_the_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "cs_CZ.UTF-8")
    done = civicore("init", tmp_path, *options({**SAID, "hours": "sometimes"}))
    assert "nelze rozumět" in done.output
    rest = {key: one for key, one in SAID.items() if key != "hours"}
    done = civicore("init", tmp_path, *options(rest), typed="mon-fri 08:00-15:00\n")
    assert done.output.startswith("Úřední hodiny (")
    assert "Co dál:" in done.output


def test_what_is_given_is_not_asked_and_three_steps_follow(tmp_path: Path) -> None:
    rest = {key: one for key, one in SAID.items() if key != "hours"}
    done = civicore("init", tmp_path, *options(rest), typed="mon-fri 08:00-15:00\n")
    assert done.exit_code == 0
    assert done.output.count("(") == 1
    assert "nothing to complain about" in done.output
    steps = [line.split()[1] for line in done.output.splitlines() if line.startswith("  civicore")]
    assert steps == ["run", "explain", "check"]


@pytest.mark.parametrize(
    "country", ["preset:cz", "ua", "bg", "DE Europe/Berlin de", "NO Europe/Oslo no,en", "CH Europe/Zurich de, fr, it"]
)
@pytest.mark.parametrize("colours", ["", "#767676 #ffffff", "#000000 #ff0000"])
def test_every_country_and_colour_passes(tmp_path: Path, country: str, colours: str) -> None:
    done = civicore("init", tmp_path, *options({**SAID, "country": country, "colours": colours}))
    assert done.exit_code == 0, done.output
    assert judged(tmp_path / "mestys_lhotka.yaml").errors == ()


def test_a_file_of_answers(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text(
        "name: Добромир\ncountry: ua\n"
        "offices: ['Рада, вул. Соборна 1, Добромир', 'Філія: північ, вул. Нова 2, Добромир']\n"
        'agendas: [Паспорти, "Довідки # усі"]\nhours: mon 08:00-17:00\nmail: a+b@x.example\n',
        "utf-8",
    )
    done = civicore("init", tmp_path, "--answers", file)
    assert done.exit_code == 0, done.output
    city = judged(tmp_path / "town_1.yaml").city
    assert city is not None
    assert list(city.offices) == ["office_1", "office_2"]
    assert str(city.offices["office_2"].name) == "Філія: північ"
    assert [str(one.name) for one in city.agendas.values()] == ["Паспорти", "Довідки # усі"]


def test_a_file_of_answers_that_is_not_whole(tmp_path: Path) -> None:
    file = tmp_path / "answers.yaml"
    file.write_text("name: Lhotka\n", "utf-8")
    done = civicore("init", tmp_path, "--answers", file)
    assert done.exit_code == 1
    assert "--country is missing" in done.output
    file.write_text("nam: Lhotka\n", "utf-8")
    assert "not asked: nam" in civicore("init", tmp_path, "--answers", file).output
    assert list(tmp_path.glob("*.yaml")) == [file]


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mestys_lhotka.yaml").write_text("mine\n", "utf-8")
    done = civicore("init", tmp_path, *options(SAID))
    assert done.exit_code == 1
    assert "not written over" in done.output
    assert (tmp_path / "mestys_lhotka.yaml").read_text("utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("name", ""),
        ("name", "Big = Lhotka"),
        ("country", "xx"),
        ("country", "DE Nowhere/Land de"),
        ("country", "DE Europe/Berlin"),
        ("offices", "a, b, c, d"),
        ("offices", " ; "),
        ("agendas", "Passports, passports"),
        ("agendas", ","),
        ("hours", "monday 08:00-16:00"),
        ("hours", "mon"),
        ("hours", "mon 16:00-08:00"),
        ("hours", "fri-mon 08:00-16:00"),
        ("mail", "nobody"),
        ("mail", "a@b.example {evil}"),
        ("colours", "green"),
        ("colours", "#ffee00"),
        ("colours", "#123456 #123456 #123456"),
    ],
)
def test_answers_that_cannot_be_used(tmp_path: Path, key: str, answer: str) -> None:
    assert refused(key, answer)
    done = civicore("init", tmp_path, *options({**SAID, key: answer}))
    assert done.exit_code == 1
    assert f"--{key}:" in done.output
    assert list(tmp_path.iterdir()) == []
