"""Addresses of one page are told to be one, however they are written."""

from __future__ import annotations

import pytest

from copydesk.intake.addresses import clean_url, public_url, same_page

SAME = [
    ("http://dispatch.example/a", "https://www.dispatch.example/a/#top"),
    ("http://dispatch.example/a", "HTTP://Dispatch.Example:80/a?utm_source=x"),
    ("https://dispatch.example/a", "https://dispatch.example.:443/a"),
    ("http://b\u00fccher.example/a", "http://xn--bcher-kva.example/a"),
    ("http://dispatch.example/caf\u00e9", "http://dispatch.example/caf%C3%A9"),
    ("http://dispatch.example/caf%c3%a9", "http://dispatch.example/caf%C3%A9"),
    ("http://dispatch.example/a b", "http://dispatch.example/a%20b"),
]
OTHER = [
    ("http://dispatch.example/a", "http://dispatch.example/b"),
    ("http://dispatch.example/a?id=1", "http://dispatch.example/a?id=2"),
    ("http://dispatch.example/a", "http://dispatch.example:8080/a"),
    ("http://dispatch.example/a/b", "http://dispatch.example/a%2Fb"),
    ("http://dispatch.example/a", "http://other.example/a"),
    ("http://dispatch.example/a", "http://dispatch.example/A"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_of_writing_one_address_share_a_key(one: str, other: str) -> None:
    """Scheme, www., ports, case of the host, last slash, counters, and letters written out or in ASCII."""
    assert same_page(one) == same_page(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_addresses_of_two_pages_do_not(one: str, other: str) -> None:
    """What may lead to another page is another address."""
    assert same_page(one) != same_page(other)


def test_what_is_no_address_is_its_own_key() -> None:
    """A bracket that does not close, a port that is none: nothing is raised."""
    assert same_page("http://[::1/a") == "http://[::1/a"
    assert same_page("http://a.example:port/") == "http://a.example:port/"


@pytest.mark.parametrize(
    "url",
    [
        "https://letter.example/view?u=SECRETTOKEN123",
        "https://letter.example/web?e=4f3a9c&id=12",
        "https://letter.example/read?subscriber_id=881",
        "https://letter.example/a?x=1&pass_on=Jd83kLq09Z",
        "https://link.letter.example/c/eJxVkE1vgzAMhn9NcmRJSQg9",
    ],
)
def test_a_readers_own_key_is_never_published(url: str) -> None:
    """A letter's address that holds its reader's key is left out and asked about."""
    public, question = public_url(clean_url(url))
    assert public == ""
    assert "letter.example" in question
    assert url not in question


@pytest.mark.parametrize(
    ("url", "public"),
    [
        (
            "https://news.example/2021/harbour-opens?utm_source=l&mc_eid=9f8e7d",
            "https://news.example/2021/harbour-opens",
        ),
        ("https://news.example/a?id=84739201", "https://news.example/a?id=84739201"),
        ("https://films.example/watch?v=dQw4w9WgXcQ", "https://films.example/watch?v=dQw4w9WgXcQ"),
        ("https://news.example/world-europe-56123456", "https://news.example/world-europe-56123456"),
    ],
)
def test_an_address_without_a_key_stands(url: str, public: str) -> None:
    """Counters' keys go, what names the page stays, and nothing is asked."""
    assert public_url(clean_url(url)) == (public, "")
