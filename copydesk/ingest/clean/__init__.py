"""A raw article → a clean one, text or HTML alike: the one door that `add` knocks at. Pure."""

from __future__ import annotations

from dataclasses import replace

from copydesk.ingest.clean.assemble import assemble
from copydesk.ingest.clean.classify import study_page, study_text
from copydesk.ingest.clean.extract import read_page
from copydesk.ingest.clean.rules import RULES
from copydesk.ingest.profile import CleanHints, Profile, learn
from copydesk.model import CleanArticle, RawArticle

__all__ = ["RULES", "CleanHints", "Profile", "clean_article", "learn", "unsettled"]


def clean_article(raw: RawArticle, *, hints: CleanHints | None = None, profile: Profile | None = None) -> CleanArticle:
    """Return the article in a raw file, with every line left out and why, and what the editor still has to settle.

    `hints` are the editor's words for this input, `profile` what is known of its outlet. Raises IngestError (stage
    `clean` or `extract`) when nothing in it reads as an article.
    """
    hints = hints or CleanHints()
    profile = profile or Profile()
    page = raw.kind == "html"
    document = study_page(*read_page(raw, hints.url or raw.url)) if page else study_text(raw.text)
    clean = assemble(raw, document, hints, profile)
    return replace(clean, warnings=(*clean.warnings, *unsettled(clean)))


def unsettled(clean: CleanArticle) -> tuple[str, ...]:
    """Say what was not found, with the option that settles it; nothing is ever guessed."""
    out: list[str] = []
    if not clean.title:
        out.append("no title found: give one in the article file")
    if clean.date is None:
        out.append("no date found: give one with --date YYYY-MM-DD")
    if not clean.source_name:
        out.append("no source found: give one with --source-name")
    if not clean.authors:
        out.append("no author found: give one with --author if it is signed")
    return tuple(out)
