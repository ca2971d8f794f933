"""Saved HTML → a `CleanArticle`. The one module that imports trafilatura and lxml.

trafilatura's choice of the body (no comments: the best of nine extractors measured, docs/decisions/html.md) is the
strongest of the signs that our own classifier weighs, block by block; what the page says of itself gives the metadata.
"""

from __future__ import annotations

import logging
from typing import cast

import lxml.etree
import lxml.html
import trafilatura

from copydesk.errors import IngestError
from copydesk.ingest.clean.blocks import Element, find_blocks
from copydesk.ingest.clean.metadata import Metadata, Tree, read_metadata
from copydesk.ingest.clean.pageclean import finish_page
from copydesk.ingest.clean.pagejudge import JudgedPage, study
from copydesk.ingest.profile import CleanHints, Profile
from copydesk.intake.normalise import normalise
from copydesk.model import CleanArticle, RawArticle

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
_LEAST_FOUND = 250  # letters; less is no article


def clean_html(raw: RawArticle, hints: CleanHints, profile: Profile) -> CleanArticle:
    """Return the article in a saved page. Raises IngestError (stage `extract`) if there is none."""
    page, data = _study(raw, hints.url or raw.url)
    return finish_page(raw, page, data, hints, profile)


def study_page(raw: RawArticle, url: str = "") -> JudgedPage:
    """Return the blocks of a saved page with all that the classifier sees of them; training needs this much."""
    return _study(raw, url)[0]


def _study(raw: RawArticle, url: str) -> tuple[JudgedPage, Metadata]:
    try:
        tree = _parse(raw.text)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise IngestError(raw.file, "extract", "the page cannot be read as HTML") from error
    data = read_metadata(cast("Tree", tree), url)
    blocks = find_blocks(cast("Element", tree), url or data.url)
    return study(blocks, _choose(tree), data), data


def _parse(text: str) -> lxml.html.HtmlElement:
    # libxml2 itself folds what is nested deeper than 255 levels (promise I8), so what recurses below stays shallow.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks each up in Python whenever it is touched, a tenth of all the time.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    return lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)


def _choose(tree: lxml.html.HtmlElement) -> list[str]:
    """Return trafilatura's body by lines; nothing where it finds none. The tree loses what holds no text."""
    lxml.etree.strip_elements(tree, *_WORDLESS, with_tail=False)
    for fast in (True, False):  # its rescue by other extractors takes as long again, and is seldom needed
        try:
            found = trafilatura.bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
        except (RecursionError, ValueError, AttributeError, lxml.etree.LxmlError):  # a hostile page must not end `add`
            return []
        text = getattr(found, "text", "") or ""
        if len(text) >= _LEAST_FOUND:
            break
    return [line.strip() for line in normalise(text).split("\n") if line.strip()]
