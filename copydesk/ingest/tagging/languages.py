"""What the tagger can do in a language, and what is known of languages: their names, scripts and small words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

Support = Literal["full", "names", "registry only"]

_DATA = Path(__file__).parents[2] / "data"
# Languages whose people are found by rules for scripts without capitals (`uncased.py`).
UNCASED_PEOPLE = frozenset({"ko", "ja", "zh", "hi", "ar", "fa", "th"})
# Those of them where a title is the only sign: too little to say that people are found.
_TITLED_ONLY = frozenset({"hi", "ar", "fa", "th"})
# Scripts whose letters have no capitals: hangul, kana, han, Arabic, Hebrew, those of India, Thai, Georgian …
_SAME = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "tl": "fil", "sh": "sr", "cmn": "zh", "yue": "zh-Hant"}
_TRADITIONAL = ("hant", "tw", "hk", "mo")


@cache
def base_language(tag: str) -> str:
    """The language of a tag as data has it: pt-BR is pt, nb is no, zh-TW is zh-Hant, nothing is en."""
    first, *rest = tag.replace("_", "-").lower().split("-")
    first = _SAME.get(first, first)
    if first == "zh" and any(part in _TRADITIONAL for part in rest):
        return "zh-Hant"
    return first or "en"


@cache
def _names() -> Mapping[str, str]:
    """Code → English name of each language with a file of country names."""
    rows = (_DATA / "names" / "languages.tsv").read_text(encoding="utf-8").splitlines()
    return {code: english for code, english, *_ in (row.split("\t") for row in rows)}


@cache
def titles_of(language: str) -> Mapping[str, Any]:
    """What `data/people.toml` has for a language: offices and verbs of saying, or nothing."""
    table: Mapping[str, Mapping[str, Any]] = _titles()
    return table.get(language.partition("-")[0], {})


@cache
def _titles() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((_DATA / "people.toml").read_text(encoding="utf-8"))


@cache
def small_words(language: str) -> frozenset[str]:
    """The commonest small words of a language, as `data/languages.toml` has them."""
    table = tomllib.loads((_DATA / "languages.toml").read_text(encoding="utf-8"))
    return frozenset(str(table.get(language, "")).split())


def support_of(tag: str) -> Support:
    """How far the tagger supports a language.

    "full": all of it; "names": people by their offices and names, no roles or quotations; "registry only": people of
    the registry, and country names where CLDR has them.
    """
    language = base_language(tag)
    if language == "en":
        return "full"
    if language in _TITLED_ONLY or not titles_of(language):
        return "registry only"
    return "names"


def warning_of(tag: str) -> str:
    """What an editor must know of a language that is not fully supported, in a line; nothing for English."""
    language = base_language(tag)
    support = support_of(language)
    name = _names().get(language, tag)
    if support == "full":
        return ""
    if support == "names":
        return f"{name}: people are found by name and office only, without quotations; check who is missing"
    if language not in _names():
        return f"{name}: only people of the registry are found"
    return f"{name}: only people of the registry and country names are found"
