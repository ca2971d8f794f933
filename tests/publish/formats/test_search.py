"""The search index: how words are taken apart, that every article is found, and what a query costs."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from conftest import article, build_site, tree, write_site

from copydesk.publish.formats.search import file_name, render_search, split_words
from copydesk.publish.items import SearchIndex, SearchRow
from copydesk.publish.pages.values import Card


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The “Summit” in Hanoi, 2019", ["the", "summit", "in", "hanoi", "2019"]),
        ("Trump's plan B: 3 steps", ["trump", "plan", "3", "steps"]),
        ("Škvorecký Łukasz Sørensen Großmann Dvořák", ["skvorecky", "lukasz", "sorensen", "grossmann", "dvorak"]),
        ("김정은 위원장", ["김정", "정은", "위원", "원장"]),
        ("김정은", ["김정", "정은"]),
        ("한국", ["한국"]),
        ("東京で会談 G7", ["東京", "京て", "て会", "会談", "g7"]),
        ("Пхеньян и Сеул", ["пхеньян", "и", "сеул"]),
        ("القمة في هانوي", ["القمة", "في", "هانوي"]),
        ("Việt Nam", ["viet", "nam"]),
        ("ﬁnal ①", ["final", "1"]),
        ("— … !", []),
    ],
)
def test_words(text, words):
    """Case, accents and forms fold; scripts without blanks become pairs; a lone Latin letter is no word."""
    assert split_words(text) == words


def read(files: dict[str, Any], term: str) -> dict[int, int]:
    """Articles that have a term, with the place it stands in: read as search.js does."""
    names = files["/search/index.json"]["shards"].split(" ")
    home = max((name for name in names if term.startswith(name)), key=len)
    found, number = {}, -1
    for part in files[f"/search/t-{file_name(home)}.json"].get(term, "").split():
        number += int(part) >> 2
        found[number] = int(part) & 3
    return found


def row(number: int, title: str, text: str = "", **more: Any) -> SearchRow:
    """An article of an index; its body's digest is its text."""
    day = dt.datetime(2018, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    card = Card(url=f"/articles/a{number}/", title=title, date=day, summary=more.pop("summary", ""))
    return SearchRow(card=card, body=f"<p>{text}</p>", words=0, frame="", facets=(), **more)


def index(rows: list[SearchRow]) -> SearchIndex:
    """An index of rows alone."""
    return SearchIndex(rows=tuple(rows), people=(), countries=(), sources=())


def render(made: SearchIndex) -> dict[str, Any]:
    """An index's files by address, parsed."""
    return {url: json.loads(text) for url, text in render_search(made, lambda body: body)}


def invented(count: int) -> list[SearchRow]:
    """Articles of invented words, some common and most rare, as in any language (Zipf)."""

    def word(n: int) -> str:
        syllables = ("ka", "to", "mi", "ren", "sul", "po", "da", "vei", "nor", "eth")
        return "".join(syllables[int(digit)] for digit in str(n))

    texts = []
    for number in range(count):
        state, words = number + 1, []
        for _ in range(60):
            state = state * 1103515245 + 12345 & 0x7FFFFFFF
            words.append(word(20_000 * (state % 1000) ** 3 // 10**9 + state % 7))
        texts.append(row(number, f"{words[0]} {words[1]} a{number}", " ".join(words), summary=" ".join(words[:24])))
    return texts


def test_every_word_of_every_article_is_found_where_it_is_looked_for():
    """The file with the longest name a term begins with has the term, with the place that counts most."""
    rows = invented(300)
    files = render(index(rows))
    common = set(files["/search/index.json"]["common"])
    for number, made in enumerate(rows):
        for term in split_words(made.card.title):
            assert term in common or read(files, term)[number] == 3
        for term in split_words(made.body.replace("<p>", " ").replace("</p>", " ")):
            assert term in common or number in read(files, term)


@pytest.mark.slow
def test_a_first_query_of_ten_thousand_articles_stays_within_its_budget():
    """Index, the files of two words with their beginnings, and the rows of ten results: under 150 kB, unpacked."""
    made = dict(render_search(index(invented(10_000)), lambda body: body))
    sizes = {url: len(text.encode()) for url, text in made.items()}
    terms = sorted((size for url, size in sizes.items() if "/t-" in url), reverse=True)
    rows = sorted((size for url, size in sizes.items() if "/d-" in url), reverse=True)
    page_and_script = 5_000 + 12_000
    assert page_and_script + sizes["/search/index.json"] + sum(terms[:4]) + sum(rows[:10]) < 150_000


def test_equal_digests_give_equal_indexes():
    """The files and the version in the index depend on the articles alone."""
    once, again = (dict(render_search(index(invented(120)), lambda body: body)) for _ in range(2))
    assert once == again
    other = dict(render_search(index([*invented(119), row(119, "Something else")]), lambda body: body))
    assert json.loads(once["/search/index.json"])["version"] != json.loads(other["/search/index.json"])["version"]


def test_a_word_that_most_articles_have_is_not_listed():
    """Its postings would be the largest of all and tell no two articles apart."""
    files = render(index([row(n, f"Title {n}", "everywhere") for n in range(80)]))
    assert files["/search/index.json"]["common"] == ["everywhere", "title"]
    assert read(files, "everywhere") == {}


SITE = {
    "content/articles/full.md": article("Whole", body="Alpha beta gamma.", people="[Kim Jong-un]", countries="[KP]"),
    "content/articles/cut.md": article("Cut", body="Delta " * 9 + "epsilon " * 9, policy="excerpt", date="2019-01-01"),
    "content/articles/none.md": article("None", body="Zeta eta theta.", policy="summary", description="A word on it"),
    "content/articles/draft.md": article("Draft", body="Unseen.", draft="true"),
    "content/people/kim-jong-un.md": "---\nname: Kim Jong-un\noriginal: 김정은\naliases: [Kim Jong Un]\n---\n",
}


def site_index(root: Any) -> dict[str, Any]:
    """The index of a built site."""
    files = tree(root / "site")
    return {
        f"/{path}": json.loads(data) for path, data in files.items() if path.startswith("search/") and path[-1] == "n"
    }


def test_only_what_is_shown_can_be_found(tmp_path):
    """An excerpt is indexed as far as it is shown, a summary without the text behind it, a draft not at all."""
    root = write_site(tmp_path, SITE)
    build_site(root, excerpt_words=10)
    files = site_index(root)
    titles = [entry[0] for entry in files["/search/d-0.json"]]
    assert titles == ["Cut", "None", "Whole"]
    assert list(read(files, "gamma")) == [2]
    assert list(read(files, "delta")) == [0]
    assert list(read(files, "epsilon")) == [0]
    assert not read(files, "zeta")
    assert not read(files, "unseen")
    assert files["/search/index.json"]["years"] == [[2019, 0], [2020, 1]]


def test_people_are_found_under_each_of_their_names(tmp_path):
    """An article is found by a person's other names and script, and the filter knows them."""
    root = write_site(tmp_path, SITE)
    build_site(root)
    files = site_index(root)
    assert read(files, "김정") == read(files, "jong") == {2: 2}
    assert read(files, "~pkim-jong-un") == {2: 0}
    assert read(files, "~ckp") == {2: 0}
    assert files["/search/people.json"] == [["kim-jong-un", "Kim Jong-un", 1, ["김정은", "Kim Jong Un"]]]


def test_a_digest_can_do_without_search(tmp_path):
    """Switched off, there is no page, no index, and nothing that leads to either."""
    config = "title: T\nbase_url: https://digest.example/\nfeatures: {search: false}\n"
    root = write_site(tmp_path, {**SITE, "config.yaml": config})
    build_site(root)
    files = tree(root / "site")
    assert not [path for path in files if path.startswith("search/")]
    assert b"/search/" not in files["index.html"]


def test_new_articles_leave_old_rows_alone():
    """Rows are numbered from the oldest, so that a new article changes the last file of rows only."""
    before = dict(render_search(index(invented(43)), lambda body: body))
    after = dict(render_search(index(invented(44)), lambda body: body))
    assert [url for url in before if "/d-" in url and before[url] != after[url]] == ["/search/d-5.json"]
