"""Optional finders of people: an analyser of one language each. The only module that knows them.

`finders: {ko: kiwi, ja: sudachi, ru: natasha}` in config.yaml switches them on, each with the extra of its language
(`copydesk[ko]`). What one finds is enough for a suggestion. The same rules and registry read, join and resolve it
(docs/decisions/tagging.md). Nothing is imported before a text of that language asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from copydesk.errors import UsageError
from copydesk.ingest.tagging.country_names import country_words
from copydesk.ingest.tagging.lexicon import base_language, titles_of

# Spans (start, end) of people in a text.
Finder = Callable[[str], tuple[tuple[int, int], ...]]
# Endings of proper nouns that are a place's, a body's or a thing's in Korean.
_KO_NO_PERSON = re.compile(
    r"(?:도|시|군|구|동|읍|면|리|역|대|당|원|부|청|처|함|사|교|산|강|호|항|궁|컴퍼니|총협회|그룹|은행|그룹|방송|신문|일보|협회|연맹|위원회|튜브|북|톡|트|스|론)$"
)


def finder_of(finders: Mapping[str, str], lang: str) -> str:
    """The finder that config.yaml names for a language, or nothing."""
    return finders.get(lang) or finders.get(base_language(lang).partition("-")[0], "")


@cache
def load_finder(name: str) -> Finder:
    """The finder of a name (`kiwi`, `sudachi`, `natasha`), loaded once a process.

    Raises UsageError, with what to do, where its library is missing.
    """
    try:
        return {"kiwi": _load_kiwi, "sudachi": _load_sudachi, "natasha": _load_natasha}[name]()
    except ImportError:
        # Not above, since the line protocol does without config and its YAML. Each extra is called by its language.
        extra = import_module("copydesk.config").FINDERS[name]
        raise UsageError(
            f'the finder "{name}" is not installed: pip install "copydesk[{extra}]", or remove it from finders'
        ) from None


def _load_natasha() -> Finder:
    """Russian: slovnet with the weights that natasha's wheel carries.

    natasha itself is not imported: its pymorphy2 needs pkg_resources, which new environments lack.
    """
    found = find_spec("natasha")
    if found is None or not found.submodule_search_locations:
        raise ImportError("natasha")
    data = Path(next(iter(found.submodule_search_locations))) / "data"
    navec: Any = import_module("navec").Navec.load(str(next((data / "emb").glob("navec_news*.tar"))))
    tagger: Any = import_module("slovnet").NER.load(str(next((data / "model").glob("slovnet_ner_news*.tar"))))
    tagger.navec(navec)
    return lambda text: tuple((span.start, span.stop) for span in tagger(text).spans if span.type == "PER")


def _load_kiwi() -> Finder:
    """Korean: proper nouns that are a family name with two syllables, or stand before an office."""
    kiwi: Any = import_module("kiwipiepy").Kiwi(num_workers=1)
    table = titles_of("ko")
    offices = "|".join(map(re.escape, sorted(table["after"].split(), key=len, reverse=True)))
    titled = re.compile(rf"\s?(?:전 |현 )?(?:{offices})")
    full = re.compile(rf"(?:{'|'.join(table['two'].split())})[가-힣]{{1,2}}|[{table['family']}][가-힣]{{2}}")
    places = frozenset(country_words("ko")) | frozenset(table["not"].split())
    foreign = frozenset(table["foreign_given"].split())

    def find(text: str) -> tuple[tuple[int, int], ...]:
        nouns: list[tuple[int, int]] = []
        for token in kiwi.tokenize(text):
            if token.tag != "NNP":
                continue
            if nouns and nouns[-1][1] == token.start:
                nouns[-1] = (nouns[-1][0], token.start + token.len)
            else:
                nouns.append((token.start, token.start + token.len))
        return tuple(_korean_people(text, nouns, titled=titled, full=full, places=places, foreign=foreign))

    return find


def _korean_people(
    text: str,
    nouns: list[tuple[int, int]],
    *,
    titled: re.Pattern[str],
    full: re.Pattern[str],
    places: frozenset[str],
    foreign: frozenset[str],
) -> Iterator[tuple[int, int]]:
    """Which proper nouns are people; two side by side are one before an office or after a given name (버락 오바마)."""
    for number, (start, end) in enumerate(nouns):
        form = text[start:end]
        office = titled.match(text, end)
        before = nouns[number - 1] if number else (0, 0)
        if before[1] == start - 1 and text[before[0] : before[1]] in foreign and len(form) > 1 and form not in places:
            yield before[0], end  # 해리슨 포드
            continue
        if form in places or (_KO_NO_PERSON.search(form) and not office):
            continue
        if full.fullmatch(form):
            yield start, end
        elif office and len(form) > 1:
            first = before[0] if before[1] == start - 1 and text[before[0] : before[1]] not in places else start
            yield first, end


def _load_sudachi() -> Finder:
    """Japanese: runs of given and family names, with the dots between parts of foreign ones."""
    sudachi: Any = import_module("sudachipy")
    tokenizer: Any = sudachi.Dictionary(dict="core").create(mode=sudachi.SplitMode.A)
    after = tuple(titles_of("ja")["after_bodies"].split())
    offices = re.compile("|".join(map(re.escape, titles_of("ja")["after"].split())))

    def find(text: str) -> tuple[tuple[int, int], ...]:
        morphemes = [(m.begin(), m.end(), m.part_of_speech()) for m in tokenizer.tokenize(text)]
        return tuple(
            (start, end)
            for start, end in _japanese_runs(text, morphemes)
            if not text.startswith(after, end)
            and text[start - 1 : start] != "・"
            and (not re.fullmatch("[ァ-ヴー]{2,4}", text[start:end]) or offices.match(text, end))
        )

    return find


def _japanese_runs(text: str, morphemes: list[tuple[int, int, Any]]) -> Iterator[tuple[int, int]]:
    """Runs of morphemes that are parts of names; a family name after a given one begins another."""
    start = end = count = 0
    last = ""
    for begin, stop, speech in [*morphemes, (len(text), len(text), ())]:
        part = speech[3] if len(speech) > 3 and "人名" in speech else ""
        if part and not (part == "姓" and last == "名"):
            start, end, count, last = (start if count else begin), stop, count + 1, part
            continue
        if count and text[begin:stop] in ("・", "＝", "="):
            continue
        if count > 1 or (count and end - start > 1 and not re.fullmatch("[ぁ-ん]+", text[start:end])):
            yield start, end
        start, end, count, last = (begin, stop, 1, part) if part else (0, 0, 0, "")
