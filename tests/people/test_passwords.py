"""What passwords are accepted, how they are kept, how guessing is slowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from civicore.people.passwords import Passwords, common, weakness
from civicore.people.throttle import ACCOUNT, Brake, wait

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "PASSWORD",
        "Heslo12345",
        "парола123!",
        "Пароль2026",
        "aaaaaaaaaa",
        "abababab",
        "q1w2e3r4t5",
        "jana1234",
    ],
)
def test_s37_what_everybody_guesses_first_is_refused(password: str) -> None:
    refusal = weakness(password, ["jana@town.example", "Jana Malá"])
    assert refusal is not None
    assert refusal.code == "password.common"


@pytest.mark.parametrize(
    "password", ["correct horse", "čtyři obyčejná slova", "  two  spaces  ", "👍🏽👍🏽 a thumb", "x9é" * 42]
)
def test_s36_any_characters_are_welcome(password: str) -> None:
    assert weakness(password) is None


@pytest.mark.parametrize(
    ("length", "code"),
    [(7, "password.too_short"), (8, None), (128, None), (129, "password.too_long")],
)
def test_s36_the_length_counts_to_the_letter(length: int, code: str | None) -> None:
    refusal = weakness(("Ďábelské ódy! " * 10)[:length])
    assert (refusal.code if refusal else None) == code


def test_the_list_of_common_passwords_is_no_stub() -> None:
    assert len(common()) > 400


@pytest.mark.anyio
async def test_s53_argon2id_with_parameters_of_rfc_9106() -> None:
    kept = await Passwords().hash("correct horse")
    known = extract_parameters(kept)
    assert (known.type, known.memory_cost, known.time_cost, known.parallelism) == (Type.ID, 65536, 3, 4)
    assert kept != await Passwords().hash("correct horse")


@pytest.mark.anyio
async def test_s53_an_old_hash_is_renewed_when_its_owner_signs_in() -> None:
    old = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1).hash("correct horse")
    verdict = await Passwords(CHEAP).verify(old, "correct horse")
    assert verdict.right
    assert verdict.renewed is not None
    assert extract_parameters(verdict.renewed).memory_cost == 8
    assert (await Passwords(CHEAP).verify(verdict.renewed, "correct horse")).renewed is None


@pytest.mark.anyio
async def test_s36_no_letter_is_cut_off_and_keyboards_do_not_matter() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hash("ž" * 100 + "a")
    assert (await passwords.verify(kept, "z\u030c" * 100 + "a")).right
    assert not (await passwords.verify(kept, "ž" * 100 + "b")).right
    assert not (await passwords.verify(None, "ž" * 100 + "a")).right
    assert not (await passwords.verify("no hash", "x")).right


@pytest.mark.parametrize(("tries", "minutes"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (500, 15)])
def test_s38_the_pause_grows_and_has_an_end(tries: int, minutes: int) -> None:
    assert ACCOUNT.wait_after(tries) == timedelta(minutes=minutes)


def test_a_row_of_tries_is_forgotten() -> None:
    brake = Brake(5, timedelta(minutes=1), timedelta(minutes=15), forget=timedelta(days=1))
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert brake.count(7, now - timedelta(days=1), now) == 8
    assert brake.count(7, now - timedelta(days=1, seconds=1), now) == 1


def test_people_are_told_the_next_whole_minute() -> None:
    at = datetime(2026, 11, 24, 8, 0, 1, tzinfo=UTC)
    assert wait(at).facts["until"] == datetime(2026, 11, 24, 8, 1, tzinfo=UTC)
    assert wait(at.replace(second=0)).facts["until"] == at.replace(second=0)
