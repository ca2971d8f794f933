"""The feeds that a digest follows: `content/feeds.opml` and the outlets' `feed:`. A shell.

The file is the editor's: a feed is written into it as a line of its own, and nothing else of it changes.
"""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

from copydesk.errors import IngestError
from copydesk.files import read_utf8
from copydesk.frontmatter.document import Node, parse_yaml
from copydesk.intake.addresses import same_page
from copydesk.intake.xmlsafe import EntitiesError, local_name, parse

OPML = "content/feeds.opml"
_EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>Feeds</title>
  </head>
  <body>
  </body>
</opml>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A feed that is followed: its address, what it is called, the file that says so."""

    url: str
    title: str = ""
    file: str = OPML


def load_subscriptions(root: Path) -> tuple[Subscription, ...]:
    """The feeds of a digest, those of feeds.opml first, each once. Raises IngestError where that cannot be read."""
    found = {same_page(one.url): one for one in reversed((*_of_opml(root), *_of_sources(root)))}
    return tuple(reversed(found.values()))


def subscribe(root: Path, subscription: Subscription) -> bool:
    """Write a feed into feeds.opml; False where it is followed already. Raises IngestError."""
    if any(same_page(one.url) == same_page(subscription.url) for one in load_subscriptions(root)):
        return False
    text = _read(root) or _EMPTY
    title, url = quoteattr(subscription.title or subscription.url), quoteattr(subscription.url)
    row = f'    <outline type="rss" text={title} xmlUrl={url}/>\n'
    closing = list(re.finditer(r"[ \t]*</body\s*>", text))
    if not closing:
        empty = re.search(r"[ \t]*<body\s*/>", text)
        if empty is None:
            raise IngestError(OPML, "write", "has no <body> to write a feed into")
        text = f"{text[: empty.start()]}  <body>\n{row}  </body>{text[empty.end() :]}"
    else:
        start = closing[-1].start()
        before = text[:start] if text[:start].endswith("\n") else text[:start] + "\n"
        text = f"{before}{row}{text[start:]}"
    _write(root, text)
    return True


def move_subscription(root: Path, old: str, new: str) -> bool:
    """Write a feed's new address where the old one stands in feeds.opml; False where it does not stand there so."""
    text = _read(root)
    for quote in "\"'":
        was = f"{quote}{_escaped(old)}{quote}"
        if text.count(was) == 1:
            _write(root, text.replace(was, f"{quote}{_escaped(new)}{quote}"))
            return True
    return False


def _escaped(url: str) -> str:
    return quoteattr(url)[1:-1]


def _read(root: Path) -> str:
    path = root / OPML
    try:
        return read_utf8(path) if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(OPML, "read", f"cannot be read: {error}") from None


def _write(root: Path, text: str) -> None:
    path = root / OPML
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise IngestError(OPML, "write", f"cannot be written: {error.strerror}") from None


def _of_opml(root: Path) -> tuple[Subscription, ...]:
    text = _read(root)
    if not text.strip():
        return ()
    try:
        tree, whole = parse(text.encode())
    except (EntitiesError, ValueError, SyntaxError) as error:
        raise IngestError(OPML, "read", f"cannot be read: {error}") from None
    if not whole or local_name(tree) != "opml":
        raise IngestError(OPML, "read", "is no OPML, or it is cut off: mend it or write it anew with fetch --subscribe")
    return tuple(_outlines(tree))


def _outlines(tree: ET.Element) -> list[Subscription]:
    """Every outline with a feed's address, in whatever folders they lie; names of attributes vary in case."""
    found = []
    for element in tree.iter():
        said = {name.lower(): value.strip() for name, value in element.attrib.items()}
        if local_name(element).lower() == "outline" and said.get("xmlurl"):
            found.append(Subscription(url=said["xmlurl"], title=said.get("text") or said.get("title") or ""))
    return found


def _of_sources(root: Path) -> tuple[Subscription, ...]:
    found = []
    for path in sorted((root / "content/sources").glob("*.yaml")):
        shown = path.relative_to(root).as_posix()
        try:
            fields = parse_yaml(read_utf8(path), shown).value
        except (OSError, UnicodeDecodeError) as error:
            raise IngestError(shown, "read", f"cannot be read: {error}") from None
        feed, name = (_text(fields.get(key)) for key in ("feed", "name"))
        if feed.startswith(("http://", "https://")):
            found.append(Subscription(url=feed, title=name, file=shown))
    return tuple(found)


def _text(node: Node | None) -> str:
    return str(node.value) if node is not None and isinstance(node.value, str) else ""
