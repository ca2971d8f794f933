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
from copydesk.ingest.clean.tree import grow_tree
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
        tree = grow_tree(raw.text)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise IngestError(raw.file, "extract", "the page cannot be read as HTML") from error
    data = read_metadata(cast("Tree", tree), url)
    hidden = write_out_inline(tree)
    blocks = find_blocks(cast("Element", tree), url or data.url)
    return blocks, _choose(tree, hidden), data


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
