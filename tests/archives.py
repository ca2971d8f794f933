"""WARC files of invented pages, as a crawl leaves them: articles, copies, pages that are none, and bad ones."""

from __future__ import annotations

import gzip
import random
import uuid
from pathlib import Path

TOWNS = ("Bergen", "Vigo", "Busan", "Gdynia", "Cork", "Izmir", "Recife", "Turku", "Haifa", "Durban")
THINGS = ("ferry", "lighthouse", "market hall", "tram", "library", "sea wall", "fish auction", "observatory")
DEEDS = ("opens again", "is to be repaired", "moves to the old quay", "celebrates a hundred years", "asks for helpers")
WHO = ("Maria Okafor", "Jens Albrecht", "Sofia Lindqvist", "Tomas Herrera", "Hanna Nowak", "Yusuf Demir")


def sentences(rng: random.Random, count: int) -> str:
    """Prose of so many sentences; no two runs of a generator share a run of words by rule."""
    return " ".join(
        f"{rng.choice(WHO)} of {rng.choice(TOWNS)} said on day {rng.randint(1, 400)} that the {rng.choice(THINGS)} near"
        f" {rng.choice(TOWNS)} had cost {rng.randint(100, 99_999)} and would take {rng.randint(2, 90)} weeks, while"
        f" number {rng.randint(1, 10**6)} of the plan {rng.choice(DEEDS)}."
        for _ in range(count)
    )


def article(number: int, *, extra: str = "") -> bytes:
    """A page with one article, the same for each number but for the words added to its end."""
    rng = random.Random(number)
    title = f"The {rng.choice(THINGS)} of {rng.choice(TOWNS)} {rng.choice(DEEDS)} after {rng.randint(2, 999)} days"
    body = "".join(f"<p>{sentences(rng, 3)}</p>" for _ in range(5))
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The Harbour Dispatch</title>
<meta property="og:site_name" content="The Harbour Dispatch"></head><body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><p class="byline">By {rng.choice(WHO)}</p><time datetime="2020-07-{rng.randint(1, 28):02}">
</time>{body}{extra}</article><aside><h2>Most read</h2><ul><li><a href="/1">One</a></li><li><a href="/2">Two</a></li>
</ul></aside><footer>Cookie settings</footer></body></html>""".encode()


def address(number: int) -> str:
    """The address of a page."""
    return f"https://dispatch.example/2020/{number:04}"


# A page that takes minutes: more paragraphs than any article has, each with a name to be told.
ENDLESS = b"<html><body><article><h1>A ferry</h1>" + b"<p>A ferry sails again, said Ola Nordmann of Norway." * 78_000
TOO_LARGE = b"<html><body><p>" + b"words " * 2_900_000
COPIES = {20: 21, 70: 171, 90: 91}  # page → the page that it is a near copy of


def page(number: int) -> bytes:
    """Page number so-and-so of the archive: most are articles, some are none."""
    bad = {10: ENDLESS, 60: TOO_LARGE, 110: b"<html><body></body></html>", 160: b"\x00\xff\x00" * 50}
    if number in bad:
        return bad[number]
    if number in COPIES:
        return article(COPIES[number], extra="<p>The office said no more.</p>")
    return article(number)


def write_warcs(folder: Path, *, files: int = 4, each: int = 50) -> list[str]:
    """Write pages 0 to files × each into as many gzip'd WARC files, with a picture and a missing page in each."""
    paths = []
    for file in range(files):
        records = [
            _record(f"https://dispatch.example/{file}.png", b"\x89PNG", kind="image/png"),
            _record(f"https://dispatch.example/gone-{file}", b"<p>Gone</p>", status="404 Not Found"),
            *(_record(address(number), page(number)) for number in range(file * each, (file + 1) * each)),
        ]
        path = folder / f"crawl-{file}.warc.gz"
        path.write_bytes(b"".join(records))
        paths.append(str(path))
    return paths


def _record(url: str, body: bytes, *, kind: str = "text/html", status: str = "200 OK") -> bytes:
    """A response, gzip'd by itself as crawlers do."""
    answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2020-07-02T12:00:00Z\r\n"
    head += f"WARC-Record-ID: <urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, url)}>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    return gzip.compress(head.encode() + answer + b"\r\n\r\n", 6, mtime=0)
