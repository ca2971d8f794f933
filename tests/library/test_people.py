"""Two people of one name: told apart by a line in each file, and named by the file where a name would not say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.config import load_config
from copydesk.errors import ContentError
from copydesk.library import load_library

BOXER = "---\nname: Kim Young-ho\ndisambiguation: boxer, born 1988\n---\n"
POET = "---\nname: Kim Young-ho\ndisambiguation: poet\n---\n"
TWO = {"content/people/kim-boxer.md": BOXER, "content/people/kim-poet.md": POET}


def problems_of(root: Path) -> list[str]:
    """The messages of a build that must fail."""
    with pytest.raises(ContentError) as caught:
        build_site(root)
    return str(caught.value).splitlines()


def test_two_of_one_name_have_a_page_each(tmp_path: Path) -> None:
    """Pages, lists, search and JSON-LD show the line; roles and quotations go to the one who is meant."""
    root = write_site(
        tmp_path,
        {
            **TWO,
            "content/articles/a.md": article(
                title="A fight",
                body="“I won,” he said.",
                people='[{person: kim-boxer, role: champion, quotes: ["I won"]}]',
            ),
            "content/articles/b.md": article(title="A verse", people="[person: kim-poet, Ada]"),
        },
    )
    build_site(root)
    boxer = (root / "site/people/kim-boxer/index.html").read_text(encoding="utf-8")
    poet = (root / "site/people/kim-poet/index.html").read_text(encoding="utf-8")
    assert "<title>Kim Young-ho (boxer, born 1988)" in boxer
    assert '"disambiguatingDescription":"boxer, born 1988"' in boxer.replace('": "', '":"')
    assert ("I won" in boxer, "I won" in poet, "champion" in poet) == (True, False, False)
    index = (root / "site/people/index.html").read_text(encoding="utf-8")
    assert [name in index for name in ("Kim Young-ho (boxer, born 1988)", "Kim Young-ho (poet)")] == [True, True]
    assert "Kim Young-ho (poet)" in (root / "site/articles/b/index.html").read_text(encoding="utf-8")
    names = "".join(path.read_text(encoding="utf-8") for path in (root / "site/search").glob("*.json"))
    assert all(f'"{name}"' in names for name in ("Kim Young-ho (boxer, born 1988)", "Kim Young-ho (poet)"))


def test_a_bare_name_of_two_is_an_error_that_names_both(tmp_path: Path) -> None:
    """Nothing is chosen by chance: the error lists both with their files, and how to write which."""
    root = write_site(tmp_path, {**TWO, "content/articles/a.md": article(people="[Ada, kim young-ho]")})
    assert problems_of(root) == [
        (
            'content/articles/a.md:4:15: "kim young-ho" is the name of 2 people: '
            "kim-boxer (boxer, born 1988, content/people/kim-boxer.md:1) and "
            "kim-poet (poet, content/people/kim-poet.md:1), "
            "write - person: kim-boxer"
        )
    ]


def test_a_draft_may_leave_it_open(tmp_path: Path) -> None:
    """Who is meant has to be said before it is published, not before it is written."""
    root = write_site(tmp_path, {**TWO, "content/articles/a.md": article(people="[Kim Young-ho]", draft="true")})
    build_site(root)


def test_two_files_of_one_name_need_a_line_each(tmp_path: Path) -> None:
    """Without one the file is named, with the line to add; two that say the same are no help either."""
    bare = "---\nname: Kim Young-ho\n---\n"
    root = write_site(tmp_path, {**TWO, "content/people/kim-poet.md": bare})
    assert problems_of(root) == [
        (
            'content/people/kim-poet.md:1: "Kim Young-ho" is also the name of content/people/kim-boxer.md, '
            "tell them apart: write disambiguation: … (such as boxer, born 1988) in both"
        )
    ]
    write_site(tmp_path, {"content/people/kim-poet.md": BOXER})
    assert len(problems_of(root)) == 2


def test_a_shared_alias_means_neither(tmp_path: Path) -> None:
    """It is a warning in the files, and an error where an article relies on it."""
    files = {
        "content/people/kim-a.md": "---\nname: Kim A\naliases: [Kim]\n---\n",
        "content/people/kim-b.md": "---\nname: Kim B\naliases: [kim]\n---\n",
    }
    root = write_site(tmp_path, {**files, "content/articles/a.md": article(people="[Kim A]")})
    assert [str(one) for one in load_library(load_config(root)).warnings] == [
        (
            'content/people/kim-a.md:1: "Kim" is also a name of content/people/kim-b.md: it means neither, '
            "keep it in one of them"
        ),
        (
            'content/people/kim-b.md:1: "kim" is also a name of content/people/kim-a.md: it means neither, '
            "keep it in one of them"
        ),
    ]
    write_site(root, {"content/articles/a.md": article(people="[Kim]")})
    assert '"Kim" is the name of 2 people' in problems_of(root)[0]


def test_a_persons_own_name_goes_before_anothers_alias(tmp_path: Path) -> None:
    """Who is called so means that person; the alias elsewhere is a warning."""
    files = {
        "content/people/kim.md": "---\nname: Kim\n---\n",
        "content/people/kim-b.md": "---\nname: Kim B\naliases: [Kim]\n---\n",
        "content/articles/a.md": article(people="[Kim]"),
    }
    root = write_site(tmp_path, files)
    warnings = [str(one) for one in load_library(load_config(root)).warnings]
    assert len(warnings) == 1
    assert "kim-b.md:1: the alias" in warnings[0]
    build_site(root)
    assert (root / "site/people/kim/index.html").is_file()
    assert not (root / "site/people/kim-b").exists()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """`person:` leads to a file, or is an error with the nearest one."""
    root = write_site(tmp_path, {**TWO, "content/articles/a.md": article(people="[person: kim-boxr]")})
    assert problems_of(root) == [
        (
            'content/articles/a.md:4:10: there is no content/people/kim-boxr.md for "person: kim-boxr", '
            'did you mean "kim-boxer"?'
        )
    ]


def test_bodies_have_pages_and_are_no_countries(tmp_path: Path) -> None:
    """A body has a page of its own and an index, and stands neither on the map nor among countries."""
    root = write_site(
        tmp_path,
        {"content/articles/a.md": article(bodies="[EU, North Atlantic Treaty Organization]", countries="[FR]")},
    )
    build_site(root)
    site = root / "site"
    assert sorted(path.name for path in (site / "bodies").iterdir()) == ["eu", "index.html", "nato"]
    assert "European Union" in (site / "bodies/eu/index.html").read_text(encoding="utf-8")
    assert re.search(
        'href="/bodies/eu/">(<bdi[^>]*>)?European Union', (site / "articles/a/index.html").read_text("utf-8")
    )
    front = (site / "index.html").read_text(encoding="utf-8")
    assert 'href="/bodies/"' in front[front.index("<footer") :]
    assert "European Union" not in (site / "countries/index.html").read_text(encoding="utf-8")
    assert '"@type":"Organization"' in (site / "articles/a/index.html").read_text("utf-8").replace('": "', '":"')


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("countries", "EU", '"EU" is no country, a body: write it under `bodies:` as EU'),
        ("countries", "NATO", '"NATO" is no country, a body: write it under `bodies:` as NATO'),
        ("countries", "Yugoslavia", '"Yugoslavia" is a state of the past, write the one that is meant of Serbia,'),
        ("countries", "USSR", '"USSR" is a state of the past, write the one that is meant of Russia, Ukraine,'),
        ("countries", "Catalonia", '"Catalonia" is a region, not a country, write Spain (ES)'),
        ("countries", "Quebec", '"Quebec" is a region, not a country, write Canada (CA)'),
        ("countries", "Frnace", 'unknown country "Frnace", did you mean "France"?'),
        ("countries", "Atlantis", 'unknown country "Atlantis"'),
        ("countries", "Hamas", 'unknown country "Hamas", write its English name'),
        ("countries", "Europe", '"Europe" is a part of the world, not a country, write the countries that are meant'),
        ("countries", "Ближний Восток", '"Ближний Восток" is a part of the world, not a country'),
        ("countries", "중동", '"중동" is a part of the world, not a country'),
        ("countries", "Europa", '"Europa" is a part of the world, not a country'),
        ("countries", "북한", 'unknown country "북한", write North Korea (KP)'),
        ("countries", "Deutschland", 'unknown country "Deutschland", write Germany (DE)'),
        ("countries", "Нидерланды", 'unknown country "Нидерланды", write Netherlands (NL)'),
        ("countries", "🇳🇴", 'unknown country "🇳🇴", write Norway (NO)'),
        ("countries", "소련", '"소련" is a state of the past, write the one that is meant of Russia,'),
        ("countries", "Jugoslawien", '"Jugoslawien" is a state of the past, write the one that is meant of Serbia,'),
        ("countries", "SU", '"SU" is a state of the past, write the one that is meant of Russia,'),
        ("countries", "Bayern", '"Bayern" is a region, not a country, write Germany (DE)'),
        ("countries", "스코틀랜드", '"스코틀랜드" is a region, not a country, write United Kingdom (GB)'),
        ("countries", "유럽연합", '"유럽연합" is no country, a body: write it under `bodies:` as EU'),
        ("bodies", "France", '"France" is a country, write it under `countries:` as FR'),
        ("bodies", "NATOO", 'unknown body "NATOO", did you mean "NATO"?'),
        ("bodies", "The Band", 'unknown body "The Band", docs/reference.md lists those that are known'),
    ],
)
def test_what_is_no_country_is_told_by_its_nature(tmp_path: Path, field: str, value: str, message: str) -> None:
    """A body, a state of the past and a region have answers of their own; a suggestion comes only where it is near."""
    root = write_site(tmp_path, {"content/articles/a.md": article(**{field: f"[{value}]"})})
    (problem,) = problems_of(root)
    assert message in problem
    if value == "Atlantis":
        assert problem.endswith("write its English name, or its code of two letters")


@pytest.mark.parametrize(
    ("born", "died", "wrong"), [("1990", "1980", True), ("1990-05", "1990", False), ("", "1980", False)]
)
def test_nobody_dies_before_being_born(tmp_path: Path, born: str, died: str, wrong: bool) -> None:
    """As far as both days are told; the file is named with what to do."""
    days = "".join(f'{key}: "{day}"\n' for key, day in (("born", born), ("died", died)) if day)
    root = write_site(tmp_path, {"content/people/ada.md": f"---\nname: Ada\n{days}---\n"})
    if wrong:
        assert problems_of(root) == ["content/people/ada.md:4:7: died before being born, swap born and died"]
    else:
        build_site(root)
