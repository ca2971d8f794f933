"""Training pages and texts in other dresses: with part of their chrome, or none at all.

A cleaner that only ever saw whole pages learns that most of an input is chrome, and takes the short lines of clean copy
for it. Everything here is drawn by a generator seeded with the page's key, so that training can be repeated.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copydesk.ingest.clean.document import Block

_MARKS = ("• ", "- ", "* ", "", "")  # of list items; some programs set none
_AROUND = 4  # blocks above the text among which a headline, byline or day stands
_SHORT, _LONGEST_TAIL = 9, 6  # words of a last line, and how many lines may be cut for one
_FEWEST = 4
_MOSTLY = 0.7  # share of a block's words that are a link's


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line or block of a page as it is dressed anew: its words, whether it is the article's, an item, a link.

    `tight` tells a line of a text that stands right under the one before it.
    """

    text: str
    kind: str
    body: bool
    linked: bool = False
    tight: bool = False


def thin(flags: Sequence[bool], rate: float, draw: random.Random) -> list[int]:
    """Return the places of all that is the article, and of about `rate` of the rest: one stretch above, one below.

    Of what stands within the text as much is kept, run by run. What stands right above the text (headline, byline,
    day) is kept more often than other chrome.
    """
    body = [at for at, flag in enumerate(flags) if flag]
    if not body:
        return list(range(len(flags)))
    first, last = body[0], body[-1]
    above, below = round(rate * first), round(rate * (len(flags) - 1 - last))
    lead = draw.randint(0, max(0, first - above))  # where the stretches begin
    tail = last + 1 + draw.choice((0, 0, draw.randint(0, max(0, len(flags) - 1 - last - below))))
    kept = {*range(lead, lead + above), *range(tail, tail + below), *body}
    if draw.random() < 0.7:
        kept.update(range(max(0, first - _AROUND), first))
    run = False
    for at in range(first, last):
        if not flags[at]:
            run = draw.random() < rate if flags[at - 1] else run
            kept.update([at] if run else [])
    return sorted(kept)


def cut(pieces: Sequence[Piece], draw: random.Random) -> list[Piece]:
    """Let a text end early, on a short line if one stands in its last third: last lines are of every length."""
    body = [at for at, piece in enumerate(pieces) if piece.body]
    if len(body) < 2 * _FEWEST:
        return list(pieces)
    places = body[-max(2, len(body) // 3) :]
    short = [at for at in places if len(pieces[at].text.split()) <= _SHORT] or places
    end = draw.choice(short)
    return [piece for at, piece in enumerate(pieces) if at <= end or not piece.body]


_RUNS, _LONGEST_RUN, _LONGEST_SHORT = 3, 7, 6
_CLOSINGS = (
    *("Nobody was injured.", "The trial goes on.", "Thank you.", "That is it.", "Er schwieg.", "Danke."),
    *("Merci à tous.", "Nadie respondió.", "Grazie.", "Ingen kom till skada.", "更多消息稍后公布。", "以上です。"),
    *("감사합니다.", "Спасибо.", "شكرا لكم."),
)


def shorten(pieces: Sequence[Piece], draw: random.Random) -> list[Piece]:
    """Set runs of short lines into a text, made of its own words: items, headings, answers, rows, hours, results.

    Such lines are rare on news pages, where nearly every line of a few words is chrome; in lists, results, verdicts
    and live blogs they are the article. The last line may be short too.
    """
    out = list(pieces)
    for _ in range(draw.randint(1, _RUNS)):
        body = [at for at, piece in enumerate(out) if piece.body]
        at = draw.choice(body)
        source = [out[one].text for one in body if len(out[one].text) > _LONGEST_RUN * 2]
        if not source:
            break
        out[at + 1 : at + 1] = _run(source, draw)
    if draw.random() < 0.5:
        last = max(at for at, piece in enumerate(out) if piece.body)
        ends = draw.choice(_CLOSINGS) if draw.random() < 0.3 else _few_words(out[last].text, draw) + "."
        out.insert(last + 1, Piece(text=ends, kind="p", body=True))
    return out


def _run(source: Sequence[str], draw: random.Random) -> list[Piece]:
    form = draw.choice(("list", "list", "headed", "lines", "rows", "hours", "pairs", "numbered", "one"))
    count = 1 if form == "one" else draw.randint(2, _LONGEST_RUN)
    texts = [_few_words(draw.choice(source), draw) for _ in range(count)]
    if form == "hours":
        long = [draw.choice(source) for _ in texts]
        hours = [f"{draw.randint(0, 23):02d}{draw.choice(':.:')}{draw.randint(0, 59):02d}" for _ in texts]
        return [
            Piece(text=text, kind=kind, body=True)
            for hour, words in zip(hours, long, strict=True)
            for text, kind in ((hour, "p"), (words, "p"))
        ]
    if form == "rows":
        head = Piece(text=_few_words(draw.choice(source), draw), kind="h2", body=True)
        width = draw.randint(2, 5)
        rows = [" | ".join([text, *(str(draw.randint(0, 99)) for _ in range(width))]) for text in texts]
        return [head, *(Piece(text=row, kind="tr", body=True) for row in rows)]
    if form == "pairs":
        return [Piece(text=_pair(text, draw), kind="p", body=True) for text in texts]
    if form == "numbered":
        return [
            Piece(text=text, kind=kind, body=True)
            for at, words in enumerate(texts, 1)
            for text, kind in ((f"{at}. {words}", "h2"), (_few_words(draw.choice(source), draw) + ".", "p"))
        ]
    words = _few_words(draw.choice(source), draw) + draw.choice(("", ":"))
    heads = [Piece(text=words, kind=draw.choice(("h2", "p")), body=True)]
    kind = "li" if form == "list" else "p"
    return (heads if form in ("list", "headed") else []) + [Piece(text=text, kind=kind, body=True) for text in texts]


def _pair(text: str, draw: random.Random) -> str:
    """Return a fact and its figure, or the result of a match."""
    if draw.random() < 0.5:
        return f"{text}: {draw.randint(1, 12000)}"
    return f"{text} {draw.randint(0, 5)}-{draw.randint(0, 5)} {text[:_LONGEST_RUN]}"


def _few_words(text: str, draw: random.Random) -> str:
    """Return one to six words from the start of a sentence of a text; of one without blanks as many signs and more."""
    sentence = draw.choice([one for one in re.split(r"(?<=[.!?。！？])\s*", text) if one.strip()] or [text])
    words = sentence.split() or [sentence]
    count = draw.randint(1, _LONGEST_SHORT)
    if len(words) == 1:
        return sentence[: 2 * count + 1].rstrip("。，、！？") or sentence
    return " ".join(words[:count]).rstrip(".,;:!?") or words[0]


def as_text(pieces: Sequence[Piece], draw: random.Random) -> str:
    """Set pieces as plain text: with or without blank lines, list marks of one kind, now and then indented."""
    mark, gap = draw.choice(_MARKS), draw.choice(("\n\n", "\n\n", "\n\n", "\n"))
    indent = draw.choice(("", "", "", "   "))
    out: list[str] = []
    for piece in pieces:
        item = piece.kind == "li"
        joined = item and bool(out) and out[-1].lstrip().startswith(mark or "\0")
        out += ["\n" if joined else gap, indent + (mark if item else "") + piece.text]
    return "".join(out[1:]) + "\n"


def as_copy(pieces: Sequence[Piece], draw: random.Random) -> str:
    """Set the lines of a text anew as they stood, blank lines included: what a browser copies of a whole page.

    Its chrome stands in tight runs, the article's blocks apart; what was set in among them, too.
    """
    mark, out = draw.choice(_MARKS), list[str]()
    for before, piece in zip((None, *pieces), pieces, strict=False):
        item = piece.kind == "li"
        run = before is not None and item and before.kind == "li" and piece.body == before.body
        out += ["\n" if piece.tight or run else "\n\n", (mark if item else "") + piece.text]
    return "".join(out[1:]) + "\n"


_SHELLS = (
    ("<main><article>", "</article></main>"),
    ("<article>", "</article>"),
    ('<div class="post"><div class="post-content">', "</div></div>"),
    ("<div><div>", "</div></div>"),
    ('<div id="content"><section>', "</section></div>"),
    ("", ""),
)
_WRAPS = (
    "",
    "",
    "premium",
    "gated",
    "locked-content",
    "paywall-body",
    "article-rest",
    "continued",
    "read-on",
    "subscribers",
)
_STYLES = ("", "", ' style="display:none"', ' style="max-height:300px"', ' hidden=""', ' aria-hidden="true"')
_BOXES = (
    ('<aside class="related">', "</aside>"),
    ('<div class="box">', "</div>"),
    ('<div class="newsletter-signup">', "</div>"),
    ("<div>", "</div>"),
    ("", ""),
)
_ABOVE_BOXES = (("<header><nav>", "</nav></header>"), ('<div class="top">', "</div>"), ("<div>", "</div>"))
_BELOW_BOXES = (("<footer>", "</footer>"), ('<div class="more">', "</div>"), ("<section>", "</section>"))


def as_page(pieces: Sequence[Piece], title: str, draw: random.Random) -> str:
    """Set pieces as a page: a headline and the text's blocks in one of a few shells, chrome in boxes of its own.

    Lists and tables are rebuilt. The text stands in one container, in one for each block, or goes on in a second one
    as behind a barrier for subscribers, which may be hidden: other extractors lose it there.
    """
    body = [at for at, piece in enumerate(pieces) if piece.body]
    first, last = (body[0], body[-1]) if body else (len(pieces), len(pieces))
    opened, closed = draw.choice(_SHELLS)
    tag = draw.choice(("p", "p", "p", "p", "div"))
    parted = draw.random() < 0.15  # each block in a section of its own
    barred = draw.randint(first, last) if len(body) > _FEWEST and draw.random() < 0.3 else -1
    out = [f"<!doctype html><html><head><title>{html.escape(title)}</title></head><body>"]
    out += _boxed(pieces[:first], draw.choice(_ABOVE_BOXES), tag)
    out += [opened, f"<h1>{html.escape(title)}</h1>" if title else ""]
    at = first
    while at <= last and body:
        if at == barred:
            out.append(f'<div class="{draw.choice(_WRAPS)}"{draw.choice(_STYLES)}>')
        end = at + 1
        alike = pieces[at].kind in ("li", "tr") or not pieces[at].body
        while alike and end <= last and end != barred and _joins(pieces[at], pieces[end]):
            end += 1
        run = pieces[at:end]
        if run[0].body:
            shut = ('<section class="part"><div>', "</div></section>") if parted else ("", "")
            out += [shut[0], *_blocks(run, tag), shut[1]]
        else:
            out += _boxed(run, draw.choice(_BOXES), tag)
        at = end
    out.append("</div>" if barred >= 0 else "")
    below = _boxed(pieces[last + 1 :], draw.choice(_BELOW_BOXES), tag)
    return "\n".join([*out, closed, *below, "</body></html>"])


def _joins(piece: Piece, other: Piece) -> bool:
    return piece.body == other.body and (not piece.body or piece.kind == other.kind)


def _boxed(pieces: Sequence[Piece], box: tuple[str, str], tag: str) -> list[str]:
    return [box[0], *_blocks(pieces, tag), box[1]] if pieces else []


def _blocks(pieces: Sequence[Piece], tag: str) -> Iterator[str]:
    """Yield the markup of pieces, items and rows that stand together in one list or table."""
    shut = ""
    for piece in pieces:
        wrap = {"li": "ul", "tr": "table", "blockquote": "blockquote"}.get(piece.kind, "")
        if wrap != shut:
            yield (f"</{shut}>" if shut else "") + (f"<{wrap}>" if wrap else "")
            shut = wrap
        words = html.escape(piece.text)
        if piece.kind == "tr":
            yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in words.split(" | ")) + "</tr>"
            continue
        words = f'<a href="/other">{words}</a>' if piece.linked else words
        name = {"li": "li", "h1": "h2", "h2": "h2", "pre": "pre", "blockquote": "p"}.get(piece.kind, tag)
        yield f"<{name}>{words}</{name}>"
    yield f"</{shut}>" if shut else ""


def pieces_of(blocks: Sequence[Block], labels: Sequence[int]) -> Iterator[Piece]:
    """Yield the blocks of a page as pieces, the title left out."""
    for block, label in zip(blocks, labels, strict=True):
        yield Piece(text=block.text, kind=block.tag, body=label == 1, linked=block.linked > _MOSTLY)


def gold_of(pieces: Sequence[Piece]) -> list[str]:
    """Return the words of the pieces that are the article: what an input dressed anew is labelled by."""
    return [piece.text for piece in pieces if piece.body]
