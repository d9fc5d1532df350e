"""Believable letters about the demo's visits, so that the desk of letters can be tried without a mail server."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import lru_cache
from pathlib import Path

import yaml

from civicore import Samples
from civicore.contracts.incoming_mail import LetterBox
from civicore_booking import codes, store
from civicore_booking.booking import Booking
from civicore_booking.setting import Setting

_WRITTEN = Path(__file__).with_name("letter_samples.yaml")
_STRANGER = ("", "family@mail.example")


def letters(setting: Setting) -> Samples:
    async def make() -> None:
        box = next(iter(setting.runtime.services.all(LetterBox)), None)  # type: ignore[type-abstract]
        if box is None:
            return
        async with setting.runtime.store.reading():
            visits = [one for one in await store.from_day(setting.plan.day_at(setting.now)) if one.email]
        speaks = setting.runtime.languages.default
        visits = [one for one in visits if one.start > setting.now and one.language == speaks]
        templates = _templates(speaks)
        for number, (template, visit) in enumerate(zip(templates, visits[2:], strict=False)):
            await box.take(_written(setting, template, visit, number))

    return Samples("booking.letters", make)


def _written(setting: Setting, template: Mapping[str, str], visit: Booking, number: int) -> bytes:
    kind = template["from"]
    city = setting.runtime.city.deployment.id
    mail = EmailMessage(SMTP)
    mail["From"] = formataddr((visit.name, str(visit.email)) if kind == "holder" else _STRANGER)
    mail["To"] = "letters@city.example"
    mail["Subject"] = template["subject"]
    mail["Date"] = format_datetime(setting.now)
    mail["Message-ID"] = f"<sample-{city}-{number}@mail.example>"
    if kind == "machine":
        mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(template["text"].format(**_facts(setting, visit)), cte="base64")
    return mail.as_bytes()


def _facts(setting: Setting, visit: Booking) -> dict[str, str]:
    local = visit.start.astimezone(setting.runtime.city.zone)
    pin = codes.code_of(setting.runtime.keys, visit) or codes.reference_of(setting.runtime.keys, visit)
    middle = len(pin) // 2
    return {
        "pin": pin,
        "pin_spaced": f"{pin[:middle]} {pin[middle:]}" if pin.isdigit() else pin,
        "name": visit.name,
        "last_name": visit.fields.get("last_name", ""),
        "day": f"{local.day}.{local.month:02}.",
        "time": f"{local:%H:%M}",
    }


@lru_cache
def _templates(language: str) -> list[dict[str, str]]:
    read: dict[str, list[dict[str, str]]] = yaml.safe_load(_WRITTEN.read_text("utf-8"))
    return read.get(language, read["en"])
