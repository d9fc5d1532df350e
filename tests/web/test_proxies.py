"""S29: who says where a request comes from is believed only when the file names it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from civicore.web.proxies import Proxies

PROXY, VISITOR = "10.0.0.7", "203.0.113.9"


def resolved(trusted: list[str], peer: str | None, **claims: str) -> tuple[str | None, list[str]]:
    return received(trusted, peer, [(name.replace("_", "-"), value) for name, value in claims.items()])


def received(trusted: list[str], peer: str | None, claims: list[tuple[str, str]]) -> tuple[str | None, list[str]]:
    headers = [(name.encode(), value.encode()) for name, value in [*claims, ("host", "city.test")]]
    scope: dict[str, Any] = {"client": (peer, 1234) if peer else None, "headers": headers}
    Proxies(trusted).resolve(cast(Any, scope))
    return (scope["client"] or (None,))[0], [name.decode() for name, _ in scope["headers"]]


@pytest.mark.parametrize(
    ("trusted", "peer", "chain", "visitor"),
    [
        ([], PROXY, VISITOR, PROXY),
        (["10.0.0.0/8"], PROXY, VISITOR, VISITOR),
        (["10.0.0.0/8"], VISITOR, "1.2.3.4", VISITOR),
        (["10.0.0.0/8"], PROXY, f"1.2.3.4, {VISITOR}", VISITOR),
        (["10.0.0.0/8"], PROXY, f"{VISITOR}, 10.9.9.9", VISITOR),
        (["10.0.0.0/8"], PROXY, "", PROXY),
        (["10.0.0.0/8"], PROXY, "10.1.1.1", PROXY),
        (["10.0.0.0/8"], PROXY, f"{VISITOR}, nonsense", PROXY),
        (["::1"], "::1", "2001:db8::5", "2001:db8::5"),
        (["10.0.0.0/8"], "not an address", VISITOR, "not an address"),
        (["10.0.0.0/8"], PROXY, f"{VISITOR}:5555", VISITOR),
        (["10.0.0.0/8"], PROXY, f"{VISITOR}, 10.1.1.1:80", VISITOR),
        (["10.0.0.0/8"], PROXY, "[2001:db8::5]:443", "2001:db8::5"),
        (["10.0.0.0/8"], PROXY, "[2001:db8::5]", "2001:db8::5"),
        (["10.0.0.0/8"], PROXY, "[2001:db8::5", PROXY),
        (["10.0.0.0/8"], f"::ffff:{PROXY}", VISITOR, VISITOR),
        (["10.0.0.0/8"], PROXY, f"{VISITOR}, ::ffff:10.1.1.1", VISITOR),
        (["10.0.0.0/8"], PROXY, f"[::ffff:{VISITOR}]:5555", VISITOR),
        ([], f"::ffff:{VISITOR}", "1.2.3.4", VISITOR),
    ],
)
def test_s29_the_nearest_address_that_is_no_trusted_proxy_is_the_visitors(
    trusted: list[str], peer: str, chain: str, visitor: str
) -> None:
    assert resolved(trusted, peer, x_forwarded_for=chain)[0] == visitor


@pytest.mark.parametrize(
    ("lines", "visitor"),
    [(["1.1.1.1", VISITOR, "10.1.1.1"], VISITOR), ([VISITOR, "10.1.1.1, 10.2.2.2"], VISITOR), (["", VISITOR], VISITOR)],
)
def test_s29_several_lines_are_one_chain(lines: list[str], visitor: str) -> None:
    claims = [("x-forwarded-for", line) for line in lines]
    assert received(["10.0.0.0/8"], PROXY, claims)[0] == visitor


@pytest.mark.parametrize("trusted", [[], ["10.0.0.0/8"]])
def test_s29_claims_go_no_further_whoever_made_them(trusted: list[str]) -> None:
    claims = {"x_forwarded_for": VISITOR, "x_forwarded_host": "evil", "x_forwarded_proto": "https"}
    assert resolved(trusted, PROXY, **claims, x_real_ip=VISITOR, forwarded="for=1.1.1.1")[1] == ["host"]


def test_s29_a_request_without_a_peer_is_nobodys() -> None:
    assert resolved(["10.0.0.0/8"], None, x_forwarded_for=VISITOR)[0] is None
