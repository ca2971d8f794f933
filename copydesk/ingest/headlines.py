"""The title and standfirst of a text dump: which line above the article is its headline. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from copydesk.ingest.dates import find_dates
from copydesk.ingest.lines import Line, same_words
from copydesk.ingest.names import is_name, strip_by

_WORTH = 0.6  # below this no line is called a title


def find_title(lines: Sequence[Line], start: int) -> int | None:
    """Return the place of the headline among `lines`, whose first body line is `start`; None where none reads as one."""
    body = Counter(word for line in lines[start : start + 60] for word in set(_content(line)))
    counts = Counter(line.text.casefold() for line in lines)
    best: tuple[float, int] | None = None
    for at in range(max(0, start - 40), min(len(lines), start + 1)):
        score = _score(lines, at, start, body, counts[lines[at].text.casefold()])
        if score >= _WORTH and (best is None or score > best[0] + 1e-9):
            best = (score, at)
    return best[1] if best else None


def _content(line: Line) -> list[str]:
    if line.unspaced:
        return [line.text[i : i + 2] for i in range(len(line.text) - 1)]
    return [word for word in line.tokens if len(word) > 3]


def _score(lines: Sequence[Line], at: int, start: int, body: Counter[str], said: int) -> float:
    line = lines[at]
    if line.words < 2 or len(line.text) > 300 or line.hit.cover >= 0.6:
        return -1.0
    content = set(_content(line))
    known = sum(1 for word in content if body[word]) / len(content) if content else 0.0
    score = 3 * known - 0.06 * (start - at)
    score += 0.8 if 4 <= line.words <= 22 else -0.8
    score -= 1.3 if line.stop and line.text[-1:] in ".。" else 0
    score -= (
        1.2 * bool(line.mark)
        + 2 * line.hit.cover
        + 2 * (line.hit.groups.get("caption", 0) + line.hit.groups.get("promo", 0))
    )
    score -= 3 * strip_by(line.text)[1] + 2 * is_name(line.text) + 1.5 * bool(line.time and find_dates(line.text))
    score -= 1.0 if line.words > 26 else 0
    score += 0.3 * min(said - 1, 2) + 0.3 * line.blank_before
    score -= 2.0 if at == start else 0
    after = lines[at + 1] if at + 1 < len(lines) else None
    if (
        after is not None
        and line.words >= 12
        and same_words(line.tokens, after.tokens) > 0.85
        and not after.blank_before
    ):
        score -= 2.0  # alt text and caption
    return score
