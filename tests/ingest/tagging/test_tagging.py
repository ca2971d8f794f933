"""Tagging: roles, quotations, evidence, the registry, bylines, the line protocol, and the data it stands on."""

import dataclasses
import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from copydesk.countries import load_countries
from copydesk.errors import UsageError
from copydesk.ingest.tagging import KnownPeople, KnownPerson, suggest, suggest_jsonl
from copydesk.ingest.tagging.document import joined, make_document
from copydesk.ingest.tagging.gazetteer import find_places, load_gazetteer
from copydesk.ingest.tagging.lexicon import base_language, load_name_lexicon, support_of, surname_of
from copydesk.ingest.tagging.text import tokenize

GOLDENS = Path(__file__).parent / "goldens"


def blocks(name):
    """(text, other lines) of each case of a golden document."""
    found = []
    for block in (GOLDENS / name).read_text(encoding="utf-8").split("\n## ")[1:]:
        head, *lines = block.strip().split("\n")
        quoted = "\n".join(line[1:].strip() for line in lines if line.startswith(">"))
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", quoted)
        found.append(pytest.param(text, [line for line in lines if line and not line.startswith(">")], id=head))
    return found


@pytest.mark.parametrize(("text", "expected"), blocks("roles.md"))
def test_roles(text, expected):
    """The words that introduce a person, as printed, with their offset; nothing where there are none."""
    people = {person.name: person for person in suggest(title="", text=text).people}
    wanted = dict(line.split(": ", 1) for line in expected)
    assert {name: people[name].role or "-" for name in wanted} == wanted
    for person in people.values():
        start = person.role_start
        assert (text[start : start + len(person.role)] == person.role) if person.role else start == -1


@pytest.mark.parametrize(("text", "expected"), blocks("quotes.md"))
def test_quotations(text, expected):
    """Each quotation goes to who says it, word for word, with its offset."""
    found = suggest(title="", text=text)
    wanted = {name: openings.split("; ") for name, openings in (line.split(": ", 1) for line in expected)}
    given = {person.name: person.quotes for person in (*found.people, *found.mentioned_people) if person.quotes}
    assert {name: len(quotes) for name, quotes in given.items()} == {name: len(o) for name, o in wanted.items()}
    for name, openings in wanted.items():
        for quote, opening in zip(given[name], openings, strict=True):
            assert quote.text.startswith(opening)
            assert text[quote.start :].startswith(quote.text)


def test_each_suggestion_says_why():
    """Score, rule, count, first sentence and offsets stand with every person and country."""
    text = "Talks began on Monday. Chancellor Angela Merkel spoke in Berlin. Merkel said Germany would help."
    found = suggest(title="Merkel speaks", text=text)
    (person,) = found.people
    assert (person.name, person.count, person.rule) == ("Angela Merkel", 3, "title (chancellor)")
    assert person.evidence == "Chancellor Angela Merkel spoke in Berlin."
    assert [text[a:b] for a, b in person.spans] == ["Angela Merkel", "Merkel"]
    assert 0.5 < person.score <= 1
    (country,) = found.countries
    assert (country.code, country.name, country.count) == ("DE", "Germany", 2)
    assert country.evidence == "Chancellor Angela Merkel spoke in Berlin."
    assert 0 < country.score <= 1


def test_what_is_merely_named_is_kept_apart():
    """A country named once in passing, and a person who is only the owner of something, are not its subject."""
    text = (
        "South Korean President Moon Jae-in met ministers in Seoul on Monday to talk of the budget of South Korea.\n\n"
        + "The ministers of South Korea spoke for hours about money, and Moon listened to them for as long. " * 24
        + "\n\nOne of them had read John Bolton's book on a flight from Lisbon."
    )
    found = suggest(title="", text=text)
    assert [person.name for person in found.people] == ["Moon Jae-in"]
    assert [person.name for person in found.mentioned_people] == ["John Bolton"]
    assert [country.code for country in found.countries] == ["KR"]
    assert [country.code for country in found.mentioned_countries] == ["PT"]
    short = text.replace(
        "The ministers of South Korea spoke for hours about money, and Moon listened to them for as long. ", ""
    )
    assert "John Bolton" in [person.name for person in suggest(title="", text=short).people], "few are named in a brief"


def test_the_byline_is_nobody_in_the_article():
    """Neither a byline in the text nor one from metadata is suggested, unless the author is its subject."""
    text = "By Kang Seung-woo\n\nSouth Korea will raise its budget.\n\nKang Seung-woo ksw@example.org"
    assert suggest(title="", text=text).people == ()
    plain = "South Korea will raise its budget, writes Kang Seung-woo from Seoul."
    assert suggest(title="", text=plain, bylines=("Kang Seung-woo",)).people == ()
    about = "Kang Seung-woo won a prize. Kang said it was a surprise. Kang thanked readers."
    assert [p.name for p in suggest(title="", text=about, bylines=("Kang Seung-woo",)).people] == ["Kang Seung-woo"]


def test_a_masked_name_is_no_place():
    """An outlet's own name is no country's."""
    text = "The Kenya Gazette asked its readers. The Kenya Gazette will print their answers."
    assert suggest(title="", text=text, masked=("Kenya Gazette",)).countries == ()


REGISTRY = KnownPeople(
    people=(
        KnownPerson(name="Donald Trump", aliases=("Trump", "Donald J. Trump")),
        KnownPerson(name="Park Geun-hye", aliases=("Park",), family="Park", surname_only=False),
        KnownPerson(name="Robyn Fenty", aliases=("Rihanna",)),
        KnownPerson(name="Shinzo Abe", aliases=("Abe Shinzo",)),
    )
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Trump signed it on Friday. Trump said it was good.", ["Donald Trump"]),
        ("Donald J. Trump signed it. Later, Donald Trump left.", ["Donald Trump"]),
        ("Mr. Park said no. Mr. Park left.", ["Park"]),
        ("Park Geun-hye was pardoned. Park went home.", ["Park Geun-hye"]),
        ("Rihanna sang in Barbados.", ["Robyn Fenty"]),
        ("Abe Shinzo spoke, and Shinzo Abe's wife listened.", ["Shinzo Abe"]),
    ],
)
def test_the_registry_completes_only_what_it_states(text, names):
    """A stated alias leads to the registry's name; a shared surname does not."""
    assert [person.name for person in suggest(title="", text=text, registry=REGISTRY).people] == names


def test_without_the_registry_a_surname_stays_as_printed():
    """A surname alone is marked incomplete, for the editor to complete."""
    (person,) = suggest(title="", text="Finance Minister Miyazawa spoke. Miyazawa said no.").people
    assert (person.name, person.complete) == ("Miyazawa", False)


def test_an_alias_of_two_people_completes_nothing():
    """Where the registry states one alias for two people, the printed name stays."""
    two = KnownPeople(
        people=(KnownPerson(name="George Bush", aliases=("Bush",)), KnownPerson(name="Kate Bush", aliases=("Bush",)))
    )
    assert [p.name for p in suggest(title="", text="Mr. Bush spoke. Mr. Bush left.", registry=two).people] == ["Bush"]


def test_what_was_turned_down_is_not_suggested_again():
    """Rejected people and countries are in neither list."""
    text = "Angela Merkel met Emmanuel Macron in Germany. Merkel spoke of France. Macron spoke of Germany."
    registry = KnownPeople(rejected_people=("Emmanuel Macron",), rejected_countries=("FR",))
    found = suggest(title="", text=text, registry=registry)
    assert [p.name for p in (*found.people, *found.mentioned_people)] == ["Angela Merkel"]
    assert [c.code for c in (*found.countries, *found.mentioned_countries)] == ["DE"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "?!", "A", "-", "’s", "U.S", '"', "§ 1.2.3", "日本", "ＡＢＣ", "a\u200bb"]
)
def test_any_text_is_read(text):
    """Empty, tiny and odd texts give empty or small answers and never fail."""
    found = suggest(title=text, text=text)
    assert len(found.people) == 0
    assert len(found.countries) <= 1


@pytest.mark.slow
def test_time_grows_with_the_length_of_the_text():
    """No pattern is quadratic: hostile repetitions are read in time."""
    for unit in ("Aa ", "(", '"', "van ", "U.", "-", "By A ", "a@", "Kim Jong-", "photo by ", "/ A"):
        suggest(title="", text=unit * (20_000 // len(unit)))


def test_other_languages_get_only_sure_names():
    """In German, where all nouns are capitalised, only well-known names are suggested, without roles."""
    text = "Die Bundeskanzlerin Angela Merkel lobte in Berlin die Große Koalition und den Neuen Markt."
    (person,) = suggest(title="", text=text, lang="de").people
    assert (person.name, person.quotes) == ("Angela Merkel", ())


def test_the_line_protocol():
    """One JSON object in, one out: id, people with spans and role, countries; blank lines are passed over."""
    lines = [
        json.dumps({"id": "a", "title": "", "text": "President Emmanuel Macron spoke in Paris."}),
        "",
        json.dumps({"id": 2, "text": "Trump left.", "registry": [{"name": "Donald Trump", "aliases": ["Trump"]}]}),
    ]
    first, second = map(json.loads, suggest_jsonl(lines))
    assert first["id"] == "a"
    assert [(p["name"], p["spans"], p["role"]) for p in first["people"]] == [
        ("Emmanuel Macron", [[10, 25]], "President")
    ]
    assert [c["code"] for c in first["countries"]] == ["FR"]
    assert second["id"] == 2
    assert [p["name"] for p in second["people"]] == ["Donald Trump"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "is no object with a text"),
        ("3", "is no object with a text"),
        ("[" * 100_000, "recursion"),
        ('{"id": NaN, "text": "x"}', "is no JSON: NaN"),
        ('{"id": 1}', 'has neither "text" nor "registry"'),
        ('{"id": 1, "text": null}', '"text" is null, not a text'),
        ('{"id": 1, "text": "x", "title": ["y"]}', r'"title" is \["y"\], not a text'),
        ('{"id": 1, "text": "x", "lang": 5}', '"lang" is 5, not a text'),
        ('{"id": 1, "text": "x", "lang": "../../x"}', "not a language such as"),
        ('{"id": 1, "text": "x", "registry": [3]}', "a person without a name: 3"),
        ('{"registry": [{"aliases": ["x"]}]}', "a person without a name"),
        ('{"registry": "Ada Moreau"}', "neither a list of people nor a map"),
        ('{"registry": {"people": [], "rejected": 5}}', "neither a list of names nor a map"),
        ('{"registry": [{"name": "A", "aliases": "AM"}]}', "'AM' where a list belongs"),
        ('{"registry": [{"name": "A", "roles": "king"}]}', "'king' where a list of roles belongs"),
    ],
)
def test_a_line_that_is_no_article_is_named(line, said):
    """A broken line stops the stream with its number and what is wrong with it."""
    good = json.dumps({"id": 1, "text": "x"})
    with pytest.raises(UsageError, match=rf"line 2: .*{said}"):
        list(suggest_jsonl([good, line]))


def test_the_line_protocol_loads_no_cleaner():
    """A program that asks for names alone waits for the tagger, not for the cleaner and the library."""
    code = "import sys, copydesk.ingest.tagging; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"trafilatura", "lxml", "yaml", "copydesk.ingest.clean", "copydesk.library", "copydesk.config"}
    assert not heavy & set(loaded)


def test_a_registry_line_holds_until_the_next():
    """A registry without a text holds for all lines after it, one beside a text for that line alone."""
    text = {"text": "Moreau left."}
    lines = [
        {"registry": [{"name": "Ada Moreau", "aliases": ["Moreau"]}]},
        {"id": 1, **text},
        {"id": 2, **text, "registry": [{"name": "Eva Moreau", "aliases": ["Moreau"]}]},
        {"id": 3, **text},
        {"registry": []},
        {"id": 4, **text},
    ]
    answers = [json.loads(answer) for answer in suggest_jsonl(map(json.dumps, lines))]
    assert [[person["name"] for person in answer["people"]] for answer in answers] == [
        ["Ada Moreau"],
        ["Eva Moreau"],
        ["Ada Moreau"],
        [],
    ]


@pytest.mark.parametrize(
    ("lang", "text", "people", "countries"),
    [
        ("ko", "윤석열 대통령은 일본을 방문했다. 윤석열 대통령은 돌아왔다.", ["윤석열"], ["JP"]),
        ("ja", "バイデン大統領はドイツを訪れた。", ["バイデン"], ["DE"]),
        ("es", "El presidente Raúl Núñez habló en Perú.", ["Raúl Núñez"], ["PE"]),
        ("hi", "प्रधानमंत्री नरेंद्र मोदी ने रूस का दौरा किया।", ["नरेंद्र मोदी"], ["RU"]),
    ],
)
def test_letters_in_parts_are_read_as_whole_ones(lang, text, people, countries):
    """A text in decomposed letters, as Macs write file names, gives what the composed one gives, at its own offsets."""
    parts = unicodedata.normalize("NFD", text)
    found = suggest(title="", text=parts, lang=lang)
    assert [person.name for person in found.people] == people
    assert [country.code for country in found.countries] == countries
    for person in found.people:
        for start, end in person.spans:
            assert unicodedata.normalize("NFC", parts[start:end]) == person.name


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Chiefs of Mepe want GH¢200 million for the spillage.", ["GH"]),
        ("The contractor paid RM300,000 to an officer, the court heard.", ["MY"]),
        ("The tender was worth KSh 4 million, or R$ 9 million.", []),
        ("The farm grew RM rice.", []),
        ("The farm paid RM300,000 to a firm in Japan.", ["JP"]),
    ],
)
def test_money_tells_the_country_where_no_place_does(text, countries):
    """The one currency a text counts in stands for its country, where the text names no place at all."""
    assert [country.code for country in suggest(title="", text=text).countries] == countries


@pytest.mark.parametrize(
    ("lang", "text", "countries"),
    [
        ("ro", "Actorul maghiar Bence Horváth filmează la Sibiu.", {"RO", "HU"}),
        ("ro", "Sibiu Popescu a jucat cu Bence Horváth din Ungaria.", {"HU"}),
        ("tr", "Çin merkezli üretici Manisa'da fabrika kuracak.", {"TR", "CN"}),
        ("tr", "Hazine ve Maliye Bakanlığı duyurdu.", set()),
        ("de", "Er kommt aus Essen nach Polen.", {"PL"}),
    ],
)
def test_a_town_at_home_counts_by_a_sign_of_place(lang, text, countries):
    """Towns of the countries where a language is at home count where a word or ending says that a place is meant."""
    assert {country.code for country in suggest(title="", text=text, lang=lang).countries} == countries


def test_a_turkish_ending_is_no_part_of_a_name():
    """What stands after the apostrophe belongs to the sentence, and the span ends before it."""
    text = "Irak Başbakanı Haydar Salim'in istifası tartışılıyor."
    (person,) = suggest(title="", text=text, lang="tr").people
    assert [text[start:end] for start, end in person.spans] == [person.name] == ["Haydar Salim"]


def test_a_city_with_more_after_its_name_is_another():
    """San Juan de Lurigancho is no San Juan, while a team's nickname is its country's."""
    text = "A bridge fell in San Juan de Lurigancho. The Atlas Lions were told."
    assert [country.code for country in suggest(title="", text=text).countries] == ["MA"]


def test_a_tag_that_is_none_opens_no_file():
    """A page's `lang` may be anything: what is no tag is a language of which nothing is known."""
    assert base_language("../../names/de") == "und"
    assert base_language("e" * 5000) == "und"
    assert support_of("../../names/de") == "registry only"


def test_a_text_of_many_mentions_takes_time_in_proportion():
    """Four times the mentions look at about four times the masks, not sixteen times."""
    spans = joined((n * 10, n * 10 + 5) for n in range(4000))
    document = dataclasses.replace(make_document("", "x"), masks=spans)
    assert all(document.is_masked(n * 10 + 4, n * 10 + 9) for n in range(4000))
    assert not any(document.is_masked(n * 10 + 5, n * 10 + 10) for n in range(4000))
    assert joined([(5, 9), (0, 3), (2, 4), (8, 12)]) == ((0, 4), (5, 12))


# --- the data -----------------------------------------------------------------------------------------


def strong_names():
    """Folded name → codes of every strong country name in the gazetteer."""
    names = {}
    for term, entry in load_gazetteer().entries.items():
        if entry.kind == "name" and not entry.weak:
            names[term] = entry.codes
    return names


def test_no_two_countries_share_a_strong_name():
    """A strong name always means one country."""
    assert {name: codes for name, codes in strong_names().items() if len(codes) != 1} == {}


def test_every_country_has_a_name_that_is_found():
    """Each display name, in running text, leads to its own code."""
    for code, country in load_countries().items():
        places = [place for place in find_places(tokenize(f"Talks with {country.name} went on.")) if place.entry.codes]
        assert any(code in place.entry.codes for place in places), country.name


@pytest.mark.slow
def test_demonyms_agree_with_an_independent_list():
    """Names and adjectives that countrynames (OpenSanctions) knows lead to the same country there."""
    countrynames = pytest.importorskip("countrynames", reason="the independent list is in the dev group")
    # Parts that the list keeps apart, and forms in which it errs (Barbudans are not of Barbados).
    parts = {"ZR": "CD", "DG": "IO", "AC": "SH", "TA": "SH"}
    errs = {"barbudan", "mauritian", "turkish cypriot", "turkish cypriots"}
    compared, wrong = 0, []
    for term, entry in load_gazetteer().entries.items():
        theirs = countrynames.to_code(term) if entry.kind in ("name", "adjective") and not entry.weak else None
        if theirs is not None and term not in errs:
            compared += 1
            whole = theirs.partition("-")[0]
            if parts.get(whole, whole) not in entry.codes:
                wrong.append((term, entry.codes, theirs))
    assert compared > 450
    assert wrong == []


def test_name_lists_hold_no_ordinary_openers():
    """Days, months and pronouns are nobody's name in the lists."""
    lexicon = load_name_lexicon()
    assert lexicon.given.isdisjoint({"monday", "the", "he", "she", "president", "january"})
    assert {"angela", "kim", "olusegun", "valtteri", "shinzo"} <= lexicon.given
    assert {"merkel", "putin", "verstappen", "smith"} <= lexicon.family


@pytest.mark.shared
def test_the_raw_sample(shared):
    """The sample's 8 people, 3 countries, 9 roles and 12 quotations; its byline is nobody."""
    raw = (shared / "samples" / "korea-times-raw.txt").read_text(encoding="utf-8")
    body = raw[raw.index("Despite President") : raw.index("Kang Seung-woo ksw")].strip()
    found = suggest(title="'Another Trump-Kim summit unlikely'", text=body, bylines=("Kang Seung-woo",))
    people = {person.name: person for person in found.people}
    assert set(people) == {
        "Donald Trump",
        "Kim Jong-un",
        "Moon Jae-in",
        "Stephen Biegun",
        "Daniel Sneider",
        "Terence Roehrig",
        "Bruce Klingner",
        "Van Jackson",
    }
    assert [person.name for person in found.mentioned_people] == ["John Bolton"]
    assert {country.code for country in found.countries} == {"KP", "KR", "US"}
    assert all(person.role for person in (*found.people, *found.mentioned_people))
    given = {name: len(person.quotes) for name, person in people.items() if person.quotes}
    assert given == {"Terence Roehrig": 3, "Daniel Sneider": 5, "Bruce Klingner": 2, "Van Jackson": 2}
    whole = suggest(title="", text=raw)
    assert "Kang Seung-woo" not in {person.name for person in (*whole.people, *whole.mentioned_people)}


@pytest.mark.shared
def test_the_hard_cases(shared):
    """The development half of the hard cases: people and countries both right in all of them."""
    lines = (shared / "data" / "tagging" / "hard-cases-dev.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = []
    for case in map(json.loads, lines):
        found = suggest(title=case["title"], text=case["text"], registry=KnownPeople.from_json(case["registry"]))
        people = {person.name for person in found.people} - set(case["maybe_people"])
        countries = {country.code for country in found.countries} - set(case["maybe"])
        if people != set(case["people"]) or countries != set(case["countries"]):
            wrong.append((case["id"], people, countries))
    assert wrong == []


@pytest.mark.parametrize(
    ("lang", "text", "codes"),
    [
        ("en", "The UN and the European Union met. NATO was silent on it all day long.", {"EU", "NATO", "UN"}),
        ("en", "The Commonwealth Games open in the Commonwealth of Virginia.", set()),
        ("en", "MAN WHO FELL IN WELL IS SAVED BY NEIGHBOURS", set()),
        ("es", "La ONU y la UE firmaron un acuerdo con la OTAN.", {"EU", "NATO", "UN"}),
        ("ru", "ООН и Евросоюз подписали договор.", {"EU", "UN"}),
        ("zh", "欧盟和联合国签署协议。", {"EU", "UN"}),
        ("ko", "유엔은 유럽연합과 협력한다고 밝혔다.", {"EU", "UN"}),
    ],
)
def test_bodies_are_suggested_apart_from_countries(lang, text, codes):
    """International bodies are told by their names in several languages, and are never among the countries."""
    found = suggest(title="", text=text, lang=lang)
    assert {body.code for body in found.bodies} == codes
    assert not {country.code for country in found.countries} & {"EU", "UN"}


@pytest.mark.parametrize(
    ("name", "surname"),
    [
        ("Mette Frederiksen", "Frederiksen"),
        ("Martin Luther King Jr.", "King"),
        ("José Ramos-Horta", "Ramos-Horta"),
        ("Владимир Зеленский", "Зеленский"),
        ("Park Seo-yeon", "Park"),
        ("Xi Jinping", "Xi"),
        ("Nguyễn Phú Trọng", "Nguyễn"),
        ("Kim Philby", ""),
        ("Kim Jong Un", ""),
        ("Li Qiang", ""),
        ("김 민재", ""),
        ("Plato", ""),
    ],
)
def test_a_surname_is_told_or_left_open(name: str, surname: str) -> None:
    """The last word is the surname, or the first where it is an East Asian one; nothing where both may be."""
    assert surname_of(name) == surname
