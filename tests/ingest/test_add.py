"""`add`: raw copy in, draft articles out, through the command line as an editor uses it."""

from __future__ import annotations

import io
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import write_site

from copydesk.cli import main
from copydesk.config import load_config
from copydesk.frontmatter.document import split
from copydesk.ingest.add import Job, Knowledge, parts_of, process
from copydesk.ingest.clean import CleanHints
from copydesk.ingest.draft import Stated
from copydesk.ingest.tagging import KnownPeople
from copydesk.library import load_library
from copydesk.model import CleanArticle

RAW = """Home
News
World

Bridge over the Drina reopens

By Ana Petrova
Published 4 May 2021

Share
Tweet

The old bridge over the Drina reopened on Tuesday after two years of repairs, the town council said.

Mayor Jelena Ilic cut the ribbon before several hundred people who had waited since the morning in the rain.

"We have our bridge back," Ilic said, adding that heavy lorries would have to use the new road until autumn.

Write to the author at ana.petrova@outlet.example with corrections of any kind to this report.

Related articles
Subscribe to our newsletter
© 2021 The River Post. All rights reserved.
"""

OTHER = """Home
News

School canteens switch to local fruit

By Marko Juric
Published 9 June 2021

Every school canteen in the district will serve local fruit from September, the education office announced.

The office has signed contracts with eleven growers on the plain, most of them small, for apples, plums and pears.

Head teacher Vesna Babic welcomed the plan and said that the children had asked for it in a survey last winter.

PLUG.

Related articles
© 2021 The River Post. All rights reserved.
"""


@pytest.fixture
def digest(tmp_path: Path) -> Path:
    """An empty digest with one raw file beside it."""
    root = write_site(tmp_path / "digest", {"content/articles/.keep": ""})
    (tmp_path / "raw.txt").write_text(RAW, encoding="utf-8")
    return root


def add(root: Path, *words: str) -> int:
    """Run the verb on a digest."""
    return main(["add", "--root", str(root), *words])


def articles(root: Path) -> list[Path]:
    """Article files there are."""
    return sorted((root / "content/articles").rglob("*.md"))


def test_add_writes_a_draft_that_the_library_accepts(digest: Path, capsys: Any) -> None:
    """One file comes out, a draft, its chrome dropped with rule and line, and the build can read it."""
    assert add(digest, str(digest.parent / "raw.txt")) == 0
    (path,) = articles(digest)
    assert path.relative_to(digest).as_posix() == "content/articles/2021/2021-05-04-bridge-over-the-drina-reopens.md"
    (found,) = load_library(load_config(digest)).articles
    assert found.draft
    assert found.title == "Bridge over the Drina reopens"
    assert found.origin is not None
    assert found.origin.authors == ("Ana Petrova",)
    body = split(path.read_text(encoding="utf-8"), "x").body
    assert "Tweet" not in body
    assert body.count("bridge back") == 1
    assert "@" not in body
    told = capsys.readouterr().out
    assert "Tweet" in told
    assert "to settle" in told


def test_a_second_add_is_refused_and_nothing_is_overwritten(digest: Path, capsys: Any) -> None:
    """I5: the same text and a near copy are noticed; --force adds a second file and leaves the first alone."""
    raw = digest.parent / "raw.txt"
    add(digest, str(raw))
    (first,) = articles(digest)
    first.write_text(first.read_text(encoding="utf-8").replace("Tuesday", "Tuesday 4 May"), encoding="utf-8")
    before = first.read_bytes()
    assert add(digest, str(raw)) == 1
    assert "--force" in capsys.readouterr().err
    raw.write_text(RAW.replace("in the rain", "in heavy rain"), encoding="utf-8")
    assert add(digest, str(raw)) == 1
    assert add(digest, "--force", str(raw)) == 0
    assert len(articles(digest)) == 2
    assert first.read_bytes() == before


def test_the_same_file_is_called_so_whatever_became_of_its_article(
    digest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Added again after its article was rewritten at length, a file is refused as the same one, with its article."""
    raw = digest.parent / "raw.txt"
    add(digest, str(raw))
    (first,) = articles(digest)
    head = first.read_text(encoding="utf-8").split("\n---\n", 1)[0]
    first.write_text(head + "\n---\n\nOther words stand here now, and none of those before.\n", encoding="utf-8")
    capsys.readouterr()
    assert add(digest, str(raw)) == 1
    said = capsys.readouterr().err
    assert "the same file is already in" in said
    assert first.name in said


def test_dry_run_json_writes_nothing_and_prints_an_object_a_line(digest: Path, capsys: Any) -> None:
    """A failing input is an object with file and error, the rest goes on, and the exit code says so."""
    missing, raw = str(digest.parent / "none.txt"), str(digest.parent / "raw.txt")
    before = sorted(p for p in digest.rglob("*"))
    assert add(digest, "--dry-run", "--json", missing, raw) == 1
    assert sorted(p for p in digest.rglob("*")) == before
    printed = capsys.readouterr()
    failed, good, last = [json.loads(line) for line in printed.out.splitlines()]
    assert last["summary"]["written"] == 1
    assert last["summary"]["refused"]
    assert set(failed) == {"file", "error"}
    assert set(good) == {
        "file", "title", "subtitle", "authors", "date", "lang", "source", "image", "body", "text", "dropped",
        "people", "countries", "bodies", "warnings", "part", "status", "tags",
    }  # fmt: skip
    assert good["date"] == "2021-05-04"
    assert "ana.petrova" not in json.dumps({k: v for k, v in good.items() if k != "dropped"})


def test_a_sidecar_states_what_the_raw_file_lacks(digest: Path) -> None:
    """NAME.yaml beside NAME.txt gives date and source; an option on the command line wins over it."""
    (digest.parent / "raw.yaml").write_text(
        "date: 2021-05-05\nsource:\n  name: The River Post\n  url: https://river.example/a\nlang: en\n",
        encoding="utf-8",
    )
    add(digest, "--date", "2021-05-06", str(digest.parent / "raw.txt"))
    (found,) = load_library(load_config(digest)).articles
    assert found.date is not None
    assert found.date.date().isoformat() == "2021-05-06"
    assert found.origin is not None
    assert (found.origin.name, found.origin.url) == ("The River Post", "https://river.example/a")


def test_a_sidecar_may_name_the_authors_as_front_matter_does(digest: Path) -> None:
    """`source.authors` is where an article has its writers."""
    (digest.parent / "raw.yaml").write_text("date: 2021-05-05\nsource:\n  authors: [Ada Moreau]\n", encoding="utf-8")
    assert add(digest, str(digest.parent / "raw.txt")) == 0
    (found,) = load_library(load_config(digest)).articles
    assert found.origin is not None
    assert found.origin.authors == ("Ada Moreau",)


def test_publish_without_a_date_stays_a_draft(digest: Path, capsys: Any) -> None:
    """A date is asked for, never guessed, however much the editor wants to publish."""
    raw = digest.parent / "raw.txt"
    raw.write_text(RAW.replace("Published 4 May 2021\n", ""), encoding="utf-8")
    assert add(digest, "--publish", str(raw)) == 0
    (found,) = load_library(load_config(digest)).articles
    assert found.draft
    assert found.date is None
    assert "--date" in capsys.readouterr().out


def test_standard_input_and_folders_are_inputs_too(digest: Path, monkeypatch: Any) -> None:
    """`-` reads standard input; a folder is every raw file below it, without sidecars and hidden files."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(RAW.encode())))
    assert add(digest, "-") == 0
    folder = digest.parent / "folder"
    folder.mkdir()
    (folder / "one.txt").write_text(RAW.replace("Drina", "Sava").replace("Ilic", "Horvat"), encoding="utf-8")
    (folder / "one.yaml").write_text("date: 2021-05-07\n", encoding="utf-8")
    (folder / ".hidden.txt").write_text("x", encoding="utf-8")
    assert add(digest, "--force", str(folder)) == 0
    assert len(articles(digest)) == 2


def test_a_folder_is_searched_as_browsers_fill_it(digest: Path, capsys: Any) -> None:
    """What a browser saved beside a page, sidecars, read-me files and editors' litter are no articles."""
    inbox = digest / "raw"
    for name in ("Drina[1].txt", "Drina[1].yaml", "page.html", "page-Dateien/ad.html", "more/b.txt~", "more/README.md"):
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("" if name.endswith(".yaml") else RAW, encoding="utf-8")
    (inbox / "page.files.old").mkdir()
    (inbox / "page.files.old" / "a.txt").write_text(RAW, encoding="utf-8")
    main(["add", "--root", str(digest), "--dry-run", "--json", "--force", str(inbox)])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    files = [row["file"] for row in rows if row["file"]]
    assert [Path(file).relative_to(inbox).as_posix() for file in files] == [
        "Drina[1].txt", "page.files.old/a.txt", "page.html",
    ]  # fmt: skip


def test_words_without_a_headline_are_no_article(digest: Path, capsys: Any) -> None:
    """A frame with a word or two in it, as advertisements are saved, is refused."""
    (digest / "ad.html").write_text("<html><body>Advertisement</body></html>", encoding="utf-8")
    assert main(["add", "--root", str(digest), str(digest / "ad.html")]) == 1
    assert "no article was found in" in capsys.readouterr().err


def test_corrections_teach_the_outlets_profile(digest: Path, capsys: Any) -> None:
    """A line the editor took out is dropped from the outlet's next article, and the lesson stands in a file."""
    raw = digest.parent / "raw.txt"
    plug = "The River Post is printed in Foča"
    raw.write_text(RAW.replace("Related articles", f"{plug}.\n\nRelated articles"), encoding="utf-8")
    source = ("--source-name", "The River Post")
    add(digest, *source, "--keep", plug, str(raw))
    (path,) = articles(digest)
    text = path.read_text(encoding="utf-8")
    assert plug in text
    path.write_text("\n".join(line for line in text.split("\n") if plug not in line), encoding="utf-8")
    raw.write_text(OTHER.replace("PLUG", plug), encoding="utf-8")
    capsys.readouterr()
    add(digest, *source, "--force", str(raw))
    assert "learnt from content/articles" in capsys.readouterr().err
    assert plug in (digest / "content/sources/the-river-post.yaml").read_text(encoding="utf-8")
    (newest,) = [p for p in articles(digest) if p != path]
    assert plug not in newest.read_text(encoding="utf-8")


def test_a_rejected_name_is_never_suggested_again(digest: Path, capsys: Any) -> None:
    """`suggest --reject` writes to the repository, for one article or for the digest; both are kept to."""
    add(digest, str(digest.parent / "raw.txt"))
    (path,) = articles(digest)
    capsys.readouterr()
    assert main(["suggest", "--root", str(digest), str(path)]) == 0
    assert "Jelena Ilic" in capsys.readouterr().out
    assert main(["suggest", "--root", str(digest), "--reject", "Jelena Ilic", str(path)]) == 0
    capsys.readouterr()
    main(["suggest", "--root", str(digest), str(path)])
    assert "+ Jelena Ilic" not in capsys.readouterr().out
    assert "Jelena Ilic" in (digest / "content/rejected.yaml").read_text(encoding="utf-8")


def test_what_was_private_where_it_comes_from_is_never_published_at_once(digest: Path, tmp_path: Path) -> None:
    """A post that is a draft in its front matter stays a draft, whatever `--publish` says."""
    words = " ".join(["The harbour will close for nine days in May, the port office said."] * 8)
    post = tmp_path / "post.md"
    post.write_text(f"---\ntitle: A post\ndate: 2024-05-01\ndraft: true\n---\n\n{words}\n", encoding="utf-8")
    assert add(digest, "--publish", str(post)) == 0
    (found,) = articles(digest)
    assert "draft: true" in found.read_text(encoding="utf-8")


def test_what_is_merely_mentioned_is_told_too(digest: Path, capsys: Any) -> None:
    """Countries that a text names by the way are listed as such, not passed over."""
    serbia = (
        "Serbia's minister of transport came from Belgrade, and Serbia paid for the works. Some had come from Croatia."
    )
    (digest.parent / "raw.txt").write_text(
        RAW.replace('"We have our bridge back,"', f'{serbia}\n\n"We have our bridge back,"')
    )
    assert add(digest, str(digest.parent / "raw.txt")) == 0
    assert re.search(r"^  mentioned  .*Croatia", capsys.readouterr().out, re.MULTILINE)


def test_a_source_that_no_reader_can_open_is_asked_about(digest: Path, capsys: Any) -> None:
    """An address of this machine or of a network at home is taken as stated, and asked about."""
    assert add(digest, "--source-url", "http://192.168.1.4/x", str(digest.parent / "raw.txt")) == 0
    assert "nobody but you can open http://192.168.1.4/x" in capsys.readouterr().out
    assert add(digest, "--force", "--source-url", "https://dispatch.example/x", str(digest.parent / "raw.txt")) == 0
    assert "nobody but you" not in capsys.readouterr().out


def test_force_says_what_the_new_article_repeats(digest: Path, capsys: Any) -> None:
    """A second article of one address or one text is made as asked, and the first is named."""
    raw = str(digest.parent / "raw.txt")
    assert add(digest, "--source-url", "https://dispatch.example/x", raw) == 0
    assert "second article" not in capsys.readouterr().out
    first = articles(digest)[0].relative_to(digest).as_posix()
    assert add(digest, "--force", "--source-url", "https://dispatch.example/x", raw) == 0
    assert f"{first} was read at the same address: this is a second article of it" in capsys.readouterr().out
    assert add(digest, "--force", raw) == 0
    assert "the same text is in" in capsys.readouterr().out


def reject(root: Path, *words: str) -> int:
    """Run `suggest`."""
    return main(["suggest", "--root", str(root), *words])


def test_a_name_turned_down_for_the_digest_is_named_where_it_still_stands(digest: Path, capsys: Any) -> None:
    """Without a file nothing is taken out of articles: each that has the name is told, with the command that does."""
    assert add(digest, str(digest.parent / "raw.txt")) == 0
    capsys.readouterr()
    assert reject(digest, "--reject", "Jelena Ilic") == 0
    said = capsys.readouterr().out
    assert "Jelena Ilic still stands in 1 article; to take it out: copydesk suggest" in said
    command = shlex.split(said.rpartition("copydesk ")[2])
    assert main([*command, "--root", str(digest)]) == 0
    assert "took out Jelena Ilic" in capsys.readouterr().out
    assert reject(digest, "--reject", "Jelena Ilic") == 0
    assert "still stands" not in capsys.readouterr().out


def test_a_slip_in_a_name_that_is_turned_down_is_told(digest: Path, capsys: Any) -> None:
    """The article never had it, and the closest name that it has is asked."""
    assert add(digest, str(digest.parent / "raw.txt")) == 0
    capsys.readouterr()
    assert reject(digest, "--reject", "Jelena Ilci", str(articles(digest)[0])) == 0
    told = capsys.readouterr().out
    assert 'has no Jelena Ilci in people:, countries: or bodies:, did you mean "Jelena Ilic"?' in told


@pytest.mark.parametrize(
    "words",
    [["--reject", ""], ["--reject", " "], ["--accept", "Ann"], ["--is", "Ann=ann"], ["--everywhere"], ["--role", "=x"]],
)
def test_halves_of_a_decision_are_refused(digest: Path, words: list[str], capsys: Any) -> None:
    """No name, or no article to write it into: nothing is written, and what lacks is said."""
    assert reject(digest, *words) == 2
    assert capsys.readouterr().err.startswith("copydesk: suggest: ")
    assert not (digest / "content/rejected.yaml").exists()


NOTE = """# The lock keeper's last winter

*Since 1974 she has opened the gates by hand*

By Maren Holt and Ida Sund
12. March 2021
Updated 9:15 a.m.

![The gates in snow](https://pictures.example/gates.jpg)

For forty-six winters Berit Aas has walked out at five in the morning to break the ice off the lower gates.
Nobody asked her to. The barges that needed it are gone.

## What remains

- the house
- two gates
"""


def _added(tmp_path: Path, text: str) -> CleanArticle:
    file = tmp_path / "note.md"
    file.write_text(text, encoding="utf-8")
    (job,) = parts_of(file.read_bytes(), file.name, Stated(), CleanHints())
    assert isinstance(job, Job)
    clean = process(job, Knowledge(registry=KnownPeople())).clean
    assert clean is not None
    return clean


def test_lines_above_a_markdown_text_say_who_wrote_it_and_when(tmp_path: Path) -> None:
    """Standfirst, byline, day and lead picture leave the body for their fields, each line listed; all else stays."""
    clean = _added(tmp_path, NOTE)
    assert clean.title == "The lock keeper's last winter"
    assert clean.subtitle == "Since 1974 she has opened the gates by hand"
    assert clean.authors == ("Maren Holt", "Ida Sund")
    assert str(clean.date) == "2021-03-12"
    assert clean.image is not None
    assert (clean.image.src, clean.image.alt) == ("https://pictures.example/gates.jpg", "The gates in snow")
    assert clean.body == NOTE[NOTE.index("For forty-six") :]
    assert [one.text for one in clean.dropped] == [
        "Since 1974 she has opened the gates by hand",
        "By Maren Holt and Ida Sund",
        "12. March 2021",
        "Updated 9:15 a.m.",
    ]


def test_a_markdown_text_that_says_neither_stays_as_it_is(tmp_path: Path) -> None:
    """Without a byline or a day above it, and below front matter that states them, no line leaves the body."""
    bare = NOTE.replace("By Maren Holt and Ida Sund\n12. March 2021\nUpdated 9:15 a.m.\n\n", "")
    assert _added(tmp_path, bare).body == bare[bare.index("*Since") :]
    front = "---\ntitle: The lock keeper's last winter\nauthors: [Maren Holt]\ndate: 2021-03-12\n---\n"
    stated = front + NOTE[NOTE.index("*Since") :]
    assert _added(tmp_path, stated).body == NOTE[NOTE.index("*Since") :]


@pytest.mark.parametrize("byline", ["*By Mira Tan, 3 March 2020*", "By Mira Tan | 2020-03-03"])
def test_a_day_beside_the_byline_of_a_markdown_text_is_its_own(tmp_path: Path, byline: str) -> None:
    """One line may say both, in emphasis or behind a bar."""
    story = NOTE[NOTE.index("For forty-six") :]
    clean = _added(tmp_path, f"# Canal to be widened\n\n{byline}\n\n{story}")
    assert (clean.title, clean.authors, str(clean.date)) == ("Canal to be widened", ("Mira Tan",), "2020-03-03")
    assert clean.body == story
