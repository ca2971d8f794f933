"""The headline of an article with its candidates: as stated, as a page shows and names it, or a text's line. Pure.

A page's visible heading goes before its names for itself (JSON-LD, meta tags, `<title>`), which are written for search
engines. Words are cut off a headline only where the page itself, or the text, has the rest alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.candidates import BELIEVED, STATED, Candidate, Found
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import strip_by
from copydesk.ingest.clean.facts.outlet import domain_key
from copydesk.ingest.clean.facts.title_line import (
    BAR,
    FEW_WORDS,
    HOSTNAME,
    above_the_signs,
    find_title,
    has_menu_between,
    is_above_signs,
    is_sentence,
    title_text,
)
from copydesk.ingest.clean.features import CHROME, stems_of
from copydesk.ingest.clean.lexicon import tokens
from copydesk.ingest.clean.lines import Line, make_line, same_words
from copydesk.ingest.clean.metadata import Metadata, as_text, load_tags, name_of

# A file's name, which programs that write letters put where a page's name stands.
_FILE_NAME = re.compile(
    r"(?:Microsoft Word - |PowerPoint[ -]).*|[\w.()+-]*_[\w.()+-]*|[\w.()+ -]+\.(?:docx?|odt|rtf|pages|pdf|txt|html?)",
    re.ASCII | re.IGNORECASE,
)
# The outlet behind a title; Chinese and Japanese pages set it off by a low line without blanks.
_TITLE_TAIL = re.compile(
    r"(?:\s+(?:[|·•»]|[-–—])\s+|(?<=[\u3000-\u30ff\u3400-\u9fff！？”」])\s?[_|｜]\s?(?=[\u3040-\u30ff\u3400-\u9fff]))([^|·•»–—_｜]{2,40})$"
)
_PART = re.compile(r"\s*[:|·•»›–—-]\s+")
_REST = re.compile(r"\s*[|ㅣ·•»–—-]")
_LIKE = 0.5  # share of words a heading must have in common with one of the page's names for itself
_ALIKE = 0.8  # share of words a visible headline must have in common with the page's own name for itself
_LOOSELY = 0.3  # the same of a line without a heading's element, right above the byline or the day
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HEADING = {"h1": 0.5, "h2": 0.25}  # more for a heading than for other words that are the same
_SECOND = _HEADING["h2"] - 0.1
_LISTED = 0.5  # less for one in a list, as trails of sections and teasers have it
_PAST = 0.25  # less for one below the beginning of the text
_SMALL_WORD = 3  # letters


def names_of(data: Metadata) -> tuple[str, ...]:
    """Return a page's names for itself, best first.

    Measured on 164 pages: og:title is like the headline on 90 of 100, JSON-LD's headline on 76, the title element on
    71. Where the page shows a headline that is like any of them, that one wins.
    """
    site = data.site
    names = [_without_site(value, site) for value in data.tag("og:title")]
    names += [name_of(node.get("headline")) for node in data.articles]
    names += [_without_site(value, site) for tag in load_tags()["titles"] for value in data.tag(tag)]
    names.append(_TITLE_TAIL.sub("", data.element))
    said = tuple(dict.fromkeys(name for name in map(as_text, names) if name and not _FILE_NAME.fullmatch(name)))
    return tuple(dict.fromkeys(_without_rest(name, said, _key(site)) for name in said))


def standfirsts_of(data: Metadata) -> tuple[str, ...]:
    """Return a page's descriptions of itself."""
    names = [name_of(node.get(key)) for node in data.articles for key in ("alternativeHeadline", "description")]
    names += [value for tag in load_tags()["subtitles"] for value in data.tag(tag)]
    return tuple(dict.fromkeys(filter(None, map(as_text, names))))


def _without_rest(name: str, names: Sequence[str], site: str) -> str:
    """Return what another name says alone, where this one goes on with a dash, a section and the outlet.

    One that ends where another has a quotation mark was cut by it, in an attribute; the whole one is returned.
    """
    for other in names:
        rest = name.removeprefix(other)
        if rest != name and _REST.match(rest) and site and site in _key(rest):
            return other
        if other.removeprefix(name).lstrip().startswith('"') and other.startswith(name):
            return other
    return name


def _without_site(title: str, site: str) -> str:
    """Take the outlet's name off the end of a title; what stands behind a bar is never the headline's own."""
    match = _TITLE_TAIL.search(title)
    if not match:
        return title
    tail = _key(match[1])
    if "|" in match[0] or (tail and (tail in _key(site) or (_key(site) and _key(site) in tail))):
        return title[: match.start()]
    return title


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def find_heading(
    lines: Sequence[Line],
    tags: Sequence[str],
    listed: Sequence[bool],
    text: tuple[int, int],
    data: Metadata,
) -> int | None:
    """Return the place of a page's visible headline: the heading most like one of its names for itself.

    `tags` are the blocks' elements, `listed` tells those in lists, `text` bounds the article (end excluded). Where no
    heading is like a name, the page's only first heading above the text is it; where the page has no name, the line
    most like a headline.
    """
    behind = _behind_masthead(lines, tags, data)
    if behind is not None and behind <= text[0] + 1:
        return behind
    score, best = _most_like_a_name(lines, tags, listed, text[0], data)
    if best is not None and (lower := _below_the_menu(lines, tags, best, text[0], data)) is not None:
        return lower
    only = _only_heading(data)
    # A heading of the second rank is the headline where it says the same as a name, not where it speaks of the same.
    if best is not None and (not only or tags[best] == "h1" or (tags[best] == "h2" and score >= _ALIKE + _SECOND)):
        return best
    if only:
        return next((at for at, line in enumerate(lines) if tags[at] == "h1" and line.text == only), None)
    return _unnamed(lines, tags, text, names_of(data))


def _most_like_a_name(
    lines: Sequence[Line], tags: Sequence[str], listed: Sequence[bool], start: int, data: Metadata
) -> tuple[float, int | None]:
    """Return how like one of its page's names for itself the most like heading is, and its place; None if none is."""
    names = names_of(data)
    words = [set(tokens(name)) for name in names]
    mast = _mastheads(data)
    best: tuple[float, int | None] = (0.0, None)
    for at, tag in enumerate(tags):
        if tag not in ("h1", "h2") and lines[at].text not in names:
            continue
        if _key(lines[at].text) in mast or HOSTNAME.fullmatch(lines[at].text):
            continue
        like = max((same_words(lines[at].tokens, name) for name in words), default=0.0)
        score = like + _HEADING.get(tag, 0.0) - 0.001 * at
        score -= _LISTED * listed[at] + _PAST * (at > start + 1)
        if like >= _LIKE and (best[1] is None or score > best[0]):
            best = (score, at)
    return best


def _unnamed(lines: Sequence[Line], tags: Sequence[str], text: tuple[int, int], names: Sequence[str]) -> int | None:
    """Return the place of a headline that is like none of its page's names: by its element or what stands below it."""
    firsts = [at for at, tag in enumerate(tags) if tag == "h1" and at <= text[0] + 1 and lines[at].words >= _FEWEST]
    if len(firsts) == 1:
        return firsts[0]
    near = above_the_signs(lines, text[0])
    if near is not None and tags[near] not in _HEADINGS and tags[near + 1] in _HEADINGS:
        near += 1  # what is taken for the standfirst is the page's heading
    if near is not None and (
        tags[near] in _HEADINGS or any(same_words(lines[near].tokens, tokens(name)) >= _LOOSELY for name in names)
    ):
        return near
    return find_title(lines, [text[0] <= at < text[1] for at in range(len(lines))]) if not names else None


_FEWEST, _SECTIONS = 2, 2  # words; parts of a title


def _below_the_menu(lines: Sequence[Line], tags: Sequence[str], best: int, start: int, data: Metadata) -> int | None:
    """Return the place of a heading right above the byline or day, with a menu between it and the one most like a name.

    That is the outlet's name then, if it is short and the page's title goes on from it through several sections.
    """
    if lines[best].words > FEW_WORDS or len(_PART.split(data.element)) <= _SECTIONS:
        return None
    near = above_the_signs(lines, start)
    apart = near is not None and near > best and tags[near] in _HEADINGS and has_menu_between(lines, best, near)
    return near if apart and near is not None and lines[best].text not in lines[near].text else None


def _behind_masthead(lines: Sequence[Line], tags: Sequence[str], data: Metadata) -> int | None:
    """Return the place of a heading that the title has behind the page's first one, as "Blog: Headline" of a blog."""
    for at, tag in enumerate(tags):
        if tag in ("h1", "h2") and _is_behind_masthead(lines, at, data):
            return at
    return None


def _is_behind_masthead(lines: Sequence[Line], at: int, data: Metadata) -> bool:
    """Tell a heading that the title has behind a first one above it, the outlet: "Low Country Letters | Headline"."""
    for text, _ in data.heads:
        rest = data.element.removeprefix(text)
        part = _PART.match(rest) if text and rest != data.element else None
        if part and (key := _key(rest[part.end() :])) and key == _key(lines[at].text):
            outlet = key in (_key(data.site), domain_key(urlsplit(data.url).netloc))
            return not outlet and any(line.text == text for line in lines[:at])
    return False


def _mastheads(data: Metadata) -> frozenset[str]:
    """Return the outlet's names as compared, which a page may print as its first heading."""
    tail = _TITLE_TAIL.search(data.element)
    names = [data.site, *data.tag("og:site_name"), urlsplit(data.url).netloc, domain_key(urlsplit(data.url).netloc)]
    said = {_key(name) for name in [*data.tag("og:title"), *(name_of(node.get("headline")) for node in data.articles)]}
    names += [tail[1]] if tail and _key(tail[1]) not in said else []
    return frozenset(filter(None, map(_key, names)))


def _only_heading(data: Metadata) -> str:
    """Return the one first heading of a page that is not its outlet's name or a word of its menus, or ""."""
    mast = _mastheads(data)
    heads = dict.fromkeys(
        text
        for text, _ in data.heads
        if len(_key(text)) > 1
        and _key(text) not in mast
        and not HOSTNAME.fullmatch(text)
        and make_line(0, text).hit.cover < CHROME
    )
    if len(heads) != 1 or len(tokens(only := next(iter(heads)))) < 2:
        return ""
    named = {stem for name in names_of(data) for stem in stems_of(make_line(0, name))}
    return only if not named or stems_of(make_line(0, only)) & named else ""


def find_headline(
    lines: Sequence[Line],
    at: int | None,
    tag: str = "",
    *,
    data: Metadata | None = None,
    stated: str = "",
) -> Found[str]:
    """Return the headline with its candidates: `at` is the place of the visible one, `tag` its element ("" in a text).

    `stated` is the editor's or the container's word: it is believed, and a visible one that differs is told.
    """
    candidates: list[Candidate[str]] = []
    if data is not None:
        candidates += _named(lines, at, tag, data)
    elif at is not None:
        candidates.append(
            Candidate(value=title_text(lines, at), reason="the line most like a headline", sure=0.8, at=at, lines=(at,))
        )
    ranked = tuple(sorted((one for one in candidates if one.value), key=lambda one: -one.sure))
    if not stated:
        return Found(best=ranked[0] if ranked else None, candidates=ranked)
    same = [one for one in ranked if same_words(tokens(one.value), tokens(stated)) >= _ALIKE]
    best = Candidate(value=stated, reason=STATED, sure=1.0, lines=tuple({at for one in same for at in one.lines}))
    seen = next((one for one in ranked if one.at is not None and one.sure >= BELIEVED), None)
    asked = seen is not None and not same and not is_sentence(seen.value)
    question = f'headline: "{stated}" is stated, "{seen.value}" found ({seen.reason})' if asked and seen else ""
    return Found(best=best, candidates=(best, *ranked), question=question)


def _named(lines: Sequence[Line], at: int | None, tag: str, data: Metadata) -> list[Candidate[str]]:
    names = names_of(data)
    out = [
        Candidate(value=name, reason="a name that the page gives itself", sure=0.7 - 0.01 * nth)
        for nth, name in enumerate(names)
    ]
    if at is None:
        only = _only_heading(data)
        return [*out, Candidate(value=only, reason="the page's first heading", sure=0.9)]
    seen = lines[at]
    if _is_behind_masthead(lines, at, data):
        return [*out, Candidate(value=seen.text, reason="the page's visible heading", sure=0.95, at=at, lines=(at,))]
    like = max((same_words(seen.tokens, tokens(name)) for name in names), default=1.0)
    headed = is_above_signs(lines, at) and not _has_kicker(seen, names)
    fuller = any(_goes_on_from(seen, name) for name in names)
    other = tag != "h1" or (seen.words <= FEW_WORDS and _is_short_for(seen, names, data))
    if like < _ALIKE and other and not (headed or fuller):
        out.append(Candidate(value=seen.text, reason="a heading of the page", sure=0.6, at=at, lines=(at,)))
    else:
        site = data.site or _masthead_of(lines[: max(0, at - 1)], seen.text, names)
        whole = _whole(seen, names)
        whole = plain if (plain := html.unescape(whole)) in names else whole  # "Ebb &amp; Flow", escaped once more
        text = _without_tail(_with_its_kicker(whole, names, site), names, data.site)
        out.append(Candidate(value=text, reason="the page's visible heading", sure=0.95, at=at, lines=(at,)))
    return out


def _masthead_of(above: Sequence[Line], seen: str, names: Sequence[str]) -> str:
    """Return what a page's name has before its headline, where a line far above the headline says it: the outlet."""
    fronts = {name[: -len(seen)].rstrip(":：–—-| ") for name in names if name.endswith(seen) and name != seen}
    return next((line.text for line in above if line.text in fronts), "")


def _is_short_for(seen: Line, names: Sequence[str], data: Metadata) -> bool:
    """Tell a heading of a few words that is another's, or the end of a name that has a kicker before it."""
    return seen.text != _only_heading(data) or _has_kicker(seen, names)


def _goes_on_from(seen: Line, name: str) -> bool:
    """Tell a heading that begins with what a name has behind the outlet's: "The Quarterly: A drawer of weather"."""
    parts = _PART.split(name)
    tail = parts[-1] if len(parts) > 1 else ""
    return len(tokens(tail)) > _SMALL_WORD and seen.text.startswith(tail) and not seen.text[len(tail) :][:1].isalnum()


def _has_kicker(seen: Line, names: Sequence[str]) -> bool:
    return bool(names) and names[0].casefold().endswith(f": {seen.text}".casefold())


def _whole(seen: Line, names: Sequence[str]) -> str:
    """Return a heading with the number it opens with, where a name of the page has it: no mark of a list."""
    return seen.raw if seen.mark and any(tokens(name) == tokens(seen.raw) for name in names) else seen.text


def _without_tail(seen: str, names: Sequence[str], site: str) -> str:
    """Return a heading without what the page sets behind it: a section behind a bar, its own name, a day, a source.

    Other words behind a dash or a colon are the headline's own, even where a name of the page lacks them.
    """
    front, *tails = BAR.split(seen)
    section = len(tails) == 1 and len(tokens(tails[0])) <= FEW_WORDS
    if len(tokens(front)) > FEW_WORDS and (section or (tails and front.rstrip() in names)):
        seen = front.rstrip()
    for name in names:
        rest = seen.removeprefix(name)
        if rest == seen or len(tokens(name)) <= FEW_WORDS:
            continue
        outlet = _REST.match(rest) and _key(site) and _key(rest) in (_key(site), domain_key(site))
        if outlet or _SOURCE.fullmatch(rest) or (rest.lstrip().startswith("/") and find_dates(rest, "en")):
            return name
    return seen


_SOURCE = re.compile(r"\s*\((?:[\w-]+\.)+[a-z]{2,}\)\s*\d*", re.IGNORECASE)  # "(example.com) 87": a link, comments


def _with_its_kicker(seen: str, titles: Sequence[str], site: str = "") -> str:
    """Return a headline with a kicker only where the page's names for itself have it, before a colon.

    What follows a name of the page within its heading, a date or a byline, is no part of it.
    """
    if not titles:
        return seen
    words = tokens(seen)
    for title in titles:
        if tokens(title) == words:  # the same words, with a colon where the page has a line of its own
            return title if ": " in title and (":" not in seen or " :" in seen) else seen
        # A kicker set apart has no colon, or one after a blank; it may be another than the page's name for itself has.
        before = _before(seen, title)
        apart = " :" in before[-2:] or not before.endswith(":") or make_line(0, before[:-1]).hit.cover >= 1  # "News: …"
        apart = apart or seen[len(before) : len(before) + 1].isalnum() or bool(_BLOG.search(before[:-1]))  # "Title:A …"
        if _is_kicker(before) and not before.endswith(tuple("-–—")) and apart:
            return title
        kicker, _, rest = title.partition(": ")
        if (
            (before := _before(seen, rest))
            and not before.endswith(":")
            and not same_words(tokens(kicker), tokens(before))
        ):
            return rest
        after = seen.removeprefix(title)
        if after != seen and len(tokens(title)) > FEW_WORDS and (find_dates(after) or strip_by(after)[1]):
            return title
    return _with_own_kicker(seen, titles, site)


def _with_own_kicker(seen: str, titles: Sequence[str], site: str) -> str:
    """Return a headline with the kicker that all names of the page give it, unless that is its outlet."""
    own = titles[0][: -len(seen)].rstrip(_TIES)
    is_outlet = bool(_BLOG.search(own)) or (_key(site) and _key(own) == _key(site))
    said = f"{own}: {seen}".casefold()
    whole = all(f"{title[: -len(seen)].rstrip(_TIES)}: {title[-len(seen) :]}".casefold() == said for title in titles)
    return titles[0] if whole and own and ": " in titles[0] and not is_outlet else seen


_TIES = " :–—-"  # what joins a kicker to its headline
_BLOG = re.compile(r"\b(?:web)?blog$", re.IGNORECASE)


def _is_kicker(before: str) -> bool:
    """Tell words that may be set before a headline from those that begin it ("The", "10", "2025")."""
    return len(before) > _SMALL_WORD and not before.isdigit()


def _before(seen: str, title: str) -> str:
    """Return what stands before a title of more than a few words that a headline ends in."""
    if len(tokens(title)) <= FEW_WORDS or not seen.casefold().endswith(title.casefold()):
        return ""
    return seen[: -len(title)].rstrip()
