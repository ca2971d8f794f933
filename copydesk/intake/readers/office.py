"""Office files and books: DOCX, ODT, EPUB, RTF. Pure; what a file says of its title and author is not believed.

A template's or a colleague's name stands there as often as the article's (docs/decisions/intake.md). DOCX by mammoth
and RTF by striprtf (extra `office`); ODT and EPUB are XML in a zip file.
"""

from __future__ import annotations

import importlib
import io
import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from copydesk.intake.budget import Budget, OverBudgetError
from copydesk.intake.item import Item, Part, Refused, Said, Skipped
from copydesk.intake.words import count_words, plain
from copydesk.intake.xmlsafe import EntitiesError, child, escape_xml, local_name, parse, space_of, text_of

_HINT = "pip install 'copydesk[office]'"
_DOCX_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => h2:fresh"
_LEAST_CHAPTER = 60


def load_optional(module: str) -> Any:
    """An optional library, None where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return None


def read_docx(data: bytes, archive: zipfile.ZipFile, budget: Budget) -> Iterator[Part]:
    """The article of a Word file: what a reader of it sees, so tracked insertions stay and deletions go."""
    mammoth = load_optional("mammoth")
    if mammoth is None:
        yield Refused(part="", why="Word files need an extra", next_step=_HINT)
        return
    try:
        for info in archive.infolist():
            if info.filename.endswith((".xml", ".rels")):
                member = budget.read_member(archive, info)
                parse(member)  # entities are refused before another parser sees them
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_DOCX_STYLES, convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        )
    except (OverBudgetError, EntitiesError) as error:
        yield Refused(part="", why=str(error))
        return
    except Exception as error:  # noqa: BLE001 (the library raises whatever its parsers do)
        yield Refused(
            part="", why=f"this Word file cannot be read: {error}", next_step="open it and save it anew as DOCX"
        )
        return
    html = re.sub(r"<img[^>]*>", "", str(result.value))
    pictures = str(result.value).count("<img")
    questions = [f"{pictures} picture{'s' if pictures > 1 else ''} not taken along"] if pictures else []
    yield from _document(html, questions)


# Where mammoth writes Word's footnotes and endnotes: in a list below the text, each with a link back.
_NOTE = re.compile(r'<li id="(?:foot|end)note-[^"]*">(.*?)</li>', re.DOTALL)


def _document(html: str, questions: list[str]) -> Iterator[Part]:
    """A converted document as an article: its heading, and what stands under it."""
    tables, notes = html.count("<table"), _NOTE.findall(html)
    if tables:
        questions.append(f"{tables} table{'s' if tables > 1 else ''}: compare with the file")
    questions += [f"a note was left out: \u201c{plain(note).rstrip(' ↑')}\u201d" for note in notes]
    html = re.sub(r"<ol>\s*</ol>", "", _NOTE.sub("", html)) if notes else html
    if count_words(plain(html)) < 10:
        yield Refused(part="", why="no article in it: too few words")
        return
    yield Item(part="", kind="html", text=f"<article>{html}</article>", voice="tool", questions=tuple(questions))


def read_odt(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Part]:
    """The article of an OpenDocument text: struck out and deleted words left out, notes named."""
    try:
        root, _ = parse(budget.read_member(archive, archive.getinfo("content.xml")))
    except (KeyError, ValueError, OverBudgetError, zipfile.BadZipFile, EOFError, ET.ParseError) as error:
        yield Refused(part="", why=f"this OpenDocument file cannot be read: {error}")
        return
    struck = {
        style.get(_attribute(style, "name"), "")
        for style in root.iter()
        if isinstance(style.tag, str)
        and local_name(style) == "style"
        and any(
            value not in ("none", "")
            for one in style
            for key, value in one.attrib.items()
            if key.endswith("text-line-through-style")
        )
    }
    body = next(
        (
            one
            for one in root.iter()
            if isinstance(one.tag, str) and local_name(one) == "text" and "office" in space_of(one)
        ),
        None,
    )
    if body is None:
        yield Refused(part="", why="no text in this OpenDocument file")
        return
    notes: list[str] = []
    titles = frozenset(  # what a writer changed of the style is a style of its own, made of it
        one.get(_attribute(one, "name"), "")
        for one in root.iter()
        if isinstance(one.tag, str)
        and local_name(one) == "style"
        and one.get(_attribute(one, "parent-style-name")) in ("Title", "Titel")
    )
    html = "".join(_odt_block(one, struck, notes, titles) for one in body)
    html += "".join(f"<p>[{number}] {note}</p>" for number, note in enumerate(notes, 1))
    questions = [f"{len(notes)} note{'s' if len(notes) > 1 else ''} stand below the text"] if notes else []
    left = sum(local_name(one) in ("frame", "annotation") for one in body.iter() if isinstance(one.tag, str))
    if left:
        questions.append(f"{left} picture{'s' if left > 1 else ''} or comments not taken along")
    yield from _document(html, questions)


def _attribute(element: ET.Element, name: str) -> str:
    return next((key for key in element.attrib if key.rpartition("}")[2] == name), name)


def _odt_block(element: ET.Element, struck: set[str], notes: list[str], titles: frozenset[str]) -> str:
    kind = local_name(element)
    if kind == "tracked-changes":
        return ""
    if kind == "h":
        level = element.get(_attribute(element, "outline-level"), "1")
        return f"<h{min(6, int(level) if level.isdecimal() else 1)}>{_odt_inline(element, struck, notes)}</h{level}>"
    if kind == "p":
        style = element.get(_attribute(element, "style-name"), "")
        tag = "h1" if style in ("Title", "Titel") or style in titles else "p"
        words = _odt_inline(element, struck, notes)
        return f"<{tag}>{words}</{tag}>" if words.strip() else ""
    if kind == "list":
        items = "".join(
            f"<li>{''.join(_odt_block(one, struck, notes, titles) for one in item)}</li>" for item in element
        )
        return f"<ul>{items}</ul>"
    if kind == "table":
        rows = "".join(
            f"<tr>{''.join(f'<td>{text_of(cell)}</td>' for cell in row if local_name(cell) == 'table-cell')}</tr>"
            for row in element.iter()
            if isinstance(row.tag, str) and local_name(row) == "table-row"
        )
        return f"<table>{rows}</table>"
    return "".join(_odt_block(one, struck, notes, titles) for one in element if isinstance(one.tag, str))


def _odt_inline(element: ET.Element, struck: set[str], notes: list[str]) -> str:
    out = [escape_xml(element.text or "")]
    for one in element:
        kind = local_name(one) if isinstance(one.tag, str) else ""
        if kind == "s":
            count = one.get(_attribute(one, "c"), "1")
            out.append(" " * (int(count) if count.isdecimal() else 1))
        elif kind in ("tab", "line-break"):
            out.append(" " if kind == "tab" else "<br>")
        elif kind == "note":
            notes.append(escape_xml(text_of(child(one, "note-body"))))
            out.append(f"[{len(notes)}]")
        elif kind in ("annotation", "frame"):
            pass
        elif kind == "a":
            out.append(
                f'<a href="{escape_xml(one.get(_attribute(one, "href"), ""))}">{_odt_inline(one, struck, notes)}</a>'
            )
        elif one.get(_attribute(one, "style-name"), "") not in struck:
            out.append(_odt_inline(one, struck, notes))
        out.append(escape_xml(one.tail or ""))
    return "".join(out)


def read_epub(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Part]:
    """The chapters of an EPUB in reading order, a draft each; contents and covers are named as not taken."""
    try:
        container, _ = parse(budget.read_member(archive, archive.getinfo("META-INF/container.xml")))
        rootfile = next(one for one in container.iter() if isinstance(one.tag, str) and local_name(one) == "rootfile")
        place = rootfile.get("full-path", "")
        package, _ = parse(budget.read_member(archive, archive.getinfo(place)))
    except (KeyError, StopIteration, ValueError, OverBudgetError, zipfile.BadZipFile, EOFError, ET.ParseError) as error:
        yield Refused(part="", why=f"this EPUB cannot be read: {error}")
        return
    found = {one.get("id", ""): one for one in package.iter() if isinstance(one.tag, str) and local_name(one) == "item"}
    spine = [
        one.get("idref", "") for one in package.iter() if isinstance(one.tag, str) and local_name(one) == "itemref"
    ]
    for ident in spine:
        item = found.get(ident)
        if item is None:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), unquote(item.get("href", ""))))
        if "nav" in item.get("properties", "").split():
            yield Skipped(part=path, why="the table of contents")
            continue
        try:
            html = budget.read_member(archive, archive.getinfo(path)).decode("utf-8", "replace")
        except KeyError:
            yield Refused(part=path, why="a chapter that the book names and does not hold")
            continue
        except (OverBudgetError, zipfile.BadZipFile, EOFError, RuntimeError) as error:
            yield Refused(part=path, why=str(error))
            continue
        if count_words(plain(html)) < _LEAST_CHAPTER:
            yield Skipped(part=path, why="a page of few words: a cover or a title")
        else:
            yield Item(part=path, kind="html", page=html.encode(), voice="tool")


def read_rtf(data: bytes) -> Iterator[Part]:
    """The text of an RTF file."""
    library = load_optional("striprtf.striprtf")
    if library is None:
        yield Refused(part="", why="RTF files need an extra", next_step=_HINT)
        return
    try:
        text = str(library.rtf_to_text(data.decode("latin-1"), errors="ignore"))
    except Exception as error:  # noqa: BLE001 (the library raises whatever its parsers do)
        yield Refused(part="", why=f"this RTF file cannot be read: {error}", next_step="open it and save it anew")
        return
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").split("\n")]
    body = "\n\n".join(line for line in lines if line)
    if not data.rstrip(b"\x00\r\n\t ").endswith(b"}"):
        yield Refused(part="", why="this RTF file is cut off", next_step="open it and save it anew")
    elif count_words(body) < 10:
        yield Refused(part="", why="no article in it: too few words")
    else:
        yield Item(part="", kind="text", text=body + "\n", said=Said(), voice="tool")
