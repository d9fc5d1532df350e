"""What the city's other systems say of cases, over the API: many lines at once, in any order, as often as they like."""

from civicore import AnyRequest, Refusal, api_body
from civicore_signals import api_answers as answers
from civicore_signals import api_bodies as bodies
from civicore_signals import people
from civicore_signals.api_caller import Caller, Said
from civicore_signals.citizen import network_of
from civicore_signals.feed import Observation
from civicore_signals.program_keys import CLIENT, GUESSES, owner
from civicore_signals.setting import Setting

HEADER = "X-Feed-Key"


async def updates(request: AnyRequest) -> Said:
    """Take them over; each case in a unit of its own, so that one that fails leaves the others."""
    call = Caller(request)
    who = await _feed(call.cases.setting, request.headers.get(HEADER.lower(), ""), network_of(request))
    if isinstance(who, Refusal):
        return call.refused(who)
    sent = await api_body(request, bodies.NewUpdates)
    said = [Observation(one.case, one.at, one.status, one.text, one.id) for one in sent.updates]
    report = await call.desk.observe(said, who)
    return call.answer(
        answers.UpdatesAnswer(
            new=report.new,
            known=report.known,
            changed=len(report.changed),
            raised=len(report.raised),
            unknown=list(report.nobodys),
        )
    )


async def _feed(setting: Setting, key: str, network: str | None) -> str | Refusal:
    """The feed whose key this is. ``signals.feed_key``, ``signals.too_many``."""
    keys = {name: one.secret for name, one in setting.plan.feeds.items()}
    name = owner(setting, "signals.feed", keys, key) if key else None
    if name is not None:
        return await people.slowed(setting, "feed.client", name, CLIENT) or name
    return await people.slowed(setting, "feed.guess", network, GUESSES) or Refusal("signals.feed_key")
