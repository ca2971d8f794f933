"""The page of an article: the way to it, and the story that it is part of."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import article, build_site, write_site


def page(root: Path, slug: str) -> str:
    """The article's page, from its main part on."""
    text = (root / f"site/articles/{slug}/index.html").read_text(encoding="utf-8")
    return text.partition("<main")[2].partition("</main>")[0]


def test_the_way_to_an_article_ends_at_its_first_topic(tmp_path: Path) -> None:
    """The front page and the first topic, as links; the article's own name stands once, as its headline."""
    files = {
        "content/articles/a.md": article("One headline", topics="[Treaties, Borders]"),
        "content/articles/b.md": article("Another"),
    }
    root = write_site(tmp_path, files)
    build_site(root)
    trail = page(root, "a").partition('class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', trail) == [
        ("/", "Front page"),
        ("/topics/treaties/", "Treaties"),
    ]
    assert "One headline" not in trail
    trail = page(root, "b").partition('class="crumbs"')[2].partition("</nav>")[0]
    assert re.findall(r'<a href="([^"]+)">', trail) == ["/"]


def test_a_story_is_told_in_order_with_the_article_in_its_place(tmp_path: Path) -> None:
    """Oldest first, each with its outlet; this one is marked and no link; above them how many articles and outlets."""
    outlets = ("Daily", "Weekly", "Daily")
    files = {
        f"content/articles/s{n}.md": article(
            f"Part {n}",
            date=f"2020-0{n}-02",
            story="a-long-way",
            source=f"{{name: {outlet}, url: 'https://{outlet.lower()}.example/{n}'}}",
        )
        for n, outlet in enumerate(outlets, 1)
    }
    root = write_site(tmp_path, files)
    build_site(root)
    for n in (1, 2, 3):
        section = page(root, f"s{n}").partition('id="thread"')[2].partition("</section>")[0]
        assert "3 articles, 2 outlets" in section
        assert re.findall(r"Part \d", section) == ["Part 1", "Part 2", "Part 3"]
        assert re.findall(r'<li class="now"><span class="here" aria-current="true">.*?(Part \d)', section) == [
            f"Part {n}"
        ]
        assert re.findall(r'href="/articles/s(\d)/"', section) == [str(other) for other in (1, 2, 3) if other != n]
        assert re.findall(r"<bdi>(\w+)</bdi>", section) == list(outlets)


def test_no_number_stands_over_a_story_of_which_only_a_part_is_shown(tmp_path: Path) -> None:
    """Beside an article stand twelve others at most: fourteen have no count, which would be one of a part."""
    days = [f"2020-01-{n:02}" for n in range(1, 15)]
    files = {f"content/articles/{day}.md": article(f"Of {day}", date=day, story="long") for day in days}
    root = write_site(tmp_path, files)
    build_site(root)
    [path] = root.glob(f"site/articles/*{days[-1]}*/index.html")
    section = path.read_text(encoding="utf-8").partition('id="thread"')[2].partition("</section>")[0]
    assert len(re.findall(r"<li", section)) == 13
    assert "articles," not in section
    assert '<p class="note">' not in section
