"""Which international bodies an article names: suggested apart, since a body is no country."""

from __future__ import annotations

import re
from functools import cache

from copydesk.countries import load_bodies
from copydesk.ingest.tagging.document import Document
from copydesk.model import BodySuggestion


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of all names, and the code of each."""
    names: dict[str, str] = {}
    for code, body in load_bodies().items():
        for name in (body.name, code, *body.aliases):
            if name[:1].isupper():
                names.setdefault(name, code)
    ordered = sorted(names, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, ordered)) + r")(?![\w])"), names


def find_bodies(document: Document) -> tuple[BodySuggestion, ...]:
    """Bodies named in the headline, in the lead or twice, most often named first."""
    pattern, names = _pattern()
    places: dict[str, list[int]] = {}
    for match in pattern.finditer(document.text):
        places.setdefault(names[match[0]], []).append(match.start())
    known = load_bodies()
    found = [
        BodySuggestion(code=code, name=known[code].name, count=len(at), evidence=document.sentence(at[-1]))
        for code, at in places.items()
        if len(at) > 1 or at[0] < document.lead
    ]
    return tuple(sorted(found, key=lambda body: (-body.count, body.code)))
