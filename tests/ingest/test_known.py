"""What ingest knows of the digest: who stands beside whom, so that one of two people of a name is chosen."""

from pathlib import Path

from copydesk.config import load_config
from copydesk.ingest.known import load_memory

ARTICLE = """---
title: {title}
date: 2024-05-0{day}
people:
  - person: {slug}
  - {other}
---

{title}.
"""


def write_digest(root: Path) -> None:
    """Two people of one name, and an article of each."""
    (root / "config.yaml").write_text("title: Test\nbase_url: https://example.org/\n", encoding="utf-8")
    people, articles = root / "content" / "people", root / "content" / "articles" / "2024"
    people.mkdir(parents=True)
    articles.mkdir(parents=True)
    for slug, line in (("kim-young-ho-boxer", "boxer, born 1988"), ("kim-young-ho-minister", "minister, born 1959")):
        text = f"---\nname: Kim Young-ho\ndisambiguation: {line}\n---\n"
        (people / f"{slug}.md").write_text(text, encoding="utf-8")
    for day, slug, other in ((1, "kim-young-ho-boxer", "Park Min-ji"), (2, "kim-young-ho-minister", "Cho Tae-yul")):
        text = ARTICLE.format(title=f"Story {day}", day=day, slug=slug, other=other)
        (articles / f"2024-05-0{day}-story.md").write_text(text, encoding="utf-8")


def test_people_are_known_with_those_whom_articles_name_beside_them(tmp_path: Path) -> None:
    """Each of two namesakes is known with the people of their own articles, fresh and from the cache alike."""
    write_digest(tmp_path)
    for _ in range(2):
        memory = load_memory(load_config(tmp_path))
        known = {person.slug: person.with_people for person in memory.knowledge.registry.people}
        assert known["kim-young-ho-boxer"] == {"Park Min-ji"}
        assert known["kim-young-ho-minister"] == {"Cho Tae-yul"}
        memory.save()
