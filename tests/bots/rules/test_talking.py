"""How conversations are led: buttons of any age, words, languages, silence, and what the city has stopped.

Long because a conversation can turn at every word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from civicore_bots import links
from civicore_bots.dialog import MOST_DATA, Button, Reply, Where
from civicore_bots.pressing import Press, pressed
from hypothesis import given, settings
from hypothesis import strategies as st

from civicore import Service, ways
from civicore.base.text import Text
from civicore.contracts.dialog import Ask, Choice, Done, Intent, Next, Stale, Talk
from civicore.people.suspension import Suspension
from civicore.ways.connecting import Connect
from tests.bots.people import DMS, Person, Talking, city_of, tree_of

pytestmark = pytest.mark.anyio
BANNER = Text({"uk": "Прийом зупинено.", "en": "Visits are stopped."})


@dataclass
class Visits:
    """An intent of another plugin: asks for a day and a number, and does its work once for a conversation."""

    done: set[UUID] = field(default_factory=set)
    calls: int = 0
    id: str = "booking.book"
    letter: str | None = "b"

    def label(self, language: str) -> str | None:
        return "Visit"

    async def next(self, talk: Talk) -> Ask | Done | Stale:
        if talk.answers.get("day") not in (None, "mon", "tue"):
            return Stale()
        if "day" not in talk.answers:
            return Ask("day", "Which day?", (Choice("mon", "Monday"), Choice("tue", "Tuesday", ("second",))))
        if "phone" not in talk.answers:
            return Ask("phone", "Your number?", typed="phone", optional=True)
        if talk.answers["phone"] and not talk.answers["phone"].startswith("+"):
            return Ask("phone", "Your number?", typed="phone", optional=True, refused="It begins with +.")
        self.calls += 1
        self.done.add(talk.id)
        return Done("Booked.", then=(Next("Cancel it", "booking.book", "x"),))


@pytest.fixture
def visits() -> Visits:
    return Visits()


@pytest.fixture
def city(visits: Visits) -> Talking:
    return Talking(city_of(DMS), visits)


@pytest.fixture
def person(city: Talking) -> Person:
    return city.person("en")


async def begin(person: Person, intent: str = "booking.book", start: str = "") -> None:
    await person.hear("press", Press("go", intent, start).data)


async def test_the_greeting_names_the_price_and_offers_what_the_city_has(person: Person) -> None:
    await person.hear("start")
    assert "I help with documents" in person.sees
    assert "Free of charge." in person.sees
    assert "Consultation" in person.buttons
    assert "Track my document" not in person.buttons  # nobody answers for it here


async def test_a_consultation_by_buttons_and_by_words(person: Person) -> None:
    await person.hear("start")
    assert "Which document" in await person.says("consultation")
    assert "displaced" in await person.says("2")
    assert "issued" in await person.says("NO")
    assert "Why do you need" in await person.says("in another reg")
    assert "How old" in await person.says("My wife lost it, sorry")
    assert "Exchange for an ID card" in await person.presses("18 or more")
    assert "• Proof of residence" in person.sees
    assert person.button("List to print").url.startswith("https://city.example/en/consultations/documents?v=")


async def test_back_and_begin_again(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    await person.presses("ID card")
    await person.presses("No I am not")
    assert "displaced" in await person.presses("Back")
    assert "Which document" in await person.says("back")
    assert "Back" not in person.buttons
    assert "What do you need?" in await person.says("/back")


async def test_other_language_in_the_middle_keeps_the_answers(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    await person.presses("ID card")
    await person.says("/language")
    assert list(person.buttons) == ["Українська", "English"]
    assert "переміщених" in await person.presses("Українська")
    assert "отримували" in await person.says("ні")


async def test_help_and_an_unknown_language_of_the_device(city: Talking) -> None:
    stranger = replace(city.person(""), where=Where())
    await stranger.hear("start")
    assert "Вітаємо" in stranger.sees
    assert "info@dmsu.example" in await stranger.says("допомога")


async def test_what_is_not_understood_is_said_with_the_choices_and_then_with_a_person(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    first = await person.says("qwerty")
    assert first.startswith("Please choose a button.")
    assert "Which document" in first
    assert "info@dmsu.example" not in first
    assert "info@dmsu.example" in await person.says("qwerty")
    assert "displaced" in await person.presses("ID card")
    assert person.where.lost == 0


async def test_silence_parks_the_conversation_and_asks_before_a_word_is_taken(city: Talking, person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    await person.presses("ID card")
    city.clock.advance(timedelta(minutes=31))
    parked = await person.says("no")
    assert parked.startswith("We stopped here.")
    assert "displaced" in parked
    assert "issued" in await person.says("no")


async def test_channel_case_05_a_press_on_a_keyboard_of_an_older_version_offers_to_begin_again(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    old = Press("answer", "id_card", "", "abcdef", 0).data
    before = person.where
    reply = await person.hear("press", old)
    assert reply.note == "These questions are no longer asked this way."
    assert list(person.buttons) == ["Begin again", "Menu"]
    assert person.where.answers == before.answers
    assert "Which document" in await person.presses("Begin again")


async def test_channel_case_05_answers_kept_from_an_older_tree_are_not_used(city: Talking, person: Person) -> None:
    kept = Where("en", "bots.consult", "documents", UUID(int=1), (("000000.which_document", "id_card"),), 1)
    old = replace(person, where=kept)
    assert "no longer asked" in await old.says("yes")
    assert "Which document" in await old.presses("Begin again")


async def test_channel_case_08_two_quick_presses_change_the_state_once(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    button = person.button("ID card").data
    first = await person.hear("press", button)
    second = await person.hear("press", button)
    assert first.parts
    assert (second.quiet, second.parts) == (True, ())
    assert second.where.answers == first.where.answers


async def test_channel_case_08_a_second_press_on_the_last_button_does_nothing_again(
    person: Person, visits: Visits
) -> None:
    await begin(person)
    await person.presses("Monday")
    last = person.button("Leave it out").data
    assert "Booked." in await person.presses("Leave it out")
    reply = await person.hear("press", last)
    assert reply.quiet
    assert visits.calls == 1


async def test_a_second_press_on_back_goes_back_once(person: Person) -> None:
    await begin(person, "bots.consult", "documents")
    await person.presses("ID card")
    await person.presses("No I am not")
    back = person.button("Back").data
    await person.hear("press", back)
    assert (await person.hear("press", back)).quiet
    assert len(person.where.answers) == 1


async def test_a_message_heard_twice_from_the_same_place_is_one_conversation(city: Talking, visits: Visits) -> None:
    talks = set()
    for _ in range(2):
        someone = city.person("en")
        await someone.hear("press", Press("go", "booking.book").data, id="77")
        talks.add(someone.where.talk)
        await someone.presses("Monday")
        await someone.says("+380441234567")
    assert len(talks) == len(visits.done) == 1


async def test_a_refused_answer_is_said_and_not_kept(person: Person) -> None:
    await begin(person)
    await person.says("second")
    refused = await person.says("441234567")
    assert refused.startswith("It begins with +.")
    assert [key for key, _ in person.where.answers] == ["day"]
    assert "Booked." in await person.says("+380441234567")


async def test_a_number_that_is_asked_for_is_no_number_of_a_button(person: Person) -> None:
    await begin(person)
    await person.presses("Monday")
    assert (await person.says("1")).startswith("It begins with +.")


async def test_what_was_sent_but_could_not_be_taken_is_no_answer(person: Person) -> None:
    await begin(person)
    await person.presses("Monday")
    asked = person.where.answers
    await person.hear("phone", "")
    assert person.where.answers == asked and "Please choose a button." in person.sees


async def test_a_shared_number_answers_and_a_photo_does_not(person: Person) -> None:
    await begin(person)
    await person.presses("Monday")
    assert person.screen[-1].asks == "phone"
    await person.hear("photo", "token")
    assert "Please choose a button." in person.sees
    await person.hear("phone", "+380441234567")
    assert "Booked." in person.sees
    assert "Which day?" in await person.presses("Cancel it")


async def test_a_deep_link_opens_a_conversation_and_a_forged_one_tells_nothing(person: Person) -> None:
    await person.hear("start", "b")
    assert "Which day?" in person.sees
    await person.hear("start", "z0123456789abcdef")
    assert "I help with documents" in person.sees


async def test_a_link_of_a_booking_connects_the_chat_and_a_forged_one_tells_nothing(
    city: Talking, person: Person
) -> None:
    city.runtime.services.add([Service(Intent, Connect(city.runtime))])
    token = ways.token(city.runtime.keys, "booking:6b1c1c52-9d0e-4b59-8a55-0d7f35ae2f11", city.clock.now())
    await person.hear("start", f"n{token}")
    assert "Send notices about your booking, ticket or report to this chat?" in person.sees
    assert "Nothing was changed." in await person.presses("No")
    await person.hear("start", f"n{token[:-1]}{'A' if token[-1] != 'A' else 'B'}")
    assert "This link is no longer valid." in person.sees


async def test_answers_of_the_site_go_on_in_a_messenger(city: Talking, person: Person) -> None:
    start = links.start(tree_of(city.city), ["id_card", "not_idp"])
    await person.hear("start", f"c{start}")
    assert "Where was your passport issued?" in person.sees
    await person.presses("In this region")
    assert "Why do you need a new one?" in person.sees


async def test_a_pause_is_said_before_anything_is_asked(city: Talking, person: Person) -> None:
    city.stopping.active.append(Suspension("storm", True, ("booking",), None, BANNER))
    await person.hear("start")
    assert "Visits are stopped." in person.sees
    await begin(person)
    assert person.sees.startswith("Visits are stopped.")
    await begin(person, "bots.consult", "documents")
    assert "Visits are stopped." not in person.sees


async def test_consultations_that_are_stopped_ask_nothing(city: Talking, person: Person) -> None:
    city.stopping.active.append(Suspension("storm", True, ("consultations",), None, BANNER))
    await begin(person, "bots.consult", "documents")
    assert "Visits are stopped." in person.sees
    assert "ID card" not in person.buttons


presses = st.builds(
    lambda act, value, mark, depth: Press(act, value, "", mark, depth),
    st.sampled_from(["answer", "skip", "back"]),
    st.sampled_from(["id_card", "no", "is_idp", "adult", ""]),
    st.sampled_from(["abcdef", "000000"]),
    st.integers(0, 12),
)
said = st.one_of(
    st.tuples(st.just("text"), st.one_of(st.text(max_size=20), st.sampled_from(["1", "2", "menu", "/back", "help"]))),
    st.tuples(st.just("press"), st.one_of(st.text(max_size=70), presses.map(lambda one: one.data))),
    st.tuples(st.just("start"), st.text(max_size=40)),
    st.tuples(st.sampled_from(["place", "photo", "phone"]), st.text(max_size=10)),
    st.tuples(st.just("shown"), st.integers(0, 8).map(str)),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(said, max_size=12))
async def test_nothing_that_is_heard_breaks_a_conversation(heard: list[tuple[str, str]]) -> None:
    person = Talking(city_of(DMS), Visits()).person("en")
    for kind, value in heard:
        buttons = [one for one in person.buttons.values() if one.data]
        reply = await (
            person.hear("press", buttons[int(value) % len(buttons)].data)
            if kind == "shown" and buttons
            else person.hear("text" if kind == "shown" else kind, value)  # type: ignore[arg-type]
        )
        check(reply)


def check(reply: Reply) -> None:
    """Everybody is answered, and every button can be carried."""
    assert reply.quiet or reply.parts
    for part in reply.parts:
        assert part.text.strip()
        assert any(part.buttons)
    for button in every(reply):
        assert button.label
        assert button.url or (button.data.isascii() and len(button.data) <= MOST_DATA and pressed(button.data))


def every(reply: Reply) -> list[Button]:
    return [one for part in reply.parts for row in part.buttons for one in row]
