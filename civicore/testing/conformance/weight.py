"""K25: what a plugin costs those who do not use it, counted, not timed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.importing import imported
from civicore.testing.conformance.subject import Subject
from civicore.testing.conformance.tracing import statements

MOST_BYTES = 30 * 1024 * 1024
MOST_STATEMENTS = 20
"""More questions to the database than this are more than 5 % of a page of the desk."""

PAGES = {"/en/": ("register_boxes",), "/en/desk/": ("register_cards",)}


def weighs_little(subject: Subject) -> Iterator[Complaint]:
    """K25: on pages that it adds to, each of its parts asks the database at most twenty times; its code is small."""
    size = imported(subject).size
    if size > MOST_BYTES:
        yield Complaint(f"importing it takes {size / 1024 / 1024:.0f} MB, 30 are the most")
    browser = subject.town.staff(subject.town.leading, "en")
    for path, hooks in PAGES.items():
        parts = [part for hook in hooks for part in subject.parts(hook)]
        browser.get(path)
        for part in parts:
            with statements() as whole:
                browser.get(path)
            with ExitStack() as stack, statements() as without:
                stack.enter_context(subject.town.faults.raising(part.id))
                browser.get(path)
            if len(whole) - len(without) > MOST_STATEMENTS:
                more = len(whole) - len(without)
                yield Complaint(
                    f"{part.id} asks the database {more} times for one view of {path}", "ask once, or keep it"
                )
