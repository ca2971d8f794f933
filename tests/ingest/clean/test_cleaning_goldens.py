"""Invented raw pages (`cleaning/NAME.txt` or `.html`), each with the article that must come out (`NAME.md`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.intake.read import read_raw
from copydesk.model import CleanArticle

HERE = Path(__file__).parent / "goldens"
PAGES = sorted(path for path in HERE.iterdir() if path.suffix in (".txt", ".html"))


def shown(clean: CleanArticle) -> str:
    """Write a clean article as the goldens do."""
    fields = [f"title: {clean.title}"]
    if clean.authors:
        fields.append(f"authors: {'; '.join(clean.authors)}")
    if clean.date:
        fields.append(f"date: {clean.date}")
    if clean.place:
        fields.append(f"place: {clean.place}")
    if clean.image and clean.image.caption:
        fields.append(f"caption: {clean.image.caption}")
    if clean.image and clean.image.credit:
        fields.append(f"credit: {clean.image.credit}")
    return "---\n" + "\n".join(fields) + "\n---\n\n" + clean.body


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_article_comes_out_and_nothing_else(page: Path) -> None:
    """A raw page becomes the article written beside it: words, Markdown, title, authors, date and caption."""
    clean = clean_article(read_raw(page.read_bytes(), page.name))
    assert shown(clean) == page.with_suffix(".md").read_text(encoding="utf-8")


def test_there_are_enough_pages() -> None:
    """At least 25 pages, of both forms, stand as goldens."""
    assert len(PAGES) >= 25
    assert {page.suffix for page in PAGES} == {".txt", ".html"}
