"""Markdown → HTML by Python-Markdown. The only module that knows it; what it makes is not yet safe."""

from __future__ import annotations

import html as html_entities
import re
import unicodedata
from functools import cache
from typing import Any

import markdown
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor

from copydesk.publish.markdown.sanitise import own_id
from copydesk.publish.pages.values import Heading


def convert(text: str) -> tuple[str, list[Heading]]:
    """A text as HTML, and the sub-headings in it (levels 2 to 4).

    Raises ValueError, with a reason to show, for what is nested too deeply.
    """
    if not text:
        return "", []
    converter = _converter()
    try:
        made = converter.reset().convert(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    tokens: Any = getattr(converter, "toc_tokens", [])
    return made, _headings(tokens)


@cache
def _converter() -> markdown.Markdown:
    """One instance a process: making one costs as much as a hundred paragraphs. It is reset before each use."""
    toc = TocExtension(toc_depth="2-4", slugify=heading_id, marker="")
    # Made here rather than named: to look up a name Python-Markdown reads every installed package's metadata.
    kinds = [TableExtension(), FencedCodeExtension(), FootnoteExtension(), SaneListExtension(), toc]
    converter = markdown.Markdown(extensions=kinds, output_format="html")
    converter.treeprocessors.register(_HeadingOrder(converter), "heading_order", 6)  # before toc, which is at 5
    _number_in_ascii(converter)
    return converter


def _number_in_ascii(converter: markdown.Markdown) -> None:
    """Let `1.` begin a list and `١.` not, as in CommonMark; Python-Markdown writes `start="١"`, which is no HTML."""
    for name in ("olist", "ulist"):
        processor: Any = converter.parser.blockprocessors[name]
        for rule in ("RE", "CHILD_RE", "INDENT_RE"):
            if (made := getattr(processor, rule, None)) is not None:
                setattr(processor, rule, re.compile(made.pattern.replace(r"\d", "[0-9]")))


def heading_id(text: str, separator: str) -> str:
    """A heading's id in its own script (Python-Markdown's own would make Hangul `_1`), never one of the page's own."""
    words = re.findall(r"[\w-]+", unicodedata.normalize("NFC", text).casefold())
    return own_id(separator.join(words) or "section")


class _HeadingOrder(Treeprocessor):
    """Sub-headings start at h2 (the page has its h1) and never skip a level (WCAG 1.3.1)."""

    def run(self, root: Any) -> None:
        above = 1
        for element in root.iter():
            if len(element.tag) == 2 and element.tag[0] == "h" and element.tag[1].isdigit():
                above = min(max(int(element.tag[1]), 2), above + 1)
                element.tag = f"h{above}"


def _headings(tokens: list[dict[str, Any]]) -> list[Heading]:
    found = []
    for token in tokens:
        text = html_entities.unescape(str(token["name"]))
        found.append(Heading(level=int(token["level"]), text=text, id=str(token["id"])))
        found.extend(_headings(token["children"]))
    return found
