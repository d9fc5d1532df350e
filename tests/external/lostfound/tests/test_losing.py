"""From the loss to the hand-over: what a citizen does, what a clerk does, and which letters go out."""

from __future__ import annotations

import re
from collections.abc import Callable

from civicore.testing import Browser, Cities, Outbox, Page
from civicore.testing.cities import TOWNS

LINK = re.compile(r"https?://\S+/lostfound/reports/\S+")


def own_page(client: Browser, letter: str) -> Page:
    found = LINK.search(letter)
    assert found, letter
    return client.open("/" + found[0].split("/", 3)[3])


def test_a_lost_thing_comes_back(
    client: Browser, as_staff: Callable[..., Browser], outbox: Outbox, loss: dict[str, str], thing: dict[str, str]
) -> None:
    client.submit("/lostfound/report", loss)
    received = outbox.last("ann@post.example").text
    assert "Five keys on a red ribbon" in received
    assert "We are looking" in own_page(client, received).text

    clerk = as_staff("manager", "en")
    written = clerk.submit("/desk/lostfound/new", thing)
    assert "everybody can see it" in written.text
    opened = clerk.open(written.link("Five keys"))
    assert "five keys, one for a bicycle" in opened.text
    told = clerk.submit(opened, button="Tell the owner – Keys on a ribbon")
    assert "The owner is told by e-mail." in told.text

    found = outbox.last("ann@post.example").text
    assert "Keys on a ribbon" in found
    assert "Town hall, door 5" in found
    assert "bicycle" not in found, "what only the owner can know stays with the staff"
    assert "Something like it was found" in own_page(client, found).text

    listed = clerk.open(clerk.open("/en/desk/lostfound").link("Keys on a ribbon"))
    handed = clerk.submit(listed, button="It was handed over")
    assert "Nobody looks for anything." in handed.text
    assert "It was handed over" in own_page(client, found).text
    assert "Keys on a ribbon" not in client.open("/en/lostfound").text


def test_an_owner_is_told_of_a_thing_once(
    client: Browser, as_staff: Callable[..., Browser], outbox: Outbox, loss: dict[str, str], thing: dict[str, str]
) -> None:
    client.submit("/lostfound/report", loss)
    clerk = as_staff("manager", "en")
    opened = clerk.open(clerk.submit("/desk/lostfound/new", thing).link("Five keys"))
    for _ in range(2):
        clerk.submit(opened, button="Tell the owner – Keys on a ribbon")
    assert [one.notice for one in outbox.to("ann@post.example")] == ["lostfound.received", "lostfound.found"]


def test_nobody_is_told_who_has_withdrawn(
    client: Browser, as_staff: Callable[..., Browser], outbox: Outbox, loss: dict[str, str], thing: dict[str, str]
) -> None:
    own = client.submit("/lostfound/report", loss)
    clerk = as_staff("manager", "en")
    opened = clerk.open(clerk.submit("/desk/lostfound/new", thing).link("Five keys"))
    assert "The report was withdrawn" in client.submit(own, button="I look for it no longer").text
    refused = clerk.submit(opened, button="Tell the owner – Keys on a ribbon")
    assert refused.status == 409
    assert "This report has ended." in refused.text
    assert len(outbox.to("ann@post.example")) == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(client: Browser, loss: dict[str, str]) -> None:
    page = client.submit("/lostfound/report", {**loss, "email": "nowhere", "own_colour": "", "lost_on": "2027-01-01"})
    assert page.status == 422
    form = page.form_with({"words": ""})
    assert form.value("words") == "Five keys on a red ribbon"
    assert {"#email", "#own_colour", "#lost_on"} <= {link.partition(page.url)[2] for link in page.links.values()}


def test_a_link_that_was_changed_opens_nothing(client: Browser, loss: dict[str, str]) -> None:
    own = client.submit("/lostfound/report", loss)
    assert client.open(own.url[:-3] + "AAA").status == 404


def test_letters_and_pages_are_in_the_language_of_the_reader(
    as_citizen: Callable[..., Browser], outbox: Outbox, loss: dict[str, str]
) -> None:
    own = as_citizen("uk").submit("/uk/lostfound/report", loss)
    assert "Шукаємо" in own.text
    assert "червоний" in own.text
    assert outbox.last("ann@post.example").subject == "Ваша заява про втрату"


def test_the_desk_is_for_those_who_may(city: Cities) -> None:
    village = (TOWNS / "village.yaml").read_text(encoding="utf-8")
    roles = "\nroles: {reader: {name: {en: Reader}, can: [lostfound.see]}, other: {name: {en: Other}, can: []}}\n"
    town = city(village + roles)
    assert town.browser("en").get("/en/desk/lostfound", follow_redirects=False).status_code in (302, 303, 401)
    assert town.staff("other", "en").get("/en/desk/lostfound").status_code == 403
    reader = town.staff("reader", "en")
    assert reader.open("/en/desk/lostfound").status == 200
    assert reader.get("/en/desk/lostfound/new").status_code == 403
