"""Who is quoted as saying what: quotations given to people by the verbs around them.

"…", X said. X said, "…". "…", he said. A paragraph that is all quotation goes on with the speaker before it.
What an official or a firm says is given to nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from copydesk.ingest.tagging.lexicon import load_name_lexicon
from copydesk.ingest.tagging.text import fold
from copydesk.model import Quote

# British papers quote in single marks: one opens before a word and closes after a stop or a comma.
_QUOTED = re.compile(
    r"“([^”“]+)(?:”|$)|\"([^\"]+)(?:\"|$)|«\s*([^»]+?)\s*(?:»|$)|„([^“”]+)[“”]"
    r"|(?<!\w)‘((?:[^‘’]|’(?=\w)|(?<=s)’(?= \w))+[.,!?])’"
)
_OPENING = re.compile(r"[“\"«„]|(?<!\w)‘")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?](?<![A-Z].)(?<!\bMr.)(?<!\bMs.)(?<!\bDr.)(?<!\bMrs.)(?<!\bSt.)(?=\s|$)")
# Before a title in quotation marks, and before irony.
_NAMED = frozenset({"song", "book", "report", "essay", "article", "poem", "headline", "slogan", "banner", "sign"})
_DETERMINERS = frozenset({"a", "an", "the", "this", "that", "these", "its", "his", "her", "their", "called"})
# What stands right after the subject of a clause.
_AUXILIARIES = frozenset("would will could can may might must should has had is was did does also".split())  # noqa: SIM905
# Who acts in a sentence before a name in it that is not named as acting: "if he has one piece of advice for Starmer".
# Whom "I" or "they" meet, ask or elect may speak next.
_ACTORS = frozenset({"he", "she"})
_ASKED = re.compile(r"\?[\"”’»]?\s*$")
_ACCORDING = re.compile(r"\baccording to\b", re.IGNORECASE)
# Fewer words without a verb of saying beside them are a title, a slogan or irony.
_MIN_WORDS = 4
_START = itemgetter(0)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A quotation: its words' offsets, with the paragraph's offsets around it."""

    start: int
    end: int
    outer_start: int
    outer_end: int


def find_quotes(text: str, body: int, mentions: Sequence[tuple[int, int, int]]) -> Mapping[int, tuple[Quote, ...]]:
    """Person number → quotations. `mentions` are (start, end, person), in order; offsets of quotes are from `body`."""
    found: dict[int, list[Quote]] = {}
    sexes = _sexes(text, mentions)
    speaker: int | None = None
    for start, end in _paragraphs(text, body):
        pieces = list(_pieces(text, start, end))
        inside = [m for m in _between(mentions, start, end) if not _is_quoted(m[0], pieces)]
        if pieces and not _words_outside(text, start, end, pieces):
            given = dict.fromkeys(range(len(pieces)), speaker)
        else:
            given = _attribute(text, start, end, pieces, inside, speaker, sexes)
        for number, piece in enumerate(pieces):
            person = given.get(number)
            if person is not None:
                words = " ".join(text[piece.start : piece.end].split()).rstrip(",").strip()
                found.setdefault(person, []).append(Quote(text=words, start=piece.start - body))
        spoken = [person for person in given.values() if person is not None]
        if spoken:
            speaker = spoken[-1]
        elif pieces or (inside and not _ASKED.search(text, start, end)):
            # Someone else speaks, or is introduced: the next bare quotation is theirs. Whom an interviewer's question
            # names does not answer it.
            people = {person for _, _, person in inside}
            acting = any(not _is_acted_on(text, start, at) for at, _, _ in inside)
            speaker = people.pop() if len(people) == 1 and acting else None
    return {person: tuple(quotes) for person, quotes in found.items()}


_NEAR = 12  # letters from a pronoun to its verb


def _sexes(text: str, mentions: Sequence[tuple[int, int, int]]) -> dict[int, str]:
    """Person number → "he" or "she", where a title beside the name or the given name says so; none in doubt."""
    lexicon = load_name_lexicon()
    said: dict[int, set[str]] = {}
    for start, end, person in mentions:
        title = [fold(word) for word in _WORD.findall(text[max(0, start - _TITLE_WITHIN) : start])[-1:]]
        given = [fold(word) for word in _WORD.findall(text[start:end])[:1]]
        he = not lexicon.his_titles.isdisjoint((*title, *given)) or not lexicon.men.isdisjoint(given)
        she = not lexicon.her_titles.isdisjoint((*title, *given)) or not lexicon.women.isdisjoint(given)
        if he != she:
            said.setdefault(person, set()).add("he" if he else "she")
    return {person: sexes.pop() for person, sexes in said.items() if len(sexes) == 1}


_TITLE_WITHIN = 20  # letters before a name


def _between(mentions: Sequence[tuple[int, int, int]], start: int, end: int) -> Sequence[tuple[int, int, int]]:
    """The mentions that begin in a stretch of text; they stand in order."""
    return mentions[bisect_left(mentions, start, key=_START) : bisect_left(mentions, end, key=_START)]


def _is_quoted(at: int, pieces: Sequence[_Piece]) -> bool:
    """Whether an offset lies in one of the quotations, which stand in order."""
    before = bisect_right(pieces, at, key=attrgetter("start"))
    return before > 0 and at < pieces[before - 1].end


def _paragraphs(text: str, body: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each line that has words."""
    start = body
    while start < len(text):
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        if text[start:stop].strip():
            yield start, stop
        start = stop + 1


def _pieces(text: str, start: int, end: int) -> Iterator[_Piece]:
    """The quotations of a paragraph, paired within it, so that an odd mark derails nothing after it."""
    mark = _OPENING.search(text, start, end)  # most paragraphs have none
    while mark:
        match = _QUOTED.match(text, mark.start(), end)
        if match:
            yield _Piece(*match.span(match.lastindex or 1), *match.span())
        mark = _OPENING.search(text, (match or mark).end(), end)


def _words_outside(text: str, start: int, end: int, pieces: Sequence[_Piece]) -> bool:
    """Whether a paragraph says anything besides its quotations."""
    rest: list[str] = []
    at = start
    for piece in pieces:
        rest.append(text[at : piece.outer_start])
        at = piece.outer_end
    rest.append(text[at:end])
    return bool(_WORD.search(" ".join(rest)))


def _attribute(
    text: str,
    start: int,
    end: int,
    pieces: Sequence[_Piece],
    inside: Sequence[tuple[int, int, int]],
    speaker: int | None,
    sexes: Mapping[int, str],
) -> dict[int, int | None]:
    """Quotation number → speaker, by the words of the sentence it stands in."""
    given: dict[int, int | None] = {}
    latest: int | None = None
    for number, piece in enumerate(pieces):
        after_end = pieces[number + 1].outer_start if number + 1 < len(pieces) else end
        before_start = pieces[number - 1].outer_end if number else start
        complete = _is_complete(text, piece)
        after = "" if complete else _first_sentence(text[piece.outer_end : after_end])
        before = _last_sentence(text[before_start : piece.outer_start])
        last = latest if latest is not None else _introduced(text, start, piece.outer_start, inside, speaker)
        person, said = _speaker(text, start, piece.outer_end, after, inside, last, sexes)
        if not said and before:
            person, said = _speaker(text, start, piece.outer_start - len(before), before, inside, last, sexes)
        if not said and number and latest is not None and not _WORD.search(before):
            person, said = latest, True
        if said and _is_speech(text[piece.start : piece.end]) and not _is_named(text, piece):
            given[number] = person
            latest = person
    return given


def _introduced(
    text: str, start: int, end: int, inside: Sequence[tuple[int, int, int]], speaker: int | None
) -> int | None:
    """Whom "he" or "she" means after the words of a paragraph before its first quotation.

    Who is the subject of a sentence there, by name, takes the word from the speaker of the paragraph before ("Young, in
    his testimony, criticised it. "…," he said."); of two it may be either, unless one of them was speaking.
    """
    before = [mention for mention in _between(inside, start, end) if not _is_acted_on(text, start, mention[0])]
    subjects = {person for at, stop, person in before if _opens(text, start, at) or _acts(text[stop:end])}
    if not subjects or speaker in subjects:
        return speaker
    return subjects.pop() if len({person for _, _, person in before}) == 1 else None


def _opens(text: str, start: int, at: int) -> bool:
    """Whether a name begins a sentence, with the title before it: "Rep. Aderholt returned to it"."""
    before = _last_sentence(text[start:at]) if text[start:at].strip() else ""
    words = _WORD.findall(before)
    return all(word[0].isupper() and fold(word) in load_name_lexicon().titles for word in words)


def _is_acted_on(text: str, start: int, at: int) -> bool:
    """Whether a pronoun acts in a name's sentence before it: "the look he gives me when I ask about Starmer".

    After a comma the name may act itself: "When she came, Rep. Young told them …".
    """
    before = _last_sentence(text[start:at]) if text[start:at].strip() else ""
    if not any(fold(word) in _ACTORS for word in _WORD.findall(before)):
        return False
    clause = _WORD.findall(before[before.rfind(",") + 1 :])
    before_name = load_name_lexicon().titles | _DETERMINERS
    return not all(word[0].isupper() or fold(word) in before_name for word in clause)


def _acts(after: str) -> bool:
    """Whether a name is followed by an auxiliary verb: "one thing Young would push off the plate"."""
    word = _WORD.match(after.lstrip()) if after[:1] == " " else None
    return word is not None and word[0] in _AUXILIARIES


def _is_complete(text: str, piece: _Piece) -> bool:
    """Whether a sentence ends with a quotation: after a question, a verb in lower case may go on."""
    mark = text[piece.end - 1 : piece.end]
    return mark == "." or (mark in "!?" and mark != "" and not text[piece.outer_end :].lstrip()[:1].islower())


def _is_named(text: str, piece: _Piece) -> bool:
    """Whether quoted words name something: a work, or what follows ("the "move fast" culture")."""
    before = _WORD.findall(text[max(0, piece.outer_start - 30) : piece.outer_start])
    glued = text[max(0, piece.outer_start - 2) : piece.outer_start].strip().isalpha() and before
    if not glued:
        return False
    word = fold(before[-1])
    followed = text[piece.outer_end : piece.outer_end + 2].strip()[:1].isalpha()
    return word in load_name_lexicon().vessels or word in _NAMED or (word in _DETERMINERS and followed)


def _is_speech(words: str) -> bool:
    """Whether quoted words are more than a title or a slogan."""
    count = len(_WORD.findall(words))
    return count >= _MIN_WORDS or (count > 1 and words[-1] in ".,!?")


def _first_sentence(text: str) -> str:
    """Text up to its first stop."""
    match = _SENTENCE_END.search(text)
    return text[: match.end()] if match else text


def _last_sentence(text: str) -> str:
    """Text from after its last stop."""
    last = 0
    for match in _SENTENCE_END.finditer(text):
        if text[match.end() :].strip():
            last = match.end()
        else:
            return ""
    return text[last:]


def _speaker(
    text: str,
    start: int,
    at: int,
    words: str,
    inside: Sequence[tuple[int, int, int]],
    last: int | None,
    sexes: Mapping[int, str],
) -> tuple[int | None, bool]:
    """(person, whether anybody is said to speak) in words at an offset of the paragraph that begins at `start`."""
    lexicon = load_name_lexicon()
    spoken = [(match.start() + at, fold(match[0])) for match in _WORD.finditer(words)]
    verbs = [place for place, word in spoken if word in lexicon.said]
    here = _between(inside, at, at + len(words))
    if not verbs:
        return _named_source(words, at, here)
    verb = verbs[0]
    near = [mention for mention in here if _subject(text, mention, verb)]
    if near:
        return min(near, key=lambda m: min(abs(m[0] - verb), abs(m[1] - verb)))[2], True
    pronoun = next((word for place, word in spoken if word in _ACTORS and abs(place - verb) < _NEAR), "")
    if pronoun:
        fits = [m for m in inside if m[0] < at and sexes.get(m[2], pronoun) == pronoun]
        if last is not None and sexes.get(last, pronoun) == pronoun:
            return last, True
        earlier = {m[2] for m in fits if last is not None or not _is_acted_on(text, start, m[0])}
        # Of two people named before, "she" may be either.
        return (earlier.pop() if len(earlier) == 1 else None), True
    return None, True


def _named_source(words: str, at: int, here: Sequence[tuple[int, int, int]]) -> tuple[int | None, bool]:
    """(person, whether one is the source) where no verb says so: "According to X, "…"", "X: "…""."""
    if len({person for _, _, person in here}) != 1:
        return None, False
    start, end, person = here[0]
    colon = not words[: start - at].strip() and words[end - at :].strip() == ":"
    return (person, True) if colon or (_ACCORDING.search(words) and words.rstrip().endswith(",")) else (None, False)


def _subject(text: str, mention: tuple[int, int, int], verb: int) -> bool:
    """Whether a name can be the verb's subject: right beside it, or with an apposition between commas."""
    start, end, _ = mention
    if start > verb:
        between = _WORD.findall(text[verb:start])[1:]
        titled = all(word[0].isupper() or fold(word) in load_name_lexicon().titles | {"of", "the"} for word in between)
        return titled and "," not in text[verb:start]
    gap = text[end:verb].strip()
    if text[end : end + 2] in ("'s", "’s"):
        return False
    words = _WORD.findall(gap)
    if not words or all(fold(word) in ("has", "had", "also", "later", "then", "who", "have") for word in words):
        return True
    return gap.startswith((",", "(", "-"))
