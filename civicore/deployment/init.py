"""The first file of a city: only what cannot be defaulted, one comment a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from civicore.base.spans import TimeRange, written_minute
from civicore.deployment.init_answers import Answers, Named
from civicore.deployment.words import scalar

SCHEMA = "civicore-1.schema.json"
_COMMENTS_AT = 62
_BEFORE = 15  # minutes: clients who are early may check in, see booking.check_in.before


def drafted(answers: Answers) -> str:
    """The text of the file."""
    return "".join(
        f"{line:<{_COMMENTS_AT}}  # {comment}\n" if comment else f"{line}\n" for line, comment in _all(answers)
    )


def _all(answers: Answers) -> Iterator[tuple[str, str]]:
    name = answers.name
    yield f"# yaml-language-server: $schema={SCHEMA}", ""
    yield "civicore: 1", "version of the language"
    if answers.country.preset:
        yield f"extends: [preset:{answers.country.preset}]", "what is the same in the whole country"
    yield from _who(answers)
    if answers.colours:
        colours = (f'{key}: "{one}"' for key, one in zip(("primary", "accent"), answers.colours, strict=False))
        yield f"brand: {{colours: {{{', '.join(colours)}}}}}", "buttons and links; highlights"
    yield f"departments: {{office: {{name: {scalar(name.name)}}}}}", "who answers: add the units of your town"
    yield "offices:", "places with counters"
    for office in answers.offices:
        yield from _office(office, answers)
    yield "agendas:", "what people come for; a prefix begins ticket numbers"
    for number, one in enumerate(answers.agendas):
        yield (
            f"  {one.id}: {{name: {scalar(one.name)}, department: office, prefix: {_prefix(number)}}}",
            "15 min a visit",
        )
    yield "booking: {}", "online booking; civicore explain booking tells what can be said"
    yield "ticketing: {}", "tickets for those who come without a booking"
    yield from _reached(answers)


def _who(answers: Answers) -> Iterator[tuple[str, str]]:
    yield "deployment:", "who this is"
    yield f"  id: {answers.name.id}", "short name in files and logs: never change it"
    yield f"  name: {scalar(answers.name.name)}", "as people know it"
    if answers.country.preset is None:
        country = answers.country
        yield f"  country: {country.code}", "ISO 3166"
        yield f"  timezone: {country.zone}", "of every time in this file"
        yield (
            f"  languages: [{', '.join(map(scalar, country.languages))}]",
            "the first is what texts here are written in",
        )
    yield f"  contact: {{email: {_quoted(answers.mail)}}}", "shown to citizens; add phone"


def _office(office: Named, answers: Answers) -> Iterator[tuple[str, str]]:
    parts = zip(("street", "city"), office.rest, strict=False)
    address = ", ".join(f"{key}: {scalar(one)}" for key, one in parts if one)
    opens = min(ranges[0].start for ranges in answers.hours.values())
    hours = ", ".join(f"{day}: {_ranges(ranges)}" for day, ranges in answers.hours.items())
    if len(answers.offices) > 1:  # the file stays short enough to be read at once
        yield from _briefly(office, address, f'doors: "{written_minute(max(0, opens - _BEFORE))}", hours: {{{hours}}}')
        return
    yield f"  {office.id}:", "stays in links and data: never change it"
    yield f"    name: {scalar(office.name)}", "as it stands over the door"
    if address:
        yield f"    address: {{{address}}}", "floor and room can be said too"
    yield f"    hours: {{{hours}}}", "days left out are closed"
    yield f'    doors: "{written_minute(max(0, opens - _BEFORE))}"', "from when clients may come in"
    yield "    counters: {one: {}}", "one more for every desk that calls clients"
    printer = f"{{kind: ticket_printer, place: {scalar(office.name)}}}"
    yield f"    devices: {{printer: {printer}}}", "codes are typed there, tickets come out"


def _briefly(office: Named, address: str, times: str) -> Iterator[tuple[str, str]]:
    where = f", address: {{{address}}}" if address else ""
    printer = f"{{kind: ticket_printer, place: {scalar(office.name)}}}"
    yield f"  {office.id}: {{name: {scalar(office.name)}{where},", "the id stays in links and data: never change it"
    yield f"    {times},", "doors: from when clients may come in; days left out are closed"
    yield (
        f"    counters: {{one: {{}}}}, devices: {{printer: {printer}}}}}",
        "a counter for every desk that calls clients",
    )


def _ranges(ranges: Sequence[TimeRange]) -> str:
    return str(ranges[0]) if len(ranges) == 1 else f"[{', '.join(map(str, ranges))}]"


def _prefix(number: int) -> str:
    high, low = divmod(number, len(ascii_uppercase))
    return (ascii_uppercase[high - 1] if high else "") + ascii_uppercase[low]


def _reached(answers: Answers) -> Iterator[tuple[str, str]]:
    server = f", smtp: {{host: {answers.server}}}" if answers.server else ""
    what = (
        "mails are sent by this server" if server else "add smtp: {host: ...}; until then mails are written to a folder"
    )
    yield f"channels: {{email: {{sender: {_quoted(answers.mail)}{server}}}}}", what
    yield f"operations: {{alert: [{_quoted(answers.mail)}]}}", "who hears of trouble"


def _quoted(address: str) -> str:
    # An @ within a word is harmless in YAML, other signs that an address may have are not.
    return address if address.replace("@", "").replace(".", "").replace("-", "").isalnum() else scalar(address)
