"""What an editor's corrections teach about one outlet, and the hints of one `add`. Pure.

The shell keeps a profile as `content/sources/SLUG.yaml` (key `cleaning`): plain lists and strings, readable and
correctable.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from copydesk.model import Asks, CleanArticle, Question

_LONGEST = 300  # letters of a line worth remembering; a paragraph dropped once says nothing about the next article
_FEWEST_OF_PROSE, _LABEL = 12, 2  # words from which a line is an article's own; of a label that ends in a stop
_PLUG = 8  # words of a sentence in which an outlet speaks of itself
_STOPS = tuple(".!?…。！？؟।")
_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanHints:
    """What is stated of this input: lines to keep or to drop, by their words or numbers, and what facts are known.

    The facts steer the cleaner before it looks; where the copy says another, that is asked.
    """

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    keep_lines: tuple[int, ...] = ()
    drop_lines: tuple[int, ...] = ()
    url: str = ""
    lang: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Rules for one outlet: lines always dropped or kept, how its byline begins, in which order its dates are.

    `byline` is a literal beginning ("Words by"); `dates` is `dmy`, `mdy` or empty for the language's habit.
    """

    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    byline: str = ""
    dates: str = ""

    def to_fields(self) -> dict[str, object]:
        """Return the profile as plain values, leaving out what is empty."""
        fields: dict[str, object] = {}
        if self.drop:
            fields["drop"] = list(self.drop)
        if self.keep:
            fields["keep"] = list(self.keep)
        if self.byline:
            fields["byline"] = self.byline
        if self.dates:
            fields["dates"] = self.dates
        return fields

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Profile:
        """Read plain values; raises ValueError naming the key that is of the wrong kind or unknown."""
        unknown = sorted(set(fields) - {"drop", "keep", "byline", "dates"})
        if unknown:
            raise ValueError(f'unknown key "{unknown[0]}" (known: byline, dates, drop, keep)')
        dates = _text(fields, "dates")
        if dates not in ("", "dmy", "mdy"):
            raise ValueError(f'"dates" must be dmy or mdy, not "{dates}"')
        return cls(
            drop=_texts(fields, "drop"), keep=_texts(fields, "keep"), byline=_text(fields, "byline"), dates=dates
        )


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f'"{key}" must be a text')  # noqa: TRY004 - one kind of error for whoever reads a file
    return value


def _texts(fields: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = fields.get(key, ())
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise ValueError(f'"{key}" must be a list of texts')
    return tuple(value)


def unsettled(clean: CleanArticle) -> tuple[Question, ...]:
    """Say what was not found, with the option that settles it; nothing is ever guessed."""
    out: list[str] = []
    if not clean.title:
        out.append("no title found: give one in the article file")
    if clean.date is None:
        out.append("no date found: give one with --date YYYY-MM-DD")
    if not clean.source_name:
        out.append("no source found: give one with --source-name")
    if not clean.authors:
        out.append("no author found: give one with --author if it is signed")
    return tuple(Question(one, Asks.FACT) for one in out)


def line_key(text: str) -> str:
    """Return a line as profiles compare it: one case, single blanks, any number alike."""
    return re.sub(r"\d+", "#", " ".join(text.casefold().split()))


def overruled(text: str, hints: CleanHints, profile: Profile, number: int = 0) -> tuple[bool, str] | None:
    """Return what the editor or the outlet's profile decides of a line (kept or not, and the rule), or None.

    The editor stands above the profile, a line's number above its words, `--drop` above `--keep`.
    """
    if number in hints.drop_lines or number in hints.keep_lines:
        return (False, "--drop") if number in hints.drop_lines else (True, "--keep")
    if not (profile.drop or profile.keep or hints.drop or hints.keep):
        return None
    low = _low(text)
    if any(_low(part) in low for part in hints.drop if part.strip()):
        return False, "--drop"
    if any(_low(part) in low for part in hints.keep if part.strip()):
        return True, "--keep"
    key = line_key(text)
    for part, kept in (*((part, False) for part in profile.drop), *((part, True) for part in profile.keep)):
        if line_key(part) == key:
            return kept, "the outlet's profile"
    return None


def _low(text: str) -> str:
    return " ".join(text.casefold().split())


def plain_key(markdown: str) -> str:
    """Return a line of an edited body as compared: without the marks Markdown sets."""
    text = re.sub(r"^\s*(?:#{1,6}|>|[-*+]|\d+\.)\s+", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return line_key(html.unescape(re.sub(r"\\(?=[^\w\s])|[*_`]", "", text)))


def learn(profile: Profile, clean: CleanArticle, corrected_text: str) -> Profile:
    """Return `profile` with what an editor's correction of `clean` says.

    A line of the cleaned text that the editor took out is always dropped from now on; a line the cleaner had dropped
    and the editor put back is always kept. Only lines of less than 12 words that are no sentence teach anything: an
    article's own sentences will not come again. What differs between the text and the body as it was written, marks
    and escapes, nobody took out: a draft that nobody touched teaches nothing.
    """
    body = {plain_key(line) for line in corrected_text.split("\n") if line.strip()}
    written = {plain_key(line) for line in (clean.body or clean.text).split("\n") if line.strip()}
    if body == written:
        return profile
    was = [line.strip() for line in clean.text.split("\n") if line.strip()]
    gone = [line for line in was if line_key(line) not in body and (line_key(line) in written or not clean.body)]
    # An editor who rewrote the text rather than trimmed it has taught nothing about the outlet.
    if 2 * len(gone) > len(was):
        return profile
    gone = [line for line in gone if _teaches(line, clean.source_name) and not _rewritten(line, body)]
    new = body - written if clean.body else body
    back = [
        line.text for line in clean.dropped if line_key(line.text) in new and _teaches(line.text, clean.source_name)
    ]
    drop = _merged(profile.drop, gone, without=back)
    return replace(profile, drop=drop, keep=_merged(profile.keep, back, without=gone))


def _teaches(line: str, outlet: str) -> bool:
    """Tell a line that may come again in the outlet's next article: a few words that are no sentence of this one.

    A short sentence that names its outlet speaks of the outlet: "The River Post is printed in Foča."
    """
    words = line.split()
    sentence = line.rstrip("\"'”’»)」")[-1:] in _STOPS and (len(words) > _LABEL or not line.isascii())
    own = sentence and not (outlet and len(words) <= _PLUG and outlet.casefold() in line.casefold())
    return len(words) < _FEWEST_OF_PROSE and len(line) <= _LONGEST and not own and any(map(str.isalpha, line))


def _rewritten(line: str, body: set[str]) -> bool:
    words = set(line_key(line).split())
    return any(2 * len(words & set(other.split())) > len(words) + len(other.split()) * 0.5 for other in body)


def _merged(old: tuple[str, ...], new: list[str], *, without: list[str]) -> tuple[str, ...]:
    out = {line_key(line): line for line in (*old, *new)}
    for line in without:
        out.pop(line_key(line), None)
    return tuple(out.values())[-_MOST:]
