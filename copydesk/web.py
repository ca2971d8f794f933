"""The one connection to other hosts, and the one judge of addresses: which may be asked at all.

Nothing here is called by a build, a check of a built site or a preview; `add URL`, `fetch` and `check --external` are.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import io
import ipaddress
import socket
import ssl
import threading
import time
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

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


def is_private_name(host: str) -> bool:
    """Tell by its name or number alone whether a host is one of this machine or of a network at home."""
    host = host.strip("[]").casefold().rstrip(".")
    try:
        return not is_public(str(ipaddress.ip_address(host.partition("%")[0])))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal")) or "." not in host


# Scripts that one word may mix, as browsers allow it (Unicode TR 39, "highly restrictive"): Latin with those of
# Chinese, Japanese and Korean. By the first word of a character's name: Python has no other list of scripts.
_MIXED = tuple(
    frozenset(scripts.split())
    for scripts in ("LATIN CJK HIRAGANA KATAKANA KATAKANA-HIRAGANA", "LATIN CJK BOPOMOFO", "LATIN CJK HANGUL")
)
# Cyrillic letters that look like Latin ones: a label of these alone is read as another word.
_LOOK_LATIN = frozenset("асеорхуіјѕһԁӏԛԝ")


def misleading_label(host: str) -> str:
    """The label of a host that mixes scripts as no language does, or reads as Latin and is not; "" for none."""
    for label in host.rstrip(".").split("."):
        plain = label
        if label[:4].casefold() == "xn--":
            try:
                plain = label[4:].encode("ascii").decode("punycode")
            except UnicodeError:
                return label
        if plain.isascii():
            continue
        letters = [char for char in plain.casefold() if char.isalpha()]
        scripts = {unicodedata.name(char, "?").split(" ")[0] for char in letters}
        one = len(scripts) == 1 or any(scripts <= mixed for mixed in _MIXED)
        if not one or (letters and _LOOK_LATIN.issuperset(letters)):
            return label if plain == label else f"{label} ({plain})"
    return ""


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


# What one answer may cost: RFC 9110 sets no limit, the largest page of 305 measured has 3.3 MB.
MOST_BYTES = 16 * 1024 * 1024
CONNECT_SECONDS, WHOLE_SECONDS = 10.0, 30.0
REDIRECTS = 5
WEB_PORTS = frozenset({80, 443})
_MOVED = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"

# Tells whether a connection to an IP address and port may be opened.
Judge = Callable[[str, int], bool]


def is_allowed(address: str, port: int) -> bool:
    """Tell whether a page may be fetched from here: the public internet, at the web's own ports."""
    return port in WEB_PORTS and is_public(address)


class WebError(Exception):
    """An address that could not be asked, or whose answer could not be taken.

    `kind` is "address" (it cannot be asked at all), "private" (the judge refused its host), "host" (it has no IP
    address), "redirects", "size" or "connection"; `next_step` says what the editor can do.
    """

    def __init__(self, kind: str, why: str, next_step: str = "") -> None:
        self.kind, self.why, self.next_step = kind, why, next_step
        super().__init__(f"{why}: {next_step}" if next_step else why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered: the address after redirects, the status, the headers by lower-case name, the body unpacked.

    `moved` is the address that a chain of permanent redirects leads to, empty where none began it.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    moved: str = ""


def ask_web(
    url: str,
    *,
    agent: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    judge: Judge = is_allowed,
    seconds: float = WHOLE_SECONDS,
    body: bool = True,
) -> Answer:
    """Ask for one address, following at most five redirects; each connection goes to an address that was judged.

    The name is resolved once a hop, every IP address of it is judged, and the connection goes to a judged one, so that
    no second answer of a name server leads elsewhere. No cookies, no Referer, no second try. The whole takes at most
    `seconds`; a body may have MOST_BYTES on the wire and as many unpacked, and is left unread
    without `body`. Raises WebError.
    """
    end = time.monotonic() + seconds
    moved, lasting = "", True
    for _ in range(REDIRECTS + 1):
        answer = _ask_once(url, method, {"User-Agent": agent, **(headers or {})}, judge, end, body=body)
        target = answer.headers.get("location", "")
        if answer.status not in _MOVED or not target:
            return replace(answer, moved=moved)
        following = _follow(url, target)
        if urlsplit(url).scheme == "https" and urlsplit(following).scheme == "http":
            raise WebError("redirects", "it redirects from https to http, which anybody on the way can read and change")
        lasting = lasting and answer.status in _FOR_GOOD
        moved = following if lasting else moved
        url = following
    raise WebError("redirects", "it redirects too often")


def _follow(url: str, target: str) -> str:
    """Where a redirect leads. Raises WebError where that is no address."""
    # http.client reads headers as Latin-1; letters beyond ASCII are UTF-8 wherever browsers follow them.
    with contextlib.suppress(UnicodeError):
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError:
        raise WebError("address", "it redirects to what is no web address") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """An address taken apart: what to connect to and what to ask there."""

    host: str
    port: int
    secure: bool
    path: str
    named: str  # the Host header


def _take_apart(url: str) -> _Target:
    """Raises WebError for what is no address that can be asked."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise WebError("address", "is no web address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise WebError("address", "is no web address")
    if "@" in parts.netloc:
        raise WebError("address", "it holds a name or a password", "take them out of the address")
    secure = parts.scheme == "https"
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise WebError("address", "its host is no name that can be asked") from None
    path = quote(parts.path or "/", safe=_PATH_SAFE)
    query = f"?{quote(parts.query, safe=_PATH_SAFE + '?[]')}" if parts.query else ""
    shown = f"[{ascii_host}]" if ":" in ascii_host else ascii_host
    named = shown if port is None or port == (443 if secure else 80) else f"{shown}:{port}"
    return _Target(host=ascii_host, port=port or (443 if secure else 80), secure=secure, path=path + query, named=named)


def _ask_once(url: str, method: str, headers: Mapping[str, str], judge: Judge, end: float, *, body: bool) -> Answer:
    target = _take_apart(url)
    plug: socket.socket | None = None
    try:
        plug = _connect(target, judge, end)
        if target.secure:
            plug.settimeout(_left(end))
            plug = _secure(plug, target.host)
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = _Wire(plug, end)
        asked = {"Host": target.named, "Accept-Encoding": "gzip, deflate", **headers}
        connection.request(method, target.path, headers=asked)
        got = connection.getresponse()
        said = {name.lower(): value for name, value in got.getheaders()}
        unread = not body or method == "HEAD" or got.status in _MOVED
        return Answer(url=url, status=got.status, headers=said, body=b"" if unread else _unpacked(_read(got), said))
    except ssl.SSLCertVerificationError as error:
        raise WebError("connection", f"its certificate does not hold: {error.verify_message}") from None
    except TimeoutError:
        raise WebError("connection", "it took too long to answer") from None
    except http.client.IncompleteRead:
        raise WebError("connection", "the answer was cut off") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise WebError(
            "connection",
            f"it cannot be asked: {_plain_words(error)}",
            "look whether the address is right, or try again later",
        ) from None
    finally:
        if plug is not None:
            plug.close()


# What a system says by number, in words: its own are in its language, and "[Errno 111]" is nobody's.
_IN_WORDS = {
    errno.ECONNREFUSED: "nothing answers at its host and port",
    errno.ECONNRESET: "its host broke the connection off",
    errno.ECONNABORTED: "its host broke the connection off",
    errno.EPIPE: "its host broke the connection off",
    errno.ENETUNREACH: "there is no way to its host: is this machine online?",
    errno.EHOSTUNREACH: "there is no way to its host: is this machine online?",
    errno.ENETDOWN: "this machine is not online",
}


def _plain_words(error: Exception) -> str:
    """What went wrong with a connection."""
    if isinstance(error, ssl.SSLError):
        return "no safe connection could be made to its host (TLS)"
    if isinstance(error, http.client.RemoteDisconnected):
        return "its host closed the connection without an answer"
    if isinstance(error, http.client.HTTPException):
        return f"what its host sent is no answer of the web ({type(error).__name__})"
    if isinstance(error, OSError):
        known = _IN_WORDS.get(error.errno or 0)
        return known or f"{error.strerror or error or type(error).__name__}"
    return str(error) or type(error).__name__


def _left(end: float) -> float:
    """Seconds until the deadline. Raises TimeoutError when it has passed."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _resolve(target: _Target, end: float) -> list[Any]:
    """What the system knows of a host, within the deadline: a thread asks, for getaddrinfo takes no timeout."""
    found: list[Any] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.extend(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_left(end))
    if asking.is_alive():
        raise TimeoutError
    if failed or not found:
        raise WebError("host", "its host has no address")
    return found


def _connect(target: _Target, judge: Judge, end: float) -> socket.socket:
    """A connection to a host all of whose addresses the judge allows. Raises WebError, OSError."""
    found = _resolve(target, end)
    for *_, place in found:
        ip, port = str(place[0]), int(place[1])
        if not judge(ip, port):
            if is_public(ip):
                raise WebError("private", f"port {port}: pages are asked for at the web's own ports 80 and 443 alone")
            raise WebError("private", "its host lies on this machine or in a private network: such are never asked")
    last: OSError = OSError("its host has no address")
    for family, kind, protocol, _, place in found:
        plug = socket.socket(family, kind, protocol)
        try:
            plug.settimeout(min(CONNECT_SECONDS, _left(end)))
            plug.connect(place)
        except OSError as error:
            plug.close()
            last = error
        else:
            return plug
    raise last


def _secure(plug: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plug, server_hostname=host)
    except OSError:
        plug.close()
        raise


class _Wire:
    """A connection as http.client needs it, whose reading ends at a deadline and at a number of bytes.

    A socket's own timeout starts anew with each byte, so that a host which sends one a second is never late.
    """

    def __init__(self, plug: socket.socket, end: float) -> None:
        self._plug, self._end = plug, end

    def sendall(self, data: bytes) -> None:
        """Send all of it by the deadline."""
        self._plug.settimeout(_left(self._end))
        self._plug.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Open the connection for reading."""
        return io.BufferedReader(_Reader(self._plug, self._end))

    def close(self) -> None:
        """Leave the connection open: http.client closes it before a body that ends with it is read."""


class _Reader(io.RawIOBase):
    def __init__(self, plug: socket.socket, end: float) -> None:
        self._plug, self._end, self._count = plug, end, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plug.settimeout(_left(self._end))
        count = self._plug.recv_into(buffer)
        self._count += count
        if self._count > MOST_BYTES + 256 * 1024:  # the head and the marks of chunks beside the body
            raise WebError("size", f"the answer is larger than {MOST_BYTES // 1024 // 1024} MB")
        return count


def _read(got: http.client.HTTPResponse) -> bytes:
    """The body as it came over the wire. Raises WebError for one too large, IncompleteRead for one cut off."""
    if len({length.strip() for length in got.headers.get_all("Content-Length", [])}) > 1:
        raise WebError("connection", "the answer states two lengths, so that nobody can tell whether it is whole")
    data = got.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise WebError("size", f"the answer is larger than {MOST_BYTES // 1024 // 1024} MB")
    if got.length:  # what its Content-Length promised and did not send
        raise http.client.IncompleteRead(data, got.length)
    return data


def _unpacked(data: bytes, headers: Mapping[str, str]) -> bytes:
    """A body out of its Content-Encoding, at most MOST_BYTES of it. Raises WebError."""
    packing = headers.get("content-encoding", "").strip().lower()
    if packing in ("", "identity") or not data:
        return data
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise WebError("connection", f"the answer is packed as {packing[:20]}, which was not asked for")
    # "deflate" is zlib's form by RFC 9110, and raw deflate by the habit of some servers.
    raw = packing == "deflate" and not (data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0)
    out = b""
    while True:  # gzip may come in several members, one after another (RFC 1952)
        tool = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
        try:
            out += tool.decompress(data, MOST_BYTES + 1 - len(out))
        except zlib.error:
            raise WebError("connection", "the answer cannot be unpacked") from None
        if len(out) > MOST_BYTES or tool.unconsumed_tail:
            raise WebError("size", f"the answer is larger than {MOST_BYTES // 1024 // 1024} MB when it is unpacked")
        if not tool.eof:
            raise WebError("connection", "the answer was cut off")
        data = tool.unused_data
        if not data.startswith(b"\x1f\x8b"):
            return out
