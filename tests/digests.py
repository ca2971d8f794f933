"""A small digest for tests of builds, and edits of every kind to it, drawn by a seeded generator."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from copydesk.publish.render.layouts import packaged_layouts

PEOPLE = ("Ada Moreau", "Kim Jong-un", "Moon Jae-in", "Grace Obi", "Tove Lind")
COUNTRIES = ("France", "North Korea", "South Korea", "Kenya", "Norway")
CONFIG = """title: A digest
base_url: https://example.org/digest/
per_page: 4
editor: The desk
editions: monthly
features:
  social_images: false
"""


def article_text(chance: random.Random, number: int) -> str:
    """An article with some of everything that another page shows."""
    people = chance.sample(PEOPLE, 2)
    countries = chance.sample(COUNTRIES, chance.randint(1, 2))
    day = f"20{chance.randint(18, 20)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    extra = chance.choice(("", "tags: [trade]\n", "story: summit\n", "policy: excerpt\n", "draft: true\n"))
    paragraphs = [chance.choice(BODIES).format(n=chance.randint(1, 99)) for _ in range(chance.randint(1, 5))]
    quoted = chance.choice(("", f"  quotes: [{chance.choice(BODIES[:1]).format(n=number)}]\n"))
    names = f"- name: {people[0]}\n{quoted}- {people[1]}\n"
    return (
        f"---\ntitle: Headline {number} of {chance.randint(1, 9)}\ndate: {day}\npeople:\n{names}"
        f"countries: [{', '.join(countries)}]\n{extra}source:\n  name: Daily {chance.randint(1, 3)}\n"
        f"  url: https://news.example/{number}\n---\n\n" + "\n\n".join(paragraphs) + "\n"
    )


# Feeds of summaries, or of whole texts: then they change with each body too.
FEED_TEXTS = ("", "feed_text: full\n")
BODIES = (
    "A plain paragraph with the number {n} in it.",
    "One with *emphasis*, **weight** and a [link](https://example.com/{n}?a=1&b=2).",
    "## A heading {n}",
    "> Words that somebody said, {n} times.",
    "- one\n- two {n}\n- three",
    "Law & order, {n} of them — “quoted” and 'so on'.",
)


def write_digest(root: Path, chance: random.Random, count: int = 8) -> None:
    """A whole digest: articles, a person, a country, an edition, a page."""
    (root / "content/articles").mkdir(parents=True)
    (root / "config.yaml").write_text(CONFIG + chance.choice(FEED_TEXTS), encoding="utf-8")
    for number in range(count):
        (root / f"content/articles/a{number}.md").write_text(article_text(chance, number), encoding="utf-8")
    put(root, "content/people/ada-moreau.md", "---\nname: Ada Moreau\naliases: [A. Moreau]\n---\n\nA *life*.\n")
    put(root, "content/countries/KE.md", "---\ncode: KE\nname: Kenya\n---\n\nA note.\n")
    put(root, "content/pages/about.md", "---\ntitle: About\n---\n\nWho we are.\n")
    put(root, "content/images/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>\n')
    age(root)


def put(root: Path, path: str, text: str) -> None:
    """Write a file of the digest."""
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


# Times that no clock of a test gives: 2001 and after.
_TICKS = itertools.count(1_000_000_000)


def age(root: Path) -> None:
    """Let what was just written have been written long ago, each time at another second.

    A file changed just now is read again whatever its time says: then no build would be one of words alone.
    """
    files = [path for top in ("content", "layouts") for path in sorted((root / top).rglob("*")) if path.is_file()]
    for path in (*files, root / "config.yaml"):
        if path.stat().st_mtime > 1_500_000_000:
            tick = next(_TICKS)
            os.utime(path, (tick, tick))


def edit(root: Path, chance: random.Random) -> str:
    """Make one edit of a random kind; returns its name."""
    kind = chance.choice(EDITS)
    kind(root, chance)
    age(root)
    return kind.__name__.strip("_")


def _articles(root: Path) -> list[Path]:
    return sorted((root / "content/articles").glob("*.md"))


def _change_body(root: Path, chance: random.Random) -> None:
    path = chance.choice(_articles(root))
    text = path.read_text(encoding="utf-8")
    path.write_text(text + f"\n{chance.choice(BODIES).format(n=chance.randint(1, 99))}\n", encoding="utf-8")


def _change_headline(root: Path, chance: random.Random) -> None:
    path = chance.choice(_articles(root))
    head, _, rest = path.read_text(encoding="utf-8").partition("\ndate:")
    path.write_text(f"---\ntitle: Changed {chance.randint(1, 999)}\ndate:{rest}" if head else rest, encoding="utf-8")


def _change_words(root: Path, chance: random.Random) -> None:
    path = chance.choice(_articles(root))
    head, _, rest = path.read_text(encoding="utf-8").partition("\ncountries:")
    field = chance.choice(("subtitle", "summary", "description", "place"))
    lines = [line for line in head.split("\n") if not line.startswith(f"{field}:")]
    lines.insert(2, f"{field}: Words {chance.randint(1, 999)}")
    path.write_text("\n".join(lines) + f"\ncountries:{rest}", encoding="utf-8")


def _rewrite(root: Path, chance: random.Random) -> None:
    path = chance.choice(_articles(root))
    path.write_text(article_text(chance, int(path.stem.lstrip("abr") or 0)), encoding="utf-8")


def _add(root: Path, chance: random.Random) -> None:
    number = chance.randint(100, 999)
    put(root, f"content/articles/a{number}.md", article_text(chance, number))


def _delete(root: Path, chance: random.Random) -> None:
    paths = _articles(root)
    if len(paths) > 3:
        chance.choice(paths).unlink()


def _rename(root: Path, chance: random.Random) -> None:
    path = chance.choice(_articles(root))
    path.rename(path.with_name(f"r{chance.randint(1000, 9999)}.md"))


def _person(root: Path, chance: random.Random) -> None:
    life = chance.choice(("A life.", "Another *life*.", ""))
    name = chance.choice(("Ada Moreau", "Ada L. Moreau"))
    put(root, "content/people/ada-moreau.md", f"---\nname: {name}\naliases: [Ada Moreau, A. Moreau]\n---\n\n{life}\n")


def _second_person(root: Path, chance: random.Random) -> None:
    path = root / "content/people/grace-obi.md"
    if path.exists():
        path.unlink()
    else:
        put(
            root,
            "content/people/grace-obi.md",
            f"---\nname: Grace Obi\nhidden: {chance.choice(('true', 'false'))}\n---\n",
        )


def _country(root: Path, chance: random.Random) -> None:
    put(
        root,
        "content/countries/KE.md",
        f"---\ncode: KE\nname: {chance.choice(('Kenya', 'Kenia'))}\naliases: [Kenya]\n---\n",
    )


def _edition(root: Path, chance: random.Random) -> None:
    path = root / "content/editions/one.md"
    if path.exists() and chance.random() < 0.3:
        path.unlink()
    else:
        text = (
            f"---\ntitle: Number {chance.randint(1, 9)}\ndate: 2020-12-31\nsince: 2018-01-01\nuntil: 2020-12-31\n---\n"
        )
        put(root, "content/editions/one.md", text)


def _layout(root: Path, chance: random.Random) -> None:
    own = root / "layouts/article.html"
    if own.exists():
        own.unlink()
    else:
        text = (packaged_layouts() / "article.html").read_text(encoding="utf-8")
        put(root, "layouts/article.html", text.replace("<h1>", f'<h1 data-n="{chance.randint(1, 9)}">'))


def _partial(root: Path, chance: random.Random) -> None:
    text = (packaged_layouts() / "partials/foot.html").read_text(encoding="utf-8")
    put(root, "layouts/partials/foot.html", f"{text}<!-- {chance.randint(1, 9)} -->\n")


def _strings(root: Path, chance: random.Random) -> None:
    put(root, "layouts/strings.yaml", f"en:\n  people: {chance.choice(('Persons', 'People', 'Folk'))}\n")


def _config(root: Path, chance: random.Random) -> None:
    text = (
        CONFIG.replace("title: A digest", f"title: Digest {chance.randint(1, 9)}")
        .replace("per_page: 4", f"per_page: {chance.randint(3, 6)}")
        .replace("editions: monthly", f"timezone: {chance.choice(('UTC', 'Asia/Seoul'))}")
    ) + chance.choice(FEED_TEXTS)
    (root / "config.yaml").write_text(text, encoding="utf-8")


def _picture(root: Path, chance: random.Random) -> None:
    size = chance.randint(1, 9)
    put(root, "content/images/dot.svg", f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="4"/>\n')


def _tamper(root: Path, chance: random.Random) -> None:
    files = sorted(path for path in (root / "site").rglob("*.html"))
    victim = chance.choice(files)
    if chance.random() < 0.5:
        victim.unlink()
    else:
        victim.write_text("somebody was here", encoding="utf-8")


def _forget(root: Path, _chance: random.Random) -> None:
    shutil.rmtree(root / ".copydesk", ignore_errors=True)


EDITS: tuple[Callable[[Path, random.Random], None], ...] = (
    _change_body, _change_body, _change_body, _change_headline, _change_headline, _change_words, _change_words,
    _rewrite, _add, _delete, _rename, _person, _second_person, _country, _edition, _layout, _partial, _strings,
    _config, _picture, _tamper, _forget,
)  # fmt: skip
