"""What comes out of cleaning: pixels and pages, upright, and nothing that tells about their sender."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from civicore.base.refusal import Refusal
from civicore.files import Box, Clean, Rules, cleaning, pictures
from civicore.files.cleaning import clean
from civicore.files.documents import rewrite
from civicore.files.names import clean_name
from civicore.files.proof import proven
from civicore.files.segments import bare_jpeg
from tests.files import corpus
from tests.files.corpus import MARK, SEEN, TURNED

RULES = Rules()
CORPUS: dict[str, Callable[[], bytes]] = {
    "jpeg": corpus.jpeg,
    "turned_jpeg": lambda: corpus.jpeg(TURNED),
    "progressive_jpeg": lambda: corpus.jpeg(progressive=True),
    "png": corpus.png,
    "webp": corpus.webp,
    "heic": corpus.heic,
}


@pytest.fixture(autouse=True)
def without_the_librarys_own_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the process that cleans."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)


def cleaned(content: bytes, name: str = "photo.jpg") -> Clean:
    answer = clean(content, name, RULES)
    assert isinstance(answer, Clean), answer
    return answer


def refused(content: bytes, rules: Rules = RULES) -> str:
    answer = clean(content, "photo.jpg", rules)
    assert isinstance(answer, Refusal), answer
    return answer.code


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", CORPUS)
def test_signal_case_19_nothing_that_tells_is_left_in_any_derivative(kind: str) -> None:
    sent = CORPUS[kind]()
    assert MARK.encode() in sent  # else the test could not fail
    answer = cleaned(sent)
    assert answer.thumb is not None
    for kept in (answer.content, answer.thumb):
        assert MARK.encode() not in kept
        picture = opened(kept)
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert proven(kept)


@pytest.mark.parametrize("kind", CORPUS)
def test_signal_case_22_where_the_photo_was_taken_is_told_before_it_is_forgotten(kind: str) -> None:
    seen = cleaned(CORPUS[kind]()).seen_at
    assert seen == pytest.approx(SEEN, abs=1e-5)


@pytest.mark.parametrize("kind", ["turned_jpeg", "webp", "heic"])
def test_signal_case_19_a_turned_photo_stands_upright(kind: str) -> None:
    answer = cleaned(CORPUS[kind]())
    assert (answer.width, answer.height) == (200, 320)
    red, _, blue = opened(answer.content).getpixel((100, 20))  # type: ignore[misc]
    assert red > 150 > 100 > blue  # what was left is above, a quarter to the right


def test_signal_case_19_a_cleaner_that_leaves_something_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def leaky(picture: Image.Image, written_as: str) -> bytes:
        return corpus.jpeg()

    monkeypatch.setattr(pictures, "_written", leaky)
    assert refused(corpus.jpeg()) == "files.unclean"


@pytest.mark.parametrize("where", ["jpeg", "png"])
def test_signal_case_19_the_proof_sees_every_part_that_may_tell(where: str) -> None:
    sent = corpus.jpeg() if where == "jpeg" else corpus.png()
    assert not proven(sent)
    assert proven(cleaned(sent).content)
    assert not proven(cleaned(sent).content + b"x")
    assert not proven(cleaned(sent).content[:-3])


def test_signal_case_20_heic_becomes_jpeg() -> None:
    answer = cleaned(corpus.heic(), "IMG_0001.HEIC")
    assert (answer.content_type, answer.name) == ("image/jpeg", "IMG_0001.jpg")
    assert opened(answer.content).format == "JPEG"


def test_signal_case_20_a_live_photo_loses_its_film() -> None:
    film = b"\0\0\0\x18ftypmp42" + MARK.encode() * 100
    assert cleaned(corpus.jpeg() + film).content == cleaned(corpus.jpeg()).content


def test_signal_case_20_without_the_decoder_there_is_a_clear_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    assert refused(corpus.heic()) == "files.no_heic"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF_JS = b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)"


@pytest.mark.check("S08")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "files.empty"),
        (SVG, "files.type"),
        (b"<?xml version='1.0'?>" + SVG, "files.type"),
        (GIF_JS, "files.type"),
        (b"<html><script>alert(1)</script>", "files.type"),
        (b"\xff\xd8\xff\xe0 this only begins as a photo", "files.damaged"),
        (corpus.jpeg()[:2000], "files.damaged"),
        (corpus.png()[:400], "files.damaged"),
        (corpus.webp()[:200], "files.damaged"),
        (corpus.heic()[:300], "files.damaged"),
        (corpus.pdf()[:500], "files.damaged"),
        (b"%PDF-1.7\n" + bytes(300), "files.damaged"),
        (corpus.locked_pdf(), "files.locked"),
        (corpus.png_of_size(50_000, 50_000), "files.too_many_pixels"),
        (corpus.png_of_size(10_000, 10_000), "files.too_many_pixels"),
        (corpus.png_of_size(60_000, 1), "files.too_many_pixels"),
        (corpus.png_of_size(4_000, 4_000), "files.damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}_bytes",
)
def test_signal_case_21_what_cannot_be_kept_is_refused_by_its_reason(content: bytes, code: str) -> None:
    assert refused(content) == code


@pytest.mark.check("S32")
def test_signal_case_21_size_and_type_are_the_citys() -> None:
    assert refused(corpus.jpeg(), Rules(max_size=100)) == "files.too_big"
    assert refused(corpus.png(), Rules(types=("jpeg",))) == "files.type"


@pytest.mark.check("S08")
def test_signal_case_21_a_type_that_lies_is_taken_for_what_it_is() -> None:
    assert cleaned(corpus.png(), "photo.jpg").content_type == "image/png"
    assert cleaned(corpus.jpeg(), "letter.pdf").name == "letter.jpg"


@pytest.mark.check("S08")
def test_signal_case_21_a_script_behind_a_photo_is_gone() -> None:
    assert b"alert" not in cleaned(corpus.jpeg() + b"<script>alert(1)</script>").content


@pytest.mark.check("S34")
@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("photo.jpeg", "photo.jpg"),
        ("Дупка на пътя.JPG", "Дупка на пътя.jpg"),
        ("a" * 500 + ".jpg", "a" * 76 + ".jpg"),
        ("gpj.\u202eexe.jpg", "gpj.exe.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\me\\dupka.png", "dupka.jpg"),
        ("a\r\nContent-Type: text/html", "html.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("\u200b\u2066\0", "file.jpg"),
        ("Zalgo" + "\u0301" * 300, "Zalg\u00f3\u0301\u0301.jpg"),
    ],
)
def test_signal_case_21_names_are_shown_without_tricks(written: str, kept: str) -> None:
    assert clean_name(written, "image/jpeg") == kept


def test_a_huge_photo_is_kept_small() -> None:
    answer = cleaned(corpus.jpeg_of_size(6000, 4000))
    assert (answer.width, answer.height) == (pictures.LONGEST, 1707)


def test_see_through_parts_become_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(out, "PNG")
    assert opened(cleaned(out.getvalue()).content).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_way_to_write_colours_is_read(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 40)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(cleaned(out.getvalue()).content).mode == "RGB"


def test_black_boxes_cover_what_was_there() -> None:
    sent = cleaned(corpus.jpeg())
    picture, thumb = pictures.blackened(sent.content, sent.content_type, [Box(0, 0, 0.25, 1)])
    for content in (picture, thumb):
        shown = opened(content)
        assert max(shown.getpixel((5, shown.height // 2))) < 20  # type: ignore[arg-type]
        assert max(shown.getpixel((shown.width - 5, 5))) > 100  # type: ignore[arg-type]
        assert proven(content)


@pytest.mark.parametrize("corners", [(0.5, 0, 0.5, 1), (-0.1, 0, 1, 1), (0, 0, 1, 1.1)])
def test_a_box_lies_within_its_picture(corners: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="within"):
        Box(*corners)


def test_signal_case_19_a_paper_loses_what_tells_and_what_acts() -> None:
    sent = corpus.pdf()
    assert sent.count(MARK.encode()) > 5
    written = rewrite(sent)
    assert isinstance(written, bytes)
    with pikepdf.open(io.BytesIO(written)) as paper:
        said = b"".join(
            one.read_raw_bytes() + one.unparse() if isinstance(one, pikepdf.Stream) else one.unparse(resolved=True)
            for one in paper.objects
            if not isinstance(one, pikepdf.Object) or one is not None
        )
        assert MARK.encode() not in said
        assert MARK.encode() not in written
        assert not {"/OpenAction", "/AA", "/Names", "/Metadata"} & set(paper.Root.keys()) - {"/Names"}
        assert "/Info" not in paper.trailer
        assert len(paper.pages) == 1
        photo = paper.pages[0].obj.Resources.XObject.P.read_raw_bytes()
    assert opened(photo).size == (320, 200)
    assert b"Exif" not in photo


def test_a_paper_that_cannot_be_looked_into_is_not_kept() -> None:
    made = pikepdf.new()
    page = made.add_blank_page()
    photo = pikepdf.Stream(made, b"\0\0\0\x0cjP  ")
    photo.Type, photo.Subtype, photo.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.JPXDecode
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=photo))
    out = io.BytesIO()
    made.save(out)
    assert refused(out.getvalue()) == "files.unclean"


@pytest.mark.parametrize(
    ("good", "damaged"),
    [
        (b"/Subtype /Image", b"/Subtxpe /Image"),
        (b"/Filter /DCTDecode", b"/Filtex /DCTDecode"),
        (b"/S /Launch", b"/s /Launch"),
        (b"/Annots", b"/Annotx"),
        (b"/OpenAction", b"/OpenActiox"),
        (b"/Info", b"/Infx"),
        (b"\xff\xfe", b"\xff\x6b"),
    ],
)
def test_a_paper_with_a_damaged_word_tells_no_more_than_a_whole_one(good: bytes, damaged: bytes) -> None:
    sent = corpus.pdf()
    assert good in sent
    written = rewrite(sent.replace(good, damaged))
    if isinstance(written, bytes):
        with pikepdf.open(io.BytesIO(written)) as paper:
            said = [_words(one) for one in paper.objects]
        assert MARK.encode() not in b"".join([written, *said])


def _words(one: pikepdf.Object) -> bytes:
    if not isinstance(one, pikepdf.Stream):
        return one.unparse(resolved=True)
    return one.read_raw_bytes() if one.get("/Filter") == pikepdf.Name.DCTDecode else one.read_bytes()


def test_a_paper_that_would_not_open_again_is_not_kept() -> None:
    made = corpus.pdf()
    assert refused(made.replace(b"/Root", b"/Rxot").replace(b"/Catalog", b"/Catalxg")) == "files.damaged"


def test_bare_parts_of_a_jpeg_draw_the_same_picture() -> None:
    bare = bare_jpeg(corpus.jpeg())
    assert bare is not None
    assert MARK.encode() not in bare
    assert opened(bare).tobytes() == opened(corpus.jpeg()).tobytes()
    assert bare_jpeg(b"no photo") is None


def test_the_same_rules_judge_before_and_within_the_process() -> None:
    assert cleaning.judged(b"GIF89a", RULES) == clean(b"GIF89a", "a.gif", RULES)
