"""Tables (CSV) of articles or addresses: Pocket, Instapaper, Readwise, Media Cloud, or one's own. Pure.

The columns are found by their names; a table without a title and an address or a text is refused, not read as prose.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from copydesk.errors import counted
from copydesk.intake.addresses import clean_url, is_web, same_page
from copydesk.intake.item import Item, LinkFound, Part, Refused, Said, Skipped
from copydesk.intake.readers.feeds import LEAST_WORDS
from copydesk.intake.stated import language, names, read_day, tags
from copydesk.intake.words import count_words, first_words, is_cut_short, plain

_COLUMNS = {
    "title": "title headline name titel überschrift schlagzeile titre título titulo titolo"
    " tytuł заголовок 제목 標題 标题 タイトル",
    "url": "url link address href source_url story_url canonical_url adresse lien enlace 주소 网址 url_canonical",
    "date": "date published publish_date published_at publication_date pubdate published_date date_publish datum"
    " fecha data дата 날짜 日期 日付",
    "authors": "author authors byline creator autor auteur autore 기자 作者 著者",
    "text": "text body texte texto testo tekst текст content article story full_text fulltext story_text html"
    " maintext main_text content_html content_text"
    " text_content 본문 内容 本文",
    "source": "source quelle fuente fonte bron źródło источник 출처 来源 出典"
    " outlet publication media_name publisher site journal media"
    " source_name source_hostname hostname source_domain",
    "tags": "tags labels keywords document_tags folder_tags",
    "lang": "lang language sprache langue idioma",
}  # fmt: skip
_COLUMN_OF = {name: key for key, listed in _COLUMNS.items() for name in listed.split()}
_SEPARATORS = ",;\t"
_HIGHLIGHTS = {"highlight", "book title"}


def parse_table(text: str) -> list[list[str]] | None:
    """The rows of a table whose rows are as wide as its head, by whichever separator fits; None for what is none."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    best: list[list[str]] | None = None
    for separator in _SEPARATORS:
        if separator not in first:
            continue
        try:
            rows = [
                row
                for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True)
                if any(cell.strip() for cell in row)
            ]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        if (
            width >= 2
            and len(rows) >= 2
            and all(len(row) == width for row in rows[1:])
            and (best is None or width > len(best[0]))
        ):
            best = rows
    return best


def is_table(text: str) -> bool:
    """Whether a text is a table: every row as wide as the head, whose cells are short names."""
    rows = parse_table(text)
    return rows is not None and all(0 < len(cell.strip()) <= 40 and not re.search(r"[.!?]\s", cell) for cell in rows[0])


def read_table(text: str) -> Iterator[Part]:
    """The rows of a table: with a text a draft, with an address alone a link."""
    rows = parse_table(text) or [[]]
    head = [cell.strip().lstrip("\ufeff").casefold() for cell in rows[0]]
    if set(head) >= _HIGHLIGHTS:
        yield Refused(
            part="",
            why="Readwise highlights are quotations, not articles",
            next_step="export from Readwise *Reader* instead",
        )
        return
    places: dict[str, int] = {}
    for at, cell in enumerate(head):
        key = _COLUMN_OF.get(re.sub(r"[\s-]+", "_", cell))
        if key:
            places.setdefault(key, at)
    if "url" not in places and not ({"title", "text"} <= places.keys()):
        yield Refused(
            part="",
            why=f"a CSV table with the columns {', '.join(rows[0][:5])}; no reader knows it",
            next_step="make a table of title, url, date, text",
        )
        return
    for number, row in enumerate(rows[1:], 1):
        yield _row(f"row {number}", {key: row[at].strip() for key, at in places.items()})


# Keys of JSON that say without doubt that a row holds an article; `name` and `description` do not.
_JSON_TITLES, _JSON_TEXTS = (
    ("title", "headline"),
    ("text", "maintext", "full_text", "content_text", "content_html", "body"),
)


def has_articles(value: Any) -> bool:
    """Whether JSON is one article or a list of them, by plain keys: title, url or date, and a text that is one."""
    rows = value if isinstance(value, list) else [value]
    return bool(rows) and all(isinstance(row, dict) and _has_article(row) for row in rows)


def _has_article(row: dict[str, Any]) -> bool:
    text = next((row[key] for key in _JSON_TEXTS if isinstance(row.get(key), str)), None)
    places = {_COLUMN_OF.get(re.sub(r"[\s-]+", "_", str(key).casefold())) for key in row}
    titled = any(isinstance(row.get(key), str) for key in _JSON_TITLES)
    return titled and text is not None and bool(places & {"url", "date"})


def read_rows(value: Any) -> Iterator[Part]:
    """The articles of JSON as `has_articles` knows it; what a key does not say as text or list is left out."""
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        cells: dict[str, Any] = {}
        for name, cell in row.items():
            key = _COLUMN_OF.get(re.sub(r"[\s-]+", "_", str(name).casefold()))
            if key and cell and isinstance(cell, str | list):
                cells.setdefault(key, cell)
        for name in _JSON_TEXTS:  # before `content` and the like, which may be a summary
            if isinstance(row.get(name), str):
                cells["text"] = row[name]
                break
        place = str(row.get("source") or "")
        if is_web(place):  # an address under the outlet's key
            cells.setdefault("url", place)
            if cells.get("source") == place:
                del cells["source"]
        yield _row(
            f"row {number}", {key: cell.strip() if isinstance(cell, str) else cell for key, cell in cells.items()}
        )


def _row(part: str, cells: dict[str, Any]) -> Part:
    title, url = cells.get("title", ""), clean_url(cells.get("url", ""))
    said = Said(
        title="" if url and same_page(title) == same_page(url) else title,
        authors=names(cells.get("authors", "")),
        date=read_day(cells.get("date", "")),
        url=url,
        source=cells.get("source", ""),
        tags=tags(cells.get("tags", "")),
        lang=language(cells.get("lang", "")),
    )
    text = cells.get("text", "")
    words = count_words(plain(text))
    questions = []
    if words < LEAST_WORDS:
        questions.append(f"the row's text has only {counted(words, 'word')}: is it whole?")
    if cells.get("date") and said.date is None:
        questions.append(f"the row's date cannot be read: {first_words(str(cells['date']))}")
    if words >= LEAST_WORDS or (words and not url) or _is_told(plain(text)):
        kind = "html" if re.search(r"<(?:p|div|br)[\s/>]", text) else "text"
        return Item(part=part, kind=kind, text=text, said=said, questions=tuple(questions))  # type: ignore[arg-type]  # (one of the two)
    if url:
        return LinkFound(part=part, said=said, words=words)
    return Skipped(part=part, why="a row without an address or a text")


_SENTENCE_END = re.compile(r"[.!?][\"'”’»)]*(?=\s|$)|[。！？।؟۔]")


def _is_told(text: str) -> bool:
    """Whether a short text tells something to its end: two sentences or more, the last of them whole."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return len(ends) >= 2 and not text[ends[-1] :].strip("\"'”’»」』) \n") and not is_cut_short(text)
