"""XML of strangers: the one door. Entities of its own are refused, nothing is fetched. Pure.

expat alone would expand "a hundred million laughs"; here the first declaration of an entity ends the reading. A DOCTYPE
that names a file (NITF, plist) passes, and the file is not asked for.
"""

from __future__ import annotations

import html.entities
import re
import xml.etree.ElementTree as ET
from xml.parsers import expat

import lxml.etree

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")


class EntitiesError(ValueError):
    """The XML declares entities of its own."""


def check_entities(data: bytes) -> None:
    """Read through XML and raise EntitiesError at the first entity that it declares or fetches."""

    def refuse(*_: object) -> None:
        raise EntitiesError("it declares entities of its own, which are refused")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)

    def external(*_: object) -> int:
        raise EntitiesError("it fetches an external entity, which is refused")

    parser.ExternalEntityRefHandler = external
    try:
        parser.Parse(data, True)  # noqa: FBT003 (expat takes no keywords)
    except expat.ExpatError:
        # Not well-formed, as many feeds are. What stands before the fault declared nothing; the prologue alone can.
        return


def parse(data: bytes) -> tuple[ET.Element, bool]:
    """Return the root of an XML document, and whether it was well-formed.

    What is not well-formed is read as far as it can be (by lxml, without entities and network). Raises EntitiesError,
    and ValueError where there is no document in it.
    """
    check_entities(data)
    try:
        return ET.fromstring(data), True  # noqa: S314 (entities were refused above)
    except ET.ParseError:
        pass
    # HTML's names of letters stand in many feeds and mean nothing in XML.
    data = _ENTITY.sub(_letter, data)
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = lxml.etree.fromstring(data, parser)
    if root is None:
        raise ValueError("no XML document")
    return ET.fromstring(lxml.etree.tostring(root, encoding="utf-8")), False  # noqa: S314 (the same)


def _letter(match: re.Match[bytes]) -> bytes:
    name = match[1].decode("ascii")
    letter = html.entities.html5.get(f"{name};", "")
    numbers = "".join(f"&#{ord(one)};" for one in letter)
    return match[0] if name in ("amp", "lt", "gt", "quot", "apos") or not letter else numbers.encode()


def local_name(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def space_of(element: ET.Element) -> str:
    """The namespace of an element, empty for none."""
    return str(element.tag)[1:].partition("}")[0] if str(element.tag).startswith("{") else ""


def text_of(element: ET.Element | None) -> str:
    """All words in an element, blanks folded."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def children(element: ET.Element, *names: str) -> list[ET.Element]:
    """The children of these names, whatever their namespace, in order."""
    return [child for child in element if local_name(child) in names]


def child(element: ET.Element, *names: str) -> ET.Element | None:
    """The first child of one of these names, tried in turn."""
    for name in names:
        for one in element:
            if local_name(one) == name:
                return one
    return None


def inner_xml(element: ET.Element) -> str:
    """What stands in an element, as HTML without namespaces."""
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = local_name(one)
    out = [escape_xml(element.text or "")]
    out += [ET.tostring(one, encoding="unicode", method="html") for one in element]
    return "".join(out)


def escape_xml(text: str) -> str:
    """A text as it stands in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
