"""What in an article's Markdown would be published otherwise than it was meant. Pure.

Other programs' marks that stay as they are written, an editor's own frame that is taken out, quotations that do not
stand in the text. Each is a warning at its line; `--strict` makes errors of them.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator

from copydesk.errors import Problem, problem_at
from copydesk.model import Mention

# What stands in a text → what it is called, and what to do instead. Code is looked past: there it is meant as it is.
_FOREIGN = (
    (re.compile(r"\[\[[^\[\]\n]+\]\]"), "a wiki link", "write [words](/articles/slug/)"),
    (re.compile(r"\{\{[<%][^\n]*?[>%]\}\}"), "a shortcode", "write what it stands for in Markdown"),
    (re.compile(r"(?<!\{)\{%-? *[A-Za-z][^\n]*?%\}"), "a template's tag", "write what it stands for in Markdown"),
    (re.compile(r"(?<![~\w])~~(?=\S)[^~\n]+(?<=\S)~~(?![~\w])"), "struck out text", "write <del>words</del>"),
)
_SIGNS = ("[[", "{{", "{%", "~~")
_FRAME = re.compile(r"<(iframe|object|embed|video|audio|form|script|style|svg)\b", re.IGNORECASE)
_CODE = re.compile(r"^(?:    |\t).*$|^(```|~~~).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def check_body(body: str, path: str, first_line: int, people: Iterable[Mention]) -> Iterator[Problem]:
    """Everything worth a look in a body whose first line is `first_line` of its file."""
    if any(sign in body for sign in _SIGNS) or ("<" in body and _FRAME.search(body)):
        yield from _foreign_marks(body, path, first_line)
    yield from _quotations(body, path, people)


def _foreign_marks(body: str, path: str, first_line: int) -> Iterator[Problem]:
    prose = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)
    for pattern, what, advice in _FOREIGN:
        for match in pattern.finditer(prose):
            yield _at(path, prose, match, first_line, f"{what} is printed as it is: {match[0][:60]}", advice)
    for match in _FRAME.finditer(prose):
        yield _at(path, prose, match, first_line, f"<{match[1].lower()}> is taken out", "write a link to it")


def _at(path: str, text: str, match: re.Match[str], first_line: int, message: str, advice: str) -> Problem:
    line = text.count("\n", 0, match.start())
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
    return problem_at(path, first_line + line, column, message, advice)


def _quotations(body: str, path: str, people: Iterable[Mention]) -> Iterator[Problem]:
    """A quotation that does not stand in the text, with the sentence most like it."""
    texts: tuple[str, ...] = ()
    for mention in people:
        for quote in mention.quotes:
            if _stands_verbatim(quote, body):
                continue  # as nearly all do
            if not texts:
                plain = _plain_text(body)
                # An editor's insertion in brackets may stand in the text and not in the quotation, or in both.
                texts = tuple(dict.fromkeys((fold_words(plain), fold_words(_BRACKETS.sub(" ", plain)))))
            if any(_stands_in(quote, text) for text in texts):
                continue
            near = nearest_sentence(quote, body)
            advice = f'the nearest is "{near}"' if near else "nothing in it is like it"
            who = mention.name or mention.person
            message = f'these words of {who} do not stand in the text: "{_shortened(quote)}"'
            yield problem_at(path, mention.location.line, mention.location.column, message, advice)


def _stands_verbatim(quote: str, body: str) -> bool:
    """Whether a quotation stands in a text letter by letter, as whole words."""
    at = body.find(quote)
    before, after = body[at - 1 : at], body[at + len(quote) : at + len(quote) + 1]
    return at >= 0 and not before.isalnum() and not after.isalnum()


_BRACKETS = re.compile(r"\[[^\]\n]*\]")
_LEFT_OUT = re.compile(r"[\[(]?(?:…|\.(?: ?\.){2,})[\])]?|\[[^\]\n]*\]")


def _stands_in(quote: str, text: str) -> bool:
    """Whether each part of a quotation between its ellipses and brackets stands in a folded text, in this order."""
    joined, edges = text.replace(" ", ""), _word_edges(text)
    at = 0
    for part in _LEFT_OUT.split(quote):
        words = fold_words(part).replace(" ", "")
        if not words:
            continue
        found = joined.find(words, at)
        while found >= 0 and not (_is_edge(words[0], found, edges) and _is_edge(words[-1], found + len(words), edges)):
            found = joined.find(words, found + 1)
        if found < 0:
            return False
        at = found + len(words)
    return True


def _word_edges(text: str) -> frozenset[int]:
    """Where words begin and end in a folded text without its blanks: how blanks divide words makes no difference."""
    edges, at = {0}, 0
    for word in text.split(" "):
        at += len(word)
        edges.add(at)
    return frozenset(edges)


def _is_edge(char: str, offset: int, edges: frozenset[int]) -> bool:
    """Whether a quotation may begin or end there: at a word's edge, or anywhere in scripts that set no blanks."""
    return char >= "\u0e00" or offset in edges


def fold_words(text: str) -> str:
    """A text as compared: letters and digits alone, in one case, with one blank between words."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)[’'\u00ad\u200b-\u200d](?=\w)", "", text)))


def nearest_sentence(quote: str, body: str) -> str:
    """The sentence of a text most like a quotation, "" where none has half of its words."""
    wanted = fold_words(quote)
    best, share = "", 0.5
    for sentence in re.split(r"(?<=[.!?…。！？])[\"”’»)]*\s+|\n+", _plain_text(body)):
        folded = fold_words(sentence)
        if not folded:
            continue
        matcher = difflib.SequenceMatcher(None, wanted, folded, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks() if block.size > 2)
        words = wanted.split(" ")
        shared = sum(word in set(folded.split(" ")) for word in words)
        ratio = max(same / max(len(wanted), 1), shared / len(words))
        if ratio > share:
            best, share = " ".join(sentence.split()), ratio
    return _shortened(best, 160)


def _plain_text(markdown: str) -> str:
    """A body's words: links by their text, marks and tags taken off, entities as what they stand for."""
    text = re.sub(r"\[\^[^\]\n]+\]:?", " ", markdown)  # notes and the marks that lead to them
    text = re.sub(r"!?\[([^\]]*)\](?:\([^)\s]*(?: \"[^\"]*\")?\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"<[^<>]*>", " ", text)
    text = re.sub(r"^\s*(?:>\s*)+", "", text, flags=re.MULTILINE)
    return html.unescape(re.sub(r"\\(?=[^\w\s])|[*_`]", "", text))


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
