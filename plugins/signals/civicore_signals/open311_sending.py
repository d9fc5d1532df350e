"""What programs with a key may send: cases, and what became of one."""

from __future__ import annotations

from civicore import Refusal
from civicore_signals import open311_asking as asking
from civicore_signals import open311_lookup as lookup
from civicore_signals import open311_services as services
from civicore_signals import writing
from civicore_signals.citizen import network_of
from civicore_signals.feed import Observation
from civicore_signals.open311_filing import Report
from civicore_signals.open311_keys import client
from civicore_signals.open311_reading import TOKEN
from civicore_signals.open311_refusals import Denied
from civicore_signals.open311_request import Answer, Asked
from civicore_signals.open311_shapes import Document, Rows, Value
from civicore_signals.work import Desk

_LONGEST_KEY = 200


async def file(asked: Asked) -> Answer | Denied:
    sent = await _with_key(asked)
    if isinstance(sent, Denied):
        return sent
    who, parameters = sent
    mark = asked.request.headers.get("idempotency-key", "").strip()[:_LONGEST_KEY]
    report = Report(asked.here.cases, parameters, writing.file_rules(asked.here), asked.language)
    filed = await report.file(f"{who}:{mark}" if mark else None)
    if isinstance(filed, Denied):
        return filed
    case, (_, missed) = filed[0].case, filed
    notice = " ".join(asked.said(Refusal("open311.photo", reason=asked.said(one))) for one in missed)
    category = services.found(asked.here.plan, case.category)
    kind = services.service_type(asked.here.plan, category) if category is not None else "blackbox"
    row: dict[str, Value] = {}
    if kind == "realtime" and case.number is not None:
        row["service_request_id"] = case.number
    elif kind != "blackbox":
        row["token"] = asked.here.runtime.keys.token(TOKEN, case.id)
    row["service_notice"] = notice or None
    return Answer(Document("service_requests", Rows("request", [row])))


async def observe(asked: Asked) -> Answer | Denied:
    """What another system says of a public case; what it means is for the city's file to say."""
    sent = await _with_key(asked)
    if isinstance(sent, Denied):
        return sent
    who, parameters = sent
    read: dict[str, str] = {}
    for name in ("service_request_id", "status", "updated_datetime", "update_id", "description"):
        value = asking.single(parameters, name)
        if isinstance(value, Refusal):
            return Denied.of(value)
        if value is None and name in ("service_request_id", "status", "updated_datetime"):
            return Denied.of(Refusal("open311.parameter_missing", name=name))
        read[name] = value or ""
    if not asking.is_instant(read["updated_datetime"]):
        return Denied.of(Refusal("open311.date", name="updated_datetime"))
    if not await lookup.numbered(asked.here.cases.setting, [read["service_request_id"]]):
        return Denied.of(Refusal("open311.request_unknown"))
    said = Observation(
        read["service_request_id"], read["updated_datetime"], read["status"], read["description"], read["update_id"]
    )
    await asked.here.runtime.services.one(Desk).observe([said], f"open311:{who}")
    row: dict[str, Value] = {"update_id": read["update_id"] or said.key[:32]}
    return Answer(Document("service_request_updates", Rows("request_update", [row])))


async def _with_key(asked: Asked) -> tuple[str, asking.Parameters] | Denied:
    """What was sent and the name of the program that sent it."""
    sent = await asked.sent()
    key = None if isinstance(sent, Denied) else asking.single(sent, "api_key")
    who = await client(asked.here.cases.setting, None if isinstance(key, Refusal) else key, network_of(asked.request))
    if isinstance(who, Refusal):
        return Denied.of(who)
    return sent if isinstance(sent, Denied) else (who, sent)
