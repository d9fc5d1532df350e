"""Letters as programs of people and of machines send them, byte by byte."""

from __future__ import annotations

import base64
import quopri
from email.header import Header

TO = "lysty@town.example"
ID = "0198d1f0-3c5a-7c1e-9b1d-2f6d3a7e5b10"


def plain(
    text: str, *, sender: str = "Олена Коваль <olena@mail.example>", subject: str = "Лист", **heads: str
) -> bytes:
    """An ordinary letter, UTF-8 in base64."""
    body = base64.encodebytes(text.encode()).decode()
    return letter(body, sender, subject, {"Content-Transfer-Encoding": "base64", **_named(heads)})


def windows_1251(text: str) -> bytes:
    """An old program: the whole letter in eight bits of Windows' alphabet, headers too and without a word about it."""
    head = "From: Олена Коваль <olena@mail.example>\r\nTo: {}\r\nSubject: Скасування запису\r\n"
    kind = "Content-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return (head.format(TO) + kind + text.replace("\n", "\r\n")).encode("cp1251")


def koi8_quoted(text: str) -> bytes:
    """Another alphabet, quoted-printable, with an encoded name."""
    body = quopri.encodestring(text.encode("koi8-u")).decode("ascii")
    name = Header("Олена Коваль", "koi8-u").encode()
    heads = {"Content-Transfer-Encoding": "quoted-printable", "Content-Type": 'text/plain; charset="koi8-u"'}
    return letter(body, f"{name} <olena@mail.example>", "Лист", heads)


def html_only(html: str) -> bytes:
    """A telephone that sends no plain text."""
    return letter(html, "olena@mail.example", "Лист", {"Content-Type": "text/html; charset=utf-8"})


def with_files(text: str) -> bytes:
    """Plain text, the same in HTML, and a picture with a Ukrainian name."""
    name = Header("скан паспорта.jpg", "utf-8").encode()
    body = (
        "--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{text}</p>\r\n--b--\r\n"
        f'--a\r\nContent-Type: image/jpeg; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n--a--\r\n"
    )
    return letter(body, "olena@mail.example", "Лист", {"Content-Type": "multipart/mixed; boundary=a"})


def letter(body: str, sender: str, subject: str, heads: dict[str, str]) -> bytes:
    """Headers and body; what ``heads`` say replaces the usual headers."""
    usual = {
        "From": sender,
        "To": TO,
        "Subject": subject,
        "Date": "Tue, 24 Nov 2026 09:30:00 +0200",
        "Message-ID": "<one@mail.example>",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }
    said = {**usual, **heads}
    written = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"{written}\r\n{body}".encode()


def returned(
    to: str, *, status: str = "5.1.1", action: str = "failed", about: str = ID, person: str = "olena@mail.example"
) -> bytes:
    """What Postfix sends when a letter cannot be delivered (RFC 3464)."""
    body = (
        "--r\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you...\r\n"
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.town.example\r\n\r\n"
        f"Final-Recipient: rfc822; {person}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n"
        "--r\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: <{about}@town.example>\r\nSubject: PIN\r\n\r\n--r--\r\n"
    )
    heads = {
        "To": to,
        "Return-Path": "<>",
        "Auto-Submitted": "auto-replied",
        "Content-Type": 'multipart/report; report-type=delivery-status; boundary="r"',
        "Message-ID": f"<dsn-{status}-{action}-{person}@mx.town.example>",
    }
    return letter(body, "MAILER-DAEMON@mx.town.example", "Undelivered Mail Returned to Sender", heads)


def complaint(to: str, about: str = ID) -> bytes:
    """Somebody pressed "this is spam" (RFC 5965)."""
    body = (
        "--r\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report\r\n"
        "--r\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n"
        "Original-Rcpt-To: <olena@mail.example>\r\n\r\n"
        f"--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}@town.example>\r\n\r\n--r--\r\n"
    )
    heads = {"To": to, "Content-Type": "multipart/report; report-type=feedback-report; boundary=r"}
    return letter(body, "feedback@mail.example", "complaint", heads)


def _named(heads: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in heads.items()}
