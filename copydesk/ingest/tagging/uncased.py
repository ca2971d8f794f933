"""People in scripts without capitals: Korean, Japanese, Chinese and Hindi names by family names, offices and marks.

A name stands beside an office (이재명 대통령, 高市早苗首相, 外长罗哈斯), with an age or its han letters in brackets
(홍길동(44), 윤석열(尹錫悅)), or with dots between its parts (マルコス・ペレイラ, 科瑞·舒爾曼). Offices are data
(`data/people.toml`). What was measured stands in docs/decisions/tagging.md.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from copydesk.ingest.tagging.country_names import country_words
from copydesk.ingest.tagging.lexicon import base_language, titles_of

_KO_PARTICLE = (
    r"(?:은|는|이|가|을|를|의|에게|에|도|와|과|로|라고|께서|께|에서|이라고|만|부터|까지|처럼|보다|측|역|님|들|이다|였다|인|으로|"
    r"라는|이라는|한테|랑)"
)
_KANA = "ァ-ヴー"
_HAN = "一-鿿々"


@dataclass(frozen=True, slots=True)
class UncasedName:
    """A name in a text, by the rule that found it; `office` is the title beside it."""

    start: int
    end: int
    rule: str
    office: str = ""
    office_start: int = -1


def find_uncased(text: str, lang: str) -> tuple[UncasedName, ...]:
    """Names of people in a text of one of these languages, in order, none inside another."""
    language = base_language(lang).partition("-")[0]
    finder = _FINDERS.get(language)
    if finder is None:
        return ()
    found = sorted(set(finder(text)), key=lambda name: (name.start, -name.end))
    kept: list[UncasedName] = []
    for name in found:
        if kept and name.start < kept[-1].end:
            if name.end - name.start > kept[-1].end - kept[-1].start:
                kept[-1] = name
            continue
        kept.append(name)
    return tuple(kept)


@cache
def _words(language: str, key: str) -> frozenset[str]:
    return frozenset(titles_of(language).get(key, "").split())


def _joined(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


@cache
def _korean() -> Mapping[str, re.Pattern[str]]:
    after, before = _joined(titles_of("ko")["after"]), _joined(titles_of("ko")["before"])
    table = titles_of("ko")
    family, two = table["family"], _joined(table["two"])
    name = rf"(?:{two})[가-힣]{{1,2}}|[{family}][가-힣]{{2}}"
    end = rf"(?={_KO_PARTICLE}|[^가-힣]|$)"
    short = rf"[{family}][가-힣]"
    middle = r"(?:(?:전|현|신임|당시|후임)\s)?(?:[가-힣A-Z]{1,8}\s){0,2}?"
    return {
        "titled": re.compile(rf"(?<![가-힣])({name})\s?(?:(?:전|현|신임)\s)?((?:{after}))(?![가-힣]{{0,1}}실){end}"),
        # 김두겸 울산시장
        "local": re.compile(rf"(?<![가-힣])({name})\s[가-힣]{{2,4}}({_joined(table['local'])}){end}"),
        "far": re.compile(rf"(?<![가-힣])({name})\s{middle}((?:{after})){end}"),
        # 이정재, 홍승만: syllables that given names are made of, at a word's edge or before a particle.
        "spelled": re.compile(
            rf"(?<![가-힣])([{family}][{table['given_first']}](?:[{table['given_last']}](?<![이은인])(?=[^가-힣]|$)"
            rf"|[{table['given_last']}](?=(?:은|는|이|가|을|를|의|과|와|도|에게|처럼|보다|같은)(?:[^가-힣]|$))))"
        ),
        "spelled name": re.compile(rf"[{family}][{table['given_first']}][{table['given_last']}]"),
        "foreign before": re.compile(
            rf"(?:{before})\s((?:{_joined(table['foreign_given'])})\s(?:[가-힣]{{1,6}}(?<![은는이가을를의과와도])\s)?[가-힣]{{2,7}}?)"
            r"(?=(?:은|는|이|가|을|를|의|과|와|도|에게|께서)(?:[^가-힣]|$)|[^가-힣\s]|$)"
        ),
        "short": re.compile(
            rf"(?<![가-힣])({short})\s?(?:전\s)?(씨|장관|의원|대통령|감독|총리|대표|교수|선수|후보|위원장){end}"
        ),
        "age": re.compile(rf"(?<![가-힣])({name})(?=\s?\(\d{{1,2}}(?:세|살)?[,)·]|\([一-鿿]{{2,4}}[),·])"),
        "before": re.compile(rf"(?:{before})\s((?:{name}))(?=(?:이|가|은|는|의|을|를|과|와|도|에게|,|\s|$|씨))"),
        "foreign": re.compile(
            rf"(?<![가-힣\d])((?:[가-힣]{{1,7}}\s){{1,3}}[가-힣]{{1,7}})\s(?:전\s|현\s)?((?:대통령|총리|국무장관|국왕|교황|총통|주석|부통령|국방장관|외무장관|외교장관|왕세자|장관|감독|상원의원|부총리|대변인)){end}"
        ),
        "foreign aged": re.compile(
            rf"(?<![가-힣\d])((?:[가-힣]{{1,7}}\s){{1,5}}[가-힣]{{1,7}})(?=\s?\(\d{{1,2}}(?:세|살)?[,)·]|\s?씨{end})"
        ),
        # 대표가: an office with its particle acts, and begins no name.
        "acting": re.compile(rf".*(?:{after})(?:가|이)$"),
        "surname": re.compile(
            rf"(?<![가-힣])([{family}])\s?(씨|의원|대통령|대표|감독|후보|장관|교수|시장|총리|위원장){end}"
        ),
    }


def _find_korean(text: str) -> Iterator[UncasedName]:
    """Full names by office, age and han, wherever they stand again; foreign names; short names before an office."""
    full: set[str] = set()
    for name in _korean_names(text):
        full.add(text[name.start : name.end])
        yield name
    yield from _korean_foreign(text, full)
    for match in _korean()["short"].finditer(text):
        sure = match[2] in ("씨", "장관", "의원", "감독")
        if sure and match[1][1] != "모" and match[1] not in _words("ko", "not") and match[1] not in country_words("ko"):
            yield UncasedName(match.start(1), match.end(1), "short name and office", match[2], match.start(2))
    families = {name[0] for name in full}
    for match in _korean()["surname"].finditer(text):
        if match[1] not in families and match[1] not in _KO_NO_FAMILY:  # Mr. Park, of whom the text says no more
            yield UncasedName(match.start(1), match.end(1), "family name and office", match[2], match.start(2))
    for found in full:
        for match in re.finditer(rf"(?<![가-힣]){re.escape(found)}(?={_KO_PARTICLE}|[^가-힣]|$|전|씨)", text):
            yield UncasedName(match.start(), match.end(), "named again")


def _korean_names(text: str) -> Iterator[UncasedName]:
    """Korean full names: a family name and two syllables beside an office, an age, or han letters."""
    never = _words("ko", "not") | _words("ko", "posts") | frozenset(country_words("ko"))
    seen: set[str] = set()
    firms: set[str] = set()
    spelled = _korean()["spelled name"]
    for rule in ("titled", "age", "before", "local", "far", "spelled"):
        for match in _korean()[rule].finditer(text):
            name = match[1]
            word = name[:2] in never and not (name[:2] in _words("ko", "both") and spelled.fullmatch(name))
            if name in never or word or name[-1] in _KO_NO_END or (len(name) == 2 and name[1] == "모"):
                continue
            if rule in ("far", "before", "local") and (name[-1] in "은는이가을를의에도와과로고해한된" or name in seen):
                continue
            before = _word_before(text, match.start(1))
            if before in _words("ko", "things") or name in firms:  # 어선 한라호, a ship
                continue
            if rule == "titled" and match[2] != "씨" and _is_sure_korean(before):
                firms.add(name)  # 황주호 한수원 사장: the firm stands between a name and its office
                continue
            if rule == "far" and any(map(_is_sure_korean, text[match.end(1) : match.start(2)].split())):
                continue  # 여행객 이수민 씨
            seen.add(name)
            office = match[2] if match.lastindex and match.lastindex > 1 else ""
            yield UncasedName(match.start(1), match.end(1), rule, office, match.start(2) if office else -1)


def _word_before(text: str, start: int) -> str:
    """The word before a place in a text, if nothing but a blank parts them."""
    return text[text.rfind(" ", 0, start - 1) + 1 : start - 1] if text[start - 1 : start] == " " else ""


def _is_sure_korean(word: str) -> bool:
    """Whether a word before an office is a full name by its syllables, and no office or kind of person itself."""
    known = word in _words("ko", "not") or word in _words("ko", "posts") or word in country_words("ko")
    return bool(_korean()["spelled name"].fullmatch(word)) and not known


def _korean_foreign(text: str, full: set[str]) -> Iterator[UncasedName]:
    """Names of foreigners in hangul: two to four words before an office, or parts joined by dots."""
    places = country_words("ko")
    for match in _korean()["foreign before"].finditer(text):  # 대통령 조 바이든은
        yield UncasedName(match.start(1), match.end(1), "office and foreign name")
    for match in _korean()["foreign aged"].finditer(text):  # 베트남인 선원 응우옌 반 둥(27)
        words = match[1].split()
        told = [n for n, w in enumerate(words) if w in _words("ko", "posts") or w in _words("ko", "before")]
        name = " ".join(words[told[-1] + 1 :]) if told else ""
        if " " in name and name[-1] != "모":  # 학부모 이모 씨, a Mr. Lee who is not named
            yield UncasedName(match.end(1) - len(name), match.end(1), "foreign name and age")
    for match in _korean()["foreign"].finditer(text):
        start, country = match.start(1), False
        words = match[1].split()
        while len(words) > 1 and (words[-1] in places or words[-1] in ("전", "현")):
            words = words[:-1]  # 키엔 베트남 부총리: the country belongs to the office, and so does "former"
        while words and (_is_no_korean_name(words[0]) or words[0] in places):
            country = words[0] in places or words[0].removesuffix("의") in places
            start += len(words[0]) + 1
            words = words[1:]
        joined = " ".join(words)
        if len(words) == 1 and country and len(joined) > 2 and not _is_no_korean_name(joined):
            yield UncasedName(start, start + len(joined), "country, name and office", match[2], match.start(2))
        never = _words("ko", "not")
        if (
            len(words) > 1
            and len(words[-1]) > 1
            and not any(_is_no_korean_name(w) or w in never for w in words)
            and joined not in full
        ):
            yield UncasedName(start, start + len(joined), "foreign name and office", match[2], match.start(2))


# Syllables that end nouns and forms of verbs, and next to no given name.
_KO_NO_END = frozenset("적부차위의들을를에시막족팀측대돼과당본")
# Family names that are also words before an office: former, said, under, vice.
_KO_NO_FAMILY = frozenset("전제여위부주한명표이")
_KO_VERBAL = re.compile(
    r".*(?:은|는|을|를|의|에|에서|으로|도|와|과|고|한|된|인|던|해|며|며|부|처|청|당|국|회|원|단|팀|측|식|위|전|현|대사|장|관|군)$"
)


def _is_no_korean_name(word: str) -> bool:
    """Whether a word before an office is rather a place, a body, or a word with its particle."""
    return word in _words("ko", "not") or bool(_KO_VERBAL.match(word) or _korean()["acting"].match(word))


# Han letters of a Japanese name at most; with an office behind it in one run, a few more.
_JA_LONGEST = 5


@cache
def _japanese() -> Mapping[str, re.Pattern[str]]:
    after, posts = (_joined(titles_of("ja")[key]) for key in ("after", "posts"))
    given, not_given = ("".join(titles_of("ja")[key].split()) for key in ("given", "not_given"))
    return {
        "titled": re.compile(
            rf"(?<![{_HAN}])([{_HAN}]{{2,4}}?[ぁ-ん]{{0,3}}?|[{_HAN}]{{1,2}}[ぁ-ん]{{2,3}})(?:元|前|副|新)?({after})(?![{_HAN}])"
        ),
        "place": re.compile(
            rf"(?:の|、|で|は|。|」|「|\s|・|^)([{_HAN}]{{3,5}}?)(?:元|前|副|新)?({after})(?![{_HAN}])"
        ),
        "kana": re.compile(rf"(?<![{_KANA}・])([{_KANA}]{{3,}})(?:元|前|副|新|米|露)?({after})(?![{_HAN}])"),
        "dotted": re.compile(
            rf"(?<![{_KANA}・])([{_KANA}]{{2,}}(?:[・＝=](?:[A-Z]\.?[・＝=]?)?(?:[{_KANA}]{{2,}})){{1,4}})(?![{_KANA}・])"
        ),
        # 高橋誠部長, 佐藤健一: a common family name, and what given names are written with
        "listed": re.compile(
            rf"(?<![{_HAN}])((?:{_joined(titles_of('ja')['family'])})(?![{not_given}])(?:[{_HAN}]{{1,3}}?|[ぁ-ん]{{2,4}}))"
            rf"(?:元|前|副|新)?({after}|{posts})(?![{_HAN}])"
        ),
        "spelled": re.compile(
            rf"(?<![{_HAN}])((?:{_joined(titles_of('ja')['family'])})[{_HAN}]?(?![{not_given}])[{given}])(?![{_HAN}])"
        ),
        "polite": re.compile(rf"(?:{after})$"),
        "bracket": re.compile(
            rf"(?<![{_HAN}])([{_HAN}]{{3,9}})(?=[（(](?:[ぁ-ん]{{2,}}[\s・　]?[ぁ-ん]{{2,}}|\d{{1,2}}[)）]|\d{{4}}年))"
        ),
        # 尹錫悦（ユン・ソンニョル）: a Korean or Chinese name, and how it is read
        "read": re.compile(
            rf"(?<![{_HAN}])([{titles_of('zh')['family']}{titles_of('ja')['read']}][{_HAN}]{{1,2}})"
            rf"(?=[（(][{_KANA}]{{1,6}}[・\s＝=][{_KANA}]{{2,9}}[)）])"
        ),
    }


def _find_japanese(text: str) -> Iterator[UncasedName]:
    """Names before an office, with dots, or with their reading or an age in brackets."""
    rules = _japanese()
    places = country_words("ja")
    readings = {match.end(1) + 1 for match in rules["read"].finditer(text)}
    for rule in ("titled", "place", "kana", "dotted", "bracket", "read", "listed", "spelled"):
        for match in (match for match in rules[rule].finditer(text) if match.start(1) not in readings):
            name, start = match[1], match.start(1)
            taken = _country_before(name)
            name, start = name[taken:], start + taken
            if name in places or name in _words("ja", "not") or name[-1] in "国省庁党会社軍部市県州区町村駅大":
                continue
            if rule in ("titled", "place") and (
                len(name) < 3 or re.match(rf"(?:{'|'.join(_words('ja', 'not'))})", name)
            ):
                continue
            if rule == "titled" and any(mark in name for mark in "はがのをにでともや"):
                continue
            if rule == "dotted" and _is_japanese_body(text, name, match.end()):
                continue
            office = match[2] if match.lastindex and match.lastindex > 1 else ""
            if rule == "bracket":
                yield from _before_bracket(name, start)
                continue
            yield UncasedName(start, match.end(1), rule, office, match.start(2) if office else -1)


def _country_before(name: str) -> int:
    """How many letters of a run are a country's name before a person's: 米国トランプ大統領."""
    for country in country_words("ja"):
        if not name.startswith(country) or len(name) == len(country):
            continue
        if not (re.match(f"[{_KANA}]", country[-1]) and re.match(f"[{_KANA}]", name[len(country) :])):
            return len(country)
    return 0


def _before_bracket(name: str, start: int) -> Iterator[UncasedName]:
    """The name before a reading or an age in brackets, without a polite word or an office: 中居正広 | 氏（52）."""
    after = _japanese()["polite"].search(name, 2)
    if after and after.start() <= _JA_LONGEST:
        yield UncasedName(start, start + after.start(), "bracket", after[0], start + after.start())
    elif len(name) <= _JA_LONGEST:
        yield UncasedName(start, start + len(name), "bracket")


def _is_japanese_body(text: str, name: str, end: int) -> bool:
    """Whether a name with dots is rather a firm's, a place's or a work's."""
    parts = name.split("・")
    if any(text.startswith(word, end) for word in _words("ja", "after_bodies")):
        return True
    bodies, places = tuple(_words("ja", "bodies")), country_words("ja")
    return any(part.endswith(bodies) or part in places for part in parts)


@cache
def _chinese() -> Mapping[str, re.Pattern[str]]:
    table = titles_of("zh")
    family = table["family"]
    before, said, after = _joined(table["before"]), _joined(table["said"]), _joined(table["after"])
    follows = (
        rf"(?={said}|{after}|和|与|與|及|将|將|是|已|也|\d|，|。|、|的|会|會|举|舉|周[一二三四五六日天]|星期|今|昨|二|十|日|当|當|：|"
        r"致|近|$)"
    )
    return {
        "titled": re.compile(rf"(?:{before})([{_HAN}]{{2,6}}?(?:[·•・‧][{_HAN}]{{1,6}})*){follows}"),
        "family": re.compile(
            rf"(?<![{_HAN}])([{family}][{_HAN}]{{2}})(?={said}|{after}|，|、|（|\()"
            rf"|(?:，|。|“|”|、|：|^)([{family}][{_HAN}]{{1,2}})(?={said})"
        ),
        "dotted": re.compile(rf"([{_HAN}]{{2,6}}(?:[·•・‧][{_HAN}A-Z]{{1,6}}){{1,3}})"),
        "appointed": re.compile(rf"([{family}][{_HAN}]{{2}})(?=任(?:副)?(?:{before})|(?:就职|就職|宣誓|二十日))"),
    }


_ZH_NO = re.compile(
    r"[的是在和与與对對将將会會于於为為等这這那其他她它们們我你说說了着著过過到从從也都就不有以及后後前中上下大小年月日时時个個国國]"
)
_ZH_CONTEXT = re.compile(
    r".*(?:总统|總統|主席|总理|總理|首相|外长|外長|部长|部長|发言人|發言人|大使|教授|博士|演员|演員|歌手|作家|导演|導演|将军|將軍|国王|國王|女王|记者|記者|律师|議員|议员|州长|州長|市长|市長|由|对|與|与|和|同|跟|被|是|的|在|为|及|給|给|如|於|由于|向)"
)


def _find_chinese(text: str) -> Iterator[UncasedName]:
    """Names after an office, before a verb of saying, or with dots."""
    places = country_words("zh")
    rules = _chinese()
    for rule in ("titled", "family", "dotted", "appointed"):
        for match in rules[rule].finditer(text):
            group = match.lastindex or 1
            name, start = match[group], match.start(group)
            if rule == "dotted":
                first = re.split(r"[·•・‧]", name)[0]
                cut = _ZH_CONTEXT.match(first)
                taken = cut.end() if cut and cut.end() < len(first) else 0
                for country in places:
                    if first[taken:].startswith(country) and len(first) > taken + len(country):
                        taken += len(country)
                        break
                name, start = name[taken:], start + taken
                parts = re.split(r"[·•・‧]", name)
                sounds = re.match(rf"[{titles_of('zh')['sounds']}]*", parts[-1])
                kept = sounds.end() if sounds and sounds.end() else len(parts[-1])
                name = name[: len(name) - len(parts[-1]) + kept]
                if len(parts[0]) > 5:
                    continue
            elif (
                _ZH_NO.search(_without_country(name))
                or name in places
                or (rule == "titled" and "·" not in name and any(name.startswith(country) for country in places))
            ):
                continue
            if len(name) > 1 and (rule != "titled" or _is_chinese_name(name)):
                yield UncasedName(start, start + len(name), rule)


def _without_country(name: str) -> str:
    """A name of three letters without the 国 that is the first of many given names (陈国安; 王国 is a kingdom)."""
    given = len(name) == 3 and name[1] in "国國" and name[0] in titles_of("zh")["family"] and name[0] != "王"
    return name[0] + name[2] if given else name


def _is_chinese_name(name: str) -> bool:
    """Whether letters are a family name with one or two more, or those that foreign names are written in."""
    family, sounds = titles_of("zh")["family"], titles_of("zh")["sounds"]
    return (name[0] in family and len(name) < 4) or all(letter in sounds + "·•・‧" for letter in name)


@cache
def _hindi() -> re.Pattern[str]:
    word, offices = r"[ऀ-ॿ]+", _joined(titles_of("hi")["before"])
    after = r"(?=(?:ने|को|से|का|की|के|और|पर|भी|तथा|एवं)(?![ऀ-ॿ]))"
    return re.compile(rf"(?<![ऀ-ॿ])({offices})\s({word}(?:\s{word}){{1,2}}?)\s{after}")


def _find_hindi(text: str) -> Iterator[UncasedName]:
    """Two or three words between an office and a postposition."""
    for match in _hindi().finditer(text):
        yield UncasedName(match.start(2), match.end(2), "office", match[1], match.start(1))


@cache
def _arabic(language: str) -> tuple[re.Pattern[str], ...]:
    letter = "[\u0621-\u064a\u0671-\u06d3\u200c]"
    office = _joined(titles_of(language)["before"])
    given = rf"(?:عبد ال{letter}+|أبو {letter}+|(?!ال){letter}{{3,}})"
    family = rf"(?:بن {letter}+(?: آل {letter}+)?|آل {letter}+|عبد ال{letter}+|{letter}{{3,}})"
    qualifiers = rf"(?: ال{letter}+){{0,3}}" if language == "ar" else ""
    name = rf"({given} {family})"
    return (
        re.compile(rf"(?<!{letter})[وفبل]?({office}){qualifiers} {name}(?!{letter})"),
        re.compile(rf"(?<!{letter})({office})(?: {letter}+){{1,4}}[،,] ({given} {family})[،,]"),
        re.compile(rf"(?<!{letter})نظيره(?: ال{letter}+) {name}(?!{letter})"),
    )


def _find_arabic(text: str) -> Iterator[UncasedName]:
    """Names by their given names, and by the office before them."""
    names = [*_arabic_listed(text), *_arabic_by_office(text, "ar")]
    yield from names
    yield from _arabic_again(text, {text[name.start : name.end].rsplit(maxsplit=1)[-1] for name in names})


def _arabic_again(text: str, last: set[str]) -> Iterator[UncasedName]:
    """Family names with the article that stand alone; behind a noun they are adjectives: السوداني, الجيش السوداني."""
    families = {word for word in last if word.startswith("ال")} - set(titles_of("ar")["numbers"].split())
    for family in families:
        for match in re.finditer(rf"(?:^|[^\u0621-\u06d3 ] ?|([\u0621-\u06d3]+) )({family})(?![\u0621-\u06d3])", text):
            before = (match[1] or "").translate(_ARABIC_KEY)
            plain = {before, before[1:]} & _arabic_words("not") and not before.startswith("ال")
            if not before or plain:
                yield UncasedName(match.start(2), match.end(2), "named again")


def _arabic_by_office(text: str, language: str) -> Iterator[UncasedName]:
    """A given name and what follows it, after an office and its adjectives, or between commas after an office."""
    titled, between, peer = _arabic(language)
    for match in titled.finditer(text):
        if language == "ar" and _is_arabic_name(match[2]):
            end = _arabic_end(text, match.start(2), match.end(2))
            yield UncasedName(match.start(2), end, "office", match[1], match.start(1))
    for match in between.finditer(text):
        if language != "ar" or _is_arabic_name(match[2]):
            yield UncasedName(match.start(2), match.end(2), "office", match[1], match.start(1))
    for match in peer.finditer(text):
        yield UncasedName(match.start(1), match.end(1), "office")


# Marks of vowels are left out, and letters that are written now this way, now that, are one.
_ARABIC_KEY = str.maketrans("أإآىة", "ااايه", "ـ" + "".join(map(chr, range(0x64B, 0x653))))
_ARABIC_WORD = re.compile("[\u0621-\u0652\u0670-\u06d3]+")
# Words glued to the front of others: and, so, in, for, like.
_ARABIC_GLUED = "وفبلك"
# How far before a name its office may stand, in words; parts of a name at most; letters of a family name at least.
_ARABIC_REACH, _ARABIC_PARTS, _ARABIC_FAMILY = 4, 5, 3


@cache
def _arabic_words(key: str) -> frozenset[str]:
    return frozenset(word.translate(_ARABIC_KEY) for word in titles_of("ar")[key].split())


def _is_arabic_name(name: str) -> bool:
    """Whether two words behind an office may be a name: no ordinary words, and no adjective after an unknown name."""
    first, _, last = name.translate(_ARABIC_KEY).partition(" ")
    if first in _arabic_words("not") or last in _arabic_words("not") - _arabic_words("numbers"):
        return False
    if first[:1] in _ARABIC_GLUED and first[1:3] == "ال":
        return False
    known = first in _arabic_words("given") or first in _arabic_words("fronts")
    return known or not (last.startswith("ال") or last in _arabic_words("numbers"))


def _arabic_listed(text: str) -> Iterator[UncasedName]:
    """Names of two parts and more of which the first is a known given name, with a conjunction before it or none."""
    words = tuple(_ARABIC_WORD.finditer(text))
    reader = _ArabicNames(text, words, [word[0].translate(_ARABIC_KEY) for word in words])
    at = 0
    while at < len(words):
        glued = reader.glued(at)
        last = reader.last_of(at) if glued >= 0 else at
        if last > at and not reader.is_named_after(at):
            start, end = words[at].start() + glued, words[last].end()
            end = _arabic_end(text, start, end) if last - at == 1 else end
            yield UncasedName(start, end, "listed name")
        at = last + 1


@dataclass(frozen=True, slots=True)
class _ArabicNames:
    """Reads names in the words of an Arabic text; `keys` are the words as they are looked up."""

    text: str
    words: tuple[re.Match[str], ...]
    keys: list[str]

    def glued(self, at: int) -> int:
        """How many letters stand glued before the given name that a word is; -1 where it is none."""
        key = self.keys[at]
        if key in _arabic_words("given") or key in _arabic_words("fronts"):
            return 0
        bare = key[1:]
        word = not {key, bare}.isdisjoint(_arabic_words("not"))
        if self._follows(at + 1) and self.keys[at + 1] in _arabic_words("kin") and not word:
            return 0  # هاجر بن عمر
        known = bare in _arabic_words("given") or bare in _arabic_words("fronts")
        return 1 if known and key[0] in _ARABIC_GLUED and key not in _arabic_words("not") else -1

    def _follows(self, at: int) -> bool:
        """Whether nothing but a blank stands before a word."""
        return at < len(self.words) and self.text[self.words[at - 1].end() : self.words[at].start()] == " "

    def _part(self, at: int) -> int:
        """How many words the part of a name takes that begins at a word: 0 where none does."""
        key = self.keys[at]
        if key in _arabic_words("links") and self._follows(at + 1):
            return 1 + max(self._part(at + 1), 1)
        if key in _arabic_words("fronts"):
            return 2 if self._follows(at + 1) else 0
        return (key in _arabic_words("given")) * (1 + self._is_joined(at + 1))

    def _is_joined(self, at: int) -> bool:
        """Whether a word makes one name with the word before it: Nasr Allah, Nur al-Din."""
        return self._follows(at) and self.keys[at] in _arabic_words("joined")

    def last_of(self, at: int) -> int:
        """The last word of the name that begins at a word; the word itself where there is no name."""
        front = self.keys[at] if self.glued(at) == 0 else self.keys[at][1:]
        two = front in _arabic_words("fronts")
        if two and not self._follows(at + 1):
            return at
        last = at + (two or self._is_joined(at + 1))
        parts = sure = 1
        sure -= front in _arabic_words("both") and (two or last == at)  # a given name that is a word, a kunya
        while parts < _ARABIC_PARTS and self._follows(last + 1) and (more := self._part(last + 1)):
            sure += self.keys[last + 1] not in _arabic_words("both")
            last, parts = last + more, parts + 1
        if self._follows(last + 1) and self._is_family(last + 1, alone=parts == 1):
            last, parts = last + 1, parts + 1
            # محمد شياع السوداني: behind an unknown father's name a family name that is known
            last += self._follows(last + 1) and self.keys[last + 1] in _arabic_words("family")
            sure += self.keys[last] in _arabic_words("family")
        return last if parts > 1 and (sure > 0 or self._has_office(at)) else at

    def _is_family(self, at: int, *, alone: bool) -> bool:
        """Whether a word may end a name: a known family name, one with the article, or any after a given name alone."""
        key = self.keys[at]
        if key in _arabic_words("family"):
            return True
        glued = key[0] in _ARABIC_GLUED and (key[1:] in _arabic_words("not") or key[1:3] == "ال")
        if glued or key in _arabic_words("not") or len(key) < _ARABIC_FAMILY or key[0] in "وي":
            return False
        return key.startswith("ال") or alone

    def _has_office(self, at: int) -> bool:
        """Whether an office stands some words before a name, with its field between: وزير الموارد المائية."""
        for number in range(at, max(0, at - _ARABIC_REACH), -1):
            if not self._follows(number):
                return False
            key = self.keys[number - 1]
            if any(form in _arabic_words("before") for form in (key, key[1:])):
                return True
            if key in _arabic_words("not") or key in _arabic_words("given"):
                return False
        return False

    def is_named_after(self, at: int) -> bool:
        """Whether a hospital, a street, a ship stands before a name, which is its own then."""
        before = self.keys[at - 1] if at and self._follows(at) else ""
        return before in _arabic_words("things") or (
            before[:1] in ("و", "ب", "ل", "ف") and before[1:] in _arabic_words("things")
        )


_ARABIC_THIRD = re.compile("(?: عبد ال[\u0621-\u064a]+| [\u0621-\u064a]{3,})(?![\u0621-\u064a])")


def _arabic_end(text: str, start: int, end: int) -> int:
    """Where a name of two words goes on: عبد الله after it, or a third word with which the second stands again.

    عباس علي آبادي is whole because علي آبادي stands elsewhere without the given name.
    """
    third = _ARABIC_THIRD.match(text, end)
    if third is None:
        return end
    given, _, family = text[start:end].rpartition(" ")
    pair = re.compile(rf"(?<!{re.escape(given)} ){re.escape(family + third[0])}(?![\u0621-\u064a])")
    return third.end() if third[0].startswith(" عبد ال") or pair.search(text) else end


@cache
def _by_lists(language: str) -> tuple[re.Pattern[str], ...]:
    word = r"(?:(?!\d)[\w\u0591-\u05c7\u064b-\u065f\u0981-\u0983\u09bc-\u09d7\u200c״׳])+"
    start = r"(?<![\w\u0591-\u05c7\u064b-\u065f\u0981-\u0983\u09bc-\u09d7\u200c])"
    posts, sure, ends = (_joined(titles_of(language)[key]) for key in ("posts", "sure", "ends"))
    return (
        re.compile(rf"{start}({word}) ({word})"),
        # a name between an office and what ends it, or a sentence's first two words with an office behind a comma
        re.compile(rf"{start}({sure})[.،,]? ({word} {word})(?=[،,.:;؛۔।\"”“«»)]| (?:{ends})|$)"),
        re.compile(rf"(?:^|[.!?؟۔।\n”»\"] ?)({word} {word})[،,] (?:{posts})(?![\w\u200c])", re.MULTILINE),
    )


def _find_by_lists(text: str, language: str) -> Iterator[UncasedName]:
    """Two words of which the first is a known given name, or the last a family name; names beside an office."""
    pairs, titled, before = _by_lists(language)
    posts, never = _words(language, "posts"), _words(language, "not")
    given, family = _words(language, "given"), _words(language, "family")
    endings = _joined(titles_of(language).get("endings", ""))
    at = 0
    while match := pairs.search(text, at):
        at = match.start(2)
        first, last = match[1], match[2]
        if first in never or last in never or first in posts or last in posts or min(len(first), len(last)) < _SHORTEST:
            continue
        bare = last if last in family or not endings else re.sub(f"(?:{endings})$", "", last)
        if first in given or bare in family:
            yield UncasedName(match.start(1), match.start(2) + len(bare if bare in family else last), "listed name")
            at = match.end(2)
    for match in titled.finditer(text):
        if not (never | posts).intersection(match[2].split()):
            yield UncasedName(match.start(2), match.end(2), "office", match[1], match.start(1))
    for match in before.finditer(text):
        if not (never | posts).intersection(match[1].split()):
            yield UncasedName(match.start(1), match.end(1), "name and office")


_SHORTEST = 2  # letters of a part of a name


def _find_persian(text: str) -> Iterator[UncasedName]:
    """A name between commas after an office, or told by its given name."""
    yield from _arabic_by_office(text, "fa")
    yield from _find_by_lists(text, "fa")


def _find_hebrew(text: str) -> Iterator[UncasedName]:
    """A name told by its given name or an office; a preposition is glued to it ("לרות")."""
    return _find_by_lists(text, "he")


def _find_urdu(text: str) -> Iterator[UncasedName]:
    """A name told by its given name or an office."""
    return _find_by_lists(text, "ur")


def _find_bengali(text: str) -> Iterator[UncasedName]:
    """A name told by its family name, whose ending of case is none of it, or by an office."""
    return _find_by_lists(text, "bn")


@cache
def _thai() -> re.Pattern[str]:
    titles, never, links = (_joined(titles_of("th")[key]) for key in ("titles", "not", "links"))
    return re.compile(
        rf"(?<![\u0e01-\u0e5b])(?:{_joined(titles_of('th')['before'])}|{links})?(?!{never})({titles}) ?"
        r"([\u0e01-\u0e4e]{2,20} [\u0e01-\u0e4e]{2,24})(?=[\s,.:;)”\"“’]|$)"
    )


def _find_thai(text: str) -> Iterator[UncasedName]:
    """Two words parted by a blank behind an office, or a title that is glued to the first: นายวิชัย ศรีสุวรรณ."""
    offices = rf"({_joined(titles_of('th')['before'])}) ([\u0e01-\u0e5b]{{2,15}} [\u0e01-\u0e5b]{{2,18}})(?= )"
    for match in itertools.chain(_thai().finditer(text), re.finditer(offices, text)):
        yield UncasedName(match.start(2), match.end(2), "office", match[1], match.start(1))


_FINDERS: Mapping[str, Callable[[str], Iterator[UncasedName]]] = {
    "ko": _find_korean,
    "ja": _find_japanese,
    "zh": _find_chinese,
    "hi": _find_hindi,
    "ar": _find_arabic,
    "fa": _find_persian,
    "th": _find_thai,
    "he": _find_hebrew,
    "ur": _find_urdu,
    "bn": _find_bengali,
}
