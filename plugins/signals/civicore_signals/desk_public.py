"""What the public sees of a case: which parts are let out, which words and which parts of photos are blacked out."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, needs
from civicore_signals import rights
from civicore_signals.case import PARTS, Case
from civicore_signals.desk_clerk import CASES, Clerk, one, refused_status, typed, version_of
from civicore_signals.desk_marked import marked
from civicore_signals.desk_words import chosen_spans, spans_of, words_of
from civicore_signals.dossier import Dossier, Span
from civicore_signals.visibility import released

_TEXTS = ("text", "topic", "address")


@get("/signals/cases/{case:uuid}/publish", guards=[needs(rights.PUBLISH)])
async def publish_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Which parts are public now, and what in the text may be personal data."""
    clerk = Clerk(request)
    return await _publish_page(clerk, await clerk.dossier(case))


@post("/signals/cases/{case:uuid}/publish", guards=[needs(rights.PUBLISH)], status_code=200)
async def publish(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Let these parts out and no others; flagged words need somebody's yes (case 12)."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    sent = await typed(request)
    parts = [part for part in PARTS if part in sent.get("part", [])]
    files = [photo.id for photo in dossier.files if str(photo.id) in sent.get("file", [])]
    agreed = one(sent, "agreed") == "on"
    made = await clerk.desk.publish(case, parts, clerk.who, version_of(sent), files=files, agreed=agreed)
    if isinstance(made, Refusal):
        return await _publish_page(clerk, await clerk.dossier(case), made, parts, files)
    return clerk.go(f"{CASES}/{case}", done="published")


async def _publish_page(
    clerk: Clerk,
    dossier: Dossier,
    refusal: Refusal | None = None,
    parts: Sequence[str] | None = None,
    files: Sequence[UUID] | None = None,
) -> Response[Any]:
    case = dossier.case
    out = [part for part in PARTS if released(clerk.plan, case, part)] if parts is None else parts
    shown = [photo.id for photo in dossier.files if photo.approved] if files is None else files
    return clerk.page(
        "publish.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        since=_since(refusal),
        people=dossier.names,
        dossier=dossier,
        case=case,
        policy=clerk.plan.public(case.kind, case.category),
        out=out,
        shown=shown,
        text=marked(case.text, dossier.flags),
    )


@get("/signals/cases/{case:uuid}/words", guards=[needs(rights.PUBLISH)])
async def words_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """The words of a text one by one, to be chosen."""
    clerk = Clerk(request)
    return await _words_page(clerk, await clerk.dossier(case), clerk.asked("field") or "text")


@post("/signals/cases/{case:uuid}/words", guards=[needs(rights.PUBLISH)], status_code=200)
async def black_words(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Black out what was chosen, and what was typed wherever it stands."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    sent = await typed(request)
    field = one(sent, "field") or "text"
    text = _texts(dossier).get(field)
    if text is None:
        raise NotFoundException
    spans: tuple[Span, ...] = chosen_spans(text, sent.get("word", [])) + spans_of(text, one(sent, "typed"))
    if not spans:
        return await _words_page(clerk, dossier, field, Refusal("signals.no_such_words"))
    made = await clerk.desk.redact_text(case, spans, clerk.who, version_of(sent), field=field)
    if isinstance(made, Refusal):
        return await _words_page(clerk, await clerk.dossier(case), field, made)
    return clerk.go(f"{CASES}/{case}", done="redacted")


async def _words_page(clerk: Clerk, dossier: Dossier, field: str, refusal: Refusal | None = None) -> Response[Any]:
    texts = _texts(dossier)
    if field not in texts:
        raise NotFoundException
    flags = await clerk.desk.flags(texts[field])
    return clerk.page(
        "words.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        since=_since(refusal),
        people=dossier.names,
        dossier=dossier,
        case=dossier.case,
        texts=texts,
        field=field,
        words=words_of(texts[field], flags),
    )


def _texts(dossier: Dossier) -> Mapping[str, str]:
    """Every text of a case that people may read: its own, and those of its history, by their ids."""
    case: Case = dossier.case
    own = {"text": case.text, "topic": case.topic, "address": case.place.address if case.place else None}
    told = {str(event.id): event.text for event in dossier.events}
    return {name: text for name, text in {**own, **told}.items() if text}


def _version(sent: Mapping[str, Any]) -> int | None:
    written = one(sent, "_version")
    return int(written) if written.isdecimal() else None


def _since(refusal: Refusal | None) -> Any:
    return refusal.facts.get("events", ()) if refusal and refusal.code == "signals.changed" else ()


HANDLERS = [publish_page, publish, words_page, black_words]
