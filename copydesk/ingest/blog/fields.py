"""A post's fields in ours: what each system calls a thing, and `extra:` for what nobody here knows. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from copydesk.ingest.blog.post import BlogPost, read_moment
from copydesk.intake.stated import language, names, read_day, tags
from copydesk.intake.words import plain

_TITLE = ("title", "headline")
_SUBTITLE = ("subtitle", "sub_title", "subtitulo")
_DATE = ("date", "published_at", "pubdate", "pub_date", "post_date", "published_date", "published")
_PUBLISH_AT = ("publishdate", "publish_date")
_LASTMOD = ("lastmod", "modified", "updated", "last_modified_at", "last_modified", "updated_at", "modified_at")
_EXPIRES = ("expirydate", "unpublishdate", "expires")
_SUMMARY = ("summary", "excerpt")
_DESCRIPTION = ("description", "custom_excerpt", "meta_description")
_AUTHORS = ("authors", "author", "byline")
_TAGS = ("tags", "tag", "keywords", "post_tag")
_TOPICS = ("topics", "categories", "category", "series")
_IMAGE = (
    "image",
    "cover",
    "feature_image",
    "featured_image",
    "featuredimage",
    "cover_image",
    "images",
    "thumbnail",
    "hero",
    "banner",
)
_LANG = ("lang", "language", "locale")
_ALIASES = ("aliases", "alias", "redirect_from")
# What says where a post stands or whether it is public: read by the system or below, and nothing for `extra`.
_ELSEWHERE = ("slug", "permalink", "url", "draft", "status", "visibility", "password", "path")
_NOT_PUBLIC = frozenset({"draft", "hidden", "private", "pending", "unlisted", "members", "paid", "tiers", "sent"})
_TRUE, _FALSE = frozenset({"true", "yes", "on", "1"}), frozenset({"false", "no", "off", "0"})


@dataclass(slots=True)
class OurFields:
    """Front matter of ours as it is made: `values` in order, `image` still as the blog names it, and remarks."""

    values: dict[str, Any] = field(default_factory=dict)
    image: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    day: dt.date | None = None
    notes: list[str] = field(default_factory=list)
    hidden: str = ""


def is_true(value: Any) -> bool:
    """Whether a flag is set, in the words that YAML 1.1 has for it too."""
    return value is True or str(value).strip().casefold() in _TRUE


def map_fields(post: BlogPost, people: Mapping[str, str], ours: frozenset[str], now: dt.datetime) -> OurFields:
    """A post's front matter in our fields. `people` are display names by login, `ours` the digest's editors, folded.

    A date to come becomes `publish_at`; what its system does not publish becomes a draft, with the reason.
    """
    reader = _Reader(post.fields)
    made = OurFields()
    published = reader.see("published")
    title = plain(str(reader.take(*_TITLE) or "")) or _title_of(post, made)
    subtitle = str(reader.take(*_SUBTITLE) or "")
    moment, publish_at = _when(post, reader, made, now)
    lastmod, expires = (_moment(reader, keys, made) for keys in (_LASTMOD, _EXPIRES))
    made.hidden = post.hidden or _hidden(reader, published)
    if not moment and not made.hidden:
        made.hidden = "it has no date"
    writers = tuple(people.get(one, people.get(one.casefold(), one)) for one in _names(reader.take(*_AUTHORS)))
    summary, description = (str(reader.take(*keys) or "") for keys in (_SUMMARY, _DESCRIPTION))
    tags_, topics = _list(reader.take_all(*_TAGS)), (*_list(reader.take_all(*_TOPICS)), *post.topics)
    made.image = _image(reader)
    made.aliases = tuple(str(one) for one in _flat(reader.take_all(*_ALIASES)))
    weight = reader.take("weight")
    lang = language(post.lang or reader.take(*_LANG))
    license_, canonical = str(reader.take("license", "licence") or ""), str(reader.take("canonical_url") or "")
    for key in _ELSEWHERE:
        reader.take(key)
    made.extra = reader.rest()
    made.values = {
        "title": title,
        "subtitle": subtitle,
        "date": dt.date.fromisoformat(moment) if len(moment) == 10 else moment,
        "draft": True if made.hidden else None,
        "lastmod": lastmod,
        "publish_at": publish_at,
        "expires": expires,
        "description": " ".join(plain(description).split()),
        "summary": summary.strip(),
        "authors": [one for one in writers if one.casefold() in ours],
        "lang": lang,
        "topics": list(dict.fromkeys(topics)),
        "tags": [one for one in dict.fromkeys(tags_) if one not in topics],
        "weight": int(weight) if str(weight or "").lstrip("-").isdecimal() and int(weight) else None,
        "source": {
            "url": canonical if canonical.startswith(("https://", "http://")) else "",
            "authors": [one for one in writers if one.casefold() not in ours],
            "license": license_,
            "raw_id": post.raw_id,
        },
    }
    return made


class _Reader:
    """A post's fields by folded name, each taken once; what nobody took is left for `extra`."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        flat = dict(fields)
        inner = flat.get("taxonomies")
        if isinstance(inner, Mapping):  # Zola's and Hugo's way to write them
            flat.pop("taxonomies")
            flat = {**inner, **flat}
        self._rows = {str(key).casefold().replace("-", "_"): (str(key), value) for key, value in flat.items()}

    def see(self, key: str) -> Any:
        """A value, left where it is."""
        return self._rows.get(key, ("", None))[1]

    def take(self, *keys: str) -> Any:
        """The first value there is under one of some names; the others are left."""
        for key in keys:
            if key in self._rows and self._rows[key][1] not in (None, "", [], {}):
                return self._rows.pop(key)[1]
            self._rows.pop(key, None)
        return None

    def take_all(self, *keys: str) -> list[Any]:
        """All values under some names."""
        return [self._rows.pop(key)[1] for key in keys if key in self._rows]

    def rest(self) -> dict[str, Any]:
        """What was not taken, as written."""
        extra = {key: _plain(value) for key, value in self._rows.values() if value not in (None, "", [], {})}
        inner = extra.pop("extra", None)
        return {**extra, **inner} if isinstance(inner, dict) else extra


def _plain(value: Any) -> Any:
    """A value as our front matter can write it: times and all that is no text, number, list or map become text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


def _title_of(post: BlogPost, made: OurFields) -> str:
    words = " ".join(post.slug.replace("-", " ").replace("_", " ").split())
    made.notes.append("it states no headline: one was made from its file's name")
    return words[:1].upper() + words[1:] if words else "Untitled"


def _when(post: BlogPost, reader: _Reader, made: OurFields, now: dt.datetime) -> tuple[str, str]:
    """When a post came out, and when it is to come out if that is still to be."""
    if str(reader.see("published")).strip().casefold() in _TRUE | _FALSE:
        reader.take("published")
    stated = _moment(reader, _DATE, made)
    later = _moment(reader, _PUBLISH_AT, made)
    moment = stated or later or read_moment(post.day)
    publish_at = later if stated and later and later != stated else ""
    when = _as_time(publish_at or moment, now)
    if moment and when is not None and when > now:
        publish_at = publish_at or moment
    if moment:
        made.day = dt.date.fromisoformat(moment[:10])
    return moment, publish_at


def _as_time(moment: str, now: dt.datetime) -> dt.datetime | None:
    try:
        value = dt.datetime.fromisoformat(moment)
    except ValueError:
        return None
    return value if value.tzinfo else value.replace(tzinfo=now.tzinfo)


def _moment(reader: _Reader, keys: tuple[str, ...], made: OurFields) -> str:
    value = reader.take(*keys)
    if value is None:
        return ""
    found = read_moment(value)
    if not found and isinstance(value, str):
        try:
            found = parsedate_to_datetime(value).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            day = read_day(value)
            found = day.isoformat() if day else ""
    if not found:
        made.notes.append(f'{keys[0]}: "{value}" is no day that can be read')
    return found


def _hidden(reader: _Reader, published: Any) -> str:
    if is_true(reader.see("draft")):
        return "it is a draft there"
    if published is not None and str(published).strip().casefold() in _FALSE:
        return "it is not published there"
    for key in ("status", "visibility"):
        word = str(reader.see(key) or "").strip().casefold()
        if word in _NOT_PUBLIC:
            return f"it is {word} there"
    return "it has a password there" if reader.see("password") else ""


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, Mapping):
        value = value.get("name") or list(value.values())
    return names(value)


def _flat(values: list[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, (list, tuple)) else [value]) if one]


def _list(values: list[Any]) -> tuple[str, ...]:
    found = [one for value in values for one in tags(value if isinstance(value, (list, tuple)) else str(value or ""))]
    return tuple(dict.fromkeys(found))


def _image(reader: _Reader) -> dict[str, str]:
    """A post's picture: its address as the blog writes it, with the words that belong to it."""
    value = reader.take(*_IMAGE)
    value = value[0] if isinstance(value, (list, tuple)) and value else value
    rows: dict[str, str] = {}
    if isinstance(value, Mapping):
        source = next(
            (value[key] for key in ("src", "url", "image", "path", "feature", "relative", "teaser") if value.get(key)),
            "",
        )
        rows = {key: str(value.get(key) or "") for key in ("alt", "caption", "credit")}
    else:
        source = value
    if not isinstance(source, str) or not source.strip():
        return {}
    for key in ("alt", "caption", "credit"):
        said = reader.take(
            *(f"{name}_{key}" for name in ("image", "cover", "feature_image", "featured_image", "thumbnail"))
        )
        rows[key] = str(said or rows.get(key) or "")
    return {"src": source.strip(), **{key: " ".join(plain(text).split()) for key, text in rows.items()}}
