"""The public face of Copydesk for other programs: clean, tag, load and build, typed and documented.

What stands here keeps working throughout a major version; every other module is private and may change. The command
line is built on it. `clean` and `tag` are pure: bytes or text in, values out, no file, clock or network. They may be
called from many processes at once; each call is held to a limit of processor time (see `TIME_LIMIT_SECONDS`).

    from copydesk import api

    article = api.clean(page_bytes, url="https://outlet.example/2020/07/02/ferries")
    found = api.tag(article.title, article.text, lang=article.lang)
    row = {**article.flat(), **found.flat()}     # strings, lists and numbers alone: a row of a table
    row = api.page_row(page_bytes, url="…")      # the same for pages by the million: a bad one is a row with `error`

    site = api.build("my-digest")                # renders my-digest/site/
    print(site.articles, site.rendered)
"""

from __future__ import annotations

import atexit
import datetime as dt
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copydesk.config import Config, load_config
from copydesk.errors import (
    ConfigError,
    ContentError,
    CopydeskError,
    IngestError,
    LayoutError,
    OutputError,
    UsageError,
)
from copydesk.ingest.clean import CleanHints, clean_article
from copydesk.ingest.draft import Stated, apply_stated, steered
from copydesk.ingest.tagging import KnownPeople, suggest
from copydesk.intake.read import MAX_BYTES as PAGE_BYTES
from copydesk.intake.read import read_raw
from copydesk.intake.walls import ask_page, find_notice
from copydesk.library import load_library
from copydesk.limits import CLEANING_SECONDS as TIME_LIMIT_SECONDS
from copydesk.limits import OwnProcess, ProcessEndedError, TooMuchError, time_limit
from copydesk.model import Article, CleanArticle, Library, Suggestions
from copydesk.publish.build import Options
from copydesk.publish.build import build as build_site

__all__ = [
    "PAGE_BYTES",
    "PAGE_SECONDS",
    "ROW_FIELDS",
    "TIME_LIMIT_SECONDS",
    "Article",
    "CleanResult",
    "ConfigError",
    "ContentError",
    "CopydeskError",
    "IngestError",
    "LayoutError",
    "Library",
    "OutputError",
    "SiteResult",
    "TagResult",
    "UsageError",
    "build",
    "clean",
    "load",
    "page_row",
    "tag",
]

# What one page may take in `page_row`, in seconds that pass: cleaning alone is stopped at TIME_LIMIT_SECONDS of
# processor time; this ends what that cannot stop.
PAGE_SECONDS = 30.0
# What the process of `page_row` may grow by: a page of PAGE_BYTES and its tree take 0.5 GB.
_PAGE_MEMORY = 1 << 30

# The fields of a row of `page_row`, in order, and what they hold: str, float, or list (of str).
ROW_FIELDS: Mapping[str, type] = {
    "url": str,
    "error": str,
    "title": str,
    "subtitle": str,
    "authors": list,
    "date": str,
    "lang": str,
    "source_name": str,
    "source_url": str,
    "place": str,
    "image": str,
    "body": str,
    "text": str,
    "dropped": list,
    "warnings": list,
    "confidence": float,
    "people": list,
    "countries": list,
    "mentioned_people": list,
    "mentioned_countries": list,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanResult:
    """A cleaned article: what `clean` found, and what it left out.

    `body` is Markdown, `text` its plain paragraphs with a blank line between, `date` is `YYYY-MM-DD` or empty,
    `dropped` holds (line number from 1 or 0 for unknown, text, rule) of each line left out, `warnings` what an
    editor should look at. What was neither stated nor found is empty, never guessed. `confidence` is 0 to 1.
    """

    title: str
    subtitle: str
    authors: tuple[str, ...]
    date: str
    lang: str
    source_name: str
    source_url: str
    place: str
    image: str
    body: str
    text: str
    dropped: tuple[tuple[int, str, str], ...]
    warnings: tuple[str, ...]
    confidence: float

    def flat(self) -> dict[str, str | float | list[str]]:
        """Return the article as strings, lists of strings and numbers alone, for a table or a message.

        `dropped` becomes a list of lines `NUMBER<TAB>RULE<TAB>TEXT`.
        """
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "authors": list(self.authors),
            "date": self.date,
            "lang": self.lang,
            "source_name": self.source_name,
            "source_url": self.source_url,
            "place": self.place,
            "image": self.image,
            "body": self.body,
            "text": self.text,
            "dropped": [f"{line}\t{rule}\t{text}" for line, text, rule in self.dropped],
            "warnings": list(self.warnings),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TagResult:
    """Who and what an article is about, best first: names of people, ISO 3166-1 codes of countries.

    `mentioned_…` are named by the way and not suggested. `found` is the full answer with evidence, scores and roles.
    """

    people: tuple[str, ...]
    countries: tuple[str, ...]
    mentioned_people: tuple[str, ...]
    mentioned_countries: tuple[str, ...]
    found: Suggestions

    def flat(self) -> dict[str, list[str]]:
        """Return the names and codes as lists of strings, for a table or a message."""
        return {
            "people": list(self.people),
            "countries": list(self.countries),
            "mentioned_people": list(self.mentioned_people),
            "mentioned_countries": list(self.mentioned_countries),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """What a build did: how many articles are published, which addresses were rendered, which files went.

    `warnings` are sentences with file and line.
    """

    articles: int
    rendered: tuple[str, ...]
    removed: tuple[str, ...]
    warnings: tuple[str, ...]


def clean(
    data: bytes | str,
    *,
    name: str = "",
    url: str = "",
    lang: str = "",
    title: str = "",
    authors: Sequence[str] = (),
    date: dt.date | str = "",
) -> CleanResult:
    """Clean one raw article, a page or a text, and return what it says.

    `data` are the bytes of a file (the character set is found) or text; `name` is what messages call it. What is
    stated (`url`, `lang` as BCP 47, `title`, `authors`, `date` as a date or `YYYY-MM-DD`) steers the cleaning and wins
    over what the copy says. Raises IngestError when nothing in it reads as an article or it takes longer than
    TIME_LIMIT_SECONDS, and UsageError for a date that is none.
    """
    raw = data.encode("utf-8") if isinstance(data, str) else data
    file = name or "article"
    stated = Stated(date=_day(date), source_url=url, authors=tuple(authors), lang=lang, title=title)
    try:
        with time_limit(TIME_LIMIT_SECONDS):
            found = apply_stated(clean_article(read_raw(raw, file), hints=steered(CleanHints(), stated)), stated)
    except TooMuchError:
        raise IngestError(file, "clean", f"takes more than {TIME_LIMIT_SECONDS:.0f} s to clean") from None
    except (RecursionError, MemoryError) as error:
        raise IngestError(file, "clean", f"is too much to clean: {type(error).__name__}") from None
    if not found.text.strip():
        raise IngestError(file, "clean", "no article was found in it")
    return _result(found)


def tag(
    title: str, text: str, *, lang: str = "en", authors: Sequence[str] = (), people: Iterable[Any] = ()
) -> TagResult:
    """Suggest the people and countries that an article is about.

    `text` is plain paragraphs with a blank line between; `authors` are never suggested; `people` is the registry:
    names, or maps with `name`, `aliases`, `family`.
    """
    found = suggest(
        title=title, text=text, registry=KnownPeople.from_json(list(people)), bylines=tuple(authors), lang=lang or "en"
    )
    return TagResult(
        people=tuple(person.name for person in found.people),
        countries=tuple(country.code for country in found.countries),
        mentioned_people=tuple(person.name for person in found.mentioned_people),
        mentioned_countries=tuple(country.code for country in found.mentioned_countries),
        found=found,
    )


def page_row(
    page: bytes, url: str = "", *, lang: str = "", seconds: float = PAGE_SECONDS
) -> dict[str, str | float | list[str]]:
    """Clean and tag one page within limits, and return a row: the keys of ROW_FIELDS, and nothing is raised.

    `page` are the bytes as they came, `url` the address they came from, `lang` what is known of the language (BCP 47).
    A page that holds no article, has more than PAGE_BYTES, takes more than `seconds` (of time that passes) or too much
    memory, or ends the process gives a row whose `error` says so and whose other fields but `url` are empty.

    The work is done in a process of its own (one for each thread that calls at a time), which is killed when a page
    goes over its limit: that holds within a call into C and for a page that waits. It starts with the first call,
    which takes about a second, is used again for the next page, and ends with the caller; a fork starts its own.
    """
    url = url.encode("utf-8", "replace").decode("utf-8")  # a surrogate stands in no table
    if len(page) > PAGE_BYTES:
        return _failed_row(url, f"too large (more than {PAGE_BYTES // 1_000_000} MB)")
    idle = _IDLE.setdefault(os.getpid(), [])
    try:
        process = idle.pop()
    except IndexError:
        process = OwnProcess("copydesk.api:_answer_page", memory=_PAGE_MEMORY, first=_FIRST_PAGE)
    head = json.dumps({"url": url, "lang": lang}).encode("ascii")
    try:
        answer = process.call(head + b"\n" + page, seconds)
    except TooMuchError:
        return _failed_row(url, f"takes more than {seconds:g} s")
    except ProcessEndedError as error:
        return _failed_row(url, f"cannot be cleaned: {error}")
    finally:
        idle.append(process)
    row: dict[str, str | float | list[str]] = json.loads(answer)
    return row


# Read while the process starts: the weights and names that cleaning and tagging load are there for the first page.
_FIRST_PAGE = b'{"url": "", "lang": ""}\n<html><body><article><h1>A ferry</h1><p>' + b"A ferry sails in Norway. " * 40
# The processes of `page_row` that wait for a page, by the process that owns them: a fork inherits none.
_IDLE: dict[int, list[OwnProcess]] = {}


@atexit.register
def _end_idle() -> None:
    """End the processes of this one before it ends."""
    for process in _IDLE.pop(os.getpid(), []):
        process.close()


def _answer_page(message: bytes) -> bytes:
    """A row for one page: what the process of `page_row` does. Its surrogates, which no table holds, are replaced."""
    head, _, page = message.partition(b"\n")
    asked = json.loads(head)
    try:
        article = clean(page, url=asked["url"], lang=asked["lang"])
        if notice := find_notice(page, article.text):
            return json.dumps(_failed_row(asked["url"], notice), ensure_ascii=False).encode("utf-8", "replace")
        article = replace(article, warnings=(*article.warnings, *ask_page(page, article.text, asked["url"])))
        found = tag(article.title, article.text, lang=article.lang, authors=article.authors)
        row: dict[str, Any] = {"url": asked["url"], "error": "", **article.flat(), **found.flat()}
    except IngestError as error:
        row = _failed_row(asked["url"], error.cause)
    except Exception as error:  # noqa: BLE001 - one page of millions ends no job, and its row says what happened
        row = _failed_row(asked["url"], f"failed: {type(error).__name__}: {error}")
    text = json.dumps(row, ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _failed_row(url: str, error: str) -> dict[str, str | float | list[str]]:
    return {**{key: kind() for key, kind in ROW_FIELDS.items()}, "url": url, "error": error}


def load(root: str | os.PathLike[str] = ".") -> Library:
    """Load the digest in the folder `root` and check it.

    Returns every article (drafts too), person, country, source, edition and page as frozen values. Raises
    ConfigError for a faulty config.yaml and ContentError with every problem in `content/`.
    """
    return load_library(_config(root))


def build(
    root: str | os.PathLike[str] = ".",
    *,
    out: str | os.PathLike[str] | None = None,
    now: dt.datetime | None = None,
    drafts: bool = False,
    strict: bool = False,
    allow_empty: bool = False,
) -> SiteResult:
    """Render the digest in the folder `root` into `out` (by default its `site/`), all or nothing.

    `now` (with a time zone; by default the clock) decides what `publish_at` and `expires` mean; `drafts` renders what
    is not published; `strict` makes warnings errors; `allow_empty` lets all articles of a published site go. Raises
    ConfigError, ContentError, LayoutError or OutputError; then the site is as it was.
    """
    config = _config(root)
    target = Path(out) if out is not None else config.root / "site"
    moment = now or dt.datetime.now(dt.UTC)
    options = Options(out=target.resolve(), now=moment, drafts=drafts, strict=strict, allow_empty=allow_empty)
    result = build_site(config, options)
    return SiteResult(
        articles=result.articles,
        rendered=result.rendered,
        removed=result.removed,
        warnings=tuple(str(warning) for warning in result.warnings),
    )


def _config(root: str | os.PathLike[str]) -> Config:
    return load_config(Path(root).resolve())


def _day(date: dt.date | str) -> dt.date | None:
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    if not date:
        return None
    try:
        return dt.date.fromisoformat(date)
    except ValueError:
        raise UsageError(f'date: "{date}" is no day: write YYYY-MM-DD') from None


def _result(found: CleanArticle) -> CleanResult:
    return CleanResult(
        title=found.title,
        subtitle=found.subtitle,
        authors=found.authors,
        date=found.date.isoformat() if found.date else "",
        lang=found.lang,
        source_name=found.source_name,
        source_url=found.source_url,
        place=found.place,
        image=found.image.src if found.image else "",
        body=found.body,
        text=found.text,
        dropped=tuple((line.line, line.text, line.rule) for line in found.dropped),
        warnings=found.warnings,
        confidence=found.confidence,
    )
