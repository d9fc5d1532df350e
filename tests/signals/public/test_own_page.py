"""One's own case by its secret link: opening changes nothing, buttons do, and each of them once."""

from __future__ import annotations

import pytest
from civicore_signals.case import Case
from civicore_signals.lifecycle import Given

from tests.signals.backoffice.office import BOSS
from tests.signals.desk.house import House
from tests.signals.public.writer import Writer, closed, holder, number, photo, writer

pytestmark = pytest.mark.anyio


async def mine(house: House) -> tuple[Case, str]:
    """A case and the path of its own page."""
    case = await house.filed()
    return case, f"/en/signals/mine/{await house.cases.new_link(case.id)}"


async def opened(house: House, path: str) -> Writer:
    one = writer(house)
    await one.open(path)
    assert one.page.status == 200, one.page.text
    return one


@pytest.mark.rule("SOF-09", "SOF-11")
async def test_signal_case_06_opening_a_link_changes_nothing_and_a_button_counts_once(house: House) -> None:
    case, path = await mine(house)
    before = await house.now(case), await house.history(case)
    scanner = writer(house)
    for deed in ("", "/reply", "/reopen", "/withdraw", "/feedback", "/revoke"):
        await scanner.http.get(path + deed)
        await scanner.http.head(path + deed)
    assert (await house.now(case), await house.history(case)) == before
    one = await opened(house, path)
    assert number(case) in one.page.text and "A hole as deep as a knee." in one.page.text
    assert one.answer.headers["referrer-policy"] == "no-referrer" and one.answer.headers["cache-control"] == "no-store"
    form = next(form for form in one.page.forms() if form.action.endswith("/withdraw"))
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    told = [await one.http.post(form.action, data=dict(form.values), headers=headers) for _ in range(2)]
    assert told[0].status_code == 303 and told[1].status_code in (303, 409)
    assert (await house.now(case)).state == "withdrawn"
    assert (await house.history(case)).count("received") == 1


async def test_the_office_asks_and_the_answer_comes_with_a_photo(house: House) -> None:
    case, path = await mine(house)
    await house.desk.ask(case.id, "Where exactly is it?", BOSS)
    one = await opened(house, path)
    assert "Where exactly is it?" in one.page.text
    await answer(one, path, "", [("where.jpg", photo())])
    assert one.page.status == 422 and "where.jpg" in one.page.text
    await answer(one, path, "In front of the school.", [])
    assert "your answer is with the office" in one.page.text and "where.jpg" in one.page.text
    assert (await house.history(case))[-1] in ("reply", "resumed", "status")
    (file,) = [url for name, url in one.page.links().items() if name.startswith("where.jpg")]
    assert (await one.http.get(file)).headers["content-type"] == "image/jpeg"
    stranger = writer(house)
    other = await house.filed()
    wrong = file.replace(path.rpartition("/")[2], await house.cases.new_link(other.id))
    assert (await stranger.open(wrong)).status == 404


async def answer(one: Writer, path: str, text: str, photos: list[tuple[str, bytes]]) -> None:
    """Fill in the form of the answer."""
    form = next(form for form in one.page.forms() if form.action.endswith("/reply"))
    data = {**dict(form.values), "text": text}
    headers = {"Origin": "http://city", "Sec-Fetch-Site": "same-origin"}
    sent = [("files", one) for one in photos] or [("files", ("", b""))]
    one._read(await one.http.post(form.action, data=data, files=sent, headers=headers, follow_redirects=True))


async def test_after_the_end_it_is_said_whether_it_is_solved_and_opened_again(house: House) -> None:
    case, path = await mine(house)
    await closed(house, case)
    one = await opened(house, path)
    assert "Is it solved?" in one.page.text and "Take it back" not in one.page.text
    await one.press("Send", {"text": "It is there again"})
    assert one.page.status == 422 and "It is there again" in one.page.source
    await one.press("Send", {"solved": "0", "text": "It is there again"})
    assert "we have noted that" in one.page.text and (await house.now(case)).status == "solved"
    assert "Is it solved?" not in one.page.text
    await one.press("Open it again", {"text": "The hole is back."})
    assert "It is open again." in one.page.text and (await house.now(case)).status == "in_work"
    await closed(house, case)
    house.wait(days=15)
    assert "Open it again" not in (await one.open(path)).text


async def test_a_link_that_was_made_worthless_opens_nothing_nor_does_a_guess(house: House) -> None:
    case, path = await mine(house)
    one = await opened(house, path)
    await one.press("Make the links worthless")
    assert "The old links open nothing any more" in one.page.text
    gone = await one.open(path)
    guess = await writer(house).open("/en/signals/mine/" + "A" * 43)
    assert (gone.status, gone.text) == (guess.status, guess.text) == (404, guess.text)
    assert (await house.now(case)).state == "live"


@pytest.mark.rule("SOF-13")
async def test_an_account_sees_what_it_sent_and_nobody_elses(house: House) -> None:
    maria, other = await holder(house, "own@example.org"), await holder(house, "other@example.org")
    await maria.file()
    assert "Send something else" in maria.page.text
    await maria.follow("Open it")
    own = maria.path
    await maria.open("/en/signals/mine")
    assert "My signals" in maria.page.title and own in "".join(maria.page.links().values())
    assert (await other.open(own)).status == 404
    assert "There is nothing yet." in (await other.open("/en/signals/mine")).text
    stranger = writer(house)
    await stranger.open(own)
    assert stranger.path == "/en/account/sign-in"


async def test_the_links_of_an_address_go_to_the_address_alone(house: House) -> None:
    await house.filed(sender=house.sender(email="lost@example.org"))
    told = []
    for email in ("lost@example.org", "nobody@example.org"):
        one = writer(house)
        await one.open("/en/signals/send-mine")
        await one.press("Send the links", {"email": email})
        told.append((one.page.status, one.page.text))
    assert told[0] == told[1]
    letters = [letter for letter in await house.letters("lost@example.org") if letter["notice"] == "signals.mine"]
    assert len(letters) == 1 and not await house.letters("nobody@example.org")
    (link,) = [link for link in letters[0]["links"] if "/signals/all/" in link]
    one = await opened(house, link)
    await one.press("Open it")
    assert one.path.startswith("/en/signals/mine/") and "A hole as deep as a knee." in one.page.text


async def test_what_the_office_answered_stands_there_in_its_words(house: House) -> None:
    case, path = await mine(house)
    await house.desk.move(case.id, "in_work", Given(), BOSS)
    await house.desk.note(case.id, "The sender is difficult", BOSS)
    one = await opened(house, path)
    assert "In work" in one.page.text and "difficult" not in one.page.source
    await closed(house, case)
    assert "It has been filled in." in (await one.open(path)).text
