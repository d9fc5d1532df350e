"""What a text costs and where it is cut."""

from __future__ import annotations

import codecs

import pytest
from aiosmpplib.codec import find_codec_info
from hypothesis import given
from hypothesis import strategies as st

from civicore.messaging.sms.alphabet import Wording, stripped
from civicore.messaging.sms.numbers import answerable, international, region_of
from civicore.messaging.sms.segments import coding_of, encoded, split, units

BOOKED = (
    "Vaše objednávka na městský úřad dne 24. 11. v čase 13:45–14:15 je potvrzena. PIN: 048291. Přijďte včas, děkujeme."
)
_GSM = find_codec_info("gsm0338")  # another's table, so that ours is not its own judge
GSM_SIGNS = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !#¤%&()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€"


def test_channel_case_28_without_diacritics_a_text_costs_one_segment_instead_of_two() -> None:
    safe = Wording({"cs": "gsm7_safe"})("cs", BOOKED)
    assert (len(split(BOOKED)), len(split(safe))) == (2, 1)
    assert "13:45-14:15" in safe and safe.isascii()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("я" * 134, 2),
        ("я" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_the_limits_of_both_alphabets(text: str, parts: int) -> None:
    assert len(split(text)) == parts


@given(st.text(st.sampled_from(GSM_SIGNS + "áč"), max_size=700) | st.text(max_size=400))
def test_channel_case_29_no_part_is_too_long_and_nothing_is_torn_apart(text: str) -> None:
    found = split(text)
    assert "".join(found.parts) == text
    alone = len(found) == 1
    for part in found.parts:
        assert units(part, found.coding) <= {"gsm7": 160 if alone else 153, "ucs2": 70 if alone else 67}[found.coding]
        octets = encoded(part, found.coding)
        assert len(octets) <= (160 if found.coding == "gsm7" else 140)
        if not any("\ud800" <= sign <= "\udfff" for sign in part):
            codec = _GSM if found.coding == "gsm7" else codecs.lookup("utf-16-be")
            assert codec.decode(octets)[0] == part


def test_channel_case_29_a_surrogate_pair_and_an_escape_stay_whole_at_the_edge() -> None:
    assert [len(part) for part in split("я" * 66 + "😀" + "я" * 10).parts] == [66, 11]
    assert [len(part) for part in split("a" * 152 + "€" + "a" * 20).parts] == [152, 21]


@given(st.text(max_size=200))
def test_what_is_stripped_stays_stripped(text: str) -> None:
    assert stripped(stripped(text)) == stripped(text)


def test_another_script_keeps_its_letters_whatever_the_file_says() -> None:
    assert Wording({"uk": "gsm7_safe"})("uk", "Київ, її ґанок") == "Київ, її ґанок"
    assert Wording({"uk": "ucs2"})("uk", "– šest €") == "– šest €"
    assert Wording({"cs": "gsm7"})("cs", "é {}") == "é {}"


def test_every_letter_of_the_languages_written_in_latin_becomes_plain() -> None:
    letters = "áčďéěíňóřšťúůýžäöüßłøđ„“–…€[]{}"
    assert coding_of(stripped(letters + letters.upper())) == "gsm7"
    assert stripped("Žluťoučký kůň [1] stojí 5 €…") == "Zlutoucky kun (1) stoji 5 EUR..."


@pytest.mark.parametrize("written", ["00420739547765", "420739547765", "739 547 765", "+420 739 547 765"])
def test_channel_case_38_every_spelling_is_one_number(written: str) -> None:
    assert international(written, region_of("+420 900 000 001")) == "+420739547765"


@pytest.mark.parametrize("written", ["5030", "INFO", "112", "", "+", "90210", "Erste Bank"])
def test_channel_case_38_short_codes_and_names_are_no_numbers(written: str) -> None:
    assert international(written, "CZ") is None


def test_channel_case_38_numbers_that_cost_extra_are_not_written_to() -> None:
    assert answerable("+420739547765")
    assert not answerable("+420900000001")
