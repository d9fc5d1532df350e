"""Cases about one thing become one, and a case with several things becomes several."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, needs
from civicore_signals import numbering, rights
from civicore_signals.desk_clerk import CASES, Clerk, one, refused_status, typed, version_of
from civicore_signals.dossier import Dossier, InboxFilter, Part

PARTS = 3  # rows of the form at its beginning
_MOST = 10


@get("/signals/cases/{case:uuid}/merge", guards=[needs(rights.MERGE)])
async def merge_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Which other case; once it is known, both beside each other."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    asked = clerk.asked("into")
    return _merge_page(clerk, dossier, await _other(clerk, asked) if asked else None)


@post("/signals/cases/{case:uuid}/merge", guards=[needs(rights.MERGE)], status_code=200)
async def merge(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Find the other one by its number, or merge into the one that was looked at."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    sent = await typed(request)
    if not one(sent, "into"):
        return await _found(clerk, dossier, one(sent, "number"))
    other = await _other(clerk, one(sent, "into"))
    version = version_of(sent)
    made = await clerk.desk.merge(case, other.case.id, clerk.who, version)
    if isinstance(made, Refusal):
        return _merge_page(clerk, await clerk.dossier(case), other, made)
    return clerk.go(f"{CASES}/{other.case.id}", done="merged")


async def _found(clerk: Clerk, dossier: Dossier, number: str) -> Response[Any]:
    key = numbering.key(number)
    found = await clerk.desk.inbox(clerk.who, InboxFilter(text=number.strip()[:60]), size=10) if key else None
    lines = found.lines if found else ()
    hits = [line.case for line in lines if line.case.number and numbering.key(line.case.number) == key]
    if not hits:
        return _merge_page(clerk, dossier, None, Refusal("signals.no_such_number"), number)
    return clerk.go(f"{CASES}/{dossier.case.id}/merge", into=str(hits[0].id))


async def _other(clerk: Clerk, id: str) -> Dossier:
    try:
        return await clerk.dossier(UUID(id))
    except ValueError:
        raise NotFoundException from None


def _merge_page(
    clerk: Clerk, dossier: Dossier, other: Dossier | None, refusal: Refusal | None = None, number: str = ""
) -> Response[Any]:
    return clerk.page(
        "merge.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        dossier=dossier,
        case=dossier.case,
        other=other,
        number=number[:60],
    )


@get("/signals/cases/{case:uuid}/split", guards=[needs(rights.MERGE)])
async def split_page(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """The parts, empty."""
    clerk = Clerk(request)
    return _split_page(clerk, await clerk.dossier(case), [("", "", "")] * PARTS)


@post("/signals/cases/{case:uuid}/split", guards=[needs(rights.MERGE)], status_code=200)
async def split(request: AnyRequest, case: FromPath[UUID]) -> Response[Any]:
    """Make cases of the parts that are filled in."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    sent = await typed(request)
    rows = _rows(sent)
    if one(sent, "_more"):
        return _split_page(clerk, dossier, (rows + [("", "", "")] * PARTS)[:_MOST])
    parts = [Part(category, text.strip(), unit or None) for category, text, unit in rows if category or text.strip()]
    if not parts or not all(part.category and part.text for part in parts):
        return _split_page(clerk, dossier, rows, Refusal("signals.part_missing"))
    version = version_of(sent)
    made = await clerk.desk.split(case, parts, clerk.who, version)
    if isinstance(made, Refusal):
        return _split_page(clerk, await clerk.dossier(case), rows, made)
    return clerk.go(f"{CASES}/{case}", done="split")


def _rows(sent: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """Category, text and unit of every row."""
    texts = list(sent.get("text", []))[:_MOST]
    return [(one({"v": sent.get("category", [])[row:]}, "v"), text, one({"v": sent.get("unit", [])[row:]}, "v"))
            for row, text in enumerate(texts)]  # fmt: skip


def _split_page(
    clerk: Clerk, dossier: Dossier, rows: Sequence[tuple[str, str, str]], refusal: Refusal | None = None
) -> Response[Any]:
    return clerk.page(
        "split.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        dossier=dossier,
        case=dossier.case,
        rows=rows,
        types=[type for type in clerk.plan.categories.values() if type.leaf],
        units=[unit for unit in clerk.plan.units.values() if not unit.closed],
        most=_MOST,
    )


HANDLERS = [merge_page, merge, split_page, split]
