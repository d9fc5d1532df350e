"""A board in a real browser: what it shows, what it speaks and when, what it does when it is cut off, for weeks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.rules.citizen import Errand
from tests.rules.hall import Hall
from tests.ticketing.board.television import Television
from tests.tools.fixtures import Cities
from tests.tools.serving import Server


@pytest.fixture(scope="module")
def server(cities: Cities) -> Server:
    return cities.get("trutnov", "sqlite")


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1920, "height": 1080})
    yield opened
    opened.close()


@pytest.fixture
def tv(context: BrowserContext, server: Server) -> Television:
    return Television(context, server.base)


def test_calls_are_spoken_one_after_the_other_each_once(tv: Television) -> None:
    for name in ("1", "2", "3", "4", "5", "6"):
        tv.call(name, languages=("cs", "en"))
    tv.tell()
    tv.tell()
    expected = [sound for name in "123456" for sound in ("gong", "gong", f"{name}-cs", f"{name}-en")]
    assert tv.heard(24) == expected
    tv.tell()
    tv.call("7")
    tv.tell()
    assert tv.heard(27) == [*expected, "gong", "gong", "7-cs"]


def test_a_call_is_repeated_as_often_as_the_file_says(tv: Television) -> None:
    tv.call("1")
    tv.tell(repeat=3)
    assert tv.heard(5) == ["gong", "gong", "1-cs", "1-cs", "1-cs"]


def test_old_calls_are_never_spoken(tv: Television) -> None:
    tv.call("old", ago=61)
    tv.call("new", ago=59)
    tv.tell(chime=False)
    assert tv.heard(1) == ["new-cs"]


def test_a_sound_that_cannot_be_had_holds_up_no_other(tv: Television) -> None:
    tv.page.route("**/said/1-cs", lambda route: route.fulfill(status=404))
    tv.call("1")
    tv.call("2")
    tv.tell(chime=False)
    assert tv.heard(1) == ["2-cs"]


def test_case_82_and_channel_case_47_after_a_cut_the_newest_call_alone_is_spoken(tv: Television) -> None:
    tv.call("1")
    tv.tell(chime=False)
    assert tv.heard(1) == ["1-cs"]
    tv.pass_time(300)
    for name, ago in (("2", 200), ("3", 40), ("4", 20)):
        tv.call(name, ago=ago)
    tv.tell(chime=False)
    assert tv.heard(2) == ["1-cs", "4-cs"]
    expect(tv.page.locator("[data-call]")).to_have_count(4)


def test_without_permission_to_sound_staff_are_told_and_can_turn_it_on(context: BrowserContext, server: Server) -> None:
    tv = Television(context, server.base, muted=True)
    expect(tv.page.locator("#sound-on")).to_be_visible()
    tv.call("1")
    tv.tell(chime=False)
    expect(tv.page.locator('[data-call="1"]')).to_be_visible()
    tv.page.click("#sound-on")
    expect(tv.page.locator("#sound-on")).to_be_hidden()
    tv.call("2")
    tv.tell(chime=False)
    assert tv.heard(1) == ["2-cs"]


def test_channel_case_48_silence_is_shown_with_its_time_and_the_clock_runs_on(tv: Television) -> None:
    stale, clock = tv.page.locator("#stale"), tv.page.locator("#clock")
    tv.call("1")
    tv.tell()
    since = clock.text_content()
    tv.pass_time(44)
    expect(stale).to_be_hidden()
    tv.beat()
    tv.pass_time(44)
    expect(stale).to_be_hidden()
    tv.pass_time(60)
    expect(stale).to_contain_text(f"Tabule není aktuální od {since}.")
    assert clock.text_content() != since
    expect(tv.page.locator('[data-call="1"]')).to_be_visible()
    assert "old" in (tv.page.locator("body").get_attribute("class") or "")
    tv.tell()
    expect(stale).to_be_hidden()


def test_where_no_stream_holds_the_board_asks(tv: Television) -> None:
    tv.page.evaluate("lines.at(-1).close()")
    tv.answers = 200
    tv.call("1")
    with tv.page.expect_response("**/board/state"):
        tv.pass_time(10)
    expect(tv.page.locator('[data-call="1"]')).to_be_visible()
    assert tv.page.evaluate("lines.length") > 1, "and it tries the stream again"


def test_a_board_that_was_put_out_loads_its_page_anew(tv: Television) -> None:
    tv.page.evaluate("lines.at(-1).close()")
    tv.answers = 401
    with tv.page.expect_navigation():
        tv.pass_time(10)


def test_a_server_renewed_brings_a_new_page(tv: Television) -> None:
    with tv.page.expect_navigation():
        tv.tell(look="other")


def test_a_new_call_is_marked_for_half_a_minute_and_flashes_once(tv: Television) -> None:
    tv.call("1")
    tv.tell()
    assert tv.classes("1") >= {"new", "flash"}
    flashes = tv.page.locator('[data-call="1"]').evaluate("row => getComputedStyle(row).animationIterationCount")
    assert flashes == "3"
    tv.call("2")
    tv.tell()
    assert "new" in tv.classes("1")
    assert "flash" not in tv.classes("1")
    tv.pass_time(31)
    tv.beat()
    assert "new" not in tv.classes("1")


# In one go: the board itself takes the marks off when their time is over.
MARKED = """() => {
  const row = document.querySelector(".b-row");
  row.classList.add("new", "flash");
  const number = getComputedStyle(row.querySelector(".b-number"));
  return [getComputedStyle(row).animationName, number.textDecorationLine];
}"""


def test_with_reduced_motion_nothing_moves_and_the_mark_is_more_than_colour(
    context: BrowserContext, server: Server
) -> None:
    server.set_clock("2027-02-03T09:00:00+01:00")  # a day on which no other test calls anybody
    hall = Hall(server, "town_hall.printer", "town_hall.display")
    assert hall.take(Errand("id_cards", "apply")) == hall.call("town_hall.k1")
    tv = Television(context, server.base)
    tv.page.emulate_media(reduced_motion="reduce")
    style, line = tv.page.evaluate(MARKED)
    assert (style, line) == ("none", "underline")


PLAY = """async ([from, to, base]) => {
  const breath = () => new Promise((done) => {
    const line = new MessageChannel();
    line.port1.onmessage = () => { line.port1.close(); done(); };
    line.port2.postMessage(0);
  });
  for (let at = from; at < to; at++) {
    const html = `<ol><li class="b-row" data-call="c${at}">${at}</li></ol>`;
    const calls = [{ id: `c${at}`, at: base.now, sounds: [`/said/c${at}`] }];
    lines.at(-1).onmessage({ data: JSON.stringify({ ...base, html, calls }) });
    await breath();
    heard.length = 0;
  }
}"""


def test_ten_thousand_events_leave_nothing_behind(tv: Television) -> None:
    """Thirty days of an office with three hundred calls a day, without a reload."""
    session = tv.page.context.new_cdp_session(tv.page)
    session.send("Performance.enable")
    # The network is not what is measured here, nor are the browser's own timers of requests.
    tv.page.evaluate("window.fetch = async () => ({ ok: true, arrayBuffer: async () => new ArrayBuffer(9) })")
    tv.page.evaluate("AbortSignal.timeout = () => null")
    base = dict(tv.state(chime=False))

    def size() -> tuple[float, float]:
        session.send("HeapProfiler.collectGarbage")
        metrics: list[dict[str, Any]] = session.send("Performance.getMetrics")["metrics"]
        found = {one["name"]: float(one["value"]) for one in metrics}
        return found["JSHeapUsedSize"], found["Nodes"]

    tv.page.evaluate(PLAY, [0, 2000, base])
    heap, nodes = size()
    tv.page.evaluate(PLAY, [2000, 12000, base])
    later, more_nodes = size()
    assert later < heap + 500_000, f"{heap:.0f} bytes grew to {later:.0f}"
    assert more_nodes < nodes + 500, f"{nodes:.0f} nodes grew to {more_nodes:.0f}"
