"""K07, K08, K09: a plugin that fails, hangs or raises takes nobody with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from civicore.base.tasks import is_the_end
from civicore.testing.cities import broken_hook
from civicore.testing.conformance.check import Complaint
from civicore.testing.conformance.subject import Source, Subject
from civicore.testing.town import Town

BOOT = ("register_services", "register_routes", "register_navigation", "register_jobs", "register_notices")
SEEN = ("/en/", "/en/desk/")
PATIENCE = 20.0  # seconds that a page may take while a part sleeps for sixty: a busy computer is not the plugin
BLOCKING = frozenset(
    ("time.sleep", "requests.get", "requests.post", "urllib.request.urlopen", "subprocess.run", "os.system")
)
PAGE_PARTS = ("register_cards", "register_boxes", "register_health")
ACTING = (*PAGE_PARTS, "register_jobs", "register_subscriptions")


def is_put_aside(subject: Subject) -> Iterator[Complaint]:
    """K07: when one of its hooks raises, the site answers without it and staff read why."""
    hook = next((one for one in BOOT if one in subject.manifest.hooks), subject.manifest.hooks[-1])
    try:
        with broken_hook(subject.name, hook), subject.towns.other(subject.listed, filled=False) as town:
            aside = [one for one in town.built.quarantined if one.name == subject.name]
            if not aside:
                yield Complaint(f"{hook} raised, and the plugin was used all the same")
            yield from _unwell(town, f"{hook} raised")
            desk = town.staff(town.leading, "en").open("/en/desk/repairs")
            if aside and subject.name not in desk.text:
                yield Complaint(f"{hook} raised, and staff are not told", "it stands on /desk/repairs")
    except BaseException as error:
        if is_the_end(error) and not isinstance(error, SystemExit):
            raise
        yield Complaint(f"{hook} raised, and the city did not start: {type(error).__name__}: {error}")


def delays_no_page(subject: Subject) -> Iterator[Complaint]:
    """K08: a part that sleeps for a minute is left off the page, and nothing blocks the loop."""
    for source in subject.sources:
        for name, line in _blocking(source):
            remedy = "await it, or asyncio.to_thread"
            yield Complaint(f"{source.name}:{line} calls {name} in a coroutine: the whole city waits", remedy)
    if subject.is_first_party:
        return  # time budgets bind strangers
    parts = [part for hook in PAGE_PARTS for part in subject.parts(hook)]
    browser = subject.town.staff(subject.town.leading, "en")
    for part in parts:
        with subject.town.faults.slow(part.id):
            for path in SEEN:
                try:
                    browser.patience(PATIENCE).open(path)
                except TimeoutError:
                    yield Complaint(f"{path} waits for {part.id}", "let CancelledError through")


def leaves_others_alone(subject: Subject) -> Iterator[Complaint]:
    """K09: its jobs and tiles do not end the process, and while one raises the others' work."""
    town = subject.town
    for part in subject.parts("register_jobs"):
        try:
            town.aside.do(part.run())
        except Exception:
            continue
        except BaseException as error:
            yield Complaint(f"{part.id} ends the process: {type(error).__name__}", "raise an Exception")
    browser = town.staff(town.leading, "en")
    for part in [part for hook in ACTING for part in subject.parts(hook)]:
        with town.faults.raising(part.id):
            before = len(town.faults.called)
            for path in SEEN:
                answer = browser.get(path)
                if answer.status_code >= 500:
                    yield Complaint(f"{path} answers {answer.status_code} while {part.id} raises")
            yield from _others(subject, part, town.faults.called[before:])


def _others(subject: Subject, part: Any, called: list[str]) -> Iterator[Complaint]:
    strangers = [one.id for one in subject.town.parts("register_boxes") if one.id != part.id]
    missing = [one for one in strangers if one not in called]
    if missing:
        yield Complaint(f"while {part.id} raises, {', '.join(missing)} is not asked any more")


def _unwell(town: Town, when: str) -> Iterator[Complaint]:
    for path, browser in (("/en/", town.browser("en")), ("/en/desk/", town.staff(town.leading, "en"))):
        answer = browser.get(path)
        if answer.status_code != 200:
            yield Complaint(f"{when}, and {path} answers {answer.status_code}")


def _blocking(source: Source) -> Iterator[tuple[str, int]]:
    for function in ast.walk(source.tree):
        if isinstance(function, ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in BLOCKING:
                    yield name, node.lineno
