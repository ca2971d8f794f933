"""Facts about the digest that ships with the project: what a visitor is promised to find in it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest

from copydesk.config import load_config
from copydesk.frontmatter.document import split
from copydesk.library import load_library
from copydesk.model import Article, Edition, Library, StandalonePage

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
EXAMPLES = CONTENT / "inbox" / "examples"
SVG = "{http://www.w3.org/2000/svg}"
# Hosts that nobody can own (RFC 2606, RFC 6761): invented outlets live there.
RESERVED = (".example", "example.com", "example.org", "example.net")


@pytest.fixture(scope="module")
def digest() -> Library:
    """The shipped digest, loaded."""
    return load_library(load_config(ROOT))


@pytest.fixture(scope="module")
def published(digest: Library) -> tuple[Article, ...]:
    """Its articles but for the drafts."""
    return tuple(a for a in digest.articles if not a.draft)


def markdown(page: Article | Edition | StandalonePage) -> str:
    """The Markdown below a file's front matter."""
    path = page.location.path
    return split((ROOT / path).read_text(encoding="utf-8"), path).body


def names_of(digest: Library) -> dict[str, str]:
    """Every name and alias of the people with a file, and whose it is."""
    return {name: person.slug for person in digest.people for name in (person.name, *person.aliases)}


def test_it_is_large_enough_to_judge_the_product_by(digest: Library, published: tuple[Article, ...]) -> None:
    """At least 15 published articles, 20 people and 12 countries with articles of their own, and three editions."""
    known = names_of(digest)
    named = {known.get(mention.name, mention.name) for a in published for mention in a.people}
    countries = {code for a in published for code in a.countries}
    assert len(published) >= 15
    assert len(named & set(known.values())) >= 20
    assert len(countries) >= 12
    assert len([e for e in digest.editions if not e.draft]) >= 3
    assert len(digest.assets) >= 6


def test_it_shows_every_shape_an_article_can_have(digest: Library) -> None:
    """Full, excerpt and summary; a draft, a correction, a picture, an old address; people as names and as maps."""
    articles = digest.articles
    languages = {a.lang for a in articles}
    assert {a.policy for a in articles} >= {None, "excerpt", "summary"}
    assert {"en", "ko", "fr", "de", "ar"} <= languages
    assert any(a.draft for a in articles)
    assert any(a.corrections for a in articles)
    assert any(a.aliases for a in articles)
    assert any(a.image and a.image.caption and a.image.credit for a in articles)
    assert any(m.role and m.quotes for a in articles for m in a.people)
    assert any(not m.role for a in articles for m in a.people)
    stories = [a.story for a in articles if a.story]
    assert len({story for story in stories if stories.count(story) > 1}) >= 2
    for mark in (r"^\| ", r"^> ", r"^## ", r"^(?:[-*]|1\.) ", r"\*\w", r"\]\(/"):
        assert any(re.search(mark, markdown(a), re.MULTILINE) for a in articles), mark


def test_an_alias_leads_to_the_person_it_belongs_to(digest: Library, published: tuple[Article, ...]) -> None:
    """Some article names a person by an alias only, in Latin and in Hangul, so that the registry is seen at work."""
    aliases = {alias for person in digest.people for alias in person.aliases}
    used = {m.name for a in published for m in a.people} & aliases
    assert any(name.isascii() for name in used)
    assert any(not name.isascii() for name in used)


def test_the_people_are_looked_after(digest: Library) -> None:
    """Each person with a file has a name to sort by, a country and a life, and offices with a date and a source."""
    for person in digest.people:
        assert person.sort, person.slug
        assert person.country, person.slug
        assert person.body, person.slug
        assert all(role.since and role.source for role in person.roles), person.slug
        assert [r.since for r in person.roles] == sorted(r.since for r in person.roles), person.slug


def test_each_person_with_a_file_is_in_the_news(digest: Library, published: tuple[Article, ...]) -> None:
    """No file of a person lies about unused."""
    known = names_of(digest)
    named = {known.get(m.name, "") for a in published for m in a.people}
    assert {person.slug for person in digest.people} <= named


def test_published_articles_say_where_they_come_from_and_what_they_are_about(
    digest: Library, published: tuple[Article, ...]
) -> None:
    """A description of at most 160 characters, a source of ours at a reserved address, a licence or a policy."""
    outlets = {source.name for source in digest.sources}
    for article in published:
        place = article.location.path
        assert 0 < len(article.description) <= 160, place
        assert article.origin, place
        assert article.origin.name in outlets, place
        assert (urlsplit(article.origin.url).hostname or "").endswith(RESERVED), place
        assert article.origin.license or article.policy in {"excerpt", "summary"}, place
        assert article.authors, place
        assert article.topics, place
        assert not article.corrections or article.lastmod, place


def test_quotations_stand_word_for_word_in_their_articles(digest: Library) -> None:
    """What the front matter lets a person say is in the text below it."""
    quotes = [(a, quote) for a in digest.articles for mention in a.people for quote in mention.quotes]
    assert quotes
    for article, quote in quotes:
        assert quote.rstrip(".,") in markdown(article), (article.location.path, quote)


def test_the_articles_are_of_a_readable_length(published: tuple[Article, ...]) -> None:
    """Between 350 and 800 words where the text is whole and of words with blanks between them; Arabic joins more."""
    for article in published:
        if article.policy is None and article.lang != "ko":
            least = 220 if article.lang == "ar" else 350
            assert least <= len(markdown(article).split()) <= 800, article.location.path


def test_links_between_pages_lead_somewhere(digest: Library, published: tuple[Article, ...]) -> None:
    """A root-relative link in an article, edition or page is the address of an article or a page of the build."""
    known = {a.url for a in published} | {p.url for p in digest.pages} | {"/corrections/"}
    texts = [*published, *digest.editions, *digest.pages]
    links = [(t.location.path, url) for t in texts for url in re.findall(r"\]\((/[^)]*)\)", markdown(t))]
    assert links
    assert [link for link in links if link[1] not in known] == []


def test_editions_name_articles_that_are_there(digest: Library, published: tuple[Article, ...]) -> None:
    """Each edition has a note and articles; named ones are published on or before its day, and stand in one only."""
    days = {a.slug: a.date.date() for a in published if a.date}
    placed: list[str] = []
    for edition in digest.editions:
        named = [slug for section in edition.sections for slug in section.articles]
        assert edition.body, edition.slug
        assert named or (edition.since and edition.until), edition.slug
        assert all(days[slug] <= edition.date for slug in named), edition.slug
        placed += named
    assert len(placed) == len(set(placed))
    assert [e.number for e in digest.editions] == list(range(1, len(digest.editions) + 1))


def test_pictures_are_drawings_of_one_size_that_ask_nobody(digest: Library) -> None:
    """Plain SVG of 1200 by 675 with a title, without script, style, link or any address but the namespace."""
    for path in digest.assets:
        text = (CONTENT / path.lstrip("/")).read_text(encoding="utf-8")
        root = ET.fromstring(text)  # noqa: S314 - our own file, parsed to prove that it is well-formed
        assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("1200", "675", "0 0 1200 675"), path
        assert root.findtext(f"{SVG}title"), path
        assert {el.tag for el in root.iter()}.isdisjoint({SVG + t for t in ("script", "style", "image", "a", "use")})
        assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), path
        assert len(text) < 50_000, path


def test_every_picture_is_used_and_described(digest: Library, published: tuple[Article, ...]) -> None:
    """Each drawing stands in an article, with words for those who cannot see it, a caption and a credit."""
    pictures = [a.image for a in published if a.image]
    assert {picture.src for picture in pictures} == {f"/{path.lstrip('/')}" for path in digest.assets}
    assert all(p.alt and p.caption and p.credit for p in pictures)


def test_nothing_waits_for_the_editor_but_the_draft(digest: Library) -> None:
    """The digest builds without a warning."""
    assert digest.warnings == ()


def test_the_inbox_holds_raw_articles_of_every_kind() -> None:
    """At least eight, text and HTML, one of them with a sidecar, and each explained in the inbox's own page."""
    files = sorted(EXAMPLES.iterdir())
    raw = [f for f in files if f.suffix in {".txt", ".html"}]
    guide = (CONTENT / "inbox" / "README.md").read_text(encoding="utf-8")
    assert len(raw) >= 8
    assert {f.suffix for f in files} == {".txt", ".html", ".yaml"}
    assert [f.name for f in files if f"`{f.name}`" not in guide] == []
    assert [f.stem for f in files if f.suffix == ".yaml" and not f.with_suffix(".txt").exists()] == []


@pytest.mark.parametrize(
    ("name", "charset", "words"),
    [("philae-latin1.txt", "iso-8859-1", "Zum Inhalt springen"), ("nuri-euckr.txt", "euc-kr", "누리호")],
)
def test_two_raw_articles_are_in_an_old_charset(name: str, charset: str, words: str) -> None:
    """They are not UTF-8, so that reading them proves something, and decode without a loss."""
    data = (EXAMPLES / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert words in data.decode(charset)


def test_addresses_in_the_shipped_content_belong_to_nobody(digest: Library) -> None:
    """No e-mail address outside of reserved domains, in the inbox either; none at all in what is published."""
    address = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
    for file in EXAMPLES.iterdir():
        hosts = address.findall(file.read_bytes().decode("utf-8", "replace"))
        assert all(host.endswith(RESERVED) for host in hosts), file.name
    published = [markdown(page) for page in (*digest.articles, *digest.pages)] + [p.body for p in digest.people]
    assert not any(address.search(text) for text in published)
