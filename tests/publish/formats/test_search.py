"""The search index: how words are taken apart, that every article is found, and what a query costs."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import re
from collections import Counter
from typing import Any

import pytest
from conftest import article, build_site, tree, write_site
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.publish.formats import postings
from copydesk.publish.formats.postings import split_words, tally_words
from copydesk.publish.formats.search import count_month, file_name, make_index, render_search
from copydesk.publish.items import SearchFrame, SearchMonth, SearchRow
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


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(alphabet="abZ9-’_.éßł한국カナ漢字ก \n", max_size=12), max_size=12))
def test_words_are_counted_as_they_are_looked_up(pieces: list[str]) -> None:
    """What counting takes apart in one go, and what it takes apart singly, are the words of the same text."""
    text = " ".join(pieces)
    assert {word: n for word, n in tally_words(text).items() if n} == Counter(split_words(text))


def read(files: dict[str, Any], term: str) -> dict[int, int]:
    """Articles that have a term, by their number in the order of time, with the place it stands in: as search.js."""
    index = files["/search/index.json"]
    names = [name[:-4] for name in index["terms"].split(" ")]
    home = max((name for name in names if term.startswith(name)), key=len)
    starts, count = {}, 0
    for month, articles, _ in index["months"]:
        starts[postings.month_number(month)] = count
        count += articles
    found, month = {}, 0
    for sign, step, steps in re.findall(
        "(-?)([A-Z]+)([^A-Z-]+)", files[f"/search/t-{file_name(home)}.json"].get(term, "")
    ):
        value = 0
        for letter in step:
            value = value * 26 + ord(letter) - ord("A")
        month += -value if sign else value
        number = starts[month]
        for part in steps.split(" "):
            number += int(part, 36) >> 2
            found[number] = int(part, 36) & 3
    return found


def row(number: int, title: str, text: str = "", **more: Any) -> SearchRow:
    """An article of an index; its body's digest is its text."""
    day = dt.datetime(2018, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    card = Card(url=f"/articles/a{number}/", title=title, date=day, summary=more.pop("summary", ""))
    return SearchRow(card=card, body=f"<p>{text}</p>", words=0, frame="", facets=(), **more)


def index(rows: list[SearchRow]) -> dict[str, str]:
    """The files of an index of rows alone."""
    months = tuple(
        SearchMonth(month=month, rows=tuple(found))
        for month, found in itertools.groupby(rows, lambda row: f"{row.card.date:%Y-%m}")
    )
    counted = [count_month(month, postings.body_words, str) for month in months]
    frame = SearchFrame(countries=(), sources=(), topics=(), names=(), folds=())
    items = [*months, *(item for _, item in make_index(frame, months, counted))]
    return dict(file for item in items for file in render_search(item))


def render(made: dict[str, str]) -> dict[str, Any]:
    """An index's files by address, parsed."""
    return {url: json.loads(text) for url, text in made.items()}


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
    made = index(invented(10_000))
    sizes = {url: len(text.encode()) for url, text in made.items()}
    terms = sorted((size for url, size in sizes.items() if "/t-" in url), reverse=True)
    rows = sorted((size for url, size in sizes.items() if "/d-" in url), reverse=True)
    page_and_script = 9_000 + 22_000
    assert page_and_script + sizes["/search/index.json"] + sum(terms[:4]) + sum(rows[:10]) < 150_000


def test_equal_digests_give_equal_indexes():
    """The files depend on the articles alone, and the index names each with a digest of what it says."""
    once, again = (index(invented(120)) for _ in range(2))
    assert once == again
    other = index([*invented(119), row(119, "Something else")])
    listed = [set(json.loads(made["/search/index.json"])["terms"].split(" ")) for made in (once, other)]
    changed = {url for url in once if "/t-" in url and once[url] != other.get(url)}
    assert {f"/search/t-{file_name(name[:-4])}.json" for name in listed[0] - listed[1]} == changed


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


def entry_rows(files: dict[str, Any]) -> list[Any]:
    """What results show, in the order of time."""
    return [entry for url in sorted(files) if "/d-" in url for entry in files[url]]


def test_only_what_is_shown_can_be_found(tmp_path):
    """An excerpt is indexed as far as it is shown, a summary without the text behind it, a draft not at all."""
    root = write_site(tmp_path, SITE)
    build_site(root, excerpt_words=10)
    files = site_index(root)
    titles = [entry[0] for entry in entry_rows(files)]
    assert titles == ["Cut", "None", "Whole"]
    assert list(read(files, "gamma")) == [2]
    assert list(read(files, "delta")) == [0]
    assert list(read(files, "epsilon")) == [0]
    assert not read(files, "zeta")
    assert not read(files, "unseen")
    assert [month[:2] for month in files["/search/index.json"]["months"]] == [["2019-01", 1], ["2020-07", 2]]


def test_people_are_found_under_each_of_their_names(tmp_path):
    """An article is found by a person's other names and script, and the filter knows them."""
    root = write_site(tmp_path, SITE)
    build_site(root)
    files = site_index(root)
    assert read(files, "김정") == read(files, "jong") == {2: 2}
    assert read(files, "~pkim-jong-un") == {2: 0}
    assert read(files, "~ckp") == {2: 0}
    assert files["/search/n-.json"]["정은"] == [
        ["person", "kim-jong-un", "Kim Jong-un", "people/kim-jong-un/", 1, ["김정은", "Kim Jong Un"]]
    ]


def test_a_digest_can_do_without_search(tmp_path):
    """Switched off, there is no page, no index, and nothing that leads to either."""
    config = "title: T\nbase_url: https://digest.example/\nfeatures: {search: false}\n"
    root = write_site(tmp_path, {**SITE, "config.yaml": config})
    build_site(root)
    files = tree(root / "site")
    assert not [path for path in files if path.startswith("search/")]
    assert b"/search/" not in files["index.html"]


def test_new_articles_leave_old_rows_alone():
    """Rows are numbered from the oldest of their month: a new article changes the last file of its month only."""
    before, after = index(invented(43)), index(invented(44))
    assert [url for url in before if "/d-" in url and before[url] != after[url]] == ["/search/d-2018-02-1.json"]


def test_lists_are_amended_as_they_are_made():
    """An article put in or taken out leaves the list that a count of all articles gives."""
    chance = random.Random(5)
    months = [f"{year}-{month:02}" for year in (1899, 1999, 2000, 2024) for month in (1, 7, 12)]
    lists = {month: {n: chance.randrange(4) for n in range(900) if chance.random() < 0.05} for month in months}

    def whole() -> str:
        counted = [
            (month, postings.count_terms([((places[n], ["word"]),) if n in places else () for n in range(900)]))
            for month, places in lists.items()
        ]
        return postings.merge_months(counted).get("word", "")

    text = whole()
    for _ in range(60):
        month, number = chance.choice(months), chance.randrange(900)
        place = chance.choice((None, 0, 1, 2, 3))
        if place is None:
            lists[month].pop(number, None)
        else:
            lists[month][number] = place
        text = postings.amend_text(text, [(month, number, place)])
        assert text == whole()
        assert postings.count_articles(text) == sum(len(places) for places in lists.values())


def test_a_term_stands_at_the_best_place_it_is_met_at():
    """In a month of a thousand articles and more, too: title before frame, frame before text, often before once."""
    terms = postings.article_terms("a title", "title frame", "once title frame\noften", ["~p"])
    places = {"~p": 0, "once": 0, "often": 1, "frame": 2, "title": 3}
    assert postings.best_places(terms) == places
    counted = postings.count_terms([terms if n in (2, 3, 1500) else () for n in range(1600)])
    for term, place in places.items():
        amended = postings.amend_text("", [("2024-01", n, place) for n in (2, 3, 1500)])
        assert postings.merge_months([("2024-01", counted)])[term] == amended, term


def test_other_endings_are_known_for_the_languages_of_the_digest(tmp_path):
    """What search takes for one word depends on the digest's language and its articles'."""
    root = write_site(tmp_path, {**SITE, "content/articles/de.md": article("Deutsch", lang="de")})
    build_site(root)
    folds = site_index(root)["/search/index.json"]["folds"]
    assert ["ies", "y"] in folds
    assert ["innen", "in"] in folds
    assert ["aux", "al"] not in folds
