"""A page's tree as its parts are meant: a site's own elements, headings by their role, kickers apart."""

from __future__ import annotations

import re

import lxml.etree
import lxml.html

from copydesk.ingest.clean.metadata import load_tags


def grow_tree(text: str) -> lxml.html.HtmlElement:
    """Return the tree of a page's source. Raises lxml's errors and ValueError where it is none."""
    # libxml2 itself folds what is nested deeper than 255 levels (promise I8), so what recurses below stays shallow.
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    # One class for all elements: lxml.html looks each up in Python whenever it is touched, a tenth of all the time.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    tree = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    _bring_down(tree)
    _name_boxes(tree)
    _name_headings(tree)
    _part_kickers(tree)
    _join_initials(tree)
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


def _name_headings(tree: lxml.html.HtmlElement) -> None:
    """Write what is no heading but by its role as one: `role="heading" aria-level="1"` (WAI-ARIA 1.2, section 5.4)."""
    for one in tree.xpath("//*[@role='heading']"):
        level = one.get("aria-level", "2")
        if one.tag in ("div", "p", "span", "strong", "b") and level in _LEVELS and not _is_headed(one):
            one.tag = f"h{level}"
    for one in tree.xpath("//font[@size]"):  # as pages were written before there were style sheets
        said = one.text_content().strip() if one.get("size") in _LARGE and not _is_headed(one) else ""
        if _FEWEST <= len(said.split()) <= _MOST and not said.endswith((".", "。")):  # else a lead in large letters
            one.tag = "h2"


def _is_headed(element: lxml.html.HtmlElement) -> bool:
    """Tell what stands in a heading or holds one: that is the heading."""
    return bool(element.xpath("ancestor::*[self::h1|self::h2|self::h3|self::h4|self::h5|self::h6]")) or bool(
        element.xpath("descendant::*[self::h1|self::h2|self::h3|self::h4|self::h5|self::h6]")
    )


_LEVELS = frozenset("123456")
_LARGE, _FEWEST, _MOST = frozenset(("5", "6", "7", "+2", "+3", "+4")), 3, 30  # sizes of letters; words


def _part_kickers(tree: lxml.html.HtmlElement) -> None:
    """Move a kicker out of the heading it is set in, to stand above it: `<h1><span class="kicker">…</span> …</h1>`.

    One that a colon or a dash joins to the headline is written as a part of it, and stays.
    """
    for heading in [*tree.iter("h1"), *tree.iter("h2")]:
        kicker = next(heading.iterchildren(tag=lxml.etree.Element), None)
        if kicker is None or (heading.text or "").strip() or not _is_kicker(kicker):
            continue
        said = kicker.text_content().rstrip()
        rest = "".join(heading.itertext()).strip().removeprefix(said.strip()).lstrip()
        if not said or not rest or not (said[-1:].isalnum() and rest[0] not in _JOINS):
            continue
        apart = lxml.etree.Element("p", {"class": kicker.get("class", "")})
        apart.text = said
        kicker.drop_tree()  # what stands behind it stays
        heading.addprevious(apart)


def _is_kicker(element: lxml.html.HtmlElement) -> bool:
    named = re.sub(r"[^a-z]", "", f"{element.tag} {element.get('class', '')}".lower())
    return any(name in named for name in load_tags()["kickers"])


def _join_initials(tree: lxml.html.HtmlElement) -> None:
    """Set a large first letter that stands in a box of its own before the words it begins."""
    for one in tree.xpath(_CALLED_INITIAL):
        letter = (one.text or "").strip()
        if len(one) or len(letter) != 1 or not letter.isupper() or (one.tail or "").strip():
            continue
        if not _INITIAL.search(one.get("class", "")):
            continue
        below = (other for box in one.itersiblings() for other in box.iter() if other.tag not in _UNSEEN)
        first = next((other for other in below if (other.text or "").strip()), None)
        if first is not None and first.text and first.text.lstrip()[:1].islower():
            first.text = letter + first.text.lstrip()
            one.drop_tree()
            return


_CALLED_INITIAL = f"//*[{' or '.join(f'contains(@class, {part!r})' for part in ('rop', 'irst', 'nitial', 'ettrine'))}]"
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_INITIAL = re.compile(r"drop-?cap|first-?letter|initial|lettrine", re.IGNORECASE)
_JOINS = frozenset(":：–—-|/·•»›~")
