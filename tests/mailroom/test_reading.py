"""What a letter says, however the sender's program packed it."""

from __future__ import annotations

import pytest

from civicore.mailroom.mail import Mail, opened, read
from civicore.mailroom.plain import plain_text
from tests.mailroom import letters

TEXT = "Прошу скасувати мій запис.\nПІН-КОД: 123 456\nҐ, є, ї"


def mail(raw: bytes) -> Mail:
    return read(opened(raw))


@pytest.mark.parametrize(
    "raw",
    [
        letters.plain(TEXT),
        letters.windows_1251(TEXT),
        letters.koi8_quoted(TEXT),
        letters.html_only(
            f"<html><head><style>p {{}}</style></head><body><p>{TEXT.replace(chr(10), '<br>')}</p></body></html>"
        ),
        letters.with_files(TEXT),
    ],
    ids=["base64", "windows-1251", "koi8-u", "html", "files"],
)
def test_the_words_are_the_same_in_every_alphabet_and_packing(raw: bytes) -> None:
    found = mail(raw)
    assert found.text == TEXT
    assert found.sender == "olena@mail.example"


def test_eight_bit_headers_without_a_word_about_their_alphabet_are_read() -> None:
    found = mail(letters.windows_1251(TEXT))
    assert (found.sender_name, found.subject) == ("Олена Коваль", "Скасування запису")


def test_an_encoded_name_is_read() -> None:
    assert mail(letters.koi8_quoted(TEXT)).sender_name == "Олена Коваль"


def test_of_enclosed_files_the_names_are_kept() -> None:
    assert mail(letters.with_files(TEXT)).files == ("скан паспорта.jpg",)


def test_a_wrong_name_of_an_alphabet_is_not_believed() -> None:
    raw = letters.letter(
        "Привіт".encode().decode("latin-1"), "a@b.example", "x", {"Content-Type": "text/plain; charset=us-ascii"}
    )
    fixed = raw.replace("Привіт".encode().decode("latin-1").encode(), "Привіт".encode())
    assert mail(fixed).text == "Привіт"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe",
        b"From: \r\nContent-Type: multipart/mixed\r\n\r\n--nothing",
        b"From: a@b.example\r\nDate: yesterday\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xcf\xf0\xe8",
        b"Subject: =?utf-8?B?%%%?=\r\nFrom: =?x-unknown?Q?=FF?= <a@b.example>\r\n\r\n!!!",
        b"From: a@b.example\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 60,
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\nContent-Type: text/plain; charset=utf\0-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n\xcf\r\n--a--",
        b"From: <script>alert(1)</script>\r\nSubject: x\r\n\tBcc: all@town.example\r\n\r\nx",
    ],
)
def test_nothing_that_comes_breaks_the_reader(raw: bytes) -> None:
    found = mail(raw)
    assert "\n" not in found.subject + found.sender_name + found.sender


def test_html_marks_what_is_quoted_and_hides_what_is_not_shown() -> None:
    shown = "<script>x()</script><p>Дякую&nbsp;вам</p>"
    quoted = "<blockquote><p>ПІН 111222</p></blockquote><div class=gmail_quote>Від: вас</div>"
    assert plain_text(shown + quoted) == "Дякую вам\n> ПІН 111222\n> Від: вас"


def test_a_letter_without_end_is_cut() -> None:
    assert len(mail(letters.plain("слово " * 40_000)).text) == 50_000
