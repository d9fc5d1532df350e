"""What is judged of a page that is open: its markup, its weight, its layout, the way of the Tab key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

TAB_STOPS = 120
NARROWEST = 320  # px; a page of 1280 px at 400 % (WCAG 1.4.10)
PROBES = Path(__file__).with_name("pagecheck.js").read_text(encoding="utf-8")
PROBING = f"window.probes = (() => {{ {PROBES}; return {{ sideways, smallTargets, remember, focused }}; }})(); "

MARKUP = """() => {
  const count = (selector) => document.querySelectorAll(selector).length;
  const first = document.querySelector("a[href]")?.getAttribute("href") ?? "";
  return {
    language: document.documentElement.getAttribute("lang") ?? "",
    title: document.title.trim(),
    h1: count("h1"),
    main: count("main"),
    viewport: count('meta[name="viewport"]'),
    first,
    skips: first.length > 1 && first.startsWith("#") ? count("#" + CSS.escape(first.slice(1))) : 0,
  };
}"""


@dataclass(frozen=True)
class Budget:
    """What the first view of a page may weigh, in KB as transferred, and how many requests it may make."""

    kilobytes: float
    requests: int
    script: float


@dataclass
class Seen:
    """What the wire and the console told while a page was opened."""

    host: str
    sizes: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    strangers: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def forget(self) -> None:
        """A new document begins: its weight counts alone."""
        self.sizes.clear()
        self.kinds.clear()
        self.addresses.clear()

    def sent(self, event: Mapping[str, Any]) -> None:
        url = str(event["request"]["url"])
        if urlsplit(url).netloc not in (self.host, "") and not url.startswith(("data:", "blob:")):
            self.strangers.add(url)
        if event.get("type") == "Document" and "redirectResponse" not in event:
            self.forget()
        self.kinds[event["requestId"]] = event.get("type", "Other")
        self.addresses[event["requestId"]] = url

    def finished(self, event: Mapping[str, Any]) -> None:
        """Counted once an address: what a page asks again while it is looked at belongs to no first view."""
        one = event["requestId"]
        known = {self.addresses.get(other) for other in self.sizes if other != one}
        if one not in self.addresses or self.addresses[one] not in known:
            self.sizes[one] = float(event["encodedDataLength"])

    def weight(self, kind: str | None = None) -> float:
        """KB transferred, of all or of one kind."""
        return sum(size for one, size in self.sizes.items() if kind in (None, self.kinds.get(one))) / 1024


def axe_source() -> str:
    """The text of axe-core that comes with its Python package."""
    spec = find_spec("axe_playwright_python")
    places: Iterable[str] = (spec.submodule_search_locations or ()) if spec else ()
    return next(file.read_text(encoding="utf-8") for place in places for file in Path(place).rglob("axe.min.js"))


def html_problems(page: Page) -> list[str]:
    """What the markup must say: its language, its title, one heading and one main part."""
    found = []
    said: Mapping[str, Any] = page.evaluate(MARKUP)
    language = said["language"]
    spoken = urlsplit(page.url).path.split("/")[1]
    if not language or (len(spoken) == 2 and language != spoken):
        found.append(f"lang is {language!r} under /{spoken}/")
    if not said["title"]:
        found.append("no title")
    found += [f"{said[tag]} <{tag}>, not 1" for tag in ("h1", "main") if said[tag] != 1]
    if said["viewport"] != 1:
        found.append("no viewport")
    if said["skips"] != 1:
        found.append(f"the first link ({said['first']!r}) does not skip to the content")
    return found


def wire_problems(seen: Seen, budget: Budget) -> list[str]:
    """Weight, requests, third parties, broken policy, errors."""
    found = [f"asks another host: {url}" for url in sorted(seen.strangers)]
    found += [f"the console says: {text}" for text in seen.complaints]
    for what, much, most in (
        ("KB", seen.weight(), budget.kilobytes),
        ("KB of script", seen.weight("Script"), budget.script),
        ("requests", len(seen.sizes), budget.requests),
    ):
        if much > most:
            found.append(f"{much:.1f} {what}, the budget is {most:g}")
    return found


def layout_problems(page: Page) -> list[str]:
    """Sideways scrolling here and at 320 px, and targets that a finger misses."""
    size = page.viewport_size
    found: list[str] = page.evaluate(f"{PROBING}[...probes.sideways(), ...probes.smallTargets()]")
    if size and size["width"] != NARROWEST:
        page.set_viewport_size({"width": NARROWEST, "height": size["height"]})
        found += [f"at {NARROWEST} px: {one}" for one in page.evaluate("probes.sideways()")]
        page.set_viewport_size(size)
    return found


def keyboard_problems(page: Page) -> list[str]:
    """Walk through with Tab: every control is reached, shows that it has the focus, and lets it go."""
    found: list[str] = []
    page.evaluate(f"{PROBING}probes.remember()")
    stops = 0
    for _ in range(TAB_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate("probes.focused()")
        if stop is None or stop["again"]:
            break
        if stop["same"]:
            continue
        stops += 1
        found += [f"{stop['name']}: {what}" for what in stop["wrong"]]
    expected = page.evaluate("() => window.pagecheckStops")
    if stops < expected:
        found.append(f"Tab reaches {stops} of {expected} controls")
    return found
