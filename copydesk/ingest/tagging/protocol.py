"""The line protocol of `suggest --jsonl`: one JSON object in, one out, for scorers and other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.registry import Registry


def suggest_jsonl(lines: Iterable[str]) -> Iterator[str]:
    """`{"id","title","text","registry"?}` → `{"id","people":[…],"countries":[…]}`, best first, a line each.

    A line that is no such object raises ValueError with its number, so that nothing is skipped in silence.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            article = json.loads(line)
            found = suggest(
                title=str(article.get("title") or ""),
                text=str(article["text"]),
                registry=Registry.from_json(article.get("registry")),
            )
        except (KeyError, TypeError, AttributeError, json.JSONDecodeError) as problem:
            message = f"line {number}: not an object with id and text: {problem}"
            raise ValueError(message) from problem
        people = [
            {"name": person.name, "score": person.score, "spans": person.spans, "role": person.role}
            for person in found.people
        ]
        countries = [{"code": country.code, "score": country.score} for country in found.countries]
        yield json.dumps({"id": article.get("id"), "people": people, "countries": countries}, ensure_ascii=False)
