"""A digest in each of the languages of the interface: every kind of page, and no English left on it."""

from __future__ import annotations

import html
import html.parser
import json
import re
from pathlib import Path
from typing import Any

import pytest
from conftest import article, build_site, write_site

from copydesk.countries import countries_in, load_countries
from copydesk.frontmatter.document import parse_yaml
from copydesk.publish.render.layouts import packaged_layouts

PATH = packaged_layouts() / "strings.yaml"
TEXT = PATH.read_text(encoding="utf-8")
LANGUAGES = tuple(re.findall(r"(?m)^([a-z]{2}(?:-[A-Za-z]+)?):$", TEXT))
RIGHT_TO_LEFT = {"ar", "fa", "he"}
# Words of no language: what the digest itself says must not be taken for the interface's English.
NONSENSE = "Zorvex quintab mulpo drenith"
# Latin words that stand for the same thing everywhere: formats, and what a path or a code is.
EVERYWHERE = {"rss", "atom", "json", "csv", "opml", "copydesk", "html", "digest", "example", "https", "http"}
# Parts of a page with words for people; in `head`, title and description are asked for by name.
_SAID = {
    "alt",
    "title",
    "aria-label",
    "placeholder",
    "data-found",
    "data-none",
    "data-failed",
    "data-day",
    "data-kinds",
}
_SILENT = {"script", "style", "head"}
_WORD = re.compile(r"[A-Za-z]{3,}")
# Where a script or a file of data says something to people.
_WRITTEN = re.compile(
    r"(?:textContent = |\"(?:name|short_name|description|title|content_html)\": )\"((?:[^\"\\]|\\.)*)\""
)


class Said(html.parser.HTMLParser):
    """What a page says to people: its texts, and the attributes that are read out or shown; `root` is its <html>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.root: dict[str, str] = {}
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the element says; the first one is the page's own."""
        said = {name: value or "" for name, value in attrs}
        self.root = self.root or said
        self.texts += [self._value(name, value) for name, value in said.items() if name in _SAID]
        if tag == "meta" and (said.get("property", "").startswith("og:") or said.get("name") == "description"):
            name = said.get("property", "")
            if name not in {"og:type", "og:url", "og:image", "og:locale"}:
                self.texts.append(said.get("content", ""))
        if tag in _SILENT:
            self._silent.append(tag)

    @staticmethod
    def _value(name: str, value: str) -> str:
        """What an attribute says: of a map for the script, its values."""
        return " ".join(json.loads(value).values()) if name == "data-kinds" else value

    def handle_endtag(self, tag: str) -> None:
        """Listen again after what nobody reads."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Keep a text; the title is the one that counts in the head."""
        if not self._silent or self.get_starttag_text() == "<title>":
            self.texts.append(data)


def said_on(page: str) -> Said:
    """A page, read."""
    said = Said()
    said.feed(page)
    return said


def words_of(value: Any) -> set[str]:
    """The Latin words in anything a strings file or a name holds, in small letters."""
    return {word.lower() for word in _WORD.findall(re.sub(r"\{\w+\}|https?://\S+|\S+@\S+", " ", str(value)))}


def table(lang: str) -> set[str]:
    """The words of one language's strings, and of its names for countries and regions."""
    root = parse_yaml(TEXT, "strings.yaml").value[lang]
    found: set[str] = set()

    def gather(node: Any) -> None:
        if isinstance(node.value, dict):
            for entry in node.value.values():
                gather(entry)
        elif isinstance(node.value, tuple):
            for entry in node.value:
                gather(entry)
        else:
            found.update(words_of(node.text))

    gather(root)
    for country in countries_in(load_countries(), lang).values():
        found |= words_of(f"{country.name} {country.region} {country.subregion}")
    return found


def digest(root: Path, lang: str) -> Path:
    """A digest with something on each kind of page, in no language's words."""
    source = {"source": "{name: Plimgar, url: 'https://news.example/1', license: CC-BY-4.0, title: Vornak}"}
    files: dict[str, str | bytes] = {
        "config.yaml": f"title: Zorvex\nbase_url: https://digest.example/\nlanguage: {lang}\nper_page: 2\n"
        "editor: Quillon Brask\nemail: quillon@digest.example\ntagline: Mulpo drenith\nlicense: CC-BY-4.0\n"
        "per_term_page: 2\npolicy: excerpt\nexcerpt_words: 10\nfront_topics: [Mulpovar]\n"
        "subscribe: {form: 'https://letters.example/go', note: Drenith mulpo., unsubscribe: 'https://letters.example/un'}\n",
        "content/people/quillon-brask.md": "---\nname: Quillon Brask\naliases: [Q. Brask]\nroles:\n"
        "- {title: Zorvexor, since: 2019, source: Plimgar}\n---\n\nMulpo.\n",
        "content/editions/2020-07.md": "---\ntitle: Drenith\ndate: 2020-07-31\nsince: 2020-07-01\nuntil: 2020-07-31\n"
        "number: 3\n---\n\nMulpo.\n",
    }
    countries = (["KR", "JP"], ["KR", "DE"], ["FR", "BR"], ["KR", "NG"], ["JP", "KR"], ["KR", "JP"])
    for n, pair in enumerate(countries):
        files[f"content/articles/a{n}.md"] = article(
            f"{NONSENSE} {n}",
            f"2020-0{6 + n % 2}-{10 + n}",
            f"{NONSENSE}. " * 20,
            people="[Quillon Brask, Tarvel Onk]",
            countries=f"[{', '.join(pair)}]",
            topics="[Mulpovar]",
            tags="[drenithal]",
            story="quintab",
            why="Mulpo drenith.",
            corrections="[{date: 2020-08-01, text: Drenith.}]" if n == 1 else "[]",
            **source,
        )
    return write_site(root, files)


def english_left(site: Path, lang: str) -> list[str]:
    """What pages, feeds and letters say in English words that the language does not have itself."""
    english, own = table("en") - EVERYWHERE, table(lang) | words_of(NONSENSE)
    left = []
    for path in sorted(site.rglob("*")):
        texts: list[str] = []
        if path.suffix == ".html":
            texts = said_on(path.read_text(encoding="utf-8")).texts
        elif path.suffix == ".atom":
            whole = path.read_text(encoding="utf-8")
            texts = re.findall(r"<(?:title|subtitle|name|rights)[^>]*>([^<]*)<", whole)
            shown = re.findall(r"<(?:content|summary)[^>]*>([^<]*)<", whole)
            texts += [text for entry in shown for text in said_on(html.unescape(entry)).texts]
        elif path.name == "edition.txt":
            texts = path.read_text(encoding="utf-8").splitlines()
        elif path.suffix == ".css":  # what a style writes is said too, on paper as well
            texts = re.findall(r"content:\s*\"([^\"]*)\"", path.read_text(encoding="utf-8"))
        elif path.suffix in {".js", ".json", ".webmanifest"} and "/search/" not in path.as_posix():
            texts = _WRITTEN.findall(path.read_text(encoding="utf-8"))
        name = path.relative_to(site).as_posix()
        left += [f"{name}: {text.strip()}" for text in texts if words_of(text) & english - own]
    return left


# One of each kind of script in the fast lane: Latin, from the right, Han, Hangul; all the others with `slow`.
_IN_THE_FAST_LANE = {"de", "ar", "zh", "ko"}


@pytest.mark.parametrize(
    "lang", [pytest.param(lang, marks=[] if lang in _IN_THE_FAST_LANE else pytest.mark.slow) for lang in LANGUAGES]
)
def test_no_english_is_left_on_any_page(tmp_path: Path, lang: str) -> None:
    """Pages, feeds and letters have no English words that their language lacks, and each page says what it is in."""
    build_site(digest(tmp_path, lang))
    pages = sorted((tmp_path / "site").rglob("*.html"))
    for path in pages:
        root = said_on(path.read_text(encoding="utf-8")).root
        turned = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
        assert (root["lang"], root["dir"]) == (lang, turned), path
    assert len(pages) > 25
    assert lang == "en" or english_left(tmp_path / "site", lang) == []


@pytest.mark.slow
def test_english_that_is_left_is_found(tmp_path: Path) -> None:
    """The check sees a label that a layout writes out, and takes words of the content's own language for none."""
    foot = digest(tmp_path, "ko") / "layouts/partials/foot.html"
    foot.parent.mkdir(parents=True)
    foot.write_text("<footer><p>Newest articles</p><p>Zorvex</p></footer>\n", encoding="utf-8")
    build_site(tmp_path)
    site = tmp_path / "site"
    found = english_left(site, "ko")
    for page in ("index.html", "search/index.html", "feeds/index.html", "404.html", "archive/index.html"):
        assert f"{page}: Newest articles" in found
    assert not any("Zorvex" in line for line in found)
    # In an e-mail, a feed, a style for paper, a script and the manifest.
    letter, said = site / "editions/2020-07", "Newest articles"
    for path, old, new in (
        (letter / "email.html", "</body>", f"<p>{said}</p></body>"),
        (letter / "edition.txt", "\n", f"\n{said}\n"),
        (site / "feed.atom", "</content>", f"&lt;p&gt;{said}&lt;/p&gt;</content>"),
        (site / "assets/style.css", "@media print {", f'@media print {{ .a::after {{ content: "{said}"; }}'),
        (site / "assets/search.js", "start();", f'status.textContent = "{said}";\nstart();'),
        (site / "manifest.webmanifest", '"name": "', f'"name": "{said} '),
    ):
        text = path.read_text(encoding="utf-8")
        assert old in text, path
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        name = path.relative_to(site).as_posix()
        assert any(line.startswith(f"{name}: ") and said in line for line in english_left(site, "ko")), name


def test_a_language_without_strings_is_published_with_its_english_marked(tmp_path: Path) -> None:
    """A digest in Hungarian builds, strictly too: our words are marked as English, and one warning counts them."""
    config = "title: Próba\nbase_url: https://h.example/\nlanguage: hu\nstrings: {people: Emberek, archive: Archívum}\n"
    root = write_site(
        tmp_path, {"config.yaml": config, "content/articles/a.md": article("Egy cikk", people="[Ana Lima]")}
    )
    built = build_site(root, strict=True)
    (warning,) = built.warnings
    assert re.match(r"config\.yaml: \d+ texts of the pages are in English: none in hu, translate them", str(warning))
    for path in sorted((root / "site").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\ufdd0\ufdd1]|ufdd[01]", text), path
        assert not re.search(r"<[^<>]*<span lang=\"en\"", text), path
        assert not re.search(r"<(title|option|text)\b[^>]*>[^<]*<span", text), path
    front = (root / "site/index.html").read_text(encoding="utf-8")
    assert '<html lang="hu" dir="ltr">' in front
    assert '<span lang="en" dir="ltr">Subscribe</span>' in front
    assert ">Emberek</a>" in front
    assert 'aria-label="Sections"' in front
    assert re.search(r'<time [^>]*><span lang="en" dir="ltr">\d+ \w+ \d{4}</span></time>', front)
