"""The addresses of the API of cases, each with what the description says of it."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from litestar import Response, Router, get, post, route

from civicore import ApiBadRequest, Output, Routes, described, on_bad_request
from civicore_signals import api, api_desk, api_updates, outputs
from civicore_signals.api_described import Described
from civicore_signals.plan import Plan
from civicore_signals.setting import Setting


async def options() -> Response[None]:
    """What can be done with the list of cases."""
    return Response(None, headers={"Allow": "GET, OPTIONS, POST"})


def routes(plan: Plan) -> Routes:
    """Everything under ``/api/v1`` that cases answer."""
    say = Described(plan)
    one = "/desk/signals/{case:uuid}"
    handlers = [
        # Named before the others of its path: Litestar makes it with the first of them and forgets the next.
        route("/signals", http_method=["OPTIONS"], status_code=204)(options),
        get("/signal-kinds", opt=described(say.offered()))(api.offered),
        get("/signals", opt=described(say.listed()))(api.listed),
        post("/signals", opt=described(say.file()))(api.file),
        *(
            [post("/signals/updates", opt=described(say.updates()), status_code=200)(api_updates.updates)]
            if plan.feeds
            else ()
        ),
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
        known = await outputs.look_up(setting.runtime, subject)
        lists = [f"/api/v1/signals?{urlencode(one)}" for one in outputs.filters(known)]
        numbers = [f"/api/v1/signals/{quote(one, safe='')}" for one in (known.number, str(known.id))]
        return ["/api/v1/signals", *lists, *numbers, f"/api/v1/desk/signals/{known.id}"]

    return Output("signals.api", addresses)
