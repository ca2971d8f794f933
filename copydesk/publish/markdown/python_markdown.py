"""Markdown → HTML by Python-Markdown. The only module that knows it; what it makes is not yet safe.

Imported when the first text that is not `simple` comes along.
"""

from __future__ import annotations

import html as html_entities
from functools import cache
from typing import Any

import markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension
from markdown.preprocessors import HtmlBlockPreprocessor
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import AtomicString

from copydesk.publish.markdown.plain import heading_id
from copydesk.publish.pages.values import Heading


def convert(text: str, *, sparing: bool) -> tuple[str, list[Heading]]:
    """A text as HTML, and the sub-headings in it; `sparing` passes by what the text cannot need.

    Raises ValueError, with a reason to show, for what is nested too deeply.
    """
    if not text:
        return "", []
    converter = _converter(sparing=sparing)
    try:
        made = converter.reset().convert(text)
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    tokens: Any = getattr(converter, "toc_tokens", [])
    return made, _headings(tokens)


@cache
def _converter(*, sparing: bool) -> markdown.Markdown:
    """One instance a process: making one costs as much as a hundred paragraphs. It is reset before each use."""
    toc = TocExtension(toc_depth="2-4", slugify=heading_id, marker="")
    # Made here rather than named: to look up a name Python-Markdown reads every installed package's metadata.
    kinds = [TableExtension(), FootnoteExtension(), SaneListExtension(), toc]
    converter = markdown.Markdown(extensions=kinds, output_format="html")
    if sparing:
        converter.treeprocessors.register(_SparingInline(converter), "inline", 20)
        converter.preprocessors.register(_SparingHtml(converter), "html_block", 20)
    converter.treeprocessors.register(_HeadingOrder(converter), "heading_order", 6)  # before toc, which is at 5
    return converter


# What a text must hold for an inline pattern, by its name, to match at all; other patterns are always tried.
_NEEDED = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("\n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}


class _SparingInline(InlineProcessor):
    """The stock inline processor, which does not try patterns on a text that lacks their first character.

    A release of Python-Markdown that names its methods otherwise would simply not call this one.
    """

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 (its names)
        if isinstance(data, AtomicString):
            return data
        apply: Any = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]  # (private to the class above)
        for index, (pattern, needed) in enumerate(self._patterns()[patternIndex:], patternIndex):
            for mark in needed:
                if mark in data:
                    break
            else:
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = apply(pattern, data, index, start)
        return data

    def _patterns(self) -> list[tuple[Any, tuple[str, ...]]]:
        """Each pattern, in order, with the marks of which a text needs one ("" is in every text)."""
        known: list[tuple[Any, tuple[str, ...]]] | None = getattr(self, "_known", None)
        if known is None:
            every = list(self.inlinePatterns)  # iterating sorts the registry
            names = [item.name for item in self.inlinePatterns._priority]  # type: ignore[attr-defined]  # noqa: SLF001 (a registry hides its names)
            known = self._known = [(p, _NEEDED.get(n, ("",))) for p, n in zip(every, names, strict=True)]
        return known


class _SparingHtml(HtmlBlockPreprocessor):
    """The stock search for raw HTML, which passes by a text that cannot have any."""

    def run(self, lines: list[str]) -> list[str]:
        return super().run(lines) if any("<" in line or "&" in line for line in lines) else lines


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
