"""The demo's own addresses: everything there is to open, the clock, the caught messages."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.exceptions import SerializationException

from civicore.base.refusal import Refusal
from civicore.demo.devices import HANDLERS as DEVICE_HANDLERS
from civicore.demo.devices import demo_of
from civicore.demo.posting import HANDLERS as POSTING_HANDLERS
from civicore.demo.posting import letter_box
from civicore.demo.setting import apply, read_change
from civicore.demo.texting import HANDLERS as TEXTING_HANDLERS
from civicore.demo.texting import telephone_words
from civicore.jobs import once
from civicore.messaging.rich_text import rich
from civicore.web.pages import language, page, runtime

AnyRequest = Request[Any, Any, Any]


@get("/demo")
async def demo_page(request: AnyRequest) -> Response[str]:
    """Every address, sign-in and token, and the clock."""
    demo = demo_of(request)
    rows = [(one.role, one.email, one.password) for one in demo.sign_ins]
    citizens = [(one.organisation or one.name, one.email, one.password) for one in demo.citizens]
    return page(
        request,
        "demo/index.html",
        demo=demo,
        sign_ins=rows,
        citizens=citizens,
        now=demo.clock.now(),
        letters=letter_box(request) is not None,
    )


@get("/demo.json")
async def demo_json(request: AnyRequest) -> dict[str, Any]:
    """The same for programs."""
    demo = demo_of(request)
    return {
        "addresses": dict(demo.addresses),
        "sign_ins": [{"role": one.role, "email": one.email, "password": one.password} for one in demo.sign_ins],
        "citizens": [{"holder": one.holder, "email": one.email, "password": one.password} for one in demo.citizens],
        "devices": demo.devices,
        "printers": demo.printers,
        "counters": demo.counters,
        "tokens": {"desk": demo.desk_token, "devices": dict(demo.device_tokens)},
    }


@get("/demo/outbox")
async def outbox_page(request: AnyRequest) -> Response[str]:
    """What would have been sent, the newest first."""
    return page(request, "demo/outbox.html", messages=await _caught(request), rich=rich, **telephone_words(request))


@get("/demo/outbox.json")
async def outbox_json(request: AnyRequest) -> list[dict[str, Any]]:
    """The same for programs, the oldest first."""
    return [
        {
            "id": str(one.id),
            "channel": one.channel,
            "to": one.to,
            "subject": one.subject,
            "text": one.text,
            "html": one.html,
            "notice": one.notice,
            "links": list(one.links),
            "sent_at": one.sent_at.isoformat(),
        }
        for one in reversed(await _caught(request))
    ]


@get("/demo/clock")
async def read_clock(request: AnyRequest) -> dict[str, Any]:
    """The city's time."""
    return _shown(request)


@post("/demo/clock", status_code=200)
async def set_clock(request: AnyRequest) -> Response[Any]:
    """Set, advance or run the clock: JSON for programs, a form for people."""
    typed = request.headers.get("content-type", "").startswith("application/json")
    asked = await _json(request) if typed else {name: value for name, value in (await request.form()).items() if value}
    change = read_change({k: v for k, v in asked.items() if not k.startswith("_")}) if isinstance(asked, dict) else None
    if change is None or isinstance(change, Refusal):
        said = runtime(request).languages.say(language(request), change or Refusal("demo.clock_unclear"))
        return Response({"code": "demo.clock_unclear", "detail": said}, status_code=422)
    apply(change, demo_of(request).clock)
    await once(request.app.state.jobs)
    await request.app.state.outbox.flush()
    if typed:
        return Response(_shown(request))
    return Response(None, status_code=303, headers={"Location": "/demo"})


async def _json(request: AnyRequest) -> object:
    try:
        return await request.json()
    except SerializationException:
        return None


def _shown(request: AnyRequest) -> dict[str, Any]:
    clock = demo_of(request).clock
    zone = runtime(request).city.zone
    return {"now": clock.now().astimezone(zone).isoformat(), "running": clock.running}


async def _caught(request: AnyRequest) -> list[Any]:
    await request.app.state.outbox.flush()
    return list(await demo_of(request).catcher.all())


HANDLERS = (
    demo_page,
    demo_json,
    outbox_page,
    outbox_json,
    read_clock,
    set_clock,
    *DEVICE_HANDLERS,
    *TEXTING_HANDLERS,
    *POSTING_HANDLERS,
)
