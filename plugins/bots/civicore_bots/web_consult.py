"""The pages of consultations: a question a page, answers in the address, at the end a list to print.

The address is the state: it can be kept, sent to somebody and gone back through. It tells what was asked about, never
who asked; pages with answers are kept by no cache and tell no other site where the reader comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, City, Msgid, Navigation, Runtime, href, language, page, redirect
from civicore.contracts.dialog import BotLink, Messengers
from civicore.contracts.offers import Bookable, Followable
from civicore_bots import links
from civicore_bots.consult import Asked, Lost, Outcome, Passed, Reached, Tree, outcome, step
from civicore_bots.consulting import PATH, Consultations
from civicore_bots.menus import CONSULT, consultations

_MOST_ANSWERS = 40
_LONGEST = 40 * 41


@dataclass(frozen=True)
class Given:
    """An answer already given, and the address where it is given anew."""

    question: str
    answer: str
    change: str


@dataclass(frozen=True)
class Reading:
    """One page of a consultation being asked for."""

    request: AnyRequest
    tree: Tree
    answers: tuple[str, ...]

    @classmethod
    def of(cls, request: AnyRequest, name: str) -> "Reading":
        """404 for what is no consultation of the site."""
        tree = consultations_of(request).trees.get(name)
        if tree is None or not tree.said.on_web:
            raise NotFoundException
        written = request.query_params.get("a", "")[:_LONGEST]
        answers = tuple(one for one in written.split(".") if one)[:_MOST_ANSWERS]
        return cls(request, tree, answers)

    @property
    def runtime(self) -> Runtime:
        found: Runtime = self.request.app.state.runtime
        return found

    @property
    def outdated(self) -> bool:
        """The answers were given to a tree that was led another way."""
        return bool(self.answers) and self.request.query_params.get("v", "") != self.tree.mark

    def address(self, answers: Sequence[str]) -> str:
        """Where these answers lead."""
        path = f"{PATH}/{self.tree.id}"
        if not answers:
            return href(self.request, path)
        return href(self.request, path, v=self.tree.mark, a=".".join(answers))

    def given(self, passed: Sequence[Passed]) -> list[Given]:
        """The answers so far in words."""
        said, spoken = self.tree.said.questions, language(self.request)
        return [
            Given(
                said[one.question].ask.in_(spoken),
                said[one.question].answers[one.answer].say.in_(spoken),
                self.address(self.answers[:count]),
            )
            for count, one in enumerate(passed)
        ]

    def page(self, template: str, status: int = 200, **facts: Any) -> Response[str]:
        return page(
            self.request,
            f"bots/{template}",
            status=status,
            personal=bool(self.answers),
            tree=self.tree,
            begin=self.address(()),
            **facts,
        )


@get(PATH)
async def front(request: AnyRequest) -> Response[Any]:
    """What can be asked about; where it is one thing, that at once."""
    trees = [one for one in consultations_of(request).trees.values() if one.said.on_web]
    if not trees:
        raise NotFoundException
    if len(trees) == 1:
        return redirect(request, f"{PATH}/{trees[0].id}")
    return page(request, "bots/consultations.html", trees=trees, path=PATH)


@get(f"{PATH}/{{name:str}}")
async def consult(request: AnyRequest, name: FromPath[str]) -> Response[Any]:
    """The next question after the answers in the address, or the result."""
    reading = Reading.of(request, name)
    stopped = await reading.runtime.suspensions.in_force("consultations", now=reading.runtime.clock.now())
    if stopped is not None:
        return reading.page("stopped.html", stopped=stopped)
    at = Lost() if reading.outdated else step(reading.tree, reading.answers)
    match at:
        case Asked():
            return _question(reading, at)
        case Reached():
            return await _result(reading, at)
        case Lost():
            return reading.page("stale.html", status=410 if reading.answers else 200)


def _question(reading: Reading, at: Asked) -> Response[Any]:
    said = reading.tree.said.questions[at.question]
    spoken = language(reading.request)
    offered = [(said.answers[id].say.in_(spoken), reading.address((*reading.answers, id))) for id in at.offered]
    before = reading.address(reading.answers[:-1]) if reading.answers else None
    return reading.page("question.html", said=said, offered=offered, before=before, given=reading.given(at.passed))


async def _result(reading: Reading, at: Reached) -> Response[Any]:
    found = outcome(reading.tree, at)
    city = reading.runtime.city
    places = tuple(city.offices) if found.said.places is None else found.said.places
    return reading.page(
        "result.html",
        found=found,
        said=found.said,
        places=places,
        given=reading.given(at.passed),
        before=reading.address(reading.answers[:-1]),
        book=_book(reading.runtime, found),
        follow=_follow(reading.runtime, found),
        bots=await elsewhere(reading.runtime, reading.tree, reading.answers),
    )


def _book(runtime: Runtime, found: Outcome) -> str | None:
    """Where a time is booked for this; None where it is not."""
    offers = runtime.services.all(Bookable)  # type: ignore[type-abstract]
    if "book" not in found.said.actions or found.said.agenda is None:
        return None
    return next((path for one in offers if (path := one.path(found.said.agenda))), None)


def _follow(runtime: Runtime, found: Outcome) -> str | None:
    offers = runtime.services.all(Followable)  # type: ignore[type-abstract]
    if "track" not in found.said.actions:
        return None
    return next((path for one in offers if (path := one.path())), None)


async def elsewhere(runtime: Runtime, tree: Tree, answers: Sequence[str]) -> tuple[BotLink, ...]:
    """The messengers in which the same goes on, with the answers given here."""
    messengers = runtime.services.all(Messengers)  # type: ignore[type-abstract]
    return tuple([link for one in messengers for link in await one.links(CONSULT, links.start(tree, answers))])


def consultations_of(request: AnyRequest) -> Consultations:
    runtime: Runtime = request.app.state.runtime
    return runtime.services.one(Consultations)


def navigation(city: City) -> tuple[Navigation, ...]:
    """The way to the consultations from the menu and the front page."""
    shown = [one for one in consultations(city).values() if one.on_web]
    if not shown:
        return ()
    label = shown[0].title if len(shown) == 1 else Msgid("Which papers do I need?")
    hint = shown[0].summary if len(shown) == 1 else None
    return (
        Navigation("bots.menu", "public", "Consultation", PATH, order=15),
        Navigation("bots.home", "public", label, PATH, order=15, place="home", hint=hint),
    )


HANDLERS = [front, consult]
