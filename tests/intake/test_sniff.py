"""Every container becomes items, links or a refusal: never an exception, never a draft of its own structure."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable

import pytest
from intake.containers import ARTICLES, LINKS, TITLE, URL, packed

from copydesk.intake.addresses import clean_url
from copydesk.intake.budget import PART_BYTES
from copydesk.intake.item import Item, LinkFound, Refused
from copydesk.intake.sniff import read_parts

_SEED = 20241104
# Plain text has no end that could be missing: cut within its body it is a shorter text.
_ENDLESS = frozenset({"front matter", "toml", "addresses"})


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_each_container_yields_its_one_article(name: str) -> None:
    """A whole container gives one item and refuses nothing."""
    parts = list(read_parts(ARTICLES[name], name))
    assert sum(isinstance(part, Item) for part in parts) == 1
    assert not [part for part in parts if isinstance(part, Refused)]


@pytest.mark.parametrize("name", sorted(LINKS))
def test_addresses_become_links_and_no_drafts(name: str) -> None:
    """Bookmarks, shortcuts, lists and references give links, each address once."""
    parts = list(read_parts(LINKS[name], name))
    assert all(isinstance(part, LinkFound) for part in parts)
    urls = [part.said.url for part in parts if isinstance(part, LinkFound)]
    assert urls[0] == URL
    assert len(set(urls)) == len(urls)


@pytest.mark.parametrize("name", sorted({*ARTICLES, *LINKS} - _ENDLESS))
def test_a_container_cut_anywhere_gives_the_same_items_or_a_refusal(name: str) -> None:
    """Cut at every 64th byte, a container never raises, and what it still yields is as it was when whole."""
    data = {**ARTICLES, **LINKS}[name]
    whole = [_words(part) for part in read_parts(data, name) if isinstance(part, Item | LinkFound)]
    for at in range(64, len(data), 64):
        parts = list(read_parts(data[:at], name))
        kept = [_words(part) for part in parts if isinstance(part, Item | LinkFound)]
        refused = [part for part in parts if isinstance(part, Refused)]
        assert refused or kept == whole, f"{name} cut at {at}"
        assert all(one in whole for one in kept), f"{name} cut at {at}: {kept}"


def _words(part: Item | LinkFound) -> tuple[str, str, bytes | str]:
    return part.said.title, part.said.url, part.page or part.text if isinstance(part, Item) else ""


def _json(rng: random.Random) -> str:
    keys = [f"{rng.choice(('sensor', 'level', 'unit', 'note'))}{n}" for n in range(rng.randint(2, 9))]
    value = {key: rng.choice([1, "word", None, [1, 2], {"a": "some words of a note"}]) for key in keys}
    return json.dumps(rng.choice([value, [value] * 3]), indent=rng.choice([None, 2]))


def _xml(rng: random.Random) -> str:
    rows = "".join(f"<row{n}>some words of row {n}</row{n}>" for n in range(rng.randint(1, 9)))
    return rng.choice(["", '<?xml version="1.0"?>\n']) + f"<records>{rows}</records>"


def _yaml(rng: random.Random) -> str:
    return "\n".join(f"{rng.choice('abcdefgh')}key_{n}: value {rng.randint(1, 99)}" for n in range(rng.randint(2, 20)))


def _csv(rng: random.Random) -> str:
    sep = rng.choice(",;\t")
    rows = [sep.join(("id", "height", "width", "colour"))]
    return "\n".join(
        rows + [sep.join((str(n), "12", str(rng.randint(1, 9)), "red")) for n in range(rng.randint(3, 20))]
    )


def _mail(rng: random.Random) -> str:
    return (
        f"From: A <a@example.org>\nTo: b@example.org\nSubject: Lunch {rng.randint(1, 9)}?\n\nAt twelve, by the door.\n"
    )


def _calendar(rng: random.Random) -> str:
    day = rng.randint(10, 28)
    return f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:202411{day}T1000Z\nSUMMARY:Talk\nEND:VEVENT\nEND:VCALENDAR\n"


@pytest.mark.parametrize("make", [_json, _xml, _yaml, _csv, _mail, _calendar])
def test_no_structured_text_becomes_a_draft(make: Callable[[random.Random], str]) -> None:
    """Forty generated texts of each structured kind are refused by name, none is read as prose."""
    rng = random.Random(_SEED)
    for _ in range(40):
        text = make(rng)
        parts = list(read_parts(text.encode(), "x"))
        assert all(isinstance(part, Refused) for part in parts), text


def test_prose_that_looks_structured_stays_a_text() -> None:
    """An interview, a list and a text that begins with a bracket are read by the cleaner as before."""
    for text in (
        "Q: What did the keepers want?\nA: They wanted light, and they have it now, as I said.\n" * 4,
        "[Editor's note: this was written in May.]\n\nThe keepers voted on Monday.\n",
        "Monday, in short\n\n- one thing\n- another, and more\n",
    ):
        parts = list(read_parts(text.encode(), "x"))
        assert [part.part for part in parts if isinstance(part, Item)] == [""], parts


def test_the_day_is_that_of_the_sender_and_not_of_utc() -> None:
    """A letter and a feed of 23:15 at UTC-8 keep the fourth."""
    for name in ("letter", "rss", "atom"):
        part = next(part for part in read_parts(ARTICLES[name], name) if isinstance(part, Item))
        assert part.said.date == dt.date(2024, 11, 4)
        assert part.said.title == TITLE


def test_a_zip_never_leads_outside_nor_too_deep() -> None:
    """Members with climbing names, zips within zips within zips and bombs are refused; their neighbour is read."""
    page = ARTICLES["rss"]
    deep = packed({"c.zip": packed({"b.zip": packed({"a.xml": page})})})
    data = packed({"../up.xml": page, "deep.zip": deep, "bomb": bytes(PART_BYTES + 10), "good.xml": page})
    parts = list(read_parts(data, "x"))
    assert next(part.part for part in parts if isinstance(part, Item)).startswith("good.xml")
    why = " ".join(part.why for part in parts if isinstance(part, Refused))
    for word in ("climbs out", "nested", "too large"):
        assert word in why


def test_an_entity_is_refused_and_never_resolved() -> None:
    """A feed that declares entities is refused by that word."""
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel>&a;</channel></rss>'
    parts = list(read_parts(bomb, "x"))
    assert len(parts) == 1
    assert isinstance(parts[0], Refused)
    assert "entit" in parts[0].why


def test_tracking_keys_and_counters_are_taken_off_an_address() -> None:
    """An address loses what follows its reader, and a counter that carries its target is unwrapped, never asked."""
    assert clean_url("https://a.example/x?utm_source=w&id=3&fbclid=z") == "https://a.example/x?id=3"
    assert clean_url("https://r.example/c?u=https%3A%2F%2Fa.example%2Fx%3Futm_medium%3Dm") == "https://a.example/x"
    assert clean_url("javascript:alert(1)") == ""


@pytest.mark.parametrize(
    "words",
    ["Read the rest of the series", "Weiterlesen", "The post Ferries appeared first on The Dispatch.", "続きを読む"],
)
def test_what_a_feed_puts_below_an_entry_is_left_out_and_named(words: str):
    """A link to the rest, whose post it is: no line of the article; the same words within stay."""
    text = "".join(f"<p>Read more of this, said sailor {n}: the ferry to Tiree sails from Oban.</p>" for n in range(9))
    entry = f"{text}<div><p><a href='/x'>{words}</a></p></div><img src='/p.gif'>".replace("<", "&lt;")
    feed = (
        f"<rss><channel><link>https://a.example/</link><item><title>T</title><description>{entry}</description></item>"
    )
    (part,) = read_parts(f"{feed}</channel></rss>".encode(), "feed.xml")
    assert isinstance(part, Item)
    assert words not in part.text
    assert part.text.count("Read more of this") == 9
    assert f"left out at its end: “{words}”" in part.questions
