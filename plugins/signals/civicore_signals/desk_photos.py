"""Files of a case at the desk: shown to those who may see the case, and blacked out by boxes drawn or typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from civicore import AnyRequest, Refusal, files, needs
from civicore_signals import rights
from civicore_signals.desk_clerk import CASES, Clerk, one, refused_status, typed, version_of
from civicore_signals.dossier import Dossier
from civicore_signals.store import CaseFile

BOXES = 6  # that can be typed on one page
_SIDES = ("left", "top", "width", "height")
_FARTHEST = 100_000  # pixels


@dataclass(frozen=True)
class Drawn:
    """A box in points of the stored picture, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    def of(self, width: int, height: int) -> files.Box:
        """The same as shares of a picture of this size, cut off at its edges."""
        right, bottom = min(self.left + self.width, width), min(self.top + self.height, height)
        left, top = min(self.left, width - 1), min(self.top, height - 1)
        return files.Box(left / width, top / height, right / width, bottom / height)


@get("/signals/cases/{case:uuid}/files/{file:uuid}", guards=[needs(rights.SEE)])
async def file_of(request: AnyRequest, case: FromPath[UUID], file: FromPath[UUID]) -> Response[Any]:
    """A file of a case; the picture beneath black boxes only for who decides about them."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    photo = _photo(dossier, file)
    beneath = clerk.asked("size") == "beneath" and clerk.may(rights.PUBLISH, dossier.case)
    if beneath and photo.redacted:
        await clerk.note("signals.original_seen", f"signals:{case}")
    small = clerk.asked("size") == "thumb"
    variant: Literal["full", "public", "public_thumb"] = "full" if beneath else "public_thumb" if small else "public"
    async with clerk.runtime.store.reading():
        found = await files.get(file, variant)
    return files.response(found)


@get("/signals/cases/{case:uuid}/black/{file:uuid}", guards=[needs(rights.PUBLISH)])
async def boxes_page(request: AnyRequest, case: FromPath[UUID], file: FromPath[UUID]) -> Response[Any]:
    """The photo, to draw or type boxes on."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    return await _boxes_page(clerk, dossier, _photo(dossier, file), [])


@post("/signals/cases/{case:uuid}/black/{file:uuid}", guards=[needs(rights.PUBLISH)], status_code=200)
async def black_boxes(request: AnyRequest, case: FromPath[UUID], file: FromPath[UUID]) -> Response[Any]:
    """Black out these boxes and no others."""
    clerk = Clerk(request)
    dossier = await clerk.dossier(case)
    photo, sent = _photo(dossier, file), await typed(request)
    boxes, wrong = read_boxes(sent)
    if wrong or (not boxes and one(sent, "_none") != "1"):
        return await _boxes_page(clerk, dossier, photo, boxes, Refusal("signals.boxes_wrong"))
    width, height = await _size(clerk, photo)
    shares = [box.of(width, height) for box in boxes]
    made = await clerk.desk.redact_photo(case, file, shares, clerk.who, version_of(sent))
    if isinstance(made, Refusal):
        return await _boxes_page(clerk, await clerk.dossier(case), photo, boxes, made)
    return clerk.go(f"{CASES}/{case}", done="redacted")


def read_boxes(sent: Mapping[str, Sequence[str]]) -> tuple[tuple[Drawn, ...], bool]:
    """The boxes of the rows that are filled in, and whether one of them is only begun or is none."""
    boxes: list[Drawn] = []
    for row in range(BOXES):
        typed_in = [one(sent, f"{side}{row}").strip() for side in _SIDES]
        if not any(typed_in):
            continue
        if not all(side.isdecimal() and int(side[:7]) < _FARTHEST for side in typed_in):
            return tuple(boxes), True
        box = Drawn(*(int(side) for side in typed_in))
        if not box.width or not box.height:
            return tuple(boxes), True
        boxes.append(box)
    return tuple(boxes), False


def _photo(dossier: Dossier, file: UUID) -> CaseFile:
    found = next((photo for photo in dossier.files if photo.id == file), None)
    if found is None:
        raise NotFoundException
    return found


async def _size(clerk: Clerk, photo: CaseFile) -> tuple[int, int]:
    """How many points the stored picture has."""
    async with clerk.runtime.store.reading():
        found = await files.get(photo.id, "full")
    if found is None or not found.kept.width or not found.kept.height:
        raise NotFoundException
    return found.kept.width, found.kept.height


async def _boxes_page(
    clerk: Clerk, dossier: Dossier, photo: CaseFile, boxes: Sequence[Drawn], refusal: Refusal | None = None
) -> Response[Any]:
    width, height = await _size(clerk, photo)
    return clerk.page(
        "boxes.html",
        status=refused_status(refusal) if refusal else 200,
        refusal=refusal,
        dossier=dossier,
        case=dossier.case,
        photo=photo,
        width=width,
        height=height,
        boxes=boxes,
        rows=BOXES,
        sides=_SIDES,
    )


HANDLERS = [file_of, boxes_page, black_boxes]
