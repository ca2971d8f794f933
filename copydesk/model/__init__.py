"""The nouns of a digest, from raw copy to what is loaded from `content/`.

Every value is frozen, slotted and keyword-only; collections are tuples; times are aware. A name for
each stage of an article's life: `RawArticle` → `CleanArticle` (with `Suggestions`) → `Article`.
What a layout can see stands in `publish/pages/context`. Standard library only.
"""

from copydesk.model.copy import (
    CleanArticle,
    CountrySuggestion,
    DroppedLine,
    PersonSuggestion,
    Quote,
    RawArticle,
    Suggestions,
)
from copydesk.model.digest import Article, Correction, Edition, EditionSection, Library, Mention, Origin, StandalonePage
from copydesk.model.terms import Country, Link, Person, Picture, Policy, Role, Source

__all__ = [
    "Article",
    "CleanArticle",
    "Correction",
    "Country",
    "CountrySuggestion",
    "DroppedLine",
    "Edition",
    "EditionSection",
    "Library",
    "Link",
    "Mention",
    "Origin",
    "Person",
    "PersonSuggestion",
    "Picture",
    "Policy",
    "Quote",
    "RawArticle",
    "Role",
    "Source",
    "StandalonePage",
    "Suggestions",
]
