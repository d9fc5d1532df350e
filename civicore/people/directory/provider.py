"""Speaks with the directory: where its doors are, with which keys it signs, codes and grants for tokens.

OpenID Connect Discovery 1.0, RFC 6749. Only https, the addresses that the directory names itself, no redirects.
"""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlsplit

from civicore.base.refusal import Refusal
from civicore.extension.grants import Grants

if TYPE_CHECKING:  # a city without a directory does without it
    import httpx

_FRESH = timedelta(hours=1)
_NEW_KEYS = timedelta(minutes=1)
_DENIED = frozenset({"invalid_grant", "access_denied", "login_required", "interaction_required", "consent_required"})


class Silent(Exception):
    """The directory did not answer, or not as the standard says; what it thinks of a person is not known."""


@dataclass(frozen=True)
class Doors:
    """Addresses of the directory; empty ones it does not have. ``basic``: how it wants to know us."""

    authorize: str
    token: str
    keys: str
    person: str
    leave: str
    basic: bool
    names_itself: bool
    at: datetime


@dataclass(frozen=True)
class Provider:
    """One directory. ``secret`` is looked up when it is needed; ``authority`` signed its certificate."""

    issuer: str
    client: str
    secret: Callable[[], str]
    authority: Path | None = None

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return {}

    async def doors(self, now: datetime) -> Doors:
        """What its discovery document says, at most an hour old; Silent."""
        known: Doors | None = self._kept.get("doors")
        if known is None or not timedelta() <= now - known.at < _FRESH:
            said = await self._json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            known = self._kept["doors"] = doors_of(said, self.issuer, now)
        return known

    async def keys(self, now: datetime, *, newer: bool = False) -> Mapping[str, Any]:
        """With which keys it signs. ``newer`` asks again, once a minute at most: it may have changed them."""
        keys, at = self._kept.get("keys", (None, None))
        stale = at is None or not timedelta() <= now - at < (_NEW_KEYS if newer else _FRESH)
        if keys is None or stale:
            keys = await self._json("GET", (await self.doors(now)).keys)
            if not isinstance(keys.get("keys"), list):
                raise Silent("the key set holds no keys")
            self._kept["keys"] = (keys, now)
        return dict(keys)

    async def tokens(self, asked: Mapping[str, str], now: datetime) -> Mapping[str, Any] | Refusal:
        """Tokens for a code or for a grant; ``directory.denied`` when the person may not, Silent for all else."""
        doors = await self.doors(now)
        form, headers = dict(asked), {}
        if doors.basic:
            pair = f"{quote_plus(self.client)}:{quote_plus(self.secret())}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form.update(client_id=self.client, client_secret=self.secret())
        return await self._judged("POST", doors.token, data=form, headers=headers)

    async def person(self, access: str, now: datetime) -> Mapping[str, Any] | Refusal:
        """What it says about a person now; ``directory.denied`` when it says nothing any more."""
        doors = await self.doors(now)
        return await self._judged("GET", doors.person, headers={"Authorization": f"Bearer {access}"})

    async def _judged(self, method: str, url: str, **sent: Any) -> Mapping[str, Any] | Refusal:
        status, said = await self._ask(method, url, **sent)
        if status == 200:
            return said
        if said.get("error") in _DENIED or (method == "GET" and status in (401, 403)):
            return Refusal("directory.denied")
        raise Silent(f"{urlsplit(url).hostname} answered {status} {str(said.get('error', ''))[:40]}")

    async def _json(self, method: str, url: str) -> Mapping[str, Any]:
        status, said = await self._ask(method, url)
        if status != 200:
            raise Silent(f"{urlsplit(url).hostname} answered {status}")
        return said

    async def _ask(self, method: str, url: str, **sent: Any) -> tuple[int, Mapping[str, Any]]:
        import httpx

        from civicore.granted.http import client

        sent["headers"] = {"Accept": "application/json", **sent.get("headers", {})}
        host = urlsplit(url).hostname or ""
        grants = Grants("people", "core", frozenset({f"network.inside:{host}"}))
        try:
            async with client(grants, inner=self._transport) as http:
                answer = await http.request(method, url, **sent)
                said = json.loads(answer.content) if answer.content else {}
        except (httpx.HTTPError, ssl.SSLError, OSError, ValueError) as error:
            raise Silent(f"{host} did not answer: {type(error).__name__}") from None
        return answer.status_code, said if isinstance(said, dict) else {}

    @property
    def _transport(self) -> httpx.AsyncHTTPTransport:
        import httpx

        limits = httpx.Limits(max_keepalive_connections=0)
        return httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, limits=limits)

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        trust = ssl.create_default_context()
        if self.authority is not None:
            trust.load_verify_locations(self.authority)
        return trust


def doors_of(said: Mapping[str, Any], issuer: str, now: datetime) -> Doors:
    """The doors of a discovery document; Silent when it is of somebody else or breaks the standard."""
    from authlib.oidc.discovery import OpenIDProviderMetadata

    if said.get("issuer") != issuer:
        raise Silent("the discovery document names another issuer")
    try:
        OpenIDProviderMetadata(said).validate()
    except (ValueError, TypeError, AttributeError) as error:
        raise Silent(f"the discovery document is wrong: {error}"[:200]) from None
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint")
    authorize, token, keys, person, leave = found = [str(said.get(name) or "") for name in names]
    if not all(one.startswith("https://") for one in found if one) or not (authorize and token and keys):
        raise Silent("the discovery document names a door without https")
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    named = said.get("authorization_response_iss_parameter_supported") is True
    return Doors(authorize, token, keys, person, leave, "client_secret_basic" in ways, named, now)
