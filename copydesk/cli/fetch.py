"""`copydesk fetch`: what is new in the feeds that the digest follows, listed, and taken where ticked."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.add import Batch, Entries, run_batch
from copydesk.cli.common import Verbs, add_root, say, verb
from copydesk.errors import counted
from copydesk.web import Judge, is_allowed

if TYPE_CHECKING:
    from copydesk.ingest.fetch_feeds import FeedAnswer, FeedEntry, FeedStore
    from copydesk.intake.item import Said


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "fetch",
        "list what is new in the feeds of content/feeds.opml, and make drafts of what you choose",
        "copydesk fetch --subscribe https://dispatch.example/\n  copydesk fetch\n  copydesk fetch --add 3f2a91c0",
    )
    add_root(parser)
    parser.add_argument(
        "--subscribe", action="append", default=[], metavar="URL", help="follow the feed at an address, or of the page"
    )
    parser.add_argument(
        "--add", action="append", nargs="+", default=[], metavar="ID", help="make drafts of listed entries; asks nobody"
    )
    parser.add_argument(
        "--add-all", action="store_true", help="make drafts of all that is new, or else of the last list"
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="list entries again that were listed, and the older ones that a first run passes over",
    )
    parser.add_argument("--now", action="store_true", help="ask feeds again that were asked within half an hour")
    parser.add_argument(
        "--story", default="", metavar="SLUG", help="add near copies of this article or story as other outlets of it"
    )
    parser.add_argument("--force", action="store_true", help="add entries though they are copies of articles")
    parser.add_argument("--publish", action="store_true", help="publish at once what has a date")
    parser.add_argument("--dry-run", action="store_true", help="write no article, show what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, judge: Judge = is_allowed, pause: float | None = None) -> int:
    """Subscribe, list or take; exit code 1 if a feed or an entry was refused. `judge` tells which hosts may be asked.

    `pause` are the seconds between two questions to one host.
    """
    from copydesk.ingest.fetch_feeds import SECONDS_BETWEEN, FeedStore, choose_entries

    root = args.root.resolve()
    store = FeedStore(root)
    if args.subscribe:
        return _subscribe(args, root, judge)
    if args.add:
        return _take(args, store, choose_entries(store, [one for group in args.add for one in group]))
    return _list(args, store, judge, SECONDS_BETWEEN if pause is None else pause)


def _subscribe(args: argparse.Namespace, root: Path, judge: Judge) -> int:
    from copydesk.ingest.fetch_feeds import find_subscription
    from copydesk.intake.item import Refused

    refused = False
    for url in args.subscribe:
        found = find_subscription(root, url, judge=judge)
        if isinstance(found, Refused):
            refused = True
            _tell_refusal(args, url, found)
            continue
        subscription = found.subscription
        say(f"{subscription.title}: {'follows' if found.fresh else 'is followed already:'} {subscription.url}")
        for trouble in found.troubles:
            say(f"  {trouble}")
        for other in found.others:
            say(f"  the page names another feed, which is not followed: copydesk fetch --subscribe {other}")
    return 1 if refused else 0


def _list(args: argparse.Namespace, store: FeedStore, judge: Judge, pause: float) -> int:
    from copydesk.errors import UsageError
    from copydesk.ingest.fetch_feeds import fetch_feeds
    from copydesk.ingest.known import remember_links
    from copydesk.ingest.subscriptions import OPML, load_subscriptions

    subscriptions = load_subscriptions(store.root)
    if not subscriptions:
        raise UsageError(f"no feed is followed: copydesk fetch --subscribe URL writes one into {OPML}")
    listed: list[FeedEntry] = []
    begun = time.time()
    links: list[Said] = []
    unchanged = refused = 0
    try:
        for answer in fetch_feeds(
            store, subscriptions, now=time.time(), judge=judge, hurry=args.now, everything=args.all, pause=pause
        ):
            _tell_feed(args, answer)
            listed += answer.entries
            links += answer.links
            unchanged += answer.unchanged
            refused += answer.refused is not None
            for entry in answer.entries:
                if entry.state == "new":
                    store.mark(entry, "listed", listed=begun)
                else:
                    store.mark(entry, "taken" if entry.state == "updated" else entry.state)
    finally:
        store.save(time.time())  # an interrupted run is not for nothing
    if links:
        say(remember_links(store.root, links))
    new = sum(entry.state == "new" for entry in listed)
    if args.json:
        row = {"new": new, "links": len(links), "unchanged": unchanged, "refused": refused}
        print(json.dumps({"feed": "", "summary": row}, ensure_ascii=False))
    else:
        say(f"{new} new, {counted(unchanged, 'feed')} unchanged, {refused} refused")
    if args.add_all and (chosen := store.last_listed()):
        return max(_take(args, store, chosen), 1 if refused else 0)
    if new and not args.json:
        say("copydesk fetch --add ID… makes drafts of them, --add-all of all")
    return 1 if refused else 0


def _tell_feed(args: argparse.Namespace, answer: FeedAnswer) -> None:
    url, name = answer.subscription.url, answer.subscription.title or answer.subscription.url
    if answer.refused is not None:
        _tell_refusal(args, url, answer.refused, name)
    for words in answer.said:
        say(f"{name}: {words}")
    for entry in answer.entries:
        if args.json:
            row = {"feed": url, "id": entry.id, "status": entry.state, "title": entry.title, "date": entry.date or None,
                   "url": entry.url}  # fmt: skip
            print(json.dumps(row, ensure_ascii=False), flush=True)
            continue
        note = {
            "updated": " (updated since you took it; your article was left as it is)",
            "listed": " (listed before)",
            "older": " (older)",
        }
        print(f"{entry.id}  {entry.date or '          '}  {name}: {entry.title or '—'}{note.get(entry.state, '')}")


def _tell_refusal(args: argparse.Namespace, url: str, refused: object, name: str = "") -> None:
    if args.json:
        print(json.dumps({"feed": url, "error": str(refused), "next": getattr(refused, "next_step", "")}))
    else:
        say(f"{name or url}: {refused}")


def _take(args: argparse.Namespace, store: FeedStore, chosen: list[FeedEntry]) -> int:
    """Make drafts of entries, by the one path that all drafts take."""
    from copydesk.ingest.add import Job
    from copydesk.ingest.clean import CleanHints
    from copydesk.ingest.draft import Stated
    from copydesk.ingest.fetch_feeds import find_part
    from copydesk.intake.item import Item

    def read(_: Batch) -> Entries:
        for entry in chosen:
            part, data = find_part(store, entry)
            if isinstance(part, Item):
                yield entry.feed, Job(file=entry.feed, item=part, stated=stated, hints=CleanHints()), data
            else:
                yield entry.feed, part, b""

    stated = Stated(publish=args.publish)
    begun = argparse.Namespace(**{**vars(args), "report": None})
    batch = run_batch(begun, read)
    if not args.dry_run:
        taken = {(place, part) for place, part in batch.taken}
        for entry in chosen:
            if (entry.feed, entry.part) in taken:
                store.mark(entry, "taken")
        store.save(time.time())
    return batch.code
