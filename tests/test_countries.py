"""The built-in country data, and finding a country by what an editor writes."""

import dataclasses
import unicodedata

import pytest

from copydesk.countries import countries_in, country_names, find_country, load_countries
from copydesk.errors import did_you_mean

COUNTRIES = load_countries()


def test_every_iso_country_and_kosovo_is_there():
    """ISO 3166-1 has 249 entries; Kosovo (XK) is the one that the digest adds."""
    assert len(COUNTRIES) == 250
    assert {"XK", "TW", "PS", "SS", "AX"} <= set(COUNTRIES)
    assert {"CS", "AN", "SU", "YU"}.isdisjoint(COUNTRIES)
    assert list(COUNTRIES) == sorted(COUNTRIES)


def test_names_and_slugs_are_unique():
    """No two countries share a display name or the address of their page."""
    assert len({country.name for country in COUNTRIES.values()}) == 250
    assert len({country.slug for country in COUNTRIES.values()}) == 250
    assert all(country.slug.isascii() for country in COUNTRIES.values())


def test_no_two_countries_share_a_tile():
    """Each country has a square of its own on the tile-grid map."""
    tiles = [country.tile for country in COUNTRIES.values()]
    assert None not in tiles
    assert len(set(tiles)) == 250


def test_tiles_keep_the_compass():
    """The tile-grid map puts neighbours where a reader looks for them."""
    tile = {code: country.tile for code, country in COUNTRIES.items()}
    for west, east in [
        ("PT", "ES"),
        ("FR", "DE"),
        ("CN", "JP"),
        ("US", "GB"),
        ("SN", "ET"),
        ("CL", "AR"),
        ("IN", "VN"),
    ]:
        assert tile[west][0] < tile[east][0], (west, east)
    for north, south in [
        ("CA", "US"),
        ("US", "MX"),
        ("KP", "KR"),
        ("NO", "IT"),
        ("DZ", "ZA"),
        ("JP", "AU"),
        ("BR", "UY"),
    ]:
        assert tile[north][1] < tile[south][1], (north, south)


def test_borders_are_mutual():
    """A land border has two sides."""
    for code, country in COUNTRIES.items():
        assert code not in country.neighbours
        for other in country.neighbours:
            assert code in COUNTRIES[other].neighbours, (code, other)
    assert COUNTRIES["KR"].neighbours == ("KP",)
    assert COUNTRIES["JP"].neighbours == ()


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("NO", "NO"),
        ("no", "NO"),
        ("Norway", "NO"),
        ("south korea", "KR"),
        ("Republic of Korea", "KR"),
        ("DPRK", "KP"),
        ("U.S.", "US"),
        ("United States of America", "US"),
        ("the Netherlands", "NL"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("ivory coast", "CI"),
        (unicodedata.normalize("NFD", "São Tomé and Príncipe"), "ST"),
        ("Bosnia & Herzegovina", "BA"),
        ("St Lucia", "LC"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Burma", "MM"),
        ("Kosovo", "XK"),
        ("Guinea-Bissau", "GW"),
        ("Viet Nam", "VN"),
        ("Czechia", "CZ"),
        ("Georgia", "GE"),
        ("Dominica", "DM"),
    ],
)
def test_a_country_is_found_by_name_alias_or_code(written, code):
    """Case, accents, stops, hyphens and Unicode form do not matter."""
    assert find_country(written, COUNTRIES) is COUNTRIES[code]


@pytest.mark.parametrize("written", ["", " ", "Congo", "Frnace", "Narnia", "SU", "the", "."])
def test_what_names_no_one_country_finds_none(written):
    """A slip, a shared name and a withdrawn code are never guessed at."""
    assert find_country(written, COUNTRIES) is None


def test_capitals_are_told_in_english_alone():
    """Their names are known in one language: a page in another does without, rather than with a word of English."""
    known = load_countries()
    assert countries_in(known, "en-GB")["KR"].capital == "Seoul"
    assert {country.capital for country in countries_in(known, "ko").values()} == {""}


def test_a_slip_gets_the_closest_name():
    """Names and aliases are what a slip is compared with."""
    assert did_you_mean("Frnace", country_names()) == 'did you mean "France"?'
    assert did_you_mean("North Corea", country_names()) == 'did you mean "North Korea"?'


def test_an_override_is_found_under_its_own_name():
    """A digest may rename a country; the index follows the mapping it is given."""
    renamed = dataclasses.replace(COUNTRIES["CZ"], name="Bohemia", aliases=("Czechia",))
    mine = {**COUNTRIES, "CZ": renamed}
    assert find_country("bohemia", mine) is renamed
    assert find_country("bohemia", COUNTRIES) is None
