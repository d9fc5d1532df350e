"""From the loss to the hand-over: what a citizen does, what a clerk does, and which letters go out."""

from __future__ import annotations

import re

from civicore.testing import Page, Town

LINK = re.compile(r"https?://\S+/lostfound/reports/\S+")


def loss(who: str) -> dict[str, str]:
    """What somebody types who has lost keys."""
    return {
        "category": "keys",
        "words": f"Five keys of {who}",
        "place": "near the market",
        "lost_on": "2026-11-22",
        "own_colour": "red",
        "name": f"{who} Long",
        "email": f"{who.lower()}@post.example",
    }


def thing(of: str) -> dict[str, str]:
    """What a clerk writes down of keys that were handed in."""
    return {
        "category": "keys",
        "words": f"Keys on a ribbon, {of}",
        "place": "Market square",
        "found_on": "2026-11-23",
        "mark": "five keys, one for a bicycle",
    }


def own_page(town: Town, letter: str) -> Page:
    """The page behind the link of a letter."""
    found = LINK.search(letter)
    assert found, letter
    return town.browser("en").open("/" + found[0].split("/", 3)[3])


def test_a_lost_thing_comes_back(office: Town) -> None:
    office.browser("en").submit("/en/lostfound/report", loss("Ann"))
    received = office.outbox.last("ann@post.example").text
    assert "Five keys of Ann" in received
    assert "We are looking" in own_page(office, received).text

    clerk = office.staff("manager", "en")
    written = clerk.submit("/en/desk/lostfound/new", thing("Ann"))
    assert "everybody can see it" in written.text
    opened = clerk.open(written.link("Five keys of Ann"))
    assert "five keys, one for a bicycle" in opened.text
    told = clerk.submit(opened, button="Tell the owner – Keys on a ribbon, Ann")
    assert "The owner is told by e-mail." in told.text

    found = office.outbox.last("ann@post.example").text
    assert "Keys on a ribbon, Ann" in found
    assert "Town hall, door 5" in found
    assert "bicycle" not in found, "what only the owner can know stays with the staff"
    assert "Something like it was found" in own_page(office, found).text

    listed = clerk.open(clerk.open("/en/desk/lostfound").link("Keys on a ribbon, Ann"))
    handed = clerk.submit(listed, button="It was handed over")
    assert "Five keys of Ann" not in handed.text
    assert "It was handed over" in own_page(office, found).text
    assert "Keys on a ribbon, Ann" not in office.browser("en").open("/en/lostfound").text


def test_an_owner_is_told_of_a_thing_once(office: Town) -> None:
    office.browser("en").submit("/en/lostfound/report", loss("Bert"))
    clerk = office.staff("manager", "en")
    opened = clerk.open(clerk.submit("/en/desk/lostfound/new", thing("Bert")).link("Five keys of Bert"))
    for _ in range(2):
        clerk.submit(opened, button="Tell the owner – Keys on a ribbon, Bert")
    assert [one.notice for one in office.outbox.to("bert@post.example")] == ["lostfound.received", "lostfound.found"]


def test_nobody_is_told_who_has_withdrawn(office: Town) -> None:
    client = office.browser("en")
    own = client.submit("/en/lostfound/report", loss("Cleo"))
    clerk = office.staff("manager", "en")
    opened = clerk.open(clerk.submit("/en/desk/lostfound/new", thing("Cleo")).link("Five keys of Cleo"))
    assert "The report was withdrawn" in client.submit(own, button="I look for it no longer").text
    refused = clerk.submit(opened, button="Tell the owner – Keys on a ribbon, Cleo")
    assert refused.status == 409
    assert "This report has ended." in refused.text
    assert len(office.outbox.to("cleo@post.example")) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(office: Town) -> None:
    wrong = {**loss("Dora"), "email": "nowhere", "own_colour": "", "lost_on": "2027-01-01"}
    page = office.browser("en").submit("/en/lostfound/report", wrong)
    assert page.status == 422
    assert page.form_with({"words": ""}).value("words") == "Five keys of Dora"
    assert {"#email", "#own_colour", "#lost_on"} <= {link.partition(page.url)[2] for link in page.links.values()}


def test_a_link_that_was_changed_opens_nothing(office: Town) -> None:
    client = office.browser("en")
    own = client.submit("/en/lostfound/report", loss("Emil"))
    assert client.open(own.url[:-3] + "AAA").status == 404


def test_letters_and_pages_are_in_the_language_of_the_reader(office: Town) -> None:
    own = office.browser("uk").submit("/uk/lostfound/report", loss("Fedir"))
    assert "Шукаємо" in own.text
    assert "червоний" in own.text
    assert office.outbox.last("fedir@post.example").subject == "Ваша заява про втрату"


def test_the_desk_is_for_those_who_may(office: Town) -> None:
    assert office.browser("en").get("/en/desk/lostfound", follow_redirects=False).status_code in (302, 303, 401)
    assert office.staff("other", "en").get("/en/desk/lostfound").status_code == 403
    reader = office.staff("reader", "en")
    assert reader.open("/en/desk/lostfound").status == 200
    assert reader.get("/en/desk/lostfound/new").status_code == 403
