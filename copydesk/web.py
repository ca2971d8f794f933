"""The one judge of addresses: which hosts may be asked at all."""

from __future__ import annotations

import ipaddress

# Prefixes that carry an IPv4 address in their last 32 bits: NAT64 (RFC 6052, RFC 8215), SIIT (RFC 7915), IPv4-mapped
# and IPv4-compatible (RFC 4291), ISATAP's interface identifier is told below.
_LAST_32 = tuple(ipaddress.ip_network(one) for one in ("64:ff9b::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "::/96"))
_SIX_TO_FOUR, _TEREDO = ipaddress.ip_network("2002::/16"), ipaddress.ip_network("2001::/32")
# Of IPv6 only the global unicast range is given out; what wraps IPv4 in a way not told above is refused with the rest.
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    Every form of IPv4 in IPv6 is unwrapped and judged as the IPv4 address that it leads to; of the rest only global
    unicast is public (RFC 4291, RFC 6890's registries).
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return _public(ip)
    inside = _wrapped(ip)
    if inside:
        return all(map(_public, inside))
    return ip in _GIVEN_OUT and ip.is_global and not ip.is_multicast


def _public(ip: ipaddress.IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast


def _wrapped(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address carries."""
    number = int(ip)
    last = ipaddress.IPv4Address(number & 0xFFFFFFFF)
    if any(ip in network for network in _LAST_32) or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return (last,)
    if ip in _SIX_TO_FOUR:
        return (ipaddress.IPv4Address((number >> 80) & 0xFFFFFFFF),)
    if ip in _TEREDO:  # its server, and its client with all bits turned
        return (
            ipaddress.IPv4Address((number >> 64) & 0xFFFFFFFF),
            ipaddress.IPv4Address(~number & 0xFFFFFFFF),
        )
    return ()
