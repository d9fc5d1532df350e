"""The desk's queue of letters: what came, who works on it, one letter with all that can be done about it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore.base.refusal import Refusal
from civicore.contracts.incoming_mail import Proposal
from civicore.mailroom.letters import TABS, Letter, Tab, counted, listed, one, too_many
from civicore.mailroom.replies import DONE, Reply, replies
from civicore.mailroom.taking import Mailroom, Paper
from civicore.mailroom.working import WORK, Answer, Desk, owner_of
from civicore.people.colleagues import colleagues
from civicore.people.names import staff_names
from civicore.people.principals import Principal, current, needs
from civicore.storage.messages import messages_about
from civicore.storage.unit_of_work import UnitOfWork
from civicore.web.forms import Answers, Field, Form
from civicore.web.pages import language, page, redirect, runtime
from civicore.web.requests import AnyRequest

_GUARD = [needs(WORK)]
_AT = "/desk/letters"
_SAID = frozenset({"done", "answered", "aside", "taken", "handed", "back", "typed", "queued"})
_LONGEST = 10_000
PAPER = Form(
    [
        Field("sender_name", "Who wrote", "text", max_length=120, autocomplete="off"),
        Field("sender", "E-mail for the answer", "email", required=False, autocomplete="off"),
        Field("subject", "What about", "text", required=False, max_length=200, autocomplete="off"),
        Field("text", "What the letter says", "textarea", max_length=_LONGEST, rows=10),
    ]
)
ANSWER = Form([Field("text", "Words of the answer", "textarea", max_length=_LONGEST, rows=7)])


@dataclass(frozen=True)
class Worker:
    """One request of somebody who works on letters."""

    request: AnyRequest

    @cached_property
    def who(self) -> Principal:
        return current(self.request)

    @cached_property
    def desk(self) -> Desk:
        return Desk(runtime(self.request))

    @property
    def speaks(self) -> str:
        return language(self.request)

    def asked(self, name: str) -> str:
        """A parameter of the address, empty when it is left out."""
        return str(self.request.query_params.get(name) or "")

    def written_in(self, asked: str) -> str:
        """The language of an answer: the one chosen, else the city's first."""
        languages = runtime(self.request).languages
        return asked if asked in languages.known else languages.default

    def go(self, path: str, **query: Any) -> Response[None]:
        return redirect(self.request, f"{_AT}{path}", **query)

    def page(self, template: str, *, status: int = 200, **context: Any) -> Response[str]:
        said = self.asked("told")
        told = said if said in _SAID else ""
        return page(self.request, f"letters/{template}", status=status, personal=True, told=told, **context)


@get("/letters", guards=_GUARD)
async def queue(request: AnyRequest) -> Response[str]:
    """Letters by what is to be done with them, the oldest first."""
    worker = Worker(request)
    tab: Tab = next((name for name in TABS if name == worker.asked("tab")), "new")
    owner = owner_of(worker.who)
    async with runtime(request).store.reading():
        letters, counts = await listed(tab, owner), await counted(owner)
    names = await staff_names(request)
    return worker.page("queue.html", tab=tab, tabs=TABS, letters=letters, counts=counts, names=names)


@get("/letters/paper", guards=_GUARD)
async def paper_page(request: AnyRequest) -> Response[str]:
    """A letter on paper, to be typed in."""
    return Worker(request).page("paper.html", form=PAPER, answers=Answers())


@post("/letters/paper", guards=_GUARD)
async def paper(request: AnyRequest) -> Response[Any]:
    """Keep a letter that was typed in; it lies on the desk of whoever typed it."""
    worker = Worker(request)
    answers = PAPER.read(await _sent(request))
    if answers.errors:
        return worker.page("paper.html", status=422, form=PAPER, answers=answers)
    said = {name: answers.values[name] or "" for name in PAPER.fields}
    mailroom = runtime(request).services.one(Mailroom)

    async def work(unit: UnitOfWork) -> UUID:
        id = await mailroom.typed(Paper(**said), owner_of(worker.who), unit)
        await unit.record("letter.typed_in", actor=worker.who.actor, subject=f"letter:{id}")
        return id

    return worker.go(f"/{await runtime(request).transact(work)}", told="typed")


@get("/letters/{letter:uuid}", guards=_GUARD)
async def opened(request: AnyRequest, letter: FromPath[UUID]) -> Response[str]:
    """One letter beside what it seems to be about. That it was looked at is written down."""
    worker = Worker(request)
    found = await _one(request, letter)
    await runtime(request).transact(
        lambda unit: unit.record("letter.opened", actor=worker.who.actor, subject=found.about)
    )
    return await _shown(worker, found)


@post("/letters/{letter:uuid}/{deed:str}", guards=_GUARD, status_code=200)
async def act(request: AnyRequest, letter: FromPath[UUID], deed: FromPath[str]) -> Response[Any]:
    """Whatever is done with a letter; what cannot be done is said beside it."""
    worker, sent = Worker(request), await _sent(request)
    found = await _one(request, letter)
    match deed:
        case "take":
            refused, told = await worker.desk.take(letter, worker.who), "taken"
        case "back":
            refused, told = await worker.desk.put_back(letter, worker.who), "back"
        case "hand-over":
            refused, told = await worker.desk.hand_over(letter, _first(sent, "to"), worker.who), "handed"
        case "queue":
            refused, told = await worker.desk.queue(letter, worker.who), "queued"
        case "nothing":
            refused, told = await worker.desk.lay_aside(found, worker.who), "aside"
        case "do":
            refused, told = await _do(worker, found, sent), "done"
        case "reply":
            return await _reply(worker, found, sent)
        case _:
            raise NotFoundException
    if refused is not None:
        return await _shown(worker, await _one(request, letter), refusal=refused)
    return worker.go(f"/{letter}" if told in ("taken", "queued") else "", **_next(told))


def _next(told: str) -> dict[str, str]:
    return {"told": told} if told in ("taken", "queued") else {"told": told, "tab": "mine"}


async def _do(worker: Worker, letter: Letter, sent: dict[str, list[Any]]) -> Refusal | None:
    """A proposal as it is now; one that was begun is ended, whatever is proposed now."""
    if letter.state == "done":
        return Refusal("letters.done")
    about, deed = _first(sent, "about"), _first(sent, "deed")
    known = (letter.begun,) if letter.begun else await worker.desk.proposals(letter, worker.who, worker.speaks)
    wanted = next((one for one in known if (one.about, one.deed) == (about, deed)), None)
    if wanted is None:
        return Refusal("letters.changed")
    if not wanted.sure and not letter.begun and not _first(sent, "compared"):
        return Refusal("letters.compare_first")
    answer = _done_answer(worker, wanted) if worker.desk.answerable(letter) and _first(sent, "tell") else None
    return await worker.desk.do(letter, wanted, worker.who, answer)


def _done_answer(worker: Worker, proposal: Proposal) -> Answer:
    speaks = worker.written_in("")
    usual = runtime(worker.request).languages.label(speaks, DONE)
    return Answer(proposal.answer.get(speaks) or usual, speaks)


async def _reply(worker: Worker, letter: Letter, sent: dict[str, list[Any]]) -> Response[Any]:
    answers = ANSWER.read({name: value for name, value in sent.items() if name == "text"})
    if answers.errors or not worker.desk.answerable(letter):
        refusal = None if answers.errors else Refusal("letters.no_address")
        return await _shown(worker, letter, answers=answers, refusal=refusal, status=422)
    answer = Answer(answers.values["text"], worker.written_in(_first(sent, "_language")))
    refused = await worker.desk.reply(letter, answer, worker.who)
    if refused is not None:
        return await _shown(worker, await _one(worker.request, letter.id), answers=answers, refusal=refused)
    return worker.go("", told="answered", tab="mine")


async def _shown(
    worker: Worker,
    letter: Letter,
    *,
    answers: Answers | None = None,
    refusal: Refusal | None = None,
    status: int = 0,
) -> Response[str]:
    city, owner = runtime(worker.request).city, owner_of(worker.who)
    async with runtime(worker.request).store.reading():
        others = [one for one in await colleagues(city) if one.may(WORK) and owner_of(one) != letter.owner]
        sent = await messages_about(letter.about)
        flood = await too_many(letter)
    over = letter.state == "done"
    found = () if over else await worker.desk.proposals(letter, worker.who, worker.speaks)
    return worker.page(
        "letter.html",
        status=status or (409 if refusal else 200),
        letter=letter,
        mine=letter.owner == owner,
        proposals=(letter.begun,) if letter.begun else found,
        others=[(owner_of(one), one.name) for one in others],
        names=await staff_names(worker.request),
        sent=sent,
        flood=flood,
        answerable=worker.desk.answerable(letter),
        refusal=refusal,
        **_prepared(worker, answers),
    )


def _prepared(worker: Worker, answers: Answers | None) -> dict[str, Any]:
    """The form of the answer, with the prepared one that was chosen."""
    languages, known = runtime(worker.request).languages, replies(runtime(worker.request).city)
    speaks = worker.written_in(worker.asked("language"))
    chosen: Reply | None = known.get(worker.asked("reply"))
    words = chosen.in_(speaks, languages) if chosen is not None else ""
    return {
        "form": ANSWER,
        "answers": answers or ANSWER.filled({"text": words}),
        "replies": known,
        "chosen": worker.asked("reply") if chosen is not None else "",
        "answer_language": speaks,
        "answer_languages": [(one, languages.native_name(one)) for one in languages.known],
    }


async def _one(request: AnyRequest, id: UUID) -> Letter:
    async with runtime(request).store.reading():
        found = await one(id)
    if found is None or found.kind == "returned":
        raise NotFoundException
    return found


async def _sent(request: AnyRequest) -> dict[str, list[Any]]:
    form = await request.form()
    return {name: list(form.getall(name)) for name in form}


def _first(sent: dict[str, list[Any]], name: str) -> str:
    found = sent.get(name) or [""]
    return str(found[0])


HANDLERS = (queue, paper_page, paper, opened, act)
