"""Optional finders of people: a plain message where one is missing, a sign in English, enough elsewhere."""

import sys
from importlib.util import find_spec

import pytest

from copydesk.config import parse_config
from copydesk.errors import ConfigError, UsageError
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.document import make_document
from copydesk.ingest.tagging.finders import FINDERS, finder_of
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.people import find_people, shown_name


def names_with(text, *seen):
    """Names of people in a text in which a model sees people at the given words."""
    document = make_document("", text)
    spans = [(text.index(words), text.index(words) + len(words)) for words in seen]
    return [shown_name(document, c) for c in find_people(document, KnownPeople(), (), (), seen=spans)]


def test_a_missing_model_is_said_plainly():
    """One line says what is missing and what to do, be it spaCy itself or the model."""
    with pytest.raises(UsageError) as raised:
        suggest(title="", text="Anyone.", model="no_such_model")
    said = str(raised.value)
    if find_spec("spacy") is None:
        assert said == (
            'spacy_model is "no_such_model", but spaCy is missing: pip install "copydesk[spacy]", or remove spacy_model'
        )
    else:
        assert said == (
            'the spaCy model "no_such_model" is not installed: python -m spacy download no_such_model, '
            "or remove spacy_model"
        )


def test_without_a_model_spacy_is_never_imported():
    """The default needs no model and loads none."""
    suggest(title="", text="Angela Merkel spoke.")
    assert "spacy" not in sys.modules


def test_a_model_finds_an_unknown_name():
    """Two unknown words in capitals are a person where the model says so."""
    text = "A quick drive by Qudus Wahab settled it."
    assert names_with(text) == []
    assert names_with(text, "Qudus Wahab") == ["Qudus Wahab"]


def test_a_model_makes_no_person_of_a_firm_or_place():
    """What the rules know to be none stays none, whatever the model sees."""
    text = "Perdue Farms and the Heritage Foundation praised Los Angeles and Brexit."
    assert names_with(text, "Perdue Farms", "Heritage Foundation", "Los Angeles", "Brexit") == []


def test_a_model_cuts_no_name():
    """A span that a model cuts at the hyphen still means the whole name."""
    assert names_with("South Korean President Moon Jae-in spoke.", "Moon Jae") == ["Moon Jae-in"]


@pytest.mark.parametrize(
    ("finder", "library"), [("kiwi", "kiwipiepy"), ("sudachi", "sudachipy"), ("natasha", "natasha")]
)
def test_a_missing_finder_names_its_extra(finder, library):
    """What is not installed is said in a line with the extra to install, and nothing is imported before."""
    if find_spec(library) is not None:
        pytest.skip(f"{library} is installed here")
    with pytest.raises(UsageError) as raised:
        suggest(title="", text="Anyone.", model=finder)
    assert f'pip install "copydesk[{FINDERS[finder]}]"' in str(raised.value)


def test_finders_are_named_by_language(tmp_path):
    """`finders:` is a map from languages to known finders; a tag with a region finds its language's."""
    text = "title: A\nbase_url: https://example.org/\nfinders: {ko: kiwi, fr: 'spacy:some_model'}\n"
    finders = parse_config(text, tmp_path).finders
    assert finder_of(finders, "ko-KR") == "kiwi"
    assert finder_of(finders, "fr") == "spacy:some_model"
    assert finder_of(finders, "en") == ""
    with pytest.raises(ConfigError, match='knows no finder "guess"'):
        parse_config("title: A\nbase_url: https://example.org/\nfinders: {ko: guess}\n", tmp_path)


def test_a_finder_is_enough_outside_english():
    """In another language what a finder sees is taken, and what it does not see is no new name."""
    text = "Wczoraj przemówił Qwe Rtyui, a potem Asd Fghjk."
    document = make_document("", text, (), "pl")
    start = text.index("Qwe")
    found = find_people(document, KnownPeople(), (), (), english=False, seen=[(start, start + len("Qwe Rtyui"))])
    assert [shown_name(document, cluster) for cluster in found] == ["Qwe Rtyui"]
