"""Which countries an article is about, and which it merely names.

Each mention is weighed: a country's own name more than a city's, headline and lead more than the rest, nothing
where a person, a firm, a currency or a newspaper bears the name. Countries with a fair share of the best one's
weight are what the article is about. The figures were set on the Reuters development stories
(docs/decisions/tagging.md); they are few, so that they hold for other news.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from copydesk.countries import load_bodies, load_countries
from copydesk.ingest.tagging.country_names import find_home_towns, has_country_names, homes_of, load_towns
from copydesk.ingest.tagging.document import DENSE, Document
from copydesk.ingest.tagging.gazetteer import Place
from copydesk.ingest.tagging.lexicon import base_language, load_name_lexicon
from copydesk.model import BodySuggestion, CountrySuggestion

_CONTEXT = Path(__file__).parents[2] / "data" / "place-context.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a mention counts for; measured, see the module's docstring."""

    name: float = 0.55
    adjective: float = 0.6
    capital: float = 0.35
    city: float = 0.35
    region: float = 0.3
    metonym: float = 0.45
    historic: float = 0.65
    title: float = 2.0
    lead: float = 2.6
    dateline: float = 2.0
    firm: float = 0.4
    institution: float = 0.25
    listed: float = 0.5
    seat: float = 0.2
    event: float = 0.2
    decay: float = 0.5
    share: float = 0.27
    floor: float = 1.6
    full_length: int = 120
    fallback: float = 0.4
    along: float = 1.2
    foreign_share: float = 0.27
    foreign_floor: float = 1.1


WEIGHTS = Weights()
# What makes a longer name of a city's.
_GOING_ON = frozenset({"de", "del", "da", "do"})
# Words before a place; who backs a party of a conflict is one.
_PLACED = frozenset({"in", "at", "near", "from", "outside"})
_BACKING = frozenset({"backed", "supported", "armed", "funded", "sponsored", "aided", "hosted", "brokered", "occupied"})
_BACKED = 1.4
# What a person's own country counts for, where a text names none.
_HOME = 0.3
# What a country needs of the share of others where the text's language is its own, and its name stands nowhere.
_AT_HOME = 0.5
# What a body counts for that several countries have, where only another country is named.
_SHARED = 0.02
# What follows a town's state or province.
_ENDED = frozenset({",", ".", "", "-", "–", "—", ")", ";"})
# Letters of Korean, Japanese or Chinese that say as much as a token of English.
_DENSE_WORD = 2.2


@dataclass(frozen=True, slots=True)
class _Hit:
    """A weighed mention of one country."""

    code: str
    weight: float
    start: int
    rule: str


@cache
def load_context() -> Mapping[str, Any]:
    """`data/place-context.json`, read once a process; lists of words as sets."""
    data = json.loads(_CONTEXT.read_text(encoding="utf-8"))
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in data.items()}


def suggest_countries(
    document: Document,
    *,
    rejected: frozenset[str] = frozenset(),
    lang: str = "en",
    homes: Sequence[str] = (),
    weights: Weights = WEIGHTS,
) -> tuple[tuple[CountrySuggestion, ...], tuple[CountrySuggestion, ...]]:
    """(what the article is about, what it merely names), both best first.

    `homes` are the countries of the people it is about and of its outlet, one for each: they count where it names none.
    `rejected` are codes that an editor has turned down for this article: they are suggested in neither list. Outside
    English fewer of the names can be read, so no floor is put under those that are.
    """
    english = base_language(lang) == "en"
    if english:
        hits = [hit for hit in _weigh(document, weights) if hit.code not in rejected]
    else:
        hits = [hit for hit in _weigh_foreign(document, lang, weights) if hit.code not in rejected]
    if not any(hit.weight > 0 for hit in hits):
        local = (_of_towns(document, rejected) if english else ()) or _of_money(document, rejected)
        return local or _at_home(document, [code for code in homes if code not in rejected]), ()
    total: dict[str, float] = defaultdict(float)
    for hit in hits:
        total[hit.code] += hit.weight
    top = max(total.values(), default=0.0)
    # A short text names a country once: the floor grows with the length, up to that of a full article.
    length = len(document.text) / _DENSE_WORD if document.lang in DENSE else len(document.tokens)
    floor = (weights.floor if english else weights.foreign_floor) * min(1.0, length / weights.full_length)
    if not english and not has_country_names(lang):
        floor = 0.0
    share = weights.share if english else weights.foreign_share
    own = frozenset() if english else homes_of(base_language(lang))
    about: list[CountrySuggestion] = []
    named: list[CountrySuggestion] = []
    for code, weight in sorted(total.items(), key=lambda pair: (-pair[1], pair[0])):
        mine = [hit for hit in hits if hit.code == code]
        unnamed = code in own and not any(hit.rule.startswith("name") for hit in mine)
        needed = share * (_AT_HOME if unnamed else 1.0)  # news seldom names its own country
        chosen = weight >= min(floor, max(top, weights.fallback)) * needed / share and weight >= needed * top
        (about if chosen else named).append(_suggestion(document, code, weight, top, mine))
    if not (about or english):  # news seldom names its own country
        about = [country for country in named if country.code in own][:1]
        named = [country for country in named if country not in about]
    return tuple(about), tuple(named)


def _of_towns(document: Document, rejected: frozenset[str]) -> tuple[CountrySuggestion, ...]:
    """The country of the smaller towns that a text names, where most of them are of one."""
    towns = load_towns()
    hits: list[_Hit] = []
    at = 0
    while at < len(document.tokens):
        size = next((n for n in (3, 2, 1) if _town_at(document, at, n, towns)), 0)
        if size:
            token = document.tokens[at]
            code = towns[_joined(document, at, size)]
            if code not in rejected and not document.is_masked(token.start, document.tokens[at + size - 1].end):
                hits.append(_Hit(code, WEIGHTS.city, token.start, "a smaller town"))
        at += size or 1
    if not hits:
        return ()
    ((code, times), *_) = Counter(hit.code for hit in hits).most_common(1)
    mine = [hit for hit in hits if hit.code == code]
    chosen = 2 * times > len(hits) and code in load_countries()
    return (_suggestion(document, code, WEIGHTS.city, WEIGHTS.city, mine),) if chosen else ()


def _of_money(document: Document, rejected: frozenset[str]) -> tuple[CountrySuggestion, ...]:
    """The country of the only currency in which a text counts, where it has a sign of its own: GH¢200m, RM300,000."""
    signs = load_context()["money"]
    found = [(signs[match[1]], match.start()) for match in _money_pattern().finditer(document.text)]
    codes = {code for code, _ in found if code not in rejected}
    if len(codes) != 1:
        return ()
    (code,) = codes
    mine = [_Hit(code, WEIGHTS.city, start, "the currency it counts in") for _, start in found]
    return (_suggestion(document, code, WEIGHTS.city, WEIGHTS.city, mine),)


@cache
def _money_pattern() -> re.Pattern[str]:
    """A sign of money before a figure."""
    signs = "|".join(re.escape(sign) for sign in sorted(load_context()["money"], key=len, reverse=True))
    return re.compile(rf"(?<!\w)({signs})\s?(?=\d)")


def _joined(document: Document, at: int, size: int) -> str:
    return " ".join(token.key for token in document.tokens[at : at + size])


def _town_at(document: Document, at: int, size: int, towns: Mapping[str, str]) -> bool:
    """Whether so many tokens, with capitals and no others beside them, are a town.

    One that is also a word of people's names needs a word of place before it.
    """
    tokens = document.tokens[at : at + size]
    if len(tokens) < size or not all(token.capital for token in tokens) or any(t.breaks for t in tokens[1:]):
        return False
    if _joined(document, at, size) not in towns:
        return False
    before, after = document.key(at - 1), at + size
    runs_on = after < len(document.tokens) and document.tokens[after].capital and not document.tokens[after].breaks
    if (runs_on and not tokens[-1].possessive) or (at and document.tokens[at - 1].capital and not tokens[0].breaks):
        return False
    lexicon = load_name_lexicon()
    key = tokens[0].key
    plain = size > 1 or not (
        key in lexicon.family or key in lexicon.given or key in lexicon.words or key in lexicon.brands
    )
    return plain or before in _PLACED


def _at_home(document: Document, homes: Sequence[str]) -> tuple[CountrySuggestion, ...]:
    """The country of the people an article is about, or of its outlet, where it names none: the commonest one."""
    if not homes:
        return ()
    code, times = Counter(homes).most_common(1)[0]
    score = round(min(0.9, _HOME * times), 3)
    where = load_countries().get(code)
    if where is None:
        return ()
    evidence = document.sentence(document.body)
    return (
        CountrySuggestion(
            code=code, name=where.name, score=score, rule="where they are from", count=0, evidence=evidence
        ),
    )


def _weigh_foreign(document: Document, lang: str, weights: Weights) -> list[_Hit]:
    """Mentions in a text that is not English: names of its own language, and capitals and cities beside them.

    A town's name may be a word, or stand elsewhere (El Faro, the mine of San José): other cities than capitals count
    where their country is named too, or none is. News seldom names its own country: towns where the language is at
    home count always.
    """
    if not has_country_names(lang):
        hits = _weigh(document, weights)
        own = {hit.code for hit in hits if hit.rule.startswith(("name", "historic", "dateline"))}
        return [hit for hit in hits if hit.code in own]
    hits = []
    towns: list[tuple[str, int, str]] = []
    capitals = {place.start for place in document.places if place.entry.kind == "capital"}
    for place in document.named:
        if document.is_masked(place.start, place.end):
            continue
        if place.kind == "city":
            kind = "capital" if place.start in capitals else "city"
            towns.extend((code, place.start, kind) for code in place.codes)
        else:
            hits.extend(_placed(document, code, place.start, place.kind, weights) for code in place.codes)
    language = base_language(lang)
    homes = homes_of(language)
    towns.extend(
        (place.codes[0], place.start, "city")
        for place in find_home_towns(document.tokens, language)
        if not document.is_masked(place.start, place.end) and place.start not in {start for _, start, _ in towns}
    )
    named = {place.start for place in hits} | {start for _, start, _ in towns}
    for known in document.places:
        if (
            known.entry.kind not in ("capital", "city")
            or known.entry.weak
            or document.is_masked(known.start, known.end)
        ):
            continue
        if known.start not in named and len(known.entry.codes) == 1:
            towns.append((known.entry.codes[0], known.start, known.entry.kind))
    codes = {hit.code for hit in hits if hit.rule.startswith("name")}
    hits.extend(
        _placed(document, code, start, kind, weights)
        for code, start, kind in towns
        if code in codes or not codes or kind == "capital" or code in homes
    )
    return hits


def _placed(document: Document, code: str, start: int, kind: str, weights: Weights) -> _Hit:
    """A mention weighed by its kind and by where it stands."""
    weight = float(getattr(weights, kind))
    if start in document.datelines:
        return _Hit(code, weights.dateline, start, "dateline")
    if start < document.body:
        return _Hit(code, weight * weights.title, start, f"{kind} in the headline")
    if start < document.lead:
        along = (start - document.body) / max(1, document.lead - document.body)
        return _Hit(code, weight * (weights.lead - weights.along * along), start, f"{kind} in the lead")
    late = (start - document.lead) / max(1, len(document.text) - document.lead)
    return _Hit(code, weight * (1 - weights.decay * late), start, kind)


def _suggestion(document: Document, code: str, weight: float, top: float, hits: Sequence[_Hit]) -> CountrySuggestion:
    first = next((hit for hit in hits if hit.start >= document.body and hit.weight > 0), hits[0])
    best = max(hits, key=lambda hit: hit.weight)
    return CountrySuggestion(
        code=code,
        name=load_countries()[code].name,
        score=round(min(1.0, weight / (weight + 1.0) * (0.5 + 0.5 * weight / top if top else 1.0)), 3),
        rule=best.rule,
        count=len(hits),
        evidence=document.sentence(first.start),
    )


def _weigh(document: Document, weights: Weights) -> list[_Hit]:
    """All mentions with their weights."""
    context = load_context()
    places = [
        place
        for place in document.places
        if place.entry.kind != "mask" and not document.is_masked(place.start, place.end)
    ]
    terms = {place.term for place in places}
    support: dict[str, int] = defaultdict(int)
    for place in places:
        if not place.entry.weak and place.term not in context["choices"] and place.term not in context["needs_support"]:
            for code in place.entry.codes:
                support[code] += 1
    hits: list[_Hit] = []
    elsewhere = _placed_elsewhere(document, places) | _placed_locally(document, places)
    for place in places:
        codes = elsewhere.get(place.term) or _meant(document, place, terms, support)
        if not codes:
            continue
        weight, rule = _weight(document, place, terms, support, weights)
        hits.extend(_Hit(code, weight, place.start, rule) for code in codes)
    hits.extend(_two_sides(document, support, weights))
    return hits


def _placed_elsewhere(document: Document, places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """Terms that the text itself puts in another country: "Athens, Georgia", and Athens from then on."""
    found: dict[str, tuple[str, ...]] = {}
    provinces = load_context()["provinces"]
    for place in places:
        short = document.tokens[place.last + 2] if place.last + 2 < len(document.tokens) else None
        beside = document.key(place.last + 1) == "," and short is not None and short.capital
        if short is not None and beside and place.entry.kind in ("capital", "city"):
            key = short.key.rstrip(".")
            after = document.tokens[place.last + 3].text if place.last + 3 < len(document.tokens) else ""
            stop = after == "." or "." in short.text
            if key in provinces and (stop or short.word.isupper()):
                found[place.term] = (provinces[key],)
    for place, following in itertools.pairwise(places):
        beside = document.key(place.last + 1) == "," and following.first == place.last + 2
        town = place.entry.kind in ("capital", "city")
        ended = document.key(following.last + 1) in _ENDED
        if beside and town and following.entry.kind == "region" and ended:
            found[place.term] = following.entry.codes
        elif "," in place.term:
            found[place.term.partition(" ,")[0]] = place.entry.codes
    return found


def _placed_locally(document: Document, places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """Terms that have a namesake in a country of which the text names a region and an office that local news has.

    "Moscow", beside the Latah County clerk in Idaho, where nothing of Russia is named.
    """
    context = load_context()
    found: dict[str, tuple[str, ...]] = {}
    for code, towns in context["namesakes"].items():
        here = {place.term for place in places if place.term in towns}
        if not here or not any(place.entry.kind == "region" and place.entry.codes == (code,) for place in places):
            continue
        if not any(document.says(sign) for sign in context["local"][code]):
            continue
        for place in places:
            others = {other.term for other in places if other.entry.codes == place.entry.codes} - here
            if place.term in here and not others:
                found[place.term] = (code,)
    return found


def _meant(document: Document, place: Place, terms: set[str], support: Mapping[str, int]) -> tuple[str, ...]:
    """The country or countries that a mention means here; none if it is a bird, a verb or a plate."""
    context = load_context()
    if _means_something_else(document, place):
        return ()
    choices = context["choices"].get(place.term)
    if choices is not None:
        ranked = [
            (sum(word in terms or document.says(word) for word in signs if word != place.term), code)
            for code, signs in choices
        ]
        best = max(ranked, key=lambda pair: pair[0])
        if sum(score > 0 for score, _ in ranked[1:]) > 1:
            return (ranked[0][1],)  # Guinea, beside both Equatorial Guinea and Guinea-Bissau
        if best[0]:
            return (best[1],)
        return () if place.term in context["no_default"] else (choices[0][0],)
    if place.term in context["needs_support"] and not any(support[code] for code in place.entry.codes):
        return ()
    return place.entry.codes if len(place.entry.codes) == 1 or not place.entry.weak else place.entry.codes[:1]


def _means_something_else(document: Document, place: Place) -> bool:
    """Whether the words beside a term say that it is no place: turkey prices, Prince of Wales, La without its stop."""
    context = load_context()
    if place.term in context["cut_short"] and "." not in document.text[place.end - 1 : place.end + 1]:
        return True
    after = document.key(place.last + 1) if not place.part else ""
    if after in context["not_before"].get(place.term, ()):
        return True
    if after in _GOING_ON and not place.part and place.entry.kind in ("capital", "city"):
        following = document.tokens[place.last + 2 : place.last + 3]
        if following and following[0].capital and not document.tokens[place.last + 1].capital:
            return True  # San Juan de Lurigancho
    before = document.key(place.first - 1)
    two_before = f"{document.key(place.first - 2)} {before}"
    barred = context["not_after"].get(place.term, ())
    return before in barred or two_before in barred


def _weight(
    document: Document, place: Place, terms: set[str], support: Mapping[str, int], weights: Weights
) -> tuple[float, str]:
    """What a mention counts for, and the rule that says so."""
    context = load_context()
    settled = _settled(document, place, support, weights)
    if settled is not None:
        return settled
    kind = place.entry.kind
    weight = float(getattr(weights, kind))
    rule: str = kind
    if place.part and document.tokens[place.last].text.rpartition("-")[2] in (
        "listed",
        "based",
        "born",
        "style",
        "owned",
    ):
        weight *= weights.listed
        rule = "part of a compound"
    mark = document.run_mark(place.last)
    if mark in context["firm_marks"]:
        weight *= weights.firm
        rule = "in a firm's name"
    elif mark in context["institution_marks"] and kind != "metonym":
        weight *= weights.institution
        rule = "in an institution's name"
    elif kind in ("capital", "city") and document.key(place.last + 1) in context["events"]:
        weight *= weights.event
        rule = "an event named after the place"
    if document.key(place.first - 1) == "by" and document.key(place.first - 2) in _BACKING:
        weight *= _BACKED
    if _is_seat(document, place, terms, support):
        return weight * weights.seat, "seat of an organisation"
    if place.start < document.body:
        weight *= weights.title
        rule = f"{rule} in the headline"
    elif place.start < document.lead:
        weight *= weights.lead
        rule = f"{rule} in the lead"
    else:
        weight *= 1 - weights.decay * (place.start - document.lead) / max(1, len(document.text) - document.lead)
    return weight, rule


def _settled(
    document: Document, place: Place, support: Mapping[str, int], weights: Weights
) -> tuple[float, str] | None:
    """What a mention counts for where nothing else matters: a currency's, a shared institution's, a dateline's."""
    context = load_context()
    after = document.key(place.last + 1)
    if after in context["currencies"] and not (
        after in context["verbs_as_currencies"] and place.entry.kind != "adjective"
    ):
        return 0.0, "currency"  # Korean won; but Pakistan won
    if place.term in context["campuses"] and sum(support.values()) > support[place.entry.codes[0]]:
        return _SHARED, "a university or institute, and another country is named"
    if _is_shared(place, support):
        return _SHARED, "an institution that other countries have too"
    return (weights.dateline, "dateline") if place.start in document.datelines else None


def _is_shared(place: Place, support: Mapping[str, int]) -> bool:
    """Whether a body that several countries have (a Democratic Party) is all there is for one, and another is named."""
    own = support[place.entry.codes[0]]
    institutions = load_context()["shared_institutions"]
    named = sum(support.values()) > own
    return place.term in institutions and named and own <= (place.entry.kind == "metonym")


def _is_seat(document: Document, place: Place, terms: set[str], support: Mapping[str, int]) -> bool:
    """Whether a city stands for the body that sits there: the body is named, and the country hardly is."""
    seat = load_context()["seats"].get(place.term)
    if seat is None or sum(support[code] for code in place.entry.codes) > 2:
        return False
    return any(word in terms or document.says(word) for word in seat)


def _two_sides(document: Document, support: Mapping[str, int], weights: Weights) -> list[_Hit]:
    """Mentions of "the North" and "the South" where a text is about the two Koreas."""
    if not (support["KP"] or support["KR"]):
        return []
    hits: list[_Hit] = []
    for number, token in enumerate(document.tokens):
        if token.key in ("north", "south") and token.capital and document.key(number - 1) == "the":
            following = document.tokens[number + 1] if number + 1 < len(document.tokens) else None
            if following is not None and following.capital and not token.possessive:
                continue
            code = "KP" if token.key == "north" else "KR"
            hits.append(_Hit(code, weights.name, token.start, f"the {token.word} of the two Koreas"))
    return hits


# Scripts in which words are written together, or with particles after them.
_DENSE = re.compile("[가-힣぀-ヿ一-鿿]")
# What makes another name of one: the Commonwealth Games, the Commonwealth of Virginia.
_GOES_ON = r" (?:Games|Bank|of (?!Nations|Independent)|Day\b)"


def _in_capitals(text: str, at: int) -> bool:
    """Whether the line of an offset has no small letter, so that capitals say nothing."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)].isupper()


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names, and the code of each."""
    names: dict[str, str] = {}
    for code, body in load_bodies().items():
        for name in body.names:
            names.setdefault(name, code)
    ordered = sorted(names, key=len, reverse=True)
    apart = "|".join(re.escape(name) for name in ordered if not _DENSE.match(name))
    dense = "|".join(re.escape(name) for name in ordered if _DENSE.match(name))
    # Most letters begin no name: looking at one first makes the scan six times faster.
    first = re.escape("".join(sorted({name[0] for name in ordered})))
    return re.compile(rf"(?=[{first}])(?:(?<![\w-])(?:{apart})(?!\w)(?!{_GOES_ON})|(?:{dense}))"), names


def find_bodies(document: Document, rejected: Sequence[str] = ()) -> tuple[BodySuggestion, ...]:
    """Bodies named in the headline, in the lead or twice, most often named first, less those with a code `rejected`."""
    pattern, names = _pattern()
    places: dict[str, list[int]] = {}
    for match in pattern.finditer(document.text):
        if match[0].isupper() and _in_capitals(document.text, match.start()):
            continue  # MAN WHO FELL
        places.setdefault(names[match[0]], []).append(match.start())
    known = load_bodies()
    found = [
        BodySuggestion(code=code, name=known[code].name, count=len(at), evidence=document.sentence(at[-1]))
        for code, at in places.items()
        if code not in rejected and (len(at) > 1 or at[0] < document.lead)
    ]
    return tuple(sorted(found, key=lambda body: (-body.count, body.code)))
