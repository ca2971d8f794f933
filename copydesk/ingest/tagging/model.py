"""The optional spaCy model: one more sign for people, never a source of its own. The only module that knows spaCy.

`pip install copydesk[spacy]` and `spacy_model: NAME` in config.yaml switch it on. What it finds is read, weighed,
joined and resolved by the same rules and registry as everything else, since alone it takes firms for people and
cuts Korean names (docs/decisions/tagging.md).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from copydesk.errors import UsageError

# Spans (start, end) of people in a text.
Finder = Callable[[str], tuple[tuple[int, int], ...]]

_UNUSED = ("tagger", "parser", "lemmatizer", "attribute_ruler", "morphologizer", "senter", "textcat")


@cache
def load_finder(model: str) -> Finder:
    """The finder of a spaCy model, loaded once a process.

    Raises UsageError, with what to do, where spaCy or the model is missing.
    """
    try:
        spacy: Any = import_module("spacy")  # an extra of 300 MB: only when it is asked for
    except ImportError:
        raise UsageError(
            f'spacy_model is "{model}", but spaCy is missing: pip install "copydesk[spacy]", or remove spacy_model'
        ) from None
    try:
        pipeline: Any = spacy.load(model, exclude=list(_UNUSED))
    except OSError:
        raise UsageError(
            f'the spaCy model "{model}" is not installed: python -m spacy download {model}, or remove spacy_model'
        ) from None
    return lambda text: tuple((e.start_char, e.end_char) for e in pipeline(text).ents if e.label_ in ("PERSON", "PER"))
