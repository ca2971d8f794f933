"""What the headline and byline classifiers see of the lines around an article's head. Numbers only; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import EMAIL, is_name, load_words, strip_by
from copydesk.ingest.clean.features import OWN_NAMES, own_row
from copydesk.ingest.clean.lexicon import load_lexicon
from copydesk.ingest.clean.lines import Line, same_words

_NEAR = (
    "words",
    "stop",
    "chrome",
    "mark",
    "prose",
    "capitals",
    "blank before",
    "same words",
    "date",
    "role",
    "name",
    "social",
)
_OFFSETS = (-2, -1, 1, 2, 3)
_PLACE = (
    "lines before the text",
    "lines after the title",
    "lines from the top",
    "before the text's end",
    "words shared with the text",
    "said again",
    "part of another line",
    "others begin so",
    "longest line above",
    "prose above",
    "sentences of capitals",
    "names",
    "says by",
    "agency",
    "role",
    "date",
    "address",
    "is a name",
    "in the text",
    "lines said twice before",
    "letters",
    "words shared with the lead",
    "weight of its words",
    "bars",
    "colon",
)
HEAD_NAMES: tuple[str, ...] = (
    *OWN_NAMES,
    *(f"chrome: {group}" for group in load_lexicon().groups),
    *_PLACE,
    *(f"{name} at {offset:+d}" for offset in _OFFSETS for name in _NEAR),
)
_NOTHING = (-1.0,) * len(_NEAR)
_FAR = 40.0
_TELLING = 8  # letters of a line that is not found in others by chance
_SHORT = 14  # words


class Surroundings:
    """What is counted once for all candidates of one dump."""

    def __init__(self, lines: Sequence[Line], start: int, end: int, title: int | None = None) -> None:
        self.lines, self.start, self.end, self.title = lines, start, end, title
        self.words = Counter(word for line in lines[start : start + 60] for word in line.content)
        self.first = {word for line in lines[start : start + 3] for word in line.content}
        self.keys = [line.text.casefold() for line in lines]
        self.page = "\n".join(self.keys)
        self.text = "\n".join(self.keys[at] for at in range(start, end) if lines[at].prose)
        self.said = Counter(self.keys)
        self._around: dict[int, tuple[float, ...]] = {}

    def row(self, at: int, names: Sequence[str] = ()) -> list[float]:
        """Return the numbers of one candidate; `names` are the people its words would name."""
        line, groups = self.lines[at], self.lines[at].hit.groups
        content = line.content
        key = self.keys[at]
        above = self.lines[max(0, at - 30) : at]
        opening = names[0].casefold() if names else ""
        return [
            *own_row(line),
            *(groups.get(group, 0.0) for group in load_lexicon().groups),
            _bounded(self.start - at),
            _bounded(at - self.title) if self.title is not None else -_FAR,
            min(_FAR, float(at)),
            _bounded(self.end - at),
            sum(1 for word in content if self.words[word]) / len(content) if content else 0.0,
            float(min(3, self.said[key] - 1)),
            float(min(5, self.page.count(key) - self.said[key])) if len(key) > _TELLING else 0.0,
            float(self.page.count("\n" + opening) - key.startswith(opening)) if opening else 0.0,
            max((other.words for other in above), default=0.0),
            float(sum(other.prose for other in above)),
            float(line.text.isupper()),
            float(len(names)),
            float(strip_by(line.text)[1]),
            float(" ".join(line.tokens) in load_words().agencies),
            _role(line),
            float(_dated(line)),
            float("@" in line.text and bool(EMAIL.search(line.text))),
            float(is_name(line.text)),
            float(bool(opening) and opening in self.text),
            float(sum(1 for one in range(max(1, at - 5), at) if self.keys[one] == self.keys[one - 1])),
            float(min(200, len(line.text))),
            sum(1 for word in content if word in self.first) / len(content) if content else 0.0,
            sum(min(9, self.words[word]) for word in content) / len(content) if content else 0.0,
            float(line.text.count("|") + line.text.count(" - ") + line.text.count("»") + line.text.count("›")),
            float(":" in line.text),
            *(value for offset in _OFFSETS for value in self._near(at, at + offset)),
        ]

    def _near(self, at: int, other: int) -> tuple[float, ...]:
        if not 0 <= other < len(self.lines):
            return _NOTHING
        if other not in self._around:
            self._around[other] = _seen_near(self.lines[other])
        found = self._around[other]
        return (*found[:7], same_words(self.lines[at].tokens, self.lines[other].tokens), *found[8:])


def _seen_near(line: Line) -> tuple[float, ...]:
    short = line.words <= _SHORT
    return (
        min(line.words, 60.0),
        float(line.stop),
        line.hit.cover,
        float(bool(line.mark)),
        float(line.prose),
        line.capitals,
        float(line.blank_before),
        0.0,
        float(short and _dated(line)),
        _role(line),
        float(short and (is_name(line.text) or strip_by(line.text)[1])),
        line.hit.groups.get("social", 0.0),
    )


def _dated(line: Line) -> bool:
    return line.digits > 0 and bool(find_dates(line.raw))


def _bounded(value: int) -> float:
    return max(-_FAR, min(_FAR, float(value)))


def _role(line: Line) -> float:
    return float(line.words <= _SHORT and any(token in load_words().roles for token in line.tokens))
