"""What a gateway tells by HTTP: a POST to /hooks/sms/<name> with messages, receipts or both."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, post
from litestar.exceptions import NotAuthorizedException, SerializationException
from litestar.handlers import HTTPRouteHandler

from civicore.base.codes import same
from civicore.deployment.model.texting import SmsHook
from civicore.messaging.sms.gateway import Came, Fate, Hears, Report
from civicore.messaging.sms.json_paths import at, found
from civicore.storage.written import dumps

AnyRequest = Request[Any, Any, Any]
_MOST = 1000  # messages in one call


@dataclass(frozen=True)
class Said:
    """One call in full: receipts and messages that the gateway told of."""

    reports: tuple[Report, ...]
    came: tuple[Came, ...]


def hook_of(hook: SmsHook, secret: Callable[[], str | None], hears: Hears) -> HTTPRouteHandler:
    """The handler of one gateway. It answers 200 once everything is stored, and stores nothing for strangers."""

    @post(f"/sms/{hook.name}", status_code=200, include_in_schema=False)
    async def told(request: AnyRequest) -> Response[dict[str, str]]:
        """Judged before the body means anything: who has not the secret learns nothing about it."""
        body = await _body(request)
        if not genuine(hook, secret(), request.headers, body):
            raise NotAuthorizedException
        said = read(hook, body)
        for report in said.reports:
            await hears.reported(report)
        for message in said.came:
            await hears.came(message)
        return Response({"status": "ok"})

    return told


def genuine(hook: SmsHook, secret: str | None, headers: Mapping[str, str], body: object) -> bool:
    """Whether the call bears the gateway's secret, compared in constant time; never without one."""
    if not secret:
        return False
    return same(_shown(hook, headers, body), f"{hook.proof_name}:{secret}" if hook.proof == "basic" else secret)


def read(hook: SmsHook, body: object) -> Said:
    """What a call tells; what has neither words nor a fate is left out."""
    items = list(_items(hook, body))[:_MOST]
    reports = (_report(hook, one) for one in items if found(one, hook.state))
    came = (_came(hook, one) for one in items if not found(one, hook.state))
    return Said(tuple(one for one in reports if one.remote), tuple(one for one in came if one.sender and one.text))


def _items(hook: SmsHook, body: object) -> Iterator[object]:
    listed = at(body, hook.items) if hook.items else body
    yield from listed if isinstance(listed, list) else [listed]


def _report(hook: SmsHook, item: object) -> Report:
    said = found(item, hook.state)
    fate: Fate = "delivered" if said in hook.delivered else "failed" if said in hook.failed else "accepted"
    return Report(found(item, hook.id), fate)


def _came(hook: SmsHook, item: object) -> Came:
    return Came(found(item, hook.sender), found(item, hook.text), dumps(item), found(item, hook.id) or None)


def _shown(hook: SmsHook, headers: Mapping[str, str], body: object) -> str:
    if hook.proof == "field":
        return found(body, hook.proof_name)
    if hook.proof == "header":
        return headers.get(hook.proof_name, "")
    scheme, _, shown = headers.get("authorization", "").partition(" ")
    if scheme.lower() != hook.proof:
        return ""
    return shown if hook.proof == "bearer" else _plain(shown)


def _plain(written: str) -> str:
    try:
        return base64.b64decode(written, validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


async def _body(request: AnyRequest) -> object:
    """JSON or a form as one tree; None for what is neither."""
    try:
        if request.headers.get("content-type", "").startswith("application/json"):
            return await request.json()
        form = await request.form()
        return {name: value for name, value in form.items() if isinstance(value, str)}
    except (SerializationException, UnicodeDecodeError, ValueError, LookupError, RecursionError):
        return None
