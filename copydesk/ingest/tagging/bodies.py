"""Which international bodies an article names: suggested apart, since a body is no country."""

from __future__ import annotations

import re
from functools import cache

from copydesk.countries import load_bodies
from copydesk.ingest.tagging.document import Document
from copydesk.model import BodySuggestion

# Scripts in which words are written together, or with particles after them.
_DENSE = re.compile("[가-힣぀-ヿ一-鿿]")
# What makes another name of one: the Commonwealth Games, the Commonwealth of Virginia.
_GOES_ON = r" (?:Games|Bank|of (?!Nations|Independent)|Day\b)"


def _in_capitals(text: str, at: int) -> bool:
    """Whether the line of an offset has no small letter, so that capitals say nothing."""
    end = text.find("\n", at)
    return text[text.rfind("\n", 0, at) + 1 : end if end >= 0 else len(text)].isupper()


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names, and the code of each."""
    names: dict[str, str] = {}
    for code, body in load_bodies().items():
        for name in (body.name, code, *body.aliases):
            if not name[:1].islower():
                names.setdefault(name, code)
    ordered = sorted(names, key=len, reverse=True)
    apart = "|".join(re.escape(name) for name in ordered if not _DENSE.match(name))
    dense = "|".join(re.escape(name) for name in ordered if _DENSE.match(name))
    return re.compile(rf"(?<![\w-])(?:{apart})(?!\w)(?!{_GOES_ON})|(?:{dense})"), names


def find_bodies(document: Document) -> tuple[BodySuggestion, ...]:
    """Bodies named in the headline, in the lead or twice, most often named first."""
    pattern, names = _pattern()
    places: dict[str, list[int]] = {}
    for match in pattern.finditer(document.text):
        if match[0].isupper() and _in_capitals(document.text, match.start()):
            continue  # MAN WHO FELL
        places.setdefault(names[match[0]], []).append(match.start())
    known = load_bodies()
    found = [
        BodySuggestion(code=code, name=known[code].name, count=len(at), evidence=document.sentence(at[-1]))
        for code, at in places.items()
        if len(at) > 1 or at[0] < document.lead
    ]
    return tuple(sorted(found, key=lambda body: (-body.count, body.code)))
