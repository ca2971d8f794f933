"""A judged page → a `CleanArticle`: body as Markdown, what the page says and shows, a log of the rest. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from copydesk.errors import IngestError
from copydesk.ingest.clean.blocks import FIGURE, Block
from copydesk.ingest.clean.facts.byline import Head, find_authors
from copydesk.ingest.clean.facts.candidates import in_copy, tell_facts
from copydesk.ingest.clean.facts.caption import is_page, split_credit
from copydesk.ingest.clean.facts.dateline import find_place
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.headline import find_headline, standfirsts_of
from copydesk.ingest.clean.facts.names import split_names, strip_by
from copydesk.ingest.clean.facts.publication_day import find_day
from copydesk.ingest.clean.inline import safe_url
from copydesk.ingest.clean.lexicon import Hit, load_lexicon, tokens
from copydesk.ingest.clean.lines import Line, same_words
from copydesk.ingest.clean.markdown import escape
from copydesk.ingest.clean.metadata import Metadata, first, image_of
from copydesk.ingest.clean.pagejudge import ALL_LINKED, JudgedPage, contents, decide, repeated
from copydesk.ingest.clean.parts import group_bit
from copydesk.ingest.language import guess_language
from copydesk.ingest.profile import CleanHints, Profile, overruled
from copydesk.intake.normalise import normalise
from copydesk.model import CleanArticle, DroppedLine, Picture, RawArticle

_EVEN = 0.5
_FAR = ("menu: far from any longer block", "menu: nothing but links")
_HEADINGS = ("h1", "h2")
# Words of a byline and of a day that stands alone, and how many such lines may stand above a text.
# Blocks of a list or the like that stands within a text, and words of one of them.
_LONGEST_UNIT, _LONGEST_PART, _SPOKEN = 30, 80, 0.25
_LONGEST_BYLINE, _LONGEST_DAY, _HEAD_LINES = 20, 6, 3
_FEW_WORDS = 4  # of a heading that may be the outlet's name; of a line whose shape is reason enough to drop it
_LONGEST_LEAD = 40
_LONGEST_PLEA = 30
_LONGEST_BYLINE = 20
_MOSTLY = 0.9
_ALIKE = 0.8  # share of words a visible headline must have in common with the page's own name for itself


def finish_page(raw: RawArticle, page: JudgedPage, data: Metadata, hints: CleanHints, profile: Profile) -> CleanArticle:
    """Return the article of a judged page. Raises IngestError (stage `extract`) if no block of it reads as one."""
    chances = decide(page)
    keep = [chance >= _EVEN for chance in chances]
    rules: dict[int, str] = {}
    tag = page.blocks[page.title].tag if page.title is not None else ""
    headline = find_headline(page.lines, page.title, tag, data=data, stated=hints.title)
    title = headline.value or ""
    for at, line in enumerate(page.lines):
        if keep[at] and (at == page.title or _says(line, title)) and line.words <= 40 and not line.prose:
            keep[at], rules[at] = False, "title"
        verdict = overruled(line.text, hints, profile, page.blocks[at].line)
        if verdict is not None:
            keep[at] = verdict[0]
            rules[at] = verdict[1]
    for at in repeated(page, keep):
        keep[at], rules[at] = False, "said before"
    for at in contents(page, keep):
        keep[at], rules[at] = False, "contents: its link says what a heading below says"
    for at in _pleas(page, keep):
        keep[at], rules[at] = False, "plea: its link asks for something"
    _whole_tables(page, keep)
    _keep_between(page, keep, rules)
    subtitle = _subtitle(page, keep, standfirsts_of(data))
    if subtitle is not None:
        keep[subtitle], rules[subtitle] = False, "subtitle"
    kept = [at for at, flag in enumerate(keep) if flag]
    if not kept:
        return _from_data(raw, data, hints)
    for at, rule in _above_text(page, kept):
        keep[at], rules[at] = False, rule
    kept = [at for at, flag in enumerate(keep) if flag] or kept
    head = Head(title=page.title, start=kept[0], end=kept[-1] + 1)
    text = "\n\n".join(page.blocks[at].text for at in kept)
    lang = hints.lang or guess_language(text) or data.lang
    authors = find_authors(
        page.lines, head, keep, data=data, opening=profile.byline, stated=hints.authors, barred=_barred(page, head.end)
    )
    captions = {at for at, block in enumerate(page.blocks) if block.tag == "figcaption" or block.inside & FIGURE}
    day = find_day(page.lines, head, keep, lang, order=profile.dates, data=data, stated=hints.date, captions=captions)
    sure = sum(abs(2 * chance - 1) * line.words for chance, line in zip(chances, page.lines, strict=True))
    return CleanArticle(
        file=raw.file,
        title=title,
        subtitle=page.lines[subtitle].text if subtitle is not None else "",
        authors=authors.value or (),
        date=day.value,
        lang=lang,
        source_name=data.site,
        source_url=data.url,
        place=find_place(page.lines[kept[0]].text),
        image=_picture(page, keep, data),
        body=to_markdown([page.blocks[at] for at in kept]),
        text=text,
        dropped=_log(page, keep, rules, chances),
        marked=tuple(dict.fromkeys(page.lines[at].text for at in authors.lines)),
        confidence=round(sure / (sum(line.words for line in page.lines) or 1.0), 2),
        warnings=tuple(filter(None, (headline.question, day.question, authors.question))),
        published=in_copy(day),
        candidates=tell_facts(headline, authors, day, [block.line for block in page.blocks]),
        body_lines=tuple(page.blocks[at].line for at in kept),
    )


def _barred(page: JudgedPage, end: int) -> set[int]:
    """Return the places that are no byline: in a figure, or a link to a topic in a list or below the text."""
    author = group_bit("author")
    return {
        at
        for at, block in enumerate(page.blocks)
        if not block.groups & author
        and (block.inside & FIGURE or (block.linked >= ALL_LINKED and (at >= end or block.tag == "li")))
    }


def _whole_tables(page: JudgedPage, keep: list[bool]) -> None:
    """Keep or drop each table whole: by most of its rows, or because trafilatura chose it in the midst of the text."""
    rows: dict[int, list[int]] = {}
    for at, block in enumerate(page.blocks):
        if _kind(block) == "table":
            rows.setdefault(block.table, []).append(at)
    for places in rows.values():
        first, last = places[0], places[-1]
        amid = first > 0 and keep[first - 1] and any(keep[last + 1 : last + 2])
        chosen = len(places) > 1 and sum(page.chosen[at] for at in places) >= _MOSTLY * len(places)
        whole = 2 * sum(keep[at] for at in places) >= len(places) or (amid and chosen)
        for at in places:
            keep[at] = whole


def _keep_between(page: JudgedPage, keep: list[bool], rules: dict[int, str]) -> None:
    """Keep short blocks that stand as one thing between kept blocks of the same container.

    A list, steps, a table's rows, definitions, a short sentence: judged alone they look like chrome, judged
    together they are part of what stands around them, unless one of them speaks as chrome or leads elsewhere.
    """
    kept = [at for at, flag in enumerate(keep) if flag]
    for before, after in itertools.pairwise(kept):
        run = range(before + 1, after)
        if len(run) <= _LONGEST_UNIT and all(_fits(page, at, before, after, rules) for at in run):
            for at in run:
                keep[at] = True


def _fits(page: JudgedPage, at: int, before: int, after: int, rules: dict[int, str]) -> bool:
    """Whether a block may be part of the text around it: kin of the kept ones beside it, and no sign against it."""
    block, line = page.blocks[at], page.lines[at]
    kin = {number for near in (before, after) for number in (page.blocks[near].home, page.blocks[near].hearth)}
    quiet = line.hit.cover < _SPOKEN and not line.hit.pleas and block.linked < _EVEN
    plain = at not in rules and line.words <= _LONGEST_PART and quiet
    return plain and block.tag != "figcaption" and not block.inside & FIGURE and bool({block.home, block.hearth} & kin)


def _pleas(page: JudgedPage, keep: Sequence[bool]) -> list[int]:
    """Return the places of short lines below the text whose link asks for something: to donate, sign up, subscribe."""
    out: list[int] = []
    for at in range(len(keep) - 1, -1, -1):
        if not keep[at]:
            continue
        links = [(text, tokens(text)) for text in page.blocks[at].inline.link_texts()]
        hits = [load_lexicon().look_up(text, words) for text, words in links]
        if page.lines[at].words > _LONGEST_PLEA or not any(_is_plea(hit) for hit in hits):
            break
        out.append(at)
    return out


def _is_plea(hit: Hit) -> bool:
    return hit.cover >= _MOSTLY and "promo" in hit.groups


def _says(line: Line, title: str) -> bool:
    return bool(title) and list(line.tokens) == tokens(title)


def _above_text(page: JudgedPage, kept: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Lines at the head of a text that are a byline ("By NAME" and no more) or a day alone, with the rule."""
    for at in kept[:_HEAD_LINES]:
        line = page.lines[at]
        rest, by = strip_by(line.text)
        if by and line.words <= _LONGEST_BYLINE and not line.stop and split_names(rest):
            yield at, "byline"
        elif line.words <= _LONGEST_DAY and not line.stop and find_dates(line.text):
            yield at, "date"
        else:
            return


def _subtitle(page: JudgedPage, keep: Sequence[bool], stated: Sequence[str]) -> int | None:
    """Return the place of a line above the text that is no sentence, and that the page marks or states as its lead."""
    lead = group_bit("lead")
    for at in range(page.title + 1 if page.title is not None else 0, len(keep)):
        line, block = page.lines[at], page.blocks[at]
        heard = any(same_words(line.tokens, tokens(one)) >= _ALIKE for one in stated)
        if _FEW_WORDS < line.words <= _LONGEST_LEAD and not line.stop and (heard or block.own & lead):
            return at if block.tag not in ("li", "tr", "blockquote") and any(keep[at + 1 :]) else None
        if keep[at]:
            return None
    return None


def _from_data(raw: RawArticle, data: Metadata, hints: CleanHints) -> CleanArticle:
    """Return the article that only the page's data holds, as pages drawn by scripts keep it."""
    lines = [" ".join(line.split()) for line in (data.text or data.scripted()).split("\n")]
    lines = [line for line in lines if line]
    if sum(len(line) for line in lines) < 200:
        raise IngestError(raw.file, "extract", "no article was found in this page")
    text = "\n\n".join(lines)
    lang = hints.lang or guess_language(text) or data.lang
    head = Head(title=None, start=0, end=0)
    headline = find_headline((), None, data=data, stated=hints.title)
    authors = find_authors((), head, (), data=data, stated=hints.authors)
    day = find_day((), head, (), lang, data=data, stated=hints.date)
    return CleanArticle(
        file=raw.file,
        title=headline.value or "",
        authors=authors.value or (),
        date=day.value,
        lang=lang,
        source_name=data.site,
        source_url=data.url,
        body="\n\n".join(map(escape, lines)) + "\n",
        text=text,
        confidence=0.5,
        warnings=(
            "the page shows no article; this is the text it keeps for machines",
            *filter(None, (headline.question, day.question, authors.question)),
        ),
    )


def _picture(page: JudgedPage, keep: Sequence[bool], data: Metadata) -> Picture | None:
    """Return the page's picture with the first caption that stands by the article; a page is no picture of itself."""
    image = first([*data.tag("og:image"), *(image_of(node.get("image")) for node in data.articles)])
    src = safe_url(image, data.url)
    src = "" if src.rstrip("/") in {data.url.rstrip("/"), data.canonical.rstrip("/")} or is_page(src) else src
    for at, block in enumerate(page.blocks):
        if block.tag == "figcaption" and not keep[at] and page.lines[at].words >= 4:
            caption, credit = split_credit(block.text)
            return Picture(src=src, caption=caption, credit=credit)
    return Picture(src=src) if src else None


def _log(
    page: JudgedPage, keep: Sequence[bool], rules: dict[int, str], chances: Sequence[float]
) -> tuple[DroppedLine, ...]:
    out = [DroppedLine(line=block.line, text=block.text, rule=_FAR[block.linked >= ALL_LINKED]) for block in page.far]
    for at, (block, line) in enumerate(zip(page.blocks, page.lines, strict=True)):
        if keep[at]:
            continue
        rule = rules.get(at)
        if rule is None and line.hit.cover >= 0.6:
            rule = f"chrome: {line.hit.kind.replace('_', ' ')}"
        elif rule is None and block.tag == "figcaption":
            rule = "caption"
        elif rule is None and line.words <= _FEW_WORDS:
            rule = "shape: a few words" + ("" if line.stop else ", no stop")
        sure = 1.0 if at in rules else round(1 - min(chances[at], 1.0), 3)
        reason = rule or f"shape: {page.reason(at)}"
        out.append(DroppedLine(line=block.line, text=block.text, rule=reason, sure=sure))
    return tuple(sorted(out, key=lambda dropped: dropped.line))


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return kept blocks as Markdown: headings, lists, quotations and tables as the page had them."""
    out: list[str] = []
    for (kind, _), group in itertools.groupby(
        blocks, key=lambda block: (_kind(block), block.table if block.tag == "tr" else 0)
    ):
        members = list(group)
        words = [normalise(block.inline.markdown()) for block in members]
        if kind == "list":
            out.append(
                "\n".join(
                    f"{f'{n}.' if block.ordered else '-'} {text}"
                    for n, (block, text) in enumerate(zip(members, words, strict=True), 1)
                )
            )
        elif kind == "quote":
            out.append("\n>\n".join(f"> {text}" for text in words))
        elif kind == "table":
            out.append(_table(members, words))
        elif kind == "heading":
            out += [f"## {text.strip('*')}" for text in words]
        else:
            out += words
    return "\n\n".join(out) + "\n"


def _kind(block: Block) -> str:
    if block.tag in _HEADINGS:
        return "heading"
    if block.tag == "tr" and block.table and " | " in block.text:
        return "table"
    return {"li": "list", "blockquote": "quote"}.get(block.tag, "text")


def _table(blocks: Sequence[Block], words: Sequence[str]) -> str:
    """Return rows of cells as a Markdown table whose first row heads it; rows are made equally long."""
    rows = [text.split(" | ") for text in words]
    width = max(map(len, rows))
    if len(rows) < 2:
        return "\n\n".join(escape(block.text) for block in blocks)
    full = [row + [""] * (width - len(row)) for row in rows]
    return "\n".join(
        [
            "| " + " | ".join(full[0]) + " |",
            "|" + " --- |" * width,
            *("| " + " | ".join(row) + " |" for row in full[1:]),
        ]
    )
