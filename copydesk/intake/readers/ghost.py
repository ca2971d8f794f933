"""What Ghost keeps of a post: HTML, or the documents of its two editors, Lexical and Mobiledoc, as HTML. Pure.

Sources: Ghost's packages `kg-default-nodes` (Lexical's cards and their keys) and the Mobiledoc format, 0.3.1 and 0.3.2.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

# Lexical's bits of a text's form, each with its element.
_FORMS = ((1, "strong"), (2, "em"), (4, "del"), (16, "code"), (32, "sub"), (64, "sup"))
_BLOCKS = {"paragraph": "p", "extended-quote": "blockquote", "quote": "blockquote", "aside": "blockquote"}
_TAGS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "strong", "em", "code", "a"])
# Cards that are no part of a text: where a post is cut for members, forms, what letters alone show.
_NOT_SHOWN = frozenset(["paywall", "signup", "email", "email-cta", "call-to-action"])


@dataclass(slots=True, kw_only=True)
class GhostText:
    """A post's text: `markup` is `markdown` where it is Markdown cards alone; `left` names what was left out."""

    text: str = ""
    markup: Literal["html", "markdown"] = "html"
    left: list[str] = field(default_factory=list)


def ghost_text(row: dict[str, Any]) -> GhostText:
    """The text of a row of Ghost's posts: its HTML, else what its editor wrote; empty where it has neither."""
    if str(row.get("html") or "").strip():
        return GhostText(text=str(row["html"]))
    for key, read in (("lexical", _lexical), ("mobiledoc", _mobiledoc)):
        try:
            value = json.loads(str(row.get(key) or "null"))
            if isinstance(value, dict):
                return read(value)
        except (ValueError, RecursionError, TypeError, IndexError, KeyError, AttributeError):
            return GhostText(left=[f"its {key} cannot be read"])
    return GhostText()


def _lexical(value: dict[str, Any]) -> GhostText:
    out = GhostText()
    nodes = value["root"]["children"]
    cards = [node for node in nodes if node.get("type") == "markdown"]
    if cards and len(cards) == len([node for node in nodes if node.get("children") or node.get("type") != "paragraph"]):
        return GhostText(text="\n\n".join(str(card.get("markdown") or "") for card in cards), markup="markdown")
    out.text = "\n".join(filter(None, (_block(node, out) for node in nodes)))
    return out


def _block(node: dict[str, Any], out: GhostText) -> str:
    kind = str(node.get("type") or "")
    if kind in _BLOCKS:
        inner = _inline(node, out)
        return f"<{_BLOCKS[kind]}>{inner}</{_BLOCKS[kind]}>" if inner.strip() else ""
    if kind in ("heading", "extended-heading"):
        return f"<{_tag(node.get('tag'), 'h2')}>{_inline(node, out)}</{_tag(node.get('tag'), 'h2')}>"
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" or node.get("tag") == "ol" else "ul"
        return f"<{tag}>{''.join(_item(one, out) for one in node.get('children') or ())}</{tag}>"
    return _card(kind, node, out)


def _item(node: dict[str, Any], out: GhostText) -> str:
    inner = [_block(one, out) if one.get("type") == "list" else _node(one, out) for one in node.get("children") or ()]
    return f"<li>{''.join(inner)}</li>"


def _inline(node: dict[str, Any], out: GhostText) -> str:
    return "".join(_node(one, out) for one in node.get("children") or ())


def _node(node: dict[str, Any], out: GhostText) -> str:
    kind = node.get("type")
    if kind == "linebreak":
        return "<br>"
    if kind in ("link", "autolink"):
        return f'<a href="{html.escape(str(node.get("url") or ""))}">{_inline(node, out)}</a>'
    if "text" in node:
        text = html.escape(str(node["text"]), quote=False)
        bits = int(node.get("format") or 0)
        for bit, tag in _FORMS:
            text = f"<{tag}>{text}</{tag}>" if bits & bit and text.strip() else text
        return text
    return _inline(node, out) if node.get("children") else _card(str(kind or ""), node, out)


def _card(kind: str, data: dict[str, Any], out: GhostText) -> str:  # noqa: C901, PLR0911 - one row a card
    """A card of either editor as HTML; one that nobody knows, or that shows no text, is named."""
    said = {key: str(value) for key, value in data.items() if isinstance(value, (str, int, float))}
    caption = f"<figcaption>{said['caption']}</figcaption>" if said.get("caption", "").strip() else ""
    kind = kind.removeprefix("card-")
    if kind in ("horizontalrule", "hr"):
        return "<hr>"
    if kind == "image":
        alt = html.escape(said.get("alt", ""))
        return f'<figure><img src="{html.escape(said.get("src", ""))}" alt="{alt}">{caption}</figure>'
    if kind == "gallery":
        shown = [_card("image", one, out) for one in data.get("images") or () if isinstance(one, dict)]
        return "\n".join(shown) + (f"<p>{said['caption']}</p>" if caption else "")
    if kind in ("codeblock", "code"):
        lang = re.sub(r"[^\w+#-]", "", said.get("language", ""))
        return f'<pre><code class="language-{lang}">{html.escape(said.get("code", ""), quote=False)}</code></pre>'
    if kind == "html":
        return said.get("html", "")
    if kind == "markdown":
        out.left.append("the marks of a Markdown card: look at them")
        blocks = re.split(r"\n\s*\n", said.get("markdown", ""))
        return "\n".join(f"<p>{html.escape(block.strip(), quote=False)}</p>" for block in blocks if block.strip())
    if kind == "callout":
        return f"<blockquote>{said.get('calloutText', '')}</blockquote>"
    if kind == "toggle":
        return f"<h3>{said.get('heading', '')}</h3>{said.get('content', '')}"
    if kind in ("embed", "bookmark", "button", "file", "audio", "video"):
        meta: dict[str, Any] = data["metadata"] if isinstance(data.get("metadata"), dict) else {}
        address = said.get("url") or said.get("buttonUrl") or said.get("src") or str(meta.get("url") or "")
        words = said.get("buttonText") or said.get("title") or said.get("fileTitle") or str(meta.get("title") or "")
        link = f'<a href="{html.escape(address)}">{html.escape(words or address, quote=False)}</a>'
        return f"<p>{link}</p>" + (f"<p>{said['caption']}</p>" if caption else "")
    if kind not in _NOT_SHOWN:
        held = [value for value in data.values() if isinstance(value, str) and " " in value.strip()]
        more = f": {held[0][:60]}" if held else ""
        out.left.append(f"a card \u201c{kind or 'without a kind'}\u201d was left out{more}")
    return ""


def _tag(value: Any, otherwise: str) -> str:
    return str(value) if value in _TAGS else otherwise


def _mobiledoc(value: dict[str, Any]) -> GhostText:
    out = GhostText()
    cards, sections = value.get("cards") or [], value["sections"]
    shown = [one for one in sections if one[0] == 10 or _words(one)]
    if shown and all(one[0] == 10 and str(cards[one[1]][0]).endswith("markdown") for one in shown):
        texts = (str(cards[one[1]][1].get("markdown") or "") for one in shown)
        return GhostText(text="\n\n".join(texts), markup="markdown")
    parts: list[str] = []
    for section in sections:
        if section[0] == 1:
            inner = _markers(section[2], value, out)
            parts += [f"<{_tag(section[1], 'p')}>{inner}</{_tag(section[1], 'p')}>"] if inner.strip() else []
        elif section[0] == 2:
            parts.append(f'<img src="{html.escape(str(section[1]))}" alt="">')
        elif section[0] == 3:
            items = "".join(f"<li>{_markers(one, value, out)}</li>" for one in section[2])
            parts.append(f"<{_tag(section[1], 'ul')}>{items}</{_tag(section[1], 'ul')}>")
        elif section[0] == 10:
            name, data = cards[section[1]][:2]
            parts.append(_card(str(name), data if isinstance(data, dict) else {}, out))
    out.text = "\n".join(filter(None, parts))
    return out


def _words(section: list[Any]) -> bool:
    return section[0] != 1 or any(str(marker[3]).strip() for marker in section[2])


def _markers(markers: Iterable[list[Any]], value: dict[str, Any], out: GhostText) -> str:
    """The text of a section: each marker opens markups by number, and closes as many as it says."""
    parts: list[str] = []
    opened: list[str] = []
    for kind, opens, closes, text in markers:
        for number in opens:
            markup = value["markups"][number]
            tag = _tag({"b": "strong", "i": "em"}.get(str(markup[0]).lower(), str(markup[0]).lower()), "em")
            given = dict(zip(*[iter(markup[1])] * 2, strict=False)) if len(markup) > 1 else {}
            parts.append(f'<a href="{html.escape(str(given.get("href") or ""))}">' if tag == "a" else f"<{tag}>")
            opened.append(tag)
        if kind == 0:
            parts.append(html.escape(str(text), quote=False))
        else:
            name = str((value.get("atoms") or [])[text][0])
            parts.append("<br>" if name == "soft-return" else html.escape(str(value["atoms"][text][1]), quote=False))
            out.left += [] if name == "soft-return" else [f"an atom “{name}” shows its words alone"]
        parts += [f"</{opened.pop()}>" for _ in range(closes)]
    return "".join(parts)
