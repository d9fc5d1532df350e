"""What programs may send: the public types of one kind as services of GeoReport v2. Pure rules over the plan."""

from __future__ import annotations

from typing import Literal

from civicore_signals.open311_shapes import Document, Rows, Value
from civicore_signals.plan import Category, Plan, Question, QuestionKind

ServiceType = Literal["realtime", "batch", "blackbox"]
CHANGESET = "2026-11-22T00:00:00Z"  # when what this interface offers changed last
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
_DATATYPES: dict[QuestionKind, str] = {
    "text": "string",
    "lines": "text",
    "number": "number",
    "date": "datetime",
    "choice": "singlevaluelist",
    "choices": "multivaluelist",
}


def offered(plan: Plan) -> tuple[Category, ...]:
    """The types that programs may know of: public, and open to senders without an account of this city."""
    kind = plan.open311.kind
    return tuple(
        one
        for one in (plan.types(kind) if kind in plan.kinds else ())
        if plan.public(kind, one.id) is not None and plan.registration(kind, one.id) != "required"
    )


def found(plan: Plan, code: str) -> Category | None:
    """The type of this code, None when programs may not know of it."""
    return next((one for one in offered(plan) if one.id == code), None)


def service_type(plan: Plan, category: Category) -> ServiceType:
    """``batch``: the sender's address is confirmed first, so the number comes later, for a token.

    ``blackbox``: cases of this kind have no public page, so there is neither number nor record.
    """
    kind = plan.kinds[plan.open311.kind]
    if not {"number", "map"} & set(kind.track):
        return "blackbox"
    return "batch" if plan.registration(kind.id, category.id) == "email" else "realtime"


def listed(plan: Plan) -> tuple[str, ...]:
    """Codes of the types whose cases are shown."""
    return tuple(one.id for one in offered(plan) if service_type(plan, one) != "blackbox")


def services(plan: Plan, language: str) -> Document:
    """All services in the order of the file."""
    rows = [_service(plan, one, language) for one in offered(plan)]
    return Document("services", Rows("service", rows))


def definition(category: Category, language: str) -> Document:
    """The questions of a service; advice comes as attributes that are only to be shown (``variable`` false)."""
    told = [_advice(number, one.text.in_(language)) for number, one in enumerate(category.advice, 1)]
    asked = [_question(one, language) for one in category.questions]
    rows: list[Value] = [{**row, "order": order} for order, row in enumerate([*told, *asked], 1)]
    body: dict[str, Value] = {"service_code": category.id, "attributes": Rows("attribute", rows)}
    return Document("service_definition", body)


def discovery(address: str, contact: str, key_service: str, *, test: bool) -> Document:
    """Where the interface is; the same in both formats."""
    formats = Rows("format", ["text/xml", "application/json"])
    endpoint: dict[str, Value] = {
        "specification": SPECIFICATION,
        "url": f"{address}/open311/v2",
        "changeset": CHANGESET,
        "type": "test" if test else "production",
        "formats": formats,
    }
    body: dict[str, Value] = {
        "changeset": CHANGESET,
        "contact": contact,
        "key_service": key_service,
        "endpoints": Rows("endpoint", [endpoint]),
    }
    return Document("discovery", body)


def _service(plan: Plan, one: Category, language: str) -> dict[str, Value]:
    top = plan.category(one.id.partition(".")[0]) or one
    return {
        "service_code": one.id,
        "service_name": one.name.in_(language),
        "description": (one.note or one.name).in_(language),
        "metadata": bool(one.questions or one.advice),
        "type": service_type(plan, one),
        "keywords": ", ".join(words.in_(language) for words in one.also),
        "group": top.name.in_(language),
    }


def _advice(number: int, words: str) -> dict[str, Value]:
    return {
        "variable": False,
        "code": f"advice_{number}",
        "datatype": "text",
        "required": False,
        "datatype_description": None,
        "order": number,
        "description": words,
        "values": Rows("value", []),
    }


def _question(one: Question, language: str) -> dict[str, Value]:
    values: list[Value] = [{"key": key, "name": words.in_(language)} for key, words in one.options.items()]
    return {
        "variable": True,
        "code": one.id,
        "datatype": _DATATYPES[one.kind],
        # A question that depends on another cannot be told so here; the answer says when it is missing.
        "required": one.required and not one.when,
        "datatype_description": one.hint.in_(language) if one.hint is not None else None,
        "order": 0,
        "description": one.ask.in_(language),
        "values": Rows("value", values),
    }
