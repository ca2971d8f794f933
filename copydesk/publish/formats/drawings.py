"""Pictures that are drawn: cards for link previews (`og:image`), and the digest's mark in the sizes of icons.

A card shows name, headline, day and outlet over the tile-grid map; where a letter is in none of the fonts, or the
libraries are missing, the map stands alone. Its words are set in fonts of the digest's own and in the one that comes
with Copydesk (Latin, Greek, Cyrillic), never in a system's: the same sources give the same picture everywhere.
Icons are made of one picture (`identity: icon`, else the theme's own). Only here is fontTools known
(docs/decisions/pictures.md).
"""

from __future__ import annotations

import importlib.util
import json
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from copydesk.config import Config
from copydesk.countries import load_countries
from copydesk.model import Country
from copydesk.publish.items import SOCIAL_FRONT, SOCIAL_MOST, Icon, SocialCard, SocialImage, social_url
from copydesk.publish.pages.values import Tile
from copydesk.publish.pictures import can_draw, can_resize, rasterise, square

# What Facebook, LinkedIn, Slack and X show whole (1.91 : 1).
WIDTH, HEIGHT = 1200, 630
_MAP_TILE, _GAP = 28, 4
# Paper, an empty tile, four steps of accent, ink: the light theme's colours.
_PALETTE = ("fbf9f3", "e3dfd3", "b9c3e6", "8798d6", "546dc4", "2145b3", "1b1a17")
_MAP_EMPTY = 1
_ADLER = 65521


def plan_social(
    sets: Iterable[tuple[str, ...]], countries: Iterable[Country], shaded: Iterable[Tile]
) -> Iterator[SocialImage]:
    """A picture for each set of countries, the bare map, and the digest's own, shaded by articles."""
    places = {c.code: c.tile for c in countries if c.tile is not None and not c.hidden}
    bare = map_rows((*place, 0) for place in places.values())
    left, top = (min((place[axis] for place in places.values()), default=0) for axis in (0, 1))
    done: set[str] = set()
    for codes in ((), *sets):
        url = social_url(codes)
        if url not in done:
            done.add(url)
            rows = list(bare)
            for code in codes[:SOCIAL_MOST]:
                if code in places:
                    column, row = places[code][0] - left, places[code][1] - top
                    rows[row] = f"{rows[row][:column]}4{rows[row][column + 1 :]}"
            yield SocialImage(url=url, rows=tuple(rows))
    yield SocialImage(url=SOCIAL_FRONT, rows=map_rows((t.column, t.row, t.level) for t in shaded))


def map_rows(tiles: Iterable[tuple[int, int, int]]) -> tuple[str, ...]:
    """Tiles, each a column, a row and a level, as the rows of a `SocialImage`: from the first taken to the last."""
    levels = {(column, row): level for column, row, level in tiles}
    columns, rows = sorted({column for column, _ in levels}), sorted({row for _, row in levels})
    if not levels:
        return ()
    return tuple(
        "".join(str(levels.get((column, row), " ")) for column in range(columns[0], columns[-1] + 1))
        for row in range(rows[0], rows[-1] + 1)
    )


def render_social(image: SocialImage) -> bytes:
    """The PNG of a map."""
    rows = image.rows or (" ",)
    left = (WIDTH - len(rows[0]) * _MAP_TILE) // 2
    top = (HEIGHT - len(rows) * _MAP_TILE) // 2
    bands = [_band("", 0, top), *(_band(row, left, _MAP_TILE) for row in rows)]
    bands.append(_band("", 0, HEIGHT - top - _MAP_TILE * len(rows)))
    # Adler-32 (RFC 1950, 8.2) of all bands from that of each: of a map's thousand lines few are its own.
    low, high = 1, 0
    for size, check, _ in bands:
        high = (high + (check >> 16) + size * (low - 1)) % _ADLER
        low = (low + (check & 0xFFFF) - 1) % _ADLER
    # A zlib stream of blocks that each end at a byte (RFC 1950, 1951), closed by an empty last block.
    data = b"".join([b"\x78\xda", *(deflated for _, _, deflated in bands), b"\x03\x00"])
    data += struct.pack(">I", high << 16 | low)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    palette = bytes.fromhex("".join(_PALETTE))
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@lru_cache(maxsize=4096)
def _band(row: str, left: int, height: int) -> tuple[int, int, bytes]:
    """`height` lines of pixels with a row of tiles in them: how many bytes, their Adler-32, and they deflated."""
    plain = bytes(1 + WIDTH // 2)  # a line's filter (0: none), then two pixels a byte, all paper
    if row.strip():
        line = bytearray(plain)
        side = (_MAP_TILE - _GAP) // 2
        for column, level in enumerate(row):
            if level != " ":
                start = 1 + (left + column * _MAP_TILE + _GAP // 2) // 2
                line[start : start + side] = bytes([(int(level) + _MAP_EMPTY) * 0x11]) * side
        gap = _GAP // 2
        raw = plain * gap + bytes(line) * (height - 2 * gap) + plain * gap
    else:
        raw = plain * height
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return len(raw), zlib.adler32(raw), squeeze.compress(raw) + squeeze.flush(zlib.Z_FULL_FLUSH)


BUNDLED = Path(__file__).parents[2] / "data" / "fonts" / "NotoSerif-Bold.ttf"
# The dark theme's colours: paper, an empty tile, ink, soft ink.
_PAPER, _EMPTY, _INK, _SOFT = "#141519", "#22252d", "#ebe8e1", "#aaa59b"
_MARGIN, _TILE, _SIDE = 72, 24, 20
_ROOM = WIDTH - 2 * _MARGIN
# Sizes of a headline in pixels, largest first, and how many lines of each fit between the name and the day.
_SIZES = ((76, 3), (64, 4), (54, 4))
_LINE, _LINE_TALL = 1.18, 1.42
_NAME, _NOTE = 36, 30
# Characters that no line may begin with (JIS X 4051's kinsoku, the common part), and that none may end with.
_NOT_FIRST = frozenset("、。，．・：；？！」』）】〕〉》”’ー々〜…,.:;?!)]}»ๆฯ")
_NOT_LAST = frozenset("「『（【〔〈《“‘([{«เแโใไເແໂໃໄ")
# Scripts written without spaces: a line may end between almost any two of their letters.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
# Of these, the ones whose words only a dictionary tells apart: their lines end at spaces, which stand between phrases.
_PHRASED = ("THAI", "LAO", "KHMER", "MYANMAR")
# Thai and Lao: a syllable begins with each of these vowels, a word ends with each of these signs, and after the last,
# as in ประเทศ and สำเร็จ, it mostly goes on.
_BEGINS, _ENDS, _GOES_ON = frozenset("เแโใไເແໂໃໄ"), frozenset("ๆฯ์ໆຯ"), frozenset("ะำะັຳ")
# Scripts with marks above and below, whose lines stand further apart.
_TALL = ("ARABIC", "DEVANAGARI", "THAI", "BENGALI", "TAMIL", "KHMER", "MYANMAR")


@cache
def can_set_words() -> bool:
    """Whether the libraries that draw words are here (the extra `images`)."""
    return all(importlib.util.find_spec(name) is not None for name in ("resvg_py", "fontTools"))


@dataclass(frozen=True, slots=True)
class FontFace:
    """What a line's width is reckoned from: a family, and the advance of each character in thousandths of the size."""

    family: str
    advances: Mapping[int, float]


@lru_cache(maxsize=16)
def read_font(path: str, digest: str) -> FontFace:
    """Read a font's name, characters and widths. `digest` tells a changed file. Raises OSError, ValueError."""
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped,unused-ignore]

    del digest
    try:
        with Path(path).open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            names, units = font["name"], font["head"].unitsPerEm
            family = names.getDebugName(16) or names.getDebugName(1) or ""
            widths = font["hmtx"].metrics
            return FontFace(
                family, {char: widths[glyph][0] * 1000 / units for char, glyph in font.getBestCmap().items()}
            )
    except (TTLibError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} is no font: {error}") from None


def render_card(card: SocialCard) -> bytes:
    """The PNG of a card; of its map alone where a letter of it is in no font."""
    if can_set_words():
        faces = [read_font(path, digest) for path, digest in card.fonts] + [read_font(str(BUNDLED), "")]
        if not missing_letters(card, faces):
            return _drawn(card, faces)
    rows = map_rows((*cell, 4 if cell in card.lit else 0) for cell in _grid())
    return render_social(SocialImage(url=card.url, rows=rows))


def missing_letters(card: SocialCard, faces: list[FontFace]) -> str:
    """The letters of a card that none of the fonts has."""
    return letters_without(f"{card.name}{card.title}{card.note}", faces)


def letters_without(text: str, faces: list[FontFace]) -> str:
    """The letters of a text that none of the fonts has, each once."""
    return "".join(sorted({c for c in text if not _unseen(c) and not any(ord(c) in face.advances for face in faces)}))


def _unseen(character: str) -> bool:
    """Whether a character draws nothing: spaces, and marks of direction and joining."""
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc")


@cache
def _grid() -> tuple[tuple[int, int], ...]:
    return tuple(sorted(c.tile for c in load_countries().values() if c.tile is not None and not c.hidden))


def _drawn(card: SocialCard, faces: list[FontFace]) -> bytes:
    import resvg_py

    families = ", ".join(f"'{face.family}'" for face in faces)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="{escape(families)}" font-weight="700">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>{_map(card)}{"".join(_words(card, faces))}</svg>'
    )
    files = [path for path, _ in card.fonts] + [str(BUNDLED)]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True))


def _map(card: SocialCard) -> str:
    """The tiles, at the end of the lines: right, or left where lines run from the right. Never mirrored."""
    grid = _grid()
    columns, rows = [column for column, _ in grid], [row for _, row in grid]
    width, height = (max(columns) - min(columns) + 1) * _TILE, (max(rows) - min(rows) + 1) * _TILE
    left = (40 if card.rtl else WIDTH - width - 40) - min(columns) * _TILE
    top = (HEIGHT - height) // 2 - min(rows) * _TILE

    def squares(cells: Iterator[tuple[int, int]]) -> str:
        return "".join(f"M{left + c * _TILE} {top + r * _TILE}h{_SIDE}v{_SIDE}h-{_SIDE}z" for c, r in cells)

    lit = set(card.lit)
    return (
        f'<path fill="{_EMPTY}" d="{squares(cell for cell in grid if cell not in lit)}"/>'
        f'<path fill="{card.accent}" d="{squares(cell for cell in grid if cell in lit)}"/>'
    )


def _words(card: SocialCard, faces: list[FontFace]) -> Iterator[str]:
    x, anchor = (WIDTH - _MARGIN, "end") if card.rtl else (_MARGIN, "start")
    bar = WIDTH - _MARGIN - 96 if card.rtl else _MARGIN
    yield f'<rect x="{bar}" y="64" width="96" height="6" fill="{card.accent}"/>'

    def line(text: str, y: float, size: int, fill: str) -> str:
        # A mark of direction first, since a line may begin with a word that runs the other way.
        # What XML 1.0 does not know (control characters, non-characters) draws nothing, and may not stand in SVG.
        seen = "".join(c for c in text if c.isprintable() or unicodedata.category(c) == "Cf")
        text = ("\u200f" if card.rtl else "\u200e") + seen
        return (
            f'<text x="{x}" y="{y:g}" font-size="{size}" text-anchor="{anchor}" fill="{fill}" stroke="{_PAPER}" '
            f'stroke-width="10" stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
        )

    (name,) = fit_lines(card.name, faces, _ROOM / _NAME, 1)
    yield line(name, 126, _NAME, _INK)
    size, lines = _headline(card.title, faces)
    step = size * (_LINE_TALL if _tall(card.title) else _LINE)
    for number, text in enumerate(lines):
        yield line(text, 190 + size + number * step, size, _INK)
    if card.note:
        (note,) = fit_lines(card.note, faces, _ROOM / _NOTE, 1)
        yield line(note, HEIGHT - 60, _NOTE, _SOFT)


def _tall(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith(_TALL) for c in text)


def _headline(text: str, faces: list[FontFace]) -> tuple[int, list[str]]:
    """The largest size in which the whole headline fits, and its lines; in the smallest it may be cut."""
    for size, most in _SIZES:
        room = most - 1 if _tall(text) else most
        lines = fit_lines(text, faces, _ROOM / size, room)
        if not lines[-1].endswith("…") or text.endswith("…"):
            # Lines of much the same length, instead of a last one of one word.
            tried = (fit_lines(text, faces, _ROOM / size * part, room) for part in (0.6, 0.7, 0.8, 0.9))
            cut = lines[-1].endswith("…")
            even = (found for found in tried if len(found) == len(lines) and found[-1].endswith("…") == cut)
            return size, next(even, lines)
    return size, lines


def fit_lines(text: str, faces: list[FontFace], width: float, most: int) -> list[str]:
    """Break a text into at most `most` lines of `width` (in sizes of the font); what is left over ends in "…".

    A width is the sum of what each character takes alone: joined letters and ligatures are narrower, not wider.
    """

    def measure(part: str) -> float:
        return sum(_advance(c, faces) for c in part.strip())

    plain = " ".join(text.split())
    if any(unicodedata.name(c, "").startswith(_PHRASED) for c in plain):
        phrases = [f"{phrase} " for phrase in plain.split()]
        lines = _filled(phrases, width, measure)
        if len(lines) <= most and all(measure(phrase) <= width for phrase in phrases):
            return lines
    lines = _filled(_pieces(plain), width, measure)
    if len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + "…") > width:
            last = last[:-1]
        return [*lines[: most - 1], last.rstrip(" ,;:–—、，") + "…"]
    return lines


def _filled(pieces: Iterable[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of at most `width`, each with as many of the pieces as it holds."""
    lines, line = [], ""
    for whole in pieces:
        piece = whole
        if line and measure(line + piece) > width:
            lines.append(line.strip())
            line = ""
        while measure(piece) > width and not line:  # one word that is longer than a line
            cut = next(
                n for n in range(len(piece), 0, -1) if n == 1 or (measure(piece[:n]) <= width and _parts(piece, n))
            )
            lines.append(piece[:cut])
            piece = piece[cut:]
        line += piece
    return [*lines, line.strip()]


def _parts(word: str, place: int) -> bool:
    """Whether a word too long for a line may be cut there: not between a letter and what belongs to it."""
    before, after = word[place - 1 : place], word[place : place + 1]
    if not after:
        return True
    clings = unicodedata.category(after) in ("Mn", "Mc") or after in _NOT_FIRST or after in "ะาำະາຳ"
    return not clings and before not in _NOT_LAST


def _advance(character: str, faces: list[FontFace]) -> float:
    return next((face.advances[ord(character)] / 1000 for face in faces if ord(character) in face.advances), 0)


def _pieces(text: str) -> Iterator[str]:
    """What a line may end after: words with their space, and single letters where a script has no spaces."""
    piece = ""
    for place, character in enumerate(text):
        piece += character
        after = text[place + 1 : place + 2]
        joined = not after or unicodedata.category(after) in ("Mn", "Mc") or after in _NOT_FIRST or after == " "
        free = _unspaced(character) or (after and _unspaced(after))
        if after and all(unicodedata.name(c, "").startswith(("THAI", "LAO")) for c in (character, after)):
            free = (after in _BEGINS and character not in _GOES_ON) or character in _ENDS
        if character == " " or (free and not joined and character not in _NOT_LAST):
            yield piece
            piece = ""
    if piece:
        yield piece


def _unspaced(character: str) -> bool:
    return unicodedata.name(character, "").startswith(_UNSPACED)


# --- Icons: 32 for tabs and bookmarks, 180 for iOS, 192 and 512 for Android --------------------------------
# (https://web.dev/articles/add-manifest, https://developer.apple.com/design/human-interface-guidelines/app-icons)

THEME_ICON = "/assets/icon.svg"
MANIFEST, TOUCH_ICON = "/manifest.webmanifest", "/assets/icon-180.png"
_ICON_SIZES = {"/favicon.ico": 32, TOUCH_ICON: 180, "/assets/icon-192.png": 192, "/assets/icon-512.png": 512}
# The ground of the pages, light (layouts/static/style.css), which a telephone shows while a page is fetched.
_GROUND = "#fbf9f3"


def can_draw_icon(of: str) -> bool:
    """Whether the libraries are here that draw icons from a file of this name."""
    return can_resize() and (can_draw() or not of.endswith(".svg"))


def plan_icons(of: str, digest: str) -> Iterator[Icon]:
    """An icon for each size, of the file published at `of`; none where they cannot be drawn."""
    if can_draw_icon(of):
        for url, size in _ICON_SIZES.items():
            yield Icon(url=url, of=of, digest=digest, size=size)


def render_icon(icon: Icon, data: bytes) -> bytes:
    """The bytes of an icon from those of its picture: a PNG, in a frame of its own for `.ico`.

    A picture that cannot be drawn is published as it is: a broken file must not stop a build, and `check` names it.
    """
    try:
        png = square(rasterise(data, icon.size) if icon.of.endswith(".svg") else data, icon.size)
    except ValueError:
        return data
    if not icon.url.endswith(".ico"):
        return png
    # ICONDIR and one ICONDIRENTRY (https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)), then the PNG.
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, icon.size, icon.size, 0, 0, 1, 32, len(png), 22) + png


def web_manifest(config: Config, of: str, *, rtl: bool) -> bytes:
    """The web manifest (https://www.w3.org/TR/appmanifest/): name, language, colours and icons, relative to itself."""
    if can_draw_icon(of):
        icons = [
            {"src": url.lstrip("/"), "sizes": f"{size}x{size}", "type": "image/png"}
            for url, size in _ICON_SIZES.items()
            if size > 180
        ]
    else:
        icons = []
    if of.endswith(".svg"):
        icons.append({"src": of.lstrip("/"), "sizes": "any", "type": "image/svg+xml"})
    told = {
        "name": config.title,
        "short_name": config.title if len(config.title) <= 12 else config.title.split()[0][:12],
        "description": config.description,
        "lang": config.language,
        "dir": "rtl" if rtl else "ltr",
        "start_url": "./",
        "display": "browser",
        "background_color": _GROUND,
        "theme_color": _GROUND,
        "icons": icons,
    }
    return (
        json.dumps({key: value for key, value in told.items() if value}, ensure_ascii=False, indent=1) + "\n"
    ).encode()
