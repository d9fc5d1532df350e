"""A program at the standard interface: one question in XML or JSON, read into the same plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import httpx
from civicore_signals.case import Case, Sender
from civicore_signals.lifecycle import Given

from civicore.base.refusal import Refusal
from civicore.people.principals import Principal
from tests.signals.desk.house import House

KEY = "demo-gateway"
BOSS = Principal(
    "staff",
    "00000000-0000-0000-0000-000000000001",
    "Boss",
    frozenset(f"signals.{one}" for one in ("see", "work", "contacts", "publish", "merge", "manage", "export")),
    None,
    "manager",
    "en",
)
LISTS = {"services", "attributes", "values", "formats", "endpoints", "errors"} | {
    "service_requests",
    "service_request_updates",
}
XML, JSON = "text/xml; charset=utf-8", "application/json; charset=utf-8"
Said = list[dict[str, Any]]


@dataclass(frozen=True)
class Answered:
    """An answer and what it says: lists and mappings of texts, None for empty elements."""

    response: httpx.Response
    said: Any

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def rows(self) -> Said:
        assert isinstance(self.said, list), self.said
        return self.said

    @property
    def row(self) -> dict[str, Any]:
        [only] = self.rows
        return only

    def refused(self, status: int) -> str:
        """All sentences of an answer that says why not."""
        assert self.status == status, (self.status, self.said)
        assert {one["code"] for one in self.rows} == {str(status)}
        assert all(one["description"] and "open311." not in one["description"] for one in self.rows), self.rows
        return " ".join(one["description"] for one in self.rows)


class Program:
    """Asks in one format; ``house`` gives what no program may do."""

    def __init__(self, house: House, format: str) -> None:
        self.house, self.format = house, format
        transport = httpx.ASGITransport(app=house.built.app)  # type: ignore[arg-type]
        headers = {"Accept-Language": "en"}
        self.http = httpx.AsyncClient(transport=transport, base_url="http://city/open311/v2", headers=headers)

    async def get(self, path: str, **parameters: str) -> Answered:
        return read(await self.http.get(f"/{path}.{self.format}", params=parameters))

    async def post(
        self, wanted: Mapping[str, Any] | None = None, *, mark: str | None = None, **changes: Any
    ) -> Answered:
        """A whole pothole of a known program; what is wanted replaces parameters, None takes one away."""
        usual = {
            "api_key": KEY,
            "service_code": "roads.pothole",
            "lat": "49.99",
            "long": "13.99",
            "description": "A deep hole.",
            "attribute[surface]": "gravel",
        }
        sent = {name: value for name, value in {**usual, **(wanted or {}), **changes}.items() if value is not None}
        headers = {"Idempotency-Key": mark} if mark else {}
        return read(await self.http.post(f"/requests.{self.format}", data=sent, headers=headers))

    async def update(self, **sent: str) -> Answered:
        return read(await self.http.post(f"/servicerequestupdates.{self.format}", data={"api_key": KEY, **sent}))

    async def filed(self, text: str = "A deep hole.", **changes: Any) -> Case:
        """A case from the pages of citizens, with everything about its sender that must not leave."""
        sender = Sender(name="Jana Nováková-Tajná", email="jana.tajna@example.cz", phone="+420777111222", language="cs")
        return await self.house.filed(text, **{"sender": sender, **changes})

    async def public(self, text: str = "A deep hole.", **changes: Any) -> Case:
        """The same, released whole by the office."""
        case = await self.filed(text, **changes)
        return told(await self.house.desk.publish(case.id, ["text", "place", "photo", "answer"], BOSS, agreed=True))

    async def moved(self, case: Case, to: str, text: str = "", outcome: str | None = None) -> Case:
        return told(await self.house.desk.move(case.id, to, Given(text, outcome), BOSS))


def told(answer: Case | Refusal) -> Case:
    assert isinstance(answer, Case), answer
    return answer


def read(response: httpx.Response) -> Answered:
    """Judge the outside of an answer and read its inside."""
    text = response.content.decode("utf-8")
    kind = response.headers.get("content-type")
    if kind == JSON:
        return Answered(response, _json(json.loads(text)))
    assert kind == XML, (kind, text[:200])
    assert text.startswith("<?xml version=")
    root = fromstring(response.content)
    assert not any(one.attrib or "}" in one.tag for one in root.iter())
    return Answered(response, _xml(root))


def _json(value: object) -> object:
    if isinstance(value, list):
        return [_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: _json(one) for name, one in value.items()}
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value in (None, "") else str(value)


def _xml(element: Element) -> object:
    if element.tag in LISTS:
        return [_xml(one) for one in element]
    return {one.tag: _xml(one) for one in element} if len(element) else element.text or None
