"""Pictures of `content/`: their size, read from the file's head, how pages show them, narrower copies of them.

A picture is published under its name and a digest of its bytes, so that a browser may keep it for ever and a
changed picture is a new address. Sizes come from the first bytes of each format rather than from a library:
a page needs no more. Narrower copies need Pillow (`pip install copydesk[images]`), which this module alone knows:
without it a page offers the one picture there is, and looks the same (docs/decisions/pictures.md).
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import re
import struct
import warnings
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from copydesk.errors import ContentError, Location, Problem
from copydesk.files import read_file, read_utf8
from copydesk.library.scan import PICTURE_SUFFIXES, Snapshot
from copydesk.limits import OwnProcess, ProcessEndedError, TooMuchError

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
_HARMLESS_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1"})
_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z_:\x80-\xff][^\s;&<>\"']*;")
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
        self._parts = _Parts()

    def read(self, data: bytes) -> None:
        # Below a DOCTYPE expat drops the name of an entity that it has not read, and browsers know those of XHTML and
        # MathML by heart: `url&lpar;` and `javascript&colon;` would be seen by them alone. UTF-16 without its zeros
        # is ASCII enough for this.
        if _ENTITY.search(data.replace(b"\0", b"")):
            raise _Refused("entities")
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
        if self._parts.count_copies() > MOST_COPIES:
            raise _Refused(f"more than {MOST_COPIES:,} elements that `use` makes of others")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        if self._depth == 0 and (space, local) != (_SVG, "svg"):
            raise _Refused(f'a root that is no svg element of "{_SVG}"')
        self._depth += 1
        self._parts.open(local, attributes)
        if self._style is not None:
            raise _Refused("an element inside a style element")
        if space != _SVG:
            if not space.startswith(_NOTES):
                raise _Refused(f'an element "{local}" of "{space}"')
            for key, value in attributes.items():
                if key.startswith((f"{_XLINK} ", f"{_XML} ")):  # older browsers follow these on any element
                    _judge_attribute("a", key, value)
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
        self._parts.close()
        if self._style is not None:
            _judge_style("".join(self._style), "a style")
            self._style = None


# Chromium needs half a second for ten thousand, and for a hundred thousand it stands still for half a minute.
MOST_COPIES = 20_000


class _Parts:
    """The parts of a drawing that have an id: how many elements each holds, and which others it shows.

    Ten elements that `use` another ten times each, and so on, are a short file and a browser that stands still.
    """

    def __init__(self) -> None:
        self._held: list[int] = [0]
        self._shown: list[list[int | str]] = [[]]
        self._named: dict[str, list[int]] = {}
        self._open: list[int] = [0]
        self._ends: list[bool] = []

    def open(self, local: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = attributes.get("id")
        self._ends.append(name is not None)
        if name is not None:
            number = len(self._held)
            self._shown[self._open[-1]].append(number)
            self._named.setdefault(name, []).append(number)
            self._held.append(0)
            self._shown.append([])
            self._open.append(number)
        inside = self._open[-1]
        self._held[inside] += 1
        if local == "use":
            hrefs = (value for key, value in attributes.items() if key.rpartition(" ")[2].lower() == "href")
            self._shown[inside] += [value.strip().removeprefix("#") for value in hrefs]

    def close(self) -> None:
        """It ends."""
        if self._ends.pop():
            self._open.pop()

    def count_copies(self) -> int:
        """How many elements a browser makes beside those that stand in the file; what shows itself counts as none."""
        total: dict[int, int] = {}
        begun: set[int] = set()
        waiting = [0]
        while waiting:
            part = waiting[-1]
            shown = [one for other in self._shown[part] for one in self._meant(other)]
            if part not in begun:
                begun.add(part)
                waiting += [one for one in shown if one not in begun]
            else:
                waiting.pop()
                total.setdefault(part, self._held[part] + sum(total.get(one, 0) for one in shown))
        return total[0] - sum(self._held)

    def _meant(self, other: int | str) -> list[int]:
        return [other] if isinstance(other, int) else self._named.get(other, [])


def _judge_declaration(version: str | None, encoding: str | None, _standalone: int) -> None:
    if version not in {None, "1.0"}:
        raise _Refused(f"XML {version}, which browsers read in ways of their own")
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise _Refused(f'the encoding "{encoding}"')


def _judge_doctype(_name: str, _system: str | None, public: str | None, has_internal_subset: int) -> None:
    """An old program's plain DOCTYPE is read by no browser; one with declarations in it, or of XHTML, is."""
    if has_internal_subset:
        raise _Refused("declarations (entities) in its DOCTYPE")
    if public is not None and not public.startswith("-//W3C//DTD SVG"):
        raise _Refused(f'a DOCTYPE of "{public}"')


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
        allowed = _HARMLESS_LINK.match(value) is not None
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


# Widths that a large photograph is also offered in: a phone, a phone of three pixels a point, a wide column.
WIDTHS = (480, 960, 1440)
SIZES = "(min-width: 72rem) 66rem, 100vw"
_RESIZED = (".jpg", ".jpeg", ".png", ".webp")


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """A picture of `content/`: where articles say it is, where it is published, how large it is.

    `src` is as articles write it (`/images/x.jpg`), `url` has the digest in it; width and height are 0 where the
    file does not tell. `widths` are the narrower copies made of it, `raster` the address of a drawing in pixels, for
    feeds and letters, whose programs show no SVG.
    """

    src: str
    url: str
    width: int = 0
    height: int = 0
    widths: tuple[int, ...] = ()
    raster: str = ""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, or (0, 0) when unknown."""
        return self.width, self.height

    @property
    def srcset(self) -> str:
        """The picture's widths for a browser to choose from; "" where there is one alone."""
        if not self.widths:
            return ""
        copies = [f"{resized_url(self.url, width)} {width}w" for width in self.widths]
        return ", ".join([*copies, f"{self.url} {self.width}w"])


def read_picture(
    src: str, data: bytes, *, resize: bool, can_draw: Callable[[bytes], bool] = lambda _: False
) -> PictureFile:
    """What there is to know of a picture from its bytes.

    `resize`: whether narrower copies can be made; `can_draw`: whether a drawing can be had in pixels.
    """
    stem, dot, suffix = src.rpartition(".")
    mark = hashlib.blake2b(data, digest_size=4).hexdigest()
    width, height = measure(data)
    able = resize and f".{suffix.lower()}" in _RESIZED
    # A copy must be worth a file: at least a fifth narrower.
    widths = tuple(w for w in WIDTHS if w * 1.25 <= width) if able else ()
    raster = f"{stem}.{mark}.png" if suffix.lower() == "svg" and can_draw(data) else ""
    url = f"{stem}.{mark}{dot}{suffix}"
    return PictureFile(src=src, url=url, width=width, height=height, widths=widths, raster=raster)


def resized_url(url: str, width: int) -> str:
    """The address of a narrower copy: `/images/x.3f2a91aa.jpg` → `/images/x.3f2a91aa.480w.jpg`."""
    stem, dot, suffix = url.rpartition(".")
    return f"{stem}.{width}w{dot}{suffix}"


# Twice as wide as a letter's column is, for dense screens.
RASTER_WIDTH = 1120
# The words in a drawing are set in this and in no font of the machine: output depends on the sources alone.
_FONT = Path(__file__).resolve().parent.parent / "data/fonts/NotoSerif-Bold.ttf"


def can_draw() -> bool:
    """Whether resvg is there to set drawings in pixels."""
    return importlib.util.find_spec("resvg_py") is not None


def rasterise(data: bytes, width: int) -> bytes:
    """A drawing as a PNG `width` pixels wide. Raises ValueError where resvg cannot read it."""
    resvg: Any = importlib.import_module("resvg_py")
    family = "Noto Serif"
    png = resvg.svg_to_bytes(
        svg_string=data.decode("utf-8", "replace"),
        width=width,
        font_files=[str(_FONT)],
        font_family=family,
        serif_family=family,
        sans_serif_family=family,
        skip_system_fonts=True,
    )
    return bytes(png)


def try_drawing(data: bytes) -> bytes:
    """Set a drawing in pixels as large as it is ever published; what keeps resvg from that, or nothing."""
    try:
        rasterise(data, RASTER_WIDTH)
    except ValueError as error:
        return str(error).encode() or b"?"
    return b""


# Honest maps and charts take less than a second. What takes longer stalls the readers' machines as well.
DRAWING_SECONDS, _DRAWING_MEMORY = 20.0, 1 << 30


class _Drawer:
    """Draws on trial, in a process of its own: a drawing can make resvg go on for ever, or end with all around it."""

    def __init__(self) -> None:
        self._process = OwnProcess("copydesk.publish.pictures:try_drawing", memory=_DRAWING_MEMORY)

    def can_draw(self, data: bytes) -> bool:
        """Whether a drawing can be had in pixels. Raises _Refused for one that takes too much."""
        try:
            fault = self._process.call(data, DRAWING_SECONDS)
        except TooMuchError:
            raise _Refused(f"more than can be drawn in {DRAWING_SECONDS:.0f} s") from None
        except ProcessEndedError:
            raise _Refused("more than can be drawn in a gigabyte of memory, or deeper nesting") from None
        if b"limit" in fault:  # elements that others use ten times, and so on: a browser draws them all
            raise _Refused("more elements than can be drawn, counted each time they are used")
        return not fault

    def close(self) -> None:
        """End the process."""
        self._process.close()


# --- sizes -------------------------------------------------------------------------------------------


def measure(data: bytes) -> tuple[int, int]:
    """Width and height in pixels as a picture's head states them; (0, 0) for what is none, or is cut short.

    PNG, GIF, JPEG, WebP, AVIF and SVG, told apart by their first bytes and never by the name.
    """
    try:
        for start, read in _FORMATS:
            if re.match(start, data, re.DOTALL):
                return read(data)
    except (struct.error, ValueError, IndexError):
        return (0, 0)
    return _svg(data)


def _png(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", data, 16)
    return int(width), int(height)


def _gif(data: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", data, 6)
    return int(width), int(height)


def _jpeg(data: bytes) -> tuple[int, int]:
    """The first frame header (SOF), stepping over the segments before it."""
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return (0, 0)
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
        elif 0xC0 <= kind <= 0xCF and kind not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return int(width), int(height)
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return (0, 0)


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = int.from_bytes(data[24:27], "little"), int.from_bytes(data[27:30], "little")
        return width + 1, height + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


def _avif(data: bytes) -> tuple[int, int]:
    """The first `ispe` property: the size of the image itself, thumbnails come after it."""
    at = data.find(b"ispe")
    if at < 0:
        return (0, 0)
    width, height = struct.unpack_from(">II", data, at + 8)
    return int(width), int(height)


_ROOT = re.compile(rb"<svg\b[^>]*>", re.DOTALL)
_LENGTH = re.compile(rb"""\s%s\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']""".replace(b"%s", b"(?P<name>width|height)"))
_VIEW_BOX = re.compile(rb"""\sviewBox\s*=\s*["']\s*[-0-9.eE]+[\s,]+[-0-9.eE]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)""")


def _svg(data: bytes) -> tuple[int, int]:
    """The root element's width and height, else those of its viewBox."""
    root = _ROOT.search(data, 0, 65_536)
    if root is None:
        return (0, 0)
    stated = {match["name"]: float(match[2]) for match in _LENGTH.finditer(root[0])}
    if len(stated) == 2:
        return round(stated[b"width"]), round(stated[b"height"])
    box = _VIEW_BOX.search(root[0])
    return (round(float(box[1])), round(float(box[2]))) if box else (0, 0)


_FORMATS: tuple[tuple[bytes, Callable[[bytes], tuple[int, int]]], ...] = (
    (rb"\x89PNG\r\n\x1a\n", _png),
    (rb"GIF8[79]a", _gif),
    (rb"\xff\xd8\xff", _jpeg),
    (rb"RIFF....WEBP", _webp),
    (rb"....ftyp(?:avif|avis|mif1)", _avif),
)


# --- in the text -------------------------------------------------------------------------------------

_IMAGE = re.compile(r'<img\b([^>]*?)\ssrc="([^"]*)"([^>]*?)\s*/?>')
_LINK = re.compile(r'(<a\b[^>]*?\shref=")(/[^"]+)"')


def ends_early(data: bytes) -> bool:
    """Whether a picture ends before its own end: PNG, JPEG, GIF, WebP and AVIF; no other kind says where that is."""
    try:
        for (start, _), whole in zip(_FORMATS, _WHOLE, strict=True):
            if re.match(start, data, re.DOTALL):
                return not whole(data)
    except (struct.error, IndexError):
        return True
    return False


def _whole_png(data: bytes) -> bool:
    """Chunk by chunk to the last one, IEND."""
    at = 8
    while (kind := data[at + 4 : at + 8]) != b"IEND":
        at += 12 + int(struct.unpack_from(">I", data, at)[0])
        if not kind or at > len(data):
            return False
    return True


def _whole_gif(data: bytes) -> bool:
    """Over the blocks to the trailer, a semicolon."""

    def beyond(at: int) -> int:
        while data[at]:
            at += 1 + data[at]
        return at + 1

    def colours(flags: int) -> int:
        return 3 << (flags & 7) + 1 if flags & 0x80 else 0

    at = 13 + colours(data[10])
    while data[at] != 0x3B:
        at = beyond(at + 11 + colours(data[at + 9])) if data[at] == 0x2C else beyond(at + 2)
    return True


def _whole_jpeg(data: bytes) -> bool:
    """An end (EOI) after the head of the first scan (SOS): a thumbnail before it has one of its own."""
    at = 2
    while data[at + 1] != 0xDA:
        if data[at] != 0xFF:
            return True  # no segment: who can tell
        at += 1 if data[at + 1] == 0xFF else 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return data.find(b"\xff\xd9", at) >= 0


def _whole_webp(data: bytes) -> bool:
    return len(data) >= 8 + int(struct.unpack_from("<I", data, 4)[0])


def _whole_avif(data: bytes) -> bool:
    """Box by box; one of no size reaches to the end, whichever that is."""
    at = 0
    while at < len(data):
        size = int(struct.unpack_from(">I", data, at)[0])
        if size == 1:
            size = int(struct.unpack_from(">Q", data, at + 8)[0])
        if size == 0:
            return True
        at += max(size, 8)
    return at == len(data)


_WHOLE = (_whole_png, _whole_gif, _whole_jpeg, _whole_webp, _whole_avif)


def dress(html: str, pictures: Mapping[str, PictureFile]) -> str:
    """Sanitised HTML with its pictures under their published addresses, sized and lazy; links to them too.

    A picture that is not among `pictures` (one of another host, where the editor lets them in) is made lazy only.
    """
    if "<img" in html:
        html = _IMAGE.sub(lambda match: _dressed(match, pictures), html)
    if pictures and 'href="/' in html:
        html = _LINK.sub(lambda m: f'{m[1]}{pictures[m[2]].url if m[2] in pictures else m[2]}"', html)
    return html


def _dressed(match: re.Match[str], pictures: Mapping[str, PictureFile]) -> str:
    before, src, after = match.groups()
    found = pictures.get(src)
    extra = ""
    if found is not None:
        if found.width and found.height and "width=" not in before + after and "height=" not in before + after:
            extra += f' width="{found.width}" height="{found.height}"'
        if found.srcset:
            extra += f' srcset="{found.srcset}" sizes="{SIZES}"'
    return f'<img{before} src="{found.url if found else src}"{after}{extra} loading="lazy" decoding="async">'


# --- in the folder -----------------------------------------------------------------------------------

_FILE = "pictures.json"
# What a look finds: one by an older program, which judged no SVG, is not believed.
_LOOK = "svg allow-list 2, kinds, ends"
FOLDER = "content/images/"


def look_at_pictures(
    root: Path, snapshot: Snapshot, cache: Path, warned: list[Problem] | None = None
) -> dict[str, PictureFile]:
    """Every picture by the address that articles give it (`/images/x.jpg`), sorted.

    A file that has not changed since the last look is not read again; `cache` may be deleted at any time. `warned`
    takes a problem for each file that is cut short, of which a browser shows a part.
    Raises ContentError with every SVG that could act and every file that is no picture: none is held as looked at.
    """
    resize, draw = can_resize(), can_draw()
    paths = [p for p in snapshot.files if p.startswith(FOLDER) and Path(p).suffix.lower() in PICTURE_SUFFIXES]
    held = _held(cache) if paths else {}
    found: dict[str, PictureFile] = {}
    fresh: dict[str, tuple[list[object], PictureFile]] = {}
    problems: list[Problem] = []
    drawer = _Drawer()
    for path in paths:
        key: list[object] = [*snapshot.files[path], resize, draw, _LOOK]
        src = path.removeprefix("content")
        old = held.get(src)
        if old is not None and old[0] == key:
            picture = old[1]
        else:
            data = read_file(root / path)
            try:
                picture = _read_safely(src, data, resize=resize, drawer=drawer if draw else None)
            except _Refused as refused:
                problems.append(_refused(path, str(refused)))
                continue
            except _NoPictureError as other:
                message = f"is named like a picture, and is {other}: it is not published"
                advice = "save the picture anew, or delete the file"
                problems.append(Problem(location=Location(path=path), message=message, advice=advice))
                continue
            if ends_early(data):
                message = "the picture is cut short: browsers show a part of it, or nothing"
                advice = "copy it anew from where it came from"
                if warned is not None:
                    warned.append(Problem(location=Location(path=path), message=message, advice=advice))
                found[src] = picture  # and is looked at again by the next build, so that it is said again
                continue
        found[src], fresh[src] = picture, (key, picture)
    drawer.close()
    if fresh != held:
        _keep(cache, fresh)
    if problems:
        raise ContentError(problems)
    return found


def _read_safely(src: str, data: bytes, *, resize: bool, drawer: _Drawer | None) -> PictureFile:
    """The same as `read_picture` for what may be published. Raises _Refused for a drawing that may not."""
    if src.lower().endswith(".svg"):
        if active := find_active_svg(data):
            raise _Refused(active)
    elif kind := find_other_kind(data):
        raise _NoPictureError(kind)
    if drawer is None:
        return read_picture(src, data, resize=resize)
    return read_picture(src, data, resize=resize, can_draw=drawer.can_draw)


def find_other_kind(data: bytes) -> str:
    """Say what a file is that is named like a picture of pixels and is none, such as `a page`; "" for a picture.

    A picture of another kind than its name says is one: browsers look at the bytes as well.
    """
    if any(re.match(start, data, re.DOTALL) for start, _ in _FORMATS) or data.startswith(_OTHER_PICTURES):
        return ""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "empty"
    for sign, kind in ((b"<svg", "a drawing (SVG)"), (b"<?xml", "XML"), (b"<", "a page"), (b"%pdf", "a PDF")):
        if start.startswith(sign):
            return kind
    try:
        data[:1024].decode("utf-8")
    except UnicodeDecodeError:
        return "no picture that a browser knows"
    return "a text"


# BMP, TIFF in both orders, an icon, JPEG XL in both forms: what some browsers show.
_OTHER_PICTURES = (b"BM", b"II*\0", b"MM\0*", b"\0\0\1\0", b"\xff\x0a", b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP")


class _NoPictureError(ValueError):
    """What a file is that is named like a picture."""


def _refused(path: str, active: str) -> Problem:
    return Problem(
        location=Location(path=path),
        message=f"the drawing holds {active}: an SVG can be a program, so this one is not published",
        advice="save it as plain, simple SVG without scripts, links to other files and entities, or as PNG",
    )


def _held(cache: Path) -> dict[str, tuple[list[object], PictureFile]]:
    try:
        rows = json.loads(read_utf8(cache / _FILE))
        return {
            src: (key, PictureFile(**{**fields, "widths": tuple(fields["widths"])}))
            for src, (key, fields) in rows.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _keep(cache: Path, fresh: Mapping[str, tuple[list[object], PictureFile]]) -> None:
    """Losing this costs the time to look again, so a full disk is no reason to stop."""
    rows = {src: (key, asdict(picture)) for src, (key, picture) in fresh.items()}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        partial = cache / f"{_FILE}.new"
        partial.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        partial.replace(cache / _FILE)
    except OSError:
        return


# --- narrower copies ---------------------------------------------------------------------------------

# What photographs are commonly saved at for the web: no visible loss at reading size.
QUALITY = 82


def can_resize() -> bool:
    """Whether Pillow is there. It is not imported for the question: that takes longer than a build without news."""
    return importlib.util.find_spec("PIL") is not None


def square(data: bytes, size: int) -> bytes:
    """A photograph or drawing in pixels as a PNG of `size` by `size`, whole, on clear ground. Raises ValueError."""
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806 (a module, under the name it is known by)
    ops: Any = importlib.import_module("PIL.ImageOps")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                upright = ops.exif_transpose(picture).convert("RGBA")
    except (OSError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValueError("it is no picture that can be read") from error
    fitted = ops.contain(upright, (size, size), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ground.paste(fitted, ((size - fitted.width) // 2, (size - fitted.height) // 2))
    out = io.BytesIO()
    ground.save(out, "PNG", optimize=True)
    return out.getvalue()


def shrink(data: bytes, width: int) -> bytes:
    """A picture `width` pixels wide, in the format it came in, without its metadata.

    A picture that Pillow cannot read, or that is too large to be an honest one, comes back as it was: a broken
    file must not stop a build.
    """
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806 (a module, under the name it is known by)
    upright_copy: Any = importlib.import_module("PIL.ImageOps").exif_transpose
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
                kind = picture.format or "PNG"
                upright = upright_copy(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return data
    height = max(1, round(upright.height * width / upright.width))
    if upright.mode == "P":
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    small = upright.resize((width, height), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY} if kind in {"JPEG", "WEBP"} else {}
    small.save(out, kind, optimize=True, **options)
    return out.getvalue()
