"""Names in bylines: whose they are, without roles, places, dates and addresses. Pure after loading."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from copydesk.ingest.clean.facts.dates import find_dates, without_weekday
from copydesk.ingest.clean.lexicon import UNSPACED, load_lexicon, tokens
from copydesk.ingest.language import latin_forms

EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"@\w+|https?://\S+|\bwww\.\S+|(?<!\S)\S+\.(?:jpe?g|png|webp|gif)\b")
_GLUE = re.compile(
    r"(?<=[^\W\d_])(?<![A-ZÄÖÜÀ-Þ])(?=[A-ZÄÖÜÀ-Þ])"
)  # "MillsPublished"; only words of chrome are cut off
_NUMBER = re.compile(r"(?<=\S)\s*\d.*$")
_HANGUL_NAME = re.compile(
    r"(?<![가-힣])((?:[가-힣]{2,4}\s?[·ㆍ・,]\s?)*[가-힣]{2,4})\s*(?:선임|수습|인턴)?(?:기자|특파원|논설위원)|(?:기자|글쓴이|작성자)\s*[:：=]\s*([가-힣]{2,4})"
)
# A foreign name in Japanese and Chinese has its parts apart: "ジョン・F・ケネディ", "约翰·史密斯".
_FOREIGN = "[ァ-ヺー]{2,12}(?:[・･＝=](?:[A-Z]|[ァ-ヺー]{1,12})){1,4}|[一-龥]{1,6}(?:[·•](?:[A-Z]|[一-龥]{1,6})){1,4}"
_PARTED = re.compile("^[ァ-ヺー]+$|[・･＝]|[一-龥][·•][一-龥]")
_HAN = f"(?:{_FOREIGN}|[一-龥々][一-龥々ぁ-んァ-ヶー]{{1,5}})(?![一-龥々ぁ-んァ-ヶー])"
_CASELESS = re.compile("[\u0590-\u0eff\u1100-\u11ff\uac00-\ud7a3]")
_LINK_NUMBER = re.compile(r"\[\d+\]")  # as text browsers print links
_SIGNED_IN_BRACKETS = re.compile(r"^[\[［【(（]\s*(.{2,40}?)\s*[\]］】)）]$")
_NOT_IN_NAMES = re.compile(r"[\d:：！？，。!?“”\"„«»/\\=+#%$€£*\[\]{}()]")
_STOP_WORDS = re.compile(r"\s+(?:in|for|at|on|im|aus|für|bei|à|pour|en|para|per|from|im|i|w|dan)\s+(?=\S).*$")
_CUT = re.compile(
    r"\s*(?:[|•—–]|·(?![一-龥])|(?<![一-龥])·|\s-\s|/{2}|\(|\bfor the\b|\b[Ff]or\b(?=\s+[A-Z])|\bis an?\b"
    r"|\bcovers\b|\bist\s)\s*.*$"
)
# Who looked over or showed a text has not written it: "Medically reviewed by", "Photo by".
_LOOKED_OVER = re.compile(
    r"(?:\b(?:medically|clinically|scientifically|legally|expert|fact[- ]?)\s*)?\b(?:review(?:ed)?|check(?:ed)?"
    r"|verified|edited|researched|photo(?:s|graph(?:s|ed|y)?)?|illustrat(?:ed|ions?)|images?|pictures?|sponsored|presented|powered"
    r"|produced|translated|geprüft|überprüft|bearbeitet|übersetzt|fotos?|révisé|relu|vérifié|traduit|revisado|verificado"
    r"|traducido|revisto|rivisto|tradotto|gecontroleerd|vertaald)\s+(?:by|von|par|por|da|door)\b",
    re.IGNORECASE,
)
_WRITTEN_BY = re.compile(
    r"\b(?:written|authored|words|text|story|geschrieben|verfasst|écrit|escrito|scritto)\s+(?:by|von|par|por|da)\s+(?=\S)",
    re.IGNORECASE,
)
_WROTE = re.compile(r"\W*(?:words|text|story|written|reviewed and written)\b", re.IGNORECASE)
# What stands between a name and the day: "Geschrieben von Rike Thomsen am 19. Januar".
_BEFORE_DAY = re.compile(
    r"\s(?:on|am|vom|le|el|il|em|en|op|den|dne|dnia|w|i|kl|pada|tanggal|ngày|от|від|στις)$", re.IGNORECASE
)
_LAST_WORD = frozenset(["in", "on", "at", "for", "from", "via", "to", "with", "im", "aus", "für"])
_ACRONYM = range(3, 6)  # letters of an outlet's short name: "BBC Scotland", "MDR THÜRINGEN"
_TWICE = re.compile(r"^(\S+ .{2,}?)\1$")  # "Ann LeeAnn Lee": a picture's text, then the name
_LONGEST_ALONE = 60  # letters of a line that is a name behind "With" or a Greek article
# What ends in a particle behind a Chinese character or is called so is nobody: "この記事は", "広島共同".
_NO_HAN_NAME = re.compile(
    r"[一-龥][はがをにでともへ]$|記事|(?:共同|時事|通信|新聞|大学|新华社|新聞社|編集部)$"
    r"|^(?:本报|本刊|实习|特约|见习|本紙|本誌)"
)
_WROTE_IN_HAN = re.compile(r"\s*(?:編著|共著|著|著者)\s*$")  # "Eric Freeman 著"
_ALL_CHROME = 0.9
_EDGE = " ,.;:|/-–—·•*'’"
_LONGEST_SHORT = 6  # letters of a shortened name with its stop, "Chr.", "Friedr."
_MOST = 6  # more "names" than this is a list of something else


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """What `data/bylines.toml` holds, in one case."""

    by: tuple[str, ...]
    conjunctions: re.Pattern[str]
    ends_in_and: re.Pattern[str]
    roles: frozenset[str]
    agencies: Mapping[str, str]
    collectives: frozenset[str]
    counters: frozenset[str]
    degrees: frozenset[str]
    going_on: re.Pattern[str]
    alone: re.Pattern[str]
    desks: frozenset[str]
    genres: frozenset[str]
    partners: re.Pattern[str]
    writers: re.Pattern[str]
    lives: tuple[str, ...]
    views: re.Pattern[str]
    pictured: re.Pattern[str]
    pictures_by: re.Pattern[str]
    pictures_behind: re.Pattern[str]
    opening: re.Pattern[str]
    inside: re.Pattern[str]
    ours: re.Pattern[str]
    particles: frozenset[str]
    honours: re.Pattern[str]
    tickers: re.Pattern[str]
    glued_and: re.Pattern[str]
    no_signature: re.Pattern[str]
    sent_by: re.Pattern[str]
    at_place: re.Pattern[str]
    han_name: re.Pattern[str]
    details: re.Pattern[str]


@cache
def load_words() -> NameWords:
    """Read `data/bylines.toml` of the package once."""
    data = tomllib.loads(resources.files("copydesk").joinpath("data/bylines.toml").read_text(encoding="utf-8"))
    by = sorted(set(data["by"]), key=len, reverse=True)
    between = "|".join(re.escape(word) for word in sorted(set(data["and"]) - {"&"}, key=len, reverse=True))
    between += "".join(f"|(?-i:{re.escape(word)})" for word in data["and_small"])
    short = "|".join(re.escape(word) for word in data["of"])
    opening = "|".join(re.escape(word) for word in by)
    alone = "|".join(re.escape(word) for word in data["alone"])
    glued = "|".join(re.escape(word) for word in data["glued"])
    writers = "|".join(re.escape(word).replace("'", "['’]") for word in data["writers"])
    views = "|".join(re.escape(word).replace("'", "['’]") for word in data["views"])
    again = "|".join(re.escape(word) for word in data["again"])
    pictures = "|".join(re.escape(word) for word in data["pictures"])
    han = "|".join([*map(re.escape, data["han_labels"]), r"文(?=[\s:：=＝／/｜|])"])
    places = "|".join(re.escape(word) for word in data["at_place"])
    details = "|".join(re.escape(word) for word in sorted(set(data["details"]), key=len, reverse=True))
    return NameWords(
        by=tuple(by),
        conjunctions=re.compile(
            # Between two words in katakana a point holds the parts of one name: "ジョン・スミス".
            rf"\s*(?:(?:[,;、，،／]|(?<![ァ-ヺーA-Z])・|・(?![ァ-ヺA-Z]))(?:\s*(?:{between}|&)(?=\s))?|\s[&/]\s|\s(?:{between})\s)\s*(?:(?-i:{again})\s+)?",
            re.IGNORECASE,
        ),
        ends_in_and=re.compile(rf"(?<=\w)(?:\s*[,;]|,?\s+(?:{between}|&))$", re.IGNORECASE),
        roles=frozenset(data["roles"]),
        agencies=data["agencies"],
        collectives=frozenset(data["collectives"]),
        counters=frozenset(data["counters"]),
        degrees=frozenset(data["degrees"]),
        going_on=re.compile(rf"^(?:{between}|&)\s+(?=\S)", re.IGNORECASE),
        alone=re.compile(rf"^(?:{alone})\s+(?=[^\W\d_])", re.IGNORECASE),
        desks=frozenset(data["desks"]),
        genres=frozenset(data["genres"]),
        partners=re.compile(rf"(?:{'|'.join(data['partners'])})\b.{{2,60}}$", re.IGNORECASE),
        writers=re.compile(rf"(?:{writers})(?:(?<=[^\W\d_a-zà-ɏа-я])|\b)", re.IGNORECASE),
        lives=tuple(data["lives"]),
        views=re.compile(rf"(?:{views})", re.IGNORECASE),
        # Who is named before this in brackets took or drew the pictures: "Ann Lee (Text) und Bo Chen (Fotos)".
        pictured=re.compile(rf"[(（](?:{pictures})\s*[)）]?$", re.IGNORECASE),
        pictures_by=re.compile(rf"(?:{pictures})\s*(?:[:：]|by\b|de\b|von\b|di\b)", re.IGNORECASE),
        # What goes on with who took the pictures: "Ann Lee. Fotos: Bo Chen", "Ann Lee / Photography Bo Chen".
        pictures_behind=re.compile(
            rf"\s*[.,;/|·•–—]\s*(?:{pictures})\s*(?:[:：]|\b(?:by|de|von|di|par|por|da)\b|(?-i:(?=[A-ZÀ-Þ])))",
            re.IGNORECASE,
        ),
        opening=re.compile(
            rf"^[/|·•\s]*(?:(?:{opening})(?:\s*[:：=＝／｜・]\s*|\s+(?![:：])|\s+[:：]\s*)"
            rf"|(?:{glued})(?-i:(?<=[a-z])(?=[A-ZÀ-Þ][a-zà-ÿ'’-]+\s+[A-ZÀ-Þ])))(?=\S)",
            re.IGNORECASE,
        ),
        inside=re.compile(
            rf"^(?:(?:[^\W\d_][\w.-]*\s+){{1,3}}?|.{{0,80}}\|\s*(?:\w+\s)?)(?:{short})\s+(?=[^\W\d_])(?-i:(?=[A-ZÄÖÜÀ-ÞА-Я]))",
            re.IGNORECASE,
        ),
        # Who writes for an outlet as it says so: "our reporter", "unserem Korrespondenten".
        ours=re.compile(
            rf"(?:{'|'.join(data['ours'])})\s+"
            r"(?:[^\W\d_A-ZÀ-ÞА-Я][\w-]*\s+|[A-ZÄÖÜ][a-zäöü-]+(?:in|en|eur|er)\s+){1,3}(?=[A-ZÀ-ÞА-Я])"
        ),
        particles=frozenset(data["particles"]),
        honours=re.compile(rf"^(?:(?:{'|'.join(map(re.escape, data['honours']))})(?:\.\s*|\s+))+", re.IGNORECASE),
        tickers=re.compile(rf"\W*(?:{'|'.join(map(re.escape, data['tickers']))})(?![^\W\d_])", re.IGNORECASE),
        # "And" is glued to the second of two Arabic names: a word before it, two from it on, and none that begins so.
        glued_and=re.compile(
            rf"(?<=[\u0621-\u064a] )(?<! و )و(?!(?:{'|'.join(one[1:] for one in data['begin_with_waw'])})\s)"
            r"([\u0621-\u064a]{3,}\s+[\u0621-\u064a]+)"
        ),
        no_signature=re.compile("|".join(data["no_signature"])),
        sent_by=re.compile(
            rf"^(?:[^\W\d_]+\s+)?(?:{'|'.join(data['ours'])})\s+[^,:.]{{4,50}}[,:]\s+(?=\S)", re.IGNORECASE
        ),
        # Where somebody was, between two names: "Ann Lee, in Oslo, and Bo Chen".
        at_place=re.compile(rf"(?:{places})\s+(?:\S+\s?){{1,3}}$"),
        han_name=re.compile(
            rf"(?:本报|本刊)?(?:{han})\s*[:：=＝／/｜|]?\s*(?:(?:編集|論説|解説)委員[・\s])?({_HAN}(?:\s*[、，,・／&＆]\s*{_HAN})*)"
            r"|(?<![一-龥])([一-龥々]{2,4})\s*(?:記者|记者)(?![一-龥])"
        ),
        details=re.compile(rf"\W{{0,3}}(?:{details})\s*(?:[:：|]\s*|\s(?=\S)|\Z)", re.IGNORECASE),
    )


@lru_cache(maxsize=256)  # each kind of sign asks it of the same few lines
def strip_by(text: str) -> tuple[str, bool]:
    """Return a line without its "By", and whether it had one that a capital follows.

    The word may stand after up to three others ("Column by", "A comment by"), be glued to the name, or open the part
    behind a bar.
    """
    words = load_words()
    match = words.opening.match(text) or words.inside.match(text) or _alone(text, words) or _labelled_text(text, words)
    match = _of_our_own(text, words) or match
    if match and text[match.end() : match.end() + 1].islower():
        match = words.inside.match(text) or match  # "Aus dem Stadion berichtet Ann Lee"
    if not match:
        return text, False
    other = _LOOKED_OVER.search(text[: match.end()])
    if other and not _WROTE.match(text) and not _WRITTEN_BY.search(text[: other.start()]):
        match = _WRITTEN_BY.search(text, other.end())
        if not match:
            return text, False
    rest = text[match.end() :]
    ours = load_words().ours.match(rest)
    if ours and split_names(rest[ours.end() :]):  # "Door onze lezeres Geesje Bolhuis"
        rest = rest[ours.end() :]
    return rest, not rest[:1].islower()


def _alone(text: str, words: NameWords) -> re.Match[str] | None:
    """Return the word before a name that is a byline's only where the line holds nothing else: "With Ann Lee"."""
    match = words.alone.match(text)
    line = _ends_there(text) if match else ""
    names = words.conjunctions.split(line[match.end() :]) if match and len(line) <= _LONGEST_ALONE else []
    if match is None or not names or not all(is_name(name) and not is_of_words(name) for name in names):
        return None
    foreign = _OTHER_LETTERS.search(names[0]) is not None  # the list of first names has those in Latin letters
    return match if foreign or is_given(names[0].split()[0]) else None


def _of_our_own(text: str, words: NameWords) -> re.Match[str] | None:
    """Return who sent it as the outlet says so, before a comma: "De notre correspondante à Tbilissi, Ann Lee"."""
    match = words.sent_by.match(text)
    if match is None or not any(_is_role(word, words) for word in tokens(match[0])):
        return None
    return match if is_name(_ends_there(text[match.end() :]).strip(_EDGE)) else None


def _labelled_text(text: str, words: NameWords) -> re.Match[str] | None:
    """Return the label of who wrote beside who took the pictures: "Story Ann Lee / Photography Bo Chen"."""
    match = _BARE_LABEL.match(text)
    pictures = words.pictures_behind.search(text) if match else None
    return match if match and pictures and is_name(text[match.end() : pictures.start()].strip(_EDGE)) else None


def _ends_there(text: str) -> str:
    """Return a line up to its day, and to a bar with who took the pictures behind it."""
    dates = find_dates(text)[:1]
    line = _BEFORE_DAY.sub("", without_weekday(text[: dates[0].start]).rstrip(" ,.")) if dates else text
    front, *parts = _BARS.split(line)
    return front.strip() if parts and all(map(load_words().pictures_by.match, parts)) else line.strip()


_OTHER_LETTERS = re.compile("[\u0370-\uffff]")


def looks_over(text: str) -> bool:
    """Tell a line that names who checked a text or took its pictures: "Photographs by Ann Lee"."""
    match = _LOOKED_OVER.search(text)
    return match is not None and not _WROTE.match(text) and len(text[: match.start()].split()) <= 1


def says_reporter(text: str) -> bool:
    """Tell whether a line is nothing but a name and the word for reporter, where a script has no capitals to tell."""
    return bool(_HANGUL_NAME.fullmatch(text.strip()) or load_words().han_name.fullmatch(text.strip()))


def labels_author(text: str) -> bool:
    """Tell whether a line has a label and a name amid other facts, in Chinese or Japanese: "来源：… 作者：周予安"."""
    return any(pair[0] for pair in load_words().han_name.findall(text))


@lru_cache(maxsize=256)
def split_names(text: str) -> tuple[str, ...]:
    """Return the people and agencies a byline names; empty when any of it does not read as names."""
    line = _bare(text)
    if UNSPACED.search(line) and (labelled := _labelled(line)):
        return labelled
    if turned := turned_round(line):
        return turned
    dates = find_dates(line)
    if dates:
        line = without_label(without_weekday(line[: dates[0].start]).rstrip(" ,."))
    words = load_words()
    line = _without_notes(line, words)
    pictures = words.pictures_behind.search(line)
    line = line[: pictures.start()] if pictures else line
    if parted := _parted_by_bars(line):
        return parted
    line = words.glued_and.sub(r" و \1", _named_after_cut(line, words).strip(_EDGE))
    out: list[str] = []
    for part in [part for part in words.conjunctions.split(line) if not words.pictured.search(part)]:
        if out and not line.isupper() and _is_outlet(part.split(), words):
            continue
        if out and _degree(part) in words.degrees:  # "Ann Lee, MD, PhD" is one person
            out[-1] += f", {part.strip(_EDGE)}"
            continue
        name = "" if out and load_words().at_place.match(part) else _one_name(_STOP_WORDS.sub("", part), words)
        if name:
            out.append(name)
        elif name is None:
            break
    return tuple(dict.fromkeys(out)) if len(out) <= _MOST else ()


_BARE_LABEL = re.compile(r"^(?:words|story|text|report|reporting|writing)\s*:?\s+(?-i:(?=[A-ZÀ-Þ]))", re.IGNORECASE)
_NOTE = re.compile(r"\s*[(（]([^()（）]{2,40})[)）]")


def without_label(line: str) -> str:
    """Return a byline without the word before its day: "Ann Lee, Bo Chen Veröffentlicht"."""
    line = _BEFORE_DAY.sub("", line)
    front, _, last = line.rpartition(" ")
    stamp = load_lexicon().look_up(last, tokens(last)) if front else None
    return front.rstrip(" ,.:|") if stamp and stamp.cover >= _ALL_CHROME and "stamp" in stamp.groups else line


def _without_notes(line: str, words: NameWords) -> str:
    """Return a byline without the towns and tasks in brackets behind its names: "Ann Lee (Oslo) and Bo Chen (Bergen)".

    What is in brackets before the last of several names hides none of them; a task with pictures stays, and tells.
    """

    def note(match: re.Match[str]) -> str:
        rest = line[match.end() :]
        parts = not rest or rest.lstrip()[:1] in (*",;/|&·•–—",) or words.going_on.match(rest.lstrip()) is not None
        return match[0] if not parts or words.pictured.search(match[0]) else ""

    return _NOTE.sub(note, line) if "(" in line or "（" in line else line


def _named_after_cut(line: str, words: NameWords) -> str:
    """Return a byline up to where something else begins, and the person it goes on with after an outlet's name."""
    line = _NUMBER.sub("", line)
    start = None if words.pictured.search(line) else _CUT.search(line)
    if start is None:
        return line
    # "By Ann Lee for The Gazette and Bo Chen"
    last = words.conjunctions.split(line)[-1]
    goes_on = start[0].strip().casefold().startswith("for ") and len(last) < len(line) - start.start()
    bits = last.split()
    known = goes_on and len(bits) > 1 and is_given(bits[0]) and is_name(last)
    return line[: start.start()] + (f", {last}" if known and not is_of_words(last) else "")


def _bare(text: str) -> str:
    """Return a byline without addresses, numbers of links, brackets around it, and those who looked the text over."""
    # An address ends a name; what follows is another's where it has a capital, and anything in a script without.
    parted = " " if UNSPACED.search(text) or _CASELESS.search(text) else " ; "
    line = _HANDLE.sub(" ", EMAIL.sub(parted, text)) if "@" in text or "." in text or "/" in text else text
    line = _LINK_NUMBER.sub("", line) if "[" in line else line
    if bracketed := _SIGNED_IN_BRACKETS.match(line):
        line = bracketed[1]
    other = None if _WROTE.match(line) else _LOOKED_OVER.search(line)
    return line[: other.start()].strip(_EDGE + ".") if other else line


def _parted_by_bars(line: str) -> tuple[str, ...]:
    """Return the people whom bars, dots or dashes part, "Ann Lee | Bo Chen", where each has a known first name."""
    parts = [part.strip(_EDGE) for part in _BARS.split(line)]
    wrote = [part for part in parts if not (load_words().pictured.search(part) or load_words().pictures_by.match(part))]
    known = all(is_name(part) and is_given(part.split()[0]) for part in wrote)
    return tuple(dict.fromkeys(wrote)) if len(parts) > 1 and known else ()


_BARS = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")


def _is_outlet(bits: Sequence[str], words: NameWords) -> bool:
    """Tell an outlet beside people: a short name in capitals, that is no agency, with a word behind it."""
    first = bits[0].strip(_EDGE) if len(bits) > 1 else ""
    key = " ".join(bits).casefold().strip(_EDGE)
    short = first.isupper() and first.isalpha() and len(first) in _ACRONYM
    return short and key not in words.agencies and not is_given(first)


def _labelled(line: str) -> tuple[str, ...]:
    """Return the names that a word for reporter or author stands beside, in scripts that have no capitals."""
    for pattern in (_HANGUL_NAME, load_words().han_name):
        found = [one for pair in pattern.findall(line) for one in _parts_of(pair[0] or pair[1])]
        if found := [name for name in found if not _NO_HAN_NAME.search(name)]:
            return tuple(dict.fromkeys(found))
    return ()


def _parts_of(labelled: str) -> list[str]:
    if _HANGUL.match(labelled):
        return _HANGUL_POINT.split(labelled)
    return load_words().conjunctions.split(labelled)


_HANGUL, _HANGUL_POINT = re.compile("[가-힣]"), re.compile(r"\s?[·ㆍ・,]\s?")


def _degree(part: str) -> str:
    return re.sub(r"[.®™\s]", "", part).casefold()


def is_given(word: str) -> bool:
    """Tell a known first name, with its accents or without, in Latin, Cyrillic or Greek letters: "Hélène", "Ирина"."""
    known = given_names()
    if word.isascii():
        return word.casefold() in known
    plain = _plain(word)
    return word.casefold() in known or plain in known or not known.isdisjoint(latin_forms(plain))


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).translate(_UNDECOMPOSED)


_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "ð": "d", "þ": "th"})


def names_alone(text: str) -> tuple[str, ...]:
    """Return the people of a line that holds nothing but names and what each of them is: "Ann Lee, envoy, and Bo Chen".

    Each has a known first name, and every other part says an office or a town in brackets; two at least.
    """
    words = load_words()
    parts = words.conjunctions.split(_without_notes(text, words).strip(_EDGE))
    people = [part.strip(_EDGE) for part in parts]
    people = [one for one in people if is_name(one) and not is_of_words(one)]
    if not people or not is_given(people[0].split()[0]):
        return ()
    others = [part for part in parts if part.strip(_EDGE) not in people]
    offices = all(
        load_words().at_place.match(part) or any(_is_role(bit.casefold().strip(".,"), words) for bit in part.split())
        for part in others
    )
    return tuple(dict.fromkeys(people)) if len(people) > 1 and offices and not text.endswith((".", "!", "?")) else ()


def without_degrees(name: str) -> str:
    """Return a name as a text speaks of its bearer: `Ann Lee` of `Ann Lee, MD`."""
    return name.split(", ", 1)[0]


def without_honours(name: str) -> str:
    """Return a name without titles before it and degrees behind it: `Ann Lee` of `Dr. Ann Lee, MP`."""
    front, *behind = name.split(", ")
    honoured = behind and all(_degree(part) in load_words().degrees for part in behind)
    return load_words().honours.sub("", front if honoured else name)


@cache
def given_names() -> frozenset[str]:
    """Return the commonest first names, in small letters (`data/given_names.txt`)."""
    return frozenset(resources.files("copydesk").joinpath("data/given_names.txt").read_text(encoding="utf-8").split())


def turned_round(line: str) -> tuple[str, ...]:
    """Return the people of "Last, First" or "Last, First; Last, First", first names first; empty for any other line.

    Only a known first name (or an initial) after the comma tells this form from two people.
    """
    out: list[str] = []
    parts = line.split(";")
    any_known = False
    for part in parts:
        family, comma, given = (bit.strip(" .") if nth else bit.strip() for nth, bit in enumerate(part.partition(",")))
        names = given.split()
        if not comma or not 1 <= len(names) <= 3 or len(family.split()) > 3 or not family[:1].isalpha():
            return ()
        words = family.split()
        if len(words) > 1 and not all(word.casefold() in load_words().particles for word in words[:-1]):
            return ()
        if family.casefold() in load_words().agencies or given.casefold() in load_words().agencies or given.isupper():
            return ()
        known = is_given(names[0]) or (len(names[0].strip(".")) == 1 and names[0].isupper())
        any_known |= known
        if _degree(given) in load_words().degrees or not all(name[:1].isupper() for name in names):
            return ()
        if not words[-1][:1].isupper():
            return ()
        out.append(f"{' '.join(names)} {family}")
    return tuple(out) if any_known else ()


def _one_name(part: str, words: NameWords) -> str | None:
    """Return a name, an empty string for a role or a place of work, or None where names end."""
    part = _WROTE_IN_HAN.sub("", part)
    part = _TWICE.sub(r"\1", " ".join(_unglued(part.split(), words)).strip(_EDGE))
    found = tokens(part)
    key = " ".join(found)
    if key in words.agencies:
        return words.agencies[key]
    if load_lexicon().look_up(part, found).cover >= _ALL_CHROME:
        return ""
    bits = part.split()
    if _is_collective(bits, words):
        return part
    cut = [at for at, bit in enumerate(bits) if _is_role(bit.casefold().strip(".,"), words)]
    if cut:
        bits = bits[: cut[0]] if cut[0] >= 2 else []
        if len(bits) > 2 and "nav" in load_lexicon().look_up(bits[-1], tokens(bits[-1])).groups:
            bits = bits[:-1]  # "Ann Lee Money correspondent": the office's field
    if len(bits) > 2 and bits[-1].casefold() in _LAST_WORD:  # "By Ann Lee In": what follows was another element
        bits = bits[:-1]
    bits = _up_to_capitals_end(bits)
    half = len(bits) // 2
    if len(bits) >= 4 and bits[:half] == bits[half:]:  # a picture's text, then the name
        bits = bits[:half]
    if not bits:
        return ""
    return " ".join(map(_from_capitals, bits)) if is_name(" ".join(bits)) else None


def _up_to_capitals_end(bits: Sequence[str]) -> list[str]:
    """Return a name in capitals without the word in small letters that follows it, a town: "ANN LEE Oslo"."""
    size = next((at for at, bit in enumerate(bits) if not bit.isupper()), len(bits))
    whole = sum(len(bit.strip(".")) > 1 for bit in bits[:size])
    return list(bits[:size] if whole > 1 and bits[-1].istitle() else bits)


def _is_role(word: str, words: NameWords) -> bool:
    """Tell the word of an office, which German glues to its field ("Wirtschaftsredakteur")."""
    return word in words.roles or word.endswith(("redakteur", "redakteurin", "korrespondent", "korrespondentin"))


def _is_collective(bits: Sequence[str], words: NameWords) -> bool:
    """Tell a name that several sign with, "The Harbour Team": no person's name stands before its last word."""
    if not 2 <= len(bits) <= 5 or bits[-1].casefold() not in words.collectives or bits[-1].islower():
        return False
    before = [bit for bit in bits[:-1] if bit.casefold() != "the"]
    if not before or any(bit[:1].islower() for bit in before):
        return False
    return len(before) == 1 or not is_given(before[0])


def _unglued(bits: Sequence[str], words: NameWords) -> Iterator[str]:
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
    """Print `PEOPLES` as `Peoples`; initials and what is short enough to be one stay, but for a known first name."""
    if word in ("DR.", "PROF."):
        return word.capitalize()
    named = len(word) > _LONGEST_INITIALS or (len(word) == _LONGEST_INITIALS and is_given(word))
    if not (word.isupper() and named) or "." in word or UNSPACED.search(word):
        return word
    return "-".join(bit[:1] + bit[1:].replace("İ", "i").lower() for bit in word.split("-"))


_LONGEST_INITIALS = 3  # letters


def is_name(text: str) -> bool:
    """Tell whether `text` has the shape of one person's full name: two to five words, each with a capital.

    In unspaced scripts two to six letters; names of one word are left out, since a word alone is rarely signed.
    """
    bits = text.split()
    if _NOT_IN_NAMES.search(text) or len(text) > 60 or not bits:
        return False
    if _PARTED.search(text):  # a word in katakana alone is a section ("インシデント"), and so are several with points
        return re.fullmatch(_FOREIGN, text) is not None
    if all("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in text.replace(" ", "")):
        return 2 <= len(text.replace(" ", "")) <= 6 and len(bits) <= 2 and not _NO_HAN_NAME.search(text)
    ends = any(len(bit) > _LONGEST_SHORT and bit.endswith(".") for bit in bits)  # a sentence ends within it
    if ends or not 2 <= len(bits) <= 5:
        return False
    if not bits[0][:1].isalpha() or bits[0][:1].islower() or _ELIDED.sub("", bits[-1])[:1].islower():
        # Scripts without capitals have no islower letters, so they pass here.
        return False
    return all(
        bit.casefold() in load_words().particles
        or (_ELIDED.match(bit) and bit[2:3].isupper())
        or (not bit[:1].islower() and bit[:1].isalpha() and not bit.endswith(","))
        for bit in bits
    )


_ELIDED = re.compile("[dDoOlL]['’]")  # "d’Aubigny"


def side_by_side(text: str) -> tuple[str, ...]:
    """Return the people of a line in which nothing parts them: "Birgit Baum Anna Giulia Fink", by known first names.

    A first name opens a person where the one before has two words of which the last is no first name.
    """
    people: list[list[str]] = []
    for bit in text.split():
        known = is_given(bit)
        if not people and not known:
            return ()
        whole = bool(people) and len(people[-1]) > 1 and people[-1][-1].casefold() not in load_words().particles
        if not people or (known and whole and not is_given(people[-1][-1])):
            people.append([])
        people[-1].append(bit)
    names = tuple(" ".join(one) for one in people)
    return names if len(names) > 1 and all(map(is_name, names)) else ()


# Nobody's first name: what places begin with ("New Haven", "Port Ellison").
OF_PLACES = frozenset(
    ["new", "north", "south", "east", "west", "port", "fort", "mount", "lake", "los", "las", "saint", "upper", "lower"]
)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(resources.files("copydesk").joinpath("data/common_words.txt").read_text(encoding="utf-8").split())


def is_common(word: str) -> bool:
    """Tell a common word of English, which nobody signs with alone."""
    return word.casefold() in _common_words()


def not_of_words(text: str) -> tuple[str, ...]:
    """Return the names in a text that are none of common words alone."""
    return tuple(name for name in split_names(text) if not is_of_words(name))


def is_of_words(name: str) -> bool:
    """Tell what is of common words alone and begins with no first name: "Other Posts", "Web Designer"."""
    bits = name.casefold().split()
    if is_given(bits[0]) or name in load_words().agencies.values() or bits[-1] in load_words().collectives:
        return False
    return name.isascii() and len(bits) > 1 and all(bit in _common_words() for bit in bits)
