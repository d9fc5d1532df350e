"""The section ``ticketing:`` of the deployment file: tickets, calling, the board's voice, the visitor's own ticket.

Every field has a default, because parts of the section may stand at offices, departments and agendas. What an
office does as a whole (keys, alarm, announcing, undo) holds as the city or the office says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from civicore import Block, Duration, Section, kinds, says
from civicore_ticketing.filechange_rules import RULES

TRIES = 5
"""Codes that may be tried in a minute at one device, or from one network of strangers."""
TRIES_OF_STRANGERS = 60
"""At one office, from all networks together."""
OFF = "off"  # a key that does nothing


def _minutes(number: int) -> Duration:
    return Duration(seconds=number * 60)


class Numbers(Block):
    """The run of numbers of one ticket letter; it begins anew each day."""

    first: int = says("number of the day's first ticket", 1, ge=0, le=99_999)
    last: int = says("highest number; after it no more tickets that day", 999, ge=1, le=99_999, finding="L457")
    digits: int = says("least digits of a number, filled with zeros in front", 3, ge=1, le=5, finding="L457")


class Calls(Block):
    """Clients who are called and do not come."""

    most: int = says("calls, repeated ones counted, after which a client is no longer called", 3, ge=1, le=20)
    pause: kinds.Duration = says("who missed a call is not called again before this", _minutes(2))


class Delays(Block):
    """A visitor lets others go first."""

    by: kinds.SomeDuration = says("for how long; the place in line is kept", _minutes(10))
    most: int = says("how often; 0 turns it off", 2, ge=0, le=20)


class Remote(Block):
    """Numbers taken at a distance, on the visitor's telephone."""

    enabled: kinds.Flag = says("numbers can be taken before coming to the office", False, finding="L458")
    most_waiting: int = says("none are given while this many wait already", 30, ge=1, le=10_000)
    per_network: int = says("how many one network may take in an hour", 10, ge=1, le=10_000)
    agendas: Annotated[kinds.Ids, kinds.Refers("agendas")] = says("for which agendas", None, finding="E201; L458")


class Offline(Block):
    """Kiosks that lose the network."""

    numbers: int = says("numbers of each letter kept ready at every kiosk; 0: none", 20, ge=0, le=500, finding="L457")


class Ask(Block):
    """Messages that tell a visitor to come closer."""

    ways: tuple[Literal["sms"], ...] = says("how they are sent; empty: not offered", (), finding="L413; L458")
    before: int = says("sent when this many are still called before", 2, ge=0, le=20)


class Keys(Block):
    """Keys of the counter screen, by their place on the keyboard, whatever the layout; off turns one off."""

    next: kinds.String = says("call the next client", "F2", finding="E112; L456")
    recall: kinds.String = says("call the same client again", "F4", finding="E112; L456")
    arrived: kinds.String = says("the client has come", "F8", finding="E112; L456")
    finish: kinds.String = says("the visit is over", "F9", finding="E112; L456")
    no_show: kinds.String = says("the client did not come", "Alt+Shift+KeyN", finding="E112; L456")
    park: kinds.String = says("set the client aside", "Alt+Shift+KeyP", finding="E112; L456")
    transfer: kinds.String = says("send the client on", "Alt+Shift+KeyT", finding="E112; L456")
    pause: kinds.String = says("begin or end a break", "Alt+Shift+KeyB", finding="E112; L456")
    number: kinds.String = says("call one number out of turn", "Alt+Shift+KeyC", finding="E112; L456")
    without: kinds.String = says("serve somebody without a ticket", "Alt+Shift+KeyW", finding="E112; L456")
    undo: kinds.String = says("take the last deed back", "Alt+Shift+KeyZ", finding="E112; L456")
    alarm: kinds.String = says("call colleagues for help", "Alt+Shift+KeyA", finding="E112; L456")


class Alarm(Block):
    """The button by which staff call for help."""

    text: kinds.Text | None = says("what colleagues read, with the counter's name before it", None, finding="L460")
    to: tuple[kinds.Email, ...] = says("who is told besides the other counters of the office", (), finding="L413")


class Announce(Block):
    """How calls are heard."""

    languages: tuple[kinds.String, ...] = says(
        "languages in which calls are spoken, in order; empty: the languages of the city", (), finding="L459"
    )
    chime: kinds.Flag = says("a gong before each call", True)
    speak: kinds.Flag = says("number and counter are spoken", True)
    repeat: int = says("how often each call is spoken", 1, ge=1, le=3)
    quiet: kinds.TimeRanges = says("times of day without any sound", (), finding="L459")


class Ticketing(Block):
    """Rules of the waiting room: tickets, calling, boards."""

    brakes: ClassVar[Mapping[str, Mapping[str, object]]] = {
        "device": {"codes of visits typed": f"{TRIES} wrong ones a minute"},
        "network": {"codes of visits typed": f"{TRIES} wrong ones a minute, all together {TRIES_OF_STRANGERS}"},
    }

    enabled: kinds.Flag = says("tickets on or off", True)
    numbers: Numbers = says("numbers of tickets", Numbers())
    longest_wait: kinds.SomeDuration = says(
        "who has waited this long without a booking goes before people with one", _minutes(60), finding="L462"
    )
    calls: Calls = says("clients who do not come", Calls())
    undo: kinds.Duration = says("how long a counter may take back what it did", Duration(seconds=10))
    last_ticket: kinds.Duration = says("no more tickets this long before the office closes", Duration(), finding="L461")
    at_close: Literal["serve", "end"] = says(
        "people without a booking who still wait at the close: are served, or their tickets end", "serve"
    )
    then: tuple[Annotated[kinds.Id, kinds.Refers("agendas")], ...] = says(
        "agendas that follow in the same visit, with the same number", (), finding="E201; L455"
    )
    delays: Delays = says("letting others go first", Delays())
    remote: Remote = says("numbers taken at a distance", Remote())
    offline: Offline = says("kiosks without network", Offline())
    ask: Ask = says('"you are next but two"', Ask())
    keys: Keys = says("keys of the counter screen", Keys())
    alarm: Alarm | None = says("alarm button of the counters; absent: there is none", None, finding="L460")
    announce: Announce = says("sound and speech of the boards", Announce())
    keep: kinds.SomeDuration = says("tickets are deleted after this; the figures stay", Duration(days=7))

    def chords(self) -> dict[str, str]:
        """What each key does, by the deed; keys that are off are left out."""
        pressed: dict[str, str] = {name: getattr(self.keys, name) for name in Keys.model_fields}
        return {name: key for name, key in pressed.items() if key != OFF}


SECTION = Section("ticketing", Ticketing, ("city", "office", "department", "agenda"), changes=RULES)
