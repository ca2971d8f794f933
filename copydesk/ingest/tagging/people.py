"""Candidates → people: one cluster a person, bare surnames resolved, firms and bylines left out.

Rules of names (docs/decisions/tagging.md): case, accents and hyphens make no difference; initials do; a bare
surname belongs to the full name named last before it and never makes a third person; without a full name it
needs a title, a verb of saying or three mentions, and is completed only by an alias that the registry states.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from copydesk.ingest.tagging.cluster import Cluster
from copydesk.ingest.tagging.document import Document, folded_words
from copydesk.ingest.tagging.forms import core, name_key
from copydesk.ingest.tagging.lexicon import load_lexicon
from copydesk.ingest.tagging.names import Candidate, find_names
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.registry import KnownPerson, Registry
from copydesk.ingest.tagging.singles import find_singles

# A candidate needs this much weight (names.py) to be a person; measured, see docs/decisions/tagging.md.
THRESHOLD = 1.85
# Where this many names are sure, in a table of results or a report of a match, an unknown pair of capitals is one too.
SURE = 2.8
CROWD = 5
CROWD_THRESHOLD = 1.05
# Where the words around a name cannot be read, and nouns may be capitalised, only well-known names are taken.
FOREIGN_THRESHOLD = 3.4
# What a model's word for a name adds: enough for an unknown pair of capitals, not for a firm or a place.
MODEL_SIGN = 1.0
# What the words around a person's bare name add to the full one, as a share of what they say there.
TOLD = 0.4
_INITIAL = re.compile(r"^[^\W\d_]{1,2}$")


def find_people(
    document: Document,
    registry: Registry,
    credited: Sequence[tuple[int, int]],
    bylines: Iterable[str],
    *,
    english: bool = True,
    seen: Sequence[tuple[int, int]] = (),
) -> list[Cluster]:
    """The people of an article, in order of their first mention.

    `credited` are spans that credit somebody; `seen` are spans in which a model sees people: one sign more for the
    candidates there, and no more than that. Outside English only well-known full names are taken.
    """
    words = {word for person in registry.people for form in person.stated() for word in form}
    own = frozenset(words)
    names = find_names(document, own)
    candidates = [
        _backed(candidate, seen)
        for candidate in names.candidates
        if not any(start <= candidate.start < end for start, end in credited)
    ]
    full = [candidate for candidate in candidates if len(candidate.core) > 1]
    single = [candidate for candidate in candidates if len(candidate.core) == 1]
    clusters = _merge(_group(full, single))
    sure = sum(cluster.weight >= SURE for cluster in clusters)
    needed = FOREIGN_THRESHOLD if not english else CROWD_THRESHOLD if sure >= CROWD else THRESHOLD
    clusters = [cluster for cluster in clusters if cluster.weight >= needed or _registered(cluster, registry)]
    taken = {id(mention) for cluster in clusters for mention in cluster.mentions}
    rest = _attach(document, clusters, [c for c in candidates if id(c) not in taken])
    if english:
        clusters.extend(find_singles(document, rest, registry, names.firm_words))
    clusters = _name_by_registry(clusters, registry)
    authors = {folded_words(name) for name in bylines}
    rejected = {folded_words(name) for name in registry.rejected_people}
    return sorted(
        (
            c
            for c in clusters
            if name_key(c.words) not in rejected and not (name_key(c.words) in authors and len(c.mentions) < 3)
        ),
        key=lambda cluster: cluster.first,
    )


def _backed(candidate: Candidate, seen: Sequence[tuple[int, int]]) -> Candidate:
    """A candidate with a model's word for it, if it has that."""
    if not any(start < candidate.end and candidate.start < end for start, end in seen):
        return candidate
    rule = candidate.rule if candidate.weight >= THRESHOLD else "model"
    return dataclasses.replace(candidate, weight=candidate.weight + MODEL_SIGN, rule=rule)


def _group(full: Sequence[Candidate], single: Sequence[Candidate]) -> list[Cluster]:
    """One cluster a key, with the weight of the best mention and something for each further one."""
    mentions: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for candidate in full:
        mentions[candidate.key].append(candidate)
    clusters = [Cluster(words=named[0].words, mentions=named) for named in mentions.values()]
    bare = Counter(candidate.key[-1] for candidate in single if not candidate.after_place_word)
    spoken: dict[str, float] = defaultdict(float)  # the best sign around each bare name
    for candidate in single:
        spoken[candidate.key[-1]] = max(spoken[candidate.key[-1]], candidate.weight)
    for cluster in clusters:
        plain = [mention for mention in cluster.mentions if not mention.heading]
        best = max(plain or cluster.mentions, key=lambda mention: mention.weight)
        again = min(len(cluster.mentions) - 1, 3) * 0.3
        names = name_key(core(cluster.words))
        surname = min(max(bare[names[-1]], bare[names[-2]] if len(names) > 2 else 0), 3) * 0.5
        # Who is told of later by one name, as people are: "Anutin, who leads the party, said".
        told = max(spoken.get(name, 0.0) for name in {names[0], names[-1]})
        cluster.weight = best.weight + again + surname + min(told, 2.0) * TOLD - (0.0 if plain else 1.0)
        cluster.rule = best.rule
        cluster.forms.update(" ".join(mention.words) for mention in cluster.mentions)
    return clusters


def _merge(clusters: list[Cluster]) -> list[Cluster]:
    """Join forms of one name: with and without middle names, initials, suffixes or the front of a long name."""
    merged: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda c: (-len(name_key(c.words)), c.first)):
        homes = [other for other in merged if _same_person(name_key(other.words), name_key(cluster.words))]
        homes = homes or [other for other in merged if _same_titled(other, cluster)]
        if len(homes) != 1:
            # None, or two that it could be (George Bush beside George W. and George H.W.): named last before it.
            earlier = [other for other in homes if other.first < cluster.first]
            homes = [max(earlier, key=lambda other: other.first)] if earlier else homes[:1]
        if homes:
            home = homes[0]
            home.mentions.extend(cluster.mentions)
            home.forms.update(cluster.forms)
            home.weight = max(home.weight, cluster.weight) + 0.3
        else:
            merged.append(cluster)
    return merged


def _same_titled(full: Cluster, short: Cluster) -> bool:
    """Sheikh Nawaf beside Sheikh Nawaf al-Ahmad al-Sabah: the same title and the same given name."""
    title, *rest = short.words
    titled = title in load_lexicon().kept_titles and any(mention.title == title for mention in full.mentions)
    return titled and len(rest) == 1 and full.words[0] == rest[0]


def _same_person(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a shorter form of a name can be the longer one's: the same ends, or the end of it."""
    suffixes = load_lexicon().suffixes
    a = [word for word in long if word not in suffixes]
    b = [word for word in short if word not in suffixes]
    if {"jr", "sr"} & (set(long) ^ set(short)):
        return False  # father and son, where an article prints both forms in full
    if len(b) < 2 or len(a) < len(b):
        return a == b
    if a == b or a[-len(b) :] == b:
        return True
    if a[0] != b[0] or a[-1] != b[-1]:
        return len(b) == 2 and a[0] == b[0] and a[1] == b[1] and not _INITIAL.match(b[1])
    middle_a, middle_b = a[1:-1], b[1:-1]
    if not middle_b:
        return True
    return all(any(x == y or (x[0] == y[0] and (len(x) == 1 or len(y) == 1)) for y in middle_a) for x in middle_b)


def _bare_forms(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What a person may be called by after the first mention."""
    lexicon = load_lexicon()
    plain = tuple(word for word in words if word.rstrip(".") not in lexicon.suffixes)
    names = core(words)
    forms: list[tuple[str, ...]] = []
    if words[-1].rstrip(".") in ("jr", "sr") and len(names) > 1:
        forms.append((plain[-1], words[-1]))
    if plain[0] in lexicon.kept_titles:
        return [plain[1:]]
    if names[0] in lexicon.vietnamese_family and len(names) > 2:
        return [names[-1:], names[1:]]
    if names[0] in lexicon.east_asian_family and (
        len(names) == 3 or (len(names) == 2 and names[1] not in lexicon.family) or "-" in names[-1]
    ):
        forms.append(names[:1])
        if len(names) == 2 and names[1] in lexicon.family and "-" not in names[1]:
            forms.append(names[1:])
        return forms
    forms.append(plain[-1:])
    if plain[-1].partition("-")[0] in lexicon.articles and "-" in plain[-1]:
        forms.append((plain[-1].partition("-")[2],))  # Abdel Fattah al-Sisi, then Sisi
    forms.extend(plain[start:] for start in range(1, len(plain) - 1))
    if len(names) > 2 and not _INITIAL.match(names[-2].replace(".", "")) and names[-2] not in lexicon.given:
        forms.append((names[-2],))
    return forms


def _attach(document: Document, clusters: list[Cluster], candidates: Sequence[Candidate]) -> list[Candidate]:
    """Give bare names to the full names they belong to; what belongs to nobody is returned."""
    surnames: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    given: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    for cluster in sorted(clusters, key=lambda c: c.first):
        for form in _bare_forms(cluster.words):
            if cluster not in surnames[name_key(form)]:
                surnames[name_key(form)].append(cluster)
        given[name_key(core(cluster.words)[:1])].append(cluster)
    named = {id(cluster): sorted(mention.start for mention in cluster.mentions) for cluster in clusters}
    rest: list[Candidate] = []
    for candidate in candidates:
        key = candidate.key
        homes = surnames.get(key, [])
        if not homes and len(given.get(key, [])) == 1 and len(key) == 1 and not is_place_word(key[0]):
            homes = given[key]
        if not homes or _is_common(document, candidate, key):
            rest.append(candidate)
            continue
        before = [
            (starts[-1], home) for home in homes if (starts := [s for s in named[id(home)] if s < candidate.start])
        ]
        home = max(before, key=lambda pair: pair[0])[1] if before else homes[0]
        home.mentions.append(candidate)
    return rest


def _is_common(document: Document, candidate: Candidate, key: tuple[str, ...]) -> bool:
    """Whether a bare name is rather the moon, or the city."""
    if candidate.title or "after the name" in candidate.rule or "before the name" in candidate.rule:
        return False
    if len(key) == 1 and is_place_word(key[0]) and candidate.after_place_word:
        return True
    return len(key) == 1 and key[0] in document.lower and key[0] in load_lexicon().words


def _registered(cluster: Cluster, registry: Registry) -> bool:
    """Whether the registry states this name."""
    key = name_key(cluster.words)
    return any(key in person.stated() for person in registry.people)


def _name_by_registry(clusters: list[Cluster], registry: Registry) -> list[Cluster]:
    """Join clusters that the registry states to be one person, under the registry's name."""
    stated: dict[tuple[str, ...], list[KnownPerson]] = defaultdict(list)
    for person in registry.people:
        for form in person.stated():
            stated[form].append(person)
    kept: dict[str, Cluster] = {}
    out: list[Cluster] = []
    for cluster in clusters:
        people = {
            p.name: p
            for form in {name_key(cluster.words), *(name_key(tuple(f.split())) for f in cluster.forms)}
            for p in stated.get(form, [])
        }
        if len(people) != 1:  # an alias that two people share completes nothing
            out.append(cluster)
            continue
        (person,) = people.values()
        if person.name in kept:
            kept[person.name].mentions.extend(cluster.mentions)
            kept[person.name].weight += 0.3
            continue
        cluster.known, cluster.complete = person, True
        cluster.weight = max(cluster.weight, THRESHOLD) + 2.0
        kept[person.name] = cluster
        out.append(cluster)
    return out


def shown_name(document: Document, cluster: Cluster) -> str:
    """The registry's name, else the article's most frequent full form, with capitals set right in headings."""
    if cluster.known is not None:
        return cluster.known.name
    whole = [
        m for m in cluster.mentions if len(m.core) > 1 or not cluster.complete or len(m.words) > 1
    ] or cluster.mentions
    plain = [m for m in whole if not m.heading] or whole
    names = Counter(" ".join(document.text[m.start : m.end].split()) for m in plain)
    best = max(names, key=lambda name: (names[name], -list(names).index(name)))
    return " ".join(_lowered(part) if " " in best else part for part in best.split())


def _lowered(part: str) -> str:
    """Headings and some languages set names in capitals: Angela MERKEL. Initials and numerals stay."""
    numeral = part.casefold() in load_lexicon().suffixes
    return part.title() if part.isupper() and len(part) > 3 and "." not in part and not numeral else part


def probability(cluster: Cluster) -> float:
    """The weight as a figure from 0 to 1."""
    return round(1.0 / (1.0 + math.exp(-(cluster.weight - 1.0) / 1.6)), 3)
