"""What an editor has turned down, in `content/rejected.yaml`: in the repository, not in a cache.

`people` and `countries` hold for the whole digest; under `articles` a slug has its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from copydesk.errors import ContentError, Problem
from copydesk.frontmatter.document import dump_yaml, parse_yaml
from copydesk.frontmatter.fields import Fields

FILE = "content/rejected.yaml"
_HEAD = "# Suggestions that were turned down, so that they are not made again.\n"


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


def save_rejected(root: Path, rejected: Rejected) -> None:
    """Write the file anew, sorted, so that a diff shows what was turned down."""

    def fields_of(value: Rejected) -> dict[str, object]:
        return {
            key: sorted(found) for key, found in (("people", value.people), ("countries", value.countries)) if found
        }

    fields = fields_of(rejected)
    articles = {slug: fields_of(own) for slug, own in sorted(rejected.articles.items()) if fields_of(own)}
    if articles:
        fields["articles"] = articles
    path = root / FILE
    partial = path.with_name(f".{path.name}.tmp")
    partial.write_text(_HEAD + dump_yaml(fields), encoding="utf-8", newline="\n")
    partial.replace(path)
