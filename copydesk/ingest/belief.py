"""What a container states against what the copy says: who is believed, field by field. Pure.

The editor's word stands above the container's, and that above the page's own: what a publisher states (a feed, a wire,
front matter) wins, what a tool or a sender states fills what the page leaves open. A conflict never picks in silence:
the winner is written, the other is asked about.
"""

from __future__ import annotations

import re
from dataclasses import replace

from copydesk.ingest.clean import CleanHints
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.draft import Stated
from copydesk.ingest.language import guess_language
from copydesk.intake.item import Item, Said
from copydesk.intake.normalise import normalise
from copydesk.intake.read import read_raw
from copydesk.intake.words import plain
from copydesk.model import CleanArticle, RawArticle

_MARKS = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)", re.MULTILINE)
_INLINE = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|(\*{1,3}|_{1,3}|`)(?=\S)(.+?)(?<=\S)\2")


def raw_of(item: Item, file: str) -> RawArticle:
    """An item as the cleaner takes it. Raises IngestError for a page that is no text."""
    if item.page:
        raw = read_raw(item.page, file)
        return replace(raw, url=raw.url or item.said.url)
    kind = "html" if item.kind == "html" else "text"
    text = item.text if kind == "html" else normalise(item.text)
    return RawArticle(file=file, kind=kind, text=text, url=item.said.url)  # type: ignore[arg-type]  # (one of the two)


def hints_of(item: Item, stated: Stated, hints: CleanHints, raw: RawArticle) -> CleanHints:
    """What is stated before cleaning: a title that is known forbids the cleaner to take the lead paragraph for one."""
    said = item.said
    title = stated.title or (said.title if item.voice == "publisher" else "")
    if not title and item.voice == "sender" and said.title and _says(raw, said.title):
        title = said.title
    authors = stated.authors or (said.authors if item.voice == "publisher" else ())
    return replace(
        hints,
        lang=hints.lang or stated.lang,
        title=title or hints.title,
        authors=authors or hints.authors,
        date=stated.date or hints.date,
    )


def _says(raw: RawArticle, title: str) -> bool:
    """Whether a line of the copy has the words of a title and no others."""
    words = tokens(title)
    return any(tokens(line) == words for line in (plain(raw.text) if raw.kind == "html" else raw.text).split("\n"))


def stated_of(said: Said) -> Stated:
    """All that a container states, where nothing contradicts it."""
    return Stated(
        title=said.title,
        subtitle=said.subtitle,
        authors=said.authors,
        date=said.date,
        source_name=said.source,
        source_url=said.url,
        lang=said.lang,
        license=said.license,
        tags=said.tags,
    )


def believe(item: Item, found: CleanArticle) -> tuple[Stated, tuple[str, ...]]:
    """What of a container's words stands beside what cleaning found, and what is to be asked."""
    said, asks = item.said, []
    wins = item.voice == "publisher"
    stated = stated_of(said)
    if not wins:
        stated = replace(
            stated,
            title="" if found.title else said.title,
            authors=() if found.authors else said.authors,
            source_name="" if found.source_name and item.voice == "tool" else said.source,
            date=None if found.date and item.voice == "tool" else said.date,
        )
    if said.date and found.date and said.date != found.date:
        asks.append(f"date: {_who(item)} says {said.date.isoformat()}, the copy {found.date.isoformat()}")
    if not said.date and not found.date and said.modified:
        asks.append(f"date: {_who(item)} tells the day of a change alone ({said.modified.isoformat()})")
    if wins and said.title and found.title and tokens(said.title) != tokens(found.title):
        asks.append(f"title: {_who(item)} says \u201c{said.title}\u201d, the copy \u201c{found.title}\u201d")
    read = guess_language(found.text)
    if said.lang and read and said.lang.partition("-")[0].casefold() != read.partition("-")[0].casefold():
        asks.append(f"lang: {_who(item)} says {said.lang}, the text reads as {read}")
        stated = replace(stated, lang=read)
    return stated, tuple(asks)


def _who(item: Item) -> str:
    return {"publisher": "the publisher", "tool": "the program it comes from", "sender": "the letter"}[item.voice]


def clean_markdown(file: str, item: Item) -> CleanArticle:
    """The article of a Markdown file: its body as it is, and the same as plain paragraphs."""
    return CleanArticle(file=file, body=item.text, text=plain_markdown(item.text), warnings=item.questions)


def plain_markdown(markdown: str) -> str:
    """Markdown as plain paragraphs: the marks of headings, lists, quotations, links and emphasis taken off."""
    text = re.sub(r"^(?:```|~~~).*$", "", markdown, flags=re.MULTILINE)
    text = _MARKS.sub("", text)
    for _ in range(3):  # emphasis within emphasis, within a link
        text = _INLINE.sub(lambda match: match[1] if match[1] is not None else match[3], text)
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return "\n\n".join(block for block in blocks if block)
