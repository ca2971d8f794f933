"""What a host sends in place of an article: a question of consent, a login, an error, a frame, a teaser. Pure.

A page is told by what it shows beside a short text: what calls itself an article, or has much text, is never taken for
a wall, since articles are written about cookies, logins and errors too. `find_wall` refuses what is fetched and counts
as an error in `api.page_row`; of a page that an editor saved, and may have looked at, it is a question.
"""

from __future__ import annotations

import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin, urlsplit

from copydesk.intake.addresses import same_page
from copydesk.intake.item import Refused
from copydesk.intake.words import count_words, is_cut_short, plain
from copydesk.model import Asks, Question

BROWSER = "open it in your browser and save it from there, then add the file"
# A page of fewer words is looked at for the marks of a wall; one of fewer than the second, too, for questions of
# consent, which are long, and for the words by which a teaser ends.
LEAST_WORDS, SHORT_WORDS = 80, 400
_LOOKED_AT = 2_000_000
_LOCKED = re.compile(r"[\"']?isAccessibleForFree[\"']?\s*[:=]\s*[\"']?\s*false", re.IGNORECASE)
_WALL = re.compile(
    r"(?:class|id|data-[\w-]+)\s*=\s*[\"'][^\"'<>]*(?:paywall|pay-wall|regwall|piano-|tp-modal|subscri(?:be|ption)-?wall|"
    r"metered|premium-?content|leaky|gateway-content)",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"<(?:div|main|section)\b[^>]*\bid\s*=\s*[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|main-app|svelte)"
    r"[\"']?[^>]*>\s*</|<app-root\b|captcha|verify (?:that )?you are (?:a )?human|unusual traffic|"
    r"cf-challenge|ddos-guard",
    re.IGNORECASE,
)
# What a page calls itself that has an article: its type, its data, the day it came out.
_ARTICLE = re.compile(
    r"property\s*=\s*[\"']?og:type[\"']?\s+content\s*=\s*[\"']?article|article:published_time|"
    r"\"@type\"\s*:\s*(?:\[\s*)?\"(?:\w*Article|BlogPosting|\w*Report)\"|itemtype\s*=\s*[\"'][^\"']*Article",
    re.IGNORECASE,
)
_CONSENT_ADDRESS = re.compile(r"consent|privacy-?(?:gate|wall)|cookie-?wall|datenschutz|gdpr", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^>]*\btype\s*=\s*[\"']?password", re.IGNORECASE)
_FEW_WORDS = 25
_KINDS_OF_CONSENT = 3  # what a question of consent speaks of, at least
_WORD_COUNT = re.compile(r"\"wordCount\"\s*:\s*\"?(\d{2,6})")
_WHOLE_SHARE, _LEAST_COUNTED, _LONG_WORDS = 0.5, 150, 800
_LETTERS = (0.55, 1.35)
_SHOWN = 60  # letters of what a page says
_HEADS = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1>", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<(?:link|a)\s[^>]*\bhref\s*=[^>]*>", re.IGNORECASE)
# What stands behind a page's address in that of its second part, in a path and in a query.
_PAGE_WORDS = r"(?:page|pag|pagina|p\u00e1gina|seite|strona|sayfa|sida|side|p)"
_PART = rf"(?:\.\w{{2,5}})?(?:[/_]2|[/_-]{_PAGE_WORDS}[/_-]?2)(?:\.\w{{2,5}})?/?"
_SECOND = re.compile(rf"(?:^|&){_PAGE_WORDS}=2(?:&|$)", re.IGNORECASE)
_META = re.compile(r"<meta\s[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrases:
    """The phrases of `copydesk/data/walls.toml`, compiled."""

    login: re.Pattern[str]
    error: re.Pattern[str]
    button: re.Pattern[str]
    consent: tuple[re.Pattern[str], ...]
    uses_cookies: re.Pattern[str]
    read_on: re.Pattern[str]


@cache
def _phrases() -> _Phrases:
    data = tomllib.loads(files("copydesk.data").joinpath("walls.toml").read_text(encoding="utf-8"))

    def one_of(table: dict[str, Any], form: str = "{}") -> re.Pattern[str]:
        rows = [one for value in table.values() for one in (value if isinstance(value, list) else [value])]
        return re.compile(form.format("|".join(rows)), re.IGNORECASE)

    return _Phrases(
        login=one_of(data["login"], r"^\W*(?:{})\b"),
        error=one_of(data["error"], r"^\W*(?:{})"),
        button=one_of(data["accept"], r"<(?:button|a|input)\b[^>]*>?[^<]{{0,40}}(?:{})"),
        consent=tuple(one_of(table) for table in data["consent"].values()),
        uses_cookies=one_of(data["uses_cookies"]),
        read_on=one_of(data["read_on"]),
    )


def count_consent(text: str) -> int:
    """Count the kinds of words by which a text asks for consent: cookies, partners, consent, personal data, the law."""
    return sum(bool(phrase.search(text)) for phrase in _phrases().consent)


def uses_cookies(text: str) -> bool:
    """Tell a text that says of its own page that it uses cookies."""
    return _phrases().uses_cookies.search(text) is not None


def find_wall(page: bytes, text: str, *, url: str = "", moved_to: str = "") -> Refused | None:
    """The refusal of a page that holds no article; None for one that may hold one.

    `page` are its bytes, `text` is what cleaning found in it, `url` where it was read, `moved_to` the other host that
    the address was redirected to, if any.
    """
    return _find_wall(_looked_at(page), text, url, moved_to)


def _looked_at(page: bytes) -> str:
    """The part of a page that is looked at; its marks are ASCII, whatever its letters are written in."""
    return page[:_LOOKED_AT].decode("utf-8", "replace")


def _find_wall(shown: str, text: str, url: str, moved_to: str = "") -> Refused | None:
    why = _find_notice(shown, text)
    if why:
        return Refused(part="", why=why, next_step=BROWSER)
    if count_words(text) >= LEAST_WORDS:
        return None
    onward = find_refresh(url, shown)
    if onward:
        why = f"the page holds no article and sends the browser on to {onward}"
        return Refused(part="", why=why, next_step="add that address, if it is the article's")
    if moved_to and _CONSENT_ADDRESS.search(url):
        why = f"it was redirected to {moved_to}, which asks for consent: no article was sent"
    elif _LOCKED.search(shown) or _WALL.search(shown):
        why = "the server sent a frame without the article: a teaser before a paywall"
    elif _FRAME.search(shown) or _asks_for_scripts(shown, text) or not plain(shown):
        why = "the server sent a frame without the article: a program in the browser draws it, or asks who is there"
    elif moved_to and not text.strip():
        why = f"it was redirected to {moved_to}, and no article was sent"
    else:
        return None
    return Refused(part="", why=why, next_step=BROWSER)


_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.{0,5000}?)</noscript", re.IGNORECASE | re.DOTALL)
_SAID = 3  # words of what a page says to browsers without scripts


def _asks_for_scripts(shown: str, text: str) -> bool:
    """Whether a page of hardly a word speaks to browsers without scripts: pictures, styles and counters say nothing.

    A short text beside it is an article all the same: many pages ask for scripts to show comments.
    """
    if count_words(text) >= _FEW_WORDS:
        return False
    if "enable javascript" in shown.lower():
        return True
    return any(count_words(plain(match[1])) >= _SAID for match in _NOSCRIPT.finditer(shown))


def find_notice(page: bytes, text: str) -> str:
    """What a page is that calls itself no article and shows a question, a form or an error; empty for any other."""
    return _find_notice(_looked_at(page), text) if count_words(text) < SHORT_WORDS else ""


def _find_notice(shown: str, text: str) -> str:
    words = count_words(text)
    if words >= SHORT_WORDS or not shown or _ARTICLE.search(shown):
        return ""
    heads = [plain(match[2]) for match in _HEADS.finditer(shown)]
    if words < LEAST_WORDS * 2 and any(_phrases().error.match(head) for head in heads):
        return "its host says that there is no such page, or that something went wrong"
    if words < LEAST_WORDS * 2 and _PASSWORD.search(shown) and any(_phrases().login.match(head) for head in heads):
        return "its host asks for a login: no article was sent"
    # An article about cookies, on a page that asks for consent, speaks of less than the question does.
    asking = text if words >= _FEW_WORDS else plain(shown)
    kinds = sum(one.search(asking) is not None for one in _phrases().consent)
    if kinds >= _KINDS_OF_CONSENT and _phrases().button.search(shown):
        return "its host asks for consent: no article was sent"
    return ""


def ask_page(page: bytes, text: str, url: str = "") -> tuple[Question, ...]:
    """What to ask of a page as a host sent it: whether it is the article, and all of it."""
    shown = _looked_at(page)
    wall = _find_wall(shown, text, url)
    if wall:
        return _whole(f"loss: {wall.why}: is the article here?")
    onward = find_next_page(shown, url)
    rest = f"loss: the page is the first of several, and it alone is here: the next is {onward}"
    return (*(_whole(rest) if onward else ()), *_ask_whole(shown, text))


def _whole(words: str) -> tuple[Question, ...]:
    return (Question(words, Asks.WHOLE),)


def _ask_whole(shown: str, text: str) -> tuple[Question, ...]:
    words = count_words(text)
    if words < _LONG_WORDS and _LOCKED.search(shown):
        return _whole("the page says that it is not free to read: is the text whole?")
    counted = max((int(match[1]) for match in _WORD_COUNT.finditer(shown)), default=0)
    # Some sites count letters, with their marks, and call them words.
    letters = _LETTERS[0] * len(text) < counted < _LETTERS[1] * len(text)
    if counted >= _LEAST_COUNTED and words < _WHOLE_SHARE * counted and not letters:
        said = f"its article has {counted} words, and {words} are here"
        return _whole(f"loss: the page says that {said}: is the text whole?")
    if words >= SHORT_WORDS:
        return ()
    visible = plain(shown)
    found = _phrases().read_on.search(visible)
    if found:
        said = visible[found.start() : found.start() + _SHOWN].partition("\n")[0]
        return _whole(f"loss: the page says \u201c{said}\u201d: is the text whole?")
    if is_cut_short(text):
        return _whole("loss: the text breaks off: is it whole?")
    return ()


def find_next_page(shown: str, url: str = "") -> str:
    """The address of a page's second part, to which it links; empty where it is whole.

    It is the page's own address, `url` or what the page states, with a 2 behind it: `/a/2`, `/a_2.html`, `/a-page-2`,
    `?page=2`. A bare `-2` is another story of the same headline on many sites, `/comment-page-2` readers' comments.
    """
    links = [(tag, attribute_of(tag, "href")) for tag in _LINK.findall(shown)]
    stated = next((href for tag, href in links if attribute_of(tag, "rel").lower() == "canonical"), "")
    try:
        base = url or stated
        own = urlsplit(base)
        stem = re.sub(r"\.\w{2,5}$", "", own.path.rstrip("/"))
        if not own.scheme or len(stem) < 2:
            return ""
        part = re.compile(re.escape(stem) + _PART)
        for _, href in links:
            other = urlsplit(urljoin(base, href))
            counted = other.path.rstrip("/") == own.path.rstrip("/") and _SECOND.search(other.query)
            if other.netloc == own.netloc and (counted or (other.query == own.query and part.fullmatch(other.path))):
                return other._replace(fragment="").geturl()
    except ValueError:  # an address in brackets that is none
        pass
    return ""


def find_refresh(base: str, shown: str) -> str:
    """The address that a page sends the browser on to by `<meta http-equiv="refresh">`; empty where it does not."""
    for tag in _META.findall(shown):
        wait, _, target = attribute_of(tag, "content").partition(";")
        target = re.sub(r"^\s*url\s*=\s*", "", target, flags=re.IGNORECASE).strip("\"' ")
        if attribute_of(tag, "http-equiv").lower() == "refresh" and target and wait.strip()[:4].isdecimal():
            try:
                url = urljoin(base, target)
            except ValueError:
                return ""
            return url if url.startswith(("http://", "https://")) and same_page(url) != same_page(base) else ""
    return ""


def attribute_of(tag: str, name: str) -> str:
    """The value of a tag's attribute, its references resolved; empty where it has none."""
    match = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", tag, re.IGNORECASE)
    return html.unescape(next((value for value in match.groups() if value is not None), "")).strip() if match else ""
