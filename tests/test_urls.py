"""Slugs, addresses and the base path."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.urls import SLUG_BYTES, Base, output_path, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Kim Jong-un", "kim-jong-un"),
        ("Ñandú & Co.", "nandu-co"),
        ("O’Brien", "obrien"),
        ("Łódź", "lodz"),
        ("İstanbul", "istanbul"),
        ("Großmann", "grossmann"),
        ("NO", "no"),
        ("a/b.c,d", "a-b-c-d"),
        ("con", "con-1"),
        ("...", ""),
        ("김정은", "김정은"),
        ("ガザ", "ガザ"),
        ("Владимир", "владимир"),
    ],
)
def test_a_slug_is_readable_and_safe(name: str, slug: str) -> None:
    """Latin loses accents, other scripts stay, punctuation joins, device names are avoided."""
    assert slugify(name) == slug
    assert slugify(unicodedata.normalize("NFD", name)) == slug


@given(st.text(max_size=300))
def test_a_slug_is_always_a_safe_file_name(name: str) -> None:
    """I4: no separators, dots, blanks or upper case; NFC; within the limit; a slug of a slug is itself."""
    slug = slugify(name)
    assert len(slug.encode()) <= SLUG_BYTES
    assert not set(slug) & set('/\\.:*?"<>| \0\n')
    assert unicodedata.is_normalized("NFC", slug)
    assert slugify(slug) == slug


def test_a_base_url_is_taken_apart() -> None:
    """The closing slash and the case of the host do not matter; what cannot be a base is refused."""
    assert Base.parse("https://Example.org/repo") == Base.parse("https://example.org/repo/")
    assert Base.parse("https://example.org").path == "/"
    for bad in ("example.org", "ftp://example.org/", "https://u@example.org/", "https://example.org/?x", "/x/"):
        with pytest.raises(ValueError, match="must"):
            Base.parse(bad)


def test_only_addresses_in_tags_move_under_the_base_path() -> None:
    """R9: attributes that hold root-relative addresses are rewritten, words and other hosts never."""
    base = Base.parse("https://example.org/repo/")
    html = (
        '<a title="a > b" href="/x/">go to href="/y/"</a><img src="/i.png" srcset="/a.png 1x, /b.png 2x">'
        '<a href="//other.example/">o</a><a href="https://o.example/">p</a><a href="/">home</a>'
    )
    assert base.rewrite(html) == (
        '<a title="a > b" href="/repo/x/">go to href="/y/"</a>'
        '<img src="/repo/i.png" srcset="/repo/a.png 1x, /repo/b.png 2x">'
        '<a href="//other.example/">o</a><a href="https://o.example/">p</a><a href="/repo/">home</a>'
    )
    assert 'href="https://example.org/repo/x/"' in base.absolutize(html)


def test_an_address_has_one_file() -> None:
    """A folder's address is its index.html."""
    assert [output_path(url) for url in ("/", "/a/b/", "/feed.xml")] == ["index.html", "a/b/index.html", "feed.xml"]


@given(st.text(max_size=40))
@example("x\ufffd\u073a")
@example("\u03f2\u03b8")
def test_a_slug_of_a_slug_is_the_same_slug(name: str) -> None:
    """Found by fuzzing: a slug written into front matter must not become another address when it is read."""
    assert slugify(slugify(name)) == slugify(name)
