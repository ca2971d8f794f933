"""Containers made in memory, each with invented articles: what the intake's tests cut, mix and read."""

from __future__ import annotations

import base64
import gzip
import io
import json
import plistlib
import zipfile
from email.message import EmailMessage

TITLE = "Lighthouse keepers vote to leave the lamp lit by day"
PARAGRAPHS = (
    (
        "Keepers of the nine lighthouses along the northern sound voted on Monday to leave their lamps lit by day, "
        "so that "
        "ships in fog would no longer have to guess at the shape of the coast from the sound of a horn alone."
    ),
    (
        "The vote ends a quarrel of eleven years over the cost of oil, "
        "which the harbour council had put at four thousand "
        "crowns a month, and which the keepers had always held to be half of that in any ordinary winter."
    ),
    (
        "“A lamp that is out cannot be seen by anybody,” said Asta Holm, who keeps the southernmost light "
        "and who counted "
        "nineteen ships aground in the year before last, "
        "none of them at night and all of them in clear sight of her door."
    ),
    "Pilots from across the water have asked for the same at home, and their own council will hear them in the spring.",
)
TEXT = "\n\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
URL = "https://soundpost.example/2024/lamps"
PAGE = (
    f'<!DOCTYPE html><html><head><title>{TITLE}</title><meta property="og:url" content="{URL}"></head>'
    f"<body><article><h1>{TITLE}</h1>{HTML}</article></body></html>"
)


def letter(*, html: bool = True) -> bytes:
    """Return a letter with the story."""
    message = EmailMessage()
    message["From"] = "The Sound Post <letters@soundpost.example>"
    message["Subject"] = TITLE
    message["Date"] = "Mon, 04 Nov 2024 23:15:00 -0800"
    message["List-Unsubscribe"] = "<https://soundpost.example/u>"
    message.set_content(TEXT)
    if html:
        message.add_alternative(f"<html><body><h1>{TITLE}</h1>{HTML}</body></html>", subtype="html")
    return bytes(message)


def feed() -> bytes:
    """Return an RSS feed of one whole item."""
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>The Sound Post</title><link>https://soundpost.example/</link>"
        f"<item><title>{TITLE}</title><link>{URL}</link>"
        f"<pubDate>Mon, 04 Nov 2024 23:15:00 -0800</pubDate>"
        f"<content:encoded><![CDATA[{HTML}]]></content:encoded></item></channel></rss>"
    ).encode()


def atom() -> bytes:
    """Return an Atom feed of one whole entry."""
    body = HTML.replace("<", "&lt;")
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Sound Post</title><entry>'
        f'<title>{TITLE}</title><link href="{URL}"/><id>x</id><published>2024-11-04T23:15:00-08:00</published>'
        f'<content type="html">{body}</content></entry></feed>'
    ).encode()


def warc() -> bytes:
    """Return a WARC of one page."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE.encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {URL}\r\nContent-Type: application/http\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def packed(members: dict[str, bytes]) -> bytes:
    """Return a zip of members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        for name, data in members.items():
            box.writestr(name, data)
    return out.getvalue()


def har() -> bytes:
    """Return a HAR of one page."""
    content = {"mimeType": "text/html", "text": base64.b64encode(PAGE.encode()).decode(), "encoding": "base64"}
    entry = {"request": {"url": URL}, "response": {"status": 200, "content": content}}
    return json.dumps({"log": {"entries": [entry]}}).encode()


def wallabag() -> bytes:
    """Return wallabag's export of one entry."""
    return json.dumps(
        [
            {
                "title": TITLE,
                "url": URL,
                "content": HTML,
                "is_archived": 0,
                "tags": [],
                "id": 1,
                "created_at": "2024-11-09T10:00:00+00:00",
                "published_by": [],
                "mimetype": "text/html",
                "language": "en",
                "domain_name": "soundpost.example",
            }
        ]
    ).encode()


ARTICLES = {
    "letter": letter(),
    "mailbox": b"From a@soundpost.example Mon Nov  4 08:00:00 2024\n" + letter() + b"\n",
    "rss": feed(),
    "atom": atom(),
    "json feed": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"title": TITLE, "url": URL, "content_html": HTML}]}
    ).encode(),
    "front matter": f"---\ntitle: {TITLE}\ndate: 2024-11-04\ntags: [lamps]\n---\n{TEXT}\n".encode(),
    "toml": f'+++\ntitle = "{TITLE}"\ndate = 2024-11-04\n+++\n{TEXT}\n'.encode(),
    "warc": warc(),
    "warc.gz": gzip.compress(warc(), mtime=0),
    "page.gz": gzip.compress(PAGE.encode(), mtime=0),
    "zip": packed({"a.html": PAGE.encode()}),
    "har": har(),
    "wallabag": wallabag(),
    "webarchive": plistlib.dumps(
        {"WebMainResource": {"WebResourceData": PAGE.encode(), "WebResourceURL": URL}}, fmt=plistlib.FMT_BINARY
    ),
    "table": f'title,url,date,text\n"{TITLE}",{URL},2024-11-04,"{TEXT}"\n'.encode(),
    "factiva": f"HD  {TITLE}\nPD  4 November 2024\nSN  The Sound Post\nLP\n{TEXT}\n\nAN  Document SND1\n".encode(),
    "lexis": (
        f"1 of 1 DOCUMENTS\n\nThe Sound Post\n\nNovember 4, 2024 Monday\n\n{TITLE}\n\nLENGTH: 180 words\n\n{TEXT}\n\n"
        "LOAD-DATE: November 4, 2024\n"
    ).encode(),
    "nitf": (
        f"<nitf><head/><body><body.head><hedline><hl1>{TITLE}</hl1></hedline></body.head>"
        f"<body.content>{HTML}</body.content></body></nitf>"
    ).encode(),
}
LINKS = {
    "ris": f"TY  - NEWS\nTI  - {TITLE}\nAU  - Holm, Asta\nUR  - {URL}\nDA  - 2024/11/04\nER  - \n".encode(),
    "bibtex": f'@article{{a, title = {{{TITLE}}}, author = "Holm, Asta", url = {{{URL}}}}}\n'.encode(),
    "shortcut": f"[InternetShortcut]\nURL={URL}\n".encode(),
    "addresses": f"{URL}\n{URL}/\nhttps://other.example/a\n".encode(),
    "bookmarks": (
        f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p><DT><A HREF="{URL}" TAGS="lamps">{TITLE}</A></DL><p>'
    ).encode(),
}
