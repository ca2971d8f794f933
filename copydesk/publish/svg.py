"""What an SVG picture may hold to be published (B18): an allow-list, read by the platform's XML parser.

An SVG is a program to whoever opens it by its own address. It is published as it lies there or refused by name,
never rewritten: a cleaner that guesses can change a drawing without anybody noticing. What it takes for a file of
a drawing program to pass is to be saved as plain SVG.

A browser shows and runs what stands before the first fault of an XML file; so one that is not well formed is refused.
Entities and processing instructions would let a browser read another document than the one that was looked at.
"""

from __future__ import annotations

import re
from xml.parsers import expat

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_ELEMENTS = frozenset(
    """
    a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix
    feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
    feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
    fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask
    metadata mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath
    title tspan use view
    """.split()  # noqa: SIM905 (a list to be read, not scrolled through)
)
# What drawing programs note for themselves. To a browser elements of these are nothing at all.
_NOTES = (
    "http://www.inkscape.org/namespaces/",
    "http://sodipodi.sourceforge.net/DTD/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://www.bohemiancoding.com/sketch/ns",
    "http://www.serif.com/",
    "http://ns.adobe.com/",
    "adobe:ns:meta/",
)
_RASTER = re.compile(r"data:image/(?:png|jpeg|gif|webp|avif)(?:;base64)?,")
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1"})
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
# Every way in which a style can ask for another file; `url(#name)` alone stays inside.
_FETCHES = re.compile(
    r"""@import|(?:image-set|\bimage|\bsrc|cross-fade)\s*\(|url\s*\((?!\s*["']?\s*#)""", re.IGNORECASE
)


class _Refused(Exception):  # noqa: N818 (no error of the program: an answer)
    """What the drawing holds that may not be published."""


def find_active_svg(data: bytes) -> str:
    """Say what keeps an SVG file from being published, such as `a script element`; "" where nothing does.

    Pure. `data` is the file's bytes. Nothing outside them is asked, no entity is expanded.
    """
    reader = _Reader()
    try:
        reader.read(data)
    except _Refused as refused:
        return str(refused)
    except (expat.ExpatError, ValueError, LookupError) as error:
        return f"a fault in its XML ({error})"
    return ""


class _Reader:
    """One pass over a file."""

    def __init__(self) -> None:
        self._depth = 0
        self._style: list[str] | None = None

    def read(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.XmlDeclHandler = _judge_declaration
        parser.StartDoctypeDeclHandler = _judge_doctype
        parser.EntityDeclHandler = _refuse_entity
        parser.ProcessingInstructionHandler = _judge_instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        parser.Parse(data, True)  # noqa: FBT003 (`isfinal` has no name to call it by)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._depth == 0 and (space, local) != (_SVG, "svg"):
            raise _Refused(f'a root that is no svg element of "{_SVG}"')
        self._depth += 1
        if self._style is not None:
            raise _Refused("an element inside a style element")
        if space != _SVG:
            if not space.startswith(_NOTES):
                raise _Refused(f'an element "{local}" of "{space}"')
            return
        if local not in _ELEMENTS:
            raise _Refused(f'an element "{local}"')
        for key, value in attributes.items():
            _judge_attribute(local, key, value)
        if local == "style":
            self._style = []

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _end(self, _name: str) -> None:
        self._depth -= 1
        if self._style is not None:
            _judge_style("".join(self._style), "a style")
            self._style = None


def _judge_declaration(version: str | None, encoding: str | None, _standalone: int) -> None:
    if version not in {None, "1.0"}:
        raise _Refused(f"XML {version}, which browsers read in ways of their own")
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise _Refused(f'the encoding "{encoding}"')


def _judge_doctype(_name: str, _system: str | None, _public: str | None, has_internal_subset: int) -> None:
    """An old program's plain DOCTYPE is read by no browser; one with declarations in it is."""
    if has_internal_subset:
        raise _Refused("declarations (entities) in its DOCTYPE")


def _refuse_entity(*_declared: object) -> None:
    raise _Refused("entities")


def _judge_instruction(target: str, _data: str) -> None:
    if target != "xpacket":
        raise _Refused(f'a processing instruction "{target}"')


def _judge_attribute(element: str, key: str, value: str) -> None:
    space, _, local = key.rpartition(" ")
    lowered = local.lower()
    if lowered.startswith("on"):
        raise _Refused(f'a handler "{local}"')
    if space == _XML and lowered == "base":
        raise _Refused('an attribute "xml:base"')
    if lowered == "href" and space in {"", _XLINK}:
        _judge_reference(element, value.strip())
    elif lowered == "attributename":
        target = value.strip().rpartition(":")[2].lower()
        if target == "href" or target.startswith("on"):
            raise _Refused(f'an animation of "{value.strip()}"')
    elif space in {"", _SVG} and not lowered.startswith(("aria-", "data-")):
        _judge_style(value, f'an attribute "{local}"')


def _judge_reference(element: str, value: str) -> None:
    if element == "a":
        allowed = _LINK.match(value) is not None
    else:
        allowed = value.startswith("#") or (element in {"image", "feImage"} and _RASTER.match(value) is not None)
    if not allowed:
        shown = value if len(value) <= 60 else f"{value[:57]}…"
        raise _Refused(f'a reference of "{element}" to "{shown}"')


def _judge_style(text: str, what: str) -> None:
    """Refuse a style, or an attribute that may be one, which asks for another file; escapes are read first."""
    for plain in (text, _ESCAPE.sub(_unescaped, text)):
        for form in (plain, _COMMENT.sub("", plain)):
            if _FETCHES.search(form):
                raise _Refused(f"{what} that asks for another file")


def _unescaped(match: re.Match[str]) -> str:
    number = int(match[1], 16) if match[1] else 0
    return chr(number) if 0 < number <= 0x10FFFF else (match[2] or "\ufffd")
