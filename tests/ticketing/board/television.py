"""A television whose line to the server and whose loudspeaker are the test's own: what it hears is written down."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

# Streams say what the test lets them say; sounds end at once and are written down by what was fetched for them.
STAGE = """
window.lines = []; window.heard = []; window.running = "running";
window.EventSource = class {
  static OPEN = 1; static CLOSED = 2;
  constructor(url) { this.url = url; this.readyState = 1; this.other = {}; lines.push(this); }
  addEventListener(name, heard) { this.other[name] = heard; }
  close() { this.readyState = 2; }
};
window.AudioContext = class {
  get state() { return running; }
  currentTime = 0; destination = {};
  resume() { running = "running"; this.onstatechange?.(); }
  createGain() {
    const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next, disconnect() {} };
  }
  node(name) {
    const node = { connect: (next) => next, disconnect() {}, frequency: {} };
    node.stop = () => { if (!node.began) throw new Error("not started"); };
    node.start = () => { node.began = true; heard.push(name(node)); queueMicrotask(() => node.onended()); };
    return node;
  }
  createOscillator() { return this.node(() => "gong"); }
  createBufferSource() { return this.node((node) => node.buffer); }
  async decodeAudioData(bytes) { return new TextDecoder().decode(bytes); }
};
"""


class Television:
    """The page of a board. ``tell`` is what comes over the line."""

    def __init__(self, context: BrowserContext, base: str, *, muted: bool = False) -> None:
        self.page: Page = context.new_page()
        self.page.clock.install(time="2026-11-24T09:00:00Z")
        self.page.add_init_script(STAGE + ("running = 'suspended';" if muted else ""))
        self.page.goto(f"{base}/demo/device/town_hall.display", wait_until="load")
        board = self.page.locator("#board")
        self.now = datetime.fromisoformat(str(board.get_attribute("data-now")))
        self._look = board.get_attribute("data-look")
        self.answers = 503
        self.page.route("**/board/state", self._state)
        self.page.route("**/said/**", lambda route: route.fulfill(body=route.request.url.rpartition("/")[2]))
        self._calls: list[dict[str, Any]] = []

    def call(self, name: str, *, ago: float = 0, languages: Sequence[str] = ("cs",)) -> None:
        """A number is called."""
        at = (self.now - timedelta(seconds=ago)).isoformat()
        self._calls.append({"id": name, "at": at, "sounds": [f"/said/{name}-{one}" for one in languages]})

    def state(self, **changes: Any) -> Mapping[str, Any]:
        rows = "".join(f'<li class="b-row" data-call="{one["id"]}">{one["id"]}</li>' for one in reversed(self._calls))
        at = self.now.isoformat()
        told = {"html": f"<ol>{rows}</ol>", "now": at, "as_of": at, "look": self._look, "chime": True, "repeat": 1}
        return {**told, "calls": self._calls, **changes}

    def tell(self, **changes: Any) -> None:
        """The state comes over the line."""
        self.page.evaluate("data => lines.at(-1).onmessage({ data })", json.dumps(self.state(**changes)))

    def beat(self) -> None:
        self.page.evaluate("now => lines.at(-1).other.beat({ data: JSON.stringify({ now }) })", self.now.isoformat())

    def pass_time(self, seconds: float) -> None:
        """Time passes at the server and in front of the television."""
        self.now += timedelta(seconds=seconds)
        self.page.clock.run_for(int(seconds * 1000))

    def heard(self, count: int) -> list[str]:
        """What was heard, once it is so much."""
        self.page.wait_for_function("count => heard.length >= count", arg=count)
        found: list[str] = self.page.evaluate("heard")
        return found

    def classes(self, call: str) -> set[str]:
        return set((self.page.locator(f'[data-call="{call}"]').get_attribute("class") or "").split())

    def _state(self, route: Route) -> None:
        body = json.dumps(self.state()) if self.answers == 200 else ""
        route.fulfill(status=self.answers, body=body, content_type="application/json")
