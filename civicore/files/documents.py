"""PDF files written anew: pages stay, what acts, what is attached and what tells about the sender goes."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from civicore.base.refusal import Refusal
from civicore.files.segments import bare_jpeg

_MOST_PAGES = 200
_GONE = (
    "/AA",  # actions that happen by themselves (ISO 32000-1, 12.6.3)
    "/AF",  # files that belong to a page
    "/Collection",
    "/EF",
    "/EmbeddedFiles",
    "/JavaScript",
    "/JS",
    "/LastModified",
    "/Metadata",
    "/OpenAction",
    "/Perms",
    "/PieceInfo",
    "/RichMediaContent",
    "/SpiderInfo",
    "/Thumb",
    "/XFA",
)
_STAYS = (  # of the whole document; what an unknown or damaged key holds, nobody can look through
    "/Type /Version /Extensions /Pages /PageLabels /Names /Dests /ViewerPreferences /PageLayout /PageMode /Outlines "
    "/AcroForm /StructTreeRoot /MarkInfo /Lang /OutputIntents /OCProperties"
)
_OF_A_PAGE = (
    "/Type /Parent /Resources /Contents /MediaBox /CropBox /BleedBox /TrimBox /ArtBox /BoxColorInfo /Rotate /Group "
    "/Annots /StructParents /Tabs /UserUnit /VP"
)
_JPEG = b"\xff\xd8\xff"
_LINKS = frozenset({"/GoTo", "/URI"})  # what a click may do: go to a page, or to an address that is seen first
_NOTES = (
    "/Text /Link /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut "
    "/Stamp /Ink /Popup /Widget"
)
_ACTIONS = (
    "/GoToR /GoToE /Launch /Thread /Sound /Movie /Hide /SubmitForm /ResetForm /ImportData /JavaScript "
    "/SetOCGState /Rendition /Trans /GoTo3DView /RichMediaExecute /Named"
)
_MARKUP = re.compile(rb"<(?:script|html|iframe|svg)[\s/>]", re.IGNORECASE)  # a page in the guise of a photo's pixels
_AUTHORS = ("/T", "/CreationDate", "/M", "/NM")  # of a note in the margin: who wrote it and when


def rewrite(content: bytes) -> bytes | Refusal:
    """The document without metadata, scripts, actions and attachments.

    Refusals: ``files.locked`` (needs a password), ``files.too_many_pages`` (``limit``), ``files.damaged``,
    ``files.unclean`` (a picture in it cannot be cleaned, or holds what a browser may take for a page).
    """
    try:
        with Pdf.open(io.BytesIO(content), access_mode=pikepdf.AccessMode.stream) as opened:
            return _rewritten(opened)
    except pikepdf.PasswordError:
        return Refusal("files.locked")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, OverflowError, RecursionError):
        return Refusal("files.damaged")


def _rewritten(pdf: Pdf) -> bytes | Refusal:
    if pdf.is_encrypted:
        return Refusal("files.locked")
    if not 0 < len(pdf.pages) <= _MOST_PAGES:
        return Refusal("files.too_many_pages" if len(pdf.pages) else "files.damaged", limit=_MOST_PAGES)
    if "/Root" not in pdf.trailer:
        return Refusal("files.damaged")
    _keep_only(pdf.trailer, ("/Root", "/Size"))
    _keep_only(pdf.Root, _STAYS.split())
    for page in pdf.pages:
        _keep_only(page.obj, _OF_A_PAGE.split())
    for one in _everything(pdf):
        if not _cleaned(one):
            return Refusal("files.unclean")
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    written = out.getvalue()
    if not _opens(written):
        return Refusal("files.damaged")
    return Refusal("files.unclean") if _MARKUP.search(written) else written


def _keep_only(one: Object, known: Collection[str]) -> None:
    for key in [key for key in one.keys() if key not in known]:  # noqa: SIM118
        del one[key]


def _opens(written: bytes) -> bool:
    """Whether staff will see its pages; PdfError as from opening it. What was damaged may be beyond mending."""
    with Pdf.open(io.BytesIO(written)) as again:
        return len(again.pages) > 0


def _everything(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary of the file, also those that stand within others."""
    waiting: list[Object] = [*pdf.objects]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Array):
            waiting.extend(part for part in one if isinstance(part, Dictionary | Array) and not part.is_indirect)
        elif isinstance(one, Dictionary | Stream):
            yield one
            inner = [one[key] for key in one.keys()]  # noqa: SIM118 -- a stream has no other way to its keys
            waiting.extend(part for part in inner if isinstance(part, Dictionary | Array) and not part.is_indirect)


def _cleaned(one: Object) -> bool:
    for key in _GONE:
        if key in one:
            del one[key]
    kind = one.get("/S")
    if kind is not None and _is_action(one) and str(kind) not in _LINKS:
        for key in [key for key in one.keys()]:  # noqa: C416, SIM118
            del one[key]
        return True
    if isinstance(does := one.get("/A"), Dictionary) and "/O" not in does and str(does.get("/S")) not in _LINKS:
        del one["/A"]  # with /O it says how something is read aloud
    if "/Annots" in one and isinstance(one.Annots, Array):
        one.Annots = Array([note for note in one.Annots if _plain(note)])
    return _cleaned_picture(one) if isinstance(one, Stream) else True


def _is_action(one: Object) -> bool:
    return one.get("/Type") == Name.Action or str(one.get("/S")) in _ACTIONS.split()


def _plain(note: Object) -> bool:
    if not isinstance(note, Dictionary) or str(note.get("/Subtype")) not in _NOTES.split():
        return False
    if note.get("/Subtype") != Name.Widget:  # in a form /T is the name of a question
        for key in [key for key in _AUTHORS if key in note]:
            del note[key]
    return True


def _cleaned_picture(one: Stream) -> bool:
    """A photo within the document keeps its pixels alone; one that we cannot look into is not let through.

    It is known by how it is packed, not by what the document says that it is.
    """
    filters = one.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, Array) else [str(filters)]
    if "/JPXDecode" in names:
        return False
    if "/DCTDecode" not in names:
        return not one.read_raw_bytes().startswith(_JPEG)
    if names != ["/DCTDecode"]:
        return False
    bare = bare_jpeg(one.read_raw_bytes())
    if bare is None:
        return False
    parameters = one.get("/DecodeParms")
    one.write(bare, filter=Name.DCTDecode)
    if parameters is not None:
        one.DecodeParms = parameters
    return True
