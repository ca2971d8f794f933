"""A raw article → a clean one, text or HTML alike: the one door that `add` knocks at. Pure.

Only here are trafilatura and the parser of pages known. trafilatura's choice of the body (no comments: the best of nine
extractors measured, docs/decisions/html.md) is the strongest of the signs that our own classifier weighs, block by
block; what the page says of itself gives the metadata.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import lxml.etree
import lxml.html
import trafilatura
from trafilatura.settings import Extractor

from copydesk.errors import IngestError
from copydesk.ingest.clean.assemble import assemble
from copydesk.ingest.clean.classify import study_page, study_text
from copydesk.ingest.clean.document import Block
from copydesk.ingest.clean.from_page import Element, find_blocks
from copydesk.ingest.clean.metadata import Metadata, Tree, read_metadata
from copydesk.ingest.clean.rules import RULES
from copydesk.ingest.profile import CleanHints, Profile, learn, unsettled
from copydesk.intake.inline_markup import LEFT, write_out_inline
from copydesk.intake.normalise import normalise
from copydesk.model import CleanArticle, RawArticle

__all__ = ["RULES", "CleanHints", "Profile", "clean_article", "learn", "unsettled"]


def clean_article(raw: RawArticle, *, hints: CleanHints | None = None, profile: Profile | None = None) -> CleanArticle:
    """Return the article in a raw file, with every line left out and why, and what the editor still has to settle.

    `hints` are the editor's words for this input, `profile` what is known of its outlet. Raises IngestError (stage
    `clean` or `extract`) when nothing in it reads as an article.
    """
    hints = hints or CleanHints()
    profile = profile or Profile()
    page = raw.kind == "html"
    wanted = hints.keep_lines
    document = study_page(*read_page(raw, hints.url or raw.url), wanted) if page else study_text(raw.text, wanted)
    clean = assemble(raw, document, hints, profile)
    return replace(clean, warnings=(*clean.warnings, *unsettled(clean)))


# trafilatura reports each page it finds hard; the cleaner's own log says what was dropped and why.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

# What holds no article text: trafilatura looks through the whole page several times, and takes half as long without.
# Not `form`, in which some servers wrap the whole page, nor `script`, in which others keep the text.
_WORDLESS = tuple(
    """
    style svg template link source iframe nav footer select button noscript menu input textarea option datalist
    dialog audio video canvas map object embed picture time meta img aside label
    """.split()  # noqa: SIM905 - a list would take a screen
)


# What trafilatura is asked for, made once. Its rescue by other extractors takes as long again and gains nothing here
# (docs/decisions/html.md).
_OPTIONS = Extractor(output_format="python", fast=True, comments=False)


def read_page(raw: RawArticle, url: str = "") -> tuple[tuple[Block, ...], list[str], Metadata]:
    """Return the blocks of a saved page, trafilatura's choice of its text by lines, and what it says of itself.

    Raises IngestError (stage `extract`) if it cannot be read as HTML.
    """
    try:
        tree = _parse(raw.text)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise IngestError(raw.file, "extract", "the page cannot be read as HTML") from error
    data = read_metadata(cast("Tree", tree), url)
    hidden = write_out_inline(tree)
    blocks = find_blocks(cast("Element", tree), url or data.url)
    return blocks, _choose(tree, hidden), data


def _parse(text: str) -> lxml.html.HtmlElement:
    # libxml2 itself folds what is nested deeper than 255 levels (promise I8), so what recurses below stays shallow.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks each up in Python whenever it is touched, a tenth of all the time.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    _bring_down(tree)
    _name_boxes(tree)
    for paragraph in tree.iter("p"):  # Word's own name for a headline, in whatever language
        if paragraph.get("class") == "MsoTitle":
            paragraph.tag = "h1"
    return tree


# What may hold a box, and what may stand beside one; elements of a site's own that are no boxes whatever they hold.
_HOLDERS = frozenset({"body", "div", "main", "article", "section", "header", "footer", "aside", "form", "nav"})
_BESIDE_BOXES = _HOLDERS | frozenset(
    """
    p h1 h2 h3 h4 h5 h6 ul ol dl table figure blockquote pre hr script style template link meta noscript details
    """.split()  # noqa: SIM905 - a list would take a screen
)
_NO_BOXES = frozenset({"amp-ad", "amp-img", "amp-embed", "amp-social-share"})


def _name_boxes(tree: lxml.html.HtmlElement) -> None:
    """Write a site's own elements (`story-paragraph`) as `div` where they are boxes, with their name as a class.

    No parser knows how they are shown. One is a box where it holds blocks, or where no words stand beside it in a part
    of the page: `<p>… <price-tag>` is none.
    """
    for one in [one for one in tree.iter("*") if "-" in one.tag]:  # an XPath of names takes five times as long
        if one.tag not in _NO_BOXES and _is_box(one):
            one.set("class", f"{one.get('class', '')} {one.tag}".strip())
            one.tag = "div"


def _is_box(element: lxml.html.HtmlElement) -> bool:
    if any(child.tag in _BESIDE_BOXES for child in element):
        return True
    holder = element.getparent()
    if holder is None or holder.tag not in _HOLDERS or (holder.text or "").strip():
        return False
    return all(
        not (one.tail or "").strip() and (one.tag in _BESIDE_BOXES or (isinstance(one.tag, str) and "-" in one.tag))
        for one in holder
    )


# What may stand in a page's head (https://html.spec.whatwg.org/multipage/dom.html#metadata-content).
_OF_THE_HEAD = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title"})


def _bring_down(tree: lxml.html.HtmlElement) -> None:
    """Move into the body what libxml2 left in the head: a page may leave out both tags, and it knows no `article`."""
    head = tree.find("head")
    strayed = [one for one in head if one.tag not in _OF_THE_HEAD] if head is not None else []
    if not strayed:
        return
    body = tree.find("body")
    if body is None:
        body = lxml.etree.SubElement(tree, "body")
    for place, one in enumerate(strayed):
        body.insert(place, one)


def _choose(tree: lxml.html.HtmlElement, hidden: Sequence[lxml.html.HtmlElement]) -> list[str]:
    """Return trafilatura's body by lines; nothing where it finds none. The tree loses what holds no text."""
    lxml.etree.strip_elements(tree, *_WORDLESS, LEFT, with_tail=False)
    for one in hidden:
        if one.getparent() is not None:  # not one that has just gone
            one.drop_tree()
    try:
        found = trafilatura.bare_extraction(tree, options=_OPTIONS)
    except (RecursionError, ValueError, AttributeError, lxml.etree.LxmlError):  # a hostile page must not end `add`
        return []
    text = getattr(found, "text", "") or ""
    return [line.strip() for line in normalise(text).split("\n") if line.strip()]
