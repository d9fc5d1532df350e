"""A holder at the pages: number and secret, the way in steps, where to collect it, and links that open nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from civicore_doctrack.outputs import GUESS, output

from civicore.contracts.offers import Bookable
from civicore.extension.parts import Service
from tests.booking.pages.citizen import Citizen
from tests.doctrack.bureau import Bureau

pytestmark = pytest.mark.anyio
BUTTON = "Show how far it is"


class Book:
    """An agenda that can be booked."""

    def path(self, agenda: str, office: str | None = None) -> str | None:
        return f"/booking/{agenda}?office={office}"


async def looked_up(bureau: Bureau, number: str, secret: str = "Шевченко") -> Citizen:
    holder = bureau.stranger()
    await holder.open("/en/documents")
    await holder.press(BUTTON, {"number": number, "secret": secret})
    return holder


async def test_a_holder_sees_how_far_it_is(bureau: Bureau) -> None:
    number = bureau.number()
    await bureau.said("accepted", number, office="north")
    await bureau.said("printing", number)
    holder = await looked_up(bureau, f" {number[:3]}-{number[3:]} ", "шевченко")
    page = holder.page
    assert page.status == 200 and "Passport" in page.text and number not in page.url and "Шевченко" not in page.source
    states = {" ".join("".join(one.itertext()).split()): one.get("class") for one in page.all("li")}
    way = [(name.split(" it is")[0].split(" passed")[0], place) for name, place in states.items() if place]
    assert [place for _, place in way if place in ("passed", "now", "ahead")] == [
        "passed",
        "passed",
        "now",
        "ahead",
        "ahead",
    ]
    assert "Checking passed, the day is not known" in page.text and "Returned" not in page.text
    assert "Data as of" in page.text and "Do you want to follow your document?" in page.text
    assert holder.answer.headers["cache-control"] == "no-store"
    assert holder.answer.headers["referrer-policy"] == "no-referrer"


async def test_an_unknown_number_and_a_wrong_secret_are_answered_alike(bureau: Bureau) -> None:
    number = bureau.number()
    await bureau.said("accepted", number)
    wrong = (await looked_up(bureau, number, "Other")).page
    unknown = (await looked_up(bureau, "9999999", "Other")).page
    assert wrong.status == unknown.status == 404
    assert wrong.text == unknown.text and number not in wrong.url


async def test_what_is_missing_is_asked_for(bureau: Bureau) -> None:
    page = (await looked_up(bureau, "", "")).page
    assert page.status == 422 and page.form("number").has("secret")


async def test_where_and_when_it_is_collected(bureau: Bureau) -> None:
    bureau.built.runtime.services.add([Service(Bookable, Book())])
    found = await bureau.document("accepted", "arrived", office="north")
    holder = bureau.stranger()
    page = await holder.open(f"/uk/documents/{found.token}")
    assert "Документ видається за місцем подання заяви." in page.text and "Північний підрозділ" in page.text
    assert "http://city/uk/booking/" in page.link("Обрати час, щоб його отримати")


async def test_an_unknown_word_is_shown_as_in_progress(bureau: Bureau) -> None:
    found = await bureau.document("accepted", "QC-HOLD")
    page = await bureau.stranger().open(f"/en/documents/{found.token}")
    assert "In progress" in page.text and "QC-HOLD" not in page.source


async def test_old_data_are_said_to_be_old(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    bureau.clock.advance(timedelta(days=3))
    page = await bureau.stranger().open(f"/en/documents/{found.token}")
    assert "longer than usual" in page.text


async def test_what_has_ended_asks_nothing_more(bureau: Bureau) -> None:
    found = await bureau.document("accepted", "handed_over")
    page = await bureau.stranger().open(f"/en/documents/{found.token}")
    assert "Handed over" in page.text and "Do you want to follow" not in page.text


@pytest.mark.parametrize("path", ["{}", "{}/follow", "confirm/{}", "{}/code/00000000-0000-4000-8000-000000000000"])
async def test_a_link_that_was_guessed_opens_nothing(bureau: Bureau, path: str) -> None:
    page = await bureau.stranger().open(f"/en/documents/{path.format(GUESS)}")
    assert page.status == 404 and "This link has ended" in page.text


async def test_no_answer_is_remembered_when_somebody_declines(bureau: Bureau) -> None:
    found = await bureau.document("accepted")
    holder = bureau.stranger()
    await holder.open(f"/en/documents/{found.token}")
    page = await holder.follow("Not now")
    assert "You will get no messages" in page.text and "Follow it" in page.links()


async def test_no_output_tells_a_stranger_of_a_document(bureau: Bureau) -> None:
    """Asked with its id, every address answers as for a document that never was; nothing of it stands anywhere."""
    number = bureau.number()
    found = await bureau.document("accepted", "printing", number=number, type="permit")
    subject = f"document:{found.document}"
    known, never = await output().addresses(subject), await output().addresses("")
    assert len(known) == len(never) > 8
    for one, other in zip(known, never, strict=True):
        told, nothing = [await bureau.stranger().open(f"/en{path}") for path in (one, other)]
        assert told.status == nothing.status and number not in told.source and "Printing" not in told.source
        if one != "/documents":
            assert told.text == nothing.text


@pytest.mark.check("S60")
@pytest.mark.parametrize("path", ["", "/stop/{}"])
async def test_personal_pages_are_kept_by_no_cache(bureau: Bureau, path: str) -> None:
    holder = bureau.stranger()
    await holder.open(f"/en/documents{path.format(GUESS)}")
    assert ("no-store" in holder.answer.headers["cache-control"]) == bool(path)
