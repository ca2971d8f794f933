"""Who wrote an article: what is stated of it, its page's data and marks, its bylines and signatures. Pure.

Every sign gives a candidate: a set of names with a reason and how sure it is. `find_authors` weighs them against each
other; names that nothing marks as a byline's are asked, never stated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.candidates import BELIEVED, STATED, Candidate, Found
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import (
    EMAIL,
    given_names,
    is_name,
    load_words,
    says_reporter,
    split_names,
    strip_by,
    turned_round,
    without_degrees,
)
from copydesk.ingest.clean.facts.outlet import domain_key
from copydesk.ingest.clean.features import OWN_NAMES, own_row
from copydesk.ingest.clean.forest import load_forest
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import Line, same_words
from copydesk.ingest.clean.metadata import Metadata, as_text, load_tags, name_of

Names = tuple[str, ...]

MODEL = "cleaner-author"
_LEAST_CHANCE = 0.4  # chosen on the development pages: F1 .67 to .73 there, .64 to .70 at .5
_CREDIT_LINE = re.compile(
    r"^\W*(?:(?:this|the)\s+(?:post|article|story|piece|guide|essay|column)\s+(?:was|is)\s+)?"
    r"(?:(?:additional\s+)?(?:reporting|report|writing|written|text)(?:\s+and\s+\w+)?\s+by)\s+(?P<who>[^;.]+)",
    re.IGNORECASE,
)
# "NAME is a reporter …" after the text, in the forms of a few languages.
_IS = re.compile(r"\s+(?:is|was|ist|war|est|es|fue|è|é|is een|är|er)\s+")
# What follows an author's name in a biography: "… is a reporter", ", an editor at X, has covered".
_LIFE = re.compile(
    r"(?:,[^.!?]{2,80},)?\s+(?:is|was|has|covers|writes|reports|works|joined|can be|ist|war|schreibt|arbeitet|berichtet"
    r"|est|a été|écrit|es|fue|escribe|è|scrive|é|escreve|schrijft|är|er)\b",
    re.IGNORECASE,
)
_LEAST_LIFE = 6  # words of a biography
_ABOVE_TITLE, _BELOW = 6, 10  # lines around title and text in which a byline is looked for
_ABOVE = 12  # lines above the text in which a byline is looked for where there is no title
_NO_AUTHOR = re.compile(
    r"^(?:\w?_?admin\w*|editor|webmaster|user|guest|anonymous|unknown|none|null|n/?a|default|test|author|by"
    r"|staff|redaktion|online|web ?desk|team)$",
    re.IGNORECASE,
)
_NO_PART = re.compile(r"[/@<>{}|():]|https?|\.\w{2,}/|author|\.com\b", re.IGNORECASE)
_HONORIFIC = re.compile(r"^(?:(?:dr|prof|sir|dame|rev|mr|mrs|ms)\b\.?\s+)+", re.IGNORECASE)
_HOST = re.compile(r"\(((?:[\w-]+\.)+[a-z]{2,})\)", re.IGNORECASE)
_WRITTEN_BY = re.compile(r"written|author|verfasst|par|escrito|autor|scritto|door|by", re.IGNORECASE)
_LONGEST_BYLINE = 200
_LONGEST_NAME = 8  # words of a line that is a name, its place and an office
_LABEL = 24  # letters before a date on a line that goes on with a byline
_CLOCK = re.compile(r"^(?:at\s+|um\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?", re.IGNORECASE)
_LONGEST_CUE = 30  # words of a line that opens as a byline
_MOST_AUTHORS = 40
_MOST_BELOW = 6  # names, each on a line, below a "By"
_NO_LABEL = frozenset(
    ["text", "texto", "texte", "tekst", "na", "ngu", "aus", "redacción", "haber", "laporan", "文", "글"]
)
_MOST_NODES = 12
# How sure each sign is. Chosen on the development pages; what matters is their order and which lie above .5.
_STATED, _PEOPLE, _OPENING, _TAGGED, _MARKED, _HANDLE, _DESK = 1.0, 0.95, 0.935, 0.92, 0.86, 0.6, 0.55
_FULLER = 0.9  # of a set that holds another: a page's marks name who tested, took pictures or wrote other stories, too
_WEAK = 0.3
_OWN_SITE, _BESIDE_DATE = 0.52, 0.69
_MOST_WORDS = 4  # of a stated name taken whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where an article stands in its dump: places of the title, the first and the last body line (end excluded)."""

    title: int | None
    start: int
    end: int


def find_head(kept: Sequence[bool], title: int | None) -> Head:
    """Return where the article stands, from the decision for each line."""
    places = [at for at, flag in enumerate(kept) if flag and at != title]
    if not places:
        return Head(title=title, start=0, end=len(kept))
    first = places[0]
    # A stray line above the title is no beginning: the article starts below its headline.
    if title is not None:
        first = next((at for at in places if at > title), first)
    return Head(title=title, start=first, end=places[-1] + 1)


def find_authors(
    lines: Sequence[Line],
    head: Head,
    kept: Sequence[bool],
    *,
    data: Metadata | None = None,
    opening: str = "",
    stated: Names = (),
    barred: AbstractSet[int] = frozenset(),
) -> Found[Names]:
    """Return who wrote the article of some blocks, as candidates with their reasons.

    `data` is what the page says for machines (None or empty for a text), `opening` how this outlet's bylines are
    known to begin, `stated` whom the editor names: they are believed, and others found are told as a question;
    `barred` are places that are no byline, as a picture's credit.
    """
    data = data or Metadata()
    outlet = _outlet_keys(data)
    near = [at for at in byline_candidates(lines, head, kept) if at not in barred]
    candidates = [
        *_said(data, outlet),
        *_marked(data, outlet, lines[head.title].text if head.title is not None else ""),
        *_opened(lines, head, kept, near, opening, outlet),
        *_dated_name(lines, head, near),
        *_beside_date(lines, head),
        *_signed(lines, head, near),
    ]
    if not any(one.sure > _HANDLE for one in candidates):
        candidates += _likely(lines, head, near, outlet)
    if not any(one.sure >= BELIEVED for one in candidates):
        candidates += _own_site(data)
    if stated:
        return _stated(stated, candidates)
    return _weighed(candidates, lines, kept)


def _own_site(data: Metadata) -> Iterator[Candidate[Names]]:
    """Yield the person whose name a page's outlet and its address bear."""
    host = _key(urlsplit(data.address or data.url).netloc)
    tail = _TITLE_TAIL.search(data.element)
    for site in (data.site, *data.tag("og:site_name"), tail[1] if tail else ""):
        name = _OF_A_SITE.sub("", site).strip()
        bits = name.split()
        known = len(bits) == 2 and is_name(name) and bits[0].casefold() in given_names()
        if known and any(len(bit) > 3 and _key(bit) in host for bit in bits):
            yield Candidate(value=(name,), reason="the site is in this name", sure=_OWN_SITE)
            return


_OF_A_SITE = re.compile(
    r"[\x27’]s?\s+(?:own\s+)?(?:blog|weblog|website|web ?site|site|home ?page|notes|journal)$", re.IGNORECASE
)


def _stated(stated: Names, candidates: Sequence[Candidate[Names]]) -> Found[Names]:
    best: Candidate[Names] = Candidate(value=stated, reason=STATED, sure=_STATED, lines=_lines_of(stated, candidates))
    others = [one for one in candidates if one.sure >= BELIEVED and not _share(one.value, stated)]
    question = ""
    if others:
        question = f"author: {_shown(stated)} is stated, {_shown(others[0].value)} found ({others[0].reason})"
    return Found(best=best, candidates=(best, *candidates), question=question)


def _lines_of(names: Names, candidates: Sequence[Candidate[Names]]) -> tuple[int, ...]:
    return tuple(sorted({at for one in candidates if _share(one.value, names) for at in one.lines}))


def _shown(names: Names) -> str:
    return ", ".join(names)


def _keys_of(names: Names) -> frozenset[str]:
    return frozenset(_key(_HONORIFIC.sub("", without_degrees(name))) for name in names)


def _share(left: Names, right: Names) -> bool:
    return not _keys_of(left).isdisjoint(_keys_of(right))


def _weighed(candidates: Sequence[Candidate[Names]], lines: Sequence[Line], kept: Sequence[bool]) -> Found[Names]:
    """Return the set of names believed: the surest, or a fuller visible one that holds all of it."""
    ranked = sorted(candidates, key=lambda one: -one.sure)
    if not ranked:
        return Found()
    best = ranked[0]
    if best.sure < BELIEVED:
        rivals = " or ".join(dict.fromkeys(f'"{_shown(one.value)}"' for one in ranked))
        return Found(candidates=tuple(ranked), question=f"author: is it {rivals}? Nothing marks it as a byline")
    agencies = set(load_words().agencies.values())
    fuller = [
        one
        for one in ranked
        if one.sure >= _FULLER and _keys_of(best.value) < _keys_of(one.value) and agencies.isdisjoint(one.value)
    ]
    if fuller:
        best = fuller[0]
    who = _unfused(_fullest(best.value, ranked), ranked)
    best = replace(best, value=who, lines=_with_echoes(who, _lines_of(who, candidates), lines, kept))
    return Found(best=best, candidates=tuple(ranked))


def _fullest(names: Names, candidates: Sequence[Candidate[Names]]) -> Names:
    """Return names with the degrees that another sign gives them."""
    longer = {
        _key(without_degrees(name)): name
        for one in candidates
        if one.sure >= BELIEVED
        for name in one.value
        if ", " in name
    }
    return tuple(longer.get(_key(name), name) for name in names)


def _unfused(names: Names, candidates: Sequence[Candidate[Names]]) -> Names:
    """Return names without the word that runs into them, where another sign has them alone: "Ann LeeHarbour"."""
    alone = {name: one.sure >= _TAGGED for one in sorted(candidates, key=lambda one: one.sure) for name in one.value}
    return tuple(
        dict.fromkeys(
            next((one for one in sorted(alone) if _runs_into(name, one, said=alone[one])), name) for name in names
        )
    )


def _runs_into(name: str, alone: str, *, said: bool) -> bool:
    """Tell a name that goes on after another: glued to it, or where the page's data says that one."""
    rest = name.removeprefix(alone)
    return rest != name and " " in alone and (rest[:1].isupper() or (said and rest.startswith(" ")))


# The page's data.


def _said(data: Metadata, outlet: frozenset[str]) -> Iterator[Candidate[Names]]:
    desks: list[str] = []
    for node in (*data.articles, *data.pages):
        given = list(_flat(node.get("author") or node.get("creator")))
        given = [_resolved(one, data.persons) for one in given]
        people = [_person(one) for one in given if not _is_organisation(one)]
        yield from _people(people, outlet, _PEOPLE, "stated in the page's data")
        if node in data.articles:
            desks += [_person(one) for one in given]
    for tag in load_tags()["authors"]:
        values = data.tag(tag)
        if tag == "twitter:data1" and not _WRITTEN_BY.search(first_of(data.tag("twitter:label1")) or "by"):
            continue
        if tag in ("citation_author", "citation_authors"):
            values = [turned_round(value)[0] if turned_round(value) else value for value in values]
        yield from _people(values, outlet, _TAGGED, f'stated in the page\'s tag "{tag}"')
        desks += [value for value in values if not _HOST.search(value)]
    for desk in filter(lambda text: any(map(str.isalpha, text)), map(as_text, desks)):
        names = _names_in(desk)
        if names and not desk.startswith(("http", "@")) and not any(_NO_AUTHOR.match(name) for name in names):
            yield Candidate(value=names[:1], reason="stated in the page's data, the outlet itself", sure=_DESK)
            break


def first_of(values: Sequence[str]) -> str:
    """Return the first of some values, or an empty one."""
    return values[0] if values else ""


def _resolved(value: object, persons: Mapping[str, Mapping[str, object]]) -> object:
    """Return the node that a reference of JSON-LD names by its `@id`."""
    if isinstance(value, Mapping) and not value.get("name") and str(value.get("@id")) in persons:
        return persons[str(value["@id"])]
    return value


def _people(raw: Iterable[str], outlet: frozenset[str], sure: float, reason: str) -> Iterator[Candidate[Names]]:
    """Yield what of stated authors can be one: no address, no role, no picture credit, not the site itself."""
    names: list[str] = []
    for text in map(as_text, raw):
        if (
            not any(map(str.isalpha, text))
            or text.startswith(("http", "@", "("))
            or _is_outlet(text.split(",")[0], outlet)
        ):
            continue
        if any(domain_key(host) in outlet for host in _HOST.findall(text)):  # "Example Wave (www.example.com)"
            continue
        names += _names_in(text)
    people = tuple(dict.fromkeys(name for name in names if not _NO_AUTHOR.match(name) and not _is_outlet(name, outlet)))
    if people:
        full = all(_is_full(name) for name in people)
        yield Candidate(value=people[:_MOST_AUTHORS], reason=reason, sure=sure if full else _HANDLE)


def _names_in(text: str) -> Names:
    """Return the names in a stated author; what does not read as names is taken as it stands."""
    rest, by = strip_by(text)
    text = rest if by else text
    bits = text.split()
    if text.isascii() and 2 <= len(bits) <= _MOST_WORDS and is_name(text) and bits[0].casefold() not in given_names():
        return (text,)  # stated whole, "Help Net Security": an office in it is its own
    return split_names(text) or tuple(part for part in load_words().conjunctions.split(text) if _plausible(part))


def _is_full(name: str) -> bool:
    return is_name(without_degrees(name)) or len(name.split()) > 1 or name in load_words().agencies.values()


def _plausible(part: str) -> bool:
    return 1 <= len(part.split()) <= 5 and len(part) <= 50 and not _NO_PART.search(part)


def _outlet_keys(data: Metadata) -> frozenset[str]:
    """Return the outlet's names as compared: letters alone, and of an address its own word too.

    What a title ends in is the outlet, unless the page is a person's own.
    """
    site = data.site
    names = [site, *data.tag("og:site_name"), data.address or data.canonical or first_of(data.tag("og:url"))]
    names += [name_of(node.get("publisher")) for node in data.articles]
    if not data.articles and (tail := _TITLE_TAIL.search(data.element)):
        names.append(tail[1])
    out: set[str] = set()
    for name in names:
        host = urlsplit(name).netloc if "://" in name else name if "." in name and " " not in name else ""
        if not host and _is_persons(name):
            continue
        out |= {_key(host or name), domain_key(host)}
    return frozenset(out - {""})


_TITLE_TAIL = re.compile(r"\s+(?:[|·•»]|[-–—])\s+([^|·•»–—]{2,40})$")


def _is_persons(name: str) -> bool:
    """Tell a site that bears its owner's name: it may well be by them."""
    bits = name.split()
    return len(bits) == 2 and is_name(name) and bits[0].casefold() in given_names()


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _flat(value: object) -> Iterator[object]:
    """Yield what a list of any depth holds."""
    if isinstance(value, list):
        for one in value:
            yield from _flat(one)
    else:
        yield value


def _person(value: object) -> str:
    """Return the name of a schema.org Person, which may be given in two parts."""
    name = name_of(value)
    if name or not isinstance(value, Mapping):
        return name
    return " ".join(str(value[part]) for part in ("givenName", "familyName") if value.get(part))


def _is_organisation(value: object) -> bool:
    return isinstance(value, Mapping) and "Organization" in str(value.get("@type"))


_FIRM = re.compile(r"(?:,?\s(?:Inc|Ltd|LLC|GmbH|Corp|PLC|Pty)\.?|株式会社.*)$", re.IGNORECASE)


def _is_outlet(name: str, outlet: frozenset[str]) -> bool:
    """Tell the outlet's own name, also with a country or department behind it ("MDR THÜRINGEN", "Example.de")."""
    key, words = _key(name), name.split()
    return (
        key in outlet
        or bool(_FIRM.search(name))
        or any(key == _key(one) + ending for one in outlet for ending in ("de", "com", "online", "news", "redaktion"))
        or (len(words) > 1 and words[0].isupper() and len(words[0]) > 1 and _key(words[0]) in outlet)
    )


# The page's marks.


def _marked(data: Metadata, outlet: frozenset[str], headline: str) -> Iterator[Candidate[Names]]:
    """Yield the names of the page's marks, of each rank those nearest to the headline and what stands with them."""
    place = _order_of(data, headline)
    marks = [mark for mark in data.marks if not mark.foreign]
    # What is called a card may be the article's own head: where nothing else is marked, right below the headline it is.
    marks = marks or [mark for mark in data.marks if mark.order == place + 1]
    for rank in sorted({mark.rank for mark in marks}):
        found: list[str] = []
        group: int | None = None
        of_rank = [mark for mark in marks if mark.rank == rank]
        of_rank.sort(key=lambda mark: (0 if mark.order > place else 1, abs(mark.order - place)))
        reason = ""
        for mark in of_rank[:_MOST_NODES]:
            if found and mark.group != group:
                continue
            by = strip_by(mark.text[:_LONGEST_BYLINE])[1]
            if len(mark.text) > _LONGEST_BYLINE or (rank > _NAMED_RANK and not by):
                continue
            names = _visible(mark.text, outlet)
            if names:
                group, reason = mark.group, mark.reason
                found += names
        if found:
            names = tuple(dict.fromkeys(found))[:_MOST_AUTHORS]
            full = all(_is_full(name) for name in names)
            yield Candidate(value=names, reason=reason, sure=(_MARKED if full else _HANDLE - 0.05) - 0.002 * rank)


_NAMED_RANK = 4  # of marks of lower ranks a "By" is asked as well


def _order_of(data: Metadata, headline: str) -> int:
    """Return where the page's headline stands among its marks; -1 where it is none of its first headings."""
    return next((order for text, order in data.heads if text == headline), data.heads[0][1] if data.heads else -1)


def _visible(text: str, outlet: frozenset[str]) -> Names:
    """Return the names in a visible byline; roles and dates beside them are left out."""
    rest, by = strip_by(text[:_LONGEST_BYLINE])
    rest = load_words().opening.sub("", rest)
    names = split_names(rest)
    if not names and (by or " " not in rest.strip()):
        names = _handle(rest)
    return tuple(
        name for name in names if not _is_outlet(name, outlet) and not _NO_AUTHOR.match(name) and len(tokens(name)) <= 7
    )


def _handle(text: str) -> Names:
    """Return the one word with which somebody signs, if a text is nothing else; no word of chrome or of an office."""
    word = text.strip(" .,:|·•")
    if not re.fullmatch(r"[^\W\d_][\w.-]{1,24}", word) or word.casefold() in load_words().roles:
        return ()
    return () if load_lexicon().look_up(word, tokens(word)).cover > 0 else (word,)


# The visible lines.


def _opened(
    lines: Sequence[Line],
    head: Head,
    kept: Sequence[bool],
    near: Sequence[int],
    opening: str,
    outlet: frozenset[str],
) -> Iterator[Candidate[Names]]:
    """Yield the names of lines around the head that open as a byline does, in this outlet or anywhere."""
    for at in near:
        text = lines[at].text
        if opening and text.casefold().startswith(opening.casefold()):
            if names := split_names(text[len(opening) :].lstrip(" :")):
                yield Candidate(value=names, reason=f'line begins with "{opening}"', sure=_PEOPLE, at=at, lines=(at,))
            continue
        if lines[at].words > _LONGEST_CUE or at >= head.end or (kept[at] and at > head.start):
            continue
        if below := _below_label(lines, at):
            names = tuple(lines[place].text for place in below)
            names = tuple(name for text in names for name in split_names(text) if _is_persons_name(name, outlet))
            if names and all(map(_is_full, names)):
                gap = abs(at - (head.title if head.title is not None else head.start))
                sure = _OPENING - 0.002 - 0.001 * min(gap, 30)
                reason = "below a line that says who wrote it"
                yield Candidate(value=names, reason=reason, sure=sure, at=below[0], lines=(at, *below))
            continue
        rest, by = strip_by(_undated(text))
        if not by:
            continue
        names = tuple(name for name in split_names(rest) if not _is_outlet(name, outlet))
        if names and at + 1 < len(lines) and (more := _going_on(lines[at + 1].text)):
            names = (*names, *more)
        if names and all(map(_is_full, names)):
            gap = abs(at - (head.title if head.title is not None else head.start))
            yield Candidate(
                value=names, reason="line begins as a byline", sure=_OPENING - 0.001 * min(gap, 30), at=at, lines=(at,)
            )


def _below_label(lines: Sequence[Line], at: int) -> list[int]:
    """Return the places of the names right below a line that is nothing but "By" or "Written by"."""
    label = lines[at].text.rstrip(" :：").casefold()
    if label not in load_words().by or label in _NO_LABEL:
        return []
    found: list[int] = []
    for place in range(at + 1, min(at + 1 + _MOST_BELOW, len(lines))):
        names = split_names(lines[place].text) if lines[place].words <= _LONGEST_NAME else ()
        if not names or not all(is_name(without_degrees(name)) for name in names):
            break
        if found and names[0].split()[0].casefold() not in given_names():
            break
        found.append(place)
    return found


def _going_on(text: str) -> Names:
    """Return the names of a line that goes on with the byline above it: "and Ann Lee"."""
    match = load_words().going_on.match(text)
    return split_names(text[match.end() :]) if match and len(text) < _LONGEST_BYLINE / 2 else ()


def _dated_name(lines: Sequence[Line], head: Head, places: Sequence[int]) -> Iterator[Candidate[Names]]:
    """Yield a name of its own between headline and date: "Ann Lee in Oslo" above "12 June 2024"."""
    for at in places:
        if head.title is None or not head.title < at <= head.start or lines[at].words > _LONGEST_NAME or lines[at].stop:
            continue
        names = _side_by_side(lines[at].text) or split_names(lines[at].text)
        known = names and names[0].split()[0].casefold() in given_names() and lines[at].text.startswith(names[0])
        if known and any(_dated(line) and line.words <= _SHORT for line in lines[at + 1 : at + 4]):
            yield Candidate(value=names, reason="a name above the date", sure=0.7, at=at, lines=(at,))
            return


def _side_by_side(text: str) -> Names:
    """Return the people of a line in which nothing parts them: "Birgit Baum Anna Giulia Fink", by known first names.

    A first name opens a person where the one before has two words of which the last is no first name.
    """
    people: list[list[str]] = []
    for bit in text.split():
        known = bit.casefold() in given_names()
        if not people and not known:
            return ()
        if not people or (known and len(people[-1]) > 1 and people[-1][-1].casefold() not in given_names()):
            people.append([])
        people[-1].append(bit)
    names = tuple(" ".join(one) for one in people)
    return names if len(names) > 1 and all(map(is_name, names)) else ()


def _beside_date(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield the name of a known first name that shares a short line with the day: "12 June 2024 • Ann Lee • 3 min"."""
    if head.title is None:
        return
    for at in range(head.title + 1, min(head.start + 1, head.title + 1 + _BELOW)):
        line = lines[at]
        dates = find_dates(line.raw) if line.words <= _SHORT and not line.stop else ()
        if not dates:
            continue
        rest = line.raw[: dates[0].start] + "•" + _CLOCK.sub("", line.raw[dates[-1].end :].lstrip(" ,|·•–—-"))
        for part in _PARTS.split(rest):
            name = part.strip(" ,.:")
            bits = name.split()
            if 1 < len(bits) <= _MOST_WORDS and is_name(name) and bits[0].casefold() in given_names():
                yield Candidate(value=(name,), reason="a name beside the date", sure=_BESIDE_DATE, at=at, lines=(at,))
                return


_PARTS = re.compile(r"\s*[/|·•]\s*|\s+[-–—]\s+|\s*,\s*|\bUhr\b")


def _undated(text: str) -> str:
    """Return a line without the dates and labels before its byline: "On 17 May 2022 by Ann Lee"."""
    dates = find_dates(text)
    if not dates or dates[0].start > _LABEL:
        return text
    rest = _CLOCK.sub("", text[dates[0].end :].lstrip(" ,.|·•–—-"))
    return rest.lstrip(" ,.|·•–—-") or text


def signed_by(lines: Sequence[Line], at: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the names a line would sign with and the lines that takes: "By" alone takes the next one too."""
    line = lines[at]
    if line.words > 40:
        return (), ()
    rest, _ = strip_by(line.text)
    if (
        line.words <= 2
        and line.hit.groups.get("byline", 0) >= 0.9
        and at + 1 < len(lines)
        and lines[at + 1].words <= 12
    ):
        names = split_names(lines[at + 1].text)
        if names:
            return names, (at, at + 1)
    return split_names(rest), (at,)


def byline_candidates(lines: Sequence[Line], head: Head, kept: Sequence[bool]) -> list[int]:
    """Return the places where a byline may stand: around the headline, before and just after the text."""
    first = head.title - _ABOVE_TITLE if head.title is not None else head.start - _ABOVE
    near = {
        *range(max(0, first), min(len(lines), head.start + 4)),
        *range(max(0, head.end - 2), min(len(lines), head.end + _BELOW)),
    }
    return [
        at
        for at in sorted(near)
        if at != head.title
        and not (kept[at] and lines[at].words > 14)
        and not lines[at].prose
        and not is_salutation(lines[at])
    ]


def is_salutation(line: Line) -> bool:
    """Tell the line that a letter opens with: "Dear Minister,", "Liebe Leserinnen und Leser!"."""
    return bool(_GREETING.match(line.text)) and line.text.rstrip().endswith((",", "!", ":", "，", "،", "：", "！"))


_GREETING = re.compile(
    r"(?:dear|hello|hi|to the|sehr geehrte[rs]?|liebe[rs]?|geachte|beste|lieve|chère?s?|monsieur|madame|mesdames"
    r"|querid[oa]s?|estimad[oa]s?|prezad[oa]s?|car[oaie]|gentil[ei]|egregi[oa]|kære|kjære|bästa|hej|drog[ai]|szanown[aiey]+|уважаем\w+"
    r"|дорог\w+|шановн\w+|존경하는|عزيزي|السيد|拝啓)\b",
    re.IGNORECASE,
)


def _signed(lines: Sequence[Line], head: Head, places: Sequence[int]) -> Iterator[Candidate[Names]]:
    """Yield signatures, closing credits and the one whose life is told below the text."""
    yield from _with_address(lines, head)
    for at in places:
        if says_reporter(lines[at].text) and (names := split_names(lines[at].text)):
            yield Candidate(value=names, reason="name beside the word for reporter", sure=0.84, at=at, lines=(at,))
            break
    for at in range(max(0, head.end - 3), min(len(lines), head.end + 8)):
        match = _CREDIT_LINE.match(lines[at].text)
        if match and (names := _not_of_words(re.sub(r"\s+in\s+[A-Z][\w. ]*?(?=,|;|\s+and\s|$)", "", match["who"]))):
            yield Candidate(value=names, reason="credit below the text", sure=0.58, at=at, lines=(at,))
            break
    for at in range(max(0, head.end - 1), min(len(lines), head.end + _BELOW)):
        text = lines[at].text
        match = _IS.search(text[:160])
        if match and is_name(name := text[: match.start()]):
            said = text[match.start() : match.start() + 120].casefold().split()
            if any(word.strip(".,") in load_words().roles for word in said):
                yield Candidate(value=(name,), reason="biography below the text", sure=0.56, at=at)
                break


def _with_address(lines: Sequence[Line], head: Head) -> Iterator[Candidate[Names]]:
    """Yield the first name beside an e-mail address, above or below the text."""
    for at in (*range(head.start - 4, head.start + 2), *range(head.end - 2, head.end + 5)):
        mailed = 0 <= at < len(lines) and lines[at].words <= 12 and EMAIL.search(lines[at].text)
        if mailed and (names := split_names(lines[at].text)):
            yield Candidate(value=names, reason="name beside an e-mail address", sure=0.84, at=at, lines=(at,))
            return


def _likely(
    lines: Sequence[Line], head: Head, places: Sequence[int], outlet: frozenset[str]
) -> Iterator[Candidate[Names]]:
    """Yield the line most like a byline. Without a sign of one beside the name, it is a question."""
    forest = load_forest(MODEL)
    around = Surroundings(lines, head.start, head.end, head.title)
    best: Candidate[Names] | None = None
    for at in places:
        names, signs = signed_by(lines, at)
        if not signs:
            continue
        chance = forest.chance(around.row(at, names))
        names = tuple(name for name in names if _is_persons_name(name, outlet))
        if names and chance > _LEAST_CHANCE and (best is None or chance > best.sure):
            best = Candidate(value=names, reason="most like a byline", sure=chance, at=at, lines=signs)
    if best is not None:
        # Where letters have no cases, words within the text are no name for being two.
        inside = best.at is not None and best.at >= head.start and _CASELESS.search(best.value[0]) is not None
        cued = any(_cued(lines, at, best.value, inside=inside) for at in best.lines)
        sure = (
            (_HANDLE + 0.1 * best.sure if best.at is not None and best.at < head.start else _DESK + 0.02)
            if cued
            else _WEAK
        )
        yield replace(best, sure=sure, reason=best.reason if cued else "it reads like a name")


def _is_persons_name(name: str, outlet: frozenset[str]) -> bool:
    return not _is_outlet(name, outlet) and not _is_of_words(name)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(resources.files("copydesk").joinpath("data/common_words.txt").read_text(encoding="utf-8").split())


def _not_of_words(text: str) -> Names:
    return tuple(name for name in split_names(text) if not _is_of_words(name))


def _is_of_words(name: str) -> bool:
    """Tell what is of common words alone and begins with no first name: "Other Posts", "Web Designer"."""
    bits = name.casefold().split()
    if bits[0] in given_names() or name in load_words().agencies.values() or bits[-1] in load_words().collectives:
        return False
    return name.isascii() and len(bits) > 1 and all(bit in _common_words() for bit in bits)


_CASELESS = re.compile("[\u0590-\u0eff]")


def _cued(lines: Sequence[Line], at: int, names: Names, *, inside: bool = False) -> bool:
    """Tell whether a sign speaks for names on a line: a "By", an office, a date beside them, a known first name."""
    line = lines[at]
    groups = line.hit.groups
    if strip_by(line.text)[1] or groups.get("byline") or groups.get("author") or _role(line) or _dated(line):
        return True
    if any(name in load_words().agencies.values() or name.split()[0].casefold() in given_names() for name in names):
        return True
    if not line.unspaced and not line.text.isascii() and not inside:
        return True
    return any(0 <= near < len(lines) and lines[near].words <= 12 and _dated(lines[near]) for near in (at - 1, at + 1))


def _with_echoes(names: Names, places: Sequence[int], lines: Sequence[Line], kept: Sequence[bool]) -> tuple[int, ...]:
    """Add the lines that say nothing but the names again."""
    keys = {without_degrees(name).casefold() for name in names}
    more = [
        at
        for at, line in enumerate(lines)
        if not kept[at] and line.words < 12 and any(key in line.text.casefold() for key in keys)
    ]
    return tuple(sorted({*places, *more}))


def find_biography(lines: Sequence[Line], kept: Sequence[bool], names: Sequence[str]) -> int | None:
    """Return the place of the line that says who an author is, where more of the text stands above than below it.

    Nobody writes of himself by his full name; what follows are other stories.
    """
    roles = load_words().roles
    sizes = [line.words if flag else 0.0 for line, flag in zip(lines, kept, strict=True)]
    total, above = sum(sizes), 0.0
    for at, line in enumerate(lines):
        if above * 2 > total and line.words >= _LEAST_LIFE and not roles.isdisjoint(line.tokens):
            name = next((name for name in names if line.text.casefold().startswith(name.casefold())), None)
            if name and _LIFE.match(line.text, len(name)):
                return at
        above += sizes[at]
    return None


# What the classifier of bylines sees.

_NEAR = (
    "words",
    "stop",
    "chrome",
    "mark",
    "prose",
    "capitals",
    "blank before",
    "same words",
    "date",
    "role",
    "name",
    "social",
)
_OFFSETS = (-2, -1, 1, 2, 3)
_PLACE = (
    "lines before the text",
    "lines after the title",
    "lines from the top",
    "before the text's end",
    "words shared with the text",
    "said again",
    "part of another line",
    "others begin so",
    "longest line above",
    "prose above",
    "sentences of capitals",
    "names",
    "says by",
    "agency",
    "role",
    "date",
    "address",
    "is a name",
    "in the text",
    "lines said twice before",
    "letters",
    "words shared with the lead",
    "weight of its words",
    "bars",
    "colon",
)
HEAD_NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"chrome: {group}" for group in load_lexicon().groups),
    *_PLACE,
    *(f"{name} at {offset:+d}" for offset in _OFFSETS for name in _NEAR),
)
_NOTHING = (-1.0,) * len(_NEAR)
_FAR = 40.0
_TELLING = 8  # letters of a line that is not found in others by chance
_SHORT = 14  # words of a line beside a byline


class Surroundings:
    """What is counted once for all candidates of one dump."""

    def __init__(self, lines: Sequence[Line], start: int, end: int, title: int | None = None) -> None:
        self.lines, self.start, self.end, self.title = lines, start, end, title
        self.words = Counter(word for line in lines[start : start + 60] for word in line.content)
        self.first = {word for line in lines[start : start + 3] for word in line.content}
        self.keys = [line.text.casefold() for line in lines]
        self.page = "\n".join(self.keys)
        self.text = "\n".join(self.keys[at] for at in range(start, end) if lines[at].prose)
        self.said = Counter(self.keys)
        self._around: dict[int, tuple[float, ...]] = {}

    def row(self, at: int, names: Sequence[str] = ()) -> list[float]:
        """Return the numbers of one candidate; `names` are the people its words would name."""
        line, groups = self.lines[at], self.lines[at].hit.groups
        content = line.content
        key = self.keys[at]
        above = self.lines[max(0, at - 30) : at]
        opening = names[0].casefold() if names else ""
        return [
            *own_row(line),
            *(groups.get(group, 0.0) for group in load_lexicon().groups),
            _bounded(self.start - at),
            _bounded(at - self.title) if self.title is not None else -_FAR,
            min(_FAR, float(at)),
            _bounded(self.end - at),
            sum(1 for word in content if self.words[word]) / len(content) if content else 0.0,
            float(min(3, self.said[key] - 1)),
            float(min(5, self.page.count(key) - self.said[key])) if len(key) > _TELLING else 0.0,
            float(self.page.count("\n" + opening) - key.startswith(opening)) if opening else 0.0,
            max((other.words for other in above), default=0.0),
            float(sum(other.prose for other in above)),
            float(line.text.isupper()),
            float(len(names)),
            float(strip_by(line.text)[1]),
            float(" ".join(line.tokens) in load_words().agencies),
            _role(line),
            float(_dated(line)),
            float("@" in line.text and bool(EMAIL.search(line.text))),
            float(is_name(line.text)),
            float(bool(opening) and opening in self.text),
            float(sum(1 for one in range(max(1, at - 5), at) if self.keys[one] == self.keys[one - 1])),
            float(min(200, len(line.text))),
            sum(1 for word in content if word in self.first) / len(content) if content else 0.0,
            sum(min(9, self.words[word]) for word in content) / len(content) if content else 0.0,
            float(line.text.count("|") + line.text.count(" - ") + line.text.count("»") + line.text.count("›")),
            float(":" in line.text),
            *(value for offset in _OFFSETS for value in self._near(at, at + offset)),
        ]

    def _near(self, at: int, other: int) -> tuple[float, ...]:
        if not 0 <= other < len(self.lines):
            return _NOTHING
        if other not in self._around:
            self._around[other] = _seen_near(self.lines[other])
        found = self._around[other]
        return (*found[:7], same_words(self.lines[at].tokens, self.lines[other].tokens), *found[8:])


def _seen_near(line: Line) -> tuple[float, ...]:
    short = line.words <= _SHORT
    return (
        min(line.words, 60.0),
        float(line.stop),
        line.hit.cover,
        float(bool(line.mark)),
        float(line.prose),
        line.capitals,
        float(line.blank_before),
        0.0,
        float(short and _dated(line)),
        _role(line),
        float(short and (is_name(line.text) or strip_by(line.text)[1])),
        line.hit.groups.get("social", 0.0),
    )


def _dated(line: Line) -> bool:
    return line.digits > 0 and bool(find_dates(line.raw))


def _bounded(value: int) -> float:
    return max(-_FAR, min(_FAR, float(value)))


def _role(line: Line) -> float:
    return float(line.words <= _SHORT and any(token in load_words().roles for token in line.tokens))
