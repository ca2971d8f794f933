"""Values to bytes and back: by value alone, whole or by what is compared."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import replace

import pytest

from copydesk.errors import Location
from copydesk.model import Article, Mention, Origin
from copydesk.publish.cache import encode
from copydesk.publish.pages.values import Card, Chip, Group

SEOUL = dt.datetime(2020, 7, 3, 9, 30, tzinfo=zoneinfo.ZoneInfo("Asia/Seoul"))
EXTRA = {"rows": ({"day": dt.date(2020, 7, 3), "n": 0}, (), {}), "at": SEOUL, "none": None, "": ("a", ("b", 1.5))}
ARTICLE = Article(
    id="a", slug="a", url="/articles/a/", title="제목", location=Location(path="content/articles/a.md", line=2),
    body_digest="00", date=SEOUL, people=(Mention(name="Ada", quotes=("Yes.",)), Mention(name="Grace")),
    origin=Origin(name="Gazette"), extra=EXTRA, lines={"title": 2},
)  # fmt: skip


def card(number: int) -> Card:
    """A card, made anew each time."""
    chips = (Chip(name=f"Name {number}", url="/people/name/", count=number),)
    return Card(url=f"/articles/a{number}/", title=f"Title {number}", date=SEOUL, people=chips, fields=EXTRA)


def test_a_whole_value_comes_back_as_it_was() -> None:
    """What is written whole comes back equal, with what is not compared, and of the same types."""
    back: Article = encode.load_value(encode.dump_whole((ARTICLE, 1)))[0]
    assert (back, back.lines, back.location) == (ARTICLE, ARTICLE.lines, ARTICLE.location)
    assert repr(back) == repr(ARTICLE)


def test_a_value_with_shared_parts_comes_back_as_it_was() -> None:
    """What pages share is written once, and stands in each as a reference."""
    group = Group(label="2020", cards=(card(1), card(2), card(1)), date=dt.date(2020, 7, 3))
    values = encode.Values()
    data = values.dump((group, ()))
    assert len(values.fresh) == 2
    assert encode.load_value(data, values.fresh.__getitem__) == (group, ())
    with pytest.raises(ValueError, match="a shared part where none can be"):
        encode.load_value(data)


def test_the_bytes_of_a_value_are_those_of_every_equal_one() -> None:
    """Which parts of a value are one object does not show in its bytes, nor what it is not compared by."""
    one = card(1)
    alike = [(one, one, one.date), (card(1), card(1), SEOUL.replace(microsecond=0))]
    assert len({encode.Values().dump(value) for value in alike}) == 1
    assert encode.Values().dump(ARTICLE) == encode.Values().dump(replace(ARTICLE, lines={}))
    assert encode.Values().dump(ARTICLE) != encode.Values().dump(replace(ARTICLE, weight=1))
    assert encode.Values().dump(ARTICLE) != encode.Values().dump(replace(ARTICLE, draft=True))


def test_what_is_no_value_is_refused() -> None:
    """A list, a set or another object is a bug to be heard of, and bytes that make no value of ours are none."""
    for value in ([1], {1}, object()):
        with pytest.raises(TypeError, match="is no value"):
            encode.Values().dump((value,))
        with pytest.raises(TypeError, match="is no value"):
            encode.dump_whole(replace(ARTICLE, extra={"rows": value}))
    for data in (b"", b"[", encode.marshal.dumps(["os:system", 1]), encode.marshal.dumps(["copydesk.model:Link"])):
        with pytest.raises(ValueError):  # noqa: PT011 (marshal's own words for what it cannot read)
            encode.load_value(data)
