"""In which language an article is: by its letters, then by its commonest small words. Pure after loading."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_SAMPLE = 3000
_WORD = re.compile(r"(?:[^\W\d_]+|[\u0900-\u0dff]+)+")  # the vowel signs of India are no letters to `re`
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]"), 0.08),
    ("ko", re.compile("[\uac00-\ud7a3]"), 0.2),
    ("zh", re.compile("[\u4e00-\u9fff]"), 0.3),
    ("th", re.compile("[\u0e01-\u0e5b]"), 0.3),
    ("el", re.compile("[\u0370-\u03ff]"), 0.3),
    ("he", re.compile("[\u05d0-\u05ea]"), 0.3),
    ("ka", re.compile("[\u10a0-\u10ff]"), 0.3),
    ("hy", re.compile("[\u0530-\u058f]"), 0.3),
    ("bn", re.compile("[\u0980-\u09ff]"), 0.3),
    ("gu", re.compile("[\u0a80-\u0aff]"), 0.3),
    ("pa", re.compile("[\u0a00-\u0a7f]"), 0.3),
    ("kn", re.compile("[\u0c80-\u0cff]"), 0.3),
    ("ml", re.compile("[\u0d00-\u0d7f]"), 0.3),
    ("si", re.compile("[\u0d80-\u0dff]"), 0.3),
    ("lo", re.compile("[\u0e80-\u0eff]"), 0.3),
    ("ta", re.compile("[\u0b80-\u0bff]"), 0.3),
    ("te", re.compile("[\u0c00-\u0c7f]"), 0.3),
    ("my", re.compile("[\u1000-\u109f]"), 0.3),
    ("km", re.compile("[\u1780-\u17ff]"), 0.3),
    ("am", re.compile("[\u1200-\u137f]"), 0.3),
    # One script, three languages: letters that Urdu alone has, those that it shares with Persian, and all the rest.
    ("ur", re.compile("[\u0679\u0688\u0691\u06ba\u06d2]"), 0.02),
    ("fa", re.compile("[\u067e\u0686\u0698\u06a9\u06af\u06cc]"), 0.04),
    ("ar", re.compile("[\u0600-\u06ff]"), 0.3),
)
_BEYOND_LATIN = re.compile("[\u0370-\uffff]+")  # where all of these stand
_MOSTLY = 0.3  # share of letters of a script that most write one language in
_LEAST = (
    0.12  # share of small words; languages we have no list for stay below it, running text of the others is above .2
)


@cache
def _small_words() -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Return the languages in order, and for each small word those it belongs to."""
    text = resources.files("copydesk").joinpath("data/languages.toml").read_text(encoding="utf-8")
    langs_of: dict[str, tuple[str, ...]] = {}
    data = tomllib.loads(text)
    for lang, words in data.items():
        for word in set(words.split()):
            langs_of[word] = (*langs_of.get(word, ()), lang)
    return tuple(data), langs_of


def guess_language(text: str) -> str:
    """Return the code of the language `text` is most likely in, or an empty string when it is too short or unknown."""
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 20:
        return ""
    beyond = "".join(_BEYOND_LATIN.findall(sample))  # looked through for each script: of most texts a few signs
    for lang, script, share in _SCRIPTS if beyond else ():
        if len(script.findall(beyond)) >= share * letters:
            return lang
    words = _WORD.findall(sample.casefold())
    count = len(words)
    langs, langs_of = _small_words()
    scores = dict.fromkeys(langs, 0)
    for word in words:
        for lang in langs_of.get(word, ()):
            scores[lang] += 1
    best = max(scores, key=lambda lang: scores[lang])
    if scores[best] >= _LEAST * count:
        return best
    return "hi" if len(_DEVANAGARI.findall(sample)) >= _MOSTLY * letters else ""


_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "і": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "є": "ye", "ђ": "dj", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ѓ": "g", "ќ": "k",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
    "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip


def latin_forms(word: str) -> tuple[str, ...]:
    """Return the ways to write a Cyrillic or Greek word, in small letters without accents, in Latin letters."""
    latin = "".join(_LATIN.get(letter, letter) for letter in word.replace("дж", "ј"))
    return latin, latin.replace("kh", "h"), latin.replace("ts", "c"), latin.replace("iy", "y")
