"""A clean article and its suggestions → the fields and text of one article file. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from copydesk import __version__
from copydesk.frontmatter.document import dump
from copydesk.ingest.clean import CleanHints, unsettled
from copydesk.model import CleanArticle, PersonSuggestion, Suggestions
from copydesk.urls import numbered_slug, slugify

# RFC 5321's local part and domain, as far as newsrooms use them; what follows "@" must look like a host.
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}(?:\\?@|＠)[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,24}")
_MAILTO = re.compile(r"\[([^\]]*)\]\(mailto:[^)]*\)|<mailto:[^>]*>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the editor says of a raw file, by options or a sidecar; empty where they say nothing."""

    date: dt.date | None = None
    source_name: str = ""
    source_url: str = ""
    authors: tuple[str, ...] = ()
    lang: str = ""
    title: str = ""
    license: str = ""
    publish: bool = False
    subtitle: str = ""
    tags: tuple[str, ...] = ()

    def over(self, other: Stated) -> Stated:
        """This one's words, and where it has none the other's."""
        mine = {name: getattr(self, name) or getattr(other, name) for name in self.__dataclass_fields__}
        return Stated(**mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An article file ready to be written: its path below the root, its text, whether it is a draft."""

    path: str
    text: str
    slug: str
    draft: bool


def steered(hints: CleanHints, stated: Stated) -> CleanHints:
    """Return the hints of an input with the facts stated of it, which the cleaner is given before it looks."""
    return replace(
        hints,
        url=hints.url or stated.source_url,
        lang=hints.lang or stated.lang,
        title=stated.title,
        authors=stated.authors,
        date=stated.date,
    )


def settle(clean: CleanArticle, stated: Stated) -> CleanArticle:
    """What cleaning found, overruled by what the editor states; no e-mail address in any text."""
    image = clean.image
    if image is not None:
        image = replace(image, caption=without_emails(image.caption), alt=without_emails(image.alt))
    settled = replace(
        clean,
        title=stated.title or clean.title,
        authors=stated.authors or clean.authors,
        date=stated.date or clean.date,
        lang=stated.lang or clean.lang,
        source_name=stated.source_name or clean.source_name,
        source_url=stated.source_url or clean.source_url,
        body=without_emails(clean.body),
        text=without_emails(clean.text),
        subtitle=without_emails(stated.subtitle or clean.subtitle),
        image=image,
    )
    asked = set(unsettled(clean))
    kept = tuple(warning for warning in clean.warnings if warning not in asked)
    return replace(settled, warnings=(*kept, *unsettled(settled)))


def without_emails(text: str) -> str:
    """A text with each e-mail address put out of it; links to one keep their words."""
    if "@" not in text and "＠" not in text:
        return text
    text = _MAILTO.sub(lambda m: m[1] or "", text)
    return _EMAIL.sub("[e-mail address]", text)


def compose(
    clean: CleanArticle, found: Suggestions, stated: Stated, *, taken: Iterable[str], today: dt.date
) -> Composed:
    """Make the file of a settled article. `taken` are paths that exist, by their case-folded names.

    It is a draft unless the editor publishes it and it has a headline and a date; what is unknown stays empty.
    """
    draft = not (stated.publish and clean.date and clean.title)
    slug = free_slug(slugify(clean.title) or "untitled", clean.date, set(taken))
    sha = hashlib.sha256(clean.text.encode()).hexdigest()
    fields = {
        "title": clean.title or "Untitled",
        "subtitle": clean.subtitle,
        "date": clean.date,
        "draft": True if draft else None,
        "id": f"{slug}-{sha[:8]}",
        "lang": clean.lang,
        "place": clean.place,
        "people": [_person(person) for person in found.people if not shared_name(person)],
        "countries": [country.name for country in found.countries],
        "bodies": [body.code for body in found.bodies],
        "tags": list(stated.tags),
        "mentioned": _filled(
            {
                "people": [p.name for p in (*filter(shared_name, found.people), *found.mentioned_people)],
                "countries": [country.name for country in found.mentioned_countries],
            }
        ),
        **_picture(clean),
        "source": _filled(
            {
                "name": clean.source_name,
                "url": clean.source_url,
                "authors": list(clean.authors),
                "published": said.isoformat() if (said := clean.published or clean.date) else "",
                "license": stated.license,
                "fetched": today.isoformat(),
                "text_sha256": sha,
                "cleaner": f"copydesk {__version__}",
            }
        ),
    }
    return Composed(
        path=article_path(slug, clean.date),
        text=dump(_filled(fields), clean.body),
        slug=slug,
        draft=draft,
    )


def shared_name(person: PersonSuggestion) -> str:
    """The question to put to the editor where several people bear a name and none clearly leads, or nothing."""
    if not person.candidates or person.slug:
        return ""
    rows = (f"{c.slug} ({', '.join(filter(None, (c.disambiguation, c.why))) or c.name})" for c in person.candidates)
    return f'"{person.name}" is the name of {len(person.candidates)} people; write - person: {" or ".join(rows)}'


def _person(person: PersonSuggestion) -> str | dict[str, Any]:
    quotes = [quote.text for quote in person.quotes]
    if person.candidates:  # a name that is shared says nobody: the file does
        return _filled({"person": person.slug, "role": person.role, "quotes": quotes})
    if not person.role and not quotes:
        return person.name
    return _filled({"name": person.name, "role": person.role, "quotes": quotes})


def _picture(clean: CleanArticle) -> dict[str, str]:
    image = clean.image
    if image is None or image.src == clean.source_url != "":
        return {}
    src = image.src if image.src.startswith(("/", "https://", "http://")) else ""
    return {"image": src, "image_alt": image.alt, "image_caption": image.caption, "image_credit": image.credit}


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {}, ())}


def article_path(slug: str, date: dt.date | None) -> str:
    """Where the file of an article lies, below the root."""
    if date is None:
        return f"content/articles/undated/{slug}.md"
    return f"content/articles/{date.year:04}/{date.isoformat()}-{slug}.md"


def free_slug(slug: str, date: dt.date | None, taken: set[str]) -> str:
    """A slug that no article has yet, whatever its date: addresses hold no date, so slugs must differ."""
    slugs = {re.sub(r"^\d{4}-\d\d-\d\d-", "", path.rpartition("/")[2].removesuffix(".md")) for path in taken}
    if slug.casefold() not in slugs and article_path(slug, date).casefold() not in taken:
        return slug
    numbered = (numbered_slug(slug, n) for n in range(2, len(slugs) + 3))
    return next(one for one in numbered if one.casefold() not in slugs)
