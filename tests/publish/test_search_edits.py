"""A body edit with search on: the files of words that change, and nothing else; always what a clean build makes."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from conftest import article, build_site, tree, write_site

from copydesk.publish.formats import postings

SYLLABLES = ("ka", "to", "mi", "ren", "sul", "po", "da", "vei", "nor", "eth", "김정", "東京", "é")


def words(chance: random.Random, count: int) -> str:
    """Invented words, some frequent and most rare."""
    made = []
    for _ in range(count):
        number = int(3000 * chance.random() ** 3)
        made.append("".join(SYLLABLES[int(digit)] for digit in str(number)) + chance.choice(("", "s", "김", "x1")))
    return " ".join(made)


def digest(root: Path, chance: random.Random, count: int) -> Path:
    """A digest of invented articles over some months, some of them excerpts or summaries."""
    files = {}
    for number in range(count):
        day = f"20{chance.randint(10, 12)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        policy = chance.choice(("full", "full", "full", "excerpt", "summary"))
        text = article(
            f"Headline {number}", body=f"First.\n\n{words(chance, 60)}", date=day, policy=policy, description="A word"
        )
        files[f"content/articles/a{number}.md"] = text
    return write_site(root, files)


def rewrite(root: Path, chance: random.Random, count: int) -> None:
    """Other bodies for some articles: words added, or most of the text taken away."""
    for number in chance.sample(range(count), 2):
        path = root / f"content/articles/a{number}.md"
        front, body = path.read_text(encoding="utf-8").rsplit("---\n", 1)
        cut = f"{body[: len(body) // 4]}\n"
        body = cut if chance.random() < 0.3 and "First." in cut else f"{body}\n\n{words(chance, 30)}\n"
        path.write_text(f"{front}---\n{body}", encoding="utf-8")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.slow
def test_body_edits_leave_the_index_that_a_clean_build_makes(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where files of words become too large, or small enough to be one again, and words become common or rare."""
    monkeypatch.setattr(postings, "SHARD_CHARS", 600)
    monkeypatch.setattr(postings, "LEXICON_CHARS", 300)
    monkeypatch.setattr(postings, "COMMON_LEAST", 6)
    monkeypatch.setattr(postings, "COMMON_SHARE", 0.4)
    chance = random.Random(seed)
    root = digest(tmp_path / "digest", chance, 30)
    built = build_site(root, jobs=1)
    quick = 0
    for _ in range(12):
        rewrite(root, chance, 30)
        built = build_site(root, jobs=1)
        quick += any(built.why(url) == "its text changed" for url in built.rendered)
        elsewhere = tmp_path / "clean"
        shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("site", ".copydesk"))
        build_site(elsewhere, jobs=1)
        made, wanted = tree(root / "site"), tree(elsewhere / "site")
        assert sorted(made) == sorted(wanted)
        assert [path for path in made if made[path] != wanted[path]] == []
        shutil.rmtree(elsewhere)
    assert quick >= 6  # most edits plan nothing


def test_what_is_not_ours_survives_a_body_edit(tmp_path: Path) -> None:
    """A swap of many small files brings along what somebody else put into the site."""
    root = digest(tmp_path / "digest", random.Random(1), 6)
    build_site(root)
    (root / "site/CNAME").write_text("digest.example\n", encoding="utf-8")
    (root / "site/mine").mkdir()
    (root / "site/mine/page.html").write_text("mine\n", encoding="utf-8")
    path = next(p for p in (root / "content/articles").iterdir() if "policy: full" in p.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8") + "\n\nZanzibar zeppelins.\n", encoding="utf-8")
    built = build_site(root)
    assert len(built.written.written) > 2
    assert (root / "site/CNAME").read_text(encoding="utf-8") == "digest.example\n"
    assert (root / "site/mine/page.html").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.slow
def test_a_word_changes_its_own_files_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new word in a body: its file of terms, of words, of endings, and the index; rows stay as they are."""
    monkeypatch.setattr(postings, "SHARD_CHARS", 600)
    monkeypatch.setattr(postings, "LEXICON_CHARS", 300)
    root = digest(tmp_path / "digest", random.Random(2), 30)
    build_site(root)
    path = next(p for p in (root / "content/articles").iterdir() if "policy: full" in p.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8") + " Zanzibar", encoding="utf-8")
    written = [name for name in build_site(root).written.written if name.startswith("search/")]
    kinds = sorted(name.split("/")[1][0] for name in written)
    assert kinds == ["e", "i", "t", "w"]


def test_a_back_dated_article_changes_the_rows_of_its_month_alone(tmp_path: Path) -> None:
    """Articles are numbered by month: those of other months keep their numbers and rows."""
    root = digest(tmp_path / "digest", random.Random(3), 30)
    build_site(root)
    (root / "content/articles/late.md").write_text(article("Late", date="2011-05-03", body="Words."), encoding="utf-8")
    written = build_site(root).written.written
    rows = {name for name in written if name.startswith("search/d-")}
    assert rows
    assert all(name.startswith("search/d-2011-05-") for name in rows)
