"""What counts as one network."""

from __future__ import annotations

from civicore.base.networks import network_form


def test_a_network_is_an_address_or_a_household() -> None:
    assert network_form("2001:db8:1:2:aaaa::1") == network_form("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_form("2001:db8:1:3::9") != network_form("2001:db8:1:2::9")
    assert network_form("192.0.2.7") == network_form("::ffff:192.0.2.7") == "192.0.2.7"


def test_what_is_no_address_stays_as_it_is() -> None:
    assert network_form("unix-socket") == "unix-socket"
