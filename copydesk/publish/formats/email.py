"""An edition → its letter: HTML with its styles written into the elements, plain text, a file to send. Pure.

The only module that knows css-inline. A letter loads nothing and runs nothing, its links are absolute, and its
HTML stays below the size at which Gmail cuts a message.
"""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.headerregistry import Address
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache

import css_inline

from copydesk.publish.pages.lists import EMAIL, MAIL, TEXT
from copydesk.publish.pages.values import Group, LetterPage, Page
from copydesk.urls import Base

# Gmail shows 102 kB of a message's HTML and hides the rest behind a link.
HTML_LIMIT = 100_000
LINE = 72


def render_letter(page: Page, content: LetterPage, render: Callable[[Page], str]) -> Iterator[tuple[str, bytes]]:
    """The three files of a letter: (root-relative address, bytes). `render` gives a page's HTML by its layout.

    Where the HTML would be too large, summaries are left out first, then articles from the end, which the letter
    counts and links to.
    """
    base = Base.parse(page.site.base_url)

    def made(version: LetterPage) -> str:
        return _inliner().inline(base.absolutize(render(replace(page, content=version))))

    version = content
    html = made(version)
    if len(html.encode()) > HTML_LIMIT:
        version = replace(content, brief=True)
        html = made(version)
    while len(html.encode()) > HTML_LIMIT and (count := sum(len(group.cards) for group in version.sections)):
        version = _shorter(content, count * HTML_LIMIT * 9 // (len(html.encode()) * 10))
        html = made(version)
    text = letter_text(content, base)
    folder = page.url.removesuffix(EMAIL)
    yield f"{folder}{EMAIL}", html.encode()
    yield f"{folder}{TEXT}", text.encode()
    yield f"{folder}{MAIL}", mail_file(content, html, text)


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _shorter(content: LetterPage, keep: int) -> LetterPage:
    """The letter with its first `keep` articles, without summaries."""
    left = keep
    sections = []
    for group in content.sections:
        if left > 0:
            sections.append(Group(label=group.label, cards=group.cards[:left]))
            left -= len(group.cards)
    total = sum(len(group.cards) for group in content.sections)
    return replace(content, sections=tuple(sections), brief=True, more=total - max(0, min(keep, total)))


def letter_text(content: LetterPage, base: Base) -> str:
    """The letter as plain text: no line longer than 72 characters but for addresses."""
    edition = content.edition
    number = f"{edition.number} · " if edition.number else ""
    out = [f"{content.sender[0]} · {number}{edition.date.isoformat()}", "", edition.title.upper(), content.web, ""]
    if content.summary:
        out += [_wrapped(content.summary), ""]
    note = content.note.replace("](/", f"]({base.url}")
    out += [_wrapped(paragraph) + "\n" for paragraph in note.split("\n\n") if paragraph.strip()]
    for group in content.sections:
        if group.label:
            out += ["", group.label, "-" * min(LINE, len(group.label)), ""]
        for card in group.cards:
            out.append(_wrapped(card.title))
            if card.summary:
                out.append(_wrapped(card.summary))
            if card.fields.get("why"):
                out.append(_wrapped(f"{content.why} {card.fields['why']}"))
            facts = " · ".join(part for part in (card.date.date().isoformat(), card.source_name) if part)
            out += [facts, base.absolute(card.url), ""]
    end = [line for line in (content.unsubscribe, content.postal) if line]
    out += ["-" * 3, *end] if end else []
    return "\n".join(out).rstrip("\n") + "\n"


def _wrapped(text: str) -> str:
    """A text in lines of at most 72 characters, or of one longer word. Python's own way takes five times as long."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


def mail_file(content: LetterPage, html: str, text: str) -> bytes:
    """The letter as a message to be opened in a mail program, addressed there and sent (RFC 5322).

    Its date, id and boundary come from the edition, so that equal editions give equal bytes.
    """
    boundary = f"=_copydesk_{hashlib.blake2b(f'{html}{text}'.encode(), digest_size=12).hexdigest()}"
    out = [_header("Subject", content.edition.title)]
    name, address = content.sender
    if address:  # none is made up: without one the mail program puts in its owner's
        user, _, host = address.partition("@")
        out.append(_header("From", Address(display_name=name, username=user, domain=host)))
    if content.reply_to:
        out.append(_header("Reply-To", content.reply_to))
    if content.unsubscribe.startswith(("https://", "mailto:")):
        out.append(_header("List-Unsubscribe", f"<{content.unsubscribe}>"))
    # Outlook and Thunderbird open a file that has X-Unsent for writing.
    out += [
        f"Date: {format_datetime(content.moment)}\r\n".encode(),
        _header("Message-ID", f"<{_ascii(content.ident)}>"),
        b"X-Unsent: 1\r\nMIME-Version: 1.0\r\n",
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n'.encode(),
    ]
    for part in (_part("plain", text), _part("html", html)):
        out += [f"\r\n--{boundary}\r\n".encode(), part]
    out.append(f"\r\n--{boundary}--\r\n".encode())
    return b"".join(out)


def _header(name: str, value: str | Address) -> bytes:
    """A line of a message's head, in the letters and lines that mail has. A whole message takes as long again."""
    _, header = SMTP.header_store_parse(name, value)
    line: str = header.fold(policy=SMTP)
    return line.encode("ascii", "surrogateescape")


def _part(kind: str, text: str) -> bytes:
    """A text as a part of a message (RFC 2045). The library writes each as a message of its own, which takes longer."""
    lines = b"".join([line + b"\n" for line in text.encode().splitlines()])
    coded = binascii.b2a_qp(lines, istext=True).replace(b"\n", b"\r\n")
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode() + coded


def _ascii(ident: str) -> str:
    """An id in the letters that a Message-ID may have; others by their code point."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._@") else f"u{ord(c):x}" for c in ident)
