"""The one judge of addresses: in whatever way a private address is written, it is refused."""

from __future__ import annotations

import contextlib
import gzip
import ipaddress
import itertools
import shutil
import socket
import ssl
import subprocess
import threading
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from webserver import Reply, Requests, reply, serve

from copydesk.web import MOST_BYTES, Answer, WebError, ask_web, is_allowed, is_public, misleading_label

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


def _ask(asked: Requests, path: str = "/", **options: Any) -> Answer:
    return ask_web(asked.url(path), agent="test", judge=asked.judge, **options)


def _kind(asked: Requests, path: str, **options: Any) -> str:
    with pytest.raises(WebError) as caught:
        _ask(asked, path, **options)
    return f"{caught.value.kind}: {caught.value.why}"


def _drip(plug: socket.socket, _: str) -> None:
    plug.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        plug.sendall(b"x")
        time.sleep(0.05)


def _drip_head(plug: socket.socket, _: str) -> None:
    for letter in itertools.cycle(b"HTTP/1.1 200 OK\r\nX-A: "):
        plug.sendall(bytes([letter]))
        time.sleep(0.05)


def _endless(plug: socket.socket, _: str) -> None:
    plug.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        plug.sendall(b"y" * 65536)


def _endless_chunks(plug: socket.socket, _: str) -> None:
    plug.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        plug.sendall(b"10000\r\n" + b"z" * 65536 + b"\r\n")


BOMB = gzip.compress(b"\0" * (MOST_BYTES * 4), mtime=0)
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
FAULTS: dict[str, tuple[Reply, str]] = {
    "/loop": (reply(status="302 Found", Location="/loop"), "redirects: it redirects too often"),
    "/to-localhost": (reply(status="302 Found", Location="http://localhost:9/"), "private: "),
    "/to-lan": (reply(status="301 Moved", Location="http://192.168.1.1/admin"), "private: "),
    "/to-metadata": (reply(status="307 T", Location="http://169.254.169.254/latest/"), "private: "),
    "/to-nat64": (reply(status="308 P", Location="http://[64:ff9b::a00:1]/"), "private: "),
    "/to-decimal": (reply(status="302 Found", Location="http://2130706433/"), "private: "),
    "/to-file": (reply(status="302 Found", Location="file:///etc/passwd"), "address: is no web address"),
    "/to-password": (reply(status="302 Found", Location="http://u:p@a.example/"), "address: it holds a name"),
    "/to-octal": (reply(status="302 Found", Location="http://0177.0.0.1/"), "private: "),
    "/to-hex": (reply(status="302 Found", Location="http://0x7f000001/"), "private: "),
    "/to-short": (reply(status="302 Found", Location="http://127.1/"), "private: "),
    "/to-mapped": (reply(status="302 Found", Location="http://[::ffff:7f00:1]/"), "private: "),
    "/to-zero": (reply(status="302 Found", Location="http://0/"), "private: "),
    "/to-odd-port": (reply(status="302 Found", Location="http://93.184.216.34:8080/"), "private: port 8080"),
    "/to-no-scheme": (reply(status="302 Found", Location="//127.0.0.1:9/"), "private: "),
    "/to-tab": (reply(status="302 Found", Location="ht\ttp://127.0.0.1:9/"), "private: "),
    "/to-half-bracket": (reply(status="302 Found", Location="http://[::1"), "address: it redirects to what is no web"),
    "/to-high-port": (reply(status="302 Found", Location="http://a.example:99999/"), "address: is no web address"),
    "/to-data": (reply(status="302 Found", Location="data:text/html,hi"), "address: is no web address"),
    "/cookie": (reply(status="302 Found", Location="/cookie", Set_Cookie="a=b"), "redirects: it redirects too often"),
    "/old-http": (b"<html>as before HTTP/1.0</html>\r\n", "connection: it cannot be asked"),
    "/huge-chunk": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFF\r\nabc",
        "connection: the answer",
    ),
    "/less-chunk": (CHUNKED.replace(b"\r\n5\r\n", b"\r\n-5\r\n"), "connection: it cannot be asked"),
    "/word-chunk": (CHUNKED.replace(b"\r\n5\r\n", b"\r\nzz\r\n"), "connection: the answer was cut off"),
    "/two-lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
        "connection: the answer states two lengths",
    ),
    "/two-gzips-cut": (
        reply(gzip.compress(b"one") + gzip.compress(b"two")[:-9], Content_Encoding="gzip"),
        "connection: the answer was cut off",
    ),
    "/two-bombs": (
        reply(gzip.compress(b"\0" * MOST_BYTES) + gzip.compress(b"\0" * 9), Content_Encoding="gzip"),
        "size: the answer is larger than 16 MB when it is unpacked",
    ),
    "/drip": (_drip, "connection: it took too long"),
    "/drip-head": (_drip_head, "connection: it took too long"),
    "/endless": (_endless, "size: the answer is larger than 16 MB"),
    "/endless-chunks": (_endless_chunks, "size: the answer is larger than 16 MB"),
    "/bomb": (reply(BOMB, Content_Encoding="gzip"), "size: the answer is larger than 16 MB when it is unpacked"),
    "/cut-gzip": (
        reply(gzip.compress(b"text" * 99)[:-20], Content_Encoding="gzip"),
        "connection: the answer was cut off",
    ),
    "/no-gzip": (reply(b"plain", Content_Encoding="gzip"), "connection: the answer cannot be unpacked"),
    "/brotli": (reply(b"x", Content_Encoding="br"), "connection: the answer is packed as br"),
    "/lie": (reply(b"short", length=5000), "connection: the answer was cut off"),
    "/cut-chunk": (CHUNKED, "connection: the answer was cut off"),
    "/long-header": (reply(b"x", X_Long="a" * 1_000_000), "connection: it cannot be asked"),
    "/many-headers": (reply(b"x", **{f"X_{n}": "a" for n in range(2000)}), "connection: it cannot be asked"),
    "/garbage": (b"\x00\x01\x02 no http at all\r\n\r\n", "connection: it cannot be asked"),
    "/nothing": (b"", "connection: it cannot be asked"),
}


@pytest.mark.parametrize("path", FAULTS)
def test_a_host_that_lies_drips_floods_or_sends_elsewhere_is_refused_by_name(path: str):
    """Each fault of an answer ends in one error that says what it is; what drips or floods without end ends too."""
    with serve({path: FAULTS[path][0]}) as asked:
        said = _kind(asked, path, seconds=0.5 if "drip" in path else 120)
        assert said.startswith(FAULTS[path][1]), said


def test_a_page_comes_out_of_its_packing_with_where_it_stands_now():
    """Redirects are followed, gzip and both kinds of deflate are taken off, a permanent move is told."""
    squeeze = zlib.compressobj(wbits=-15)
    bare = squeeze.compress(b"raw") + squeeze.flush()
    pages = {
        "/old": reply(status="301 Moved", Location="/new"),
        "/new": reply(gzip.compress(b"new page"), Content_Encoding="gzip", ETag='"1"'),
        "/for-now": reply(status="302 Found", Location="/new"),
        "/deflate": reply(zlib.compress(b"zlib"), Content_Encoding="deflate"),
        "/raw": reply(bare, Content_Encoding="deflate"),
        "/till-the-end": reply(b"no length", length=-1),
        "/chunks": CHUNKED + b"0\r\n\r\n",
    }
    with serve(pages) as asked:
        old = _ask(asked, "/old")
        assert (old.body, old.url, old.moved, old.headers["etag"]) == (
            b"new page",
            asked.url("/new"),
            asked.url("/new"),
            '"1"',
        )
        assert _ask(asked, "/for-now").moved == ""
        paths = ("/deflate", "/raw", "/till-the-end", "/chunks", "/none")
        assert [_ask(asked, path).body for path in paths] == [b"zlib", b"raw", b"no length", b"hello", b""]
        assert _ask(asked, "/none").status == 404


def test_gzip_in_several_members_is_whole_and_an_address_in_utf8_is_followed():
    """Nothing after the first member is lost; a Location of UTF-8 bytes leads where a browser goes."""
    moved = reply(status="302 Found", Location="/fähre")
    packed = reply(gzip.compress(b"one ") + gzip.compress(b"two"), Content_Encoding="gzip")
    with serve({"/moved": moved, "/f%C3%A4hre": packed}) as asked:
        assert _ask(asked, "/moved").body == b"one two"


def test_no_cookie_and_no_referer_is_ever_sent_and_the_agent_says_who_asks():
    """A host learns the address, the agent and nothing else, after a redirect and a cookie too."""
    pages = {"/a": reply(status="302 Found", Location="/b", Set_Cookie="id=1"), "/b": reply(b"b")}
    with serve(pages) as asked:
        _ask(asked, "/a")
        heads = "".join(asked).lower()
        assert "cookie" not in heads
        assert "referer" not in heads
        assert heads.count("user-agent: test") == 2


def test_a_name_is_resolved_once_so_that_no_second_answer_leads_elsewhere(monkeypatch: pytest.MonkeyPatch):
    """Rebinding: the connection goes to the address that was judged, whatever the resolver would say next."""
    with serve({"/": reply(b"judged")}) as asked:
        answers = iter([["127.0.0.1"], ["127.0.0.66"]])

        def resolve(_host: str, port: int, **_: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        assert ask_web(asked.url(host="rebind.example"), agent="t", judge=asked.judge).body == b"judged"
        with pytest.raises(WebError, match="private network"):
            ask_web(asked.url(host="rebind.example"), agent="t", judge=asked.judge)


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch):
    """Every address of a name is judged, not only the one that would be taken."""
    with serve({"/": reply(b"never")}) as asked:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, asked.port)) for ip in ("127.0.0.1", "10.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        with pytest.raises(WebError, match="private network"):
            ask_web(asked.url(host="mixed.example"), agent="t", judge=asked.judge)
        assert asked == []


def test_a_resolver_that_hangs_does_not_hold_up_the_run(monkeypatch: pytest.MonkeyPatch):
    """The deadline counts from the first question to the name server."""
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gate.wait(5) and [])
    with pytest.raises(WebError, match="too long"):
        ask_web("http://slow.example/", agent="t", seconds=0.3)
    gate.set()


def test_the_judge_allows_the_public_internet_at_the_ports_of_the_web():
    """Without another judge a page is asked for at 80 and 443 alone, and never here or at home."""
    assert is_allowed("93.184.216.34", 443)
    assert not is_allowed("93.184.216.34", 8080)
    assert not is_allowed("127.0.0.1", 80)
    with serve({"/": reply(b"never")}) as asked:
        with pytest.raises(WebError, match="private network"):
            ask_web(asked.url(), agent="t")
        assert asked == []


def test_a_certificate_that_does_not_hold_ends_the_question(tmp_path: Path):
    """A host that cannot prove its name is refused; nothing is asked of it."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make a certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=other.example", "-days", "2", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            plug, _ = listener.accept()
            with plug, contextlib.suppress(OSError):
                context.wrap_socket(plug, server_side=True).close()

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(WebError, match="certificate does not hold"):
            ask_web(f"https://127.0.0.1:{listener.getsockname()[1]}/", agent="t", judge=lambda *_: True)


@pytest.mark.parametrize(
    "host",
    [
        "\u0430pple.example",
        "www.g\u043e\u043egle.example",
        "xn--pple-43d.example",
        "b\u03b1nk.example",
        "\u0430\u0440\u0440\u04cf\u0435.com",
        "p\u0561y.example",
        "xn--99999999999.example",
    ],
)
def test_a_host_that_reads_as_another_is_named(host: str):
    """Letters of two scripts in one label, or letters of one that look like another's, in either spelling."""
    assert misleading_label(host)


@pytest.mark.parametrize(
    "host",
    [
        "apple.example",
        "b\u00fccher.example",
        "\u044f\u043d\u0434\u0435\u043a\u0441.\u0440\u0444",
        "\u30a6\u30a3\u30ad\u30da\u30c7\u30a3\u30a2.jp",
        "toky\u014d\u6771\u4eac.jp",
        "\ud55c\uad6dnews.kr",
        "\u4e2d\u6587abc.cn",
        "xn--bcher-kva.example",
        "\u03b5\u03bb\u03bb\u03ac\u03b4\u03b1.gr",
        "127.0.0.1",
        "",
    ],
)
def test_a_host_in_a_script_of_its_own_is_fine(host: str):
    """Each label by itself, and what Japanese, Chinese and Korean write together."""
    assert misleading_label(host) == ""
