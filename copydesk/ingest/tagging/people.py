"""Candidates → people: one cluster a person, bare surnames resolved, firms and bylines left out.

Rules of names (docs/decisions/tagging.md): case, accents and hyphens make no difference; initials do; a bare
surname belongs to the full name named last before it and never makes a third person; without a full name it
needs a title, a verb of saying or three mentions, and is completed only by an alias that the registry states.
"""

from __future__ import annotations

import dataclasses
import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from copydesk.ingest.tagging.document import DENSE, Document, folded_words
from copydesk.ingest.tagging.find_names import Cluster, NameCandidate, find_names
from copydesk.ingest.tagging.gazetteer import is_place_word
from copydesk.ingest.tagging.known_names import UNCASED, KnownPeople, KnownPerson, NameIndex, find_known, has_uncased
from copydesk.ingest.tagging.lexicon import (
    BENT_GIVEN,
    core,
    lexicon_of,
    load_name_lexicon,
    nominative,
    titles_of,
    words_key,
)
from copydesk.ingest.tagging.singles import find_singles
from copydesk.ingest.tagging.text import fold
from copydesk.ingest.tagging.uncased import find_uncased

# A candidate needs this much weight (names.py) to be a person; measured, see docs/decisions/tagging.md.
THRESHOLD = 1.6
# Where this many names are sure, in a table of results or a report of a match, an unknown pair of capitals is one too.
SURE = 2.8
CROWD = 3
# What a name in a list with a sure one gains, if no more than this speaks against it.
_BESIDE, _DOUBTED = 0.6, 0.3
CROWD_THRESHOLD = 1.05
# Where the words around a name cannot be read, and nouns may be capitalised, only well-known names are taken.
FOREIGN_THRESHOLD = 1.7
# Where only the first word of an office, a body or a title has a capital, a pair of capitals is a person most often.
SPARE_THRESHOLD = 1.4
NOUNS_THRESHOLD = 3.0
# Languages that write each syllable apart, with a capital in names of bodies: one of them is no name.
SYLLABLES = frozenset({"vi"})
# What no name reaches in another language without a finder's word, where there is a finder.
SEEN_THRESHOLD = 20.0
NOUNS_IN_CAPITALS = frozenset({"de"})
SPARE_CAPITALS = frozenset(
    {
        "ru",
        "uk",
        "be",
        "bg",
        "mk",
        "sr",
        "hr",
        "bs",
        "sl",
        "cs",
        "sk",
        "pl",
        "sv",
        "da",
        "no",
        "fi",
        "et",
        "lt",
        "lv",
        "fr",
        "hu",
    }
)
# What the words around a person's bare name add to the full one, as a share of what they say there.
TOLD = 0.4
# What it takes away that a name stands only in a line of capitals, which is no headline.
_IN_CAPITALS = 0.3
# Languages that bend names by case, and the endings that make no other name.
_BENT = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "hr", "bs", "sl", "cs", "sk", "pl", "lt", "lv", "el", "fi"})
_ENDINGS = re.compile(
    r"(?:ского|скому|ским|ском|ская|ской|скую|ский|ого|ому|ым|ом|ем|ой|ою|ей|ию|ии|ия|ию|а|у|е|ы|и|я|ю|й|ь|о|iego|iemu|iem|im|em|ego|emu|owi|ą|ę|ie|"
    r"a|u|y|i|e|o|em|om|ovi|ovou|ove|η|ης|ος|ου|ο|ας|α)$"
)
_FINNISH = re.compile(r"(?:[ai]?n|i?ss[aä]|i?st[aä]|i?ll[aäe]|i?lt[aä]|iksi|t?[aäi]|e[aä]|iin)$")
# Räsänen, and the stem on which its cases stand: Räsäsen, Räsästä, Räsäselle.
_FINNISH_NEN = re.compile(r"(?:nen|s(?:en?|t[aä]|een|e(?:ss|st|ll|lt|n)[aä]|elle|eksi))$")
# "A lawyer, " right before a name.
_AROUND = 40
_INTRODUCED = re.compile(
    r"(?:^|[.!?;]\s)(?:A|An|Another)\s(?:\w+\s){1,3}\w*,\s$|(?:\b[Aa]nother)\s(?:\w+\s)?\w+,\s$|\b[Aa] (?:\w+),\s$"
)
_DOUBLED = re.compile(r"(.)\1")
_SHORT_WORD = 5
# Words of a full name.
_FULL = 2
_REMEMBERED = 2048
_UNCASED_LETTER = re.compile(f"[{UNCASED}]")
_INITIAL = re.compile(r"^[^\W\d_]{1,2}$")


def find_people(
    document: Document,
    registry: KnownPeople,
    credited: Sequence[tuple[int, int]],
    bylines: Iterable[str],
    *,
    english: bool = True,
    seen: Sequence[tuple[int, int]] | None = None,
) -> list[Cluster]:
    """The people of an article, in order of their first mention.

    `credited` are spans that credit somebody; `seen` are spans in which a finder sees people, all that is then taken
    for a new name (None: there is no finder).
    """
    index = registry.index
    names = find_names(document, index.words)
    candidates = [
        _backed(candidate, seen or ())
        for candidate in names.candidates
        if not any(start <= candidate.start < end for start, end in credited)
        and not (document.lang in DENSE and _UNCASED_LETTER.search(document.text, candidate.start, candidate.end))
    ]
    if not english:
        candidates = [_unbent(candidate, document.lang) for candidate in candidates]
    full = [candidate for candidate in candidates if len(candidate.core) > 1]
    single = [candidate for candidate in candidates if len(candidate.core) == 1]
    beside = _find_side_by_side(document, full, single)
    full = [candidate for candidate in full if candidate not in beside]
    candidates = [candidate for candidate in candidates if candidate not in beside]
    clusters = _merge(document, _group(document, full, single))
    sure = sum(cluster.weight >= SURE for cluster in clusters)
    needed = _foreign_threshold(document.lang) if not english else CROWD_THRESHOLD if sure >= CROWD else THRESHOLD
    if seen is not None:  # a finder has read the text: what it does not see is no person
        needed = SEEN_THRESHOLD
    _raise_beside(document, clusters)
    clusters = [
        cluster for cluster in clusters if cluster.weight >= needed or _registered(cluster, index, document.lang)
    ]
    taken = {id(mention) for cluster in clusters for mention in cluster.mentions}
    rest = _attach(document, clusters, [c for c in candidates if id(c) not in taken])
    if english or (titles_of(document.lang) and document.lang not in SYLLABLES):
        clusters.extend(find_singles(document, rest, registry, names.firm_words, people=sure, alone=seen is None))
    if english and _is_title_case(document):
        clusters = [c for c in clusters if _has_body(document, c) or _registered(c, index, document.lang)]
    clusters.extend(_uncased(document, index, credited, clusters, seen=seen or ()))
    clusters = _name_by_registry(clusters, index, document.lang)
    authors = {folded_words(name) for name in bylines}
    rejected = {folded_words(name) for name in registry.rejected_people}
    return sorted(
        (
            c
            for c in clusters
            if words_key(c.words) not in rejected and not (words_key(c.words) in authors and len(c.mentions) < 3)
        ),
        key=lambda cluster: cluster.first,
    )


def _find_side_by_side(
    document: Document, full: Sequence[NameCandidate], single: Sequence[NameCandidate]
) -> list[NameCandidate]:
    """Two people's names in one run: "lehnt Trump Machado ab" beside María Corina Machado, and Trump alone elsewhere.

    The first word must be a family name and no given one, or Hunter Biden beside Joe Biden would fall. The run says
    too little to be a mention of either.
    """
    lexicon = lexicon_of(document.lang)
    alone = Counter(candidate.key[-1] for candidate in single)
    seen = Counter(candidate.key for candidate in full)
    others = {(candidate.key[-1], candidate.key[0]) for candidate in full if not candidate.heading}
    return [
        candidate
        for candidate in full
        if len(candidate.key) == _FULL
        and seen[candidate.key] == 1
        and alone[candidate.key[0]] >= _FULL
        and candidate.key[0] in lexicon.family
        and candidate.key[0] not in lexicon.given
        and candidate.key[0] not in lexicon.east_asian_family
        and any(family == candidate.key[1] and given != candidate.key[0] for family, given in others)
    ]


def _raise_beside(document: Document, clusters: Sequence[Cluster]) -> None:
    """Add to names that a list has beside sure ones: "Harry Kane, and John Stones"."""
    sure = {end for c in clusters if c.weight >= SURE for m in c.mentions for end in (m.start, m.end)}
    for cluster in clusters:
        if _DOUBTED <= cluster.weight < SURE and any(_is_beside(document, m, sure) for m in cluster.mentions):
            cluster.weight += _BESIDE


def _is_beside(document: Document, mention: NameCandidate, sure: set[int]) -> bool:
    """Whether a comma or an "and" is all that parts a name from one of the sure ends of names."""
    before = re.search(r"(?:, and |, | and | or )$", document.text[max(0, mention.start - 6) : mention.start])
    after = re.match(r"(?:, and |, | and | or )", document.text[mention.end : mention.end + 6])
    return bool((before and mention.start - len(before[0]) in sure) or (after and mention.end + len(after[0]) in sure))


def _is_title_case(document: Document) -> bool:
    """Whether a headline has a capital on most of its words, so that capitals say nothing there."""
    words = [token for token in document.tokens if token.start < document.body and token.word[0].isalpha()]
    plain = [word for word in words if len(word.word) > 3]
    shown = sum(word.word[0].isupper() for word in plain)
    ordinary = sum(
        word.key in load_name_lexicon().words or word.key.rstrip("s") in load_name_lexicon().words
        for word in plain
        if word.word[0].isupper()
    )
    return len(plain) > 3 and shown >= 0.8 * len(plain) and ordinary > 1 and document.body < len(document.text)


def _has_body(document: Document, cluster: Cluster) -> bool:
    """Whether a cluster is named in the article's body at all."""
    return any(mention.start >= document.body for mention in cluster.mentions)


def _foreign_threshold(language: str) -> float:
    """The weight that a name needs in a language other than English."""
    if language in NOUNS_IN_CAPITALS:
        return NOUNS_THRESHOLD
    return SPARE_THRESHOLD if language in SPARE_CAPITALS else FOREIGN_THRESHOLD


def _uncased(
    document: Document,
    index: NameIndex,
    credited: Sequence[tuple[int, int]],
    clusters: Sequence[Cluster],
    *,
    seen: Sequence[tuple[int, int]] = (),
) -> list[Cluster]:
    """People whose names stand in a script without capitals: those of the registry, and those that rules find."""
    if not has_uncased(document.text):
        return []
    found: dict[tuple[str, ...], Cluster] = {}
    taken = [(mention.start, mention.end) for cluster in clusters for mention in cluster.mentions]
    known = find_known(document, index, document.lang)
    spans = [(mention.start, mention.end, "registry", "") for mention in known]
    masked = [*taken, *((start, end) for start, end, _, _ in spans), *credited]
    spans.extend(
        (name.start, name.end, name.rule, name.office)
        for name in find_uncased(document.text, document.lang)
        if not any(a < name.end and name.start < b for a, b in masked)
    )
    masked.extend((start, end) for start, end, _, _ in spans)
    spans.extend(
        (start, end, "finder", "")
        for start, end in seen
        if _UNCASED_LETTER.match(document.text, start) and not any(a < end and start < b for a, b in masked)
    )
    for start, end, rule, office in sorted(spans):
        words = folded_words(document.text[start:end])
        if not words or any(a < end and start < b for a, b in taken):
            continue
        weight = THRESHOLD + 1.0 + bool(office)
        heading = start < document.body
        mention = NameCandidate(
            -1, -1, start, end, words, words, words, office, weight, rule, heading, after_place_word=False
        )
        home = next((c for key, c in found.items() if _begins("".join(key), "".join(words))), None)
        home = home or found.setdefault(words, Cluster(words=words, weight=weight, rule=rule))
        home.mentions.append(mention)
        home.complete = len("".join(words)) > 1
        home.forms[" ".join(words)] += 1
        if len("".join(words)) > len("".join(home.words)):
            found.pop(home.words, None)
            home.words = words
            found[words] = home
    return list(found.values())


def _begins(known: str, name: str) -> bool:
    """Whether one of two names begins the other (高市, 高市早苗), or in Arabic ends it with its article (السوداني)."""
    short, long = sorted((known, name), key=len)
    return short == long or (
        len(short) > 1 and (long.startswith(short) or (short[:2] == "ال" and long.endswith(short)))
    )


def _unbent(candidate: NameCandidate, language: str) -> NameCandidate:
    """A candidate whose key is without the endings of case, where a language has them: Путина is Путин."""
    return dataclasses.replace(candidate, key=_unbent_key(candidate.key, language)) if language in _BENT else candidate


def _unbent_key(key: tuple[str, ...], language: str) -> tuple[str, ...]:
    """A key without the endings of case, where a language has them."""
    if language == "fi":
        return tuple(_FINNISH.sub("", _FINNISH_NEN.sub("s", word)) if len(word) > 4 else word for word in key)
    return tuple(_ENDINGS.sub("", word) if len(word) > 4 else word for word in key) if language in _BENT else key


def _backed(candidate: NameCandidate, seen: Sequence[tuple[int, int]]) -> NameCandidate:
    """A candidate with a finder's word for it, which is enough, if it has that."""
    if not any(start < candidate.end and candidate.start < end for start, end in seen):
        return candidate
    rule = candidate.rule if candidate.weight >= THRESHOLD else "finder"
    sign = SEEN_THRESHOLD - min(candidate.weight, 0.0)
    return dataclasses.replace(candidate, weight=candidate.weight + sign, rule=rule)


def _group(document: Document, full: Sequence[NameCandidate], single: Sequence[NameCandidate]) -> list[Cluster]:
    """One cluster a key, with the weight of the best mention and something for each further one."""
    mentions: dict[tuple[str, ...], list[NameCandidate]] = defaultdict(list)
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
        names = words_key(core(cluster.words))
        surname = min(max(bare[names[-1]], bare[names[-2]] if len(names) > 2 else 0), 3) * 0.5
        # Who is told of later by one name, as people are: "Anutin, who leads the party, said".
        told = max(spoken.get(name, 0.0) for name in {names[0], names[-1]})
        cluster.weight = best.weight + again + surname + min(told, 2.0) * TOLD
        if not plain:  # a headline alone says little, a lead in capitals more
            cluster.weight -= _IN_CAPITALS if any(m.start >= document.body for m in cluster.mentions) else 1.0
        cluster.rule = best.rule
        cluster.forms.update(" ".join(mention.words) for mention in cluster.mentions)
    return clusters


def _merge(document: Document, clusters: list[Cluster]) -> list[Cluster]:
    """Join forms of one name: with and without middle names, initials, suffixes or the front of a long name."""
    merged: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda c: (-len(words_key(c.words)), c.first)):
        homes = [other for other in merged if _same_person(words_key(other.words), words_key(cluster.words))]
        homes = homes or [other for other in merged if _same_titled(other, cluster) or _is_nicknamed(other, cluster)]
        homes = [other for other in homes if not _are_two(document, other, cluster)]
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


def _are_two(document: Document, long: Cluster, short: Cluster) -> bool:
    """Whether a text sets two full forms apart: side by side, or the shorter one introduced as somebody else.

    "Hassan Ali Raza and Ali Raza"; "A lawyer, Ali Khan, objected" after Mohammed Ali Khan.
    """
    if len(short.words) < 2 or len(short.words) == len(long.words):
        return False
    for mention in short.mentions:
        before = document.text[max(0, mention.start - _AROUND) : mention.start]
        if any(
            other.end <= mention.start and document.text[other.end : mention.start] == " and "
            for other in long.mentions
        ):
            return True
        if len(short.words) == len(long.words) - 1 and _INTRODUCED.search(before) and mention.first > 0:
            return all(_INITIAL.match(word) is None for word in long.words)
    return False


def _is_nicknamed(full: Cluster, short: Cluster) -> bool:
    """Whether a name is another's nickname, alone or with the surname: Bobi Wine, Kasia Zielińska."""
    own = tuple(words_key(short.words))
    nicknames = {words_key(mention.nickname) for mention in full.mentions if mention.nickname}
    return any(own in (nickname, (*nickname, words_key(full.words)[-1])) for nickname in nicknames)


def _same_titled(full: Cluster, short: Cluster) -> bool:
    """Sheikh Nawaf beside Sheikh Nawaf al-Ahmad al-Sabah: the same title and the same given name."""
    title, *rest = short.words
    titled = title in load_name_lexicon().kept_titles and any(mention.title == title for mention in full.mentions)
    return titled and len(rest) == 1 and full.words[0] == rest[0]


def _same_person(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether a shorter form of a name can be the longer one's: the same ends, or the end of it."""
    suffixes = load_name_lexicon().suffixes
    a = [_sound(word) for word in long if word not in suffixes]
    b = [_sound(word) for word in short if word not in suffixes]
    if {"jr", "sr"} & (set(long) ^ set(short)):
        return False  # father and son, where an article prints both forms in full
    if len(b) < 2 or len(a) < len(b):
        return a == b
    if a == b or a[-len(b) :] == b or (len(a) == 2 and a == b[::-1]):
        return True  # and Orbán Viktor is Viktor Orbán
    if a[0] != b[0] or a[-1] != b[-1]:
        return len(b) == 2 and a[0] == b[0] and a[1] == b[1] and not _INITIAL.match(b[1])
    middle_a, middle_b = a[1:-1], b[1:-1]
    if not middle_b:
        return True
    return all(any(x == y or (x[0] == y[0] and (len(x) == 1 or len(y) == 1)) for y in middle_a) for x in middle_b)


@lru_cache(_REMEMBERED)
def _sound(word: str) -> str:
    """A folded word under which ways to write one name are one: Mohammed and Mohamed, Youssef and Yusef."""
    if len(word) < _SHORT_WORD:
        return word
    once = _DOUBLED.sub(r"\1", word.replace("ou", "u").replace("oo", "u").replace("ee", "i"))
    return once.replace("muham", "moham").replace("mohamed", "mohamad").replace("ahmed", "ahmad")


def _bare_forms(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """What a person may be called by after the first mention."""
    lexicon = load_name_lexicon()
    plain = tuple(word for word in words if word.rstrip(".") not in lexicon.suffixes)
    names = core(words)
    forms: list[tuple[str, ...]] = []
    if words[-1].rstrip(".") in ("jr", "sr") and len(names) > 1:
        forms.append((plain[-1], words[-1]))
    if plain[0] in lexicon.kept_titles:
        return [plain[1:], words[1:]]
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
    if (
        len(names) > 2
        and not _INITIAL.match(names[-2].replace(".", ""))
        and (
            names[-2] not in lexicon.given or len(names) > 3  # Luiz Inácio Lula da Silva
        )
    ):
        forms.append((names[-2],))
    return forms


def _attach(document: Document, clusters: list[Cluster], candidates: Sequence[NameCandidate]) -> list[NameCandidate]:
    """Give bare names to the full names they belong to; what belongs to nobody is returned."""
    surnames: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    given: dict[tuple[str, ...], list[Cluster]] = defaultdict(list)
    for cluster in sorted(clusters, key=lambda c: c.first):
        for form in _bare_forms(cluster.words):
            for key in {words_key(form), _unbent_key(words_key(form), document.lang)}:
                if cluster not in surnames[key]:
                    surnames[key].append(cluster)
        for nickname in {words_key(mention.nickname) for mention in cluster.mentions if mention.nickname}:
            surnames[nickname].append(cluster)
        given[words_key(core(cluster.words)[:1])].append(cluster)
    named = {id(cluster): sorted(mention.start for mention in cluster.mentions) for cluster in clusters}
    rest: list[NameCandidate] = []
    for candidate in candidates:
        key = candidate.key
        homes = surnames.get(key, [])
        if not homes and len(given.get(key, [])) == 1 and len(key) == 1 and not is_place_word(key[0]):
            homes = given[key]
        if not homes or _is_common(document, candidate, key):
            rest.append(candidate)
            continue
        before = [
            (starts[last - 1], home)
            for home in homes
            if (last := bisect_left(starts := named[id(home)], candidate.start))
        ]
        home = max(before, key=lambda pair: pair[0])[1] if before else homes[0]
        home.mentions.append(candidate)
    return rest


def _is_common(document: Document, candidate: NameCandidate, key: tuple[str, ...]) -> bool:
    """Whether a bare name is rather the moon, or the city."""
    if candidate.title or "after the name" in candidate.rule or "before the name" in candidate.rule:
        return False
    if len(key) == 1 and is_place_word(key[0]) and candidate.after_place_word:
        return True
    return len(key) == 1 and key[0] in document.lower and key[0] in load_name_lexicon().words


def _registered(cluster: Cluster, index: NameIndex, language: str) -> bool:
    """Whether the registry states this name, with or without endings of case."""
    words = words_key(cluster.words)
    return bool(index.people_named(words) or _people_bent(index, words, language))


def _people_bent(index: NameIndex, words: tuple[str, ...], language: str) -> tuple[KnownPerson, ...]:
    """Everybody whose full name these words are but for endings of case: Владимиром Путиным, and Владимир Путин."""
    if language not in _BENT or len(words) < _FULL:
        return ()
    if language not in index.bent:
        table: dict[tuple[str, ...], dict[str, KnownPerson]] = {}
        for form, people in index.forms.items():
            if len(form) >= _FULL:
                table.setdefault(_unbent_key(form, language), {}).update({person.key: person for person in people})
        index.bent[language] = table
    return tuple(index.bent[language].get(_unbent_key(words, language), {}).values())


def _name_by_registry(clusters: list[Cluster], index: NameIndex, language: str) -> list[Cluster]:
    """Join clusters that the registry states to be one person, under the registry's name.

    A name that several people share completes nothing; who they are goes with the cluster.
    """
    kept: dict[str, Cluster] = {}
    out: list[Cluster] = []
    for cluster in clusters:
        people = {
            person.key: person
            for form in {words_key(cluster.words), *(words_key(tuple(f.split())) for f in cluster.forms)}
            for person in index.people_named(form)
        }
        if not people:
            people = {person.key: person for person in _people_bent(index, words_key(cluster.words), language)}
        if len(people) != 1:
            cluster.sharing = tuple(people.values())
            out.append(cluster)
            continue
        (person,) = people.values()
        if person.key in kept:
            kept[person.key].mentions.extend(cluster.mentions)
            kept[person.key].weight += 0.3
            continue
        cluster.known, cluster.complete = person, True
        cluster.weight = max(cluster.weight, THRESHOLD) + 2.0
        kept[person.key] = cluster
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
    numbered = [m for m in plain if len(m.words) > 1 and m.words[-1] in load_name_lexicon().numerals]
    names = Counter(m.shown(document.text) for m in numbered or plain)
    bent = document.lang in _BENT  # the nominative is the shortest form most often
    given = load_name_lexicon().given  # of two orders the one with the given name first: Tamás Sulyok
    first = {name: " ".join(reversed(name.split())) in names and fold(name.split()[0]) in given for name in names}
    best = max(names, key=lambda name: (names[name], first[name], -len(name) * bent, -list(names).index(name)))
    if best.isupper() and " " in best:  # a line in capitals: LULA DA SILVA, LI GUOWEI
        joining = load_name_lexicon().joining
        parts = [part.lower() if at and part.lower() in joining else part for at, part in enumerate(best.split())]
        last = parts[-1] if parts[-1].lower() in load_name_lexicon().numerals else ""
        return " ".join(
            part if part == last or "." in part else part.title() if part.isupper() else part for part in parts
        )
    if document.lang == "fi":
        best = _nominative(best)
    if document.lang in BENT_GIVEN:
        best = nominative(best, document.lang, oblique=_stands_oblique(document, plain, best))
    return " ".join(_lowered(part) if " " in best else part for part in best.split())


def _stands_oblique(document: Document, mentions: Sequence[NameCandidate], name: str) -> bool:
    """Whether each mention of a name has an office with an ending of case before it: "prezidenta Petra Pavla"."""
    plain = frozenset(titles_of(document.lang).get("before", "").split())
    before = [document.text[: m.start].rsplit(None, 1)[-1:] for m in mentions if m.shown(document.text) == name]
    words = [word[0].casefold() for word in before if word]
    return bool(words) and all(
        word not in plain and any(word[:-cut] in plain for cut in range(1, _LONGEST_ENDING + 1)) for word in words
    )


_LONGEST_ENDING = 3


def _nominative(name: str) -> str:
    """A Finnish name without the ending of the genitive, where only the bare surname is known: Kaja Kallasin."""
    family = load_name_lexicon().family
    front, _, last = name.rpartition(" ")
    for ending in ("in", "n"):
        bare = last.removesuffix(ending)
        if bare != last and len(bare) > 2 and fold(last) not in family and fold(bare) in family:
            return f"{front} {bare}".strip()
    return name


def _lowered(part: str) -> str:
    """Headings and some languages set names in capitals: Angela MERKEL. Initials and numerals stay."""
    numeral = part.casefold() in load_name_lexicon().suffixes
    return part.title() if part.isupper() and len(part) > 3 and "." not in part and not numeral else part


def probability(cluster: Cluster) -> float:
    """The weight as a figure from 0 to 1."""
    return round(1.0 / (1.0 + math.exp(-(cluster.weight - 1.0) / 1.6)), 3)
