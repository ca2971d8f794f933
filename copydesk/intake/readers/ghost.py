"""Ghost's exports: posts as HTML, or as trees of its editors (Lexical since Ghost 5, Mobiledoc before). Pure.

Posts that were never opened again after an update, or came in by the API, hold a tree alone. Each kind of node has its
row below, after Ghost's own renderers (TryGhost/Koenig: kg-default-nodes, kg-default-cards); what has none is named.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from markdown import Markdown

from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, Part, Refused, Said
from copydesk.intake.stated import read_day
from copydesk.intake.words import plain

# Deeper trees are none that an editor made.
_DEEPEST = 60
# Lexical's bits of a text's format, the innermost first.
_FORMATS = ((16, "code"), (1, "strong"), (2, "em"), (4, "s"), (8, "u"), (32, "sub"), (64, "sup"), (128, "mark"))
_MARKUPS = frozenset({"a", "b", "strong", "i", "em", "s", "u", "code", "sub", "sup", "mark", "del", "strike"})
_SECTIONS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote", "pre"})
_BLOCKS = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}
# What Mobiledoc calls its cards, where Lexical has another name.
_MOBILEDOC = {"code": "codeblock", "hr": "horizontalrule", "card-markdown": "markdown", "image-card": "image"}
# Cards that no reader of the page saw.
_UNSEEN = {"email": "shown in letters alone", "email-cta": "shown in letters alone", "paywall": "a mark for members"}
_UNSEEN |= {"signup": "a form", "collection": "a list that a program makes"}

Fields = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class GhostText:
    """A post's text: `markup` is `markdown` where it is Markdown cards alone; `left` names what was left out."""

    text: str = ""
    markup: Literal["html", "markdown"] = "html"
    left: list[str] = field(default_factory=list)


def ghost_data(value: Any) -> dict[str, Any] | None:
    """The tables of a Ghost export; None for what is none."""
    inner = value.get("db") if isinstance(value, dict) else None
    inner = inner[0] if isinstance(inner, list) and inner else value
    data = inner.get("data") if isinstance(inner, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("posts"), list) else None


def is_ghost(value: Any) -> bool:
    """Whether a parsed JSON value is an export of Ghost."""
    return ghost_data(value) is not None


def read_ghost(value: Any) -> Iterator[Part]:
    """The posts of an export, each an article; one without any text that can be read is refused."""
    data = ghost_data(value) or {}
    people = _joined(data, "posts_authors", "author_id", "users")
    listed = _joined(data, "posts_tags", "tag_id", "tags")
    settings = {row.get("key"): row.get("value") for row in _rows(data.get("settings"))}
    source, home = str(settings.get("title") or ""), clean_url(str(settings.get("url") or ""))
    for number, row in enumerate(_rows(data["posts"]), 1):
        ident, title = str(row.get("id")), plain(str(row.get("title") or ""))
        part = f"post {number}" + (f" ({title})" if title else "")
        text = ghost_text(row)
        shown = text.text.replace("__GHOST_URL__", home.rstrip("/"))
        status, access = str(row.get("status") or "published"), str(row.get("visibility") or "public")
        asks = [f"it was {status} there"] if status != "published" else []
        asks += [f"it was for {access} alone there"] if access != "public" else []
        said = Said(
            title=title,
            subtitle=str(row.get("custom_excerpt") or ""),
            authors=tuple(name for name in people.get(ident, []) if name),
            date=read_day(row.get("published_at")),
            url=clean_url(str(row.get("canonical_url") or ""))
            or (f"{home.rstrip('/')}/{row['slug']}/" if home and row.get("slug") else ""),
            source=source,
            tags=tuple(tag for tag in listed.get(ident, []) if tag and not tag.startswith("#")),
            draft=bool(asks),
        )
        if not shown.strip():
            why = f"a post without a text that can be read{': ' if text.left else ''}{'; '.join(text.left)}"
            yield Refused(part=part, why=why, next_step="open it in Ghost, save it, and export again")
            continue
        yield Item(part=part, kind=text.markup, text=shown, said=said, questions=(*asks, *text.left))


def _rows(value: Any) -> list[Fields]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _joined(data: Fields, table: str, own: str, other: str) -> dict[str, list[str]]:
    """The names of another table's rows by post, in their order."""
    known = {row.get("id"): str(row.get("name") or "") for row in _rows(data.get(other))}
    found: dict[str, list[str]] = {}
    for row in sorted(_rows(data.get(table)), key=lambda row: row.get("sort_order") or 0):
        found.setdefault(str(row.get("post_id")), []).append(known.get(row.get(own), ""))
    return found


def ghost_text(row: Fields) -> GhostText:
    """The text of a row of `posts`: its HTML, else what its Lexical or Mobiledoc tree says."""
    html = str(row.get("html") or "")
    if html.strip():
        return GhostText(text=html)
    for name, read in (("lexical", _lexical), ("mobiledoc", _mobiledoc)):
        said = row.get(name)
        if not said:
            continue
        text = GhostText()
        try:
            tree = json.loads(said) if isinstance(said, str) else said
            cards = _markdown_cards(tree)
            text.markup = "markdown" if cards else "html"
            text.text = "\n\n".join(cards) if cards else read(tree, text)
        except (ValueError, RecursionError, TypeError, AttributeError, LookupError):
            return GhostText(left=[f"its {name} tree is damaged"])
        if text.text.strip() or text.left:
            return text
    return GhostText()


def _markdown_cards(tree: Any) -> list[str]:
    """The cards of a post that is Markdown alone, as Ghost's first editor wrote it; none of any other post."""
    if "root" in tree:
        nodes = [node for node in tree["root"]["children"] if node.get("type") != "paragraph" or node.get("children")]
        cards = [(node.get("type"), node) for node in nodes]
    else:
        sections = [one for one in tree["sections"] if one[0] != 1 or any(str(marker[3]).strip() for marker in one[2])]
        cards = [tree["cards"][one[1]] if one[0] == 10 else ("", {}) for one in sections]
    alone = all(str(name).removeprefix("card-") == "markdown" for name, _ in cards)
    return [str(card.get("markdown") or "") for _, card in cards] if alone else []


def _lexical(tree: Any, text: GhostText) -> str:
    return _children(tree["root"], text, 0)


def _children(node: Fields, text: GhostText, depth: int) -> str:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    return "".join(_node(one, text, depth) for one in _rows(node.get("children")))


def _node(node: Fields, text: GhostText, depth: int) -> str:  # noqa: PLR0911 (a kind of node each)
    kind = str(node.get("type") or "").removeprefix("extended-")
    if kind == "text":
        return _formatted(escape(str(node.get("text") or ""), quote=False), node.get("format"))
    if kind in ("linebreak", "tab", "zwnj", "at-link-search"):
        return {"linebreak": "<br>", "tab": " "}.get(kind, "")
    if kind in ("link", "autolink", "at-link"):
        inner = _children(node, text, depth + 1)
        return _link(node.get("url"), inner) if inner else ""
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        first = f' start="{node["start"]}"' if tag == "ol" and isinstance(node.get("start"), int) else ""
        return f"<{tag}{first}>{_items(node, text, depth + 1)}</{tag}>"
    if kind == "heading":
        tag = str(node.get("tag"))
        tag = tag if tag in _SECTIONS else "h2"
        return f"<{tag}>{_children(node, text, depth + 1)}</{tag}>"
    if kind in _BLOCKS:
        return f"<{_BLOCKS[kind]}>{_children(node, text, depth + 1)}</{_BLOCKS[kind]}>"
    if kind in _CARDS or kind in _UNSEEN:
        return _card(kind, node, text)
    inner = _children(node, text, depth + 1)
    if inner:
        text.left.append(f"an element of Ghost's that nobody here knows became plain text: {kind[:40]}")
        return f"<p>{inner}</p>"
    return _card(kind, node, text)


def _items(node: Fields, text: GhostText, depth: int) -> str:
    """The items of a list; Lexical gives a list within one an item of its own, below the item that it belongs to."""
    items: list[str] = []
    for one in _rows(node.get("children")):
        inner = _children(one, text, depth + 1)
        if items and inner.startswith(("<ul>", "<ol")):
            items[-1] += inner
        else:
            items.append(inner)
    return "".join(f"<li>{inner}</li>" for inner in items)


def _formatted(words: str, bits: Any) -> str:
    for bit, tag in _FORMATS:
        if isinstance(bits, int) and bits & bit and words.strip():
            words = f"<{tag}>{words}</{tag}>"
    return words


def _mobiledoc(tree: Any, text: GhostText) -> str:
    parts = []
    cards = tree.get("cards") or []
    for kind, *said in tree["sections"]:
        if kind == 1:
            tag = str(said[0]).lower()
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag if tag in _SECTIONS else "p"
            parts.append(f"<{tag}>{_run(tree, said[1], text)}</{tag}>")
        elif kind == 2:
            parts.append(_image({"src": said[0]}, text))
        elif kind == 3:
            tag = "ol" if said[0] == "ol" else "ul"
            parts.append(f"<{tag}>{''.join(f'<li>{_run(tree, one, text)}</li>' for one in said[1])}</{tag}>")
        elif kind == 10:
            name, *payload = cards[said[0]]
            given = payload[0] if payload and isinstance(payload[0], dict) else {}
            parts.append(_card(_MOBILEDOC.get(str(name), str(name)), given, text))
        else:
            text.left.append(f"loss: a section of Mobiledoc's kind {kind!s:.10} was left out")
    return "".join(parts)


def _run(tree: Any, markers: Any, text: GhostText) -> str:
    """Mobiledoc's markers: each the markups that open, its words (or the number of an atom), how many markups end."""
    shown: list[str] = []
    ends: list[str] = []
    for kind, opened, closed, value in markers:
        for one in opened:
            start, end = _markup(tree["markups"][one])
            shown.append(start)
            ends.append(end)
        name, words = ("", value) if kind == 0 else tree["atoms"][value][:2]
        if name not in ("", "soft-return"):
            text.left.append(f"Ghost's {str(name)[:40]} shows its words alone: {str(words)[:60]}")
        shown.append("<br>" if name == "soft-return" else escape(str(words or ""), quote=False))
        shown += [ends.pop() for _ in range(min(closed, len(ends)))]
    return "".join([*shown, *reversed(ends)])


def _markup(said: Any) -> tuple[str, str]:
    """The tag that opens a markup, and the one that ends it."""
    tag = str(said[0]).lower()
    pairs = said[1] if len(said) > 1 else []
    url = dict(zip(pairs[::2], pairs[1::2], strict=False)).get("href") if tag == "a" else None
    if url:
        return f'<a href="{escape(str(url))}">', "</a>"
    return (f"<{tag}>", f"</{tag}>") if tag in _MARKUPS and tag != "a" else ("", "")


def _card(kind: str, card: Fields, text: GhostText) -> str:
    if kind in _UNSEEN:
        text.left.append(f"Ghost's card {kind} was left out: {_UNSEEN[kind]}")
        return ""
    if kind not in _CARDS:
        said = " ".join(plain(one) for one in card.values() if isinstance(one, str) and " " in one.strip())
        words = f": \u201c{said[:80]}\u201d" if said else ""
        name = kind[:40] or "without a name"
        text.left.append(f"loss: Ghost's card {name} is not known here and was left out{words}")
        return ""
    shown = _CARDS[kind](card, text)
    if not shown:
        text.left.append(f"Ghost's card {kind} was empty, or had no address, and was left out")
    return shown


def _said(card: Fields, *names: str) -> str:
    """The first of some fields that says something."""
    return next((one.strip() for name in names if isinstance(one := card.get(name), str) and one.strip()), "")


def _link(url: Any, html: str) -> str:
    return f'<a href="{escape(str(url))}">{html}</a>' if isinstance(url, str) and url.strip() else html


def _paragraph(html: str) -> str:
    return f"<p>{html}</p>" if html else ""


def _captioned(html: str, card: Fields) -> str:
    caption = _said(card, "caption")
    return f"<figure>{html}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>" if html else ""


def _picture(card: Fields) -> str:
    source = _said(card, "src")
    return f'<img src="{escape(source)}" alt="{escape(_said(card, "alt", "altText"))}">' if source else ""


def _image(card: Fields, _: GhostText) -> str:
    picture = _picture(card)
    return _captioned(_link(card.get("href"), picture) if picture else "", card)


def _gallery(card: Fields, _: GhostText) -> str:
    shown = [f"<figure>{picture}</figure>" for one in _rows(card.get("images")) if (picture := _picture(one))]
    caption = _said(card, "caption")
    return "".join(shown) + (_paragraph(f"<em>{caption}</em>") if shown and caption else "")


def _code(card: Fields, _: GhostText) -> str:
    code, lang = str(card.get("code") or ""), _said(card, "language")
    name = f' class="language-{escape(lang)}"' if lang else ""
    return _captioned(f"<pre><code{name}>{escape(code, quote=False)}</code></pre>", card) if code.strip() else ""


def _markdown(card: Fields, _: GhostText) -> str:
    return Markdown(extensions=["tables", "fenced_code", "footnotes"]).convert(_said(card, "markdown"))


def _bookmark(card: Fields, _: GhostText) -> str:
    about = card.get("metadata")
    about = about if isinstance(about, dict) else {}
    url = _said(card, "url") or _said(about, "url")
    words = _said(about, "title") or _said(card, "title") or url
    more = _said(about, "description") or _said(card, "description")
    link = _link(url, escape(words, quote=False)) + (f" – {escape(more, quote=False)}" if more else "")
    return _captioned(_paragraph(link), card) if url else ""


def _embed(card: Fields, _: GhostText) -> str:
    about = card.get("metadata")
    url, html = _said(card, "url"), _said(card, "html")
    title = _said(about, "title") if isinstance(about, dict) else ""
    link = _paragraph(_link(url, escape(title or url, quote=False))) if url else ""
    return _captioned(link or html, card)


def _media(words: str, *titles: str) -> Callable[[Fields, GhostText], str]:
    def show(card: Fields, _: GhostText) -> str:
        source = _said(card, "src", "url")
        named = escape(_said(card, *titles) or words, quote=False)
        more = _said(card, "fileCaption", "description")
        link = f"{_link(source, named)}{f' – {more}' if more else ''}"
        return _captioned(_paragraph(link), card) if source else ""

    return show


def _callout(card: Fields, _: GhostText) -> str:
    words = _said(card, "calloutText")
    shown = f"{_said(card, 'calloutEmoji')} {words}".strip()
    return f"<blockquote><p>{shown}</p></blockquote>" if words else ""


def _toggle(card: Fields, _: GhostText) -> str:
    head = plain(_said(card, "heading"))
    return (f"<h3>{escape(head, quote=False)}</h3>" if head else "") + _said(card, "content")


def _button(card: Fields, _: GhostText) -> str:
    words, url = _said(card, "buttonText"), _said(card, "buttonUrl")
    return _paragraph(_link(url, escape(plain(words), quote=False))) if words and url else ""


def _banner(card: Fields, text: GhostText) -> str:
    """A card of a picture, a heading, words and a button: headers, products, calls to action."""
    picture = _said(card, "backgroundImageSrc", "productImageSrc", "imageUrl")
    heads = _said(card, "header", "heading", "productTitle", "title")
    words = _said(card, "subheader", "productDescription", "textValue", "text", "description")
    button = {
        "buttonText": _said(card, "buttonText", "productButton"),
        "buttonUrl": _said(card, "buttonUrl", "productUrl"),
    }
    shown = f'<figure><img src="{escape(picture)}" alt=""></figure>' if picture else ""
    shown += f"<h2>{escape(plain(heads), quote=False)}</h2>" if plain(heads) else ""
    shown += words if words.startswith("<p") else _paragraph(words)
    return shown + _button(button, text)


_CARDS: dict[str, Callable[[Fields, GhostText], str]] = {
    "image": _image,
    "gallery": _gallery,
    "codeblock": _code,
    "markdown": _markdown,
    "html": lambda card, _: _said(card, "html"),
    "horizontalrule": lambda *_: "<hr>",
    "bookmark": _bookmark,
    "embed": _embed,
    "video": _media("Video", "title", "fileName"),
    "audio": _media("Audio", "title", "fileName"),
    "file": _media("File", "fileTitle", "fileName"),
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "header": _banner,
    "product": _banner,
    "call-to-action": _banner,
}
