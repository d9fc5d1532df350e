"""Judges what the directory signed: who signed in, and who signed out.

OpenID Connect Core 1.0, 3.1.3.7 (ID Token) and OpenID Connect Back-Channel Logout 1.0, 2.6 (Logout Token). Signatures
are joserfc's, the claims of an ID Token Authlib's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from civicore.base.refusal import Refusal
from civicore.people.directory.provider import Provider

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""Signatures that only the directory can make; none and HS… are what attackers would choose."""
SKEW = timedelta(minutes=1)
_LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_OLDEST = timedelta(minutes=5)
_WRONG = Refusal("directory.wrong_token")


async def who_signed_in(
    provider: Provider, token: str, now: datetime, *, nonce: str | None, access: str | None
) -> Mapping[str, Any] | Refusal:
    """The claims of an ID Token, all of them judged; ``directory.wrong_token``. ``nonce`` is None after a refresh."""
    from authlib.oidc.core import CodeIDToken
    from joserfc.errors import JoseError

    signed = await _signed(provider, token, now)
    if signed is None:
        return _WRONG
    header, claims = signed
    options = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client},
    }
    params = {"client_id": provider.client, "nonce": nonce, "access_token": access}
    judged = CodeIDToken(claims, header, options, params)
    try:
        judged.validate(now=int(now.timestamp()), leeway=int(SKEW.total_seconds()))
    except (JoseError, ValueError, TypeError):
        return _WRONG
    return _WRONG if _for_others(claims, provider.client) else claims


async def who_left(provider: Provider, token: str, now: datetime) -> Mapping[str, Any] | Refusal:
    """The claims of a Logout Token, with ``sub`` or ``sid``; ``directory.wrong_token``."""
    signed = await _signed(provider, token, now)
    if signed is None:
        return _WRONG
    header, claims = signed
    events, kind = claims.get("events"), str(header.get("typ") or "logout+jwt").lower()
    right = (
        claims.get("iss") == provider.issuer
        and provider.client in _audience(claims)
        and kind in ("logout+jwt", "jwt", "application/logout+jwt")
        and isinstance(events, Mapping)
        and _LOGOUT in events
        and "nonce" not in claims
        and bool(claims.get("sub") or claims.get("sid"))
        and _recent(claims, now)
    )
    return claims if right else _WRONG


async def _signed(provider: Provider, token: str, now: datetime) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Header and claims of what the directory signed; asks once for newer keys when this one is not known."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    for newer in (False, True):
        known = await provider.keys(now, newer=newer)
        try:
            read = jwt.decode(token, KeySet.import_key_set(known), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        return dict(read.header), dict(read.claims)
    return None


def _audience(claims: Mapping[str, Any]) -> list[Any]:
    said = claims.get("aud")
    return said if isinstance(said, list) else [said]


def _for_others(claims: Mapping[str, Any], client: str) -> bool:
    """Made for several programs, and not said to be ours (Core 3.1.3.7, 3 to 5)."""
    return len(_audience(claims)) > 1 and claims.get("azp") != client


def _recent(claims: Mapping[str, Any], now: datetime) -> bool:
    at, until = claims.get("iat"), claims.get("exp")
    if not isinstance(at, (int, float)) or (until is not None and not isinstance(until, (int, float))):
        return False
    age, skew = now.timestamp() - at, SKEW.total_seconds()
    return -skew <= age <= _OLDEST.total_seconds() and (until is None or now.timestamp() <= until + skew)
