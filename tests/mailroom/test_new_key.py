"""The city's key is changed, the old one stays behind it: a letter is known again, and so is who wrote it (F22)."""

from __future__ import annotations

from civicore.base.codes import Keyring
from tests.mailroom import letters
from tests.mailroom.postroom import Postroom
from tests.mailroom.test_taking import back
from tests.tools.reliability import Counted


def changed(town: Postroom) -> None:
    """A new key signs from now on, the old one still opens."""
    runtime = town.built.runtime
    object.__setattr__(runtime, "keys", Keyring(runtime.keys.city, (b"n" * 32, *runtime.keys.keys)))


async def test_f22_a_letter_taken_under_the_old_key_is_not_taken_again_under_the_new(
    town: Postroom, counted: Counted
) -> None:
    known = [letters.plain("Скасуйте"), letters.plain("Без номера", Message_ID="")]
    assert [await town.mailroom.take(one) for one in known] == [True, True]
    changed(town)
    again = [await town.mailroom.take(one) for one in known]
    assert again == [False, False]
    assert await town.post("Новий", Message_ID="<new@mail.example>")
    assert len(await town.rows()) == 3
    counted(runs=1, faults=1, inputs=len(known) + len(again) + 1, acknowledged=len(known), lost=sum(again))


async def test_f22_letters_of_a_person_are_given_out_and_erased_after_the_key_was_changed(
    town: Postroom, counted: Counted
) -> None:
    await town.post("Скасуйте, Олена")
    changed(town)
    await town.post("І ще одне", Message_ID="<two@mail.example>")
    store = town.store_of_letters
    given = [one["text"] for one in await store.export("olena@mail.example")]
    assert sorted(map(str, given)) == ["І ще одне", "Скасуйте, Олена"]
    assert await store.erase("olena@mail.example") == len(given)
    assert {row["text"] for row in await town.rows()} == {""}
    counted(runs=1, faults=1, acknowledged=len(await town.rows()), lost=len(await town.rows()) - len(given))


async def test_f22_a_message_sent_under_the_old_key_comes_back_under_the_new(town: Postroom, counted: Counted) -> None:
    message = await town.delivered()
    to = back(town, message["id"])
    changed(town)
    assert to != back(town, message["id"])
    assert await town.mailroom.take(letters.returned(to, about=str(message["id"])))
    assert await town.dead("olena@mail.example")
    counted(runs=1, faults=1, inputs=len(await town.rows()))
