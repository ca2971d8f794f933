"""The archive's pages of years and months: where one can go on from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

DAYS = ("2017-11-30", "2018-02-10", "2018-02-11", "2018-02-12", "2018-06-12", "2018-12-01", "2018-12-24", "2020-01-01")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A digest with a month of three articles, one of one, one of two, and a year without any."""
    files = {f"content/articles/a{n}.md": article(f"Headline {n}", date=day) for n, day in enumerate(DAYS)}
    build_site(write_site(tmp_path_factory.mktemp("archive"), files))
    return next(tmp_path_factory.getbasetemp().glob("archive*")) / "site"


def _page(site: Path, address: str) -> str:
    return (site / address.strip("/") / "index.html").read_text(encoding="utf-8")


def _links(html: str, part: str) -> list[str]:
    """The addresses in the element of that class, in the order in which they stand."""
    found = re.search(rf'<(nav|section) class="{part}".*?</\1>', html, re.DOTALL)
    return re.findall(r'href="(/[^"]*)"', found[0]) if found else []


def test_a_month_leads_to_those_beside_it_across_years(site: Path) -> None:
    """Before and after it stand the nearest months that have articles, the first and last with one of the two."""
    assert _links(_page(site, "/archive/2018/06/"), "neighbours") == ["/archive/2018/02/", "/archive/2018/12/"]
    assert _links(_page(site, "/archive/2018/12/"), "neighbours") == ["/archive/2018/06/", "/archive/2020/01/"]
    assert _links(_page(site, "/archive/2017/11/"), "neighbours") == ["/archive/2018/02/"]
    assert _links(_page(site, "/archive/2018/"), "neighbours") == ["/archive/2017/", "/archive/2020/"]


def test_a_month_shows_the_months_of_its_year(site: Path) -> None:
    """Twelve months, links where there are articles, and which of them this is."""
    html = _page(site, "/archive/2018/06/")
    assert _links(html, "months") == ["/archive/2018/02/", "/archive/2018/06/", "/archive/2018/12/"]
    assert re.search(r'href="/archive/2018/06/" aria-current="page">Jun <b>1</b>', html)


def test_a_thin_month_shows_what_stands_around_it(site: Path) -> None:
    """One or two articles: those before and after in the same year stand below; three are enough."""
    assert _links(_page(site, "/archive/2018/06/"), "around") == [f"/articles/a{n}/" for n in (6, 5, 3, 2, 1)]
    assert _links(_page(site, "/archive/2018/02/"), "around") == []
    assert _links(_page(site, "/archive/2020/01/"), "around") == []
