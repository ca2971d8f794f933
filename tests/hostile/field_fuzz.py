"""Values at random under every name that a field has: all read alike, and what passes is harmless (promise B24).

    python tests/hostile/field_fuzz.py [--seconds 600] [--seed 1]

Values are the kit's addresses and texts with pieces put in, taken out and joined. Exits 1 at the first that one name
takes and another does not, or that passes and is no http(s) address. As a test it runs for a few hundred
(`test_fuzzing.py`).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

import zoneinfo

from hostile.payloads import PAYLOADS
from hostile.test_addresses import ADDRESSES, CONTEXT, PLACES

from copydesk.countries import load_countries
from copydesk.errors import ContentError, Problem
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import read_fields
from copydesk.library.articles import Reading, parse_article

_READING = Reading(zone=zoneinfo.ZoneInfo("UTC"), language="en", countries=load_countries())
_HONEST = ("https://e.example/a?b=c#d", "http://[2001:db8::1]:80/", "The Post", "2020-01-01", "")
_KNOWN = (*ADDRESSES.values(), *PAYLOADS.values(), *_HONEST)
_BITS = (
    *"\t\n :/\\@#?[]'\"<>\x00\x7f\u200b\u202e\u2028\u00e9\U0001f600\uff0f\uff1a.",
    *("%0a", "&#58;", "//", ":99999", "javascript:", "https://", "{{", "..", "xn--", "data:", "%00", "&colon;"),
)
# The ways to write an article's address: each must say the same of the same text.
_WAYS = ("source: {url: %s}", "source:\n  url: %s", "source_url: %s", "original_url: %s", "link: %s")
_HTTP = re.compile(r"https?://[^\s/@<>\"]+", re.IGNORECASE)
_LOCAL = re.compile(r"https?://[^\s/@<>\"]+|/(?!/)", re.IGNORECASE)
_ACTS = re.compile(r"\s*(?:javascript|data|vbscript|file|blob):\S", re.IGNORECASE)


def random_value(chance: random.Random) -> str:
    """A text of the kit with up to four changes."""
    value = chance.choice(_KNOWN if chance.random() < 0.8 else _HONEST)
    for _ in range(chance.randint(0, 4)):
        at, kind = chance.randint(0, len(value)), chance.random()
        if kind < 0.5:
            value = value[:at] + chance.choice(_BITS) + value[at:]
        elif kind < 0.7:
            value = value[:at] + value[at + chance.randint(1, 3) :]
        elif kind < 0.85:
            value = value[:at] + chance.choice(_KNOWN) + value[at:]
        else:
            value = value.swapcase()
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def find_fault(value: str) -> tuple[str, bool]:
    """What is wrong in how a value is read anywhere, or "", and whether it was taken for an article's address."""
    text = json.dumps(value)
    found = {_origin(way % text) for way in _WAYS}
    if len(found) != 1:
        return f"read in {len(found)} ways: {sorted(found)}", False
    ((address, _, _),) = found
    if address and not (_HTTP.match(address) and address.isprintable()):
        return f"taken for an address: {address!r}", True
    short, name, _ = _origin(f"source: {text}")
    # What nobody sees takes part in no address, and a scheme with nothing after it is a word.
    if (short and not _HTTP.match(short)) or _ACTS.match("".join(c for c in name if c.isprintable())):
        return f"`source:` took {short!r} and the name {name!r}", bool(address)
    for place, make, rows in PLACES:
        problems: list[Problem] = []
        try:
            values = read_fields(rows, Fields(parse_yaml(make(text), "x.md"), "x.md", problems), CONTEXT)
        except ContentError:
            continue  # no YAML: told with its line
        links = [values.get("url"), values.get("feed"), *(row["url"] for row, _ in values.get("same_as") or ())]
        local = [values.get("image"), *(values.get("aliases") or ())]
        wrong = [link for link in links if link and not _HTTP.match(link)]
        wrong += [link for link in local if link and not _LOCAL.match(link)]
        if wrong:
            return f"{place} took {wrong}", bool(address)
    return "", bool(address)


def _origin(front: str) -> tuple[str, str, int]:
    parsed = parse_article(f"---\ntitle: T\n{front}\n---\n", "content/articles/f.md", _READING)
    origin = parsed.article.origin if parsed.article else None
    return (origin.url, origin.name, len(parsed.problems)) if origin else ("", "", len(parsed.problems))


def read_values(*, seed: int, seconds: float = 1e9, most: int = 10**9) -> tuple[int, int, str]:
    """Read values until a time or a count; returns how many, how many were addresses, and the first fault or ""."""
    chance, until = random.Random(seed), time.monotonic() + seconds
    tried = taken = 0
    while tried < most and time.monotonic() < until:
        tried += 1
        value = random_value(chance)
        fault, passed = find_fault(value)
        taken += passed
        if fault:
            return tried, taken, f"{value!r}: {fault}"
    return tried, taken, ""


def main() -> None:
    """Run for as long as asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    tried, taken, fault = read_values(seed=args.seed, seconds=args.seconds)
    sys.stdout.write(f"{fault}\n" if fault else "")
    places = len(_WAYS) + 1 + len(PLACES)
    sys.stdout.write(f"{tried} values x {places} places, {taken} taken as addresses, {int(bool(fault))} faults\n")
    sys.exit(bool(fault))


if __name__ == "__main__":
    main()
