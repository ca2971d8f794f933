"""Mail and mailboxes: letters, newsletters of one story or many, forwards. Pure.

Of a letter the headers count that state something of the article (subject, date, sender); whoever forwarded it, and
every address, stays out of the draft. What is taken off a text (words round what was sent on, signatures, footers) is
named with it. A newsletter is taken apart only where headings of one level lead to different addresses; nothing is
asked of the network, a click counter is unwrapped only where its target stands in the link.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from html import escape
from importlib.resources import files
from urllib.parse import urlsplit

import lxml.html

from copydesk.errors import counted
from copydesk.intake.addresses import clean_url, is_web, public_url, same_page
from copydesk.intake.charset import decode, decode_stated
from copydesk.intake.item import Item, Part, Refused, Said, Skipped
from copydesk.intake.readers.newsletter import (
    STORY_WORDS,
    TITLES,
    URL,
    element_words,
    find_stories,
    find_text_stories,
    read_newsletter,
    without_underlines,
)
from copydesk.intake.stated import read_day
from copydesk.intake.whole import find_missing
from copydesk.intake.words import count_words, first_words, plain
from copydesk.model import DroppedLine

_FIELD = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_SIGN = re.compile(rb"^(?:From|Message-ID|Received|MIME-Version|Subject):", re.IGNORECASE | re.MULTILINE)
_FROM_LINE = re.compile(rb"^From [^\n]*\d{4}[^\n]*\n(?=[\w-]+:)", re.MULTILINE)
# A story that stands whole in a newsletter has at least this many words; less is a teaser.
LEAST_WORDS = 40
_STUB = 0.4
# Words from which the text around attached letters is an article too, and no covering note.
_WHOLE_WORDS = 80
# How much of a plain part's words stand in the HTML beside it where both are the same text.
_SAME = 0.7
# The rule that a list's program draws above its own words.
_RULE = re.compile(r"\s*(?:_{10,}|-{10,}|={10,}|\*{10,})\s*$")
_RULED_LINES = 12
_LIST_TAG = re.compile(r"^(?:\[[^\]\n]{2,40}\]\s*)+(?=\S)")
# A signature is no longer than this; what is longer below its mark was written to be read.
_SIGNED_WORDS, _SIGNED_LINES, _SIGNED_LINE = 80, 14, 14
_HEAD_WORDS = 3  # of what else may stand in such a head; "NEW DELHI: Farmers ..." is the text's own
_HEAD_LINE = re.compile(r"^[>\s*]*([^\W\d_][^\n:：]{0,18}?)\s*[:：]\*?\s*(.*)$")
_BLOCKS = ("p", "div", "td", "li", "h1", "h2", "h3", "h4", "a", "span", "center", "small", "footer")


@dataclass(frozen=True, slots=True)
class _LetterWords:
    """What stands round a text in letters, in many languages: `heads` are the words of a forwarded letter's head."""

    view: re.Pattern[str]
    foot: re.Pattern[str]
    sign_off: re.Pattern[str]
    legal: re.Pattern[str]
    of_a_list: re.Pattern[str]
    sent_from: re.Pattern[str]
    to_reader: re.Pattern[str]
    prefix: re.Pattern[str]
    end: re.Pattern[str]
    heads: Mapping[str, str]
    more_heads: frozenset[str]


@cache
def _words() -> _LetterWords:
    """The words of `copydesk/data/letters.toml`, compiled."""
    data = tomllib.loads(files("copydesk.data").joinpath("letters.toml").read_text(encoding="utf-8"))
    head = data.pop("head")
    more = frozenset(head.pop("more").split())
    one = {kind: "|".join(phrases.values()) for kind, phrases in data.items()}
    return _LetterWords(
        view=re.compile(one["view"], re.IGNORECASE),
        foot=re.compile(one["foot"], re.IGNORECASE),
        sign_off=re.compile(rf"^(?:{one['sign_off']})[\s,.!。،]*$", re.IGNORECASE),
        legal=re.compile(one["legal"], re.IGNORECASE | re.DOTALL),
        of_a_list=re.compile(one["list"], re.IGNORECASE),
        sent_from=re.compile(rf"^\W*(?:{one['sent_from']})", re.IGNORECASE),
        to_reader=re.compile(one["to_reader"], re.IGNORECASE),
        prefix=re.compile(rf"^\s*(?:(?:{one['prefix']})\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE),
        end=re.compile(rf"^\W*(?:{one['end']})\W*$", re.IGNORECASE),
        heads={word: key for key, words in head.items() for word in words.split()},
        more_heads=more,
    )


def is_mail(data: bytes) -> bool:
    """Whether bytes begin with the header of a letter."""
    head = _FIELD.match(data[:20_000].replace(b"\r\n", b"\n"))
    return head is not None and _SIGN.search(head[0]) is not None


def is_mailbox(data: bytes) -> bool:
    """Whether bytes are a mailbox (mbox): "From " lines, each with a header below it."""
    return _FROM_LINE.match(data[:2_000].replace(b"\r\n", b"\n")) is not None


def read_mailbox(data: bytes) -> Iterator[Part]:
    """The letters of a mailbox in order."""
    data = data.replace(b"\r\n", b"\n")
    starts = [
        match.start()
        for match in _FROM_LINE.finditer(data)
        if match.start() == 0 or data[: match.start()].endswith(b"\n\n")
    ]
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(data)], strict=True), 1):
        letter = data[start:end].split(b"\n", 1)[1]
        letter = re.sub(rb"^>(>*From )", rb"\1", letter, flags=re.MULTILINE)
        missing = find_missing(letter.decode("latin-1"))
        if missing:
            yield Refused(part=f"message {number}", why=missing, next_step="get the mailbox again")
        else:
            yield from _named(read_mail(letter), f"message {number}")


def _named(parts: Iterator[Part], name: str) -> Iterator[Part]:
    for part in parts:
        yield replace(part, part=f"{name}, {part.part}" if part.part else name)


# What of a letter's header is read here; who got it and by which way stays with the editor.
_KEPT_FIELD = re.compile(rb"(?:From|Subject|Date|MIME-Version|Content-[\w-]+):", re.IGNORECASE)
# That a letter came by a list is read; by which address one leaves it is the reader's own.
_LIST_FIELD = re.compile(rb"List-(?:Unsubscribe|Id|Post):", re.IGNORECASE)
_LETTER_INSIDE = re.compile(rb"Content-Type:\s*message/rfc822", re.IGNORECASE)
_ENVELOPE = b"From - Thu Jan  1 00:00:00 1970\n"


def without_routing(data: bytes) -> bytes:  # noqa: C901 - one state a branch
    """A letter or mailbox without who received it and by which way: only what states something of the article.

    It is read to the same articles as before. Letters attached to letters lose theirs too.
    """
    data = data.replace(b"\r\n", b"\n")
    mailbox = is_mailbox(data)
    made: list[bytes] = []
    header, keeping, inside, blank = not mailbox, True, False, True
    for line in data.splitlines(keepends=True):
        if mailbox and blank and not header and _FROM_LINE.match(line + b"X:"):
            made.append(_ENVELOPE)
            header, inside, blank = True, False, False
            continue
        blank = line == b"\n"
        if not header:
            made.append(line)
            if line.startswith(b"--"):  # perhaps a part's own header, which says what the part is
                inside = False
            elif _LETTER_INSIDE.match(line):
                inside = True
            elif blank and inside:
                header, inside, keeping = True, False, True
            continue
        if blank:
            header = False
            made.append(line)
            continue
        if line[:1] not in b" \t":
            keeping = _KEPT_FIELD.match(line) is not None
            inside = inside or _LETTER_INSIDE.match(line) is not None
            if listed := _LIST_FIELD.match(line):
                made.append(listed[0] + b" -\n")
        if keeping:
            made.append(line)
    return b"".join(made)


def read_mail(data: bytes) -> Iterator[Part]:
    """The article or articles of one letter."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 (the policy makes it one)
    yield from _read(message)


def _read(message: EmailMessage) -> Iterator[Part]:
    inner = _attached(message)
    if inner:
        own, _ = _bodies(message)
        around = (plain(own[1]) if own[0] == "html" else own[1]) if own else ""
        whole = count_words(around) >= _WHOLE_WORDS
        if whole:
            yield from _read_own(message)
        for number, letter in enumerate(inner, 1):
            named = whole or len(inner) > 1
            yield from _named(_read(letter), f"attached letter {number}") if named else _read(letter)
        if around.strip() and not whole:
            yield Skipped(part="", why=f"written around the letters attached: {first_words(' '.join(around.split()))}")
        return
    yield from _read_own(message)


def _read_own(message: EmailMessage) -> Iterator[Part]:
    """The article or articles of a letter's own text."""
    bodies, left = _bodies(message)
    if not bodies:
        yield Refused(
            part="", why="no article in it: the letter has no text", next_step="open it and save what you want to keep"
        )
        return
    kind, body = bodies
    said = _said(message)
    questions = tuple(f"not taken along: {name}" for name in left)
    yield from _html(body, said, questions) if kind == "html" else _text(body, said, questions)


def _attached(message: EmailMessage) -> list[EmailMessage]:
    """The letters that this one forwards as attachments, in order; a digest of a list holds many."""
    if message.get_content_type() == "message/rfc822":
        inner = message.get_payload()
        return [one for one in inner if isinstance(one, EmailMessage)] if isinstance(inner, list) else []
    if not message.is_multipart():
        return []
    return [letter for part in message.iter_parts() if isinstance(part, EmailMessage) for letter in _attached(part)]


def _texts(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """The texts of a letter itself with their types, in order; none of a letter attached to it, nor attachments."""
    if message.get_content_disposition() == "attachment" or message.get_content_type() == "message/rfc822":
        return
    if message.is_multipart():
        for part in message.iter_parts():
            if isinstance(part, EmailMessage):
                yield from _texts(part)
    elif message.get_content_type() in ("text/html", "text/plain"):
        yield message.get_content_type(), _decoded(message)


def _bodies(message: EmailMessage) -> tuple[tuple[str, str] | None, list[str]]:
    """The text of a letter, HTML or plain, whichever says more; and the names of what else it holds."""
    left: list[str] = []
    pictures = 0
    for part in (one for one in message.walk() if not one.is_multipart()):
        kind = part.get_content_type()
        if part.get_content_disposition() == "attachment":
            left.append(f"attachment {part.get_filename() or kind}")
        elif kind in ("text/html", "text/plain"):
            continue
        elif part.get_content_maintype() == "image":
            pictures += 1
        elif kind not in ("application/pgp-signature", "application/pkcs7-signature"):
            left.append(f"part {kind}")
    if pictures:
        left.append(counted(pictures, "inline picture"))
    texts = list(_texts(message))  # a program that sets a picture between two paragraphs makes two texts of them
    html = "\n".join(text for kind, text in texts if kind == "text/html")
    chosen = _fuller(html, "\n\n".join(text for kind, text in texts if kind == "text/plain"))
    if chosen and html.strip() and message.get_content_type() == "multipart/mixed":
        chosen = _with_others(message, chosen)
    return chosen, left


def _with_others(message: EmailMessage, chosen: tuple[str, str]) -> tuple[str, str]:
    """The form of a letter that counts, with the parts that stand in the other form alone, in their order."""
    kind, said = chosen[0], set(re.findall(r"\w+", plain(chosen[1]) if chosen[0] == "html" else chosen[1]))
    pieces: list[str] = []
    other = False
    for part in message.iter_parts():
        texts = list(_texts(part)) if isinstance(part, EmailMessage) else []
        html = "\n".join(text for name, text in texts if name == "text/html")
        text = "\n\n".join(text for name, text in texts if name == "text/plain")
        if html.strip() and text.strip():
            html, text = (html, "") if kind == "html" else ("", text)
        if (html if kind == "html" else text).strip():
            pieces.append(html if kind == "html" else text)
            continue
        alone = plain(html) if html.strip() else text
        words = re.findall(r"\w+", alone)
        small = count_words(alone) < STORY_WORDS and (_words().of_a_list.search(alone) or _words().foot.search(alone))
        if not words or small or sum(word in said for word in words) >= _SAME * len(words):
            continue
        other = True
        blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n", alone) if block.strip()]
        pieces.append("".join(f"<p>{escape(block)}</p>" for block in blocks) if kind == "html" else alone)
    return (kind, ("\n" if kind == "html" else "\n\n").join(pieces)) if other else chosen


def _fuller(html: str, text: str) -> tuple[str, str] | None:
    """Which of the two forms of a letter counts: HTML, unless it is a stub beside the plain text."""
    if not html.strip() and not text.strip():
        return None
    words = count_words(plain(_clean_html(html)[0])) if html.strip() else 0
    return ("html", html) if html.strip() and words >= _STUB * count_words(text) else ("text", text)


def _decoded(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    stated = decode_stated(data, part.get_content_charset() or "")
    if stated is not None:
        return stated
    try:
        return decode(data)[0]  # told from the letters, as of a page that states nothing
    except UnicodeError:
        return data.decode("cp1252", "replace")


def _said(message: EmailMessage) -> Said:
    """What the head of a letter states. A list's sender is an outlet; a person's is nobody."""
    try:
        name = parseaddr(str(message.get("From", "")))[0]
        listed = any(message.get(key) for key in ("List-Unsubscribe", "List-Id", "List-Post"))
        return Said(
            title=_subject(str(message.get("Subject", "")), listed=listed),
            date=read_day(str(message.get("Date", ""))),
            source=name if listed else "",
        )
    except (ValueError, IndexError, AttributeError):  # a header that no mail program would write
        return Said()


def _subject(text: str, *, listed: bool) -> str:
    """A subject without what programs put before it: "Fwd:", and of a list its name in brackets."""
    words = _words().prefix.sub("", " ".join(text.split()))
    return _words().prefix.sub("", _LIST_TAG.sub("", words)) if listed else words


_TOO_FEW = Refused(
    part="",
    why="no article in it: too few words",
    next_step=f"a letter becomes a draft from {LEAST_WORDS} words on; write a shorter one with `new`",
)


def _text(text: str, said: Said, questions: tuple[str, ...]) -> Iterator[Part]:
    left: list[DroppedLine] = []
    text, said = _forwarded(text.replace("\r\n", "\n"), said, left)
    rows = _unsigned(text.split("\n"), left)
    lines, url = [], said.url
    told = _told_lines(rows)
    for at, line in enumerate(rows):
        link = URL.search(line)
        if link and not url and _words().view.search(line) and count_words(line) < 20:
            url = clean_url(link[0])
            left.append(_left(line, "footer"))
        elif at not in told and _words().foot.search(line) and count_words(line) < 30:
            left.append(_left(line, "footer"))
        else:
            lines.append(line)
    stories = find_text_stories(lines, url)
    if stories:
        yield from read_newsletter(
            "\n".join(lines), stories, replace(said, url=url), questions, tuple(left), kind="text"
        )
        return
    body = "\n".join(without_underlines(lines)).strip()
    if count_words(body) < LEAST_WORDS:
        yield _TOO_FEW
        return
    url, asked = public_url(url)
    yield Item(
        part="",
        kind="text",
        text=body + "\n",
        said=replace(said, url=url),
        voice="sender",
        questions=(*questions, asked) if asked else questions,
        left=tuple(left),
    )


_STOPS = tuple('.!?…。！？"”’»“)')
_WRAPPED, _PROSE_WORDS, _TOLD_SENTENCE = 50, 10, 6


def _is_prose(words: str) -> bool:
    """Whether words are a paragraph that nothing marks as a footer's."""
    return (
        count_words(words) >= _PROSE_WORDS
        and words.rstrip().endswith(_STOPS)
        and not any(
            mark.search(words) for mark in (_words().foot, _words().view, _words().legal, _words().of_a_list, URL)
        )
    )


def _told(units: list[str]) -> set[int]:
    """Which paragraphs have a footer's words but are sentences of the text: prose stands above and below them."""
    prose = [at for at, unit in enumerate(units) if _is_prose(unit)]
    if not prose:
        return set()
    return {
        at
        for at in range(prose[0] + 1, prose[-1])
        if count_words(units[at]) >= _TOLD_SENTENCE
        and units[at].rstrip().endswith(_STOPS)
        and not any(mark.search(units[at]) for mark in (_words().to_reader, _words().of_a_list, URL, _words().legal))
    }


def _told_lines(lines: list[str]) -> set[int]:
    """The lines of a plain letter that belong to such paragraphs, be they broken into lines or not."""
    spans: list[tuple[int, int]] = []
    for at, line in enumerate(lines):
        if line.strip():
            if spans and spans[-1][1] == at and len(lines[at - 1]) >= _WRAPPED and not _ends_long(lines[at - 1]):
                spans[-1] = (spans[-1][0], at + 1)
            else:
                spans.append((at, at + 1))
    told = _told([" ".join(lines[start:end]) for start, end in spans])
    return {line for at in told for line in range(*spans[at])}


def _ends_long(line: str) -> bool:
    """Whether a line is longer than programs break lines and ends as a paragraph does."""
    return len(line) > 100 and line.rstrip().endswith(_STOPS)


def _left(line: str, what: str) -> DroppedLine:
    return DroppedLine(line=0, text=line.strip(), rule=f"mail: {what}")


def _unsigned(lines: list[str], left: list[DroppedLine]) -> list[str]:
    """A letter's lines without what follows its text: signature, footer, legal words; each is put into `left`.

    A signature begins with "-- " (RFC 3676, 4.3) or with words of farewell and has short lines only; where what is
    below is longer, it stays.
    """
    told = _told_lines(lines)
    foot = next((at for at in range(len(lines)) if at not in told and _is_foot(lines, at)), len(lines))
    below = [line for line in lines[foot:] if line.strip()]
    if below and not all(
        count_words(line) <= _SIGNED_LINE or _words().foot.search(line) or _words().legal.search(line) for line in below
    ):
        foot = len(lines)
    end = min(foot, next((at for at in range(foot) if _is_signature(lines, at, foot)), foot))
    gone = [(line, "footer" if at >= foot else "signature") for at, line in enumerate(lines) if at >= end]
    kept = lines[:end]
    blocks = "\n".join(kept).split("\n\n")
    while blocks and (not blocks[-1].strip() or _ends_letter(blocks[-1])):
        gone.insert(0, (" ".join(blocks.pop().split()), "legal words or the mark of the end"))
    left += [_left(line, what) for line, what in gone if line.strip()]
    return "\n\n".join(blocks).split("\n")


def _ends_letter(block: str) -> bool:
    """Whether a block below a letter's text is no text: legal words, a rule, the mark of the end."""
    return bool(_words().legal.search(block) or _RULE.match(block) or _words().end.match(block.strip()))


def _is_foot(lines: list[str], at: int) -> bool:
    """Whether the footer of a list begins here: past the middle, with no sentence of an article below."""
    if at > len(lines) // 2 and _RULE.match(lines[at]):
        below = [line for line in lines[at + 1 :] if line.strip()]
        return 0 < len(below) <= _RULED_LINES and any(_words().of_a_list.search(line) for line in below)
    return at > len(lines) // 2 and _words().foot.search(lines[at]) is not None and count_words(lines[at]) < 30


def _is_signature(lines: list[str], at: int, end: int) -> bool:
    mark = re.fullmatch(r"--[ \t]?", lines[at]) is not None
    if _words().sent_from.match(lines[at]) and count_words(lines[at]) <= _SIGNED_LINE:
        return not any(count_words(line) > _SIGNED_LINE for line in lines[at + 1 : end])
    if not mark and not _words().sign_off.match(lines[at].strip()):
        return False
    below = [line for line in lines[at + 1 : end] if line.strip()]
    own = [line for line in below if not _words().legal.search(line)]
    words = sum(map(count_words, own))
    above = count_words("\n".join(lines[:at]))
    if len(own) > _SIGNED_LINES or words > _SIGNED_WORDS or words > above or not above:
        return False
    return mark or all(count_words(line) <= _SIGNED_LINE for line in own)


def _forwarded(text: str, said: Said, left: list[DroppedLine]) -> tuple[str, Said]:
    """The innermost letter of a chain of forwards, with what its head says; what stands above it goes to `left`."""
    lines = text.split("\n")
    end, said = _innermost(lines, said)
    if not end:
        return text, said
    left += [_left(line, "written around the text that was sent on") for line in lines[:end] if _is_own(line)]
    return "\n".join(lines[end:]).lstrip("\n"), said


def _is_own(line: str) -> bool:
    """Whether a line above what was sent on was written, and is not the head with its receivers."""
    head = _HEAD_LINE.match(line)
    return (
        bool(line.strip())
        and not re.search(r"\S@\S", line)
        and not (head and head[1].strip(" *").casefold().replace(" ", "") in _words().heads)
    )


def _innermost(lines: list[str], said: Said) -> tuple[int, Said]:
    """Where below the heads of forwards the text begins, 0 without any; and what the last head says."""
    at = start = 0
    while at < len(lines):
        head: dict[str, str] = {}
        end = at
        while end < len(lines) and (match := _HEAD_LINE.match(lines[end])):
            key = _words().heads.get(match[1].strip(" *").casefold().replace(" ", ""))
            if key is None and not head:
                break
            if key:
                head[key] = match[2].strip(" *")
            end += 1
        while end > at and not _is_head_line(lines[end - 1]):
            end -= 1
        stated = "subject" in head or any("@" in line for line in lines[at:end])  # else a letter that the text quotes
        if "from" in head and len(head) >= 3 and stated:
            name = re.sub(r"\s*[<\[(].*$", "", head["from"]).strip("\"' ")
            said = Said(
                title=_words().prefix.sub("", head.get("subject", "")) or said.title,
                date=read_day(head.get("date", "")) or _loose_day(head.get("date", "")),
                source=name if "@" not in name else "",
            )
            at = start = end
            continue
        at += 1
    return start, said


def _is_head_line(line: str) -> bool:
    """Whether the last line of a head belongs to it and does not begin the text."""
    match = _HEAD_LINE.match(line)
    if match is None:
        return False
    key, words = match[1].strip(" *").casefold().replace(" ", ""), match[2].strip(" *")
    return key in _words().heads or key in _words().more_heads or "@" in words or count_words(words) <= _HEAD_WORDS


_BROKEN_BY = frozenset("br p div tr td li ul ol table blockquote h1 h2 h3 h4 hr body".split())  # noqa: SIM905


def _forwarded_html(html: str, said: Said) -> tuple[str, Said, tuple[DroppedLine, ...]]:
    """A letter's HTML without what stands above the text that was sent on, and what the head of that says."""
    try:
        tree = lxml.html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    except (lxml.etree.LxmlError, ValueError):
        return html, said, ()
    rows = [(line, places) for places in _rows(tree) if (line := _joined_words(places))]
    end, inner = _innermost([line for line, _ in rows], said)
    if not end or end >= len(rows):
        return html, said, ()
    for _, places in rows[:end]:
        for element, name in places:
            setattr(element, name, " ")
    left = tuple(_left(line, "written around the text that was sent on") for line, _ in rows[:end] if _is_own(line))
    return lxml.html.tostring(tree, encoding="unicode"), inner, left


def _joined_words(places: list[tuple[lxml.html.HtmlElement, str]]) -> str:
    return " ".join("".join(getattr(element, name) for element, name in places).split())


def _rows(tree: lxml.html.HtmlElement) -> list[list[tuple[lxml.html.HtmlElement, str]]]:
    """The lines that a mail program shows of HTML, each as the places of its words: an element and text or tail."""
    rows: list[list[tuple[lxml.html.HtmlElement, str]]] = [[]]
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end", "comment")):
        if element.tag in _BROKEN_BY and rows[-1]:
            rows.append([])
        if event == "start" and element.text and element.tag not in ("style", "script", "title"):
            rows[-1].append((element, "text"))
        elif event != "start" and element.tail:
            rows[-1].append((element, "tail"))
    return rows


def _loose_day(text: str) -> dt.date | None:
    """A day somewhere in the words of a mail program ("Tue, May 20, 2025 at 2:10 PM")."""
    match = re.search(r"[A-Za-z]{3,9}\.? \d{1,2}, \d{4}|\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4}|\d{4}-\d{2}-\d{2}", text)
    return read_day(match[0]) if match else None


def _html(html: str, said: Said, questions: tuple[str, ...]) -> Iterator[Part]:
    html, said, around = _forwarded_html(html, said)
    body, url, left = _clean_html(html)
    left = (*around, *left)
    if url and not said.url:
        said = replace(said, url=url)
    stories = find_stories(body, said.url)
    if stories:
        yield from read_newsletter(body, stories, said, questions, left)
        return
    if count_words(plain(body)) < LEAST_WORDS:
        yield _TOO_FEW
        return
    address, asked = public_url(said.url or _headline_address(body, said.title))
    questions = (*questions, asked) if asked else questions
    said = replace(said, url=address)
    yield Item(part="", kind="html", text=body, said=said, voice="sender", questions=questions, left=left)


def _clean_html(html: str) -> tuple[str, str, tuple[DroppedLine, ...]]:
    """A letter's HTML without what is hidden, pixels, inline pictures and the words round it; the page's address.

    With it come the words taken off, but those that a mail program does not show.
    """
    try:
        tree = lxml.html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", html))
    except (lxml.etree.LxmlError, ValueError):
        return html, "", ()
    url = ""
    for link in tree.iter("a"):
        if not url and _words().view.search(element_words(link)):
            url = clean_url(link.get("href") or "")
    for element in list(tree.iter(lxml.etree.Element)):
        style = (element.get("style") or "").replace(" ", "").lower()
        if (
            "display:none" in style
            or "max-height:0" in style
            or "mso-hide:all" in style
            or (element.tag == "img" and (not is_web(element.get("src", "")) or _is_pixel(element)))
            or element.tag in ("style", "script", "title")
        ):
            _drop(element)
        elif element.tag == "a" and element.get("href"):
            element.set("href", clean_url(element.get("href") or "") or element.get("href") or "")
    rows = [(line, places) for places in _rows(tree) if (line := _joined_words(places))]
    told = {
        element if name == "text" else element.getparent()
        for at in _told([line for line, _ in rows])
        for element, name in rows[at][1]
        if count_words(element_words(element) if element.tag == "a" else "") <= count_words(rows[at][0]) // 2
    }
    left = _take_feet(tree, told)
    return lxml.html.tostring(tree, encoding="unicode"), url, tuple(left)


def _take_feet(tree: lxml.html.HtmlElement, told: set[lxml.html.HtmlElement]) -> list[DroppedLine]:
    """Take the words round a letter off it: what leads to its page or out of its list; `told` is the article's."""
    left: list[DroppedLine] = []
    gone: set[lxml.html.HtmlElement] = set()
    for element in list(tree.iter(*_BLOCKS)):
        words = element_words(element)
        if any(one in told for one in element.iter()) or any(above in gone for above in element.iterancestors()):
            continue
        if any(
            not _words().foot.search(own) and not _words().view.search(own)
            for own in map(element_words, element.iter(*TITLES))
        ):
            continue  # a headline or a name beside such words: they are a block of their own in it
        if (
            count_words(words) < 30
            and (_words().foot.search(words) or (_words().view.search(words) and element.tag != "h1"))
            and element.getparent() is not None
        ):
            left.append(_left(words, "footer"))
            gone.add(element)
            _drop(element)
    return left


def _is_pixel(element: lxml.html.HtmlElement) -> bool:
    sizes = [re.match(r"\d+", element.get(name, "99") or "99") for name in ("width", "height")]
    return any(size is not None and int(size[0]) <= 2 for size in sizes)


def _drop(element: lxml.html.HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _headline_address(html: str, title: str) -> str:
    """Where the headings of a letter of one story lead, if it is one address and no outlet's home; else empty.

    A heading that leads nowhere and says the letter's title, or stands above them at their level, is the headline:
    what leads somewhere is another story then.
    """
    try:
        tree = lxml.html.fromstring(html)
    except (lxml.etree.LxmlError, ValueError):
        return ""
    links: dict[str, str] = {}
    plain_levels: set[str] = set()
    for heading in tree.iter(*TITLES):
        found = {
            same_page(address): address
            for link in [*heading.iter("a"), *heading.iterancestors("a")]
            if is_web(address := clean_url(link.get("href") or "")) and urlsplit(address).path.strip("/")
        }
        words = element_words(heading)
        if not found and words:
            plain_levels.add(heading.tag)
            if words.casefold() == title.casefold():
                return ""
        elif found and not links and heading.tag in plain_levels:
            return ""
        links |= found
    return next(iter(links.values())) if len(links) == 1 else ""
