"""Consultations at a kiosk: one address, whose screen depends on what the person has touched; the list on paper."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import (
    AnyRequest,
    City,
    Kiosk,
    KioskButton,
    Msgid,
    Routes,
    Slip,
    SlipLine,
    UnitOfWork,
    href,
    language,
    leaf,
    new_id,
)
from civicore_bots import phrases
from civicore_bots.consult import Asked, Lost, Reached, Tree, outcome, step
from civicore_bots.consulting import PATH
from civicore_bots.menus import consultations
from civicore_bots.web_bot import qr
from civicore_bots.web_consult import consultations_of

ROOM = "bots"
KIOSK = f"/{{device:str}}{PATH}"
_PRINTED = timedelta(minutes=3)  # nobody waits longer; what comes out later is somebody else's confusion
_MOST_ANSWERS = 40


@dataclass(frozen=True)
class Stand:
    """A kiosk with what was touched there."""

    kiosk: Kiosk
    trees: dict[str, Tree]
    facts: dict[str, Any]

    @classmethod
    def of(cls, request: AnyRequest, device: str) -> "Stand":
        """404 where no consultation is led at kiosks."""
        kiosk = Kiosk.of(request, device)
        trees = {id: one for id, one in consultations_of(request).trees.items() if one.said.on_kiosk}
        if not trees:
            raise NotFoundException
        return cls(kiosk, trees, dict(kiosk.facts(ROOM)))

    @property
    def path(self) -> str:
        return f"/device/{self.kiosk.device.id}{PATH}"

    @property
    def tree(self) -> Tree | None:
        """The consultation under way; the only one where there is one."""
        return next(iter(self.trees.values())) if len(self.trees) == 1 else self.trees.get(self.facts.get("tree", ""))

    @property
    def answers(self) -> tuple[str, ...]:
        return tuple(str(one) for one in self.facts.get("answers", ()))

    def go(self, **changes: Any) -> Response[None]:
        """The same address after a touch."""
        return self.kiosk.go(self.path, self.kiosk.keep(ROOM, {**self.facts, **changes}))

    def page(self, name: str, **facts: Any) -> Response[str]:
        kept = self.kiosk.keep(ROOM, self.facts)
        return self.kiosk.page(f"bots/kiosk/{name}.html", "consult", cookies=(kept,), path=self.path, **facts)


@get(KIOSK)
async def show(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """The question as it stands, or the list."""
    stand = Stand.of(request, device)
    runtime = stand.kiosk.runtime
    stopped = await runtime.suspensions.in_force("consultations", now=runtime.clock.now())
    if stopped is not None:
        return stand.page("stopped", stopped=stopped)
    if stand.tree is None:
        trees = leaf(tuple(stand.trees.values()), int(stand.facts.get("page", 0)))
        return stand.page("trees", leaf=trees)
    at = step(stand.tree, stand.answers)
    if isinstance(at, Asked):
        return _question(stand, stand.tree, at)
    return await _list(stand, stand.tree, at) if isinstance(at, Reached) else stand.kiosk.home()


@post(KIOSK)
async def pressed(request: AnyRequest, device: FromPath[str]) -> Response[Any]:
    """A touch; what is not offered is not taken."""
    stand = Stand.of(request, device)
    sent = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if "tree" in sent and sent["tree"] in stand.trees:
        return stand.go(tree=sent["tree"], answers=[], page=0)
    if "turn" in sent:
        onward = 1 if sent["turn"] == "later" else -1
        return stand.go(page=max(0, int(stand.facts.get("page", 0)) + onward))
    if "back" in sent:
        return stand.go(answers=list(stand.answers[:-1]), page=0, job="", paper="")
    if "print" in sent and stand.tree is not None:
        return await _print(stand, stand.tree)
    return _answered(stand, sent.get("answer", ""))


def _answered(stand: Stand, answer: str) -> Response[Any]:
    given = (*stand.answers, answer)[:_MOST_ANSWERS]
    if stand.tree is None or isinstance(step(stand.tree, given), Lost):
        return stand.go()
    return stand.go(answers=list(given), page=0)


def _question(stand: Stand, tree: Tree, at: Asked) -> Response[Any]:
    said = tree.said.questions[at.question]
    offered = [(id, said.answers[id].say) for id in at.offered]
    choices = leaf(offered, int(stand.facts.get("page", 0)))
    return stand.page("question", said=said, leaf=choices, deep=bool(at.passed))


async def _list(stand: Stand, tree: Tree, at: Reached) -> Response[Any]:
    """What to bring; on paper where a printer works, on one's own telephone everywhere."""
    found = outcome(tree, at)
    paper, job = await stand.kiosk.paper(), str(stand.facts.get("job", ""))
    asked = str(stand.facts.get("paper", ""))
    link = _link(stand, tree)
    return stand.page(
        "list",
        found=found,
        said=found.said,
        paper=paper,
        asked=await stand.kiosk.came_out(asked, job) if asked else "",
        prints=asked == "here",
        slip=_slip(stand, tree, at, link),
        qr=qr(link),
    )


async def _print(stand: Stand, tree: Tree) -> Response[Any]:
    at, paper = step(tree, stand.answers), await stand.kiosk.paper()
    if not isinstance(at, Reached) or paper == "none" or stand.facts.get("paper"):
        return stand.go(paper="none" if paper == "none" else stand.facts.get("paper", ""))
    if paper == "here":
        return stand.go(paper=paper, job="")
    slip, runtime = _slip(stand, tree, at, _link(stand, tree)), stand.kiosk.runtime
    queued = partial(_queued, stand, slip, f"bots:{new_id()}")
    return stand.go(paper=paper, job=await runtime.transact(queued))


async def _queued(stand: Stand, slip: Slip, about: str, unit: UnitOfWork) -> str:
    printers = stand.kiosk.runtime.printers
    return str(await printers.queue(unit, stand.kiosk.device.id, slip, about=about, expires=unit.now + _PRINTED))


def _slip(stand: Stand, tree: Tree, at: Reached, link: str) -> Slip:
    """The list on 80 mm: what to bring, what it costs, the way to the same page."""
    spoken = language(stand.kiosk.request)
    gettext = partial(stand.kiosk.runtime.languages.translate, spoken)
    found, city = outcome(tree, at), stand.kiosk.runtime.city
    lines = [SlipLine(city.deployment.name.in_(spoken), "small")]
    lines.append(SlipLine(found.said.title.in_(spoken), "large", bold=True))
    if found.said.to_confirm:
        lines.append(SlipLine(gettext("This list is still to be confirmed by the authority."), "small"))
    lines += [SlipLine(f"□ {phrases.paper(one, spoken, gettext)}", align="left") for one in found.papers]
    lines += [SlipLine(phrases.price(one, spoken, gettext), "small", align="left") for one in found.prices]
    lines += [SlipLine(one, "small", align="left") for one in phrases.offices(found, city, spoken)]
    return Slip(tuple(lines), link, spoken)


def _link(stand: Stand, tree: Tree) -> str:
    """The page of the same list, for one's own telephone; the front page where the site does not lead it."""
    request, runtime = stand.kiosk.request, stand.kiosk.runtime
    if not tree.said.on_web:
        return runtime.absolute(href(request, "/"))
    return runtime.absolute(href(request, f"{PATH}/{tree.id}", v=tree.mark, a=".".join(stand.answers)))


def buttons(city: City) -> tuple[KioskButton, ...]:
    """On the first screen of every kiosk of a city that leads consultations there."""
    shown = [one for one in consultations(city).values() if one.on_kiosk]
    if not shown:
        return ()
    label = shown[0].title if len(shown) == 1 else Msgid("Which papers do I need?")
    hint = shown[0].summary if len(shown) == 1 else None
    return (KioskButton("bots.consult", label, f"/device/{{device}}{PATH}", order=30, hint=hint),)


PAGES = Routes("device", [show, pressed])
