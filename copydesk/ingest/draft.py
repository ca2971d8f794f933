"""A clean article and its suggestions → the fields and text of one article file; and that file, written."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from copydesk import __version__
from copydesk.errors import IngestError
from copydesk.frontmatter.document import format_file
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
class Making:
    """How an article came out of its raw file, so that it can be made again.

    `original` is the digest of the raw bytes, `part` where in them it stands (empty for the whole); `kept` and
    `dropped` are the editor's decisions on lines, by number or words, `stated` the fields they stated.
    """

    original: str = ""
    part: str = ""
    kept: tuple[int | str, ...] = ()
    dropped: tuple[int | str, ...] = ()
    stated: tuple[str, ...] = ()

    def to_fields(self) -> dict[str, Any]:
        """What `source:` says of it."""
        return {
            "original_sha256": self.original,
            "original_part": self.part,
            "kept": list(self.kept),
            "dropped": list(self.dropped),
            "stated": list(self.stated),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """An article file ready to be written: its path below the root, its text, whether it is a draft."""

    path: str
    text: str
    slug: str
    id: str
    draft: bool


# Where in the front matter stands what the editor states of an article.
_STATED_AT = {
    "title": "title",
    "subtitle": "subtitle",
    "date": "date",
    "lang": "lang",
    "source_name": "source.name",
    "source_url": "source.url",
    "authors": "source.authors",
    "license": "source.license",
}


def name_stated(stated: Stated) -> tuple[str, ...]:
    """The fields of front matter that are stated, by their paths, such as `source.name`."""
    return tuple(at for name, at in _STATED_AT.items() if getattr(stated, name))


def read_stated(values: Mapping[str, Any], names: Iterable[str]) -> Stated:
    """What was stated of an article, from the values of its front matter and the paths that `name_stated` gave."""
    found: dict[str, Any] = {}
    for name, at in _STATED_AT.items():
        key, _, inner = at.partition(".")
        value = values.get(key)
        if inner:
            value = value.get(inner) if isinstance(value, Mapping) else None
        if at in names and value:
            found[name] = _as_stated(name, value)
    return Stated(**{name: value for name, value in found.items() if value})


def _as_stated(name: str, value: Any) -> Any:
    if name == "date":
        try:
            return dt.date.fromisoformat(str(value)[:10])
        except ValueError:
            return None
    if name == "authors":
        return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
    return str(value)


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


def apply_stated(clean: CleanArticle, stated: Stated) -> CleanArticle:
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
    clean: CleanArticle,
    found: Suggestions,
    stated: Stated,
    *,
    taken: Iterable[str],
    today: dt.date,
    making: Making | None = None,
) -> Composed:
    """Make the file of a settled article. `taken` are paths that exist, by their case-folded names.

    It is a draft unless the editor publishes it and it has a headline and a date; what is unknown stays empty.
    """
    draft = not (stated.publish and clean.date and clean.title)
    slug = free_slug(slugify(clean.title) or "untitled", clean.date, set(taken))
    sha = hashlib.sha256(clean.text.encode()).hexdigest()
    article_id = f"{slug}-{sha[:8]}"
    fields = {
        "title": clean.title or "Untitled",
        "subtitle": clean.subtitle,
        "date": clean.date,
        "draft": True if draft else None,
        "id": article_id,
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
                **(making or Making()).to_fields(),
                "cleaner": f"copydesk {__version__}",
            }
        ),
    }
    return Composed(
        path=article_path(slug, clean.date),
        text=format_file(_filled(fields), clean.body),
        slug=slug,
        id=article_id,
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


def slug_of(path: str) -> str:
    """The slug that an article's path gives it: the file's name without the day before it."""
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", path.rpartition("/")[2].removesuffix(".md"))


def free_slug(slug: str, date: dt.date | None, taken: set[str]) -> str:
    """A slug that no article has yet, whatever its date: addresses hold no date, so slugs must differ."""
    slugs = {slug_of(path) for path in taken}
    if slug.casefold() not in slugs and article_path(slug, date).casefold() not in taken:
        return slug
    numbered = (numbered_slug(slug, n) for n in range(2, len(slugs) + 3))
    return next(one for one in numbered if one.casefold() not in slugs)


# --- Writing new article files, and only new ones -----------------------------------------------------


def write_new(root: Path, file: str, composed: Composed) -> Path:
    """Write an article file that does not exist yet; returns its path.

    The text goes to a temporary file first, which is then linked to its name: a link fails where a file
    already stands, so nothing is ever overwritten, not even by two of us at once (I5). Raises IngestError.
    """
    target = root / composed.path
    partial = target.with_name(f".{target.name[:40]}.{os.getpid()}.tmp")
    try:
        if not target.parent.resolve().is_relative_to((root / "content").resolve()):
            raise IngestError(file, "write", f"{composed.path} would lie outside content/")
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(composed.text, encoding="utf-8", newline="\n")
        _link(partial, target)
    except FileExistsError:
        raise IngestError(file, "write", f"{composed.path} exists already; it was left as it is") from None
    except OSError as error:
        raise IngestError(file, "write", f"{composed.path} cannot be written: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)
    return target


def _link(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:
        # A file system without hard links (some network mounts): an exclusive create is as safe, but not atomic.
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(partial.read_text(encoding="utf-8"))
