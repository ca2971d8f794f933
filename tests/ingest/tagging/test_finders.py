"""Optional finders of people: a plain message where one is missing, enough where one reads the language."""

from importlib.util import find_spec

import pytest

from copydesk.config import FINDERS, parse_config
from copydesk.errors import ConfigError, UsageError
from copydesk.ingest.tagging import suggest
from copydesk.ingest.tagging.document import make_document
from copydesk.ingest.tagging.finders import finder_of
from copydesk.ingest.tagging.known_names import KnownPeople
from copydesk.ingest.tagging.people import find_people, shown_name


@pytest.mark.parametrize(
    ("finder", "library"), [("kiwi", "kiwipiepy"), ("sudachi", "sudachipy"), ("natasha", "natasha")]
)
def test_a_missing_finder_names_its_extra(finder, library):
    """What is not installed is said in a line with the extra to install, and nothing is imported before."""
    if find_spec(library) is not None:
        pytest.skip(f"{library} is installed here")
    with pytest.raises(UsageError) as raised:
        suggest(title="", text="Anyone.", finder=finder)
    assert f'pip install "copydesk[{FINDERS[finder]}]"' in str(raised.value)


def test_finders_are_named_by_language(tmp_path):
    """`finders:` is a map from languages to known finders; a tag with a region finds its language's."""
    text = "title: A\nbase_url: https://example.org/\nfinders: {ko: kiwi, ja-JP: sudachi}\n"
    finders = parse_config(text, tmp_path).finders
    assert finder_of(finders, "ko-KR") == "kiwi"
    assert finder_of(finders, "fr") == ""
    assert finder_of(finders, "en") == ""
    with pytest.raises(ConfigError, match='knows no finder "guess"'):
        parse_config("title: A\nbase_url: https://example.org/\nfinders: {ko: guess}\n", tmp_path)
    with pytest.raises(ConfigError, match='names kiwi, which reads "ko" alone'):
        parse_config("title: A\nbase_url: https://example.org/\nfinders: {en: kiwi}\n", tmp_path)


@pytest.mark.parametrize("line", ["spacy_model: en_core_web_sm", "finders: {fr: 'spacy:fr_core_news_sm'}"])
def test_a_spacy_model_is_refused_with_the_reason(line, tmp_path):
    """An option of an older release is an error that says why it is gone and what to do."""
    with pytest.raises(ConfigError, match=r"is no longer read.* remove it"):
        parse_config(f"title: A\nbase_url: https://example.org/\n{line}\n", tmp_path)


def test_a_finder_is_enough_outside_english():
    """In another language what a finder sees is taken, and what it does not see is no new name."""
    text = "Wczoraj przemówił Qwe Rtyui, a potem Asd Fghjk."
    document = make_document("", text, (), "pl")
    start = text.index("Qwe")
    found = find_people(document, KnownPeople(), (), (), english=False, seen=[(start, start + len("Qwe Rtyui"))])
    assert [shown_name(document, cluster) for cluster in found] == ["Qwe Rtyui"]
