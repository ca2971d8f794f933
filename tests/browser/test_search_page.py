"""The search page in Chromium, under a base path: words, filters, keyboard, other scripts, and without a script."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import article, build_site, write_site
from playwright.sync_api import expect

FILES = {
    **{
        f"content/articles/n{n}.md": article(
            f"Talks, day {n}", date=f"2019-02-{n:02}", body="Numbers were named.", people="[Ana Lima]", countries="[VN]"
        )
        for n in range(1, 25)
    },
    "content/articles/summit.md": article(
        "The <b>Summit</b> in Hanoi",
        date="2020-02-28",
        body="Nobody ate the dessert.",
        people="[Kim Jong-un]",
        countries="[KP, VN]",
        source="{name: Harbour Wire}",
    ),
    "content/articles/korean.md": article(
        "김정은 위원장의 하노이 회담", date="2020-03-01", lang="ko", body="회담은 끝났다.", people="[Kim Jong-un]"
    ),
    "content/articles/noel.md": article("Noël à Québec", date="2018-12-24", body="Crème brûlée.", countries="[CA]"),
    "content/articles/jung.md": article("Jung and um", date="2019-01-02", body="Carl Jung wrote."),
    "content/people/kim-jong-un.md": "---\nname: Kim Jong-un\noriginal: 김정은\n---\n",
}

pytestmark = pytest.mark.browser


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing: a test's output is about the test."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A digest's search page, served below /repo/."""
    root = write_site(tmp_path_factory.mktemp("search"), FILES)
    top = tmp_path_factory.mktemp("host")
    build_site(root, out=top / "repo", base_url="https://digest.example/repo/")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(top))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/repo/search/"
        server.shutdown()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    """A fresh page; whatever the console complains of fails the test."""
    complaints: list[str] = []
    tab = chromium.new_page()
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield tab
    tab.close()
    assert complaints == []


def finds(page: Any, titles: list[str]) -> None:
    """Wait until a search is done, as its count says, and these headlines and no others are shown in this order."""
    expect(page.locator("[role=status]")).not_to_be_empty()
    expect(page.locator(".search-results h2")).to_have_text(titles)


def searched(page: Any) -> None:
    """Wait until a search is done."""
    expect(page.locator("[role=status]")).not_to_be_empty()


def test_before_a_question_the_page_offers_something(page: Any, address: str) -> None:
    """The newest articles and how to ask stand there, go when words are typed, and are back when they are gone."""
    page.goto(address)
    offered = page.locator(".unasked")
    expect(offered).to_contain_text("quotation marks")
    expect(offered.locator(".headline").first).to_have_text("김정은 위원장의 하노이 회담")
    expect(page.locator("#year option")).not_to_have_count(1)
    page.locator("#q").fill("dessert")
    expect(page.locator(".search-results h2")).to_have_count(1)
    expect(offered).to_be_hidden()
    page.locator("#q").fill("")
    expect(offered).to_be_visible()


@pytest.mark.parametrize("query", ["!!!", "?", "…", "-- //"])
def test_signs_without_a_word_find_nothing(page: Any, address: str, query: str) -> None:
    """What holds no word matches no article, also beside a filter that many articles pass."""
    page.goto(f"{address}?{urlencode({'q': query, 'country': 'VN'})}")
    finds(page, [])
    expect(page.locator("[role=status]")).to_contain_text("No article matches")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=dessert", ["The <b>Summit</b> in Hanoi"]),
        ("q=SUMM", ["The <b>Summit</b> in Hanoi"]),
        ("q=hanoi+dessert", ["The <b>Summit</b> in Hanoi"]),
        ("q=hanoi+banana", []),
        ("q=noel+quebec", ["Noël à Québec"]),
        ("q=brulee", ["Noël à Québec"]),
        ("q=김정은 위원장", ["김정은 위원장의 하노이 회담"]),
        ("q=회담", ["김정은 위원장의 하노이 회담"]),
        ("q=하", ["김정은 위원장의 하노이 회담"]),
        ("person=Kim+Jong-un", ["김정은 위원장의 하노이 회담", "The <b>Summit</b> in Hanoi"]),
        ("person=김정은&country=VN", ["The <b>Summit</b> in Hanoi"]),
        ("source=harbour-wire", ["The <b>Summit</b> in Hanoi"]),
        ("year=2018", ["Noël à Québec"]),
        ("q=talks&year=2020", []),
        ("person=Nobody", []),
    ],
)
def test_a_query_in_the_address(page, address, query, titles):
    """Words, names, filters and scripts find what they should, newest first where nothing ranks higher."""
    page.goto(f"{address}?{query}")
    finds(page, titles)


SUMMIT, NOEL = "The <b>Summit</b> in Hanoi", "Noël à Québec"


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"q": "dessrt"}, [SUMMIT]),  # a letter left out
        ({"q": "desssert"}, [SUMMIT]),  # one too many
        ({"q": "dezsert"}, [SUMMIT]),  # another one
        ({"q": "desesrt"}, [SUMMIT]),  # two in the wrong order
        ({"q": "desserts"}, [SUMMIT]),  # a plural that no article has
        ({"q": "brulees"}, [NOEL]),
        ({"q": '"nobody ate the dessert"'}, [SUMMIT]),
        ({"q": "“ate the dessert” hanoi"}, [SUMMIT]),
        ({"q": '"dessert ate"'}, []),  # its words, in another order
        ({"person": "jong"}, ["김정은 위원장의 하노이 회담", SUMMIT]),  # a part of a name
        ({"person": "kim jo", "year": "2020", "country": "VN"}, [SUMMIT]),
        ({"q": "kim jung-un"}, ["김정은 위원장의 하노이 회담", SUMMIT]),  # a Jung there is, but no Kim Jung-un
        ({"q": "kim jong-um"}, ["김정은 위원장의 하노이 회담", SUMMIT]),  # of two letters, one wrong
        ({"q": "kim jung un dessert"}, [SUMMIT]),
        ({"person": "kim jung-un", "country": "VN"}, [SUMMIT]),
        ({"q": "jung dessert"}, []),  # both are in the digest, and no name has either
        ({"q": "kim jung-un banana"}, []),
        ({"q": "xqzvwk"}, []),
        ({"q": "dessert xqzvwk"}, []),
    ],
)
def test_slips_plurals_phrases_and_parts_of_names(page, address, asked, titles):
    """One slip of the hand and a plural find what was meant, a phrase keeps its order, nonsense finds nothing."""
    page.goto(f"{address}?{urlencode(asked)}")
    finds(page, titles)


@pytest.mark.parametrize(
    ("query", "name", "where"),
    [
        ("kim jong", "Kim Jong-un", "people/kim-jong-un/"),
        ("Kim Jung-un", "Kim Jong-un", "people/kim-jong-un/"),
        ("김정은", "Kim Jong-un", "people/kim-jong-un/"),
        ("north korea", "North Korea", "countries/north-korea/"),
        ("quebec", None, None),
        ("xqzvwk", None, None),
    ],
)
def test_a_name_offers_its_page_first(page, address, query, name, where):
    """Who looks for a person or a country is led to their page above the results; other words offer none."""
    page.goto(f"{address}?{urlencode({'q': query})}")
    searched(page)
    offered = page.locator(".search-goto:not([hidden]) a")
    if name is None:
        expect(offered).to_have_count(0)
    else:
        expect(offered.first).to_have_text(name)
        expect(offered.first).to_have_attribute("href", re.compile(re.escape(where) + "$"))


def test_results_lead_to_pages_below_the_base_path(page, address):
    """A result's link works where the digest is published under a path."""
    page.goto(f"{address}?q=dessert")
    page.locator(".search-results a").click()
    page.wait_for_url("**/repo/articles/summit/")
    expect(page.locator("h1")).to_have_text("The <b>Summit</b> in Hanoi")


def test_typing_searches_and_is_kept_in_the_address(page, address):
    """Results follow the words as they are typed; the address can be sent to somebody, and the count is announced."""
    page.goto(address)
    page.wait_for_selector("form:visible")
    page.locator("#q").focus()
    page.keyboard.type("talks", delay=15)
    expect(page.locator("[role=status]")).to_contain_text("24")
    expect(page.locator("[role=status]")).to_have_attribute("aria-live", "polite")
    expect(page).to_have_url(re.compile(r"\?q=talks$"))
    expect(page.locator("#q")).to_be_focused()


def test_more_results_by_keyboard(page, address):
    """Ten at a time; after asking for more the first new one has the focus, so that reading goes on there."""
    page.goto(f"{address}?q=talks")
    expect(page.locator(".search-results li")).to_have_count(10)
    page.locator(".search-more").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".search-results li")).to_have_count(20)
    expect(page.locator(".search-results li").nth(10).locator("a")).to_be_focused()
    page.locator(".search-more").click()
    expect(page.locator(".search-results li")).to_have_count(24)
    expect(page.locator(".search-more")).to_be_hidden()


def test_filters_name_what_there_is(page, address):
    """Countries, sources and years are offered with how many articles they have; people by a part of their name."""
    page.goto(address)
    expect(page.locator("#country option")).to_have_text(["Any", "Canada (1)", "North Korea (1)", "Vietnam (25)"])
    expect(page.locator("#year option")).to_have_text(["Any", "2020", "2019", "2018"])
    expect(page.locator("datalist option")).to_have_count(0)
    page.locator("#person").press_sequentially("jong")
    expect(page.locator("datalist option")).to_have_count(1)
    expect(page.locator("datalist option")).to_have_attribute("value", "Kim Jong-un")


@pytest.mark.parametrize(("width", "query", "opened"), [(1280, "", True), (360, "", False), (360, "?year=2018", True)])
def test_filters_stand_beside_the_results_or_are_folded(page, address, width, query, opened):
    """Open where there is room or one is set, folded on a phone; with nothing to choose from there is no filter."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(f"{address}{query}")
    expect(page.locator("#year option")).not_to_have_count(1)
    expect(page.locator("#year")).to_be_visible(visible=opened)
    if not opened:
        page.locator(".search-narrow summary").click()
    expect(page.locator("#country")).to_be_visible()
    expect(page.locator("#source")).to_be_hidden()  # one outlet
    expect(page.locator("#topic")).to_be_hidden()  # no topic
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_in_a_title_becomes_an_element(page, address):
    """Titles are shown as text, with the words that were looked for marked."""
    page.goto(f"{address}?q=summit")
    finds(page, ["The <b>Summit</b> in Hanoi"])
    expect(page.locator(".search-results mark")).to_have_text(["Summit"])
    expect(page.locator(".search-results b")).to_have_count(0)


def test_a_first_query_asks_for_little_and_for_nothing_elsewhere(page, address):
    """A few files, all of the digest's own."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}?q=dessert")
    searched(page)
    assert all(url.startswith(address.removesuffix("search/")) for url in asked if "favicon" not in url)
    assert len([url for url in asked if "/search/" in url and url.split("?")[0].endswith(".json")]) <= 4


def test_an_index_that_cannot_be_had_is_said(chromium, address):
    """When the index does not come, the page says so and leaves the other ways."""
    page = chromium.new_page()
    page.route("**/index.json", lambda route: route.abort())
    page.goto(f"{address}?q=dessert")
    expect(page.locator("[role=status]")).to_contain_text("could not be loaded")
    expect(page.locator("a[href='/repo/people/']").first).to_be_attached()
    page.close()


def test_without_a_script_there_are_other_ways(chromium, address):
    """No form that does nothing: a sentence, and links to the people, the countries and the archive."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("main")).to_contain_text("needs JavaScript", use_inner_text=True)
    expect(page.locator("main a[href='/repo/archive/']")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    context.close()
