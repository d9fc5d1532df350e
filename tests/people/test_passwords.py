"""What passwords are accepted, how they are kept, how guessing is slowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from civicore.base.refusal import Refusal
from civicore.people.guessable import common
from civicore.people.passwords import Passwords, weakness
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


TOP = """!@#$%^&* 123456789012345
123456789 12345678 1234567890 qwerty123 password1 iloveyou princess 123123123 987654321 qwertyuiop asdfghjkl
1q2w3e4r5t 1qaz2wsx zaq12wsx password123 football superman trustno1 sunshine baseball jennifer michelle letmein1
passw0rd P@ssw0rd P@ssw0rd1 P4ssw0rd! Password1! welcome1 Welcome2026! admin123 administrator qwer1234 asdf1234
abcd1234 abc12345 a1b2c3d4 1234qwer q1w2e3r4 zxcvbnm1 qazwsxedc 1qazxsw2 11223344 12341234 147258369 159753456
00000000 11111111 88888888 aaaaaaaa abcabcabc 12121212 monkey123 dragon12 charlie1 iloveyou2 loveme123 killer123
michael1 jordan23 liverpool1 chelsea123 arsenal14 manchester1 computer1 internet1 samsung1 whatever1 starwars1
pokemon123 naruto123 minecraft1 batman123 spiderman1 Summer2026 Summer2026! Winter2025! Autumn2024 spring2026
January2026 Monday123! november11 19850412 12.04.1985 1985-04-12 608123456 +420608123456 qwertz123 qwertzuiop yxcvbnm1
heslo1234 Heslo2026! hesloheslo mojeheslo Leto2026! podzim2025 Zima2025! prosinec12 Praha2026 Brno1234 Sparta1893
slavia1905 milacek1 slunicko1 kocicka123 maminka1 tatinek1 Tereza1998 Vojtech2005 KarelPetr1 novak1234
пароль123 Пароль2026 пароль!! йцукен123 йцукенгш фывапролд привіт123 кохання1 Літо2026! осінь2025 зима2025! Київ2026
львів1234 славаукраїні україна1 сонечко12 Олена1990 Тарас1987 тетяна123 gfhjkm123 ghbdtn123 ufkbyf123 parol1234
парола123 Парола2026! Лято2026! есен2025! Зима2025! София2026 пловдив12 левски1914 цска1948 обичамте1 слънчице1
Георги1985 десислава1 Gergana1991 Obicham1 явертъуи levski1914 Lqto2026
"""


@pytest.mark.parametrize("password", TOP.split())
def test_s37_what_stands_on_top_of_breached_lists_is_refused(password: str) -> None:
    assert weakness(password, ["novak@town.example", "Jan Novák"]) == Refusal("password.common")


@pytest.mark.parametrize(
    "password",
    [
        "three ordinary words",
        "practice makes perfect",
        "correct horse battery",
        "Tři ořechy pro 1 Popelku",
        "мій дід садив груші",
        "баница с айран в неделя",
        "kJ8#vQz2pL",
        "vhodnetlapky",
        "9027364518273645",
        "?;!§=#+)",
        "zelená žába skáče",
    ],
)
def test_s37_a_phrase_of_ones_own_is_accepted(password: str) -> None:
    assert weakness(password, ["novak@town.example", "Jan Novák"]) is None


def test_s37_the_longest_passwords_are_judged_too() -> None:
    assert weakness("qwe1" * 31 + "ž") is None
    assert weakness("heslo" + "1" * 123) is not None
    assert weakness("ba" * 63 + "žx") is None


def test_the_list_of_common_words_is_no_stub() -> None:
    assert len(common()) > 1000


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
