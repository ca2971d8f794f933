"""A second pair of eyes on pages: the standard library's parser, asked only what an attacker would ask."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

# Elements with which a text can run, load, submit, restyle or take over something. SVG is the theme's own.
FORBIDDEN = frozenset(
    [
        "iframe",
        "object",
        "embed",
        "applet",
        "frame",
        "frameset",
        "form",
        "button",
        "textarea",
        "select",
        "style",
        "base",
        "portal",
        "template",
        "marquee",
        "plaintext",
        "xmp",
        "noscript",
        "math",
        "audio",
        "video",
        "source",
        "track",
        "canvas",
        "dialog",
        "foreignobject",
        "animate",
        "set",
        "animatetransform",
        "details",
    ]
)
_URL_ATTRIBUTES = frozenset({"href", "src", "action", "formaction", "poster", "data", "cite", "srcset", "xlink:href"})
_SCHEMES = frozenset({"", "http", "https", "mailto"})
_FETCHING = frozenset({"img", "script", "image", "use"})


class Reader(HTMLParser):
    """Collects what is wrong with a page, its first h1, and its JSON blocks."""

    def __init__(self, own_host: str, own_forms: frozenset[str] = frozenset()) -> None:
        super().__init__(convert_charrefs=True)
        self.own_host, self.own_forms = own_host, own_forms
        self.wrong: list[str] = []
        self.headline = ""
        self.scripts: list[str] = []
        self._stack: list[str] = []
        self._ld = False

    def handle_starttag(self, tag, attrs):
        """Look at an element's name and attributes."""
        values = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN and tag not in self.own_forms:
            self.wrong.append(f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name in {"srcdoc", "formaction", "is", "nonce", "autofocus"}:
                self.wrong.append(f"<{tag} {name}>")
            if name in _URL_ATTRIBUTES:
                self._check_url(tag, name, value, values.get("rel", ""))
        if tag == "script":
            self._ld = values.get("type") == "application/ld+json"
            if not self._ld and not values.get("src", "").startswith("/assets/"):
                self.wrong.append("<script>")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.wrong.append("<meta refresh>")
        self._stack.append(tag)

    def _check_url(self, tag: str, name: str, value: str, rel: str) -> None:
        bare = re.sub(r"[\t\n\r]", "", value).lstrip("".join(map(chr, range(33))))  # as browsers do (WHATWG URL)
        try:
            parts = urlsplit(bare)
        except ValueError:
            return  # no address to any browser either
        if parts.scheme.lower() not in _SCHEMES:
            self.wrong.append(f"<{tag} {name}={value[:40]!r}>")
        fetched = tag in _FETCHING or (tag == "link" and not {"canonical", "alternate", "license"} & set(rel.split()))
        if fetched and parts.netloc and parts.netloc != self.own_host:
            self.wrong.append(f"<{tag} {name}={value[:40]!r}> asks another host")

    def handle_endtag(self, tag):
        """Close the element, and what was left open in it."""
        if tag in self._stack:
            while self._stack.pop() != tag:
                pass

    def handle_data(self, data):
        """Parse JSON blocks, keep the headline."""
        if "script" in self._stack[-1:] and self._ld:
            try:
                json.loads(data)
            except ValueError as error:
                self.wrong.append(f"JSON-LD: {error}")
        if self._stack[-1:] and "h1" in self._stack:
            self.headline += data


# The search box in the head of each page, to the letter: any other form, a second one like it, or one with another
# attribute is none of ours.
_HEADER_FORM = re.compile(
    r'(?<=<div class="tools">\n)<form role="search" action="(?:/[\w-]+)*/search/"><input type="search" name="q" '
    r'aria-label="Words to look for" placeholder="Search"><button type="submit" class="find" aria-label="Search">'
    r'<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="6\.5" cy="6\.5" r="4\.5"/><path d="M10 10l5 5"/></svg>'
    r"</button></form>"
)


def read(text: str, own_host: str = "digest.example", own_forms: frozenset[str] = frozenset()) -> Reader:
    """Read a page to its end, without the search box in its head."""
    text = _HEADER_FORM.sub("", text, count=1)
    reader = Reader(own_host, own_forms)
    reader.feed(text)
    reader.close()
    return reader
