"""A text dump → a `CleanArticle`: which lines are the article, and what the others tell about it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from copydesk.errors import IngestError
from copydesk.ingest.clean.facts.byline import Head, find_authors, find_biography, find_head
from copydesk.ingest.clean.facts.candidates import in_copy, tell_facts
from copydesk.ingest.clean.facts.caption import doubled, find_caption, split_credit
from copydesk.ingest.clean.facts.dateline import find_place
from copydesk.ingest.clean.facts.headline import find_headline, find_title
from copydesk.ingest.clean.facts.outlet import addresses, find_outlet
from copydesk.ingest.clean.facts.publication_day import find_day
from copydesk.ingest.clean.judge import Verdict, judge
from copydesk.ingest.clean.lines import Dump, Line, split_lines
from copydesk.ingest.clean.markdown import escape
from copydesk.ingest.language import guess_language
from copydesk.ingest.profile import CleanHints, Profile, overruled
from copydesk.model import CleanArticle, DroppedLine, RawArticle

_MASTHEAD = 6  # words of an outlet's name at most
_FEW = 4  # words of a line for which its own shape is reason enough
_LONGEST_STANDFIRST, _SIGNED_WITHIN, _CHROME = 45, 3, 0.3  # words; lines; share of chrome
_BULLETS = frozenset("•◦▪▫■□●○◆◇►▶▸▹‣⁃∙·")


@dataclass(slots=True, kw_only=True)
class _Desk:
    """The work on one dump: the decision for each line and the rule that made it."""

    lines: Sequence[Line]
    keep: list[bool]
    rule: dict[int, str]
    twice: AbstractSet[int]  # lines that stand beside their like

    def drop(self, at: int, rule: str) -> None:
        self.keep[at] = False
        self.rule.setdefault(at, rule)


def clean_text(raw: RawArticle, hints: CleanHints, profile: Profile) -> CleanArticle:
    """Return the article in a text dump. Raises IngestError (stage `clean`) if no line of it reads as an article."""
    dump = split_lines(raw.text)
    verdict = judge(dump.lines)
    desk = _Desk(lines=dump.lines, keep=verdict.kept(), rule=dict(verdict.rules), twice=doubled(dump.lines))
    _overrule(desk, hints, profile)
    head = find_head(desk.keep, find_title(desk.lines, desk.keep))
    lang = hints.lang or guess_language(
        "\n".join(line.text for line, kept in zip(desk.lines, desk.keep, strict=True) if kept)
    )
    headline = find_headline(desk.lines, head.title, stated=hints.title)
    signed = find_authors(desk.lines, head, desk.keep, opening=profile.byline, stated=hints.authors)
    day = find_day(desk.lines, head, desk.keep, lang, order=profile.dates, stated=hints.date, captions=desk.twice)
    if head.title is not None:
        desk.drop(head.title, "title")
    for at in signed.lines:
        desk.drop(at, "byline")
    for at in day.lines:
        desk.drop(at, "date")
    end = find_biography(desk.lines, desk.keep, signed.value or ())
    for at in range(end, len(desk.lines)) if end is not None else ():
        desk.drop(at, "author's biography and what follows it")
    subtitle = _find_subtitle(desk, head, {*signed.lines, *day.lines})
    picture, caption_lines = find_caption(desk.lines, desk.keep, (head.start - 12, head.end), head.title, desk.twice)
    for at in caption_lines:
        desk.rule.setdefault(at, "caption")
    _fold(desk)
    _overrule(desk, hints, profile)
    body = [line for line, kept in zip(desk.lines, desk.keep, strict=True) if kept]
    if not body:
        raise IngestError(raw.file, "clean", "no line of it reads as an article")
    credited = [split_credit(line.text)[1] for line in desk.lines[: head.end] if not line.prose or "/" in line.text]
    above = [line.text for line in desk.lines[: head.title or 0] if line.words <= _MASTHEAD]
    credits_ = [credit for credit in credited if credit]
    source = find_outlet([line.text for line in desk.lines], credits_, hints.url, above)
    marked = [desk.lines[at].text for at in signed.lines] + [
        line.text for line in desk.lines if line.words < 12 and addresses(line.text)
    ]
    return CleanArticle(
        file=raw.file,
        title=headline.value or "",
        subtitle=subtitle,
        authors=signed.value or (),
        date=day.value,
        lang=lang,
        source_name=source,
        source_url=hints.url,
        place=find_place(body[0].text),
        image=picture,
        body=to_markdown(body),
        text="\n\n".join(line.text for line in body),
        dropped=_log(dump, desk, verdict),
        marked=tuple(dict.fromkeys(marked)),
        confidence=_confidence(verdict, desk),
        warnings=tuple(filter(None, (headline.question, day.question, signed.question))),
        published=in_copy(day),
        candidates=tell_facts(headline, signed, day, [line.number for line in desk.lines]),
        body_lines=tuple(line.number for line in body),
    )


def _find_subtitle(desk: _Desk, head: Head, signs: set[int]) -> str:
    """Return the standfirst, and drop its line: one sentence right under the title with the byline or date under it.

    Anywhere else a sentence may as well be the text's first.
    """
    if head.title is None or head.title + 1 >= len(desk.lines) or head.title + 1 in signs:
        return ""
    at = head.title + 1
    line = desk.lines[at]
    signed = any(desk.rule.get(near) in ("byline", "date") for near in range(at + 1, at + 1 + _SIGNED_WITHIN))
    shaped = _FEW < line.words <= _LONGEST_STANDFIRST and line.stops <= 1 and not line.mark and line.hit.cover < _CHROME
    if not signed or not shaped or line.contact or split_credit(line.text)[1] or at in desk.twice:
        return ""
    desk.drop(at, "subtitle")
    return line.text


def _overrule(desk: _Desk, hints: CleanHints, profile: Profile) -> None:
    """Let the editor and the outlet's profile have the last word."""
    for at, line in enumerate(desk.lines):
        verdict = overruled(line.text, hints, profile, line.number)
        if verdict is not None:
            desk.keep[at], desk.rule[at] = verdict


def _fold(desk: _Desk) -> None:
    """Keep once what stands twice in a row, and not at all the headline said again."""
    for at in sorted(desk.twice):
        if (
            at - 1 in desk.twice
            and desk.keep[at]
            and desk.keep[at - 1]
            and desk.lines[at].text == desk.lines[at - 1].text
        ):
            desk.drop(at, "said twice")


def _log(dump: Dump, desk: _Desk, verdict: Verdict) -> tuple[DroppedLine, ...]:
    out = [DroppedLine(line=number, text=text, rule="menu: far from any longer line") for number, text in dump.far]
    for at, line in enumerate(desk.lines):
        if desk.keep[at]:
            continue
        rule = desk.rule.get(at)
        if rule is None and line.hit.cover >= 0.6:
            rule = f"chrome: {line.hit.kind.replace('_', ' ')}"
        if rule is None and line.words <= _FEW:
            rule = "shape: a few words" + (", list mark" if line.mark else "") + ("" if line.stop else ", no stop")
        sure = 1.0 if at in desk.rule else round(1 - min(verdict.chances[at], 1.0), 3)
        reason = rule or f"shape: {verdict.reason(at)}"
        out.append(DroppedLine(line=line.number, text=line.text, rule=reason, sure=sure))
    return tuple(sorted(out, key=lambda line: line.line))


def _confidence(verdict: Verdict, desk: _Desk) -> float:
    sure = [abs(2 * chance - 1) * line.words for chance, line in zip(verdict.chances, desk.lines, strict=True)]
    words = sum(line.words for line in desk.lines) or 1.0
    return round(sum(sure) / words, 2)


def to_markdown(lines: Sequence[Line]) -> str:
    """Return body lines as Markdown that reads exactly as they do; neighbours with a round mark become a list."""
    out: list[str] = []
    for at, line in enumerate(lines):
        listed = line.mark in _BULLETS and any(
            0 <= near < len(lines) and lines[near].mark == line.mark and abs(lines[near].number - line.number) <= 2
            for near in (at - 1, at + 1)
        )
        if listed:
            follows = bool(out) and out[-1].startswith("- ") and lines[at - 1].mark == line.mark
            out.append(("" if follows else "\n") + "- " + escape(line.text))
        else:
            out.append("\n" + escape(line.raw))
    return "\n".join(out).strip("\n").replace("\n\n\n", "\n\n") + "\n"
