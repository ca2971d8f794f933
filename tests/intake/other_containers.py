"""Containers of programs that were written down before a reader was tried on them, each with what must come out.

An expectation is `item`, `link` or `refused` for each part, then what is stated of the first item or link.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from intake.containers import packed

TITLE = "Brindle Bay to get a second lifeboat"
URL = "https://brindle.example/2023/03/lifeboat"
DAY = "2023-03-07"
PARAGRAPHS = (
    (
        "The council of Brindle Bay agreed on Tuesday to pay for a second lifeboat, after a winter in which the only "
        "one was out of service for thirty-one days."
    ),
    (
        "The boat will cost 412,000 pounds, half of it from the county, said Nora Whitfield, who has led the harbour "
        "committee since 2016 and grew up beside the slipway."
    ),
    (
        "Fishermen had asked for it in two petitions, and the second, signed by more people than live in the town, was "
        "read aloud before the vote was taken that evening."
    ),
)
TEXT = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
ESCAPED = HTML.replace("<", "&lt;")
GERMAN = (
    "Der Rat der Bucht hat am Dienstag beschlossen, ein zweites Rettungsboot zu kaufen, nachdem das einzige im Winter "
    "einunddreißig Tage lang nicht fahren konnte.\n\nDas Boot kostet 412.000 Pfund, die Hälfte zahlt die Grafschaft, "
    "sagte Nora Whitfield, die den Hafenausschuss seit 2016 leitet und am Ufer aufgewachsen ist."
)
JAPANESE = (
    "湾の町議会は火曜日、二隻目の救命艇を購入することを決めた。唯一の艇が冬の間に三十一日間使えなかったためである。\n\n"
    "費用は四十一万二千ポンドで、半分は州が負担すると港湾委員会の委員長が述べた。漁業者は二度の請願で求めていた。\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file and what must come out: the kinds of its parts in order, and what is stated of the first."""

    data: bytes
    parts: str
    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    url: str = ""
    source: str = ""


def _mail(subject: str, body: str, *, sender: str = "Bay News <news@brindle.example>", more: str = "") -> bytes:
    head = f"From: {sender}\nTo: me@x.example\nSubject: {subject}\nDate: Tue, 07 Mar 2023 20:15:00 +0000\n{more}"
    return f"{head}\n{body}\n".encode()


def _encoded(words: str) -> str:
    return "=?ISO-2022-JP?B?" + base64.b64encode(words.encode("iso2022_jp")).decode() + "?="


_ENTRY = (
    f"<entry><id>1</id><title>{TITLE}</title><link rel='alternate' type='text/html' href='{URL}'/>"
    f"<author><name>Tom Ash</name></author>"
)
_ROW = {"title": TITLE, "url": URL, "date": DAY, "author": "Tom Ash", "text": TEXT}
_NOTE = f'<!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note>{HTML}</en-note>'

SAMPLES = {
    "Atom 0.3": Sample(
        data=(
            f'<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Bay News</title>{_ENTRY}'
            f"<issued>2023-03-07T20:15:00+00:00</issued><modified>2023-03-08T01:00:00Z</modified>"
            f'<content type="text/html" mode="escaped">{ESCAPED}</content></entry></feed>'
        ).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="Bay News",
    ),
    "RSS 1.0": Sample(
        data=(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
            f"<channel><title>Bay News</title></channel><item><title>{TITLE}</title><link>{URL}</link>"
            f"<dc:date>2023-03-07T20:15:00+09:00</dc:date><dc:creator>Tom Ash</dc:creator>"
            f"<content:encoded><![CDATA[{HTML}]]></content:encoded></item></rdf:RDF>"
        ).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="Bay News",
    ),
    "RSS 0.91 with its DOCTYPE": Sample(
        data=(
            '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
            '"http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><title>Bay News</title>'
            f"<item><title>{TITLE}</title><link>{URL}</link><description>{PARAGRAPHS[0]}</description></item>"
            "</channel></rss>"
        ).encode(),
        parts="link", title=TITLE, url=URL,
    ),
    "Blogger": Sample(
        data=(
            '<feed xmlns="http://www.w3.org/2005/Atom"><title>Bay Blog</title><entry><id>s</id>'
            '<category scheme="http://schemas.google.com/g/2005#kind" '
            'term="http://schemas.google.com/blogger/2008/kind#settings"/><title>x</title>'
            f'<content type="text">false</content></entry>{_ENTRY}<published>2023-03-07T20:15:00.000-08:00</published>'
            '<category scheme="http://schemas.google.com/g/2005#kind" '
            'term="http://schemas.google.com/blogger/2008/kind#post"/>'
            f'<content type="html">{ESCAPED}</content></entry></feed>'
        ).encode(),
        parts="skipped item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="Bay Blog",
    ),
    "a letter forwarded by Gmail": Sample(
        data=_mail(
            f"Fwd: {TITLE}",
            "Have a look!\n\n---------- Forwarded message ---------\nFrom: Bay News <news@brindle.example>\n"
            f"Date: Tue, Mar 7, 2023 at 8:15 PM\nSubject: {TITLE}\nTo: <tom@brindle.example>\n\n{TEXT}",
            sender="Tom <tom@brindle.example>",
        ),
        parts="item", title=TITLE, date=DAY, source="Bay News",
    ),
    "a letter forwarded by a German Outlook": Sample(
        data=_mail(
            "WG: Zweites Rettungsboot",
            "-----Ursprüngliche Nachricht-----\nVon: Buchtblatt <news@bucht.example>\n"
            "Gesendet: Montag, 6. März 2023 20:15\nAn: j@x.example\nBetreff: Zweites Rettungsboot für die Bucht\n\n"
            + GERMAN,
            more="Content-Type: text/plain; charset=utf-8\n",
        ),
        parts="item", title="Zweites Rettungsboot für die Bucht", date="2023-03-06", source="Buchtblatt",
    ),
    "a letter in ISO-2022-JP": Sample(
        data=(
            f"From: {_encoded('湾新聞')} <a@wan.example>\nSubject: {_encoded('二隻目の救命艇')}\n"
            "Date: Tue, 7 Mar 2023 20:15:00 +0900\nMIME-Version: 1.0\n"
            "Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\n"
        ).encode() + JAPANESE.encode("iso2022_jp"),
        parts="item", title="二隻目の救命艇", date=DAY,
    ),
    "a mailbox whose second letter is cut off": Sample(
        data=b"From a Tue Mar  7 20:15:00 2023\n" + _mail(TITLE, TEXT) + b"\nFrom b Wed Mar  8 20:15:00 2023\n"
        + _mail("Two", f"--b1\nContent-Type: text/plain\n\n{PARAGRAPHS[0]}",
                more='MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b1"\n'),
        parts="item refused", title=TITLE, date=DAY,
    ),
    "a note of Notion": Sample(
        data=f"# {TITLE}\n\nURL: {URL}\nCreated: March 9, 2023 10:00 AM\nTags: boats\n\n{TEXT}\n".encode(),
        parts="item", title=TITLE, url=URL,
    ),
    "headers of MultiMarkdown": Sample(
        data=f"Title: {TITLE}\nAuthor: Tom Ash\nDate: 2023-03-07\nURL: {URL}\n\n{TEXT}\n".encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL,
    ),
    "Evernote": Sample(
        data=(
            '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE en-export SYSTEM '
            '"http://xml.evernote.com/pub/evernote-export4.dtd"><en-export><note>'
            f"<title>{TITLE}</title><created>20230308T100000Z</created><tag>boats</tag><note-attributes><source-url>"
            f"{URL}</source-url></note-attributes><content><![CDATA[{_NOTE}]]></content></note></en-export>"
        ).encode(),
        parts="item", title=TITLE, url=URL,
    ),
    "Google Reader's form": Sample(
        data=json.dumps({"id": "starred", "items": [{
            "title": TITLE, "published": 1678220100, "canonical": [{"href": URL}], "author": "Tom Ash",
            "origin": {"title": "Bay News"}, "summary": {"content": HTML},
        }]}).encode(),
        parts="item", title=TITLE, authors=("Tom Ash",), url=URL, source="Bay News",
    ),
    "Miniflux": Sample(
        data=json.dumps({"total": 1, "entries": [{
            "title": TITLE, "url": URL, "published_at": "2023-03-07T20:15:00Z", "author": "Tom Ash", "content": HTML,
            "feed": {"title": "Bay News"},
        }]}).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="Bay News",
    ),
    "Pinboard": Sample(
        data=json.dumps([{"href": URL, "description": TITLE, "time": "2023-03-09T10:00:00Z", "tags": "a b"}]).encode(),
        parts="link", title=TITLE, url=URL,
    ),
    "Raindrop": Sample(
        data=f'id,title,note,excerpt,url,folder,tags,created\n1,"{TITLE}","","x",{URL},Unsorted,"a, b",2023\n'.encode(),
        parts="link", title=TITLE, url=URL,
    ),
    "CSL without ids": Sample(
        data=json.dumps([{
            "type": "article-newspaper", "title": TITLE, "URL": URL, "container-title": "Bay News",
            "issued": {"date-parts": [[2023, 3, 7]]}, "author": [{"family": "Ash", "given": "Tom"}],
        }]).encode(),
        parts="link", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="Bay News",
    ),
    "a list of articles as JSON": Sample(
        data=json.dumps([_ROW]).encode(), parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL
    ),
    "articles as JSON, one a line": Sample(
        data="\n".join(json.dumps({**_ROW, "url": URL + n}) for n in ("", "2")).encode(),
        parts="item item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL,
    ),
    "the answer of a crawler": Sample(
        data=json.dumps({
            "authors": ["Tom Ash"], "date_publish": "2023-03-07 20:15:00", "date_download": "2023-04-01 10:00:00",
            "maintext": TEXT, "title": TITLE, "url": URL, "source_domain": "brindle.example", "description": "x",
        }).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="brindle.example",
    ),
    "the answer of an extractor": Sample(
        data=json.dumps({
            "title": TITLE, "author": "Tom Ash", "hostname": "brindle.example", "date": DAY, "raw_text": TEXT,
            "text": TEXT, "source": URL, "excerpt": PARAGRAPHS[0], "tags": "", "image": None,
        }).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), url=URL, source="brindle.example",
    ),
    "ninjs 2.0": Sample(
        data=json.dumps({
            "uri": "urn:x:1", "standard": {"name": "ninjs", "version": "2.0"}, "type": "text",
            "headlines": [{"value": TITLE, "role": "main"}], "bylines": [{"value": "By Tom Ash"}],
            "bodies": [{"role": "main", "value": HTML, "contenttype": "text/html"}],
            "firstcreated": "2023-03-07T20:15:00Z",
        }).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",),
    ),
    "LexisNexis in German": Sample(
        data=(
            "Dokument 1 von 1 DOKUMENTEN\n\nBuchtblatt\n\n7. März 2023 Dienstag\n\nZweites Rettungsboot für die Bucht\n"
            f"\nAUTOR: Tom Ash\n\nLÄNGE: 120 Wörter\n\n{GERMAN}\n\nUPDATE: 8. März 2023\n\nSPRACHE: GERMAN\n"
        ).encode(),
        parts="item", title="Zweites Rettungsboot für die Bucht", date=DAY, authors=("Tom Ash",), source="Buchtblatt",
    ),
    "Factiva without accession number": Sample(
        data=(
            f"HD  {TITLE}\nBY  Tom Ash\nPD  7 March 2023\nSN  Bay News\nLA  English\nLP\n{PARAGRAPHS[0]}\n\nTD\n"
            f"{PARAGRAPHS[1]}\n\nCO  x\nPUB  Bay Ltd\n"
        ).encode(),
        parts="item", title=TITLE, date=DAY, authors=("Tom Ash",), source="Bay News",
    ),
    "a table with semicolons in cp1252": Sample(
        data=f'Titel;Adresse;Datum;Text\nEin Boot für Brüssel;{URL};07.03.2023;"{TEXT} Größe"\n'.encode("cp1252"),
        parts="item", title="Ein Boot für Brüssel", date=DAY, url=URL,
    ),
    "a table with Korean heads": Sample(
        data=f'제목,주소,날짜,본문\n구명정,{URL},2023-03-07,"{"만의 의회는 구명정을 사기로 했다. " * 15}"\n'.encode(),
        parts="item", title="구명정", date=DAY, url=URL,
    ),
    "Substack": Sample(
        data=packed({
            "posts.csv": "post_id,post_date,is_published,type,audience,title,subtitle\n"
            f"1.lifeboat,2023-03-07T20:15:00.000Z,true,newsletter,everyone,{TITLE},sub\n".encode(),
            "posts/1.lifeboat.html": HTML.encode(), "email_list.x.csv": b"email,a\nq@x.example,1\n",
        }),
        parts="item", title=TITLE, date=DAY,
    ),
}  # fmt: skip

# What no article is, by the words that the refusal must have.
PROGRAMS = {
    "subtitles": "1\n00:00:01,000 --> 00:00:04,000\nThe council agreed.\n\n2\n00:00:05,000 --> 00:00:08,000\nYes.\n",
    "subtitles ": "WEBVTT\n\n00:01.000 --> 00:04.000\nThe council agreed on Tuesday to pay for a boat.\n",
    "a translation file": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain\\n"\n\nmsgid "Hello"\nmsgstr "Hallo"\n',
    "a patch": "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n a line\n-old line\n+new line\n b line\n",
    "a log": "\n".join(f"2023-03-07 20:{n:02}:00,123 INFO server.main request id={n} took 4 ms" for n in range(20)),
    "a log ": "\n".join(f'10.0.0.{n} - - [07/Mar/2023:20:15:{n:02} +0000] "GET / HTTP/1.1" 200 5' for n in range(9)),
    "settings": "[core]\nname = x\npath = /a/b\n\n[remote]\nurl = https://x.example/a\nfetch = +refs\n",
    "LaTeX": f"\\documentclass{{article}}\n\\title{{{TITLE}}}\n\\begin{{document}}\n{TEXT}\n\\end{{document}}\n",
    "Org mode": f"#+TITLE: {TITLE}\n#+DATE: 2023-03-07\n\n{TEXT}\n",
    "reStructuredText": f"{TITLE}\n{'=' * 40}\n\n:date: 2023-03-07\n:author: Tom Ash\n\n{TEXT}\n",
    "AsciiDoc": f"= {TITLE}\nTom Ash\n:date: 2023-03-07\n\n{TEXT}\n",
    "references from PubMed": "PMID- 123\nOWN - NLM\nTI  - Lifeboats in a bay.\nFAU - Ash, Tom\nDP  - 2023 Mar 7\n",
    "a program's source": "import os\n\ndef main(a, b):\n    for x in range(10):\n        print(x, a)\n    return a\n",
    "a program's source ": 'function go(a) {\n  const b = a + 1;\n  if (b > 2) {\n    send("x");\n  }\n}\n',
    "a program": "#!/bin/sh\nset -e\ncp a b\necho done\n",
    "an archive of Twitter": 'window.YTD.tweets.part0 = [ { "tweet": { "full_text": "hello" } } ]\n',
    "JSON with the keys": json.dumps({"cells": [{"cell_type": "markdown", "source": ["# x"]}], "nbformat": 4}),
    "JSON with the keys ": json.dumps([{"name": "Bay", "description": TEXT, "id": 4}]),
    "<TEI>": f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>{HTML}</body></text></TEI>',
}
