"""What news agencies send as XML: NITF and NewsML-G2. Pure; a DOCTYPE's file is not asked for (`xmlsafe`)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from copydesk.intake.item import Item, Part, Refused, Said, Skipped
from copydesk.intake.stated import language, names, read_day
from copydesk.intake.words import count_words, plain
from copydesk.intake.xmlsafe import child, children, escape_xml, inner_xml, local_name, space_of, text_of

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_TEXT = ("media", "note", "tagline", "bibliography")


def is_nitf(root: ET.Element) -> bool:
    """Whether an XML document is NITF."""
    return local_name(root) == "nitf"


def is_newsml(root: ET.Element) -> bool:
    """Whether an XML document is NewsML-G2."""
    return "iptc.org" in space_of(root) and local_name(root) in ("newsMessage", "newsItem", "packageItem")


def _found(root: ET.Element, *names_: str) -> ET.Element | None:
    return next((one for one in root.iter() if isinstance(one.tag, str) and local_name(one) in names_), None)


def read_nitf(root: ET.Element) -> Iterator[Part]:
    """The article of a NITF document."""
    status = _found(root, "docdata")
    if status is not None and status.get("management-status") in ("canceled", "withheld", "killed"):
        yield Refused(part="", why="the wire has cancelled it", next_step="ask the agency for what is true")
        return
    content = _found(root, "body.content")
    if content is None:
        yield Refused(part="", why="no article in it: a NITF document without a body")
        return
    for parent in content.iter():
        for inner in [one for one in parent if local_name(one) in _NOT_TEXT]:
            parent.remove(inner)
    issued, released, publication, holder = (
        _found(root, name) for name in ("date.issue", "date.release", "pubdata", "doc.copyright")
    )
    stamp = next((one.get("norm") for one in (issued, released) if one is not None and one.get("norm")), "")
    said = Said(
        title=text_of(_found(root, "hl1")) or text_of(_found(root, "headline")) or text_of(_found(root, "title")),
        subtitle=text_of(_found(root, "hl2")),
        authors=names(text_of(_found(root, "byline"))),
        date=read_day(stamp) or read_day(publication.get("date.publication") if publication is not None else ""),
        source=(publication.get("name") if publication is not None else None)
        or (holder.get("holder") if holder is not None else None)
        or "",
        lang=language(root.get(_XML_LANG)),
    )
    html = inner_xml(content)
    if count_words(plain(html)) < 10:
        yield Refused(part="", why="no article in it: too few words")
        return
    yield Item(part="", kind="html", text=html, said=said)


def read_newsml(root: ET.Element) -> Iterator[Part]:
    """The texts of a NewsML-G2 message; packages and pictures are named as not taken."""
    items = [one for one in root.iter() if isinstance(one.tag, str) and local_name(one) in ("newsItem", "packageItem")]
    for number, item in enumerate(items, 1):
        part = item.get("guid") or f"item {number}"
        kind = _found(item, "itemClass")
        what = (kind.get("qcode", "") if kind is not None else "").partition(":")[2]
        status = _found(item, "pubStatus")
        if local_name(item) == "packageItem" or what not in ("text", ""):
            yield Skipped(part=part, why=f"a {'package' if local_name(item) == 'packageItem' else what}")
        elif status is not None and status.get("qcode") in ("stat:canceled", "stat:withheld"):
            yield Refused(part=part, why="the wire has cancelled it", next_step="ask the agency for what is true")
        else:
            yield _news_item(part, item)


def _news_item(part: str, item: ET.Element) -> Part:
    meta, content = _found(item, "itemMeta"), _found(item, "contentMeta")
    dates = [
        text_of(_found(where, name))
        for where, name in ((content, "contentCreated"), (meta, "firstCreated"), (meta, "versionCreated"))
        if where is not None and _found(where, name) is not None
    ]
    provider = _found(item, "provider")
    bodies = _found(item, "contentSet")
    said = Said(
        title=text_of(_found(content, "headline")) if content is not None else "",
        authors=names(text_of(_found(content, "by"))) if content is not None else (),
        date=next((day for day in map(read_day, dates) if day), None),
        source=(text_of(child(provider, "name")) or provider.get("literal", "")) if provider is not None else "",
        lang=language(item.get(_XML_LANG)),
    )
    if bodies is None:
        return Refused(part=part, why="no article in it: an item without content")
    for one in bodies:
        if local_name(one) == "inlineXML":
            body = _found(one, "body", "body.content")
            html = inner_xml(body if body is not None else one)
            if count_words(plain(html)) >= 10:
                return Item(part=part, kind="html", text=html, said=said)
        if local_name(one) == "inlineData" and count_words(one.text or "") >= 10:
            text = "".join(f"<p>{escape_xml(piece)}</p>" for piece in (one.text or "").split("\n\n") if piece.strip())
            return Item(part=part, kind="html", text=text, said=said)
    if children(bodies, "remoteContent"):
        return Skipped(part=part, why="its content lies elsewhere")
    return Refused(part=part, why="no article in it: too few words")
