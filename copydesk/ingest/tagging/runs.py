"""Runs of capitalised words that stand side by side in one line, with the particles and nicknames inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copydesk.ingest.tagging.lexicon import load_lexicon
from copydesk.ingest.tagging.places import is_place_word
from copydesk.ingest.tagging.text import Token

_INNER_CAPITAL = re.compile(
    r"^(?:al|el|an|as|ad|ash|az|ul|ibn|bin|d|l|de|t|s)?['’ʻ-]+[A-Z]|^(?:al|el|an|as|ad|ash|az|ul)-[A-Z]|^[dl]['’][A-Z]|^[hnt][AEIOUÁÉÍÓÚ]"
)
_CONTRACTION = re.compile(r"^(?:\w+n't|(?:i|we|you|they|he|she|it|that|there|what|who|let|here|where|how)'\w{1,2})$")
_MAX_RUN = 12


def find_runs(tokens: Sequence[Token], apart: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """(first, last) tokens of each capitalised run; `apart` are particles that join no names in the text's language."""
    joining = load_lexicon().joining - apart
    last = -1
    for at in [number for number, token in enumerate(tokens) if token.word != token.key]:
        if at <= last or not is_name_token(tokens[at]):
            continue
        last = at
        while last + 1 < len(tokens) and last - at < _MAX_RUN and not tokens[last].possessive:
            step = _next_in_run(tokens, last, joining)
            if step == 0:
                break
            last += step
        yield at, last


def _next_in_run(tokens: Sequence[Token], last: int, joining: frozenset[str]) -> int:
    """How many tokens the run goes on by: 1 for a name word, more across particles or a nickname in quotes."""
    token = tokens[last + 1]
    if token.breaks:
        return 0
    if is_name_token(token):
        return 1
    ahead = last + 1
    while ahead < len(tokens) and ahead <= last + 3 and tokens[ahead].key in joining and not tokens[ahead].breaks:
        ahead += 1
    if ahead > last + 1 and ahead < len(tokens) and is_name_token(tokens[ahead]) and not tokens[ahead].breaks:
        return ahead - last
    return _past_nickname(tokens, last, joining) if token.text in "\"“'‘(" else 0


def _past_nickname(tokens: Sequence[Token], last: int, joining: frozenset[str]) -> int:
    """How many tokens it is to the name word after a nickname in quotes or brackets; 0 where there is none."""
    for close in (last + 3, last + 4):
        if close + 1 >= len(tokens) or tokens[close].text not in "\"”'’)":
            continue
        after = close + 1
        while after < min(close + 3, len(tokens) - 1) and tokens[after].key in joining:  # Ronald "Bato" dela Rosa
            after += 1
        inside = tokens[last + 2 : close]
        nickname = all(word.word[0].isalpha() for word in inside)
        nickname = nickname and (tokens[last + 1].text != "(" or _is_nickname(inside))
        if nickname and is_name_token(tokens[after]) and not any(word.breaks for word in tokens[last + 2 : after + 1]):
            return after - last
    return 0


def _is_nickname(inside: Sequence[Token]) -> bool:
    """Whether a bracket inside a name holds another name for the person, not a country or a club."""
    shown = inside[0].word
    return len(inside) == 1 and is_name_token(inside[0]) and not shown.isupper() and not is_place_word(inside[0].key)


def is_name_token(token: Token) -> bool:
    """Whether a token can stand in a name: a capital, or an inner one as in al-Sabah and d'Estaing."""
    if token.word == token.key:  # all in lower case, as most are
        return False
    first = token.word[0]
    if token.capital:
        if token.word.isalpha():
            return True
        return not any(char.isdigit() for char in token.word) and not _CONTRACTION.match(token.key)
    return first.islower() and not token.word.islower() and bool(_INNER_CAPITAL.match(token.word))
