"""Raw bytes to a `RawArticle`: what kind of file this is, in which letters, or why it is refused.

`read_raw` is pure; `load_bytes` is the one place of ingest that opens a raw file (promises I6 and I7).
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from copydesk.errors import IngestError
from copydesk.intake.charset import decode
from copydesk.intake.normalise import line_ends, normalise
from copydesk.intake.webarchive import unpack
from copydesk.model import RawArticle

MAX_BYTES = 16 * 1024 * 1024  # the largest page of 305 measured has 3.3 MB; a book has 2
# Ten times the largest of 305 pages and 915 dumps measured (8,093 tags, 1,675 lines): cleaning takes seconds there,
# and minutes beyond it.
_MAX_TAGS = 80_000
_MAX_TEXT_LINES = 20_000
_TELLING = 100_000  # letters that tell whether a file is a page

_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP, DOCX or EPUB file"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture, sound or film"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"Rar!", "a RAR file"),
    (b"SQLite format 3", "a database"),
)
_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,5000}?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(
    r"<(?:p|div|span|a|br|img|h[1-6]|ul|ol|li|table|tr|td|meta|head|body|article|section|figure|header|footer|nav|script|style|b|i|em|strong|blockquote)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCK_END = re.compile(
    r"</(?:p|div|h[1-6]|ul|ol|li|table|article|section|body|blockquote|header|figure)\s*>", re.IGNORECASE
)


def read_raw(data: bytes, file: str) -> RawArticle:
    """Return the text of a raw file and its kind, told by its content and never by its name.

    Of a web archive it is the page inside, with the address that it was saved from. `file` is the name used in
    messages. Raises IngestError (stage `read`) if it is empty, too large or no text.
    """
    if len(data) > MAX_BYTES:
        raise IngestError(file, "read", f"too large ({len(data) // 1_000_000} MB; at most {MAX_BYTES // 1_000_000})")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise IngestError(file, "read", f"this is not text or HTML but {what}")
    saved = unpack(data)
    try:
        text, charset = decode(saved.page if saved else data)
    except UnicodeError as error:
        raise IngestError(file, "read", str(error)) from error
    page = bool(_START.match(text))
    head = "" if page else normalise(text[:_TELLING])
    html = page or is_html(head)
    # Of a page only the words are made normal, block by block: most of it is markup.
    text = line_ends(text) if html else head if len(text) <= _TELLING else normalise(text)
    if not text.strip():
        raise IngestError(file, "read", "the file is empty")
    if not html and text.count("\n") > _MAX_TEXT_LINES:
        raise IngestError(file, "read", f"too large (more than {_MAX_TEXT_LINES:,} lines)")
    if html and text.count("<") > _MAX_TAGS:
        raise IngestError(file, "read", f"too large (more than {_MAX_TAGS:,} tags)")
    url = saved.url if saved else ""
    return RawArticle(file=file, kind="html" if html else "text", text=text, charset=charset, url=url)


def is_html(text: str) -> bool:
    """Tell a saved page from a plain text that merely speaks of tags.

    HTML starts like a document, or starts with a tag and closes blocks, or is mostly made of closed blocks.
    """
    if _START.match(text):
        return True
    head = text[:_TELLING]
    ends = len(_BLOCK_END.findall(head))
    if head.lstrip().startswith("<") and _TAG.match(head.lstrip()) and ends >= 1:
        return True
    # More blocks than one in three lines of text: nobody writes an article about tags that densely.
    lines = sum(1 for line in head.split("\n") if line.strip())
    return ends >= 3 and len(_TAG.findall(head)) >= 3 and ends * 3 >= lines


def load_bytes(path: Path, name: str | None = None) -> bytes:
    """Return the bytes of a regular file of at most `MAX_BYTES`. Raises IngestError (stage `read`) otherwise."""
    file = name or str(path)
    try:
        # O_NONBLOCK: opening a FIFO nobody writes to would wait for ever; Windows has neither.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        if isinstance(error, (IsADirectoryError, PermissionError)) and path.is_dir():
            raise IngestError(file, "read", "this is a folder, not a file") from error
        cause = getattr(error, "strerror", None) or str(error)
        raise IngestError(file, "read", f"cannot be read: {cause}") from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        what = "a folder, not a file" if stat.S_ISDIR(mode) else "no regular file (a pipe or a device)"
        raise IngestError(file, "read", f"this is {what}")
    with os.fdopen(descriptor, "rb") as handle:
        try:
            data = handle.read(MAX_BYTES + 1)
        except OSError as error:
            raise IngestError(file, "read", f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        raise IngestError(file, "read", f"too large (more than {MAX_BYTES // 1_000_000} MB)")
    return data
