"""What programs may read: where the interface is, its services, public cases, their history, and tokens."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from civicore import Refusal
from civicore_signals import open311_asking as asking
from civicore_signals import open311_lookup as lookup
from civicore_signals import open311_records as records
from civicore_signals import open311_services as services
from civicore_signals import store
from civicore_signals.open311_refusals import Denied
from civicore_signals.open311_request import PLACE, Answer, Asked
from civicore_signals.open311_shapes import Document, Rows, Value

TOKEN = "open311.token"  # noqa: S105 -- what a token is for, not a token


async def discover(asked: Asked) -> Answer:
    here, settings = asked.here, asked.here.plan.open311
    said = [one.in_(asked.language) for one in (settings.contact, settings.terms) if one is not None]
    contact = said[0] if said else here.city.deployment.contact.email or here.runtime.address
    key_service = said[-1] if said else contact
    address = here.runtime.address
    return Answer(services.discovery(address, contact, key_service, test=here.runtime.demo))


async def all_services(asked: Asked) -> Answer:
    return Answer(services.services(asked.here.plan, asked.language))


async def one_service(asked: Asked) -> Answer | Denied:
    category = services.found(asked.here.plan, asked.address.id)
    if category is None:
        return Denied.of(Refusal("open311.service_unknown"))
    return Answer(services.definition(category, asked.language))


async def all_requests(asked: Asked) -> Answer | Denied:
    setting = asked.here.cases.setting
    wanted = asking.asked(asked.query, setting.now)
    if isinstance(wanted, Refusal):
        return Denied.of(wanted)
    if wanted.ids:
        return Answer(records.requests(await lookup.numbered(setting, wanted.ids), asked.words))
    found = await lookup.page(setting, wanted)
    links = _links(asked, wanted, found)
    return Answer(records.requests(found.cases, asked.words), headers={"Link": links} if links else None)


async def one_request(asked: Asked) -> Answer | Denied:
    found = await lookup.numbered(asked.here.cases.setting, [asked.address.id])
    if not found:
        return Denied.of(Refusal("open311.request_unknown"))
    return Answer(records.requests(found, asked.words))


async def one_token(asked: Asked) -> Answer | Denied:
    here = asked.here
    id = here.runtime.keys.subject(TOKEN, asked.address.id)
    async with here.runtime.store.reading():
        case = await store.get(id) if id is not None else None
    if case is None:
        return Denied.of(Refusal("open311.token_unknown"))
    ready = await lookup.numbered(here.cases.setting, [case.number]) if case.number is not None else ()
    row: dict[str, Value] = {"service_request_id": ready[0].number} if ready else {}
    return Answer(Document("service_requests", Rows("request", [{**row, "token": asked.address.id}])))


async def all_updates(asked: Asked) -> Answer | Denied:
    setting = asked.here.cases.setting
    wanted = asking.asked({**asked.query, "status": ()}, setting.now)
    if isinstance(wanted, Refusal):
        return Denied.of(wanted)
    found = await lookup.history(setting, wanted.ids, wanted.start, wanted.end)
    answer = records.updates(found.updates, asked.words)
    if found.more is None:
        return Answer(answer)
    rest = {"start_date": asked.words.instant(found.more), "end_date": asked.words.instant(wanted.end)}
    return Answer(answer, headers={"Link": f'<{_address(asked, "servicerequestupdates", rest)}>; rel="next"'})


def _links(asked: Asked, wanted: asking.Asked, found: lookup.Found) -> str:
    """RFC 8288: the page before the first one is not needed, the next begins behind the last record of this one."""
    if found.more is None and wanted.page is None:
        return ""
    fixed = {
        "start_date": asked.words.instant(wanted.start),
        "end_date": asked.words.instant(wanted.end),
        "page_size": str(wanted.size),
    }
    kept = {name: ",".join(values) for name, values in asked.query.items() if name in ("service_code", "status")}
    first = {**kept, **fixed, "page": "1"}
    links = [f'<{_address(asked, "requests", first)}>; rel="first"']
    if found.more is not None and wanted.page is not None:
        following = {**first, "page": str(wanted.page + 1), "after": str(found.more)}
        links.append(f'<{_address(asked, "requests", following)}>; rel="next"')
    return ", ".join(links)


def _address(asked: Asked, thing: str, parameters: Mapping[str, str]) -> str:
    return asked.here.runtime.absolute(f"{PLACE}/{thing}.{asked.address.format}?{urlencode(parameters)}")
