"""Names in bylines: whose they are, without roles, places, dates and addresses. Pure after loading."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.lexicon import UNSPACED, load_lexicon, tokens

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"@\w+|https?://\S+|\bwww\.\S+|(?<!\S)\S+\.(?:jpe?g|png|webp|gif)\b")
_GLUE = re.compile(
    r"(?<=[^\W\d_])(?<![A-ZÄÖÜÀ-Þ])(?=[A-ZÄÖÜÀ-Þ])"
)  # "MillsPublished"; only words of chrome are cut off
_NUMBER = re.compile(r"\s*\d.*$")
_HANGUL_NAME = re.compile(r"(?<![가-힣])([가-힣]{2,4})\s*(?:선임|수습|인턴)?(?:기자|특파원|논설위원)")
_HAN_NAME = re.compile(r"(?:記者|文|取材)\s*[:：=＝]?\s*([一-龥ぁ-んァ-ヶ]{2,6})|([一-龥]{3,6})\s*(?:記者)")
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "des",
        "la",
        "le",
        "van",
        "von",
        "vom",
        "zu",
        "zur",
        "der",
        "den",
        "ter",
        "ten",
        "bin",
        "ibn",
        "binti",
        "bint",
        "al",
        "el",
        "ul",
        "y",
        "e",
        "of",
    ]
)
_NOT_IN_NAMES = re.compile(r"[\d:!?“”\"„«»/\\=+#%$€£*\[\]{}()]")
_STOP_WORDS = re.compile(r"\s+(?:in|for|at|on|im|aus|für|bei|à|pour|en|para|per|from|im|i|w|dan)\s+(?=\S).*$")
_CUT = re.compile(r"\s*(?:[|•·—–]|\s-\s|/{2}|\(|\bfor the\b|\b[Ff]or\b(?=\s+[A-Z])|\bis an?\b|\bcovers\b|ist\s)\s*.*$")
_ALL_CHROME = 0.9
_EDGE = " ,.;:|/-–—·•*'’"
_MOST = 6  # more "names" than this is a list of something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What `data/bylines.toml` holds, in one case."""

    by: tuple[str, ...]
    conjunctions: re.Pattern[str]
    roles: frozenset[str]
    agencies: Mapping[str, str]
    opening: re.Pattern[str]
    inside: re.Pattern[str]


@cache
def load_words() -> Words:
    """Read `data/bylines.toml` of the package once."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
    by = sorted(set(data["by"]), key=len, reverse=True)
    between = "|".join(re.escape(word) for word in sorted(set(data["and"]) - {"&"}, key=len, reverse=True))
    short = "|".join(re.escape(word) for word in data["of"])
    opening = "|".join(re.escape(word) for word in by)
    return Words(
        by=tuple(by),
        conjunctions=re.compile(rf"\s*(?:[,;、，・]|\s[&/]\s|\s(?:{between})\s)\s*"),
        roles=frozenset(data["roles"]),
        agencies=data["agencies"],
        opening=re.compile(
            rf"^[/|·•\s]*(?:{opening})(?:\s*[:：=＝]\s*|\s+|(?-i:(?<=[a-z]{{2}})(?=[A-Z][a-z])))(?=\S)", re.IGNORECASE
        ),
        inside=re.compile(
            rf"^(?:(?:[^\W\d_][\w.-]*\s+){{1,3}}?|.{{0,80}}\|\s*(?:\w+\s)?)(?:{short})\s+(?=[^\W\d_])(?-i:(?=[A-ZÄÖÜÀ-ÞА-Я]))",
            re.IGNORECASE,
        ),
    )


def strip_by(text: str) -> tuple[str, bool]:
    """Return a line without its "By", and whether it had one that a capital follows.

    The word may stand after up to three others ("Column by", "A comment by"), be glued to the name, or open the part
    behind a bar.
    """
    words = load_words()
    match = words.opening.match(text) or words.inside.match(text)
    if not match:
        return text, False
    rest = text[match.end() :]
    return rest, not rest[:1].islower()


def says_reporter(text: str) -> bool:
    """Tell whether a line is nothing but a name and the word for reporter, where a script has no capitals to tell."""
    return bool(_HANGUL_NAME.fullmatch(text.strip()) or _HAN_NAME.fullmatch(text.strip()))


def split_names(text: str) -> tuple[str, ...]:
    """Return the people and agencies a byline names; empty when any of it does not read as names."""
    line = EMAIL.sub(" ", _HANDLE.sub(" ", text)) if "@" in text or "." in text or "/" in text else text
    if UNSPACED.search(line):
        korean = _HANGUL_NAME.findall(line)
        if korean:
            return tuple(dict.fromkeys(korean))
        asian = [one or two for one, two in _HAN_NAME.findall(line)]
        if asian:
            return tuple(dict.fromkeys(asian))
    dates = find_dates(line)
    if dates:
        line = line[: dates[0].start]
    line = _CUT.sub("", _NUMBER.sub("", line)).strip(_EDGE)
    out: list[str] = []
    words = load_words()
    for part in words.conjunctions.split(line):
        name = _one_name(_STOP_WORDS.sub("", part), words)
        if name:
            out.append(name)
        elif name is None:
            break
    return tuple(dict.fromkeys(out)) if len(out) <= _MOST else ()


def _one_name(part: str, words: Words) -> str | None:
    """Return a name, an empty string for a role or a place of work, or None where names end."""
    part = " ".join(_unglued(part.split(), words)).strip(_EDGE)
    found = tokens(part)
    key = " ".join(found)
    if key in words.agencies:
        return words.agencies[key]
    if load_lexicon().look_up(part, found).cover >= _ALL_CHROME:
        return ""
    bits = part.split()
    cut = [at for at, bit in enumerate(bits) if bit.casefold().strip(".,") in words.roles]
    if cut:
        bits = bits[: cut[0]] if cut[0] >= 2 else []
    half = len(bits) // 2
    if len(bits) >= 4 and bits[:half] == bits[half:]:  # a picture's text, then the name
        bits = bits[:half]
    if not bits:
        return ""
    return " ".join(map(_from_capitals, bits)) if is_name(" ".join(bits)) else None


def _unglued(bits: Sequence[str], words: Words) -> Iterator[str]:
    """Yield words up to the first to which a dump glued a role or a button: `Mills` of `MillsPublished`."""
    for bit in bits:
        for match in () if bit.islower() or bit.istitle() or bit.isupper() else _GLUE.finditer(bit):
            tail = bit[match.start() :]
            cover = load_lexicon().look_up(tail, tokens(tail)).cover
            if tail.casefold() in words.roles or cover >= _ALL_CHROME:
                yield bit[: match.start()]
                return
        yield bit


def _from_capitals(word: str) -> str:
    """Print `PEOPLES` as `Peoples`; initials and what is short enough to be one stay."""
    return (
        "-".join(bit.capitalize() for bit in word.split("-"))
        if word.isupper() and len(word) > 3 and "." not in word
        else word
    )


def is_name(text: str) -> bool:
    """Tell whether `text` has the shape of one person's full name: two to five words, each with a capital.

    In unspaced scripts two to six letters; names of one word are left out, since a word alone is rarely signed.
    """
    bits = text.split()
    if _NOT_IN_NAMES.search(text) or len(text) > 60 or not bits:
        return False
    if all("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in text.replace(" ", "")):
        return 2 <= len(text.replace(" ", "")) <= 6 and len(bits) <= 2
    if not 2 <= len(bits) <= 5:
        return False
    if not bits[0][:1].isalpha() or bits[0][:1].islower() or bits[-1][:1].islower():
        # Scripts without capitals have no islower letters, so they pass here.
        return False
    return all(
        bit.casefold() in _PARTICLES
        or bit[:2].casefold() in ("d'", "d’", "o'", "l'", "l’")
        or (not bit[:1].islower() and bit[:1].isalpha() and not bit.endswith(","))
        for bit in bits
    )
