"""Litestar's own plugins for pydantic are not there; models are answered and read all the same."""

from __future__ import annotations

from litestar import Litestar, post
from litestar.params import JSONBody
from litestar.testing import TestClient
from pydantic import BaseModel

from civicore.web.lean import DECODERS, ENCODERS, LeanApp


class Wish(BaseModel):
    agenda: str
    people: int = 1


@post("/wishes")
async def wished(data: JSONBody[Wish]) -> list[Wish]:
    return [data, Wish(agenda="id_cards", people=data.people + 1)]


class Inside(LeanApp):
    """The application without what a city's front does before the router is asked."""

    __call__ = Litestar.__call__


def inside() -> Inside:
    return Inside(
        [wished], openapi_config=None, type_encoders=ENCODERS, type_decoders=DECODERS, logging_config=None
    )  # fmt: skip


def test_a_handler_of_a_plugin_takes_and_answers_models_of_pydantic() -> None:
    with TestClient(inside()) as client:
        answer = client.post("/wishes", json={"agenda": "passports"})
        wrong = client.post("/wishes", json={"agenda": "passports", "people": "many"})
    assert answer.json() == [{"agenda": "passports", "people": 1}, {"agenda": "id_cards", "people": 2}]
    assert wrong.status_code == 400


def test_litestar_adds_no_plugin_for_a_library_that_is_not_asked_for() -> None:
    assert not [
        one
        for one in inside().plugins
        if type(one).__module__.startswith(("litestar.plugins.pydantic", "litestar.plugins.attrs"))
    ]
