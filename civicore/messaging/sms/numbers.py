"""Telephone numbers as gateways want them: one spelling for each, and none for what must not be written to."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

_COSTS_EXTRA = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)


def region_of(number: str | None) -> str | None:
    """The country (ISO 3166) of a number in international form; national numbers are read as those of it."""
    found = _parsed(number or "", None)
    return phonenumbers.region_code_for_number(found) if found else None


def international(written: str, region: str | None) -> str | None:
    """``+420739547765`` for every spelling of it; None for short codes, names of senders and what is no number."""
    found = _parsed(written, region)
    if found is None or not phonenumbers.is_valid_number(found):
        return None
    return phonenumbers.format_number(found, PhoneNumberFormat.E164)


def answerable(number: str) -> bool:
    """Whether to write back to a number in international form: one whose owner earns by it is left alone."""
    found = _parsed(number, None)
    return found is not None and phonenumbers.number_type(found) not in _COSTS_EXTRA


def _parsed(written: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, region)
    except NumberParseException:
        return None
