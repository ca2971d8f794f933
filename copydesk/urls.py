"""Slugs, permalinks, output paths and the base path. The one place where a URL is made.

Content and layouts write root-relative links (`/people/kim-jong-un/`); `Base.rewrite` puts the base path
before them on the way out, so the same pages work at `/`, `/repository/` and a custom domain (R9).
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

# Bytes of a slug: with a date before and `.md` behind, a file name stays under 200 bytes on every system.
SLUG_BYTES = 120

_DEVICES = frozenset(["con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))])
# Letters that NFKD does not take apart, written as their languages do in ASCII.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h",
        "ŋ": "ng", "ə": "e", "’": "", "'": "", "ʼ": "", "‘": "",
    }
)  # fmt: skip


# Hosts that never have a page: RFC 2606 and RFC 6761 keep them for examples and tests.
_RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$")


@functools.lru_cache(maxsize=1 << 13)
def leads_nowhere(url: str) -> bool:
    """Whether the host of an address is one that is reserved for examples, as an invented outlet has it."""
    return _RESERVED.search(urlsplit(url).hostname or "") is not None


@functools.lru_cache(maxsize=1 << 15)
def slugify(name: str) -> str:
    """The slug of a name or title: lower case, words joined by hyphens, at most `SLUG_BYTES` of UTF-8.

    Latin letters lose their accents; other scripts stay, composed (NFC), since a reader of Korean can
    read a Korean address. The result may be empty (a name of punctuation alone): the caller must refuse it.
    Names that Windows keeps for devices get a trailing hyphen's worth of distance: `con` → `con-1`.
    """
    text = name.casefold()
    if text.isascii():
        text = text.replace("'", "")
    else:
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_LETTERS)
    if not text.isascii():
        # Taking letters apart may leave capitals and variants (Unicode's NFKC_Casefold folds twice as well).
        text = unicodedata.normalize("NFKD", text.casefold())
        # An accent is dropped on a Latin base only: elsewhere (Hangul, kana, Devanagari) marks are letters.
        kept: list[str] = []
        latin = False
        for char in text:
            if unicodedata.combining(char):
                if not latin:
                    kept.append(char)
            else:
                # A mark on what is no letter (fuzzing found U+FFFD) would begin a word by itself.
                latin = char.isascii() or not (char.isalnum() or unicodedata.category(char) == "Mc")
                kept.append(char)
        text = unicodedata.normalize("NFC", "".join(kept))
        text = "".join(c if c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"} else " " for c in text)
        slug = "-".join(text.split())
    else:
        slug = "-".join(re.findall(r"[a-z0-9]+", text))
    if len(slug.encode()) > SLUG_BYTES:
        cut = slug.encode()[: SLUG_BYTES + 1].decode(errors="ignore")
        slug = cut.rpartition("-")[0] or cut.encode()[:SLUG_BYTES].decode(errors="ignore")
    return f"{slug}-1" if slug in _DEVICES else slug


def numbered_slug(slug: str, number: int) -> str:
    """A slug with a number behind it, still one: a long one is cut so that `slugify` leaves the number there."""
    tail = f"-{number}"
    cut = slug.encode()[: SLUG_BYTES - len(tail)].decode(errors="ignore")
    return (slug if len(slug.encode()) + len(tail) <= SLUG_BYTES else cut.rstrip("-")) + tail


def output_path(url: str) -> str:
    """The file, relative to the output folder, that answers a root-relative URL.

    `/` → `index.html`, `/a/b/` → `a/b/index.html`, `/feed.xml` → `feed.xml`.
    """
    path = url.lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def encode(url: str) -> str:
    """A root-relative URL as it stands in a link: UTF-8, percent-encoded, its `#fragment` and `?query` kept."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=~%-._") if not url.isascii() or " " in url else url


@dataclass(frozen=True, slots=True)
class Base:
    """A base URL taken apart: `origin` (`https://host`) and `path` (`/` or `/repository/`)."""

    origin: str
    path: str

    @classmethod
    def parse(cls, base_url: str) -> Base:
        """Take an absolute http(s) URL apart. Raises ValueError with a reason that can be shown."""
        parts = urlsplit(base_url.strip())
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("must be an absolute address such as https://example.org/digest/")
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("must have no user, query or fragment")
        path = "/" + parts.path.strip("/")
        return cls(origin=f"{parts.scheme}://{parts.netloc.lower()}", path=path if path == "/" else path + "/")

    @property
    def url(self) -> str:
        """The whole base URL, with its closing slash."""
        return self.origin + self.path

    def local(self, url: str) -> str:
        """A root-relative URL under the base path; anything else comes back as it is."""
        return encode(self.path + url[1:]) if url.startswith("/") and not url.startswith("//") else url

    def absolute(self, url: str) -> str:
        """A root-relative URL as an absolute one; an absolute one comes back as it is."""
        return self.origin + self.local(url) if url.startswith("/") and not url.startswith("//") else url

    def rewrite(self, html: str) -> str:
        """HTML with each root-relative address in an attribute moved under the base path."""
        return html if self.path == "/" else _prefixed(html, self.path)

    def absolutize(self, html: str) -> str:
        """The same with absolute addresses, for feeds and e-mail."""
        return _prefixed(html, self.origin + self.path)


# A tag, its attribute values quoted: text never matches, however it looks. The filter for `="/` comes
# first because most tags of a page hold no address.
_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(r"""(\s(?:href|src|action|poster|srcset|data-src)=["'])/(?!/)""")
_CANDIDATE = re.compile(r"(,\s)/(?!/)")


def _prefixed(html: str, prefix: str) -> str:
    def tag(match: re.Match[str]) -> str:
        text = match[0]
        if '="/' not in text and "='/" not in text:
            return text
        text = _ADDRESS.sub(lambda m: m[1] + prefix, text)
        return _CANDIDATE.sub(lambda m: m[1] + prefix, text) if "srcset=" in text else text

    return _TAG.sub(tag, html)
