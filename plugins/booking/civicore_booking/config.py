"""The section ``booking:`` of the deployment file: rules of booking, check-in and cancellation.

Every field has a default, because parts of the section may stand at offices, departments and agendas. The
file is long because the section is: one class a block, nothing but fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, TypeAlias

from civicore import Block, DayNumber, Deprecated, Duration, Section, Text, kinds, overlaid, says
from civicore_booking.filechange_rules import RULES

Asked: TypeAlias = Literal["required", "optional", "off"]
ChannelName: TypeAlias = Literal["web", "kiosk", "desk", "sms", "bot"]
Confirming: TypeAlias = Literal["email_link", "sms_code", "none"]
CodeWays: TypeAlias = tuple[Literal["email", "sms", "sms_if_phone", "print", "screen", "answer"], ...]
GUESSES = 20
"""Bookings that one network may look for in a minute (threat T3)."""
FORM_KINDS = ("text", "long_text", "number", "date", "email", "phone", "choice", "choices", "agreement")


_LAST_MINUTE = 24 * 60 - 1


def _minutes(number: int) -> Duration:
    return Duration(seconds=number * 60)


class Fields(Block):
    """What the form asks of everybody."""

    first_name: Asked = says("given name", "required")
    last_name: Asked = says("family name", "required")
    email: Asked = says("e-mail", "required", finding="L413 when off and confirmation is by e-mail")
    phone: Asked = says("mobile telephone", "optional", finding="L413")
    birth_date: Asked = says("date of birth", "off", finding="L438")
    note: Asked = says("free text", "off", finding="L438")


class FormField(Block):
    """A question of the city's own; at most 20 in a form."""

    label: kinds.Text = says("question as citizens read it")
    kind: kinds.String = says(
        "text, long_text, number, date, email, phone, choice, choices, agreement, or a field type such as "
        "cz.birth_number",
        "text",
        finding="E112",
    )
    required: kinds.Flag = says("must be answered", False)
    hint: kinds.Text | None = says("help under the label", None)
    max_length: int = says("longest answer in characters", 200, ge=1, le=4000)
    choices: Mapping[kinds.Id, kinds.Text] = says("answers of choice and choices, in order", {}, finding="E102")


class Limits(Block):
    """Per-person limits; a person is an e-mail address, or a telephone number that staff wrote down, in normal form."""

    active_per_person: int = says("bookings one e-mail or telephone may hold at once", 2, ge=1, le=1000)
    per_agenda_and_day: int = says("bookings one person may hold for an agenda on a day", 1, ge=1, le=1000)
    unconfirmed_per_person: int = says("unconfirmed holds of one e-mail or telephone at a time", 1, ge=1, le=1000)
    unconfirmed_per_day: kinds.Quota = says(
        "part of a day's places that may wait for confirmation at once; at more there is an alarm",
        DayNumber(percent=80),
    )
    pending_per_email: int | None = says(
        "the old name of unconfirmed_per_person: a telephone may hold too",
        None,
        deprecated=Deprecated("unconfirmed_per_person", since="0.5", ends="0.8"),
    )
    name_change: kinds.Flag = says("may the holder's name be changed later (true helps resale)", False, finding="L439")


class Confirmation(Block):
    """From hold to booking."""

    by: Confirming = says("how the citizen confirms", "email_link", finding="E112; L413")
    within: kinds.SomeDuration = says("time to confirm, counted from the hold", _minutes(15), finding="E104; L411")
    on_timeout: Literal["release"] = says("the booking lapses and the slot is free again", "release")


class Code(Block):
    """Identification code or PIN."""

    name: kinds.Text = says("what citizens call it", Text({"en": "PIN"}))
    alphabet: Literal["digits", "letters_digits"] = says(
        "characters used (letters_digits leaves out 0 O 1 I)", "digits"
    )
    length: int = says("number of characters", 6, ge=4, le=12, finding="E113; L418")
    issued: Literal["on_hold", "on_confirm"] = says("when the code that opens check-in is sent", "on_confirm")
    reference: Literal["with_hold", "none"] = says(
        "with_hold sends an identification code already with the request to confirm", "none"
    )
    send_by: tuple[Literal["email", "sms", "sms_if_phone"], ...] = says("how it is sent", ("email",), finding="L413")
    instructions: kinds.Text | None = says("operating instructions sent with it", None)


class Early(Block):
    """A code typed before the window."""

    answer: kinds.Text = says("shown when the code is typed too early", Text({"en": "INVALID CODE"}))
    then: Literal["try_again"] = says("the code stays good; the citizen waits", "try_again")


class Late(Block):
    """A code typed after the window."""

    answer: kinds.Text | None = says("shown when the code is typed too late", None)
    then: Literal["walk_in", "lapse"] = says(
        "walk_in offers an ordinary ticket; lapse only says it is over", "lapse", finding="L410"
    )


class CheckIn(Block):
    """Announcing oneself on arrival."""

    before: kinds.Duration = says("how early the code starts to work", _minutes(15), finding="E104; L409")
    after: kinds.Duration = says("how late it still works", _minutes(15))
    at: tuple[Literal["ticket_printer", "kiosk", "desk", "web"], ...] = says(
        "where the code is typed", ("ticket_printer",), finding="L416"
    )
    menu: kinds.Text | None = says("label of the button on the device", None)
    early: Early = says("code typed before the window", Early())
    late: Late = says("code typed after the window", Late())
    unknown: kinds.Text | None = says(
        "shown for a code that was never issued; absent means early.answer, so that guessing learns nothing",
        None,
        finding="L441",
    )


class Way(Block):
    """A channel by which a booking can be cancelled."""

    state: Literal["live", "planned", "off"] = says(
        "planned announces the service without accepting anything; off takes away what is inherited",
        "live",
    )
    label: kinds.Text | None = says("label of the link or button", None)
    section: kinds.Text | None = says("menu section in which it stands", None)
    asks: tuple[Literal["code", "reference", "email", "phone", "last_name"], ...] = says(
        "what the citizen must give", ("code",), finding="L442"
    )
    confirm: kinds.Flag = says('a second step "really cancel?"', True)


class Ways(Block):
    """Channels of cancellation."""

    web_form: Way | None = says("form on the site", None)
    email_link: Way | None = says("one-click link in every e-mail", None)
    hotline: Way | None = says("operator on the telephone", None, finding="L414")
    any_office: Way | None = says("staff at any office desk", None)
    letter: Way | None = says("letter, entered by the registry", None, finding="L415")
    sms: Way | None = says("text message", None, finding="L413")
    bot: Way | None = says("messenger", None, finding="L413")
    kiosk: Way | None = says("kiosk, by code and family name", None, finding="L416")

    def open(self, way: str) -> Way | None:
        """The way if a booking can really be cancelled by it now."""
        found: Way | None = getattr(self, way)
        return found if found is not None and found.state == "live" else None


class CoolingOff(Block):
    """How long a cancelled slot stays closed to the address that had it; a random time within the range."""

    least: kinds.SomeDuration = says("at least", _minutes(5))
    most: kinds.SomeDuration = says("at most", _minutes(60), finding="E113 when shorter than least")


class Cancellation(Block):
    """How a booking ends early."""

    until: kinds.Duration = says("how long before the slot it is still possible", Duration())
    ways: Ways = says("channels", Ways())
    effect: Literal["erase", "anonymise", "keep"] = says("what happens to the record", "erase", finding="L430")
    reopen: Literal["at_once", "random_delay", "next_release"] = says(
        "when the slot is bookable again; the others spoil cancel-and-grab resale", "at_once"
    )
    cooling_off: CoolingOff = says("range of the random delay", CoolingOff())


class Release(Block):
    """How new days open."""

    mode: Literal["rolling", "daily_at", "by_lot"] = says(
        "how new days open; by_lot draws them among those who registered", "rolling", finding="E102"
    )
    at: kinds.TimeOfDay | None = says(
        "time of day for daily_at and of the draw for by_lot", None, finding="E105; E102 unless mode is rolling"
    )
    register_for: kinds.SomeDuration = says("by_lot: how long before the draw people can register", Duration(days=7))
    head_start: kinds.SomeDuration = says(
        "by_lot: how long after the draw what is left opens for everybody", Duration(seconds=7200)
    )

    @property
    def opens(self) -> int | None:
        """The minute of the day at which a new day opens for everybody; None: at midnight."""
        if self.mode == "rolling" or self.at is None:
            return None
        waits = int(self.head_start.exact.total_seconds()) // 60 if self.mode == "by_lot" else 0
        return min(self.at + waits, _LAST_MINUTE)


class Reminder(Block):
    """A message before the visit."""

    before: kinds.SomeDuration = says("how long before the visit it is sent", Duration(days=1))
    send_by: tuple[Literal["email", "sms", "sms_if_phone"], ...] = says("how it is sent", ("email",), finding="L413")


class WaitingList(Block):
    """Who finds no time is told when one becomes free."""

    enabled: kinds.Flag = says("offers the waiting list", False, finding="L413")
    offer_for: kinds.SomeDuration = says("how long a freed place is held for the person asked", Duration(seconds=7200))
    max_per_person: int = says("wishes one person may have at once", 3, ge=1, le=100)


class Channel(Block):
    """How one channel books. What it leaves out holds as the city says."""

    usual: ClassVar[Fields | None] = None

    enabled: kinds.Flag = says("takes bookings", True)
    fields: Fields | None = says("what this channel asks, field by field over booking.fields", None)
    confirmation: Confirming | None = says(
        "how this channel confirms; absent means booking.confirmation.by", None, finding="E112; L413"
    )
    code_by: CodeWays | None = says("where the code goes; absent means booking.code.send_by", None, finding="L413")


class _AtOnce(Channel):
    """A channel where nobody waits for an e-mail: it confirms at once and the e-mail is optional."""

    usual: ClassVar[Fields | None] = Fields.model_validate({"email": "optional"})

    confirmation: Confirming | None = says("how this channel confirms", "none", finding="E112; L413")


class Kiosk(_AtOnce):
    """Kiosks in town or in an office: confirmed at once, e-mail optional unless fields say otherwise."""

    code_by: CodeWays | None = says("where the code goes", ("print",), finding="L413")


class Desk(_AtOnce):
    """Staff for a caller or visitor: confirmed at once, e-mail optional unless fields say otherwise."""

    code_by: CodeWays | None = says("where the code goes", ("screen",), finding="L413")


class Answered(_AtOnce):
    """Text messages and messengers: confirmed at once, e-mail optional unless fields say otherwise."""

    code_by: CodeWays | None = says("where the code goes", ("answer",), finding="L413")


class Channels(Block):
    """What differs by channel: at a counter nobody waits for an e-mail."""

    web: Channel = says("the site", Channel())
    kiosk: Kiosk = says("kiosks in town or in an office", Kiosk())
    desk: Desk = says("staff for a caller or visitor", Desk())
    sms: Answered = says("text messages", Answered())
    bot: Answered = says("messengers", Answered())


class Booking(Block):
    """Rules of booking, check-in, cancellation."""

    brakes: ClassVar[Mapping[str, Mapping[str, object]]] = {
        "network": {"bookings looked up by their code": f"{GUESSES} tries a minute"},
    }

    enabled: kinds.Flag = says("online booking on or off", True)
    walk_in: kinds.Flag = says("tickets without booking", True, finding="L410")
    horizon: kinds.SomeDuration = says(
        "how far ahead a slot may be booked, today + horizon included", Duration(days=30), finding="E104; L412"
    )
    lead_time: kinds.Duration = says("least time between booking and slot", Duration(), finding="E104; L412")
    step: kinds.SomeDuration = says("grid on which slots start", _minutes(15), finding="E104; L403; W504")
    max_people: int = says("people one booking may be for", 1, ge=1, le=50)
    fields: Fields = says("what the form asks", Fields(), finding="L438")
    form: Mapping[kinds.Id, FormField] = says("questions of the city's own, in order; at most 20", {}, finding="E113")
    limits: Limits = says("per-person limits", Limits())
    confirmation: Confirmation = says("from hold to booking", Confirmation())
    code: Code = says("identification code or PIN", Code(), finding="L418")
    check_in: CheckIn = says("announcing oneself on arrival", CheckIn())
    priority: Literal["after_current", "at_booked_time", "alternate", "none"] = says(
        "when a checked-in client is called", "at_booked_time"
    )
    cancellation: Cancellation = says("how a booking ends early", Cancellation())
    release: Release = says("how new days open", Release())
    reminder: Reminder | None = says("a message before the visit", None, finding="L413")
    waiting_list: WaitingList = says("telling people of freed places", WaitingList())
    channels: Channels = says("what differs by channel", Channels())
    puzzle: Literal["always", "under_load", "off"] = says(
        "who books on the site solves the puzzle of security.bot_check: always for a scarce agenda, else under load",
        "under_load",
        finding="L448",
    )
    freshness: kinds.SomeDuration = says(
        "shown availability is never older than this", _minutes(2), finding="E104; L432"
    )
    sold_out: kinds.Text | None = says("shown when the day's capacity is used up", None)
    page: kinds.Text | None = says("heading of the booking page", None)
    on_time: kinds.Text | None = says("sentence shown to those who keep their time", None)

    def fields_by(self, channel: ChannelName) -> Fields:
        """What the form asks on a channel."""
        own = self.channel(channel)
        result = self.fields
        for nearer in (own.usual, own.fields):
            result = result if nearer is None else overlaid(result, nearer)
        return result

    def channel(self, channel: ChannelName) -> Channel:
        found: Channel = getattr(self.channels, channel)
        return found

    def confirmed_by(self, channel: ChannelName) -> Confirming:
        """How a booking made on this channel is confirmed."""
        return self.channel(channel).confirmation or self.confirmation.by


SECTION = Section("booking", Booking, ("city", "office", "department", "agenda"), changes=RULES)
