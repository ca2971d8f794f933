"""Who wrote an article: what is stated of it, its page's data and marks, its bylines and signatures. Pure.

Every sign gives a candidate: a set of names with a reason and how sure it is. `find_authors` weighs them against each
other; names that nothing marks as a byline's are asked, never stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from urllib.parse import urlsplit

from copydesk.ingest.clean.facts.candidates import BELIEVED, STATED, Candidate, Found
from copydesk.ingest.clean.facts.names import (
    is_given,
    is_name,
    load_words,
    split_names,
    strip_by,
    turned_round,
    without_degrees,
    without_honours,
)
from copydesk.ingest.clean.facts.outlet import domain_key
from copydesk.ingest.clean.facts.signatures import (
    Head,
    beside_date,
    byline_candidates,
    dated_name,
    from_details,
    is_full,
    is_outlet,
    key_of,
    likely_lines,
    opened_lines,
    signed_lines,
    with_echoes,
)
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.clean.lines import Line
from copydesk.ingest.clean.metadata import Metadata, as_text, load_tags, name_of

Names = tuple[str, ...]

_NO_AUTHOR = re.compile(
    r"^(?:\w?_?admin\w*|editor|webmaster|user|guest|anonymous|unknown|none|null|n/?a|default|test|author|by"
    r"|staff|redaktion|online|web ?desk|team)$",
    re.IGNORECASE,
)
_NO_PART = re.compile(r"[/@<>{}|():]|https?|\.\w{2,}/|author|\.com\b", re.IGNORECASE)
_HOST = re.compile(r"\(((?:[\w-]+\.)+[a-z]{2,})\)", re.IGNORECASE)
_WRITTEN_BY = re.compile(r"written|author|verfasst|par|escrito|autor|scritto|door|by", re.IGNORECASE)
_MOST_AUTHORS = 40
_LONGEST_BYLINE = 200
_MOST_NODES = 12
# How sure each sign is. Chosen on the development pages; what matters is their order and which lie above .5.
_STATED, _PEOPLE, _TAGGED, _MARKED, _HANDLE, _DESK = 1.0, 0.95, 0.92, 0.86, 0.6, 0.55
_FULLER = 0.9  # of a set that holds another: a page's marks name who tested, took pictures or wrote other stories, too
_OWN_SITE = 0.52
_MOST_WORDS = 4  # of a stated name taken whole


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
        *opened_lines(lines, head, kept, near, opening, outlet),
        *dated_name(lines, head, near),
        *beside_date(lines, head),
        *from_details(lines, head),
        *signed_lines(lines, head, near),
    ]
    if not any(one.sure > _HANDLE for one in candidates):
        candidates += likely_lines(lines, head, near, outlet)
    if not any(one.sure >= BELIEVED for one in candidates):
        candidates += _own_site(data)
    if stated:
        return _stated(stated, candidates)
    return _weighed(candidates, lines, kept)


def _own_site(data: Metadata) -> Iterator[Candidate[Names]]:
    """Yield the person whose name a page's outlet and its address bear."""
    host = key_of(urlsplit(data.address or data.url).netloc)
    tail = _TITLE_TAIL.search(data.element)
    for site in (data.site, *data.tag("og:site_name"), tail[1] if tail else ""):
        name = _OF_A_SITE.sub("", site).strip()
        bits = name.split()
        known = len(bits) == 2 and is_name(name) and is_given(bits[0])
        if known and any(len(bit) > 3 and key_of(bit) in host for bit in bits):
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
    return frozenset(key_of(without_honours(name)) for name in names)


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
    best = replace(best, value=who, lines=with_echoes(who, _lines_of(who, candidates), lines, kept))
    return Found(best=best, candidates=tuple(ranked))


def _fullest(names: Names, candidates: Sequence[Candidate[Names]]) -> Names:
    """Return names with the degrees that another sign gives them."""
    longer = {
        key_of(without_degrees(name)): name
        for one in candidates
        if one.sure >= BELIEVED
        for name in one.value
        if ", " in name
    }
    return tuple(longer.get(key_of(name), name) for name in names)


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
            or is_outlet(text.split(",")[0], outlet)
        ):
            continue
        if any(domain_key(host) in outlet for host in _HOST.findall(text)):  # "Example Wave (www.example.com)"
            continue
        names += _names_in(text)
    people = tuple(
        dict.fromkeys(
            name for name in names if not (_NO_AUTHOR.match(name) or _is_newsroom(name) or is_outlet(name, outlet))
        )
    )
    if people:
        full = all(is_full(name) for name in people)
        yield Candidate(value=people[:_MOST_AUTHORS], reason=reason, sure=sure if full else _HANDLE)


def _is_newsroom(name: str) -> bool:
    """Tell the newsroom of an outlet by its first word: "Redactie De Polderbode"."""
    bits = name.split()
    return len(bits) > 1 and bits[0].casefold() in load_words().collectives and not is_given(bits[0])


def _names_in(text: str) -> Names:
    """Return the names in a stated author; what does not read as names is taken as it stands."""
    rest, by = strip_by(text)
    text = rest if by else text
    bits = text.split()
    if text.isascii() and 2 <= len(bits) <= _MOST_WORDS and is_name(text) and not is_given(bits[0]):
        return (text,)  # stated whole, "Help Net Security": an office in it is its own
    return split_names(text) or tuple(part for part in load_words().conjunctions.split(text) if _plausible(part))


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
        out |= {key_of(host or name), domain_key(host)}
    return frozenset(out - {""})


_TITLE_TAIL = re.compile(r"\s+(?:[|·•»]|[-–—])\s+([^|·•»–—]{2,40})$")


def _is_persons(name: str) -> bool:
    """Tell a site that bears its owner's name: it may well be by them."""
    bits = name.split()
    return len(bits) == 2 and is_name(name) and is_given(bits[0])


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
            named = by or rank <= _NAMED_RANK or _holds_names(mark.text)
            if len(mark.text) > _LONGEST_BYLINE or not named:
                continue
            names = _visible(mark.text, outlet)
            if names:
                group, reason = mark.group, mark.reason
                found += names
        if found:
            names = tuple(dict.fromkeys(found))[:_MOST_AUTHORS]
            full = all(is_full(name) for name in names)
            yield Candidate(value=names, reason=reason, sure=(_MARKED if full else _HANDLE - 0.05) - 0.002 * rank)


_NAMED_RANK = 4  # of marks of lower ranks a "By" is asked as well, or several names with nothing else


def _holds_names(text: str) -> bool:
    """Tell a mark of several elements, each with a person's full name: "Ann Lee; Bo Chen / Harbour News"."""
    parts = text.split(" / ", maxsplit=1)[0].split("; ")
    return len(parts) > 1 and all(is_name(part) and is_given(part.split()[0]) for part in parts)


def _order_of(data: Metadata, headline: str) -> int:
    """Return where the page's headline stands among its marks; -1 where it is none of its first headings."""
    return next((order for text, order in data.heads if text == headline), data.heads[0][1] if data.heads else -1)


def _visible(text: str, outlet: frozenset[str]) -> Names:
    """Return the names in a visible byline; roles and dates beside them are left out."""
    rest, by = strip_by(text[:_LONGEST_BYLINE])
    rest = load_words().opening.sub("", rest)
    names = split_names(rest) or split_names(_ahead_of_verb(rest))
    if not names and (by or " " not in rest.strip()):
        names = _handle(rest)
    return tuple(
        name for name in names if not is_outlet(name, outlet) and not _NO_AUTHOR.match(name) and len(tokens(name)) <= 7
    )


def _ahead_of_verb(text: str) -> str:
    """Return the name with which a marked byline begins before its verb: "Ann Lee answers your letters"."""
    bits = text.split()
    end = next((at for at, bit in enumerate(bits) if bit.islower()), 0)
    known = 1 < end <= _MOST_WORDS and is_given(bits[0])
    return " ".join(bits[:end]) if known else ""


def _handle(text: str) -> Names:
    """Return the one word with which somebody signs, if a text is nothing else; no word of chrome or of an office."""
    word = text.strip(" .,:|·•")
    if not re.fullmatch(r"[^\W\d_][\w.-]{1,24}", word) or word.casefold() in load_words().roles:
        return ()
    return () if load_lexicon().look_up(word, tokens(word)).cover > 0 else (word,)
