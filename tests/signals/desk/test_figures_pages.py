"""Figures and open data: page and file say the same, and nothing leaves that may not."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from civicore_signals import open_data
from civicore_signals.case import Case
from civicore_signals.desk_figures import span
from civicore_signals.figures import figures, from_line
from civicore_signals.lifecycle import Given
from civicore_signals.open_data import HEAD

from civicore.people.principals import Principal
from tests.booking.pages.citizen import Citizen
from tests.signals.desk.house import House
from tests.tools.visitor import said

PAGE = "/en/desk/signals/figures"
SVG = "{http://www.w3.org/2000/svg}"
BOSS = Principal("staff", "", "Boss", frozenset({"signals.see", "signals.work", "signals.publish"}))


async def ended(house: House, case: Case, status: str, outcome: str, body: str | None = None) -> None:
    """Close a case, some days later."""
    done = await house.desk.move(case.id, status, Given("Done.", outcome, body), BOSS)
    assert isinstance(done, Case), done


@pytest.fixture(scope="module")
async def week(house: House) -> House:
    """Five holes mended, one passed on, six lamps open, one of them private to everybody."""
    holes = [await house.filed(f"Hole {number}.") for number in range(6)]
    for number in range(6):
        await house.filed(f"Lamp {number}.", category="lighting", answers={"wire": "none"})
    await house.filed("Somebody sleeps in the street.", category="social")
    house.wait(days=2)
    for hole in holes[:5]:
        await ended(house, hole, "solved", outcome="solved")
    await ended(house, holes[5], "passed_on", outcome="passed_on", body="Ministry")
    return house


def tables(browser: Citizen) -> dict[str, dict[str, list[str]]]:
    """The tables of the page: heading to first cell to the other cells."""
    found: dict[str, dict[str, list[str]]] = {}
    for section in browser.page.all("section"):
        cells = [[said(cell) for cell in row] for row in section.iter("tr")]
        if cells:
            found[said(next(iter(section.iter("h2"))))] = {row[0]: row[1:] for row in cells[1:]}
    return found


async def lines(browser: Citizen, path: str) -> list[dict[str, str]]:
    answer = await browser.http.get(path)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/csv"), answer.text[:300]
    return list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))


async def test_signal_case_35_passed_on_is_never_counted_as_solved(week: House) -> None:
    boss = await week.clerk()
    await boss.open(PAGE)
    roads = tables(boss)["By unit"]["Roads"]
    assert roads[0] == "6" and roads[5] == "5" and roads[7] == "1", roads
    assert roads[10:] == ["2", "2"], "days"
    bars = [said(one) for one in boss.page.root.iter(f"{SVG}title")]
    assert "Roads, solved: 5" in bars and "Roads, passed on: 1" in bars, bars


async def test_page_and_file_say_the_same_and_every_figure_can_be_counted_again_from_the_lines(week: House) -> None:
    boss = await week.clerk()
    await boss.open(PAGE)
    shown = tables(boss)
    told = {(row["table"], row["key"]): row for row in await lines(boss, f"{PAGE}.csv")}
    names = ("received", "open", "overdue", "reopened", "silent", "solved", "answered", "passed_on", "refused", "none")
    for unit, label in (("roads", "Roads"), ("lights", "Street lighting"), ("care", "Social care")):
        assert shown["By unit"][label][:10] == [told["units", unit][name] for name in names]
    today = week.clock.now().date()
    counted = figures([from_line(line) for line in await lines(boss, f"{PAGE}/cases.csv")], today)
    assert {row.key: row for row in counted.units} and told["total", ""]["received"] == str(counted.total.received)
    for row in (*counted.units, *counted.types):
        table = "units" if row in counted.units else "types"
        assert [told[table, row.key][name] for name in names] == [str(getattr(row, name)) for name in names]
        assert told[table, row.key]["days_median"] == ("" if row.days_median is None else f"{row.days_median}")


async def test_a_clerk_counts_the_cases_of_their_units_alone(week: House) -> None:
    clerk = await week.clerk("clerk")
    await clerk.open(PAGE)
    assert set(tables(clerk)["By unit"]) == {"Roads"}
    assert (await clerk.http.get(f"{PAGE}/cases.csv")).status_code == 403
    await clerk.open(f"{PAGE}?first=2001-01-01&last=2001-01-02")
    assert "Nothing arrived on these days." in clerk.told


def test_the_days_asked_for_are_a_month_and_never_tomorrow() -> None:
    today = date(2026, 11, 24)
    assert span(None, None, today) == (date(2026, 10, 26), today)
    assert span(date(2027, 1, 1), date(2027, 2, 1), today) == (today, today)
    assert span(date(2020, 1, 1), None, today)[0] == date(2025, 11, 24)


async def test_everybody_sees_figures_in_which_small_counts_are_hidden(week: House) -> None:
    stranger = week.stranger()
    page = await stranger.open("/en/signals/data")
    assert page.status == 200
    shown = tables(stranger)["By unit"]
    assert shown["Social care"][0] == "*not shown", "one person would be told of"
    assert shown["Roads"][0] == "6" and shown["Roads"][7] == "*not shown"
    assert shown["Roads"][5] == "*not shown", "six less five would tell of the one"
    assert (await stranger.open("/en/signals/data?year=1066")).status == 200
    assert (await stranger.open("/en/signals/data?year=<script>")).status == 200
    assert (await stranger.open("/en/signals/data?year=20261")).status == 200


async def test_programs_are_led_to_open311_and_to_the_description_of_the_api(house: House) -> None:
    links = (await house.stranger().open("/en/signals/data")).source
    for address in ("/open311/v2/discovery.json", "/api/v1/openapi.json"):
        assert f'href="{address}"' in links
        assert (await house.stranger().http.get(address)).status_code == 200


async def bulk(house: House, name: str) -> list[dict[str, str]]:
    answer = await house.stranger().http.get(f"/en/signals/data/{name}")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.splitlines()[0] == ",".join(f'"{one}"' for one in HEAD)
    return list(csv.DictReader(StringIO(answer.text)))


async def test_open_data_has_the_fourteen_columns_and_public_cases_alone(
    week: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_data, "_TOGETHER", 4)
    rows = await bulk(week, "2026.csv")
    assert len(HEAD) == 14 and len(rows) == 12, "the private one is in no file"
    assert await bulk(week, "cases.csv") == rows and await bulk(week, "2025.csv") == []
    mended = [row for row in rows if row["status_notes"] == "Done, Put right"]
    assert len(mended) == 5 and {row["status_description"] for row in rows} == {"Open", "Closed"}
    one = mended[0]
    assert (one["service_name"], one["service_subtype"], one["agency_responsible"]) == (
        "Roads", "Hole in the road", "Roads",
    )  # fmt: skip
    assert one["requested_datetime"].endswith("+01:00") and one["updated_datetime"] == one["closed_date"] > ""
    assert one["description"] == "" and one["lat"] == "", "nobody has let it out yet"
    text = "".join(",".join(row.values()) for row in rows)
    assert not any(word in text for word in ("Jana", "jana@", "+420", "sleeps", "Main street"))


@pytest.mark.parametrize("name", ["1999.csv", "2027.csv", "2026.xml", "2026", "..%2f2026.csv", "２０２６.csv", "x.csv"])
async def test_other_files_are_not_there(week: House, name: str) -> None:
    assert (await week.stranger().http.get(f"/en/signals/data/{name}")).status_code == 404
