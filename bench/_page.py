"""docs/performance.md and its plots, made of ``bench/results.json`` and of the profiles in ``bench/profiles``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import _results
from bench._figures import shown
from bench._plots import Bar, plot

ROOT = Path(__file__).parents[1]
PAGE, PLOTS = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance"
PROFILES = Path(__file__).with_name("profiles")
_HEAD = """\
# Performance

Made by `make bench` of `bench/results.json`. Each figure is the median of interleaved rounds. It stands beside the bare
limit, measured in the same run by the least code that does the same (`bench/limit/`), and beside other programs that
could be installed (`bench/peers/`). The load comes from a second process. No test passes or fails by a time: what a use
case may cost in statements, commits and rows is counted by the tests in `tests/speed/`.
"""


@dataclass(frozen=True)
class Section:
    """A part of the page: its measure and what it shows. ``peers``: beside which figure theirs stand."""

    measure: str
    title: str
    about: str
    peers: Mapping[str, str]


_IN_PROCESS = {"W1 in the process, cold": "W1 in the process"}
SECTIONS = (
    Section(
        "w1",
        "Free times (W1)",
        "One agenda, 60 days, 3 counters, times of 15 minutes, half of it booked; over HTTP 32 clients, one process.",
        _IN_PROCESS,
    ),
    Section(
        "w2",
        "A scarce day (W2)",
        "32 clients at once, until the day is sold out. Each booking was on disk before it was answered; a place sold"
        " twice, or one acknowledged and not kept, ends the measure.",
        {"W2, postgres": "W2"},
    ),
    Section(
        "w3",
        "Bookings in peace (W3)",
        "32 clients, eight offices, nobody in anybody's way: SQLite with one process, PostgreSQL with two.",
        {"W3, postgres, 2 processes": "W3"},
    ),
    Section("checkin", "From the code to the ticket", "Visitors type their codes at one office, 20 a second.", {}),
    Section("hall", "From the call to the board", "Boards and telephones listen; a clerk calls.", {}),
    Section("growth", "Growth", "Free times of a town with much more of everything, as a multiple of the usual.", {}),
    Section("start", "Start and memory", "The slowest and the largest of the shipped cities, with all plugins.", {}),
    Section("opening", "The opening minute", "All who want a visit ask in the second in which a day opens.", {}),
    Section(
        "steady",
        "A steady load",
        "50 bookings a second while 400 boards listen, 100 of them as kiosks.",
        {},
    ),
    Section("kept", "Five million bookings kept", "The speed with them, as a multiple of the speed without.", {}),
    Section("peers", "Other programs", "What they said by themselves; those with a like stand beside it above.", {}),
)


def write(results: Path = _results.FILE) -> None:
    """Write the page and its plots."""
    kept = _results.read(results)
    PLOTS.mkdir(exist_ok=True)
    for old in PLOTS.glob("*.svg"):
        old.unlink()
    for name, drawn in plots(kept).items():
        (PLOTS / name).write_text(drawn, "utf-8")
    PAGE.write_text(page(kept), "utf-8")


def page(kept: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [_HEAD, "".join(_section(kept, one) for one in SECTIONS), _profiles()]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def plots(kept: Mapping[str, Any]) -> dict[str, str]:
    """Every plot by the name of its file: figures that have something to stand beside."""
    return {
        _file(figure): plot(figure["name"], figure["unit"], bars, figure["sense"] == "at least")
        for one in SECTIONS
        for figure in _figures(kept, one.measure)
        if len(bars := _bars(kept, one, figure)) > 1
    }


def _section(kept: Mapping[str, Any], section: Section) -> str:
    told = kept["measures"].get(section.measure)
    if told is None:
        again = f"Not measured yet: `make bench ARGS='--only {section.measure}'`."
        return f"\n## {section.title}\n\n{section.about}\n\n{again}\n"
    figures = _figures(kept, section.measure)
    drawn = [
        f"![{figure['name']}](performance/{_file(figure)})\n"
        for figure in figures
        if len(_bars(kept, section, figure)) > 1
    ]
    trouble = f"\nNot all of it was measured: {told['trouble']}.\n" if told["trouble"] else ""
    lines = [
        f"\n## {section.title}\n",
        section.about,
        "",
        _when(told, section),
        trouble,
        _table(kept, section, figures),
        "",
        *drawn,
    ]
    return "\n".join(line for line in lines if line is not None)


def _when(told: Mapping[str, Any], section: Section) -> str:
    small = " A quick run: it shows that the measure works, its numbers mean nothing." if told["quick"] else ""
    return (
        f"Measured {told['measured_at'][:10]} on {told['machine']}, at {told['commit']}, in {told['took']:.0f} s;"
        f" again by `make bench ARGS='--only {section.measure}'`.{small}"
    )


def _table(kept: Mapping[str, Any], section: Section, figures: Sequence[Mapping[str, Any]]) -> str:
    rows = ["| | CivicCore | bare limit | others | asked | reached |", "| --- | --- | --- | --- | --- | --- |"]
    rows += [_row(figure, _peers(kept, section, figure)) for figure in figures]
    notes = [f"\n{figure['name']}: {figure['note']}.\n" for figure in figures if figure["note"]]
    return "\n".join(rows) + "\n" + "".join(notes)


def _row(figure: Mapping[str, Any], peers: Mapping[str, float]) -> str:
    unit = figure["unit"]
    asked = "–" if figure["goal"] is None else f"{figure['sense']} {shown(figure['goal'])} {unit}"
    reached = {None: "–", True: "yes", False: "**no**"}[figure["reached"]]
    bare = "–" if figure["limit"] is None else f"{shown(figure['limit'])} {unit}"
    others = ", ".join(f"{name} {shown(value)} {unit}" for name, value in peers.items()) or "–"
    return f"| {figure['name']} | {shown(figure['value'])} {unit} | {bare} | {others} | {asked} | {reached} |"


def _bars(kept: Mapping[str, Any], section: Section, figure: Mapping[str, Any]) -> list[Bar]:
    bars = [Bar("CivicCore", figure["value"], "ours")]
    bars += [Bar(name, value, "peer") for name, value in _peers(kept, section, figure).items()]
    bars += [Bar("bare limit", figure["limit"], "limit")] if figure["limit"] else []
    bars += [Bar("asked", figure["goal"], "goal")] if figure["goal"] else []
    return bars


def _peers(kept: Mapping[str, Any], section: Section, figure: Mapping[str, Any]) -> dict[str, float]:
    """What others said of the same, by their names."""
    wanted = section.peers.get(figure["name"])
    found = ((*one["name"].partition(": ")[::2], one["value"]) for one in _figures(kept, "peers"))
    return {peer: value for peer, name, value in found if name == wanted}


def _figures(kept: Mapping[str, Any], measure: str) -> Sequence[Mapping[str, Any]]:
    figures: Sequence[Mapping[str, Any]] = kept["measures"].get(measure, {}).get("figures", ())
    return figures


def _file(figure: Mapping[str, Any]) -> str:
    words = "".join(letter if letter.isalnum() else "-" for letter in figure["name"].lower())
    return "-".join(part for part in words.split("-") if part) + ".svg"


def _profiles() -> str:
    found = list(_read_profiles())
    return "\n## Where the time went\n\n" + "\n\n".join(found) if found else ""


def _read_profiles() -> Iterator[str]:
    """The profiles of the use cases, before and after; their headings come under ours."""
    for file in sorted(PROFILES.glob("*.md")):
        lines = file.read_text("utf-8").strip().splitlines()
        fenced = False
        told = []
        for line in lines:
            fenced ^= line.startswith("```")
            told.append(f"##{line}" if line.startswith("#") and not fenced else line)
        yield "\n".join(told)
