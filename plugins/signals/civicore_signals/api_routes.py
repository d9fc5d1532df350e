"""The addresses of the API of cases, each with what the description says of it."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Router, get, post

from civicore import ApiBadRequest, Output, Routes, described, on_bad_request
from civicore_signals import api, api_desk, store
from civicore_signals.api_described import Described
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting

_NOBODY = UUID("00000000-0000-4000-8000-000000000000")


def routes(plan: Plan) -> Routes:
    """Everything under ``/api/v1`` that cases answer."""
    say = Described(plan)
    one = "/desk/signals/{case:uuid}"
    handlers = [
        get("/signal-kinds", opt=described(say.offered()))(api.offered),
        get("/signals", opt=described(say.listed()))(api.listed),
        post("/signals", opt=described(say.file()))(api.file),
        get("/signals/{number:str}", opt=described(say.show()))(api.show),
        get("/desk/signals", opt=described(say.inbox()))(api_desk.inbox),
        get(one, opt=described(say.opened()))(api_desk.opened),
        post(f"{one}/status", opt=described(say.move()), status_code=200)(api_desk.move),
        post(f"{one}/assign", opt=described(say.assign()), status_code=200)(api_desk.assign),
        post(f"{one}/notes", opt=described(say.note()), status_code=200)(api_desk.note),
    ]
    return Routes("api", [Router("/", route_handlers=handlers, exception_handlers={ApiBadRequest: on_bad_request})])


def output(setting: Setting) -> Output:
    """Where a stranger may ask for one case, ``signals:<uuid>``."""

    async def addresses(subject: str) -> Sequence[str]:
        kind, _, id = subject.partition(":")
        case = None
        if kind == "signals":
            async with setting.runtime.store.reading():
                case = await store.get(UUID(id))
        number = case.number if case and case.number else "0"
        lists = ["/api/v1/signals", f"/api/v1/signals?category={case.category}"] if case else ["/api/v1/signals"]
        return [*lists, f"/api/v1/signals/{number}", f"/api/v1/desk/signals/{case.id if case else _NOBODY}"]

    return Output("signals.api", addresses)
