"""One case at the desk: everything about it, and its deeds, each with a form that keeps what was typed."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath

from civicore import Answers, AnyRequest, Form, Refusal, messages_about, needs, staff_names
from civicore_signals import rights
from civicore_signals.desk_clerk import CASES, Clerk, one, refused_status, version_of
from civicore_signals.desk_deeds import DEEDS, Deed, refused_fields
from civicore_signals.desk_marked import marked
from civicore_signals.desk_moves import move_deed
from civicore_signals.desk_papers import LARGEST, Waiting, received, rules, words
from civicore_signals.desk_preview import Preview, preview
from civicore_signals.desk_still import still
from civicore_signals.dossier import Dossier


@get("/signals/cases/{case:uuid}", guards=[needs(rights.SEE)])
async def opened(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Everything about a case that this reader may know."""
    clerk = Clerk(request)
    return await case_page(clerk, await clerk.dossier(case))


@get("/signals/cases/{case:uuid}/do/{deed:str}", guards=[needs(rights.SEE)])
async def form_of(request: AnyRequest, case: FromPath[UUID], deed: FromPath[str]) -> Response[Any]:
    """The form of a deed."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    chosen = _deed(clerk, dossier, DEEDS.get(deed))
    return await _deed_page(clerk, dossier, chosen, _begun(clerk, dossier, chosen))


@post(
    "/signals/cases/{case:uuid}/do/{deed:str}",
    guards=[needs(rights.SEE)],
    status_code=200,
    request_max_body_size=LARGEST,
)
async def done(request: AnyRequest, case: FromPath[UUID], deed: FromPath[str]) -> Response[Any]:
    """Do it; a form with mistakes and one that met a faster colleague come back with what was typed."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    return await _done(clerk, dossier, _deed(clerk, dossier, DEEDS.get(deed)))


@get("/signals/cases/{case:uuid}/to/{status:str}", guards=[needs(rights.WORK)])
async def status_form(request: AnyRequest, case: FromPath[UUID], status: FromPath[str]) -> Response[Any]:
    """What another status asks for."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    chosen = _deed(clerk, dossier, _move(dossier, status))
    return await _deed_page(clerk, dossier, chosen, _begun(clerk, dossier, chosen))


@post(
    "/signals/cases/{case:uuid}/to/{status:str}",
    guards=[needs(rights.WORK)],
    status_code=200,
    request_max_body_size=LARGEST,
)
async def status_done(request: AnyRequest, case: FromPath[UUID], status: FromPath[str]) -> Response[Any]:
    """Give it another status."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    chosen = _move(dossier, status)
    if chosen is None:  # a colleague was faster, or the page is old
        return await case_page(clerk, dossier, Refusal("signals.not_allowed"))
    return await _done(clerk, dossier, _deed(clerk, dossier, chosen))


async def case_page(clerk: Clerk, dossier: Dossier, refusal: Refusal | None = None) -> Response[Any]:
    """The case itself; that it was opened is written down."""
    about = f"signals:{dossier.case.id}"
    await clerk.note("signals.opened", about)
    async with clerk.runtime.store.reading():
        sent = await messages_about(about)
    return clerk.page(
        "case.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        dossier=dossier,
        case=dossier.case,
        history=sorted((*dossier.events, *dossier.notes), key=lambda event: event.seq),
        marked=marked(dossier.case.text, dossier.flags),
        drawn=still(clerk, dossier.case),
        sent=sent,
        people=dossier.names or await staff_names(clerk.request),
        deeds={name: deed for name, deed in DEEDS.items() if clerk.may(deed.right, dossier.case)},
        about=about,
    )


def _move(dossier: Dossier, status: str) -> Deed | None:
    return next((move_deed(one, dossier.case) for one in dossier.moves if one.to == status), None)


def _deed(clerk: Clerk, dossier: Dossier, found: Deed | None) -> Deed:
    if found is None:
        raise NotFoundException
    if not clerk.may(found.right, dossier.case):
        raise PermissionDeniedException
    return found


def _begun(clerk: Clerk, dossier: Dossier, deed: Deed) -> dict[str, str]:
    """What stands in the form before anybody typed: what is so now, or the prepared reply that was chosen."""
    case = dossier.case
    now = {"clerk": str(case.clerk) if case.clerk else "", "kind": case.kind, "category": case.category}
    chosen = clerk.asked("template")
    reply = next((one.text for one in dossier.templates if one.id == chosen), "")
    return {**now, **({"text": reply} if deed.prepared and reply else {})}


async def _done(clerk: Clerk, dossier: Dossier, deed: Deed) -> Response[Any]:
    sent = await words(clerk.request)
    form = await deed.form(clerk, dossier)
    answers = form.read(sent)
    version = version_of(sent)
    waiting = await received(clerk, await clerk.request.form()) if deed.papers else Waiting()
    show = partial(_deed_page, clerk, dossier, deed, form=form, version=version, waiting=waiting)
    if waiting.removed:
        return await show(Answers(answers.values, (), answers.raw))
    if answers.errors or waiting.errors:
        both = Answers(answers.values, (*answers.errors, *waiting.errors), answers.raw)
        return await show(both, status=422)
    said = {**answers.values, "papers": waiting.papers}
    if one(sent, "_look"):
        told = preview(clerk, dossier, deed.id, deed.status, said)
        if isinstance(told, Refusal):
            return await _refused(clerk, dossier, deed, refused_fields(answers, told), form, told, waiting)
        return await show(answers, told=told)
    made = await deed.run(clerk, dossier, said, version)
    if isinstance(made, Refusal):
        answers = refused_fields(answers, made)
        return await _refused(clerk, dossier, deed, answers, form, made, waiting)
    return clerk.go(f"{CASES}/{dossier.case.id}", done=deed.done)


async def _refused(
    clerk: Clerk,
    dossier: Dossier,
    deed: Deed,
    answers: Answers,
    form: Form,
    refusal: Refusal,
    waiting: Waiting,
) -> Response[Any]:
    """Somebody was faster: what has changed is told, and the next press is meant with that in mind."""
    now = await clerk.dossier(dossier.case.id) if refusal.code == "signals.changed" else dossier
    shown = None if answers.errors else refusal
    status = refused_status(refusal)
    return await _deed_page(clerk, now, deed, answers, form=form, refusal=shown, waiting=waiting, status=status)


async def _deed_page(
    clerk: Clerk,
    dossier: Dossier,
    deed: Deed,
    answers: Answers | dict[str, str],
    *,
    form: Form | None = None,
    version: int | None = None,
    refusal: Refusal | None = None,
    told: Preview | None = None,
    waiting: Waiting | None = None,
    status: int = 200,
) -> Response[Any]:
    asked = form or await deed.form(clerk, dossier)
    templates = await clerk.desk.templates(dossier.case.id, clerk.who, deed.status or None) if deed.prepared else ()
    return clerk.page(
        "deed.html",
        status=status,
        dossier=dossier,
        case=dossier.case,
        deed=deed,
        form=asked,
        answers=asked.filled(answers) if isinstance(answers, dict) else answers,
        version=dossier.case.version if version is None else version,
        refusal=refusal,
        since=refusal.facts.get("events", ()) if refusal and refusal.code == "signals.changed" else (),
        told=told,
        templates=templates,
        waiting=waiting or Waiting(),
        papers=rules(clerk.plan),
        people=dossier.names or await staff_names(clerk.request),
    )


HANDLERS = [opened, form_of, done, status_form, status_done]
