"""Exports that come as zip files: what in them is an article, and that the rest is named and never a draft."""

from __future__ import annotations

import io
import json
import zipfile

from copydesk.intake.item import Item, LinkFound, Part, Refused, Skipped
from copydesk.intake.sniff import read_parts

TEXT = 3 * "".join(
    f"<p>{words}</p>"
    for words in (
        "The Suez Canal Authority said on Monday that it would widen the southern stretch of the waterway.",
        "Pilots have long asked for a wider channel there, where the banks are rocky and the wind comes from the side.",
        "The work will cost about 191 million dollars, the authority said, and be paid for from its own receipts.",
    )
)


def zipped(files: dict[str, str]) -> list[Part]:
    """The parts of a zip file with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return list(read_parts(buffer.getvalue(), "export.zip"))


def test_of_mediums_export_only_posts_are_read() -> None:
    """Its read-me, profile and claps are skipped by name; a draft asks; the canonical address is stated."""
    page = f"<html><head><title>Canal</title></head><body><article class='h-entry'><h1>Canal</h1>{TEXT}<footer>"
    link = '<a href="https://harbour-post.example/canal" class="p-canonical">Canonical link</a>'
    parts = zipped(
        {
            "README.html": "<html><body><h1>Your archive</h1><p>Thank you.</p></body></html>",
            "profile/profile.html": "<html><body><h1>Profile</h1><p>x@y.example</p></body></html>",
            "posts/2020-03-03_Canal-1.html": f"{page}{link}</footer></article></body></html>",
            "posts/draft_Tugs-2.html": f"{page}</footer></article></body></html>",
        }
    )
    posts = [part for part in parts if isinstance(part, Item)]
    assert [post.part for post in posts] == ["posts/2020-03-03_Canal-1.html", "posts/draft_Tugs-2.html"]
    assert posts[0].said.url == "https://harbour-post.example/canal"
    assert [post.said.draft for post in posts] == [False, True]
    assert "it was not published there" in posts[1].questions
    assert [part.part for part in parts if isinstance(part, Skipped)] == ["README.html", "profile/profile.html"]
    assert len(parts) == 4


def test_omnivores_texts_get_what_its_tables_say_of_them() -> None:
    """A text without a row is refused by name, a row without a text is a link."""
    row = {"savedAt": "2020-03-09T10:00:00Z", "state": "Active", "author": "Mira Tan", "publishedAt": "2020-03-03"}
    rows = [
        {**row, "slug": "canal-1", "title": "Canal", "url": "https://harbour-post.example/canal"},
        {**row, "slug": "tugs-2", "title": "Tugs", "url": "https://harbour-post.example/tugs"},
    ]
    parts = zipped(
        {
            "metadata_0_to_1.json": json.dumps(rows),
            "content/canal-1.html": f"<div>{TEXT}</div>",
            "content/lost-3.html": f"<div>{TEXT}</div>",
            "highlights/canal-1.md": "> wider",
        }
    )
    (item,) = [part for part in parts if isinstance(part, Item)]
    assert (item.said.title, item.said.authors, str(item.said.date)) == ("Canal", ("Mira Tan",), "2020-03-03")
    assert [part.said.title for part in parts if isinstance(part, LinkFound)] == ["Tugs"]
    assert [part.part for part in parts if isinstance(part, Refused)] == ["content/lost-3.html"]
    assert [part.part for part in parts if isinstance(part, Skipped)] == ["highlights/canal-1.md"]


def test_a_damaged_table_of_omnivore_is_refused() -> None:
    """Its texts are refused with it, none becomes a draft of unknown origin."""
    parts = zipped({"metadata_0_to_1.json": "[{", "content/canal-1.html": f"<div>{TEXT}</div>"})
    assert [part.part for part in parts if isinstance(part, Refused)] == [
        "metadata_0_to_1.json",
        "content/canal-1.html",
    ]
    assert len(parts) == 2
