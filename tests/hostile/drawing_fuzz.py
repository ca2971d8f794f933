"""Drawings at random, judged by the allow-list and then opened in Chromium: what passed must do nothing.

    python tests/hostile/drawing_fuzz.py [--seconds 600] [--seed 1]

The browser is the oracle: a drawing that runs a script asks `PROBE` for an address with its number, and so does one
that asks for another file; every link in it is clicked. Exits 1 and prints the drawings if one that passed did either.
As a test it runs for a few dozen drawings (`test_drawings.py`).
"""

from __future__ import annotations

import argparse
import base64
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from hostile.drawings import ACTIVE, HARMLESS, drawing
from hostile.payloads import PROBE

from copydesk.publish.pictures import find_active_svg

_HOME = "http://digest.invalid"
_SVG, _XHTML, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1999/xlink"
_ELEMENTS = (
    "a animate animateMotion circle clipPath defs desc feImage filter foreignObject g image linearGradient mask metadata "
    "mpath path pattern rect set style svg switch symbol text textPath title tspan use view iframe img script listener "
    "video audio embed object link meta base handler body html math template canvas form input h:script h:img h:iframe "
    "h:link i:note x:anything"
).split()
_ALLOWED = frozenset(_ELEMENTS[: _ELEMENTS.index("foreignObject")]) | frozenset(
    _ELEMENTS[_ELEMENTS.index("g") : _ELEMENTS.index("iframe")]
)
_KEYS = (
    "href xlink:href q:href src data style class fill filter mask clip-path marker-end cursor attributeName to from by "
    "values begin dur onload onbegin onerror onfocus onclick ONLOAD xml:base id ping target type media begin end "
    "autofocus tabindex srcdoc action background content http-equiv rel requiredExtensions systemLanguage data-x "
    "aria-label i:href d transform externalResourcesRequired"
).split()
_USUAL = tuple(name for name in _ELEMENTS if name in _ALLOWED)
_TAME = (
    "#a",
    "url(#a)",
    "fill:url('#a')",
    "/*;*/background:red",
    "--a:1;width:var(--a)",
    "0s",
    "click",
    "href",
    "class",
    "https://PROBE/clicked",
    "data:image/png;base64,iVBORw0KGgo=",
    "red",
    "attr(data-x)",
    '"/*";fill:red;"*/"',
)
_CODE = "fetch('//PROBE/ran')"
_VALUES = (
    "CODE|javascript:CODE|JAVASCRIPT:CODE|java\tscript:CODE| javascript:CODE|\x01javascript:CODE|//PROBE/x.svg#a|"
    "http://PROBE/x.png|https:PROBE/x|data:image/svg+xml,SVG|data:text/html,HTML|data:image/png;base64,iVBORw0KGgo=|#a|"
    "url(#a)|url(//PROBE/x)|url('//PROBE/x.svg#a')|URL(//PROBE/x)|u\\72l(//PROBE/x)|\\75 rl(//PROBE/x)|url(/**/#a)|"
    "url( \"//PROBE/x\" )|image-set('//PROBE/x' 1x)|-webkit-image-set(url(//PROBE/x) 1x)|cross-fade(url(//PROBE/x),red)|"
    "fill:url(//PROBE/x#a)|fill:url('#a');background:url(//PROBE/x)|/*;*/background:url(/*#*///PROBE/x)|"
    "background:url(#a),url(//PROBE/x)|href|xlink:href|onload|onclick|style|class|0s|1s|click|load|red|true|text/css|stylesheet|"
    "expression(CODE)|behavior:url(//PROBE/x)|attr(data-x)|var(--a)|--a:url(//PROBE/x);background:var(--a)|"
    '@import \'//PROBE/x\'|"/*";background:url(//PROBE/x);"*/"|background:\\\nurl(//PROBE/x)|background:url(\\2f/PROBE/x)|'
    "https://PROBE/clicked|mailto:a@b.example|src(\"//PROBE/x\")|image('//PROBE/x')|element(#a)|paint(x)|0;url=//PROBE/x"
).split("|")
_TEXTS = (
    "words|CODE|<![CDATA[CODE]]>|&lt;script>CODE&lt;/script>|*{background:url(//PROBE/x)}|@import '//PROBE/x';|"
    "@import url(//PROBE/x);|@\\69mport '//PROBE/x';|@font-face{font-family:x;src:url(//PROBE/x)} *{font-family:x}|"
    "*{background:image-set('//PROBE/x' 1x)}|<!-- @import '//PROBE/x'; -->|/* x */@import/**/'//PROBE/x';|"
    "<![CDATA[@im]]><![CDATA[port '//PROBE/x';]]>|*{cursor:url(//PROBE/x),auto}|*{content:url(//PROBE/x)}|"
    "@namespace url(//PROBE/x);|*{list-style:url(//PROBE/x)}|*{mask:url(//PROBE/x#a)}|@media all{*{fill:url(//PROBE/x#a)}}|"
    "<?xml-stylesheet href='//PROBE/x.css'?>|&#60;script&#62;|<?php CODE ?>|]]|*{background:\\75\\72\\6c(//PROBE/x)}"
).split("|")
_BEFORE = (
    "",
    "",
    "",
    "<?xml version='1.0'?>",
    "<?xml version='1.0' encoding='UTF-8'?>\n",
    "<?xml version='1.1'?>",
    "<?xml-stylesheet href='//PROBE/x.css' type='text/css'?>",
    "<!DOCTYPE svg>",
    "<!DOCTYPE svg SYSTEM '//PROBE/x.dtd'>",
    '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "CODE">]>',
    '<!DOCTYPE svg [<!ENTITY a "<script>CODE</script>">]>',
    "<!-- a --><!-- -->",
    "\ufeff",
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">',
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">',
)
_NAMED = ("&lpar;", "&colon;", "&NewLine;", "&Tab;", "&sol;", "&commat;", "&num;", "&nbsp;", "&quot;")
_NAMES = f'xmlns="{_SVG}" xmlns:xlink="{_XLINK}" xmlns:q="{_XLINK}" xmlns:h="{_XHTML}" xmlns:i="http://ns.adobe.com/x" xmlns:x="urn:x"'


def random_drawings(chance: random.Random) -> Iterator[bytes]:
    """Drawings without end: half grown from nothing, half the kit's own with a piece changed."""
    known = [*ACTIVE.values()], [*HARMLESS.values()]
    while True:
        text = _grown(chance) if chance.random() < 0.5 else _bent(chance, chance.choice(chance.choice(known)))
        yield text.encode("utf-16" if chance.random() < 0.02 else "utf-8", "replace")


def _grown(chance: random.Random) -> str:
    inside = "".join(_element(chance, 3) for _ in range(chance.randint(1, 4)))
    own = " ".join({(pair := _attribute(chance)).partition("=")[0]: pair for _ in range(chance.randint(0, 2))}.values())
    return f"{chance.choice(_BEFORE)}<svg {_NAMES} {own}>{inside}</svg>"


def _element(chance: random.Random, depth: int) -> str:
    # Nearly all of what is allowed: one element that is not, and the browser never sees the rest.
    name = chance.choice(_ELEMENTS if chance.random() < 0.04 else _USUAL)
    pairs = {(pair := _attribute(chance)).partition("=")[0]: pair for _ in range(chance.choice((0, 1, 1, 2, 3)))}
    space = chance.choice((f' xmlns="{_XHTML}"', ' xmlns=""')) if chance.random() < 0.03 else ""
    inside = "".join(_element(chance, depth - 1) for _ in range(chance.randint(0, 2))) if depth else ""
    if chance.random() < 0.4 or name == "style":
        text = chance.choice(_TEXTS)
        at = chance.randint(0, len(text)) if chance.random() < 0.05 else -1
        inside += text if at < 0 else text[:at] + chance.choice(_NAMED) + text[at:]
    return f"<{name}{space} {' '.join(pairs.values())}>{inside}</{name}>"


def _attribute(chance: random.Random) -> str:
    value = chance.choice(_VALUES if chance.random() < 0.2 else _TAME)
    if chance.random() < 0.1:
        value = chance.choice(("", " ", "\n", "&#9;", "&#x20;", "/**/", "\\")) + value
    if chance.random() < 0.1:
        at = chance.randint(0, len(value))
        value = (
            value[:at] + chance.choice(("&#10;", "&#x0a;", "/**/", "\\", "\\0", "&#xFEFF;", "/*", *_NAMED)) + value[at:]
        )
    return f'{chance.choice(_KEYS)}="{value.replace("<", "&lt;").replace(chr(34), "&quot;")}"'


def _bent(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(text))
        kind = chance.randint(0, 4)
        if kind == 0:
            text = text[:at] + text[at + chance.randint(1, 4) :]
        elif kind == 1:
            text = (
                text[:at]
                + chance.choice(("/", " ", "\t", "\0", "&#0;", "<", ">", "'", '"', "\\", "/*", ":"))
                + text[at:]
            )
        elif kind == 2:
            text = re.sub(r"</svg>\s*\Z", lambda found: _element(chance, 1) + found[0], text)
        elif kind == 3:
            text = text.replace("svg", chance.choice(("SVG", "svg:svg", "svg")), 1)
        else:
            text = re.sub(r"<(\w+)", lambda found: f"<{found[1]} {_attribute(chance)}", text, count=1)
    return text


def _with_number(data: bytes, number: int) -> bytes:
    """What each trick asks for, told apart by the drawing's number."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    text = data.decode("utf-16" if wide else "utf-8", "surrogateescape")
    inner = base64.b64encode(drawing("<script>CODE</script>".replace("CODE", _CODE)).encode()).decode()
    text = text.replace("data:image/svg+xml,SVG", f"data:image/svg+xml;base64,{inner}")
    text = text.replace("data:text/html,HTML", "data:text/html,%3Cscript%3ECODE%3C/script%3E")
    text = text.replace("hit()", _CODE).replace("CODE", _CODE)
    text = text.replace(PROBE, "PROBE").replace("PROBE", f"{number}.{PROBE}")
    return text.encode("utf-16" if wide else "utf-8", "surrogateescape")


def run_drawings(
    browser: Any,
    drawings: Iterator[bytes],
    *,
    seconds: float = 1e9,
    most: int = 10**9,
    judge: Callable[[bytes], str] = find_active_svg,
) -> dict[str, Any]:
    """Judge drawings and open those that pass; returns figures, and under `found` each that acted with what it did."""
    done: dict[str, Any] = {"tried": 0, "passed": 0, "found": []}
    context = browser.new_context(viewport={"width": 800, "height": 600})
    served: dict[str, bytes] = {}
    asked: dict[str, set[str]] = {}

    def answer(route: Any) -> None:
        url = route.request.url
        if match := re.match(rf"https?://(\d+)\.{PROBE}/(.*)", url, re.IGNORECASE):
            # A link that leads to where links may lead, whatever was put into its path.
            path = re.sub(r"[^a-z]", "", unquote(match[2]))
            if not (path.startswith("clicked") and route.request.is_navigation_request()):
                asked.setdefault(match[1], set()).add(url)
            route.abort()
        elif url.startswith(f"{_HOME}/") and url.removeprefix(f"{_HOME}/") in served:
            route.fulfill(body=served[url.removeprefix(f"{_HOME}/")], content_type="image/svg+xml")
        elif url == f"{_HOME}/":
            frames = "".join(f'<iframe src="/{name}" width=90 height=60></iframe>' for name in served)
            route.fulfill(body=f"<!doctype html><title>t</title>{frames}", content_type="text/html")
        else:
            route.abort()

    context.route("**/*", answer)
    page = context.new_page()
    page.on("popup", lambda opened: opened.close())
    until = time.monotonic() + seconds
    while time.monotonic() < until and done["tried"] < most:
        served.clear()
        while len(served) < 40 and done["tried"] < most and time.monotonic() < until:
            done["tried"] += 1
            data = _with_number(next(drawings), done["tried"])
            if not judge(data):
                done["passed"] += 1
                served[str(done["tried"])] = data
        page.goto(f"{_HOME}/", wait_until="load")
        page.wait_for_timeout(250)
        page.evaluate(
            """() => { for (const frame of document.querySelectorAll("iframe")) try {
              for (const node of frame.contentDocument.querySelectorAll("*")) {
                node.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
                node.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, view: window})); }
            } catch (error) {} }"""
        )
        page.wait_for_timeout(250)
        for number in sorted(asked):
            done["found"].append((sorted(asked[number]), served.get(number, b"(an earlier one)")))
        asked.clear()
    context.close()
    return done


def count_acting(browser: Any) -> int:
    """How many of the kit's tricks the browser sees act when nothing judges them: the oracle, tried itself."""
    tricks = [text.encode() for text in ACTIVE.values()]
    return len(run_drawings(browser, iter(tricks), most=len(tricks), judge=lambda _: "")["found"])


def main() -> None:
    """Run for as long as asked, in Debian's Chromium."""
    from conftest import BROWSER_ARGS
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        done = run_drawings(browser, random_drawings(random.Random(args.seed)), seconds=args.seconds)
        # The oracle is tried too: what the list refuses must be seen to act.
        seen = count_acting(browser)
        browser.close()
    lines = ["\n  ".join([*asked, data.decode("utf-8", "replace")]) for asked, data in done["found"]]
    lines.append(
        f"{done['tried']} drawings, {done['passed']} passed, {len(lines)} of these acted; of the kit {seen} act"
    )
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(1 if done["found"] or not seen else 0)


if __name__ == "__main__":
    main()
