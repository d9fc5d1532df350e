"""The addresses of the API, each with what the description says of it."""

from litestar import Router, get, post

from civicore import ApiBadRequest, Routes, Runtime, described, on_bad_request
from civicore_booking import api, api_desk
from civicore_booking.api_described import Described
from civicore_booking.api_views import Views
from civicore_booking.service import Bookings


def routes(runtime: Runtime) -> Routes:
    """Everything under ``/api/v1`` that booking answers."""
    bookings = runtime.services.one(Bookings)
    say = Described(runtime.city, Views(runtime, bookings), bookings.agendas("web"))
    one = "/desk/bookings/{booking:uuid}"
    handlers = [
        get("/agendas", opt=described(say.agendas()))(api.agendas),
        get("/availability", opt=described(say.availability()))(api.availability),
        post("/bookings", opt=described(say.book()))(api.book),
        get("/bookings/{secret:str}", opt=described(say.show()))(api.show),
        post("/bookings/confirm", opt=described(say.confirm()), status_code=200)(api.confirm),
        post("/bookings/cancel", opt=described(say.cancel()), status_code=200)(api.cancel),
        post("/bookings/reschedule", opt=described(say.reschedule()), status_code=200)(api.reschedule),
        get("/desk/bookings", opt=described(say.listed()))(api_desk.listed),
        get(one, opt=described(say.opened()))(api_desk.opened),
        post(f"{one}/cancel", opt=described(say.cancel_by_staff()), status_code=200)(api_desk.cancel),
        post("/desk/closures", opt=described(say.close()))(api_desk.close),
    ]
    return Routes("api", [Router("/", route_handlers=handlers, exception_handlers={ApiBadRequest: on_bad_request})])
