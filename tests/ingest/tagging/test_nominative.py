"""People of languages that bend names: as they are without an ending, and never bent where they may stand."""

from __future__ import annotations

import pytest

from copydesk.ingest.tagging.lexicon import nominative


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ru", "Вера Столбова"),
        ("ru", "Анна Петрова"),
        ("ru", "Ирина Лаптева"),
        ("ru", "Елена Карпина"),
        ("uk", "Оксана Павлова"),
    ],
)
@pytest.mark.parametrize("oblique", [False, True])
def test_a_woman_is_no_man_in_the_genitive(language: str, name: str, *, oblique: bool) -> None:
    """Her name ends as a man's does in another case: it stays as it is written."""
    assert nominative(name, language, oblique=oblique) == name


@pytest.mark.parametrize(
    ("language", "bent", "plain"),
    [
        ("ru", "Ивана Петрова", "Иван Петров"),
        ("ru", "Сергея Лаврова", "Сергей Лавров"),
        ("cs", "Petra Pavla", "Petr Pavel"),
    ],
)
def test_a_man_is_named_in_the_nominative(language: str, bent: str, plain: str) -> None:
    """Where his given name is no woman's with that ending."""
    assert nominative(bent, language) == plain
