"""What a page's inline markup says, written out as words before anybody reads them.

A reader of words alone takes `10<sup>14</sup>` for 1014 and `<del>mad</del><ins>unwise</ins>` for one word. Here raised
and lowered signs become Unicode's, quotations get the marks of their language, formulas and the pictures inside a
sentence their words; what a page strikes out, hides, frames or draws is marked as left out, with its reason. The tree
is changed in place. Tags: https://html.spec.whatwg.org/multipage/text-level-semantics.html, MathML Core.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from copydesk.intake.normalise import normalise

if TYPE_CHECKING:
    from lxml.html import HtmlElement


LEFT, HIDDEN = "left-out", "data-not-shown"  # an element in the place of what is left out; a block that is not shown
STRUCK = "struck out: the page takes these words back"
UNSEEN = "hidden: the page does not show it"
FRAME = "frame: another page, a film or a sound stands here"
DRAWING = "drawing: words inside a picture"
READING = "reading: how the word before it is said"

_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre section summary table tbody td tfoot
    th thead tr ul br
    """.split()  # noqa: SIM905 - a list would take a screen
)
_UNREAD = frozenset({"script", "style", "template", "noscript", "head", LEFT})
_RAISED = dict(
    zip("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
# Raised letters of an ordinal or abbreviation read as well on the line ("19th", "Mme", "nº"); marks stand as they are.
_ON_THE_LINE = re.compile(
    r"(?:st|nd|rd|th|e|er|re|ère|ème|eme|nd|nde|me|lle|mes|lles|gr|r|os|o|a|as|os|te|de|tm|sm|[^\w\s+−=()-]{1,3})\Z",
    re.IGNORECASE,
)
_SIGNS = {"tm": "™", "sm": "℠"}
_NOTE = re.compile(r"(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,5})\Z", re.IGNORECASE)
_LISTED = re.compile(r"[\d,;\s–-]+\Z")  # several notes under one mark
# Quotation marks by language, outer and inner (Unicode CLDR 46, delimiters); English ones where none is told.
_BLANK = "\u00a0"
_QUOTES: dict[str, tuple[str, str, str, str]] = {
    "en": ("“", "”", "‘", "’"),
    "de": ("„", "“", "‚", "‘"),
    "fr": (f"«{_BLANK}", f"{_BLANK}»", "“", "”"),
    "ja": ("「", "」", "『", "』"),
    "sv": ("”", "”", "’", "’"),
    "ru": ("«", "»", "„", "“"),
    "es": ("«", "»", "“", "”"),
    "pl": ("„", "”", "«", "»"),
    "hu": ("„", "”", "»", "«"),
    "da": ("“", "”", "‘", "’"),
    "zh-tw": ("「", "」", "『", "』"),
}
_LIKE = {
    "cs": "de", "sk": "de", "sl": "de", "is": "de", "hr": "de", "lt": "de", "et": "de", "bg": "de", "ka": "de",
    "fi": "sv", "uk": "ru", "be": "ru", "el": "es", "it": "es", "pt-pt": "es", "ca": "es", "no": "es", "nb": "es",
    "nn": "es", "ar": "en", "fa": "es", "hy": "es", "az": "es", "ro": "pl", "sq": "es", "zh-hk": "zh-tw",
    "zh-hant": "zh-tw",
}  # fmt: skip
_QUOTED = re.compile(r"\s*[\"'“”„«»‘’‚「『]")
_GOES_ON = re.compile(r"[^\W\d_A-Z]|[\d,.;:!?)\]%’”»—–-]")  # how what follows begins where a sentence goes on
_STOPS = tuple(".!?…:。！？")
_FEW, _LONG_ALT = 3, 12  # words around what stands in a sentence, at least; words of a picture's description at most
_NO_WORDS = re.compile(
    r"(?:image|img|icon|logo|photo|picture|spacer|avatar|\S+\.(?:jpe?g|png|gif|svg|webp))\Z", re.IGNORECASE
)
_SMILEY = re.compile(r"(?<![a-z])(?:emoji|smiley|smilies|latex|tex|math|wp-smiley)(?![a-z])", re.IGNORECASE)
_FORMULA_BOX = re.compile(
    r"(?<![a-z])(?:katex|katex-mathml|mwe-math-element|MathJax(?:_\w+)?|mjx-\w+)(?![a-z])", re.IGNORECASE
)
_NOT_SHOWN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_PANEL = re.compile(
    r"accordion|collaps|panel|tab(?:-|$|\s)|faq|answer|toggle|spoiler|more|paywall|premium|expand", re.IGNORECASE
)
_OPENERS = frozenset({"button", "summary", "dt", "label", "h2", "h3", "h4", "h5", "h6"})
_MOST_HIDDEN, _SHARE_HIDDEN = 80, 0.25  # words of one hidden part that may be left out, and share of the page's
_MOST_STRUCK = 0.25  # share of a page's words: more is a tag that was never closed
_SMALLEST = 40  # points; a smaller frame counts visits
_PARTS = frozenset({"nav", "footer", "header", "button", "aside", "form"})


class LeftOut(NamedTuple):
    """What a page holds beside its words: the rule that says why it is left out, and what it says."""

    rule: str
    text: str


def write_out_inline(tree: HtmlElement) -> list[HtmlElement]:
    """Write out as words what inline markup says, and mark what is left out; the tree of a page is changed.

    Return the blocks that the page does not show, which are marked as such.
    """
    for tags, write in _IN_ORDER:
        for element in list(tree.iter(*tags)):
            write(element)
    _leave_struck(tree)
    return _leave_hidden(tree)


def _show_shadow(template: HtmlElement) -> None:
    if "shadowrootmode" in template.attrib:
        template.tag = "div"  # a part that is shown, only written down apart


def _write_tex(script: HtmlElement) -> None:
    if script.get("type", "").startswith("math/tex") and not _drawn(script):
        _replace(script, (script.text or "").strip())


def _leave_reading(element: HtmlElement) -> None:
    if element.tag == "rt":
        _leave(element, READING, _words(element))
    else:
        _replace(element, "")


# --- The tree --------------------------------------------------------------------------------------


def _replace(element: HtmlElement, words: str) -> None:
    """Put words in the place of an element, what follows it kept."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), element.tail or ""
    above = (before.tail if before is not None else parent.text) or ""
    if not words and tail[:1] in (*",.;:!?)", "") and above.endswith(" "):
        above = above.rstrip()
    text = above + words + tail
    if before is not None:
        before.tail = text
    else:
        parent.text = text
    parent.remove(element)


def _leave(element: HtmlElement, rule: str, words: str) -> None:
    """Put a mark in the place of an element that is left out, with the words before it."""
    parent = element.getparent()
    said = " ".join(normalise(words).split())
    if parent is None or not said:
        return
    before = _before(element).strip()[-_CONTEXT:] if rule in (STRUCK, READING, UNSEEN) else ""
    mark = element.makeelement(LEFT, {"rule": rule, "says": f"… {normalise(before)} [{said}]" if before else said})
    mark.tail = element.tail
    parent.replace(element, mark)


_CONTEXT = 40  # letters before what is left out


def _words(element: HtmlElement) -> str:
    """Return the words of an element without those of scripts and the like."""
    if element.tag in _UNREAD:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += [_words(child) if len(child) else "" if child.tag in _UNREAD else child.text or "", child.tail or ""]
    return "".join(parts)


_NEAR = 300  # letters around an element that are read: a hostile page has blocks of any length


def _before(element: HtmlElement) -> str:
    """Return the words between the beginning of an element's block and the element, the last of them."""
    parts: list[str] = []
    node: HtmlElement | None = element
    while node is not None and node.tag not in _BLOCKS and sum(map(len, parts)) < _NEAR:
        sibling = node.getprevious()
        while sibling is not None and sum(map(len, parts)) < _NEAR:
            parts.append((sibling.tail or "")[-_NEAR:])
            if sibling.tag in _BLOCKS:
                return "".join(reversed(parts))
            parts.append(_words(sibling)[-_NEAR:])
            sibling = sibling.getprevious()
        node = node.getparent()
        parts.append((node.text or "")[-_NEAR:] if node is not None and sibling is None else "")
    return "".join(reversed(parts))


def _after(element: HtmlElement) -> str:
    """Return the words between an element and the end of its block, the first of them."""
    parts = [(element.tail or "")[:_NEAR]]
    node: HtmlElement | None = element
    while node is not None and node.tag not in _BLOCKS and sum(map(len, parts)) < _NEAR:
        sibling = node.getnext()
        while sibling is not None and sum(map(len, parts)) < _NEAR:
            if sibling.tag in _BLOCKS:
                return "".join(parts)
            parts += [_words(sibling)[:_NEAR], (sibling.tail or "")[:_NEAR]]
            sibling = sibling.getnext()
        node = node.getparent()
        if node is not None and node.tag not in _BLOCKS:
            parts.append((node.tail or "")[:_NEAR])
    return "".join(parts)


def _in_sentence(element: HtmlElement) -> bool:
    """Tell whether a sentence stands around an element and goes on behind it."""
    before, after = _before(element).strip(), _after(element).strip()
    goes_on = bool(_GOES_ON.match(after)) and not before.endswith(_STOPS)
    return goes_on and len(f"{before} {after}".split()) >= _FEW if after.isascii() else goes_on


def _above(element: HtmlElement) -> Iterator[HtmlElement]:
    node = element.getparent()
    while node is not None:
        yield node
        node = node.getparent()


# --- Raised and lowered signs, quotations -----------------------------------------------------------


def _write_raised(element: HtmlElement) -> None:
    if any(node.tag in ("pre", "math") for node in _above(element)):
        return
    if element.tag == "sup" and _write_note(element):
        return
    words = " ".join(normalise(_words(element)).split())
    if len(words) > _LONGEST_RAISED or len(element.findall(".//img")):
        return
    before = _before(element)
    _replace(element, raised(words, after=before[-1:]) if element.tag == "sup" else lowered(words))


_LONGEST_RAISED = 24  # letters; more is set small, and reads as it stands


def _write_note(element: HtmlElement) -> bool:
    """Set the number or letter of a footnote apart from the word it stands at, where a link leads to the note."""
    links = [node for node in (element, *element.iter("a"), *_above(element)) if node.tag == "a"]
    links = [node for node in links if "#" in node.get("href", "")]
    if not links:
        return False
    mark = "".join(_words(element).split()).strip("[]()")
    if not _NOTE.match(mark):
        return False
    _replace(element, f"[{mark}]")
    return True


def raised(words: str, *, after: str = "") -> str:
    """Return raised signs as words: Unicode's where all have one, `^(…)` where not; `after` is the letter before."""
    if not words or _SIGNS.get(words.casefold()):
        return _SIGNS.get(words.casefold(), words)
    if _ON_THE_LINE.match(words) and (not words.isascii() or not words.isalpha() or _ordinal(words, after)):
        return words
    if all(sign in _RAISED for sign in words):
        return "".join(_RAISED[sign] for sign in words)
    if _LISTED.match(words):
        return "".join(_RAISED.get(sign, sign) for sign in words)
    return f"^({words})"


def _ordinal(words: str, after: str) -> bool:
    """Tell raised letters that only abbreviate: behind a digit or a capital, or of several letters."""
    return after.isdigit() or (after.isalpha() and (len(words) > 1 or after.casefold() in "nm"))


def lowered(words: str) -> str:
    """Return lowered signs as words: Unicode's where all have one, `_(…)` where not."""
    if words and all(sign in _LOWERED for sign in words):
        return "".join(_LOWERED[sign] for sign in words)
    return f"_({words})" if words else ""


def _write_quotation(element: HtmlElement) -> None:
    if _QUOTED.match(_words(element)):
        return
    named = (node.get("lang") or node.get("{http://www.w3.org/XML/1998/namespace}lang") for node in _above(element))
    lang = (element.get("lang") or next(filter(None, named), "")).casefold().replace("_", "-")
    base = lang.partition("-")[0]
    known = next((one for one in (lang, base) if one in _QUOTES or one in _LIKE), "en")
    marks = _QUOTES[_LIKE.get(known, known)]
    inner = any(node.tag == "span" and node.get("data-quoted") for node in _above(element))
    opened, closed = marks[2:] if inner else marks[:2]
    element.tag = "span"
    element.set("data-quoted", "1")
    element.text = opened + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + closed
    else:
        element.text = element.text.rstrip() + closed


# --- Formulas --------------------------------------------------------------------------------------


def _drawn(script: HtmlElement) -> bool:
    before = script.getprevious()
    return before is not None and bool(_words(before).strip())


def _write_formula(math: HtmlElement) -> None:
    """Put a formula's words in its place: its own where it states some, else its signs in a row."""
    said = formula_words(math)
    holder = math
    for node in _above(math):
        name = node.get("class", "")
        if not (node.tag == "mjx-container" or _FORMULA_BOX.search(name) or _is_unshown(node)):
            break
        holder = node
    if holder.getparent() is not None:
        _replace(holder, said)


def formula_words(math: HtmlElement) -> str:
    """Return what a formula says in one line: `alttext` that is no TeX, its signs, or the TeX it was written in."""
    stated = " ".join(math.get("alttext", "").split())
    if stated and not re.search(r"[\\{}]", stated):
        return stated
    written = next(
        (" ".join(_words(one).split()) for one in math.iter("annotation") if "tex" in one.get("encoding", "").lower()),
        "",
    )
    plain = all(node.tag in _PLAIN_SIGNS for node in math.iter() if isinstance(node.tag, str))
    return _signs(math) if plain or not (written or stated) else written or stated


_PLAIN_SIGNS = frozenset(
    [
        "math",
        "semantics",
        "annotation",
        "annotation-xml",
        "mrow",
        "mi",
        "mo",
        "mn",
        "mtext",
        "mspace",
        "mstyle",
        "msup",
        "msub",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "ms",
        "mpadded",
    ]
)


def _signs(node: HtmlElement) -> str:
    """Return the signs of a formula's part in one line."""
    if not isinstance(node.tag, str) or node.tag in ("annotation", "annotation-xml"):
        return ""
    parts = [_signs(child) for child in node]
    shape = _SHAPES.get((node.tag, len(parts)))
    return shape(*parts) if shape else " ".join((node.text or "").split()) + "".join(parts)


_SHAPES: dict[tuple[str, int], Callable[..., str]] = {
    ("msup", 2): lambda base, power: base + raised(power),
    ("msub", 2): lambda base, index: base + lowered(index),
    ("msubsup", 3): lambda base, index, power: base + lowered(index) + raised(power),
    ("mfrac", 2): lambda over, under: f"{_grouped(over)}/{_grouped(under)}",
    ("mroot", 2): lambda base, power: f"{raised(power)}√{_grouped(base)}",
}
_SHAPES |= {("msqrt", count): lambda *parts: f"√{_grouped(''.join(parts))}" for count in range(1, 9)}


def _grouped(signs: str) -> str:
    return signs if len(signs) == 1 or signs.isalnum() else f"({signs})"


# --- What stands within a sentence ------------------------------------------------------------------


def _write_inset(element: HtmlElement) -> None:
    """Put the words of a picture, button or gauge in its place where it stands within a sentence."""
    said = " ".join(normalise(_inset_words(element)).split())
    if not said or len(said.split()) > _LONG_ALT or _NO_WORDS.match(said):
        return
    if any(node.tag == "button" for node in _above(element)) or _is_row_of_buttons(element):
        return
    smiley = element.tag == "img" and bool(_SMILEY.search(element.get("class", ""))) and bool(_before(element).strip())
    if smiley or _in_sentence(element):
        _replace(element, said)


def _is_row_of_buttons(element: HtmlElement) -> bool:
    """Tell a button beside other buttons and no words: whatever they say, there is no sentence."""
    row = element.getparent()
    if element.tag != "button" or row is None or (row.text or "").strip():
        return False
    return len(row) > 1 and all(one.tag == "button" and not (one.tail or "").strip() for one in row)


def _inset_words(element: HtmlElement) -> str:
    match element.tag:
        case "img":
            return str(element.get("alt", ""))
        case "input":
            return element.get("value", "") if element.get("type", "text") in ("text", "button", "submit") else ""
        case "svg":
            title = next(element.iter("title", "{*}title"), None)
            return _words(title) if title is not None else " ".join(filter(None, map(_words, element.iter("text"))))
        case "noscript":
            return _unscripted_words(element)
        case _:
            return _words(element)


def _unscripted_words(element: HtmlElement) -> str:
    """Return the words that stand in the place of a script's, unless those around say them too."""
    words = "" if len(element) else element.text or ""
    bare = words.strip()
    if not bare or "javascript" in words.casefold() or bare in f"{_before(element)} {_after(element)}":
        return ""
    return words


# --- What is left out, and named --------------------------------------------------------------------


def _leave_frame(element: HtmlElement) -> None:
    if any(node.tag in _PARTS for node in _above(element)) or _is_unshown(element):
        return
    if element.tag == "svg":
        said = " ".join(" ".join(filter(None, map(_words, element.iter("text")))).split())
        if said:
            _leave(element, DRAWING, said)
        return
    sizes = [element.get(side, "") for side in ("width", "height")]
    if any(size.removesuffix("px").isdigit() and int(size.removesuffix("px")) < _SMALLEST for size in sizes):
        return
    inner = element.find("source")
    address = element.get("src") or element.get("data-src") or element.get("data") or ""
    address = address or (inner.get("src", "") if inner is not None else "")
    name = element.get("title") or element.get("aria-label") or ""
    try:
        host = urlsplit(address).netloc or address.rpartition("/")[2]
    except ValueError:
        host = ""
    _leave(element, FRAME, " ".join(filter(None, (element.tag, name, f"({host})" if host else ""))))


def _leave_struck(tree: HtmlElement) -> None:
    struck = [one for one in tree.iter("del", "s", "strike") if not any(n.tag == "pre" for n in _above(one))]
    if not struck:
        return
    total = len(_words(tree).split())
    if sum(len(_words(one).split()) for one in struck) > max(_FEW, _MOST_STRUCK * total):
        return
    for one in struck:
        _leave(one, STRUCK, _words(one))


def _is_unshown(element: HtmlElement) -> bool:
    """Tell an element that the page does not show by its own attributes."""
    if "hidden" in element.attrib:
        return bool(element.get("hidden") != "until-found")
    if _NOT_SHOWN.search(element.get("style", "")):
        return True
    # What classes hide is not asked: "hidden md:block" is hidden on telephones alone.
    return element.get("aria-hidden") == "true" and element.tag in ("p", "li", "h2", "h3", "h4")


# By their attributes: elements asked for them one by one take twice as long.
_MAYBE = (
    './/body//@hidden | .//body//@aria-hidden[. = "true"]'
    ' | .//body//@style[contains(., "none") or contains(., "hidden")]'
)

_OPENED = "//@aria-controls | //@data-target | //@data-bs-target | //@aria-owns | //a/@href[starts-with(., '#')]"


def _leave_hidden(tree: HtmlElement) -> list[HtmlElement]:
    """Leave out small parts that the page does not show; not what a reader opens, nor what a paywall hides."""
    maybe = dict.fromkeys(mark.getparent() for mark in tree.xpath(_MAYBE))
    found = [one for one in maybe if isinstance(one.tag, str) and _is_unshown(one)]
    found = [one for one in found if _words(one).strip()]
    if not found:
        return []
    parts = [one for one in found if not any(_is_unshown(node) for node in _above(one))]
    named = any(one.get("id") for one in parts)
    opened = {one.lstrip("#") for one in tree.xpath(_OPENED)} if named else set()
    parts = [one for one in parts if not _is_panel(one, opened)]
    sizes = [max(len((words := _words(one)).split()), len(words) // 8) for one in parts]
    total = sum(len(_words(one).split()) for one in tree.iter("p", "li"))
    kept = [size <= _MOST_HIDDEN for size in sizes]
    if sum(size for size, flag in zip(sizes, kept, strict=True) if flag) > max(_MOST_HIDDEN, _SHARE_HIDDEN * total):
        return []
    blocks: list[HtmlElement] = []
    for one, flag in zip(parts, kept, strict=True):
        if not flag:
            continue
        if one.tag in _BLOCKS:
            one.set(HIDDEN, "1")
            blocks.append(one)
        else:
            _leave(one, UNSEEN, _words(one))
    return blocks


def _is_panel(element: HtmlElement, opened: set[str]) -> bool:
    """Tell a part that something on the page opens: it is named by a control, called so, or stands below a heading."""
    name = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
    if element.get("id", "") in opened - {""} or _PANEL.search(name):
        return True
    before = element.getprevious()
    return before is not None and (before.tag in _OPENERS or before.find(".//button") is not None)


# What is written out, in this order: a formula's own signs are raised before a page's.
_IN_ORDER: tuple[tuple[tuple[str, ...], Callable[[HtmlElement], None]], ...] = (
    (("template",), _show_shadow),
    (("math",), _write_formula),
    (("script",), _write_tex),
    (("rt", "rp", "rtc"), _leave_reading),
    (("sup", "sub"), _write_raised),
    (("q",), _write_quotation),
    (("noscript", "img", "svg", "button", "input", "meter", "progress", "output"), _write_inset),
    (("iframe", "video", "audio", "object", "embed", "svg"), _leave_frame),
)
