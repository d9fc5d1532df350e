"""A case for somebody who calls, comes or writes on paper: one page by keyboard, and the number to read back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, needs, new_id
from civicore_signals import questions, rights
from civicore_signals.case import Case, Place, Sender
from civicore_signals.desk_caller import caller_fields, what_fields, where_fields
from civicore_signals.desk_clerk import CASES, DESK, Clerk, one, refused_status
from civicore_signals.desk_papers import LARGEST, Waiting, received, rules, words
from civicore_signals.plan import Category, Question
from civicore_signals.service import Filed, Filing

NEW = f"{DESK}/new"
_KEY = 64  # characters of the mark that makes a form sent twice one case


@get("/signals/new", guards=[needs(rights.FILE_FOR)])
async def new_page(request: AnyRequest) -> Response[Any]:
    """The empty page; a caller is what it is mostly for."""
    clerk = Clerk(request)
    return _page(clerk, _form(clerk, {}).filled(_usual(clerk)), {}, new_id().hex)


@post("/signals/new", guards=[needs(rights.FILE_FOR)], status_code=200, request_max_body_size=LARGEST)
async def file_it(request: AnyRequest) -> Response[Any]:
    """File it, or ask what this type asks; the same form sent twice makes one case."""
    clerk = Clerk(request)
    sent = await words(request)
    key = one(sent, "_key")[:_KEY]
    answers = _form(clerk, sent).read(sent)
    waiting = await received(clerk, await request.form())
    if one(sent, "_ask") or one(sent, "_who") or waiting.removed:
        kept = Answers(answers.values, (), answers.raw)
        earlier = await clerk.desk.of_caller(_caller(answers), clerk.who) if one(sent, "_who") else None
        return _page(clerk, kept, sent, key, waiting, earlier=earlier)
    if answers.errors or waiting.errors:
        both = Answers(answers.values, (*answers.errors, *waiting.errors), answers.raw)
        return _page(clerk, both, sent, key, waiting, status=422)
    made = await clerk.desk.file_for(_filing(clerk, answers.values, sent, key, waiting), clerk.who)
    if isinstance(made, Refusal):
        return _page(clerk, answers, sent, key, waiting, refusal=made, status=refused_status(made))
    return clerk.go(f"{CASES}/{made.case.id}/filed") if isinstance(made, Filed) else clerk.go(DESK)


@get("/signals/cases/{case:uuid}/filed", guards=[needs(rights.FILE_FOR)])
async def filed(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """The number in large letters, to be read to the caller sign by sign."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    return clerk.page("filed.html", dossier=dossier, case=dossier.case)


def _form(clerk: Clerk, sent: Mapping[str, Any]) -> Form:
    """Every question of the page; those of the type once it is chosen."""
    asked = [questions.field(question) for question in _asked(clerk, sent)]
    return Form([*what_fields(clerk), *asked, *where_fields(clerk), *caller_fields(clerk)], clerk.runtime.field_types)


def _usual(clerk: Clerk) -> dict[str, str]:
    """What is so for most callers, so that it need not be chosen."""
    return {"origin": "hotline", "kind": next(iter(clerk.plan.kinds)), "language": clerk.language}


def _type(clerk: Clerk, sent: Mapping[str, Any]) -> Category | None:
    return clerk.plan.category(one(sent, "category"))


def _asked(clerk: Clerk, sent: Mapping[str, Any]) -> tuple[Question, ...]:
    type = _type(clerk, sent)
    return questions.asked(type.questions, _answers(type, sent)) if type else ()


def _answers(type: Category, sent: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    found: dict[str, str | tuple[str, ...]] = {}
    for question in type.questions:
        given = tuple(word for word in sent.get(questions.PREFIX + question.id, ()) if word)
        if given:
            found[question.id] = given if question.kind == "choices" else given[0]
    return found


def _filing(clerk: Clerk, said: Mapping[str, Any], sent: Mapping[str, Any], key: str, waiting: Waiting) -> Filing:
    type = _type(clerk, sent)
    return Filing(
        said["kind"],
        said["category"],
        said["text"],
        said["language"] or clerk.language,
        topic=said.get("topic"),
        answers=questions.kept(type.questions, _answers(type, sent)) if type else {},
        place=_place(clerk, said),
        sender=_sender(clerk, said),
        origin=said["origin"],
        idempotency_key=f"{clerk.who.actor}|{key}" if key else None,
        operator=clerk.who,
        happened_on=said.get("happened_on"),
        files=waiting.papers.ids,
        files_of=waiting.owner,
    )


def _place(clerk: Clerk, said: Mapping[str, Any]) -> Place | None:
    where, area = said.get("where"), said.get("area")
    version = clerk.atlas.areas.version if clerk.atlas and area else ""
    return Place(None, where, area, "none", version) if where or area else None


def _sender(clerk: Clerk, said: Mapping[str, Any]) -> Sender | None:
    """Who calls; None for somebody who says nothing of themselves."""
    if not any(said[name] for name in ("name", "organisation", "email", "phone", "address")):
        return None
    return Sender(
        holder="company" if said["organisation"] else "person",
        name=said["name"],
        organisation=said["organisation"],
        email=said["email"],
        phone=said["phone"],
        address=said["address"],
        language=said["language"] or clerk.language,
    )


def _caller(answers: Answers) -> Sender:
    """Somebody by the number and the address that were typed so far."""
    return Sender(phone=answers.values.get("phone"), email=answers.values.get("email"))


def _page(
    clerk: Clerk,
    answers: Answers,
    sent: Mapping[str, Any],
    key: str,
    waiting: Waiting | None = None,
    *,
    refusal: Refusal | None = None,
    earlier: tuple[Case, ...] | None = None,
    status: int = 200,
) -> Response[Any]:
    return clerk.page(
        "new.html",
        earlier=earlier,
        status=status,
        refusal=refusal,
        form=_form(clerk, sent),
        answers=answers,
        key=key,
        type=_type(clerk, sent),
        asked=[questions.PREFIX + question.id for question in _asked(clerk, sent)],
        hotline=clerk.city.channels.hotline,
        waiting=waiting or Waiting(),
        papers=rules(clerk.plan),
    )


HANDLERS = [new_page, file_it, filed]
