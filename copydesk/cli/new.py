"""To begin with: an article by hand (`new`), a digest of one's own (`init`), where the documents lie (`docs`)."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from copydesk.cli.common import Verbs, add_root, day, moment, say, verb


def add_verbs(verbs: Verbs) -> None:
    """Register the three verbs."""
    new = verb(verbs, "new", "start an article by hand", 'copydesk new "A summit in Hanoi" --date 2019-02-28')
    add_root(new)
    new.add_argument("title", metavar="TITLE", help="the article's headline")
    new.add_argument("--date", metavar="YYYY-MM-DD", help="its day (without one it stays a draft)")
    new.set_defaults(run=run_new)
    init = verb(verbs, "init", "start a digest of one's own in a new folder", "copydesk init my-digest")
    init.add_argument("dir", type=Path, metavar="DIR", help="a folder that does not exist yet, or is empty")
    init.add_argument("--title", default="", metavar="NAME", help="the digest's name (default: from the folder's)")
    init.set_defaults(run=run_init)
    docs = verb(verbs, "docs", "print where the guide and the other documents lie", "copydesk docs guide")
    docs.add_argument("name", nargs="?", default="", metavar="NAME", help="one of them, such as guide or hosting")
    docs.set_defaults(run=run_docs)


def run_new(args: argparse.Namespace) -> int:
    """Write a new draft and print its path."""
    from copydesk.config import load_config
    from copydesk.edit.store import remember_new
    from copydesk.errors import UsageError
    from copydesk.ingest.draft import make_article, write_new
    from copydesk.library import article_paths, scan_content
    from copydesk.urls import slugify

    config = load_config(args.root.resolve())
    title = " ".join(args.title.split())
    if not title:
        raise UsageError("new: the title is empty")
    date = day(args.date)
    composed = make_article(title, date, article_paths(scan_content(config.root)))
    write_new(config.root, title, composed)
    words = ["copydesk", "new", title, *(["--date", args.date] if args.date else [])]
    at = moment(None).isoformat(timespec="seconds")
    remember_new(config.root, {composed.path: composed.text}, label="new", command=shlex.join(words), at=at)
    print(composed.path)
    if slugify(title) and composed.slug != slugify(title):
        say(f'note: there is an article of the address "{slugify(title)}": this one is {composed.slug}')
    steps = "write its text" if date else "write its text and its date"
    say(f"Next: {steps}, look at it with copydesk serve, and take out draft: true to publish it")
    return 0


def run_init(args: argparse.Namespace) -> int:
    """Write a new digest and say what to do next."""
    from copydesk.ingest.draft import write_digest

    files = write_digest(args.dir, args.title)
    print(f"{args.dir}: {len(files)} files")
    say(f"Next: cd {shlex.quote(str(args.dir))} && copydesk build && copydesk serve")
    return 0


def run_docs(args: argparse.Namespace) -> int:
    """Print the path of each document, or of one."""
    from copydesk.errors import UsageError, did_you_mean

    pages = {path.stem: path for path in sorted(docs_folder().glob("*.md"))}
    if not args.name:
        for path in pages.values():
            print(path)
        return 0
    if args.name not in pages:
        hint = did_you_mean(args.name, list(pages)) or f"there are {', '.join(pages)}"
        raise UsageError(f"docs {args.name}: no such document: {hint}")
    print(pages[args.name])
    return 0


def docs_folder() -> Path:
    """The folder of documents: of a wheel inside the package, of a checkout beside it."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"
