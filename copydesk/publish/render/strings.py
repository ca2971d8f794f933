"""The words that layouts add to what they show: one file of strings, dates in their language, names in lines.

`layouts/strings.yaml` maps languages to keys to texts. A key that a language lacks is English. A text with
`{name}` in it is called with that name in a layout; a map of numbers to texts is a plural.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import markupsafe

from copydesk.config import CONFIG_FILE
from copydesk.errors import ContentError, LayoutError, Location, Problem, did_you_mean
from copydesk.frontmatter.document import Node, parse_yaml
from copydesk.publish.markdown import held_tag, hold_names, is_to_hold, letters, names_to_hold

FALLBACK = "en"
_FIELD = re.compile(r"\{([a-z]\w*)\}")
_LANGUAGE = re.compile(r"([A-Za-z][\w-]*):\s*(?:#.*)?\Z")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?\Z")
# Where Chinese is written in traditional characters, though its tag does not say so.
_TRADITIONAL = {f"zh-{region}": ("zh-Hant",) for region in ("TW", "HK", "MO")}
_LISTS = {"months": 12, "months_alone": 12, "months_short": 12, "weekdays": 7}


# What stands before a fraction where thousands are set apart so; a comma in the other languages that we have (CLDR 48).
_POINT_OF = {",": ".", "٬": "٫", "": "."}
_LATIN = "0123456789"


@lru_cache(maxsize=16)
def _table(digits: str) -> dict[int, str]:
    return {ord(latin): own for latin, own in zip(_LATIN, digits, strict=True)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text with fields: called with each of them by name, or by place in the order they stand.

    `parts` is the text taken apart: what is between the fields, and at every second place a field's name. `digits` are
    those that a number is written with, if they are not 0 to 9.
    """

    text: str
    thousands: str = ""
    digits: str = ""
    parts: tuple[str, ...] = field(init=False, compare=False, repr=False)
    fields: tuple[str, ...] = field(init=False, compare=False, repr=False)
    known: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Take the text apart once: a phrase is filled thousands of times."""
        parts = tuple(_FIELD.split(self.text))
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "fields", tuple(dict.fromkeys(parts[1::2])))
        object.__setattr__(self, "known", frozenset(self.fields))

    def __call__(self, *values: object, **named: object) -> str:
        """The text with its fields filled. Raises TypeError when one is missing or unknown."""
        given = dict(zip(self.fields, values, strict=False)) | named if values else named
        if len(values) > len(self.fields) or given.keys() != self.known:
            raise TypeError(f'the string "{self.text}" takes {", ".join(self.fields)}')
        filled = list(self.parts)
        for place in range(1, len(filled), 2):
            value = given[filled[place]]
            if isinstance(value, (int, float)):
                filled[place] = self._number(value)
            else:
                filled[place] = str(value)
        return "".join(filled)

    def _number(self, value: float) -> str:
        """A number in the digits of the language, its thousands set apart from 1,000 on."""
        whole, dot, part = (f"{value:,}" if value > 999 else str(value)).partition(".")
        written = whole.replace(",", self.thousands) + (_POINT_OF.get(self.thousands, ",") if dot else "") + part
        return written.translate(_table(self.digits)) if self.digits else written


# The plural categories of CLDR 48 (supplemental/plurals.json) for whole numbers, where spans cannot say them.
CATEGORIES = ("zero", "one", "two", "few", "many")


def _east_slavic(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _polish(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _arabic(n: int) -> str:
    if n < 3:
        return ("zero", "one", "two")[n]
    if 3 <= n % 100 <= 10:
        return "few"
    return "many" if n % 100 >= 11 else "other"


_RULES: Mapping[str, Callable[[int], str]] = {
    "ru": _east_slavic,
    "uk": _east_slavic,
    "pl": _polish,
    "ar": _arabic,
}


def plural_category(lang: str, n: int) -> str:
    """The plural category of a whole number in a language whose rule goes beyond spans; else "one" or "other"."""
    rule = _RULES.get(lang.partition("-")[0])
    return rule(n) if rule else ("one" if n == 1 else "other")


@dataclass(frozen=True, slots=True)
class Plural:
    """A phrase for each span of numbers, tried in order, or for each category of its language; the last has neither."""

    forms: tuple[tuple[tuple[tuple[int, int], ...] | str, Phrase], ...]
    lang: str = ""
    # What a number alone gives, by number: "3 articles" stands on page after page.
    said: dict[int, str] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __call__(self, n: int, **named: object) -> str:
        """The form for `n`, which is a field of the text by that name."""
        if named or type(n) is not int:
            return self._say(n, named)
        if n not in self.said:
            self.said[n] = self._say(n, named)
        return self.said[n]

    def _say(self, n: int, named: Mapping[str, object]) -> str:
        phrase = next(form for when, form in self.forms if self._fits(when, n))
        values = {"n": n, **named}
        return phrase(**{name: values[name] for name in phrase.fields if name in values})

    def _fits(self, when: tuple[tuple[int, int], ...] | str, n: int) -> bool:
        if isinstance(when, str):
            return plural_category(self.lang, n) == when
        return not when or any(low <= n <= high for low, high in when)


class Strings(SimpleNamespace):
    """The strings of one language by key, as attributes: a text, a `Phrase`, a `Plural`, or a tuple of texts.

    `left_in_english` names those that the digest's language lacks.
    """

    left_in_english: tuple[str, ...] = ()


def load_strings(files: Iterable[tuple[str, str]], lang: str) -> Strings:
    """The strings of `lang` (`pt-BR` falls back on `pt`, then English) from files in order of precedence.

    `files` are pairs of a path, for messages, and a text. Raises LayoutError with every problem found.
    """
    problems: list[Problem] = []
    chain = dict.fromkeys((lang, *_TRADITIONAL.get(lang, ()), lang.split("-", maxsplit=1)[0], FALLBACK))
    tables: dict[str, list[tuple[str, dict[str, Node]]]] = {name: [] for name in chain}
    for path, text in files:
        try:
            roots = [_parsed(part, path, line) for line, part in _sections(text, chain)]
        except ContentError as error:
            problems += error.problems
            continue
        for root in roots:
            for name in chain:
                if name in root.value and isinstance(root.value[name].value, dict):
                    tables[name].append((path, root.value[name].value))
    merged: dict[str, tuple[str, Node]] = {}
    for name in chain:
        for path, table in tables[name]:
            for key, node in table.items():
                merged.setdefault(key, (path, node))
    thousands = merged["thousands"][1].text if "thousands" in merged else ","
    digits = _digits(*merged["digits"], problems) if "digits" in merged else ""
    english = (
        {}
        if lang.partition("-")[0] == FALLBACK
        else {key: node for _, t in tables[FALLBACK] for key, node in t.items()}
    )
    values = {
        key: _read(key, node, path, _Figures(thousands, "" if node is english.get(key) else digits), problems, lang)
        for key, (path, node) in sorted(merged.items())
    }
    values["months_alone"] = values.get("months_alone" if _has_two_forms(tables) else "months", ())
    _check_keys(tables, problems)
    if problems:
        raise LayoutError(map(_unplaced, problems))
    found = Strings(**values)
    _note_english(found, tables, lang)
    return found


class _Figures(NamedTuple):
    """How numbers are written: what sets thousands apart, and ten digits, if they are not 0 to 9."""

    thousands: str
    digits: str


def _digits(path: str, node: Node, problems: list[Problem]) -> str:
    """The ten digits of a language; "" where they are 0 to 9, or where there are not ten, which is noted."""
    if len(node.text) != len(_LATIN):
        _note(problems, path, node, f'"digits" needs ten signs, from nought to nine, not {len(node.text)}')
        return ""
    return "" if node.text == _LATIN else node.text


def _unplaced(problem: Problem) -> Problem:
    """A problem without its line where the text is not the file's own: `own_strings` writes config.yaml's anew."""
    ours = problem.location.path == CONFIG_FILE
    return replace(problem, location=Location(path=CONFIG_FILE)) if ours else problem


@lru_cache(maxsize=16)
def _parsed(text: str, path: str, line: int) -> Node:
    """A part of a strings file, read once by a program that builds one digest after the other. Raises ContentError."""
    return parse_yaml(text, path, first_line=line)


def _note_english(found: Strings, tables: Mapping[str, list[tuple[str, dict[str, Node]]]], lang: str) -> None:
    own = {key for name, rows in tables.items() if name != FALLBACK for _, table in rows for key in table}
    left = vars(found).keys() - own - {"months_alone", "digits"}  # one may be that of months, the other is no English
    if left and lang.partition("-")[0] != FALLBACK:
        found.left_in_english = tuple(sorted(left))


# Two code points that no text may hold (Unicode 16, section 23.7), and how JSON in an attribute writes them.
_BEGIN, _END = "\ufdd0", "\ufdd1"
_MARKS = re.compile(r"\ufdd0|\ufdd1|\\ufdd[01]|<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
_TAG = re.compile(r"</?([a-zA-Z][\w-]*)")
# Where HTML has text alone, or SVG its own.
_TEXT_ALONE = frozenset({"title", "option", "script", "style", "textarea", "text"})
# Parts of dates and figures: those who write them put the marks around the whole.
_PARTS = re.compile(r"(?:months|weekdays|date|span|thousands|digits|clock)")


def mark_english(strings: Strings) -> Strings:
    """The strings as layouts see them: those left in English stand between marks, for `show_english`."""

    def marked(value: Any) -> Any:
        if isinstance(value, str):
            return f"{_BEGIN}{value}{_END}"
        if isinstance(value, Phrase):
            return replace(value, text=f"{_BEGIN}{value.text}{_END}")
        if isinstance(value, Plural):
            return Plural(tuple((when, marked(form)) for when, form in value.forms), value.lang)
        return value

    values = dict(vars(strings))
    values.update({key: marked(values[key]) for key in strings.left_in_english if not _PARTS.match(key)})
    return Strings(**values)


def marking(write: Callable[..., str]) -> Callable[..., str]:
    """What writes a date, its text between the marks of English."""
    return lambda *values: f"{_BEGIN}{write(*values)}{_END}"


def show_english(html: str) -> str:
    """A page with its marked words in elements of their own, `<span lang="en" dir="ltr">`; without, inside tags.

    A reader's program then speaks them as English, and a page that runs from the right keeps their order.
    """
    inside: list[str] = []

    def shown(found: re.Match[str]) -> str:
        text = found[0]
        if text in (_BEGIN, _END):
            return "" if inside else '<span lang="en" dir="ltr">' if text == _BEGIN else "</span>"
        if text[0] != "<":
            return ""
        tag = _TAG.match(text)
        if tag and tag[1] in _TEXT_ALONE:
            if text[1] == "/":
                del inside[:]
            elif not text.endswith("/>"):
                inside.append(tag[1])
        return re.sub(r"\ufdd0|\ufdd1|\\ufdd[01]", "", text)

    return _MARKS.sub(shown, html)


def own_strings(own: Mapping[str, Any] | None, lang: str) -> tuple[tuple[str, str], ...]:
    """Strings of config.yaml as one more file of strings, in the digest's language."""
    if not own:
        return ()
    # JSON is YAML, but for a tab or a line separator inside a string, which it may not hold as it is.
    return (
        (
            CONFIG_FILE,
            f"{lang}:\n" + "".join(f"  {json.dumps(k)}: {json.dumps(v, default=str)}\n" for k, v in own.items()),
        ),
    )


def _sections(text: str, wanted: Container[str]) -> list[tuple[int, str]]:
    """The parts of a strings file that hold the languages wanted, with their first lines.

    Five languages that a build has no use for would cost it 30 ms. A file of another shape comes back whole.
    """
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if line and line[0] not in " \t#"]
    names = [match[1] if (match := _LANGUAGE.match(lines[n])) else "" for n in starts]
    if not names or "" in names or len(set(names)) < len(names):
        return [(1, text)]
    ends = [*starts[1:], len(lines)]
    return [
        (start + 1, "\n".join(lines[start:end]) + "\n")
        for name, start, end in zip(names, starts, ends, strict=True)
        if name in wanted
    ]


def _has_two_forms(tables: Mapping[str, Sequence[tuple[str, Mapping[str, Node]]]]) -> bool:
    """Whether months stand in two forms where they are taken from: a language with one form has one list."""
    for _, table in (entry for found in tables.values() for entry in found):
        if "months_alone" in table:
            return True
        if "months" in table:
            return False
    return False


def _check_keys(tables: Mapping[str, list[tuple[str, dict[str, Node]]]], problems: list[Problem]) -> None:
    """A key that English does not have is a slip of the pen: no layout of ours would ever ask for it."""
    packaged = [table for _, table in tables[FALLBACK][-1:]]
    known = {key for table in packaged for key in table} | {
        key for _, table in tables[FALLBACK][:-1] for key in table if key.startswith("my_")
    }
    for entries in tables.values():
        for path, table in entries:
            for key, node in table.items():
                if known and key not in known and not key.startswith("my_"):
                    place = Location(path=path, line=node.key_line, column=node.key_column)
                    advice = did_you_mean(key, known) or (
                        f"take the line out; a layout of yours that says it has its own string, such as my_{key}"
                    )
                    problems.append(Problem(location=place, message=f'unknown string "{key}"', advice=advice))


def _read(key: str, node: Node, path: str, figures: _Figures, problems: list[Problem], lang: str) -> Any:
    """One entry of the file as a layout uses it; what cannot be used is noted and becomes empty."""
    value = node.value
    if isinstance(value, dict):
        return _plural(key, value, path, figures, problems, lang)
    if isinstance(value, tuple):
        if len(value) != _LISTS.get(key, len(value)):
            _note(problems, path, node, f'"{key}" needs {_LISTS[key]} entries, not {len(value)}')
        return tuple(entry.text for entry in value)
    return Phrase(node.text, *figures) if _FIELD.search(node.text) else node.text


def _plural(
    key: str, table: Mapping[str, Node], path: str, figures: _Figures, problems: list[Problem], lang: str
) -> Plural:
    forms: list[tuple[tuple[tuple[int, int], ...] | str, Phrase]] = []
    for numbers, node in table.items():
        phrase = Phrase(node.text, *figures)
        if numbers == "other":
            forms.append(((), phrase))
            continue
        if numbers in CATEGORIES and lang.partition("-")[0] in _RULES:
            forms.append((numbers, phrase))
            continue
        spans: list[tuple[int, int]] = []
        for part in numbers.split(","):
            low, _, high = part.strip().partition("-")
            if not low.isdecimal() or (high and not high.isdecimal()):
                _note(problems, path, node, f'"{numbers}" of "{key}" is no number', 'write "1", "2-4" or other')
                break
            spans.append((int(low), int(high or low)))
        forms.append((tuple(spans), phrase))
    forms.sort(key=lambda form: not form[0])
    if not forms or forms[-1][0]:
        message = f'"{key}" has no form "other"'
        place = Location(path=path, line=min((node.key_line for node in table.values()), default=0))
        problems.append(Problem(location=place, message=message, advice="it is used where no number fits"))
        forms.append(((), Phrase("")))
    return Plural(tuple(forms), lang)


def _note(problems: list[Problem], path: str, node: Node, message: str, advice: str = "") -> None:
    place = Location(path=path, line=node.line, column=node.column)
    problems.append(Problem(location=place, message=message, advice=advice))


def canonical(strings: Strings) -> str:
    """The strings as one text that is equal exactly when they are: a part of each layout's digest."""
    return json.dumps({key: repr(value) for key, value in vars(strings).items()}, ensure_ascii=False, sort_keys=True)


# --- dates -------------------------------------------------------------------------------------------


class Calendar:
    """Writes dates in the language of its strings. Each method is a filter of the same name.

    The same days come up on page after page, so what has been written is kept by year, month and day (and not
    by the value: moments in two time zones can be equal and fall on two days).
    """

    def __init__(self, t: Strings) -> None:
        self.t = t
        self._written: dict[tuple[str, int, int, int], str] = {}
        own = getattr(t, "digits", _LATIN)
        self._table = {} if own == _LATIN or len(own) != len(_LATIN) else _table(own)

    def figures(self, value: object) -> str:
        """A number, or a text such as a year, in the digits of the language; thousands are not set apart."""
        return str(value).translate(self._table) if self._table else str(value)

    def day(self, value: dt.date) -> str:
        """`2 July 2020`."""
        return self._keep("date_day", value)

    def weekday(self, value: dt.date, year: bool = True) -> str:
        """`Thursday 2 July 2020`; `Thursday 2 July` where a heading says the `year`."""
        return self._keep("date_weekday" if year else "weekday_alone", value)

    def short(self, value: dt.date, year: bool = True) -> str:
        """`2 Jul 2020`; `2 Jul` where a heading says the `year`."""
        return self._keep("date_short" if year else "date_month_day", value)

    def _keep(self, form: str, value: dt.date) -> str:
        key = (form, value.year, value.month, value.day)
        if key not in self._written:
            parts = self._parts(value)
            if form == "weekday_alone":
                parts["month"] = self._month_alone(value)
            if form in {"date_short", "date_month_day"}:
                parts["month"] = self.t.months_short[value.month - 1]
            elif form in {"date_weekday", "weekday_alone"}:
                parts["weekday"] = self.t.weekdays[value.weekday()]
            phrase = without_year(self.t.date_weekday) if form == "weekday_alone" else getattr(self.t, form)
            self._written[key] = _fill(phrase, parts)
        return self._written[key]

    def clock(self, value: dt.datetime) -> str:
        """`14:05`."""
        return self.figures(f"{value:%H:%M}")

    def iso(self, value: dt.date) -> str:
        """What `<time datetime>` takes: a moment with its offset, or a day."""
        return value.isoformat()

    def partial(self, value: str, in_phrase: bool = False) -> str:
        """A date as exact as it is stated: `2020`, `2020-07` or `2020-07-02`; any other text as it is.

        A month alone is in the form of a heading (Russian "июль 2020"), `in_phrase` in that of a date ("с июля 2020").
        """
        match = _PARTIAL.match(value)
        if not match:
            return value
        if not match[2]:
            return self.figures(value)
        try:
            day = dt.date(int(match[1]), int(match[2]), int(match[3] or 1))
        except ValueError:
            return value
        if match[3]:
            return self.day(day)
        alone = {} if in_phrase else {"month": self.t.months_alone[day.month - 1]}
        return _fill(self.t.date_month, self._parts(day) | alone)

    def inside(self, value: str) -> str:
        """As `partial`, within a line: a month that is large in headings alone (Vietnamese "Tháng 7") is small."""
        heading, phrase = self.partial(value), self.partial(value, in_phrase=True)
        return phrase if heading.casefold() == phrase.casefold() else heading

    def span(self, since: dt.date, until: dt.date) -> str:
        """`2–8 July 2020`, `29 June – 5 July 2020`, `30 December 2019 – 5 January 2020`."""
        if since == until:
            return self.day(since)
        first, last = self._parts(since), self._parts(until)
        values = first | {f"{key}1": text for key, text in first.items()} | {f"{key}2": last[key] for key in last}
        values["month1"] = self._month_alone(since)
        if (since.year, since.month) == (until.year, until.month):
            return _fill(self.t.span_month, values)
        if since.year == until.year:
            return _fill(self.t.span_year, values)
        return f"{self.day(since)} – {self.day(until)}"

    def _month_alone(self, value: dt.date) -> str:
        """A month that no year follows: without the mark that joins the two, if it has one (the Persian "ژوئیهٔ")."""
        joined: str = self.t.months[value.month - 1]
        alone: str = self.t.months_alone[value.month - 1]
        marks = joined.removeprefix(alone)
        return alone if marks != joined and all(map(unicodedata.combining, marks)) else joined

    def _parts(self, value: dt.date) -> dict[str, str]:
        month = self.t.months[value.month - 1]
        numbers = {"d": value.day, "m": value.month, "y": value.year}
        return {"month": month, **{name: self.figures(number) for name, number in numbers.items()}}


@lru_cache(maxsize=16)
def without_year(pattern: Phrase) -> Phrase:
    """A pattern of dates without its year, and without the signs and words that join the year to the rest."""
    text = re.sub(r"^{y}[^{]*|[^{}]*{y}$|{y}[^{]*", "", pattern.text, count=1)
    return replace(pattern, text=text.strip(" ,،、"))


def _fill(phrase: Phrase, values: Mapping[str, str]) -> str:
    return phrase(**{name: values[name] for name in phrase.fields})


# --- names in lines ----------------------------------------------------------------------------------


def longest_word(text: str) -> int:
    """How many letters the longest word of a text has; 0 where its script may break it anywhere."""
    words = re.split(r"[\s/‐-—-]+", text)
    return max((len(word) for word in words if word.isascii() or letters(word) == len(word)), default=0)


def hold(text: str, names: Iterable[str], lang: str = "") -> str:
    """A text, or HTML marked safe, in which no line breaks inside a name: one of these, or like Kim Yong-chol.

    `names` are those of a card or a page; with `lang` the countries as that language calls them are held too.
    """
    if not text or not (names or lang or "-" in text):
        return text
    if isinstance(text, markupsafe.Markup):
        return markupsafe.Markup(hold_names(str(text), names, lang=lang))  # noqa: S704 (HTML as it was)
    return _hold_text(text, tuple(names), lang)


@lru_cache(1 << 14)
def _hold_text(text: str, names: tuple[str, ...], lang: str) -> markupsafe.Markup:
    """A plain text, escaped, with its names held; kept, since a headline stands on a dozen pages."""
    return markupsafe.Markup(hold_names(text, names, lang=lang, escape=True))  # noqa: S704 (escaped there)


@lru_cache(1 << 14)
def bdi(name: str, lang: str = "") -> markupsafe.Markup:
    """A name in an element of its own, since it may run the other way, on one line unless it is long."""
    tongue = f' lang="{html.escape(lang)}"' if lang else ""
    if is_to_hold(name):
        return markupsafe.Markup(f"{held_tag('bdi', name)[:-1]}{tongue}>{html.escape(name)}</bdi>")  # noqa: S704
    return markupsafe.Markup(f"<bdi{tongue}>{hold_names(name, names_to_hold((name,)), escape=True)}</bdi>")  # noqa: S704
