"""Words → the lists of a search index, in files by what they begin with. Pure.

Articles are numbered by month, from its first: (month, n). What is known of one month (`count_terms`) can be kept while
its articles are as they were, the lists of all (`merge_months`) are put together from those, and where a body alone
changed its few words are changed in place (`amend_text`). What the files hold: docs/decisions/search.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from string import ascii_lowercase

from copydesk.publish.markdown import strip_tags

# A file of terms holds about this many characters. With the rows of ten results, a query over 10,000 articles
# then stays far below the 150 kB that its budget allows.
SHARD_CHARS = 12_000
# A file of words alone is read beside others, for a word that nothing was found for.
LEXICON_CHARS = 4_000
# A word that most articles have tells none of them apart, and its list would be the largest file of all.
COMMON_SHARE, COMMON_LEAST = 0.6, 50
# What a posting says of a word's place in an article: in the text, often there, in what frames it, in the title.
IN_TEXT, OFTEN, IN_FRAME, IN_TITLE = range(4)
_OFTEN = 3

# Letters that NFKD does not take apart, and how a reader without that key types them.
LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
_WORD = re.compile(r"[^\W_]+")
# Scripts written without blanks, and Hangul, whose words carry their particles: cut into pairs of characters.
# Thai to Myanmar, Khmer, kana, Han, Hangul.
UNSPACED = "\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
_RUN = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")

# A word's letters: what one slip of the hand may change. Shorter ones have too many neighbours.
_SPELT = re.compile(rf"[^\W\d_{UNSPACED}]{{4,24}}")


def split_words(text: str) -> list[str]:
    """The words of a text as they are looked up: lower case, without accents; pairs for unspaced scripts.

    A lone Latin letter is no word. search.js does the same with what the reader types.
    """
    return [word for piece in text.split() for word in _words_of(piece)]


def tally_words(text: str) -> dict[str, int]:
    """How often each word stands in a text. What stands between blanks and is not all ASCII is taken apart singly."""
    others: list[str] = []
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
        lines = text.split("\n")
        pieces = " ".join([line for line in lines if not line.isascii()]).split()
        others = [piece for piece in pieces if not piece.isascii()]
        plain = [piece for piece in pieces if piece.isascii()]
        text = " ".join([*[line for line in lines if line.isascii()], *plain])
    counts = Counter(text.lower().encode().translate(_NO_WORDS).decode().split())
    for letter in ascii_lowercase:
        counts.pop(letter, None)
    for piece, n in Counter(others).items():
        for word in _words_of(piece):
            counts[word] += n
    return counts


# What of typographic text stands between words and is no part of any: most texts have nothing else beyond ASCII.
_MARKS = "“”‘’–—…"
# What of ASCII is no part of a word → a blank: takes half the time of looking for the rest.
_NO_WORDS = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
# Pieces longer than this are sentences of an unspaced script: remembering them would cost memory for nothing.
_LONG = 32
_TABLE = str.maketrans(LETTERS)
_UNSPACED = re.compile(f"[{UNSPACED}]")


def _words_of(piece: str) -> tuple[str, ...]:
    return _take_apart(piece) if len(piece) <= _LONG else _take_apart.__wrapped__(piece)


# A few thousand pieces make up most of all text; so many take some ten megabytes.
@lru_cache(maxsize=1 << 16)
def _take_apart(piece: str) -> tuple[str, ...]:
    if not piece.isascii():
        bare = "".join(
            c for c in unicodedata.normalize("NFKD", piece).lower() if unicodedata.category(c) not in {"Mn", "Mc", "Me"}
        )
        piece = unicodedata.normalize("NFC", bare.translate(_TABLE))
    return tuple(part for word in _WORD.findall(piece.lower()) for part in _parts(word))


def _parts(word: str) -> Iterator[str]:
    for run in (word,) if word.isascii() else _RUN.findall(word):
        if not _UNSPACED.match(run):
            if len(run) > 1 or not "a" <= run <= "z":
                yield run
        elif len(run) == 1:
            yield run
        else:
            yield from (run[i : i + 2] for i in range(len(run) - 1))


def body_words(html: str) -> str:
    """The words of a body for keeping: those that stand in it, and on a second line those that often do."""
    counts = tally_words(strip_tags(html))
    often = [word for word, n in counts.items() if n >= _OFTEN]
    for word in often:
        del counts[word]
    return f"{' '.join(counts)}\n{' '.join(often)}"


# --- one article's postings -----------------------------------------------------------------------------

# Terms of one article by the place they stand in. The best places come first: a term stands where it is met first.
Terms = tuple[tuple[int, Sequence[str]], ...]


def article_terms(title: str, frame: str, words: str, facets: Sequence[str]) -> Terms:
    """An article's terms from its title, what frames its text, its `body_words`, and what filters find it by."""
    once, _, often = words.partition("\n")
    return (
        (IN_TITLE, split_words(title)),
        (IN_FRAME, split_words(frame)),
        (OFTEN, often.split()),
        (IN_TEXT, once.split()),
        (IN_TEXT, facets),
    )


def best_places(terms: Terms) -> dict[str, int]:
    """The place that each term stands in."""
    return {term: place for place, words in reversed(terms) for term in words}


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _written(number: int, digits: str) -> str:
    """A number in the base of these digits."""
    sign, number, out = "-" if number < 0 else "", abs(number), ""
    while True:
        number, rest = divmod(number, len(digits))
        out = digits[rest] + out
        if not number:
            return sign + out


def _read(text: str, digits: str) -> int:
    sign, bare = (-1, text[1:]) if text.startswith("-") else (1, text)
    value = 0
    for digit in bare:
        value = value * len(digits) + digits.index(digit)
    return sign * value


_STEPS = [_written(number, _DIGITS) for number in range(4096)]


def _encode(values: Sequence[int]) -> str:
    """Postings of one month as text: the step from the article before × 4 + place, in base 36."""
    out, before = [], 0
    for value in values:
        step = value - before
        out.append(_STEPS[step] if step < len(_STEPS) else _written(step, _DIGITS))
        before = value & ~3
    return " ".join(out)


def _decode(piece: str) -> list[int]:
    out, before = [], 0
    for step in piece.split(" "):
        value = before + int(step, 36)
        out.append(value)
        before = value & ~3
    return out


def count_terms(articles: Sequence[Terms]) -> dict[str, str]:
    """For each term of a month's articles, given in order, those that have it."""
    most = 4 * len(articles)
    steps = _STEPS[:most] if most <= len(_STEPS) else [_written(number, _DIGITS) for number in range(most)]
    found: dict[str, str] = {}  # nearly all terms stand in one article of a month
    later: defaultdict[str, list[str]] = defaultdict(list)
    last: dict[str, int] = {}
    for number, terms in enumerate(articles):
        article = number * 4
        for place, words in terms:
            value = article + place
            for term in words:
                before = last.get(term)
                if before is None:
                    found[term] = steps[value]
                elif before != article:
                    later[term].append(steps[value - before])
                last[term] = article
    for term, rest in later.items():
        found[term] = " ".join([found[term], *rest])
    return found


# --- the lists of all -----------------------------------------------------------------------------------

_PIECE = re.compile(r"(-?[A-Z]+)([^A-Z-]+)")


def month_number(month: str) -> int:
    """`2018-04` as the months since January 2000."""
    year, _, number = month.partition("-")
    return (int(year) - 2000) * 12 + int(number) - 1


def merge_months(months: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """The list of each term from those of the months, in order.

    A list is pieces: the step from the month before in capitals (base 26), then the month's postings.
    """
    found: dict[str, _List] = {}
    steps: list[str] = []
    earliest: int | None = None
    for month, lists in months:
        number = month_number(month)
        first = _written(number, _CAPITALS)
        earliest = number if earliest is None else earliest
        steps += (_written(step, _CAPITALS) for step in range(len(steps), number - earliest + 1))
        for term, piece in lists.items():
            held = found.get(term)
            if held is None:
                found[term] = held = _List([first])
            else:
                held.append(steps[number - held.month])
            held.append(piece)
            held.month = number
    return {term: "".join(found[term]) for term in sorted(found)}


class _List(list[str]):
    """The pieces of a list, and the month of the last one."""

    __slots__ = ("month",)
    month: int


def count_articles(text: str) -> int:
    """How many articles a list holds."""
    return sum(piece[2].count(" ") + 1 for piece in _PIECE.finditer(text))


def common_limit(count: int) -> float:
    """How many articles of so many may have a word that is listed."""
    return max(COMMON_LEAST, COMMON_SHARE * count)


def take_common(lists: dict[str, str], count: int) -> dict[str, int]:
    """Take the words that most of `count` articles have out of the lists; returns them with how many have them."""
    limit = common_limit(count)
    # A posting takes two characters at least, so that most lists need not be counted.
    long = [term for term, text in lists.items() if len(text) > 2 * limit and term[0] != "~"]
    common = {term: n for term in long if (n := count_articles(lists[term])) > limit}
    for term in common:
        del lists[term]
    return common


def amend_text(text: str, changes: Iterable[tuple[str, int, int | None]]) -> str:
    """A list with articles put in or taken out: of each its month, number, and place, None to take it out."""
    held: dict[int, str] = {}
    number = 0
    for piece in _PIECE.finditer(text):
        number += _read(piece[1], _CAPITALS)
        held[number] = piece[2]
    for month, article, place in changes:
        values = (
            {value >> 2: value for value in _decode(held[month_number(month)])} if month_number(month) in held else {}
        )
        if place is None:
            values.pop(article, None)
        else:
            values[article] = article * 4 + place
        held[month_number(month)] = _encode([values[key] for key in sorted(values)])
    out, before = "", 0
    for number in sorted(held):
        if held[number]:
            out += _written(number - before, _CAPITALS) + held[number]
            before = number
    return out


def is_spelt(term: str) -> bool:
    """Whether a term is a word that can be mistyped: it goes into the lexicons."""
    return _SPELT.fullmatch(term) is not None


# --- files ----------------------------------------------------------------------------------------------

# For each beginning that too many terms share for one file: how much room its terms take, by their next character
# (by itself for the term that is just this beginning). The empty beginning is always there.
Groups = dict[str, dict[str, int]]


def group_sizes(sizes: Mapping[str, int], limit: int, top: str = "") -> Groups:
    """The groups of terms whose sizes are given, all of which begin with `top`, in files of at most `limit`."""
    groups: Groups = {}
    waiting: list[tuple[str, list[str]]] = [(top, list(sizes))]
    while waiting:
        prefix, terms = waiting.pop()
        length = len(prefix) + 1
        members: defaultdict[str, list[str]] = defaultdict(list)
        for term in terms:
            members[term[:length]].append(term)
        groups[prefix] = {key: sum([sizes[term] for term in found]) for key, found in members.items()}
        waiting += [(key, found) for key, found in members.items() if key != prefix and groups[prefix][key] > limit]
    return groups


def file_prefixes(groups: Groups, limit: int) -> list[str]:
    """The files that terms of these sizes lie in, each named by what all of its terms begin with, sorted.

    Where a file would be too large, the largest groups by the next character get files of their own until the
    rest fits; so a term lies in the file with the longest name that it begins with.
    """
    names: list[str] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        sizes = groups[prefix]
        size, rest = sum(sizes.values()), len(sizes)
        for key in sorted(sizes, key=lambda k: (-sizes[k], k)):
            if size <= limit:
                break
            if key != prefix:
                size -= sizes[key]
                rest -= 1
                if key in groups:
                    waiting.append(key)
                else:
                    names.append(key)
        if rest:
            names.append(prefix)
    return sorted(names)


def prefix_of(term: str, prefixes: set[str] | dict[str, str]) -> str | None:
    """The longest of these prefixes that a term begins with."""
    for end in range(len(term), -1, -1):
        if term[:end] in prefixes:
            return term[:end]
    return None


def resize(groups: Groups, term: str, change: int) -> None:
    """Note in the groups that a term takes more or less room."""
    for end in range(len(term) + 1):
        prefix, key = term[:end], term[: end + 1]
        if prefix not in groups:
            break
        sizes = groups[prefix]
        sizes[key] = sizes.get(key, 0) + change
        if not sizes[key]:
            del sizes[key]


def share_out(terms: Iterable[str], prefixes: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    """Terms by the file that each lies in; `key` is what of a term names it."""
    known = set(prefixes)
    longest = max(map(len, known), default=0)
    found: dict[str, list[str]] = {prefix: [] for prefix in sorted(known)}
    for term in terms:
        prefix = prefix_of(key(term)[:longest], known)
        if prefix is not None:
            found[prefix].append(term)
    return found
