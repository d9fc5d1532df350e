"""What counts as one network."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicore.base.networks import address_form, network_form


def test_a_network_is_an_address_or_a_household() -> None:
    assert network_form("2001:db8:1:2:aaaa::1") == network_form("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_form("2001:db8:1:3::9") != network_form("2001:db8:1:2::9")
    assert network_form("192.0.2.7") == network_form("::ffff:192.0.2.7") == "192.0.2.7"


def test_what_is_no_address_stays_as_it_is() -> None:
    assert network_form("unix-socket") == "unix-socket"


@given(
    st.ip_addresses().map(str) | st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){2,4}", fullmatch=True) | st.text("0129.: \n٣")
)
def test_the_usual_address_is_known_as_the_library_would(written: str) -> None:
    try:
        address = ip_address(written)
    except ValueError:
        assert address_form(written) is None
        assert network_form(written) == written
        return
    assert address_form(written) == str(address)
    if isinstance(address, IPv4Address):
        assert network_form(written) == str(address)


@pytest.mark.parametrize("written", ["01.2.3.4", "1.2.3.4\n", "1.2.3", "256.1.1.1", "1.2.3.4/8", ""])
def test_what_only_looks_like_an_address_is_none(written: str) -> None:
    assert address_form(written) is None
