"""The front page, paginated lists, the archive, editions. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from copydesk.publish.items import SOCIAL_FRONT
from copydesk.publish.markdown import letters
from copydesk.publish.pages.planner import RTL, WEEKS, Desk, Sheet
from copydesk.publish.pages.values import (
    ArchiveMonth,
    ArchivePage,
    ArchiveYear,
    Card,
    CorrectionView,
    EditionIndex,
    EditionPage,
    FrontPage,
    Group,
    LetterPage,
    ListPage,
    Page,
    Pager,
    StoryCluster,
    TermRow,
)
from copydesk.publish.site.editions import Issue
from copydesk.publish.site.link import Entry, Term, held_names_of
from copydesk.urls import slugify

# The files of an edition's letter, beside its page.
EMAIL, TEXT, MAIL = "email.html", "edition.txt", "edition.eml"
# The accent of letters on light and on dark paper, if config.yaml has none: that of style.css.
ACCENT = ("#2145b3", "#a3b8ff")
# So few headlines stand below the lead, as in front.html; its picture is then beside its words.
BELOW = 9
# Below the lead; stories and what each shows beside its newest; articles of a topic's section.
SECONDS, STORIES, STORY_OTHERS, SECTION = 3, 2, 4, 4
# Words of the only article of a digest that its front page begins with.
OPENING = 120
# A column beside the tallest may end this part of its height above it, and no more.
MOST_EMPTY = 1 / 4
# Letters of a headline that is set smaller, and much smaller, as in partials/card.html; points of the label of a group
# of headlines.
MID, LONG, LABEL = 48, 110, 33
# The page of a month with fewer articles than this shows so many before it and after it in its year, too.
THIN, AROUND = 3, 3
# The archive shows all headlines of so many articles, and of more the newest of each year.
ALL_TITLES, YEAR_TITLES = 60, 3
# Fewer namings than this in the last weeks say nothing about who is in the news.
FEW = 20
# Terms of a kind beside the front page, the usual first: fewer stand beside a low lead, more beside a high one.
IN_THE_NEWS = (5, 4, 3, 6, 7, 8)


def plan_front(desk: Desk) -> Iterator[Sheet]:
    """The front page and the pages after it."""
    for url, pager, entries in desk.paginate("/", desk.site.entries):
        make = _front if pager.number == 1 else _after_front
        yield Sheet(url, _paths(entries), partial(make, desk, url, pager, entries))


def _paths(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The files of articles."""
    return tuple([entry.article.location.path for entry in entries])


def _after_front(desk: Desk, url: str, pager: Pager, entries: tuple[Entry, ...]) -> Page:
    content = ListPage(
        title=desk.words.latest,
        groups=desk.days(entry.card for entry in entries),
        pager=pager,
        total=len(desk.site.entries),
    )
    return desk.page(url, "list.html", content, title=desk.words.latest, kind="list", sources=_paths(entries))


def _front(desk: Desk, url: str, pager: Pager, entries: tuple[Entry, ...]) -> Page:
    newest = next((issue for issue in desk.issues if not issue.edition.draft), None)
    config = desk.config
    lead = _lead(newest, entries) if "lead" in config.front else None
    ranked = _ranked(entries, lead) if lead is not None else ()
    people, countries = (_in_the_news(desk, list(terms.values())) for terms in (desk.site.people, desk.site.countries))
    railed = newest is not None or (len(desk.site.entries) > SECONDS + 1 and bool(people or countries))
    only = entries[0] if lead is not None and len(desk.site.entries) == 1 and entries[0].policy != "summary" else None

    def ends(count: int, rows: int) -> tuple[int, int]:
        """How high the lead's column and the rail are with so many seconds, and so many names of a kind."""
        beside = _rail_height(desk, newest, (people[:rows], countries[:rows])) if railed else 0
        return _lead_height(lead, ranked[:count]) if lead is not None else 0, beside

    # These two first, ending as near each other as they can; the headlines between them are as many as fit. Where they
    # are too few for so high a column, the next choice whose two are still alike and low enough for them.
    choices = [(count, rows) for count in _seconds(len(entries)) for rows in IN_THE_NEWS]
    choices.sort(key=lambda choice: abs(ends(*choice)[0] - ends(*choice)[1]) // SLACK)
    alike = [choice for choice in choices if min(ends(*choice)) >= (1 - MOST_EMPTY) * max(ends(*choice))]
    for many, most in (*choices[:1], *alike[1:], *choices[:1]):
        seconds = ranked[:many]
        shown = {lead.url if lead else "", *(card.url for card in seconds)}
        stories = tuple(_clusters(desk, entries, shown)) if "stories" in config.front else ()
        shown |= {card.url for cluster in stories for card in (cluster.newest, *cluster.others)}
        left = [entry.card for entry in entries if entry.card.url not in shown]
        latest, before = _columns(desk, left, max(ends(many, most)) if "latest" in config.front else 0)
        if latest or "latest" not in config.front:
            break
    if not latest and lead is not None and 0 < len(left) <= BELOW:
        # They stand below the lead: the rail is to end where they do.
        low = _low_height(lead, seconds, len(left))
        most = min(IN_THE_NEWS, key=lambda rows: abs(ends(many, rows)[1] - low) // SLACK)
    above = shown | {card.url for group in latest for card in group.cards}
    topics = _sections(desk, above) if "topics" in config.front else ()
    below = {card.url for topic in topics for card in topic.cards}
    if below and before:
        before = desk.periods([card for group in before for card in group.cards if card.url not in below])
    rest = [entry.card for entry in entries if lead is None or entry.card is not lead]
    days = [entry.card.date.date() for entry in entries]
    if only and lead and not (only.article.summary or only.article.description or only.article.subtitle):
        lead = replace(lead, summary="")  # its first words stand below
    content = FrontPage(
        edition=newest.card if newest else None,
        lead=lead,
        days=desk.days(rest),
        people=people[:most],
        countries=countries[:most],
        total=len(desk.site.entries),
        since=min(days) if days else None,
        until=max(days) if days else None,
        older=pager.older,
        seconds=seconds,
        latest=latest,
        stories=stories,
        topics=topics,
        before=before if "before" in config.front else (),
        body=only.article.body_digest if only else "",
        excerpt_words=min(OPENING, config.excerpt_words) if only else 0,
        dir="rtl" if only and only.article.lang.partition("-")[0] in RTL else "ltr",
    )
    return desk.page(
        url,
        "front.html",
        content,
        title=desk.config.title,
        kind="front",
        description=desk.config.description or desk.config.tagline,
        image=desk.card("/") or (desk.base.absolute(SOCIAL_FRONT) if desk.config.features.social_images else ""),
        sources=_paths(entries),
    )


def _lead(newest: Issue | None, entries: tuple[Entry, ...]) -> Card | None:
    """The first article of the newest edition if it is on this page, else the newest article."""
    shown = {entry.article.id: entry.card for entry in entries}
    for entry in entries:
        if entry.article.fields.get("lead"):
            return entry.card
    if newest is not None:
        for _, section in newest.sections:
            for entry in section:
                if entry.article.id in shown:
                    return shown[entry.article.id]
    return entries[0].card if entries else None


def _ranked(entries: tuple[Entry, ...], lead: Card) -> tuple[Card, ...]:
    """What may stand below the lead: those pinned, then those of the newest that have a picture, then the newest."""
    rest = [entry for entry in entries if entry.card is not lead]
    near = rest[: 3 * SECONDS]
    ranked = [
        *(entry for entry in rest if entry.article.fields.get("pin")),
        *(entry for entry in near if entry.card.image),
        *near,
    ]
    return tuple({entry.card.url: entry.card for entry in ranked}.values())


def _seconds(articles: int) -> tuple[int, ...]:
    """How many of so many articles may stand below the lead: three, or two or three rows of three where there are many.

    Articles without pictures and standfirsts are low: nine of them are as high as three with both.
    """
    if articles <= SECONDS:
        return (max(articles - 1, 0),)
    return tuple(count for count in (SECONDS, 2 * SECONDS, 3 * SECONDS) if count == SECONDS or articles > 2 * count)


def _clusters(desk: Desk, entries: tuple[Entry, ...], shown: set[str]) -> Iterator[StoryCluster]:
    """Stories of several articles of which one is on the page and none is shown above; of many outlets first."""
    near = {entry.article.story for entry in entries if entry.article.story}
    found = [
        (story, told)
        for story, told in desk.site.stories.items()
        if story in near and len(told) > 1 and not any(entry.card.url in shown for entry in told)
    ]
    found.sort(key=lambda pair: (-len(_outlets(pair[1])), -_newest(pair[1]).card.date.timestamp(), pair[0]))
    for story, told in found[:STORIES]:
        newest = _newest(told)
        others = sorted((e.card for e in told if e is not newest), key=lambda c: -c.date.timestamp())
        yield StoryCluster(
            title=story,
            newest=newest.card,
            others=tuple(desk.brief(card) for card in others[:STORY_OTHERS]),
            count=len(told),
            outlets=len(_outlets(told)),
        )


def _newest(told: Iterable[Entry]) -> Entry:
    return max(told, key=lambda entry: entry.card.date.timestamp())


def _outlets(told: Iterable[Entry]) -> set[str]:
    return {entry.source for entry in told if entry.source}


def _sections(desk: Desk, above: set[str]) -> tuple[Group, ...]:
    """The topics that the owner wants on the front page, each with its newest articles that are not `above`.

    A headline stands once on the page: a topic that is told above, or in the sections before it, has none of its own.
    """
    topics = desk.site.taxonomies.get("topics", {})
    told = set(above)
    made = []
    for name in desk.config.front_topics:
        term = topics.get(slugify(name))
        cards = [entry.card for entry in term.entries if entry.card.url not in told][:SECTION] if term else []
        if term and cards:
            told.update(card.url for card in cards)
            made.append(Group(label=term.name, url=term.url, cards=tuple(map(desk.brief, cards))))
    return tuple(made)


# --- how high the columns are ---------------------------------------------------------------------------------
# In points, in a window 1280 wide, as front.css and system fonts have them: good enough to choose by, and a test
# measures in a browser what was chosen. Letters a line are those of a Latin script; a wide one counts as two.

# Heights that are as good as equal: below this, three seconds and five names are kept.
SLACK = 70


def _lines(text: str, room: int) -> int:
    """Lines of a text where so many letters stand in one."""
    return -(-letters(text) // room)


def _lead_height(lead: Card, seconds: tuple[Card, ...]) -> int:
    """The lead: picture, headline in one of three sizes, standfirst, why; below it seconds in rows of three."""
    size = letters(lead.title)
    if size > LONG:
        room, line = 38, 37
    elif size > MID:
        room, line = (32, 43) if lead.image else (27, 52)
    else:
        room, line = (28, 48) if lead.image else (22, 59)
    height = ((242 if size > MID else 300) if lead.image else 15) + 48 + line * _lines(lead.title, room)
    height += 6 + 25 * _lines(lead.summary or lead.subtitle, 75) + 20 * _lines(str(lead.fields.get("why") or ""), 70)
    rows = (seconds[at : at + SECONDS] for at in range(0, len(seconds), SECONDS))
    return height + sum(29 + max(map(_second_height, row)) for row in rows)


def _low_height(lead: Card, seconds: tuple[Card, ...], rest: int) -> int:
    """The lead with its picture beside it, seconds without standfirsts, and the rest below them in rows of four."""
    rows = [seconds[at : at + SECONDS] for at in range(0, len(seconds), SECONDS)]
    height = 290 if lead.image else _lead_height(lead, ())
    for row in rows:
        height += 29 + max((116 if card.image else 0) + 44 + 22 * _lines(card.title, 32) for card in row)
    return height + 60 + 75 * -(-rest // 4)


def _second_height(card: Card) -> int:
    kicker = " . ".join(chip.name for chip in card.countries[:3])
    byline = 40 if _lines(card.source_name, 16) > 1 else 20
    title, summary = _lines(card.title, 21), _lines(card.summary or card.subtitle, 27)
    return (106 if card.image else 0) + 24 * _lines(kicker, 24) + 22 * title + 22 * summary + byline


def _row_height(card: Card) -> int:
    """A headline of the latest with its outlet and day."""
    return 40 + 21 * _lines(card.title, 31)


def _rail_height(desk: Desk, newest: Issue | None, lists: tuple[tuple[TermRow, ...], ...]) -> int:
    """The newest edition, the form or what else leads to a subscription, and who and what is in the news."""
    subscribe = desk.config.subscribe
    height = 220 if subscribe.form else 165 if subscribe.link else 104
    if newest is not None:
        room = 26 if newest.card.image else 40
        height += 85 + 23 * _lines(newest.card.title, room) + 20 * _lines(newest.card.summary, room)
    if len(desk.site.entries) > SECONDS + 1:
        height += sum(129 + 35 * len(rows) for rows in lists if rows)
    return height


def _columns(desk: Desk, cards: list[Card], height: int) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Headlines for a column of that height, as many as it holds, and those after them.

    Where all of them together would leave much of the column empty, there is none: they stand below the lead.
    """
    tall, count = LABEL, 0
    while count < len(cards) and tall + _row_height(cards[count]) <= height:
        tall += _row_height(cards[count])
        count += 1
    for fewer in range(count, 0, -1):
        groups = desk.periods(cards[:fewer])
        reach = LABEL + LABEL * len(groups) + sum(map(_row_height, cards[:fewer]))
        # One headline more or less than fits is as near as columns of headlines come.
        if reach <= height + LABEL:
            return (
                (groups, desk.periods(cards[fewer:]))
                if reach >= (1 - MOST_EMPTY) * height
                else ((), desk.periods(cards))
            )
    return (), desk.periods(cards)


def _in_the_news(desk: Desk, terms: list[Term]) -> tuple[TermRow, ...]:
    """Those most written about in the last weeks, then lately; a quiet digest falls back on all of its time.

    A preview's drafts do not count: who is named in them is not looked at yet.
    """
    if desk.newest is None:
        return ()
    since = desk.newest - dt.timedelta(weeks=WEEKS)
    recent: Counter[str] = Counter()
    for term in terms:
        for entry in term.entries:
            if entry.card.date.date() <= since:
                break
            recent[term.slug] += not entry.card.draft
    if sum(recent.values()) < FEW:
        recent.clear()
    told = {term.slug: sum(not entry.card.draft for entry in term.entries) for term in terms}
    newest = {t.slug: t.entries[0].card.date.toordinal() if t.entries else 0 for t in terms}
    ranked = sorted(terms, key=lambda t: (-recent[t.slug], -told[t.slug], -newest[t.slug], t.sort, t.slug))
    return tuple(desk.row(term) for term in ranked[: max(IN_THE_NEWS)])


def plan_archive(desk: Desk) -> Iterator[Page | Sheet]:
    """The archive, each year and each month of it."""
    if not desk.config.features.archive:
        return
    years: defaultdict[int, list[Entry]] = defaultdict(list)
    for entry in desk.site.entries:
        years[entry.card.date.year].append(entry)
    label = desk.words.archive
    rows = []
    for year, entries in years.items():
        months = Counter(entry.card.date.month for entry in entries)
        rows.append(
            ArchiveYear(
                year=year,
                count=len(entries),
                url=f"/archive/{year}/",
                months=tuple(
                    ArchiveMonth(
                        month=f"{year:04}-{m:02}", count=months[m], url=f"/archive/{year}/{m:02}/" if months[m] else ""
                    )
                    for m in range(1, 13)
                ),
            )
        )
    yield from _archive_lists(desk, rows, [list(entries) for entries in years.values()])
    total = len(desk.site.entries)
    recent = tuple(
        Group(
            label=f"{year}",
            url=f"/archive/{year}/",
            count=len(entries),
            cards=tuple(desk.brief(entry.card) for entry in entries[: total if total <= ALL_TITLES else YEAR_TITLES]),
        )
        for year, entries in years.items()
    )
    content = ArchivePage(years=tuple(rows), total=total, recent=recent)
    exports = (
        desk.feed_link("/articles.json", "application/json", label),
        desk.feed_link("/articles.csv", "text/csv", label),
    )
    yield desk.page(
        "/archive/",
        "archive.html",
        content,
        title=label,
        kind="archive",
        crumbs=[(label, "/archive/")],
        feeds=exports if desk.config.features.exports else (),
    )


def _archive_lists(desk: Desk, years: Sequence[ArchiveYear], entries: Sequence[list[Entry]]) -> Iterator[Sheet]:
    """The pages of years and months, newest first as `years`, each with `entries` of its own."""
    top = [(desk.words.archive, "/archive/")]
    as_months = [ArchiveMonth(month=str(year.year), count=year.count, url=year.url) for year in years]
    months = [month for year in years for month in reversed(year.months) if month.url]
    at = 0
    for index, (year, articles) in enumerate(zip(years, entries, strict=True)):
        frame = ListPage(
            title=str(year.year),
            groups=(),
            pager=Pager(number=1, total=1),
            year=year,
            newer=as_months[index - 1] if index else None,
            older=as_months[index + 1] if index + 1 < len(years) else None,
        )
        yield from _list(desk, year.url, frame, articles, top)
        start = 0
        for month in reversed(year.months):
            if not month.count:
                continue
            end = start + month.count
            frame = ListPage(
                title=month.month,
                groups=(),
                pager=Pager(number=1, total=1),
                year=year,
                month=month.month,
                newer=months[at - 1] if at else None,
                older=months[at + 1] if at + 1 < len(months) else None,
                around=tuple(e.card for e in (*articles[max(0, start - AROUND) : start], *articles[end : end + AROUND]))
                if month.count < THIN
                else (),
            )
            yield from _list(desk, month.url, frame, articles[start:end], [*top, (str(year.year), year.url)])
            start, at = end, at + 1


def _list(
    desk: Desk, base: str, frame: ListPage, entries: Sequence[Entry], trail: list[tuple[str, str]]
) -> Iterator[Sheet]:
    """Pages of `entries` below `base`, each with what `frame` says beside them."""
    crumbs = [*trail, (frame.title, base)]
    for url, pager, shown in desk.paginate(base, tuple(entries)):
        one = replace(frame, pager=pager, total=len(entries))
        yield Sheet(url, _paths(shown), partial(_list_page, desk, url, one, shown, crumbs))


def _list_page(
    desk: Desk, url: str, frame: ListPage, entries: tuple[Entry, ...], crumbs: list[tuple[str, str]]
) -> Page:
    content = replace(frame, groups=desk.days(entry.card for entry in entries))
    sources = _paths(entries)
    return desk.page(url, "list.html", content, title=frame.title, kind="archive", crumbs=crumbs, sources=sources)


def _corrections(desk: Desk, issue: Issue) -> tuple[CorrectionView, ...]:
    """What was put right in an edition's articles since it came out, newest first."""
    found = [
        (correction, entry.card)
        for _, section in issue.sections
        for entry in section
        for correction in entry.article.corrections
        if correction.date >= issue.edition.date
    ]
    found.sort(key=lambda pair: (-pair[0].date.toordinal(), pair[1].url, pair[0].text))
    return tuple(CorrectionView(date=c.date, html=desk.inline(c.text), card=card) for c, card in found)


def _letter(desk: Desk, issue: Issue) -> Page:
    """An edition as a letter: rendered by `letters` into HTML, plain text and a mail file."""
    card, config = issue.card, desk.config
    host = desk.base.origin.partition("://")[2].partition(":")[0]
    content = LetterPage(
        edition=card,
        html=desk.inline(issue.edition.body),
        note=issue.edition.body,
        sections=tuple(
            Group(label=title, cards=tuple(entry.card for entry in section)) for title, section in issue.sections
        ),
        web=desk.base.absolute(card.url),
        moment=dt.datetime.combine(card.date, dt.time(), tzinfo=config.zone),
        sender=(config.title, config.email),
        reply_to=config.subscribe.reply_to,
        unsubscribe=config.subscribe.unsubscribe,
        summary=card.summary if issue.edition.summary else "",
        why=desk.words.why_line,
        postal=config.subscribe.postal,
        accent=(config.identity.accent or ACCENT[0], config.identity.accent_dark or ACCENT[1]),
        ident=f"edition.{issue.edition.slug}@{host}",
    )
    url = f"{card.url}{EMAIL}"
    paths = (issue.edition.location.path,) if issue.edition.location.path else ()
    return desk.page(url, "email.html", content, title=card.title, kind="letter", noindex=True, sources=paths)


def plan_editions(desk: Desk) -> Iterator[Page]:
    """A page for each edition, and all of them."""
    label = desk.words.editions
    for index, issue in enumerate(desk.issues):
        card = issue.card
        yield _letter(desk, issue)
        content = EditionPage(
            edition=card,
            html=desk.inline(issue.edition.body),
            sections=tuple(
                Group(label=title, cards=tuple(entry.card for entry in section)) for title, section in issue.sections
            ),
            newer=desk.issues[index - 1].card if index else None,
            older=desk.issues[index + 1].card if index + 1 < len(desk.issues) else None,
            draft=issue.edition.draft,
            summary=card.summary if issue.edition.summary else "",
            email=f"{card.url}{EMAIL}",
            text=f"{card.url}{TEXT}",
            mail=f"{card.url}{MAIL}",
            changed=tuple(entry.card for entry in issue.changed),
            names=held_names_of(issue.edition.body, (entry for _, section in issue.sections for entry in section)),
            corrections=_corrections(desk, issue),
            extra=issue.edition.extra,
            fields=issue.edition.fields,
        )
        paths = [entry.article.location.path for _, section in issue.sections for entry in section]
        yield desk.page(
            card.url,
            "edition.html",
            content,
            title=card.title,
            kind="edition",
            description=card.summary,
            crumbs=[(label, "/editions/"), (card.title, card.url)],
            sources=[*([issue.edition.location.path] if issue.edition.location.path else []), *paths],
        )
    if desk.issues:
        index_content = EditionIndex(editions=tuple(issue.card for issue in desk.issues))
        yield desk.page(
            "/editions/", "editions.html", index_content, title=label, kind="editions", crumbs=[(label, "/editions/")]
        )
