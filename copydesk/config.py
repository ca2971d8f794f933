"""`config.yaml` → `Config`: each option stands once, with its type, default, check and one sentence.

`docs/reference/config.md` is generated from `OPTIONS`; a test holds `Config` and `OPTIONS` together.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from copydesk.errors import ConfigError, ContentError, Location, Problem
from copydesk.files import read_utf8
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields, web_address
from copydesk.frontmatter.table import as_written, is_odd_path
from copydesk.model import Policy
from copydesk.urls import Base

CONFIG_FILE = "config.yaml"
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")


def _language(value: str) -> str:
    if not _LANG.match(value):
        raise ValueError("must be a language tag such as en, ko or pt-BR")
    return value


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (ValueError, KeyError, OSError):
        raise ValueError(f'does not know the zone "{value}": write one such as UTC or Asia/Seoul') from None
    return value


def _base_url(value: str) -> str:
    return web_address(Base.parse(value).url)


def _authority(value: str) -> str:
    if not re.match(r"[a-z0-9.-]+,\d{4}(?:-\d\d){0,2}\Z", value):
        raise ValueError("must be a host and a year, such as example.org,2026")
    return value


# Finders of people and the language each reads (docs/decisions/tagging.md).
FINDERS: Mapping[str, str] = {"kiwi": "ko", "sudachi": "ja", "natasha": "ru"}
_NO_SPACY = "is no longer read, since spaCy's models found nobody whom the rules miss: remove it"
# Options of older releases, and what to say of them.
_GONE = {"spacy_model": _NO_SPACY}


def _finder_for(language: str) -> Callable[[str], str]:
    """A check that a finder exists and reads the language it is named for."""

    def check(value: str) -> str:
        if value.startswith("spacy:"):
            raise ValueError(f"{value} {_NO_SPACY}")
        if value not in FINDERS:
            raise ValueError(f'knows no finder "{value}": write {", ".join(FINDERS)}')
        if language.partition("-")[0].lower() != FINDERS[value]:
            raise ValueError(f'names {value}, which reads "{FINDERS[value]}" alone')
        return value

    return check


def _refuse_old(source: Fields) -> None:
    """Report options of older releases with the reason, and what to do."""
    for key, reason in _GONE.items():
        if key in source:
            source.problem(source.node.value[key], f'"{source.prefix}{key}" {reason}')


def _option(doc: str, default: Any = MISSING, **more: Any) -> Any:
    return field(default=default, metadata={"doc": doc, **more})


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """The `features:` map: whole kinds of pages that a digest can do without."""

    archive: bool = _option("The archive by year and month.", default=True)
    connections: bool = _option("The page of who is named with whom.", default=True)
    related: bool = _option("Related articles below each article.", default=True)
    term_feeds: bool = _option("Feeds for every person and country.", default=True)
    sources: bool = _option("A page for each outlet, and the index of them.", default=True)
    search: bool = _option("The search page and its index.", default=True)
    exports: bool = _option("articles.json, articles.csv and sources.opml.", default=True)
    social_images: bool = _option(
        "A picture for link previews, drawn at build time: the countries of a page on the map.", default=True
    )
    social_words: bool = _option(
        "Name, headline, day and outlet on the picture of an article and of the front page (needs the extra images;"
        " 3 ms an article the first time, 25 in scripts whose letters join or stack).",
        default=True,
    )


def _https(value: str) -> str:
    address = web_address(value)
    if not address.startswith("https://"):
        raise ValueError("must start with https://: what readers write there is theirs")
    return address


def _menu_row(value: str) -> str:
    """A row of a menu: its words, a blank, an address of the digest or of the web, or one to write to."""
    label, _, url = value.rpartition(" ")
    example = 'must be its words and an address, such as "Blog /blog/" or "Shop https://shop.example.net/"'
    if not label.strip() or url.startswith("//"):
        raise ValueError(example)
    if url.startswith("/") or re.match(r"mailto:[^\s@]+@[^\s@]+\Z", url):
        return value
    if not url.startswith(("https://", "http://")):
        raise ValueError(example)
    return f"{label.strip()} {web_address(url)}"


def _front_part(value: str) -> str:
    if value not in FRONT_PARTS:
        raise ValueError(f"must be one of {', '.join(FRONT_PARTS)}")
    return value


def _account(value: str) -> str:
    label, _, url = value.rpartition(" ")
    if not label.strip() or not url.startswith(("https://", "http://")):
        raise ValueError('must be a name and an address, such as "Mastodon https://social.example.net/@digest"')
    return f"{label.strip()} {web_address(url)}"


def _mail_address(value: str) -> str:
    if not re.match(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\Z", value):
        raise ValueError("must be an address to write to, such as desk@digest.example.net, and nothing else")
    return value


def _field_name(value: str) -> str:
    if not re.match(r"[A-Za-z][\w.\[\]-]*\Z", value):
        raise ValueError("must be the name of a form's field, such as email or fields[email]")
    return value


def _picture(value: str) -> str:
    if not value.startswith("/images/") or ".." in value:
        raise ValueError("must be a picture of content/images, such as /images/logo.png")
    return value


def _luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable_on(ground: str) -> Callable[[str], str]:
    """A check that a colour can be read as text on `ground`: a contrast of 4.5 (WCAG 2.2, 1.4.3)."""

    def check(value: str) -> str:
        colour = value.lower()
        if not re.match(r"#[0-9a-f]{6}\Z", colour):
            raise ValueError('must be a colour such as "#2145b3", in quotes')
        low, high = sorted((_luminance(colour), _luminance(ground)))
        contrast = (high + 0.05) / (low + 0.05)
        if contrast < 4.5:
            raise ValueError(f"cannot be read as text on {ground}: contrast {contrast:.1f}, and 4.5 is needed")
        return colour

    return check


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """The `subscribe:` map: where a reader gets the digest by e-mail. A form wins over a link."""

    link: str = _option("A page of your provider where readers subscribe.", default="", check=_https)
    form: str = _option("The address that your provider's plain HTML form is sent to.", default="", check=_https)
    field: str = _option("What that form calls the reader's e-mail address.", default="email", check=_field_name)
    hidden: tuple[str, ...] = _option('Hidden fields that it needs, each "name value".', default=())
    note: str = _option("How often, and what happens to the address: one or two sentences.", default="")
    unsubscribe: str = _option(
        "What your provider replaces with the link to unsubscribe, such as {{ unsubscribe_url }}.", default=""
    )
    postal: str = _option("The postal address at the foot of the e-mail, or your provider's word for it.", default="")
    reply_to: str = _option("Where answers to the e-mail go, if not to `email`.", default="", check=_mail_address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The `identity:` map: what makes the digest look like itself."""

    logo: str = _option("A picture beside the name, such as /images/logo.png.", default="", check=_picture)
    icon: str = _option(
        "A square picture that the icons of tabs and telephones are made of, such as /images/icon.svg.",
        default="",
        check=_picture,
    )
    accent: str = _option('The accent on light paper, such as "#2145b3".', default="", check=_readable_on("#f3efe4"))
    accent_dark: str = _option(
        'The accent on dark paper, such as "#a3b8ff".', default="", check=_readable_on("#1c1e24")
    )
    fonts: tuple[str, ...] = _option(
        "Fonts for the words on link previews, files of the digest such as fonts/NotoSerifKR-Bold.otf; each letter is"
        " taken from the first that has it. Latin, Greek and Cyrillic need none.",
        default=(),
    )
    accounts: tuple[str, ...] = _option(
        'Accounts elsewhere, for the foot of each page: each "Name https://…".', default=(), check=_account
    )
    text_size: int = _option("The size of all letters, in percent of the theme's.", default=100, least=85, most=130)

    @property
    def has_styles(self) -> bool:
        """Whether the digest has a style sheet of its own."""
        return bool(self.accent or self.accent_dark or self.text_size != 100)


FRONT_PARTS = ("lead", "latest", "stories", "topics", "before")
# Options that are maps of their own.
NESTED: Mapping[str, type] = {"features": Features, "subscribe": Subscribe, "identity": Identity}
# The lists of front matter whose entries get pages.
_TAXONOMIES = ("topics", "tags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A digest's settings, checked. `root` is the folder that config.yaml lies in."""

    root: Path
    title: str = _option("The digest's name.", required=True)
    base_url: str = _option("Where the digest is published; its path is the base path.", check=_base_url, required=True)
    tagline: str = _option("A few words below the name.", default="")
    description: str = _option("One sentence for search engines and feed readers.", default="")
    schedule: str = _option("When editions come, in your words: below the name on the front page.", default="")
    language: str = _option("The language of the digest's own words.", default="en", check=_language)
    timezone: str = _option("The zone in which a date without an offset is meant.", default="UTC", check=_zone)
    editor: str = _option("Who edits the digest: its author in feeds and metadata.", default="")
    email: str = _option(
        "An address readers may write to, and that the e-mail is from.", default="", check=_mail_address
    )
    license: str = _option("The licence of the digest's own words, such as CC-BY-4.0.", default="")
    policy: Policy = _option("How much of an article is shown.", default="full", choices=("full", "excerpt", "summary"))
    excerpt_words: int = _option("How many words an excerpt has.", default=120, least=10, most=2000)
    per_page: int = _option("Articles on one page of a list.", default=20, least=1, most=500)
    per_term_page: int = _option(
        "Articles on one page of a person, country, topic, tag or source; 0 is as many as on other lists.",
        default=0,
        least=0,
        most=100_000,
    )
    feed_items: int = _option("Articles in a feed, newest first.", default=20, least=1, most=500)
    feed_text: Literal["summary", "full"] = _option(
        "What an article has in feeds: its `summary`, or `full`: also as much of its text as its policy shows.",
        default="summary",
        choices=("summary", "full"),
    )
    related: int = _option("Related articles shown below an article, at most.", default=4, least=0, most=20)
    remote_images: bool = _option("Show pictures from other hosts where they lie (hot-linking).", default=False)
    robots: str = _option("Whether search engines may index the digest.", default="index", choices=("index", "noindex"))
    taxonomies: tuple[str, ...] = _option("Which of the lists of front matter get pages.", default=_TAXONOMIES)
    redirects: tuple[str, ...] = _option(
        'Addresses that moved, each "/tags/old/ /tags/new/"; `tag rename` adds them.', default=()
    )
    editions: Literal["files", "daily", "weekly", "monthly"] = _option(
        "Editions from files alone, or made by rule for days no file covers.",
        default="files",
        choices=("files", "daily", "weekly", "monthly"),
    )
    tag_authority: str = _option(
        "Who mints feed ids (RFC 4151): host,year. Never change it.", default="", check=_authority
    )
    finders: Mapping[str, str] = field(
        default_factory=dict,
        hash=False,
        metadata={
            "doc": "What helps to find people, by language, each an extra: `ko: kiwi`, `ja: sudachi`, `ru: natasha`."
        },
    )
    originals: str = _option(
        "The raw copy of articles: `local` keeps it out of git, `keep` in it, `none` keeps nothing.",
        default="local",
        choices=("local", "keep", "none"),
    )
    front: tuple[str, ...] = _option(
        "What the front page has, of lead, latest, stories, topics and before.",
        default=FRONT_PARTS,
        check=_front_part,
    )
    front_topics: tuple[str, ...] = _option(
        "Topics with a section of their own on the front page, for their newest articles that do not stand above it.",
        default=(),
    )
    menu: tuple[str, ...] = _option('The menu, if not the usual: each "Label /address/".', default=(), check=_menu_row)
    footer: tuple[str, ...] = _option(
        'More links at the foot of each page: each "Label /address/".', default=(), check=_menu_row
    )
    strings: Mapping[str, Any] = field(
        default_factory=dict,
        hash=False,
        metadata={
            "doc": "Words of the pages, by their key in layouts/strings.yaml: `search: Look up`; also those of a"
            " language that Copydesk does not speak."
        },
    )
    subscribe: Subscribe = field(default_factory=Subscribe, metadata={"doc": "How readers get the digest by e-mail."})
    identity: Identity = field(default_factory=Identity, metadata={"doc": "Logo, icon, colours and accounts."})
    features: Features = field(default_factory=Features, metadata={"doc": "Kinds of pages to leave out."})
    extra: Mapping[str, Any] = field(
        default_factory=dict,
        hash=False,
        metadata={"doc": "Values of your own, a map kept as written; layouts see it as `site.extra`."},
    )

    @property
    def base(self) -> Base:
        """The base URL, taken apart."""
        return Base.parse(self.base_url)

    @property
    def zone(self) -> dt.tzinfo:
        """The digest's time zone."""
        return zoneinfo.ZoneInfo(self.timezone)


def parse_config(text: str, root: Path, path: str = CONFIG_FILE) -> Config:
    """Read the text of a config.yaml. Raises ConfigError with every problem in it."""
    problems: list[Problem] = []
    try:
        node = parse_yaml(text, path)
    except ContentError as error:
        raise ConfigError(error.problems) from None
    values = _read(Config, Fields(node, path, problems))
    if problems:
        raise ConfigError(problems)
    return Config(root=root, **values)


_OTHER_NAMES = ("config.yml", "Config.yaml", "config.yaml.txt", "_config.yml", "copydesk.yaml")


def load_config(root: Path) -> Config:
    """Read `root`/config.yaml. Raises ConfigError, also when there is none."""
    path = root / CONFIG_FILE
    try:
        text = read_utf8(path)
    except FileNotFoundError:
        problem = Problem(
            location=Location(path=CONFIG_FILE),
            message=f"no {CONFIG_FILE} in {root}",
            advice=f"rename {other} to {CONFIG_FILE}"
            if (other := next((name for name in _OTHER_NAMES if (root / name).is_file()), ""))
            else 'start a digest with "copydesk init DIR", or name its folder with --root',
        )
        raise ConfigError([problem]) from None
    except (OSError, UnicodeDecodeError) as error:
        cause = getattr(error, "strerror", None) or "it is not UTF-8 text"
        problem = Problem(location=Location(path=CONFIG_FILE), message=f"cannot be read: {cause}")
        raise ConfigError([problem]) from None
    return parse_config(text, root)


def _read(kind: Any, source: Fields) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for option in fields(kind):
        if not option.metadata:
            continue
        if option.name in NESTED:
            nested = source.mapping(option.name)
            if nested is not None:
                values[option.name] = NESTED[option.name](**_read(NESTED[option.name], nested))
            continue
        if option.name == "finders":
            named = source.mapping("finders")
            if named is not None:
                values["finders"] = {key: named.checked(key, _finder_for(key)) for key in as_written(named.node)}
            continue
        if option.name in ("extra", "strings"):
            own = source.mapping(option.name)
            values[option.name] = as_written(own.node) if own is not None else {}
            continue
        value = _value(option, source)
        if value is not None:
            values[option.name] = value
    _refuse_old(source)
    source.finish(known=[*(option.name for option in fields(kind) if option.metadata), *_GONE])
    return values


def _value(option: Any, source: Fields) -> Any:
    """One option's value, or None to leave its default."""
    meta, key, default = option.metadata, option.name, option.default
    required = bool(meta.get("required"))
    value: Any = None
    if key not in source and not required:
        return None
    if "choices" in meta:
        value = source.choice(key, meta["choices"], default)
    elif isinstance(default, bool):
        value = source.flag(key, default=default)
    elif isinstance(default, int):
        value = source.number(key, default=default, least=meta["least"], most=meta["most"])
    elif isinstance(default, tuple):
        value = source.texts(key)
        if "check" in meta:
            value = _checked_rows(source, key, value, meta["check"])
        if key == "redirects" and (wrong := [row for row in value if not _is_redirect(row)]):
            source.problem(
                source.get(key),
                f'"redirects" cannot hold "{wrong[0]}"',
                "write two different addresses here: /old/ /new/",
            )
        if key == "taxonomies" and (unknown := [name for name in value if name not in _TAXONOMIES]):
            advice = f"write any of {', '.join(_TAXONOMIES)}; a field of your own stands under extra:"
            source.problem(source.get(key), f'"taxonomies" cannot hold "{unknown[0]}"', advice)
    elif "check" in meta and key in source:
        value = source.checked(key, meta["check"]) or None
    else:
        value = source.text(key, required=required) or None
    return value


def _checked_rows(source: Fields, key: str, rows: tuple[str, ...], check: Callable[[str], str]) -> tuple[str, ...]:
    """Each row of a list in its normal form; what `check` refuses is a problem at its own line."""
    places = {node.text: node for node in source.nodes(key)}
    good = []
    for row in rows:
        try:
            good.append(check(row))
        except ValueError as error:
            source.problem(places.get(row, source.get(key)), f'"{source.prefix}{key}" cannot hold "{row}": it {error}')
    return tuple(good)


def _is_redirect(row: str) -> bool:
    """Whether a row is an address of the digest, a blank and another that it leads to."""
    parts = row.split()
    return (
        len(parts) == 2
        and parts[0] != parts[1]
        and all(one.startswith("/") and not one.startswith("//") for one in parts)
        and not any(map(is_odd_path, parts))
    )


def check_url(value: str) -> str:
    """A base URL given on the command line, normalised. Raises ValueError with a reason."""
    return _base_url(value)
