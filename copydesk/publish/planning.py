"""A library and the facts of its bodies → everything to be written: the shell around link and plan."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from copydesk.config import Config, Identity
from copydesk.countries import countries_in
from copydesk.errors import ContentError, Problem
from copydesk.model import Article, Library
from copydesk.publish.items import Static
from copydesk.publish.markdown.body import render_inline
from copydesk.publish.pages.planner import Desk
from copydesk.publish.pictures import PictureFile
from copydesk.publish.plan import Maker, plan_site
from copydesk.publish.render.layouts import Layouts
from copydesk.publish.site.editions import resolve_issues
from copydesk.publish.site.link import Facts, Site, link


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a build will write: how to make each item by address, and how to read a static file by address."""

    site: Site
    makers: Mapping[str, Maker]
    read: Callable[[str], bytes]


def plan(
    library: Library,
    facts: Mapping[str, Facts],
    config: Config,
    layouts: Layouts,
    pictures: Mapping[str, PictureFile],
    *,
    now: dt.datetime,
    drafts: bool,
) -> Planned:
    """Link and plan.

    Raises ContentError with every clash and gap that only the whole shows.
    """
    library = replace(library, countries=countries_in(library.countries, config.language))
    site = link(library, facts, config, now, pictures=pictures, drafts=drafts)
    problems: list[Problem] = []
    issues = resolve_issues(
        library.editions, site.entries, config, problems, drafts=drafts, title=layouts.edition_title
    )
    if problems:
        raise ContentError(problems)
    desk = Desk(site, issues, layouts.words(), render_inline, pictures)
    statics, read = _statics(config, pictures, layouts)
    return Planned(site=site, makers=plan_site(desk, statics), read=read)


def _statics(
    config: Config, pictures: Mapping[str, PictureFile], layouts: Layouts
) -> tuple[tuple[Static, ...], Callable[[str], bytes]]:
    """Pictures of `content/` and files of the theme, with a way to their bytes."""
    # GitHub Pages served from a branch leaves out files that Jekyll would, unless this one says there is no Jekyll.
    theme = {"/.nojekyll": b"", **identity_styles(config.identity), **dict(layouts.static())}
    paths = {picture.url: f"content{picture.src}" for picture in pictures.values()}

    def read(url: str) -> bytes:
        return theme[url] if url in theme else (config.root / paths[url]).read_bytes()

    found = [
        *(Static(url=url, digest=hashlib.blake2b(data, digest_size=16).hexdigest()) for url, data in theme.items()),
        *(Static(url=url, digest="") for url in paths),  # the digest of its bytes is part of its address
    ]
    return tuple(sorted(found, key=lambda s: s.url)), read


def identity_styles(identity: Identity) -> dict[str, bytes]:
    """The digest's own colours as a style sheet by its address; nothing where it has none."""
    if not identity.accent and not identity.accent_dark:
        return {}
    light, dark = identity.accent or "#2145b3", identity.accent_dark or "#a3b8ff"
    return {"/assets/identity.css": f":root {{ --accent: light-dark({light}, {dark}); }}\n".encode()}


def window(articles: Mapping[str, tuple[Article, Facts]], now: dt.datetime, zone: dt.tzinfo) -> tuple[float, float]:
    """The span of time around `now` in which the same articles are published as now (and drafts have the same day)."""
    instants = [
        moment.timestamp()
        for article, _ in articles.values()
        for moment in (article.publish_at, article.expires)
        if moment is not None
    ]
    if any(article.date is None for article, _ in articles.values()):
        day = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        instants += [day.timestamp(), (day + dt.timedelta(days=1)).timestamp()]
    here = now.timestamp()
    earlier = [instant for instant in instants if instant <= here]
    later = [instant for instant in instants if instant > here]
    return max(earlier, default=-math.inf), min(later, default=math.inf)
