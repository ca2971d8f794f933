"""The one judge of addresses: in whatever way a private address is written, it is refused."""

from __future__ import annotations

import ipaddress

import pytest

from copydesk.web import is_public

PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 (refused, not bound)
    "224.0.0.1",
)
PUBLIC = "93.184.215.14"


def wrapped(address: str) -> dict[str, str]:
    """An IPv4 address in every form that IPv6 has for it, by the form's name."""
    number = int(ipaddress.IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    turned = ~number & 0xFFFFFFFF
    return {
        "mapped": f"::ffff:{address}",
        "compatible": f"::{high:x}:{low:x}",
        "NAT64": f"64:ff9b::{high:x}:{low:x}",
        "SIIT": f"::ffff:0:{high:x}:{low:x}",
        "6to4": f"2002:{high:x}:{low:x}::1",
        "ISATAP": f"fe80::5efe:{high:x}:{low:x}",
        "Teredo": f"2001:0:5db8:d70e::{turned >> 16:x}:{turned & 0xFFFF:x}",
    }


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.parametrize("form", [*wrapped(PUBLIC), "plain"])
def test_a_private_address_is_refused_in_every_form(address: str, form: str) -> None:
    """Loopback, private, link-local, shared and multicast addresses are not public, wrapped in IPv6 or plain."""
    assert not is_public(address if form == "plain" else wrapped(address)[form])


@pytest.mark.parametrize(
    "address",
    [
        "::1",
        "::",
        "fec0::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "64:ff9b:1::a00:1",
        "2001:db8::1",
        "100::1",
        "4000::1",
    ],
)
def test_what_is_not_given_out_is_refused(address: str) -> None:
    """Site-local, unique-local, documentation and unassigned ranges lead nowhere that may be asked."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "", "10.0.0.1 "])
def test_what_is_no_address_is_refused(address: str) -> None:
    """Short, octal and hexadecimal forms that some resolvers take are no addresses here."""
    assert not is_public(address)


def test_public_addresses_may_be_asked() -> None:
    """An ordinary host is asked, and one behind a translator of public addresses too."""
    assert is_public(PUBLIC)
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert is_public(wrapped(PUBLIC)["NAT64"])
    assert is_public(wrapped(PUBLIC)["6to4"])
