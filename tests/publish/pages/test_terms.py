"""The map of a digest's countries without its empty lands and seas, and what a country's page leads to."""

from __future__ import annotations

import random
import re
import unicodedata
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.publish.pages.terms import fold_tiles
from copydesk.publish.pages.values import Tile


def _tile(column: int, row: int) -> Tile:
    return Tile(code=f"{column}/{row}", name="", column=column, row=row, count=1, level=1)


@pytest.mark.parametrize("size", [1, 2, 7, 22, 60, 140, 250])
def test_no_two_countries_meet_and_the_compass_stays(size: int) -> None:
    """Folded, each tile has a place of its own, and none west or north of another has come east or south of it."""
    chance = random.Random(size)
    world = [(column, row) for column in range(31) for row in range(18)]
    tiles = [_tile(*place) for place in chance.sample(world, size)]
    before = {tile.code: tile for tile in tiles}
    folded = fold_tiles(tiles)
    assert sorted(tile.code for tile in folded) == sorted(before)
    assert len({(tile.column, tile.row) for tile in folded}) == size
    assert min(tile.column for tile in folded) == min(tile.row for tile in folded) == 0
    for axis in ("column", "row"):
        order = sorted(folded, key=lambda tile: getattr(before[tile.code], axis))
        places = [getattr(tile, axis) for tile in order]
        assert places == sorted(places)


def test_empty_lines_go() -> None:
    """Two countries at the ends of the world stand side by side; one row and column is left where one will do."""
    assert [(t.column, t.row) for t in fold_tiles([_tile(2, 3), _tile(28, 15)])] == [(0, 0), (1, 0)]
    assert fold_tiles([]) == ()


def test_neighbours_in_the_news_are_those_with_a_page(tmp_path: Path) -> None:
    """A country no article names is none of them, and no link leads nowhere; without any the heading is away."""
    files = {"content/articles/one.md": article("One", countries="[FR, DE]"), "content/articles/two.md": article("Two")}
    build_site(write_site(tmp_path, files))
    page = (tmp_path / "site/countries/france/index.html").read_text(encoding="utf-8")
    near = page.split('id="neighbours"')[1].split("</ul>")[0]
    assert re.findall('href="([^"]*)"', near) == ["/countries/germany/"]
    assert "Belgium" not in near
    (tmp_path / "content/articles/one.md").write_text(article("One", countries="[FR, KR]"), encoding="utf-8")
    build_site(tmp_path)
    assert 'id="neighbours"' not in (tmp_path / "site/countries/france/index.html").read_text(encoding="utf-8")
    assert not [path for path in (tmp_path / "site").rglob("*.html") if 'href=""' in path.read_text(encoding="utf-8")]


def test_ids_of_regions_are_letters_in_every_script(tmp_path: Path) -> None:
    """Marks of Devanagari and Thai are left out of them; the jumps above lead to them."""
    for lang in ("hi", "th"):
        config = f"title: T\nbase_url: https://digest.example/\nlanguage: {lang}\n"
        files = {"config.yaml": config, "content/articles/one.md": article("One", countries="[FR, KR]")}
        build_site(write_site(tmp_path / lang, files))
        page = (tmp_path / lang / "site/countries/index.html").read_text(encoding="utf-8")
        ids = re.findall('<tbody id="([^"]+)"', page)
        assert len(ids) == 2
        assert all(unicodedata.category(char)[0] == "L" for ident in ids for char in ident)
        assert re.findall('<li><a href="#([^"]+)"', page) == ids


def test_who_stands_beyond_a_list_is_counted(tmp_path: Path) -> None:
    """Of fourteen people named with somebody twelve are listed, and that two more are; of twelve nothing is said."""
    names = [f"Person Number{chr(97 + n)}" for n in range(15)]
    people = ", ".join(names)
    files = {"content/articles/one.md": article("One", people=f"[{people}]", countries="[FR]")}
    build_site(write_site(tmp_path, files))
    site = tmp_path / "site"
    first = (site / "people/person-numbera/index.html").read_text(encoding="utf-8")
    assert first.count("<details>") == 12
    assert re.findall('<p class="note">(and [^<]*)', first) == ["and 2 more"]
    country = (site / "countries/france/index.html").read_text(encoding="utf-8")
    assert re.findall('<p class="note">(and [^<]*)', country) == ["and 3 more"]
    (tmp_path / "content/articles/one.md").write_text(article("One", people=f"[{', '.join(names[:13])}]"))
    build_site(tmp_path)
    assert "and 0 more" not in (first := (site / "people/person-numbera/index.html").read_text(encoding="utf-8"))
    assert 'class="note">and' not in first


def test_a_person_of_a_country_without_a_page_links_to_none(tmp_path: Path) -> None:
    """The country's name stands there as text: its page is made where an article names it."""
    person = "---\nname: Ada Moreau\ncountry: FR\n---\n"
    files = {"content/people/ada-moreau.md": person, "content/articles/one.md": article("One", people="[Ada Moreau]")}
    build_site(write_site(tmp_path, files))
    page = (tmp_path / "site/people/ada-moreau/index.html").read_text(encoding="utf-8")
    assert "France" in page
    assert 'href=""' not in page
