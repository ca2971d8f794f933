"""What an editor has turned down, in `content/rejected.yaml`: in the repository, not in a cache.

`people` and `countries` hold for the whole digest; under `articles` a slug has its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from copydesk.edit.journal import read_text_file
from copydesk.edit.nodes import add_item, read_values
from copydesk.edit.plan import FileChange
from copydesk.errors import ContentError, Problem
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields

FILE = "content/rejected.yaml"
HEAD = "# Suggestions that were turned down, so that they are not made again.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Names and country codes turned down everywhere, and by article slug."""

    people: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    articles: Mapping[str, Rejected] = field(default_factory=dict)

    def for_article(self, slug: str) -> Rejected:
        """What counts for one article: its own and the digest's."""
        own = self.articles.get(slug)
        if own is None:
            return self
        return replace(self, people=(*self.people, *own.people), countries=(*self.countries, *own.countries))


def load_rejected(root: Path, problems: list[Problem]) -> Rejected:
    """Read the file; none is an empty one. Problems are noted, not raised."""
    try:
        node = parse_yaml((root / FILE).read_text(encoding="utf-8"), FILE)
    except FileNotFoundError:
        return Rejected()
    except ContentError as error:
        problems.extend(error.problems)
        return Rejected()
    fields = Fields(node, FILE, problems)
    articles = {}
    nested = fields.mapping("articles")
    if nested is not None:
        for slug in nested.node.value:
            own = nested.mapping(slug)
            if own is not None:
                articles[slug] = Rejected(people=own.texts("people"), countries=own.texts("countries"))
                own.finish()
    found = Rejected(people=fields.texts("people"), countries=fields.texts("countries"), articles=articles)
    fields.finish()
    return found


def add_rejection(
    rejected: Rejected, *, people: tuple[str, ...], countries: tuple[str, ...], slug: str = ""
) -> Rejected:
    """With these turned down too: for one article, or with no slug for the digest."""
    if not slug:
        return replace(
            rejected,
            people=tuple(dict.fromkeys((*rejected.people, *people))),
            countries=tuple(dict.fromkeys((*rejected.countries, *countries))),
        )
    own = rejected.articles.get(slug, Rejected())
    own = add_rejection(own, people=people, countries=countries)
    return replace(rejected, articles={**rejected.articles, slug: own})


def rejected_change(root: Path, rejected: Rejected) -> FileChange | None:
    """The file with what is not in it yet, item by item: comments, order and quotes stay. None where nothing is new.

    Raises EditError when a list in it cannot be added to.
    """
    before = read_text_file(root / FILE)
    text = HEAD if before is None else before
    known = read_values(text, FILE)
    for at, names in _lists(rejected):
        had: Any = known
        for step in at:
            had = had.get(step) or {} if isinstance(had, dict) else {}
        for name in names:
            if name not in (had if isinstance(had, list) else [had]):
                text = add_item(text, FILE, at, name)
    return FileChange(path=FILE, before=before, after=text) if text != before else None


def _lists(rejected: Rejected) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield ("people",), rejected.people
    yield ("countries",), rejected.countries
    for slug, own in rejected.articles.items():
        yield ("articles", slug, "people"), own.people
        yield ("articles", slug, "countries"), own.countries
