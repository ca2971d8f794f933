"""A post's HTML as Markdown, losing no word: what Markdown cannot say stays HTML. Pure.

markdownify was weighed: it drops tags it does not know with their meaning (frames, figures, definition lists), where
here each stays as it is, and what cannot be shown is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import lxml.html
from lxml.etree import ParserError
from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "hr",
        "figure",
        "table",
        "dl",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "center",
        "iframe",
        "video",
        "audio",
        "embed",
        "object",
        "details",
        "form",
        "script",
        "style",
        "noscript",
    ]
)
_KEPT_INLINE = frozenset("sup sub mark kbd abbr del ins q cite s small var samp time".split())  # noqa: SIM905
_KEPT_BLOCKS = frozenset({"table", "dl", "details"})
_FRAMES = {"iframe": "src", "video": "src", "audio": "src", "embed": "src", "object": "data"}
_SPECIAL = re.compile(r"([\\`*_\[\]])")
_LINE_START = re.compile(r"^(\s*)(?:(#|>|[+-](?=\s|$|-)|={2,}$|[~:])|(\d{1,9})([.)])(?=\s|$))")


class HtmlConverter:
    """Turns one post's HTML into Markdown; `notes` are what was left out or turned into a link."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._depth = self._lists = 0
        self._marks: list[str] = []

    def convert(self, html: str) -> str:
        """The Markdown of a fragment of HTML."""
        if not html.strip():
            return ""
        try:
            root = lxml.html.fragment_fromstring(html, create_parent="div")
        except (ParserError, ValueError):
            return _escape(html)
        return "\n\n".join(self._blocks(root)).strip() + "\n"

    def _blocks(self, element: HtmlElement) -> Iterator[str]:
        """The blocks of an element; running text between blocks makes a paragraph of its own."""
        run: list[str] = [_text(element.text)]
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in _BLOCKS or (tag and any(_tag(inner) in _BLOCKS for inner in child.iterdescendants())):
                yield from _paragraph("".join(run))
                run = []
                yield from self._block(child, tag)
            elif tag:
                run.append(self._inline(child, tag))
            run.append(_text(child.tail))
        yield from _paragraph("".join(run))

    def _block(self, element: HtmlElement, tag: str) -> Iterator[str]:  # noqa: C901 (a case a tag)
        if tag in ("script", "style", "noscript", "form"):
            self.notes.append(f"<{tag}> was left out")
        elif tag in _FRAMES:
            yield from self._frame(element, tag)
        elif tag in ("ul", "ol"):
            yield from self._list(element, tag)
        elif tag == "blockquote" and not self._lists:
            inner = "\n\n".join(self._nested(self._blocks(element)))
            if inner:
                yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
        elif tag == "pre":
            yield _fence(element) if not self._depth else _as_html(element)
        elif tag in ("hr", "blockquote") or tag in _KEPT_BLOCKS:
            # (Python-Markdown reads a quotation of several blocks in an item of a list as words.)
            yield "---" if tag == "hr" else _as_html(element)
        elif tag == "figure":
            yield from self._figure(element)
        elif tag == "a" and element.get("href"):
            yield from self._card(element)
        elif re.fullmatch(r"h[1-6]", tag) and not any(_tag(inner) in _BLOCKS for inner in element.iterdescendants()):
            words = " ".join(self._children(element).split())
            if words:
                words = re.sub(r"(#+)$", r"\\\1", words)  # signs at a heading's end would close it
                yield f"{'#' * max(2, int(tag[1]))} {words}"
        else:
            yield from self._blocks(element)

    def _card(self, element: HtmlElement) -> Iterator[str]:
        """A link around blocks: its pictures, then its words as the link."""
        yield from (picture for one in element.iter("img") if (picture := self._inline(one, "img")))
        words = " ".join(" ".join(element.itertext()).split())
        if words:
            yield f"[{_escape(words)}]({_target(element.get('href', ''))})"

    def _frame(self, element: HtmlElement, tag: str) -> Iterator[str]:
        source = element.get(_FRAMES[tag]) or next((one.get("src", "") for one in element.iter("source")), "")
        source = f"https:{source}" if source.startswith("//") else source
        name = (element.get("title") or {"video": "Video", "audio": "Audio"}.get(tag, "Embedded content")).strip()
        if source:
            youtube = re.match(r"https://www\.youtube(?:-nocookie)?\.com/embed/([\w-]+)", source)
            target = f"https://www.youtube.com/watch?v={youtube[1]}" if youtube else source
            self.notes.append(f"a frame became a link: {target}")
            yield f"[{_escape(name)}]({_target(target)})"
        else:
            self.notes.append(f"<{tag}> without an address was left out")

    def _list(self, element: HtmlElement, tag: str) -> Iterator[str]:
        """A list; one that stands in an item without words of its own is set in its place."""
        rows = []
        number = int(start) if (start := element.get("start", "1")).isdecimal() and len(start) < 9 else 1
        loose = False
        for item in element:
            inner = self._item(item)
            if not inner:
                continue
            # A list right below its item's words stands close to them; paragraphs of an item keep their blank line.
            tight = re.sub(r"\n\n(?=(?:-   |\d+\. ))", "\n", inner)
            if re.match(r"-   |\d+\. ", tight):
                rows.append(inner)
                loose = True
                continue
            mark = f"{number}.".ljust(4) if tag == "ol" else "-   "
            rows.append(mark + tight.replace("\n", "\n    ").replace("\n    \n", "\n\n"))
            number += 1
            loose = loose or "\n\n" in tight
        if rows:
            yield ("\n\n" if loose else "\n").join(rows)

    def _item(self, item: HtmlElement) -> str:
        tag = _tag(item)
        self._lists += 1
        # A list may stand right in a list, as WordPress wrote them.
        blocks = self._list(item, tag) if tag in ("ul", "ol") else self._blocks(item) if tag else ()
        inner = "\n\n".join(self._nested(blocks))
        self._lists -= 1
        return inner

    def _nested(self, blocks: Iterable[str]) -> Iterator[str]:
        self._depth += 1
        yield from blocks
        self._depth -= 1

    def _figure(self, element: HtmlElement) -> Iterator[str]:
        """A figure's content, and its caption as a paragraph in italics below."""
        captions = list(element.iter("figcaption"))
        words = [" ".join(self._children(one).split()) for one in captions]
        for one in captions:
            one.drop_tree()
        yield from self._blocks(element)
        yield from (f"*{text.replace('*', '')}*" for text in words if text)

    def _children(self, element: HtmlElement) -> str:
        parts = [_text(element.text)]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self._inline(child, child.tag))
            parts.append(_text(child.tail))
        return "".join(parts)

    def _inline(self, element: HtmlElement, tag: str) -> str:  # noqa: PLR0911 (a case a tag)
        if tag == "img":
            source = element.get("src") or element.get("data-src") or ""
            alt = " ".join((element.get("alt") or "").split())
            return f"![{_escape(alt)}]({_target(source)})" if source else _escape(alt)
        if tag == "br":
            return "  \n"
        if tag == "code":
            return _code(element.text_content())
        mark = {"strong": "**", "b": "**", "em": "*", "i": "*"}.get(tag, "")
        marked = bool(mark) and mark not in self._marks  # emphasis within the same emphasis says nothing more
        self._marks += [mark] if marked else []
        inner = self._children(element)
        self._marks = self._marks[:-1] if marked else self._marks
        words = inner.strip()
        if not words or tag in ("script", "style"):
            return "" if tag in ("script", "style") else inner
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        if marked:
            return f"{before}{mark}{words}{mark}{after}"
        if tag == "a" and element.get("href"):
            return f"{before}[{words}]({_target(element.get('href', ''))}){after}"
        if tag in _KEPT_INLINE:
            return f"{before}<{tag}>{words}</{tag}>{after}"
        return inner


def _tag(element: HtmlElement) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _text(text: str | None) -> str:
    return _escape(re.sub(r"\s+", " ", text)) if text else ""


def _escape(text: str) -> str:
    """A text whose signs mean nothing in Markdown."""
    text = _SPECIAL.sub(r"\\\1", text)
    return re.sub(r"&(?=#?\w+;)", "&amp;", text).replace("<", "&lt;")


def _paragraph(run: str) -> Iterator[str]:
    lines = [line.strip() for line in run.split("\n")]
    text = "  \n".join(line for line in lines if line)
    if text:
        yield "\n".join(_LINE_START.sub(_escape_start, line) for line in text.split("\n"))


def _escape_start(match: re.Match[str]) -> str:
    """What would begin a heading, a list or a quotation, as the sign it is."""
    return f"{match[1]}{match[3]}\\{match[4]}" if match[3] else f"{match[1]}\\{match[2]}"


def _target(url: str) -> str:
    url = url.strip()
    return f"<{url}>" if re.search(r"[\s()]", url) else url


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text.strip() else text


def _fence(element: HtmlElement) -> str:
    code = next(iter(element.iter("code")), None)
    name = (code.get("class") if code is not None else "") or element.get("class") or ""
    lang = re.search(r"(?:language-|lang-|brush:\s*)([\w+-]+)", name)
    text = element.text_content().strip("\n")
    fence = "~~~~" if "```" in text else "```"
    return f"{fence}{lang[1] if lang else ''}\n{text}\n{fence}"


def _as_html(element: HtmlElement) -> str:
    """An element as it is; signs in its words that mean something in Markdown are written as numbers.

    Within a list or a quotation Markdown reads the words of HTML too.
    """
    text = lxml.html.tostring(element, encoding="unicode", with_tail=False).strip()
    text = text.replace("\n", "&#10;") if element.tag == "pre" else " ".join(text.split())
    parts = re.split(r"(<[^<>]+>)", text)
    return "".join(
        part if part.startswith("<") else re.sub(r"[\\`*_\[\]#](?!\d+;)", _as_number, part) for part in parts
    )


def _as_number(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"
