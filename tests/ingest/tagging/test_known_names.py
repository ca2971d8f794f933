"""The registry: names in any script, its index, people who share a name, and priors of country."""

import json

import pytest

from copydesk.ingest.tagging import KnownPeople, KnownPerson, suggest, suggest_jsonl
from copydesk.ingest.tagging.lexicon import support_of, warning_of

BOXER = KnownPerson(
    name="Kim Young-ho", slug="kim-young-ho-boxer", disambiguation="boxer, born 1988", country="KR", roles=("boxer",)
)
MINISTER = KnownPerson(
    name="Kim Young-ho", slug="kim-young-ho", disambiguation="unification minister", roles=("unification minister",)
)


def one(text, *people, lang="en"):
    """The only person suggested for a text."""
    (found,) = suggest(title="", text=text, registry=KnownPeople(people=people), lang=lang).people
    return found


@pytest.mark.parametrize(
    ("text", "alias", "lang"),
    [
        ("김정은은 러시아를 방문했다.", "김정은", "ko"),
        ("高市早苗さんが話した。", "高市早苗", "ja"),
        ("وقال عبد الفتاح السيسي إن الحل قريب.", "عبد الفتاح السيسي", "ar"),
        ("अनिल शर्मा ने कहा।", "अनिल शर्मा", "hi"),
        ("The leader (김정은) watched.", "김정은", "en"),
    ],
)
def test_an_alias_is_found_in_its_script(text, alias, lang):
    """A registry alias in a script without capitals leads to the registry's name."""
    assert one(text, KnownPerson(name="A Person", aliases=(alias,)), lang=lang).name == "A Person"


def test_the_original_is_a_name_too():
    """`original:` is found as an alias is."""
    assert (
        one("바이든은 떠났다. 조셉바이든은 돌아왔다.", KnownPerson(name="Joe B", original="조셉바이든"), lang="ko").name
        == "Joe B"
    )


@pytest.mark.parametrize("text", ["오나라당은 졌다.", "이오나라는 새 이름이다."])
def test_a_name_inside_a_word_is_none(text):
    """Hangul that goes on before or after a registry name is another word."""
    registry = KnownPeople(people=(KnownPerson(name="Oh Nara", aliases=("오나라",)),))
    assert not suggest(title="", text=text, registry=registry, lang="ko").people


def test_two_people_of_one_name_are_a_question():
    """With nothing to tell them apart both are candidates, and neither is chosen."""
    found = one("Kim Young-ho spoke on Monday.", BOXER, MINISTER)
    assert found.slug == ""
    assert {candidate.slug for candidate in found.candidates} == {BOXER.slug, MINISTER.slug}
    assert found.rule == "the name of 2 people"


def test_two_reasons_against_none_choose():
    """The boxer, where the text says boxer and names his country; each reason is told."""
    found = one("Kim Young-ho, a boxer from South Korea, won in Busan. Kim beat a Thai.", BOXER, MINISTER)
    assert found.slug == BOXER.slug
    assert found.candidates[0].why == "the text names KR; the text says boxer"


def test_one_reason_orders_and_does_not_choose():
    """One sign puts the minister first and leaves the choice to the editor."""
    found = one("Kim Young-ho, the unification minister, spoke.", BOXER, MINISTER)
    assert found.slug == ""
    assert found.candidates[0].slug == MINISTER.slug


def test_a_single_person_of_a_name_has_their_slug():
    """Whom a name means is said by the slug of the person's file."""
    assert one("Kim Young-ho spoke.", BOXER).slug == BOXER.slug


def test_the_index_is_made_once_a_state():
    """Each person's forms are read once, however many articles are tagged and whatever is rejected in each."""
    calls = []

    class Counted(KnownPerson):
        __slots__ = ()

        def stated(self):
            calls.append(self.name)
            return super().stated()

    registry = KnownPeople(people=tuple(Counted(name=f"Ann Person{n}") for n in range(20)))
    for _ in range(5):
        suggest(title="", text="Ann Person3 met Ann Person4 in Seoul.", registry=registry)
    assert len(calls) == 20


def test_a_registry_line_holds_for_all_lines_after_it():
    """`{"registry": […]}` alone is no article, and its people are known from then on."""
    lines = [
        json.dumps({"registry": [{"name": "Kim Ha-neul", "aliases": ["김하늘"]}]}),
        json.dumps({"id": 1, "text": "김하늘은 몽골에 갔다.", "lang": "ko"}),
    ]
    (answer,) = [json.loads(line) for line in suggest_jsonl(lines)]
    assert [person["name"] for person in answer["people"]] == ["Kim Ha-neul"]
    assert (answer["lang"], answer["support"], answer["countries"][0]["code"]) == ("ko", "names", "MN")


def test_bodies_are_suggested_apart():
    """The EU is a body, never a country."""
    found = suggest(title="EU backs Kenya", text="The EU will lend to Kenya. Kenya thanked the EU.")
    assert [body.code for body in found.bodies] == ["EU"]
    assert [country.code for country in found.countries] == ["KE"]


@pytest.mark.parametrize(
    ("lang", "support", "warning"),
    [
        ("en-GB", "full", ""),
        ("th", "registry only", "Thai: only people of the registry and country names are found"),
        ("xx", "registry only", "xx: only people of the registry are found"),
    ],
)
def test_support_is_said(lang, support, warning):
    """How far a language is supported, and the line that tells an editor."""
    assert support_of(lang) == support
    assert warning_of(lang) == warning


def test_an_outlets_country_counts_where_none_is_named():
    """The outlet's country is suggested for a text that names none, and for no other."""
    assert [c.code for c in suggest(title="", text="The council met.", country="NZ").countries] == ["NZ"]
    assert [c.code for c in suggest(title="", text="Kenya met Uganda.", country="NZ").countries] == ["KE", "UG"]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ar", "قال \u200fعبد الفتاح السيسي\u200f إن مصر ستساعد."),
        ("ar", "قال عبد\u200f الفتاح السيسي إن مصر ستساعد."),
        ("ar", "قال عبد الفتّاح السيســي إن مصر ستساعد."),
        ("ar", "وقال لعبد الفتاح السيسي في مصر."),
        ("ru", "Вчера Абделя Сисина ждали. Указ подписан Абделем Сисиным."),
    ],
)
def test_marks_and_endings_hide_no_name_of_the_registry(lang, text):
    """Marks of direction, vowel signs, the widening stroke and endings of case leave a known name known."""
    names = {"name": "Abdel Fattah el-Sisi", "original": "عبد الفتاح السيسي", "aliases": ["Абдель Сисин"]}
    found = suggest(title="", text=text, registry=KnownPeople.from_json([{**names, "slug": "sisi"}]), lang=lang)
    assert [(person.name, person.slug) for person in found.people] == [("Abdel Fattah el-Sisi", "sisi")]


def test_two_whose_names_differ_by_an_ending_are_not_completed():
    """Where a bent name may be two people's, it completes nothing and both are named."""
    registry = KnownPeople.from_json([{"name": "Пётр Иванов", "slug": "a"}, {"name": "Петра Иванова", "slug": "b"}])
    found = suggest(title="", text="Указ подписан Пётром Ивановым, сказал он.", registry=registry, lang="ru")
    assert [[c.slug for c in person.candidates] for person in found.people] == [["a", "b"]]
