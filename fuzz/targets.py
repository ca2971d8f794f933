"""Fuzz targets for atheris: the ways in which other people's bytes reach Copydesk, and its edits reach their files.

    python fuzz/targets.py cleaner -max_total_time=600 -timeout=20 -rss_limit_mb=1536 fuzz/corpus/cleaner

TARGET is one of cleaner, front_matter, fields, edits, markdown, names; what follows is libFuzzer's own. A crash, a hang
of more than 20 s or a statement that does not hold is a find.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
import zoneinfo
from collections.abc import Callable
from pathlib import Path

import atheris

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "hostile")]

from reading import read  # noqa: E402 (found by the line above)

with atheris.instrument_imports(include=["copydesk", "markdown", "yaml"]):
    from copydesk.config import parse_config
    from copydesk.countries import load_countries
    from copydesk.edit.nodes import get_value, parse_path, read_values, set_value
    from copydesk.errors import CopydeskError
    from copydesk.frontmatter.document import format_file, split
    from copydesk.ingest.clean import CleanHints, clean_article
    from copydesk.ingest.draft import article_path, free_slug
    from copydesk.intake.read import read_raw
    from copydesk.library.articles import Reading, parse_article
    from copydesk.publish.markdown import render_body
    from copydesk.urls import slugify


def cleaner(data: bytes) -> None:
    """Raw bytes → article: any text is cleaned or refused in a sentence, and nothing active is left in it."""
    try:
        clean = clean_article(read_raw(data, "fuzz.txt"), hints=CleanHints())
    except CopydeskError as error:
        assert "\n" not in str(error)
        return
    assert read(render_body(clean.body).html).wrong == []


def front_matter(data: bytes) -> None:
    """A content file and a configuration: read, or refused with a place; a title written comes back as it was."""
    text = data.decode("utf-8", "replace")
    parsed = parse_article(f"---\n{text}\n---\n\nBody.\n", "content/articles/fuzz.md", _reading())
    assert all(problem.location.path and problem.message for problem in parsed.problems)
    try:
        parse_config(text, Path())
    except CopydeskError as error:
        assert str(error)
    title = "".join(c for c in text if c.isprintable())[:200]
    if title.strip():
        assert split(format_file({"title": title}), "x.md").fields.value["title"].text == title


def fields(data: bytes) -> None:
    """An address under each of its names: all read alike, and what passes is http(s) with nothing hidden in it."""
    text = json.dumps(data.decode("utf-8", "replace").encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    found = set()
    for written in ("source: {url: %s}", "source:\n  url: %s", "source_url: %s", "original_url: %s", "link: %s"):
        parsed = parse_article(f"---\ntitle: T\n{written % text}\n---\n", "content/articles/fuzz.md", _reading())
        origin = parsed.article.origin if parsed.article else None
        found.add((origin.url if origin else "", len(parsed.problems)))
    assert len(found) == 1, found
    ((address, _),) = found
    assert not address or re.match(r"https?://[^\s/@<>\"]+", address, re.IGNORECASE)
    assert address.isprintable()


def edits(data: bytes) -> None:
    """A file and an edit of it: done, with that value alone changed, or refused with a place."""
    words, _, yaml = data.decode("utf-8", "replace").partition("\n")
    at, _, value = words.partition("=")
    text = f"---\n{yaml}\n---\n\nBody.\n"
    try:
        before = read_values(text, "x.md")
        after = set_value(text, "x.md", at, value)
    except (CopydeskError, ValueError):
        return
    assert get_value(after, "x.md", at) == unicodedata.normalize("NFC", value)
    top = str(parse_path(at)[0])
    changed = read_values(after, "x.md")
    assert {k: v for k, v in changed.items() if k != top} == {k: v for k, v in before.items() if k != top}
    assert split(after, "x.md").body == split(text, "x.md").body


def markdown(data: bytes) -> None:
    """A body: any Markdown becomes HTML with nothing active in it, or is refused as too deep."""
    try:
        html = render_body(data.decode("utf-8", "replace")).html
    except (CopydeskError, ValueError):
        return
    assert read(html).wrong == []


def names(data: bytes) -> None:
    """A title: its file name is short, composed, and cannot lead out of its folder."""
    title = data.decode("utf-8", "replace")
    path = article_path(free_slug(slugify(title) or "untitled", None, set()), None)
    name = path.rpartition("/")[2]
    assert path.startswith("content/articles/undated/")
    assert path.count("/") == 3
    assert len(name.encode()) <= 200
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set('<>:"/\\|?*\0')
    assert slugify(slugify(title)) == slugify(title), "a slug of a slug is the same slug"


def _reading() -> Reading:
    return Reading(zone=zoneinfo.ZoneInfo("UTC"), language="en", countries=load_countries())


TARGETS: dict[str, Callable[[bytes], None]] = {
    "cleaner": cleaner,
    "front_matter": front_matter,
    "fields": fields,
    "edits": edits,
    "markdown": markdown,
    "names": names,
}


def main() -> None:
    """Run the target named first on the command line."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python fuzz/targets.py {'|'.join(TARGETS)} [libFuzzer's options] [CORPUS]")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
