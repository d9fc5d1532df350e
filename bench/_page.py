"""docs/performance.md and its plots, made of ``bench/results.json`` and of the profiles in ``bench/profiles``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import _results
from bench._figures import shown
from bench._plots import Bar, plot
from bench._sections import SECTIONS, Section
from bench.peers import EARLIER

ROOT = Path(__file__).parents[1]
PAGE, PLOTS = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance"
PROFILES = Path(__file__).with_name("profiles")
_HEAD = """\
# Performance

Made by `make bench` of `bench/results.json`. Each figure is the median of interleaved rounds. It stands beside the bare
limit, measured in the same run by the least code that does the same (`bench/limit/`), and beside other programs that
could be installed (`bench/peers/`). The load comes from a second process. No test passes or fails by a time: what a use
case may cost in statements, commits and rows is counted by the tests in `tests/speed/`.

`make bench` measures all of it in about half an hour on two processors that have nothing else to do.
`make bench ARGS='--only w2'` measures one part again, `make bench ARGS=--quick` only shows that everything works.

Every booking is on the disk before it is answered: SQLite with `synchronous=FULL`, PostgreSQL with `fsync` and
`synchronous_commit` on. Ours and the bare code use the same kind of database on the same disk, PostgreSQL in one and
the same server. How often this disk can say in a second that something is kept stands with each part: one commit at a
time can never be faster than that, so bare code is shown with the commits of all who wait gathered, and with one each.
"""
_SUMMARY = "asked-and-reached.svg"
Kept = Mapping[str, Any]


def write(results: Path = _results.FILE) -> None:
    """Write the page and its plots."""
    kept = _results.read(results)
    PLOTS.mkdir(exist_ok=True)
    for old in PLOTS.glob("*.svg"):
        old.unlink()
    for name, drawn in plots(kept).items():
        (PLOTS / name).write_text(drawn, "utf-8")
    PAGE.write_text(page(kept), "utf-8")


def page(kept: Kept) -> str:
    """The whole page."""
    parts = [_HEAD, _summary(kept), "".join(_section(kept, one) for one in SECTIONS), _profiles()]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def plots(kept: Kept) -> dict[str, str]:
    """Every plot by the name of its file: figures that stand beside something, and how near all are to their goals."""
    drawn = {
        _file(figure): plot(figure["name"], figure["unit"], _bars(kept, one, figure), figure["sense"] == "at least")
        for one in SECTIONS
        for figure in _figures(kept, one.measure)
        if _beside(kept, one, figure)
    }
    if reached := _shares(kept):
        drawn[_SUMMARY] = plot("As a multiple of what was asked", "times", [*reached, Bar("asked", 1, "goal")], True)
    return drawn


def _summary(kept: Kept) -> str:
    """Everything that was asked for, and whether it was reached."""
    rows = [
        f"| {one['name']} | {shown(one['value'])} {one['unit']} | {_asked(one)} | {_reached(one)} |"
        for one in _wanted(kept)
    ]
    missing = [f"- {words}" for section in SECTIONS for words in _missing(kept, section)]
    parts = ["## What was asked\n"]
    if rows:
        parts += ["| | measured | asked | reached |", "| --- | --- | --- | --- |", *rows, ""]
        parts += [f"![What was asked](performance/{_SUMMARY})\n"] if _shares(kept) else []
    if missing:
        parts += ["Not measured:\n", *missing, ""]
    return "\n".join(parts)


def _wanted(kept: Kept) -> Iterator[Kept]:
    """Figures that something was asked of."""
    for section in SECTIONS:
        if section.summed:
            yield from (one for one in _figures(kept, section.measure) if one["goal"] is not None)


def _shares(kept: Kept) -> list[Bar]:
    """How many times as good as asked each is."""
    known = [one for one in _wanted(kept) if one["goal"] and one["value"]]
    return [
        Bar(
            one["name"],
            one["value"] / one["goal"] if one["sense"] == "at least" else one["goal"] / one["value"],
            "ours",
        )
        for one in known
    ]


def _missing(kept: Kept, section: Section) -> list[str]:
    """What was not measured, and why."""
    told = kept["measures"].get(section.measure)
    if told is None:
        return [f"{section.title}: nobody has asked for it yet (`{section.command}`)."]
    found = [f"{one['name']}: {one['cause']}." for one in told["missing"]]
    return found + ([f"{section.title}, not all of it: {told['trouble']}."] if told["trouble"] else [])


def _section(kept: Kept, section: Section) -> str:
    told = kept["measures"].get(section.measure)
    figures = _figures(kept, section.measure)
    lines = [f"\n## {section.title}\n", section.about, "", *([_when(told, section), ""] if told else [])]
    lines += [f"Not measured: {words}\n" for words in _missing(kept, section)]
    lines += [_table(kept, section, figures), ""] if figures else []
    drawn = [one for one in figures if _beside(kept, section, one)]
    lines += [f"![{figure['name']}](performance/{_file(figure)})\n" for figure in drawn]
    lines += [_earlier()] if section.measure == "peers" else []
    return "\n".join(lines)


def _when(told: Kept, section: Section) -> str:
    small = " A quick run: it shows that the measure works, its numbers mean nothing." if told["quick"] else ""
    return (
        f"Measured {told['measured_at'][:10]} at {told['commit']}, in {told['took']:.0f} s, on {told['machine']}; its"
        f" disk kept {told['flushes']:,} writes a second one after the other, the load before was {told['load']}."
        f" Again by `{section.command}`.{small}"
    )


def _table(kept: Kept, section: Section, figures: Sequence[Kept]) -> str:
    rows = ["| | CivicCore | bare limit | others | asked | reached |", "| --- | --- | --- | --- | --- | --- |"]
    rows += [_row(figure, _peers(kept, section, figure)) for figure in figures]
    notes = [f"\n{figure['name']}: {figure['note']}.\n" for figure in figures if figure["note"]]
    return "\n".join(rows) + "\n" + "".join(notes if section.notes else [])


def _row(figure: Kept, peers: Mapping[str, float]) -> str:
    unit = figure["unit"]
    bare = "–" if figure["limit"] is None else f"{shown(figure['limit'])} {unit}"
    others = ", ".join(f"{name} {shown(value)} {unit}" for name, value in peers.items()) or "–"
    ours = f"{shown(figure['value'])} {unit}"
    return f"| {figure['name']} | {ours} | {bare} | {others} | {_asked(figure)} | {_reached(figure)} |"


def _asked(figure: Kept) -> str:
    return "–" if figure["goal"] is None else f"{figure['sense']} {shown(figure['goal'])} {figure['unit']}"


def _reached(figure: Kept) -> str:
    return {None: "–", True: "yes", False: "**no**"}[figure["reached"]]


def _bars(kept: Kept, section: Section, figure: Kept) -> list[Bar]:
    bars = [Bar("CivicCore", figure["value"], "ours")]
    bars += [Bar(name, value, "peer") for name, value in _peers(kept, section, figure).items()]
    bars += [Bar("bare limit", figure["limit"], "limit")] if figure["limit"] else []
    bars += [Bar("asked", figure["goal"], "goal")] if figure["goal"] else []
    return bars


def _beside(kept: Kept, section: Section, figure: Kept) -> bool:
    """Whether there is anything to draw it beside."""
    return bool(figure["value"]) and bool(figure["limit"] or _peers(kept, section, figure))


def _peers(kept: Kept, section: Section, figure: Kept) -> dict[str, float]:
    """What others said of the same, by their names."""
    wanted = section.peers.get(figure["name"])
    found = ((*one["name"].partition(": ")[::2], one["value"]) for one in _figures(kept, "peers"))
    return {peer: value for peer, name, value in found if name == wanted}


def _figures(kept: Kept, measure: str) -> Sequence[Kept]:
    figures: Sequence[Kept] = kept["measures"].get(measure, {}).get("figures", ())
    return figures


def _earlier() -> str:
    rows = [f"| {name} | {what} | {said} |" for name, what, said in EARLIER]
    return "\n".join(
        ["Measured before, on other machines and not in this run:\n", "| | | |", "| --- | --- | --- |", *rows]
    )


def _file(figure: Kept) -> str:
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
