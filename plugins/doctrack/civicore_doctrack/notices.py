"""The messages about documents: what they can say, and a sample of each for previews and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from civicore import City, Notice, Text
from civicore.contracts.offers import Bookable
from civicore_doctrack import links, looking
from civicore_doctrack.config import DocTrack
from civicore_doctrack.journal import Messages
from civicore_doctrack.plan import Stage
from civicore_doctrack.setting import Setting
from civicore_doctrack.store_followers import Follower

STAGE, CONFIRM, CODE = "doctrack.stage", "doctrack.confirm", "doctrack.code"


@dataclass(frozen=True)
class Said:
    """What a message says, and the address that ends such messages with one click."""

    context: Mapping[str, object]
    unsubscribe: str


def words(setting: Setting, one: Follower, messages: Messages, stage: Stage) -> Said:
    """What a message about a stage says: nothing that names the holder."""
    runtime, stop = setting.runtime, links.stop_token(setting.runtime.keys, one.id)
    kind, office = setting.plan.kinds.get(messages.type), runtime.city.offices.get(messages.office or "")
    path = booking(setting, messages.office) if stage.ready else None
    context = {
        "document": kind.name if kind else messages.type,
        "ending": messages.ending,
        "stage": stage.name,
        "message": stage.message,
        "pickup": setting.said.pickup if stage.ready else None,
        "office": office.name if office and stage.ready else None,
        "booking": runtime.absolute(f"/{one.language}{path}") if path else None,
        "link": runtime.absolute(f"/{one.language}{links.result(looking.token(setting, messages.document))}"),
        "site": runtime.absolute(f"/{one.language}{links.FRONT}"),
        "stop_link": runtime.absolute(f"/{one.language}{links.FRONT}/stop/{stop}"),
    }
    return Said(context, runtime.absolute(f"{links.STOP_HOOK}/{stop}"))


def booking(setting: Setting, office: str | None) -> str | None:
    """Where a time to collect a document is booked, on the city's own site; None where it is not."""
    agenda = setting.said.pickup_booking
    if agenda is None:
        return None
    every = setting.runtime.services.all(Bookable)  # type: ignore[type-abstract]
    found = (one.path(agenda, office) for one in every)
    return next((path for path in found if path), None)


def notices(city: City) -> tuple[Notice, ...]:
    """Every message, with a sample made of the city's own words."""

    def stage() -> Mapping[str, object]:
        return _sample(city)

    return (
        Notice(STAGE, "doctrack/mail/stage.txt", stage, purpose="news"),
        Notice(CONFIRM, "doctrack/mail/confirm.txt", lambda: {"link": f"{city.deployment.url}/sample"}),
        Notice(CODE, "doctrack/mail/code.txt", lambda: {"code": "482913"}),
    )


def _sample(city: City) -> Mapping[str, object]:
    """The longest stage of the first kind of document of the city."""
    said: DocTrack = city.section("doctrack")
    kind = max((one.name for one in said.documents.values()), key=_length, default=Text({"": "…"}))
    stages = list(said.stages.values())
    long = max(stages, key=lambda one: _length(one.name), default=None)
    site = f"{city.deployment.url}{links.FRONT}"
    return {
        "document": kind,
        "ending": "…4821",
        "stage": long.name if long else kind,
        "message": long.message if long else kind,
        "pickup": said.pickup,
        "office": next((one.name for one in city.offices.values()), None),
        "booking": f"{city.deployment.url}/booking" if said.pickup_booking else None,
        "link": f"{site}/sample",
        "site": site,
        "stop_link": f"{site}/stop/sample",
    }


def _length(words: Text) -> int:
    return max(len(one) for one in words.by_language.values())
