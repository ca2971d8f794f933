"""Pictures that are drawn: cards for link previews (`og:image`), and the digest's mark in the sizes of icons.

A card shows name, headline, day and outlet over the tile-grid map; where a letter is in none of the fonts, or the
libraries are missing, the map stands alone. Its words are set in fonts of the digest's own and in the one that comes
with Copydesk (Latin, Greek, Cyrillic), never in a system's: the same sources give the same picture everywhere.
Icons are made of one picture (`identity: icon`, else the theme's own). Only here is fontTools known
(docs/decisions/pictures.md).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

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
_BAR_TOP, _BAR_WIDTH, _BAR_HEIGHT = 64, 96, 6
# Below this stands the note alone.
_NOTE_TOP = HEIGHT - 110
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
    """What a line's width is reckoned from: a family, and the advance of each character in thousandths of the size.

    `pairs` is where the font says which pairs stand closer (see `read_kerning`); None where its letters are not drawn
    from the outlines of one weight.
    """

    family: str
    advances: Mapping[int, float]
    pairs: tuple[str, str] | None = None


@lru_cache(maxsize=16)
def read_font(path: str, digest: str) -> FontFace:
    """Read a font's name, characters and widths. `digest` tells a changed file. Raises OSError, ValueError."""
    from fontTools.ttLib import TTFont, TTLibError  # type: ignore[import-untyped,unused-ignore]

    try:
        with Path(path).open("rb") as file, TTFont(file, lazy=True, fontNumber=0) as font:
            names, units = font["name"], font["head"].unitsPerEm
            family = names.getDebugName(16) or names.getDebugName(1) or ""
            widths = font["hmtx"].metrics
            return FontFace(
                family,
                {char: widths[glyph][0] * 1000 / units for char, glyph in font.getBestCmap().items()},
                (path, digest) if ("glyf" in font or "CFF " in font) and "fvar" not in font else None,
            )
    except (TTLibError, KeyError, AttributeError) as error:
        raise ValueError(f"{path} is no font: {error}") from None


def render_card(card: SocialCard) -> bytes:
    """The PNG of a card; of its map alone where a letter of it is in no font."""
    if can_set_words():
        faces = [read_font(path, digest) for path, digest in card.fonts] + [read_font(str(BUNDLED), "")]
        if not missing_letters(card, faces):
            with contextlib.suppress(OSError):  # a font that FreeType cannot read
                if _is_plain(card, faces):
                    return _set(card, faces)
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


# --- Cards of scripts whose letters stand side by side, each as it is: Latin, Greek, Cyrillic, Han, kana, Hangul ---
# A letter is drawn once a size, with its outline, and laid into place: six times as fast as drawing the whole card from
# SVG, which is how all other scripts are set (docs/decisions/pictures.md).

# Without combining marks, and without what joins, turns or reorders letters.
_SIDE_BY_SIDE = re.compile(
    "[\\s!-~\u00a1-\u00ac\u00ae-\u02af\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2100-\u214f\u2190-\u21ff"
    "\u3000-\u3029\u3030-\u303f\u3041-\u3096\u309b-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*"
)
# Half of the line in the colour of the paper around each letter lies outside it.
_OUTLINE = 5
# Letters stand at quarters of a pixel.
_PHASES = 4
# What a pixel is: paper, an empty or a lit tile under so much of the outline (7: nothing of it is seen), then ink and
# soft ink in so many steps.
_STEPS, _INKS, _SOFTS = 7, 32, 16
_FIRST_INK = 1 + 2 * _STEPS
_FIRST_SOFT = _FIRST_INK + _INKS


@cache
def _can_lay() -> bool:
    """Whether Pillow is here, with its FreeType, which a system's package may lack."""
    return can_resize() and importlib.util.find_spec("PIL._imagingft") is not None


def _is_plain(card: SocialCard, faces: list[FontFace]) -> bool:
    text = "".join(c for c in f"{card.name}{card.title}{card.note}" if not _unseen(c))
    known = _can_lay() and all(face.pairs for face in faces) and re.fullmatch("#[0-9a-fA-F]{6}", card.accent)
    return bool(known) and not card.rtl and _SIDE_BY_SIDE.fullmatch(text) is not None


def _set(card: SocialCard, faces: list[FontFace]) -> bytes:
    """The PNG of a card whose letters are laid side by side."""
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806 (a module, under the name it is known by)
    chops: Any = importlib.import_module("PIL.ImageChops")
    outline, ink = (Image.new("L", (WIDTH, HEIGHT)) for _ in range(2))
    for line in _lines(card, faces):
        _lay(line, ink, outline)
    words = ink.point(_ramp(_FIRST_INK, _INKS))
    note = (0, _NOTE_TOP, WIDTH, HEIGHT)
    words.paste(ink.crop(note).point(_ramp(_FIRST_SOFT, _SOFTS)), note)
    under = [0 if v % 8 == _STEPS or v < 8 else 1 + v % 8 + (v // 8 - 1) * _STEPS for v in range(24)] + [0] * 232
    tiles = chops.add(_ground(card.lit), outline.point([round(v * _STEPS / 255) for v in range(256)])).point(under)
    picture = chops.lighter(tiles, words)  # ink has the higher numbers
    picture.putpalette(_palette(card.accent))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)  # half the time of 6, and a fifth more bytes
    return out.getvalue()


def _ramp(first: int, steps: int) -> list[int]:
    """What number a pixel with so much ink has, of `steps` from `first` on; 0 for none."""
    return [v and first - 1 + max(1, round(v * steps / 255)) for v in range(256)]


@lru_cache(maxsize=64)
def _ground(lit: tuple[tuple[int, int], ...]) -> Any:
    """The map and the bar above the name, without words: 8 for an empty tile, 16 for what has the accent."""
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806
    draw: Any = importlib.import_module("PIL.ImageDraw")
    picture = Image.new("L", (WIDTH, HEIGHT))
    pen = draw.Draw(picture)
    left, top = _corner(rtl=False)
    for column, row in _grid():
        x, y = left + column * _TILE, top + row * _TILE
        pen.rectangle((x, y, x + _SIDE - 1, y + _SIDE - 1), fill=16 if (column, row) in lit else 8)
    pen.rectangle((_MARGIN, _BAR_TOP, _MARGIN + _BAR_WIDTH - 1, _BAR_TOP + _BAR_HEIGHT - 1), fill=16)
    return picture


@cache
def _palette(accent: str) -> bytes:
    """The colours that the numbers of a card's pixels stand for, three bytes each."""
    paper, empty, lit, ink, soft = (bytes.fromhex(c[1:]) for c in (_PAPER, _EMPTY, accent, _INK, _SOFT))

    def mixed(one: bytes, other: bytes, share: float) -> bytes:
        return bytes(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))

    tiles = [mixed(tile, paper, step / _STEPS) for tile in (empty, lit) for step in range(_STEPS)]
    inks = [mixed(paper, ink, step / _INKS) for step in range(1, _INKS + 1)]
    softs = [mixed(paper, soft, step / _SOFTS) for step in range(1, _SOFTS + 1)]
    return b"".join([paper, *tiles, *inks, *softs])


def _lay(line: _Line, ink: Any, outline: Any) -> None:
    """Lay the letters of a line into the picture of what is ink, and into that of what is outline."""
    before, at = "", float(_MARGIN)
    for char in line.text:
        if not char.isprintable() or unicodedata.category(char) == "Cf":
            continue
        face = next((face for face in line.faces if ord(char) in face.advances), None)
        if face is None:
            continue  # a blank that no font has
        if before and face.pairs and ord(before) in face.advances:
            at += read_kerning(*face.pairs)(before, char) * line.size
        if not char.isspace() and face.pairs:
            whole, part = divmod(round(at * _PHASES), _PHASES)
            filled, stroked, (x, y) = _letter(face.pairs[0], line.size, char, part)
            place = (whole + x, round(line.y) + y)
            ink.paste(255, place, filled)
            outline.paste(255, place, stroked)
        at += face.advances[ord(char)] * line.size / 1000
        before = char


@lru_cache(maxsize=2048)
def _letter(path: str, size: int, char: str, part: int) -> tuple[Any, Any, tuple[int, int]]:
    """A letter's ink, and it with its outline, `part` quarters of a pixel to the right; where they begin."""
    Image: Any = importlib.import_module("PIL.Image")  # noqa: N806
    draw: Any = importlib.import_module("PIL.ImageDraw")
    font = _sized(path, size)
    left, top, right, bottom = font.getbbox(char, anchor="ls", stroke_width=_OUTLINE)
    x, y = int(left) - 1, int(top) - 1
    made = []
    for width in (0, _OUTLINE):
        picture = Image.new("L", (int(right) - x + 2, int(bottom) - y + 2))
        at = (part / _PHASES - x, -y)
        draw.Draw(picture).text(at, char, fill=255, font=font, anchor="ls", stroke_width=width)
        made.append(picture)
    return made[0], made[1], (x, y)


@lru_cache(maxsize=64)
def _sized(path: str, size: int) -> Any:
    fonts: Any = importlib.import_module("PIL.ImageFont")
    # Never with Raqm, which is on one machine and not on another.
    return fonts.truetype(path, size, layout_engine=fonts.Layout.BASIC)


@lru_cache(maxsize=16)
def read_kerning(path: str, digest: str) -> Callable[[str, str], float]:
    """Read which pairs of a font's letters stand closer, or further apart; what is returned tells it in sizes.

    Kerning is a feature of GPOS made of pair adjustments, by glyph or by class (OpenType 1.9, GPOS lookup type 2).
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped,unused-ignore]

    del digest
    with TTFont(path, lazy=True, fontNumber=0) as font:
        units, glyphs = int(font["head"].unitsPerEm), font.getBestCmap()
        table: Any = font["GPOS"].table if "GPOS" in font else None
        tables = {number: list(_pair_tables(table.LookupList.Lookup[number])) for number in _kern_lookups(table, "")}
        lookups = {script: [tables[number] for number in _kern_lookups(table, script)] for script in _SCRIPTS.values()}

    @cache
    def kerning(one: str, other: str) -> float:
        left, right = glyphs.get(ord(one), ""), glyphs.get(ord(other), "")
        script = _SCRIPTS.get(unicodedata.name(one, "").partition(" ")[0], "latn")
        found = [next((n for pair in pairs if (n := pair(left, right)) is not None), 0) for pairs in lookups[script]]
        return sum(found) / units

    return kerning


# How characters' names begin, and what OpenType calls their script. Digits and marks count as Latin.
_SCRIPTS = {"LATIN": "latn", "GREEK": "grek", "CYRILLIC": "cyrl", "HANGUL": "hang", "CJK": "hani"} | dict.fromkeys(
    ("HIRAGANA", "KATAKANA"), "kana"
)


def _kern_lookups(table: Any, script: str) -> list[int]:
    """The numbers of the lookups that kern a script, which is `DFLT` where the font does not name it; "" for all."""
    if table is None or not table.ScriptList or not table.FeatureList:
        return []
    known = {record.ScriptTag: record.Script.DefaultLangSys for record in table.ScriptList.ScriptRecord}
    asked = known.values() if not script else [known.get(script, known.get("DFLT"))]
    features = {number for system in asked if system is not None for number in system.FeatureIndex}
    named = [table.FeatureList.FeatureRecord[number] for number in features]
    return sorted({number for one in named if one.FeatureTag == "kern" for number in one.Feature.LookupListIndex})


def _pair_tables(lookup: Any) -> Iterator[Callable[[str, str], int | None]]:
    """How each table of a lookup answers for two glyphs: None where it leaves them to the next."""
    for wrapped in lookup.SubTable:
        table = getattr(wrapped, "ExtSubTable", wrapped)
        if table.LookupType != 2:
            continue
        if table.Format == 1:
            sets = {
                glyph: {record.SecondGlyph: _space(record.Value1) for record in pairs.PairValueRecord}
                for glyph, pairs in zip(table.Coverage.glyphs, table.PairSet, strict=True)
            }
            yield lambda left, right, sets=sets: sets.get(left, {}).get(right)  # type: ignore[misc]
        else:
            covered, first, second = (
                frozenset(table.Coverage.glyphs),
                table.ClassDef1.classDefs,
                table.ClassDef2.classDefs,
            )
            rows = [[_space(record.Value1) for record in row.Class2Record] for row in table.Class1Record]
            yield lambda left, right, covered=covered, first=first, second=second, rows=rows: (  # type: ignore[misc]
                rows[first.get(left, 0)][second.get(right, 0)] if left in covered else None
            )


def _space(value: Any) -> int:
    return getattr(value, "XAdvance", 0) or 0


# --- Cards of all scripts --------------------------------------------------------------------------------


def _drawn(card: SocialCard, faces: list[FontFace]) -> bytes:
    import resvg_py

    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-weight="700">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>{_map(card)}{"".join(_words(card, faces))}</svg>'
    )
    files = [path for path, _ in card.fonts] + [str(BUNDLED)]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True))


def _map(card: SocialCard) -> str:
    """The tiles, at the end of the lines: right, or left where lines run from the right. Never mirrored."""
    grid = _grid()
    left, top = _corner(rtl=card.rtl)

    def squares(cells: Iterator[tuple[int, int]]) -> str:
        return "".join(f"M{left + c * _TILE} {top + r * _TILE}h{_SIDE}v{_SIDE}h-{_SIDE}z" for c, r in cells)

    lit = set(card.lit)
    return (
        f'<path fill="{_EMPTY}" d="{squares(cell for cell in grid if cell not in lit)}"/>'
        f'<path fill="{card.accent}" d="{squares(cell for cell in grid if cell in lit)}"/>'
    )


def _corner(*, rtl: bool) -> tuple[int, int]:
    """Where the map's column 0 and row 0 are: its tiles stand 40 pixels from the side, half way down."""
    columns, rows = [column for column, _ in _grid()], [row for _, row in _grid()]
    width, height = (max(columns) - min(columns) + 1) * _TILE, (max(rows) - min(rows) + 1) * _TILE
    return (40 if rtl else WIDTH - width - 40) - min(columns) * _TILE, (HEIGHT - height) // 2 - min(rows) * _TILE


def _words(card: SocialCard, faces: list[FontFace]) -> Iterator[str]:
    x, anchor = (WIDTH - _MARGIN, "end") if card.rtl else (_MARGIN, "start")
    bar = WIDTH - _MARGIN - _BAR_WIDTH if card.rtl else _MARGIN
    yield f'<rect x="{bar}" y="{_BAR_TOP}" width="{_BAR_WIDTH}" height="{_BAR_HEIGHT}" fill="{card.accent}"/>'
    for line in _lines(card, faces):
        # A mark of direction first, since a line may begin with a word that runs the other way.
        # What XML 1.0 does not know (control characters, non-characters) draws nothing, and may not stand in SVG.
        seen = "".join(c for c in line.text if c.isprintable() or unicodedata.category(c) == "Cf")
        families = ", ".join(f"'{face.family}'" for face in line.faces)
        text = ("\u200f" if card.rtl else "\u200e") + seen
        yield (
            f'<text x="{x}" y="{line.y:g}" font-family="{escape(families)}" '
            f'font-size="{line.size}" text-anchor="{anchor}" '
            f'fill="{_SOFT if line.soft else _INK}" stroke="{_PAPER}" stroke-width="{2 * _OUTLINE}" '
            f'stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
        )


class _Line(NamedTuple):
    """A line of a card: where it stands, its size in pixels, its fonts, and whether it is the soft one."""

    text: str
    y: float
    size: int
    faces: list[FontFace]
    soft: bool = False


def _lines(card: SocialCard, faces: list[FontFace]) -> Iterator[_Line]:
    own = _fitting(faces, card.name)
    (name,) = fit_lines(card.name, own, _ROOM / _NAME, 1)
    yield _Line(name, 126, _NAME, own)
    own = _fitting(faces, card.title)
    size, lines = _headline(card.title, own)
    step = size * (_LINE_TALL if _tall(card.title) else _LINE)
    for number, text in enumerate(lines):
        yield _Line(text, 190 + size + number * step, size, own)
    if card.note:
        own = _fitting(faces, card.note)
        (note,) = fit_lines(card.note, own, _ROOM / _NOTE, 1)
        yield _Line(note, HEIGHT - 60, _NOTE, own, soft=True)


def _fitting(faces: list[FontFace], text: str) -> list[FontFace]:
    """The fonts in the order in which a text is set: what has most of its letters first, else as they are given.

    Else the figures of a Korean headline come from an Arabic font that is named before the Korean one.
    """
    letters = {ord(c) for c in text if not _unseen(c)}
    return sorted(faces, key=lambda face: len(letters - face.advances.keys()))


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
        png = _squared(data, icon.size, icon.of.endswith(".svg"))
    except ValueError:
        return data
    if not icon.url.endswith(".ico"):
        return png
    # ICONDIR and one ICONDIRENTRY (https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)), then the PNG.
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, icon.size, icon.size, 0, 0, 1, 32, len(png), 22) + png


@lru_cache(maxsize=8)
def _squared(data: bytes, size: int, is_drawing: bool) -> bytes:
    """A picture as a square PNG: a third of a small digest's build, for programs that build one after the other."""
    return square(rasterise(data, size) if is_drawing else data, size)


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
