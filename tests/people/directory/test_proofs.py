"""What the directory signs is judged: every claim, and nothing that somebody else could have made."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from civicore.base.codes import Keyring
from civicore.base.refusal import Refusal
from civicore.people.directory import way
from civicore.people.directory.proofs import who_left, who_signed_in
from civicore.people.directory.provider import Provider, Silent, doors_of
from civicore.people.directory.sealing import seal, unseal

pytestmark = pytest.mark.anyio
ISSUER, NOW = "https://login.town.example", datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
OURS, THEIRS = RSAKey.generate_key(2048, {"kid": "ours"}), RSAKey.generate_key(2048, {"kid": "ours"})
GOOD = {"iss": ISSUER, "aud": "civicore", "sub": "anna", "nonce": "n", "iat": NOW, "exp": NOW + timedelta(minutes=5)}
LOGOUT: Mapping[str, Any] = {"http://schemas.openid.net/event/backchannel-logout": {}}
LEFT = {"iss": ISSUER, "aud": "civicore", "sub": "anna", "iat": NOW, "jti": "1", "events": LOGOUT}


@dataclass(frozen=True)
class Known(Provider):
    """A directory whose keys are known without asking."""

    async def keys(self, now: datetime, *, newer: bool = False) -> Mapping[str, Any]:
        return dict(KeySet([OURS]).as_dict(private=False))


PROVIDER = Known(ISSUER, "civicore", lambda: "secret")


def signed(claims: Mapping[str, Any], key: RSAKey = OURS, **header: str) -> str:
    said = {name: int(one.timestamp()) if isinstance(one, datetime) else one for name, one in claims.items()}
    head = {"alg": "RS256", "kid": "ours", **header}
    return jwt.encode(head, {name: one for name, one in said.items() if one is not None}, key, algorithms=[head["alg"]])


async def test_a_good_token_names_the_person() -> None:
    said = await who_signed_in(PROVIDER, signed(GOOD), NOW, nonce="n", access="a")
    assert not isinstance(said, Refusal)
    assert said["sub"] == "anna"
    several = {**GOOD, "aud": ["civicore", "other"], "azp": "civicore"}
    assert not isinstance(await who_signed_in(PROVIDER, signed(several), NOW, nonce="n", access="a"), Refusal)


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["civicore", "other"]},
        {"aud": ["civicore", "other"], "azp": "other"},
        {"azp": "other"},
        {"sub": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW - timedelta(seconds=61)},
        {"exp": None},
        {"iat": NOW + timedelta(minutes=3)},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"exp": "soon"},
    ],
    ids=str,
)
async def test_a_token_with_one_wrong_claim_names_nobody(other: Mapping[str, Any]) -> None:
    said = await who_signed_in(PROVIDER, signed({**GOOD, **other}), NOW, nonce="n", access="a")
    assert said == Refusal("directory.wrong_token")


async def test_nobody_else_can_sign() -> None:
    none = "eyJhbGciOiJub25lIn0." + signed(GOOD).split(".")[1] + "."
    for token in (
        signed(GOOD, THEIRS),
        by_public_key(),
        none,
        "",
        "x.y.z",
        signed(GOOD)[:-4] + "AAAA",
    ):
        assert await who_signed_in(PROVIDER, token, NOW, nonce="n", access="a") == Refusal("directory.wrong_token")


def by_public_key() -> str:
    """Signed with what everybody knows, as if it were a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"ours"}').decode().rstrip("=")
    about = f"{head}.{signed(GOOD).split('.')[1]}"
    mac = hmac.digest(OURS.as_pem(private=False), about.encode(), "sha256")
    return f"{about}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


async def test_a_sign_out_is_believed_only_as_the_standard_writes_it() -> None:
    assert not isinstance(await who_left(PROVIDER, signed(LEFT, typ="logout+jwt"), NOW), Refusal)
    wrong: list[Mapping[str, Any]] = [
        {"nonce": "n"}, {"events": {}}, {"events": None}, {"aud": "other"}, {"iss": "https://other.example"},
        {"sub": None}, {"iat": NOW - timedelta(minutes=6)}, {"iat": None}, {"exp": NOW - timedelta(minutes=2)},
    ]  # fmt: skip
    for one in wrong:
        assert await who_left(PROVIDER, signed({**LEFT, **one}), NOW) == Refusal("directory.wrong_token"), one
    assert await who_left(PROVIDER, signed(GOOD), NOW) == Refusal("directory.wrong_token")  # a sign-in is none
    assert await who_left(PROVIDER, signed(LEFT, THEIRS), NOW) == Refusal("directory.wrong_token")


def test_only_doors_behind_https_of_the_issuer_itself_are_taken() -> None:
    doors = {"authorization_endpoint": f"{ISSUER}/a", "token_endpoint": f"{ISSUER}/t", "jwks_uri": f"{ISSUER}/k"}
    rest = {
        "issuer": ISSUER,
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }
    assert doors_of({**doors, **rest}, ISSUER, NOW).token == f"{ISSUER}/t"
    for wrong in (
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://login.town.example/t"},
        {"jwks_uri": None},
    ):
        with pytest.raises(Silent):
            doors_of({**doors, **rest, **wrong}, ISSUER, NOW)


def test_the_way_follows_from_its_cookie_and_the_citys_key() -> None:
    keys, other = Keyring("town", [b"k" * 32]), Keyring("town", [b"x" * 32])
    begun = way.begin(NOW, "/desk/audit?action=x", again=True)
    read = way.read(begun.cookie)
    assert read == begun
    assert begun.returns(keys, begun.state(keys), NOW + way.LASTS)
    assert not begun.returns(keys, begun.state(keys), NOW + way.LASTS + timedelta(seconds=1))
    assert not begun.returns(keys, begun.state(other), NOW)
    assert len({begun.state(keys), begun.nonce(keys), begun.verifier(keys)}) == 3
    assert 43 <= len(begun.verifier(keys)) <= 128
    longer = way.read(begun.cookie.replace(".1.", ".0.", 1))
    assert longer is not None and not longer.returns(keys, begun.state(keys), NOW)
    assert [way.read(junk) for junk in ("", "a.b.c.d", "1.2.3", "99999999999999999.1.x.")] == [None] * 4


def test_what_the_directory_entrusted_opens_with_this_citys_keys_only() -> None:
    old, new = Keyring("town", [b"k" * 32]), Keyring("town", [b"n" * 32, b"k" * 32])
    sealed = seal(old, {"refresh": "secret"})
    assert "secret" not in sealed
    assert unseal(new, sealed) == {"refresh": "secret"}
    assert unseal(Keyring("town", [b"n" * 32]), sealed) == {}
    assert unseal(Keyring("other", [b"k" * 32]), sealed) == {}
