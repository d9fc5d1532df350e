"""Text messages leave the computer inside TLS: without it a gateway is only asked through a tunnel that begins here."""

from __future__ import annotations

from pathlib import Path

import pytest

from civicore.deployment.loading import Loaded
from tests.deployment.files import over_base, pointed_at


def smpp(folder: Path, said: str, **environ: str) -> Loaded:
    text = f"channels: {{sms: {{number: '+420 494 000 009', gateway: smpp, user: town, {said}}}}}\n"
    return over_base(folder, text, environ=environ)


@pytest.mark.parametrize(
    ("hosts", "far"),
    [
        ("host: smsc.lhotka.example", "smsc.lhotka.example"),
        ("host: 10.0.0.7", "10.0.0.7"),
        ("host: 127.0.0.1, second_host: smsc2.lhotka.example", "smsc2.lhotka.example"),
        ("host: localhost.lhotka.example, second_host: '2001:db8::1'", "localhost.lhotka.example, 2001:db8::1"),
        ("host: {env: SMSC}", "smsc.lhotka.example"),
    ],
)
def test_no_switch_takes_tls_from_the_line_to_another_computer(tmp_path: Path, hosts: str, far: str) -> None:
    loaded = smpp(tmp_path, f"{hosts}, encrypted: false", SMSC="smsc.lhotka.example")
    assert [one.code for one in loaded.errors] == ["L453"]
    assert pointed_at(loaded, "L453") == ["false"]
    assert loaded.errors[0].message.startswith(f"{far}: ")
    assert loaded.city is None
    assert smpp(tmp_path, f"{hosts}, encrypted: true", SMSC="smsc.lhotka.example").errors == ()


@pytest.mark.parametrize("hosts", ["host: 127.0.0.1", "host: '::1', second_host: localhost", "host: {env: NOWHERE}"])
def test_the_end_of_a_tunnel_on_this_computer_needs_none(tmp_path: Path, hosts: str) -> None:
    assert "false" not in pointed_at(smpp(tmp_path, f"{hosts}, encrypted: false"), "L453")


def test_another_gateway_has_no_line_of_smpp(tmp_path: Path) -> None:
    text = "channels: {sms: {number: '+420 494 000 009', gateway: x, host: a.example, encrypted: false}}\n"
    assert over_base(tmp_path, text).errors == ()
