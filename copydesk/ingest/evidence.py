"""What cleaning made of each line of a raw file, and what could be its facts: evidence for the editor. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.ingest.clean import CleanHints, Profile, clean_article
from copydesk.model import CleanArticle, FactCandidate, RawArticle

# Rules that say what a line is, rather than that it is nothing of the article.
_ROLES = {"title": "headline", "byline": "authors", "date": "date", "subtitle": "subtitle", "caption": "caption"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFate:
    """What became of one line: `number` in the raw file from 1 (of a page: the line its block stands on).

    `fate` is body, headline, authors, date, subtitle, caption or dropped; `paragraph` counts those of the body from 1
    (0: none of it); `rule` says why it is not of the body, `sure` how certain that is, to 1.
    """

    number: int
    text: str
    fate: str
    paragraph: int = 0
    rule: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The fates of all lines in order, the candidates for each fact, what is asked, and the article they make."""

    lines: tuple[LineFate, ...]
    candidates: tuple[FactCandidate, ...]
    questions: tuple[str, ...]
    article: CleanArticle


def evidence(raw: RawArticle, *, hints: CleanHints | None = None, profile: Profile | None = None) -> Evidence:
    """Clean a raw article and return what became of each of its lines and what could be its facts.

    Raises IngestError (stage `clean` or `extract`) when nothing in it reads as an article.
    """
    return evidence_of(clean_article(raw, hints=hints, profile=profile))


def evidence_of(clean: CleanArticle) -> Evidence:
    """What became of the lines of an article that has been cleaned."""
    fates = sorted([*_kept(clean), *_dropped(clean)], key=lambda fate: (fate.number, fate.paragraph))
    return Evidence(lines=tuple(fates), candidates=clean.candidates, questions=clean.warnings, article=clean)


def _kept(clean: CleanArticle) -> Iterator[LineFate]:
    paragraphs = clean.text.split("\n\n")
    for nth, (number, text) in enumerate(zip(clean.body_lines, paragraphs, strict=False), 1):
        yield LineFate(number=number, text=text, fate="body", paragraph=nth)


def _dropped(clean: CleanArticle) -> Iterator[LineFate]:
    chosen = {(one.line, one.fact) for one in clean.candidates if one.chosen and one.line}
    for line in clean.dropped:
        fate = _ROLES.get(line.rule, "dropped")
        fate = next((fact for fact in ("headline", "authors", "date") if (line.line, fact) in chosen), fate)
        yield LineFate(number=line.line, text=line.text, fate=fate, rule=line.rule, sure=line.sure)
