"""The kinds of form fields the core knows: what may be typed into each, and its normal form."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from civicore.extension.parts import FieldType

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([^@\s]{1,253})")
_DOMAIN_PART = r"(?!-)[\w-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"{_DOMAIN_PART}(?:\.{_DOMAIN_PART})+")
_WRITTEN_DATE = re.compile(r"(\d{1,2})[./ ]+(\d{1,2})[./ ]+(\d{4})(?: ?[рг]\.?)?")
_NAME_SIGNS = frozenset(" '’ʼ`´.-‐‑–,()/")
_TELEPHONE = re.compile(r"\+?\d{6,15}")
_POSTCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{1,10}")
_SPACING_MARKS = re.compile(r"[\s().\u00a0\u2009/-]+")


def check_email(written: str) -> str | None:
    """An address that an ordinary mail server takes; the domain may be written in any alphabet."""
    match = _EMAIL.fullmatch(written)
    if match is None or not _DOMAIN.fullmatch(match[1]):
        return "field.email"
    local = written.partition("@")[0]
    return "field.email" if local.startswith(".") or local.endswith(".") or ".." in local else None


def check_name(written: str) -> str | None:
    """Letters of any alphabet with their marks, digits, apostrophes, hyphens and points; one letter at least."""
    if written.isalpha():
        return None
    kinds = {unicodedata.category(letter)[0] for letter in written if letter not in _NAME_SIGNS}
    return None if "L" in kinds and kinds <= {"L", "M", "N"} else "field.name"


def normal_telephone(written: str) -> str:
    """Digits with an optional plus; 00 at the start becomes the plus."""
    bare = _SPACING_MARKS.sub("", written)
    return f"+{bare[2:]}" if bare.startswith("00") else bare


def check_telephone(written: str) -> str | None:
    return None if _TELEPHONE.fullmatch(written) else "field.tel"


def normal_date(written: str) -> str:
    """``3. 8. 2026`` as ``2026-08-03``; what is no date stays as it was typed."""
    match = _WRITTEN_DATE.fullmatch(written.strip(" ."))
    return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}" if match else written


def check_date(written: str) -> str | None:
    try:
        date.fromisoformat(written)
    except ValueError:
        return "field.date"
    return None


def check_number(written: str) -> str | None:
    return None if re.fullmatch(r"-?[0-9]{1,15}", written) else "field.number"


def check_postcode(written: str) -> str | None:
    return None if _POSTCODE.fullmatch(written) else "field.postcode"


def normal_email(written: str) -> str:
    """The domain in small letters; what stands before it is the mail server's affair."""
    local, at, domain = written.rpartition("@")
    return f"{local}{at}{domain.lower()}" if at else written


CORE_TYPES = (
    FieldType("text", {"maxlength": 200}, personal=True),
    FieldType("name", {"maxlength": 200}, check_name),
    FieldType("email", {"maxlength": 254}, check_email, normal_email, input="email", inputmode="email"),
    FieldType("tel", {"maxlength": 40}, check_telephone, normal_telephone, input="tel", inputmode="tel"),
    FieldType("date", {"maxlength": 20}, check_date, normal_date, input="date"),
    FieldType("number", {"maxlength": 16}, check_number, input="text", inputmode="numeric", personal=False),
    FieldType("postcode", {"maxlength": 12}, check_postcode, input="text"),
    FieldType("textarea", {"maxlength": 2000}, input="textarea"),
    FieldType("select", input="select", personal=False),
    FieldType("radio", input="radio", personal=False),
    FieldType("checkboxes", input="checkboxes", personal=False),
    FieldType("checkbox", input="checkbox", personal=False),
    FieldType("hidden", {"maxlength": 2000}, input="hidden", personal=False),
)
