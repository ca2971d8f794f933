"""A clean article and its suggestions → the fields and text of one article file; and that file, written."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import Distribution, PackageNotFoundError
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.errors import IngestError, OutputError, UsageError
from copydesk.frontmatter.document import dump_yaml, format_file
from copydesk.ingest.profile import CleanHints, unsettled
from copydesk.model import Asks, CleanArticle, PersonSuggestion, Question, Suggestions
from copydesk.urls import numbered_slug, slugify

_DOTTED = {"gitignore": ".gitignore", "github": ".github"}
# A folder that git or a file manager has just made is still empty to a person.
_IGNORED = frozenset({".git", ".DS_Store"})


def make_article(title: str, date: dt.date | None, taken: Iterable[str]) -> Composed:
    """The file of an article by hand: a draft, its usual fields laid out to be filled in.

    `taken` are the paths of the articles there are; the new one gets a slug that none of them has.
    """
    slug = free_slug(slugify(title) or "untitled", date, set(taken))
    source = {"name": "", "url": ""}
    fields = {"title": title, "date": date.isoformat() if date else None, "draft": True, "id": slug, "description": ""}
    text = format_file({**fields, "people": [], "countries": [], "source": source})
    return Composed(path=article_path(slug, date), text=text, slug=slug, id=slug, draft=True)


def write_digest(folder: Path, title: str = "") -> tuple[Path, ...]:
    """Write a new digest that builds at once into `folder`; returns its files, sorted.

    The title is made from the folder's name where none is given. Raises UsageError when the folder holds
    anything but a `.git`, OutputError when the disk refuses; nothing is overwritten.
    """
    _refuse_used(folder)
    name = " ".join(title.split()) or _name_of(folder)
    written = []
    try:
        for path, text in _template(name):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            written.append(target)
    except OSError as error:
        raise OutputError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    return tuple(sorted(written))


def _refuse_used(folder: Path) -> None:
    try:
        found = sorted(entry.name for entry in folder.iterdir() if entry.name not in _IGNORED)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise UsageError(f"{folder}: is a file; name a folder that does not exist yet, or is empty") from None
    except OSError as error:
        raise OutputError(f"{folder}: cannot be read: {error.strerror}") from None
    if found:
        raise UsageError(f"{folder}: is not empty (it holds {found[0]}); name a new folder, nothing was written")


def _name_of(folder: Path) -> str:
    words = folder.resolve().name.replace("-", " ").replace("_", " ").split()
    return " ".join(word[:1].upper() + word[1:] for word in words) or "My digest"


def _template(title: str) -> Iterator[tuple[str, str]]:
    marks = {
        "%TITLE_LINE%\n": dump_yaml({"title": title}),
        "%TITLE%": title,
        "%REQUIREMENT%": requirement(),
    }
    for path, source in _walk(files("copydesk") / "data" / "init", ""):
        text = source.read_text(encoding="utf-8")
        for mark, value in marks.items():
            text = text.replace(mark, value)
        yield path, text


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        path = f"{prefix}{_DOTTED.get(entry.name, entry.name)}"
        if entry.is_dir():
            yield from _walk(entry, f"{path}/")
        else:
            yield path, entry


_LOCAL = """\
# This Copydesk was installed from a file or folder of this machine, named below. Here that line installs it again;
# GitHub cannot reach it. Before you publish, name a place that GitHub can: a release (copydesk==VERSION), a repository
# (copydesk @ git+https://github.com/OWNER/copydesk@COMMIT), or a wheel that lies in this folder (./copydesk-….whl)."""


def requirement(origin: str | None = None) -> str:
    """The lines of requirements.txt that install this very Copydesk: the last is the requirement, others explain it.

    Where it came from stands in PEP 610's direct_url.json, here `origin`: a repository is named with its commit, a
    wheel or folder of this machine by its address, which GitHub cannot reach, so that is said; one from a package
    index has no such file and is named by its version.
    """
    if origin is None:
        try:
            origin = Distribution.from_name("copydesk").read_text("direct_url.json")
        except PackageNotFoundError:
            origin = None
    stated = json.loads(origin) if origin else {}
    vcs = stated.get("vcs_info")
    if vcs and stated.get("url", "").startswith("https://"):
        return f"copydesk @ {vcs['vcs']}+{stated['url']}@{vcs['commit_id']}"
    if stated.get("url", "").startswith("file:"):
        return f"{_LOCAL}\ncopydesk @ {stated['url']}"
    return f"copydesk=={__version__}"


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
    return replace(settled, warnings=(*kept, *unsettled(settled), *_unreachable(settled.source_url)))


def _unreachable(url: str) -> tuple[Question, ...]:
    """The question to put to the editor where the address of a source is one that no reader can open."""
    from copydesk.web import is_private_name  # noqa: PLC0415 - not above: it brings sockets and certificates along

    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # no address: the front matter's own check says so
        return ()
    if not host or not is_private_name(host):
        return ()
    asked = f"source: nobody but you can open {url}: give the address that readers have with --source-url"
    return (Question(asked, Asks.FACT),)


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
