"""Each way of writing an address, a name or a text passes the same check (B24), whatever stands in it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
from hostile.payloads import PAYLOADS, quoted

from copydesk.countries import load_countries
from copydesk.errors import Problem
from copydesk.frontmatter.document import parse_yaml
from copydesk.frontmatter.fields import Fields
from copydesk.frontmatter.table import ARTICLE, COUNTRY, EDITION, PAGE, PERSON, SOURCE, FieldContext, read_fields

CONTEXT = FieldContext(zone=dt.UTC, countries=load_countries())

# name → what somebody writes where an address is wanted.
ADDRESSES: dict[str, str] = {
    "script": "javascript:hit()",
    "script-upper": "JAVASCRIPT:hit()",
    "script-mixed": "jAvAsCrIpT:hit()",
    "script-slashes": "javascript://e.example/%0ahit()",
    "script-tab": "java\tscript:hit()",
    "script-newline": "java\nscript:hit()",
    "script-return": "java\rscript:hit()",
    "script-blank-before": " javascript:hit()",
    "script-blanks-around": "\t javascript:hit() \n",
    "script-control-before": "\x01javascript:hit()",
    "script-null": "java\x00script:hit()",
    "script-zero-width": "java\u200bscript:hit()",
    "script-soft-hyphen": "java\u00adscript:hit()",
    "script-bom": "\ufeffjavascript:hit()",
    "script-wide": "\uff4aavascript:hit()",
    "script-entity": "javascript&colon;hit()",
    "script-number": "&#106;avascript:hit()",
    "script-percent": "javascript%3ahit()",
    "script-in-view": "view-source:javascript:hit()",
    "script-nested": "https:javascript:hit()",
    "script-after-break": "https://e.example/\njavascript:hit()",
    "live": "livescript:hit()",
    "mocha": "mocha:hit()",
    "vb": "vbscript:hit()",
    "data-html": "data:text/html,<script>hit()</script>",
    "data-base64": "data:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==",
    "data-svg": "data:image/svg+xml,<svg onload=hit()>",
    "data-upper": "DATA:text/html,x",
    "blob": "blob:https://e.example/1",
    "file": "file:///etc/passwd",
    "file-two": "file://localhost/etc/passwd",
    "ftp": "ftp://e.example/",
    "about": "about:blank",
    "chrome": "chrome://settings/",
    "intent": "intent://x#Intent;scheme=http;end",
    "mail": "mailto:a@e.example",
    "tel": "tel:+1",
    "ws": "ws://e.example/",
    "no-scheme": "e.example/page",
    "relative": "../../etc/passwd",
    "scheme-relative": "//e.example/",
    "backslashes": "\\\\e.example\\x",
    "mixed-slashes": "https:\\\\e.example/",
    "one-slash": "https:/e.example/",
    "three-slashes": "https:///e.example/",
    "no-host": "https://",
    "no-host-query": "https://?q",
    "no-host-fragment": "https://#x",
    "host-percent": "https://%00.example/",
    "host-percent-dot": "https://a%2eexample/",
    "host-comma": "https://a.example,b.example/",
    "host-brace": "https://{a}.example/",
    "view-source": "view-source:https://e.example/",
    "file-system": "filesystem:https://e.example/temporary/x",
    "feed-scheme": "feed:https://e.example/",
    "port-too-high": "https://e.example:99999/",
    "turned-round": "https://e.example/\u202egnp.exe",
    "script-colon-wide": "javascript\uff1ahit()",
    "script-colon-small": "javascript\ufe55hit()",
    "script-tab-upright": "\x0bjavascript:hit()",
    "script-feed": "\x0cjavascript:hit()",
    "script-line-end": "java\u2028script:hit()",
    "script-percent-twice": "javascript%253ahit()",
    "script-hex": "javascript&#x3a;hit()",
    "script-new-line-entity": "java&NewLine;script:hit()",
    "script-as-user": "http://javascript:hit()@e.example/",
    "script-backslash": "\\javascript:hit()",
    "script-joiner": "java\u2060script:hit()",
    "jar": "jar:https://e.example!/x",
    "mhtml": "mhtml:https://e.example/x.mht!x",
    "office": "ms-word:ofe|u|https://e.example/x",
    "ours": "web+desk:https://e.example/",
    "resource": "resource://gre/x",
    "content-id": "cid:1@e.example",
    "magnet": "magnet:?xt=urn:btih:1",
    "urn": "urn:isbn:1",
    "shell": "shell:x",
    "gopher": "gopher://e.example/",
    "ldap": "ldap://e.example/",
    "smb": "smb://e.example/x",
    "ssh": "ssh://e.example",
    "data-short": "data:,x",
    "data-blank": "data :text/html,x",
    "number-unclosed": "https://[::1",
    "number-zone": "https://[fe80::1%25eth0]/",
    "number-future": "https://[v1.x]/",
    "port-word": "https://e.example:port/",
    "port-minus": "https://e.example:-1/",
    "host-blank": "https://e example/",
    "host-quote": 'https://e"onx=hit()/',
    "host-angle": "https://<script>/",
    "two-schemes": "http:https://e.example/",
    "mark-before": "\u200ehttps://e.example/\u200e",
    "user": "https://bank.example@evil.example/",
    "user-password": "https://a:b@evil.example/",
    "user-backslash": "https://evil.example\\@bank.example/",
    "quote": 'https://e.example/" onclick="hit()',
    "single-quote-host": "https://e'x.example/",
    "tag": "https://e.example/<script>hit()</script>",
    "tag-host": "https://<b>.example/",
    "blank-host": "https://e .example/",
    "blank-path": "https://e.example/a b",
    "bidi": "https://e.example/\u202egpj.exe",
    "delete": "https://e.example/\x7f",
    "line-separator": "https://e.example/\u2028x",
    "private-use": "https://e.example/\ue000",
    "controls": "https://e.example/\x1b[31m",
    "open-bracket": "http://[::1",
    "no-address-in-brackets": "https://[zz]/",
    "port-too-large": "https://e.example:99999/",
    "port-of-letters": "https://e.example:x/",
    "empty-label": "https://e..example/",
    "jinja": "{{ 7*7 }}",
    "word": "x",
}  # fmt: skip

_Table = tuple[str, Callable[[str], str], tuple]
# Every place of every file where an address of another host may stand, by each name and short form it has.
PLACES: tuple[_Table, ...] = (
    ("source.url", lambda v: f"title: T\nsource:\n  url: {v}\n", ARTICLE.rows),
    ("source.url in braces", lambda v: f"title: T\nsource: {{url: {v}}}\n", ARTICLE.rows),
    ("source_url", lambda v: f"title: T\nsource_url: {v}\n", ARTICLE.rows),
    ("original_url", lambda v: f"title: T\noriginal_url: {v}\n", ARTICLE.rows),
    ("link", lambda v: f"title: T\nlink: {v}\n", ARTICLE.rows),
    ("link beside a source", lambda v: f"title: T\nsource: The Post\nlink: {v}\n", ARTICLE.rows),
    ("link beside a map", lambda v: f"title: T\nsource: {{name: P}}\nlink: {v}\n", ARTICLE.rows),
    ("image", lambda v: f"title: T\nimage: {v}\n", ARTICLE.rows),
    ("aliases", lambda v: f"title: T\naliases: [{v}]\n", ARTICLE.rows),
    ("alias alone", lambda v: f"title: T\nredirect_from: {v}\n", ARTICLE.rows),
    ("page aliases", lambda v: f"title: T\naliases: {v}\n", PAGE.rows),
    ("same_as", lambda v: f"name: N\nsame_as: [{v}]\n", PERSON.rows),
    ("same_as alone", lambda v: f"name: N\nsameAs: {v}\n", PERSON.rows),
    ("same_as.url", lambda v: f"name: N\nsame_as:\n  - label: L\n    url: {v}\n", PERSON.rows),
    ("outlet url", lambda v: f"name: N\nurl: {v}\n", SOURCE.rows),
    ("outlet feed", lambda v: f"name: N\nfeed: {v}\n", SOURCE.rows),
)


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_address_gets_through_under_any_name(name: str) -> None:
    """In every place, by every name of it, each of these is a problem, and the field comes back empty."""
    through = []
    for place, make, rows in PLACES:
        problems: list[Problem] = []
        node = parse_yaml(make(json.dumps(ADDRESSES[name])), "x.md")
        values = read_fields(rows, Fields(node, "x.md", problems), CONTEXT)
        if not problems or "hit(" in repr(_addresses_in(values)):
            through.append((place, _addresses_in(values)))
    assert through == []


def _addresses_in(values: dict) -> list:
    source = values.get("source")
    found = [values.get(key) for key in ("url", "feed", "image", "aliases")]
    found += [source.get("url") if isinstance(source, dict) else None]
    found += [row["url"] for row, _ in values.get("same_as") or ()]
    return [value for value in found if value]


# What a browser would read as a scheme; an entity or an escape in an outlet's name is text.
_HARMFUL = [
    name
    for name, written in ADDRESSES.items()
    if written.strip().lower().startswith(("javascript:", "data:", "vbscript:", "file:", "blob:", "mailto:", "//"))
]


@pytest.mark.parametrize("name", [*_HARMFUL, "script-tab", "open-bracket"])
def test_an_address_where_an_outlets_name_may_stand_is_checked_as_one(name: str) -> None:
    """`source: ADDRESS` is the address of the article, and no outlet of such a name."""
    problems: list[Problem] = []
    node = parse_yaml(f"title: T\nsource: {json.dumps(ADDRESSES[name])}\n", "x.md")
    values = read_fields(ARTICLE.rows, Fields(node, "x.md", problems), CONTEXT)
    assert problems
    assert not any(values["source"].values())


def test_the_short_form_of_a_source_takes_an_address_or_a_name() -> None:
    """An https address is the article's, and every other text an outlet's name."""
    found = []
    for written in ("https://e.example/a", "The Post", "Post: the paper", "Data: Sheet"):
        problems: list[Problem] = []
        node = parse_yaml(f"title: T\nsource: {json.dumps(written)}\n", "x.md")
        found.append(read_fields(ARTICLE.rows, Fields(node, "x.md", problems), CONTEXT)["source"])
        assert problems == []
    assert found[0] == {"url": "https://e.example/a"}
    assert [values["name"] for values in found[1:]] == ["The Post", "Post: the paper", "Data: Sheet"]


@pytest.mark.parametrize(
    "address",
    [
        "https://e.example/",
        "http://e.example",
        "HTTPS://E.example/A?b=c&d=1#e",
        "https://예시.example/경로",
        "https://e.example:8080/~a/(b)/c,d;e'f",
        "https://[2001:db8::1]/",
        "https://e.example/?u=a@b.example",
    ],
)
def test_honest_addresses_pass_everywhere(address: str) -> None:
    """Ports, queries, fragments, other scripts and brackets are fine in every place that takes an address."""
    for place, make, rows in PLACES:
        if "alias" in place:
            continue
        problems: list[Problem] = []
        values = read_fields(rows, Fields(parse_yaml(make(json.dumps(address)), "x.md"), "x.md", problems), CONTEXT)
        assert (problems, _addresses_in(values)) == ([], [address]), place


@pytest.mark.parametrize(
    "path",
    ['/a/"><script>/', "/a*/", "/a|b/", "/a<b/", "/\u202egpj/", "/a\\b/", "/a\u200b/", "/.git/config", "/a/./b/"],
)
def test_an_old_address_is_one_that_every_system_can_hold(path: str) -> None:
    """`aliases:` become folders of the site."""
    problems: list[Problem] = []
    node = parse_yaml(f"title: T\naliases: [{json.dumps(path)}]\n", "x.md")
    assert read_fields(ARTICLE.rows, Fields(node, "x.md", problems), CONTEXT)["aliases"] == ()
    assert problems


# A file of each kind with a text in every field that takes one, in lists and maps too.
EVERYWHERE = (
    (ARTICLE.rows, "title subtitle description place lang story edition image_alt image_caption image_credit summary"),
    (PERSON.rows, "name disambiguation sort family original original_lang id slug"),
    (COUNTRY.rows, "name slug region"),
    (EDITION.rows, "title summary slug"),
    (PAGE.rows, "title description slug lang"),
    (SOURCE.rows, "name lang license note"),
)


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_text_is_read_as_it_stands_or_refused(name: str) -> None:
    """No text in any field of any file makes reading fail, and none becomes another value than the text it is."""
    written = quoted(PAYLOADS[name])
    for rows, fields in EVERYWHERE:
        known = {row.name for row in rows}
        text = "".join(f"{field}: {written}\n" for field in fields.split() if field in known)
        if any(row.name == "title" and row.required for row in rows) and "title:" not in text:
            text += "title: T\n"
        problems: list[Problem] = []
        values = read_fields(rows, Fields(parse_yaml(text, "x.md"), "x.md", problems), CONTEXT)
        for field in fields.split():
            assert isinstance(values[field], str), field
