"""The addresses of the API of cases, each with what the description says of it."""

from litestar import Router, get, post

from civicore import ApiBadRequest, Routes, described, on_bad_request
from civicore_signals import api, api_desk
from civicore_signals.api_described import Described
from civicore_signals.plan import Plan


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
