"""A browser without a mouse."""

from __future__ import annotations

from playwright.sync_api import Page


class Keyboard:
    """A person who has no mouse: everything is reached with Tab and pressed with Enter or Space."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, selector: str) -> None:
        """Tab until the control is focused; a control that cannot be reached so is a failure."""
        for _ in range(200):
            if self.page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with Tab on {self.page.url}")

    def type(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(words)

    def press(self, selector: str, key: str = "Enter") -> None:
        """Press what is reached; Enter leads to another page."""
        self.reach(selector)
        if key != "Enter":
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
