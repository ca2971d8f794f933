"""Saved HTML → a `CleanArticle`. The one module that imports trafilatura and lxml."""

from __future__ import annotations

import datetime as dt

import trafilatura

from copydesk.errors import IngestError
from copydesk.ingest.language import guess_language
from copydesk.ingest.markdown import escape
from copydesk.ingest.profile import CleanHints, Profile
from copydesk.model import CleanArticle, RawArticle


def clean_html(raw: RawArticle, hints: CleanHints, profile: Profile) -> CleanArticle:
    """Return the article in a saved page. Raises IngestError (stage `extract`) if there is none."""
    found = trafilatura.bare_extraction(raw.text, favor_precision=True, include_comments=False, with_metadata=True)
    if found is None or not found.text:
        raise IngestError(raw.file, "extract", "no article was found in this page")
    lines = [line.strip() for line in found.text.split("\n") if line.strip()]
    text = "\n\n".join(lines)
    return CleanArticle(
        file=raw.file,
        title=found.title or "",
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        date=dt.date.fromisoformat(found.date) if found.date else None,
        lang=hints.lang or guess_language(text),
        source_name=found.sitename or "",
        source_url=hints.url or found.url or "",
        body="\n\n".join(map(escape, lines)) + "\n",
        text=text,
    )
