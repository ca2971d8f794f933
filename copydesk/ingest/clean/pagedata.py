"""What a page keeps for machines, read from its tree: meta tags, JSON-LD, strings in scripts. Pure after loading."""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Protocol, cast

from copydesk.intake.normalise import normalise

_ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "Review",
        "AdvertiserContentArticle",
    ]
)
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$")
_SCRIPT_TEXT = re.compile(r'"((?:[^"\\]|\\.){400,})"')
_LONGEST_SCRIPT = 3_000_000
_MOST_NODES = 200  # of one list of JSON-LD


class Tree(Protocol):
    """What this module asks of a parsed page."""

    def xpath(self, path: str) -> object:
        """Return what an XPath finds."""


@cache
def load_tags() -> dict[str, list[str]]:
    """Return the meta tags of `data/metatags.toml` by what they state, in the order in which they are believed."""
    return tomllib.loads(resources.files("copydesk").joinpath("data/metatags.toml").read_text(encoding="utf-8"))


def as_text(text: str, *, keep_lines: bool = False) -> str:
    """Return a value of a page's data as plain words: no markup, no entities, blanks folded."""
    text = normalise(html.unescape(re.sub(r"<[^<>]{0,300}>", " ", text) if "<" in text else text))
    return text.strip() if keep_lines else " ".join(text.split())


def strings(tree: Tree, path: str) -> list[str]:
    """Return the strings an XPath finds."""
    return [str(value) for value in cast("list[object]", tree.xpath(path))]


def meta_tags(tree: Tree) -> dict[str, list[str]]:
    """Return what each meta tag of a page holds, by its name in lower case."""
    out: dict[str, list[str]] = {}
    for node in cast("list[Mapping[str, str]]", tree.xpath("//meta[@content]")):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        value = (node.get("content") or "").strip()
        if name and value:
            out.setdefault(name.lower(), []).append(value)
    return out


def stated_articles(tree: Tree) -> list[dict[str, object]]:
    """Return the articles that a page describes in JSON-LD."""
    return [node for node in _linked_data(tree) if _is_article(node)]


def _linked_data(tree: Tree) -> Iterator[dict[str, object]]:
    for text in strings(tree, '//script[contains(@type, "ld+json")]/text()'):
        try:
            data = json.loads(_COMMENT.sub("", text), strict=False)
        except (ValueError, RecursionError):
            continue
        queue: list[object] = [data]
        while queue:
            node = queue.pop(0)
            if isinstance(node, list):
                queue.extend(node[:_MOST_NODES])
            elif isinstance(node, dict):
                yield node
                queue.extend(
                    node[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
                    if key in node and isinstance(node[key], (list, dict))
                )


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    return bool(_ARTICLES & set(map(str, kinds if isinstance(kinds, list) else [kinds])))


def name_of(value: object) -> str:
    """Return the name of a thing of schema.org, which may be a string, a node or a list of them."""
    if isinstance(value, list):
        return name_of(value[0]) if value else ""
    if isinstance(value, dict):
        return name_of(value.get("name"))
    return value if isinstance(value, str) and not value.startswith("http") else ""


def image_of(value: object) -> str:
    """Return the address of an ImageObject, which may be a string, a node or a list of them."""
    if isinstance(value, list):
        return image_of(value[0]) if value else ""
    if isinstance(value, dict):
        return image_of(value.get("url"))
    return value if isinstance(value, str) and value.startswith("http") else ""


def scripted_text(tree: Tree) -> str:
    """Return the longest run of paragraphs that a script holds as a string, as pages drawn by scripts do."""
    best = ""
    for script in strings(tree, "//script[not(@src) and not(contains(@type, 'ld+json'))]/text()"):
        if "u003cp" not in script and "<p" not in script:
            continue
        for match in _SCRIPT_TEXT.finditer(script[:_LONGEST_SCRIPT]):
            try:
                text = str(json.loads(f'"{match[1]}"', strict=False))
                text = str(json.loads(f'"{text}"', strict=False)) if "\\u003c" in text else text
            except ValueError:
                continue
            if text.count("</p>") >= 2 and len(text) > len(best):
                best = text
    return re.sub(r"</p>|<br\s*/?>|</div>", "\n", best)
