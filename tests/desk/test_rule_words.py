"""The rules of the cleaner and the tagger, as the desk tells them: each has words in English and in Korean."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from conftest import ROOT

from copydesk.desk.app import ASSETS
from copydesk.ingest.clean.rules import WHY
from copydesk.intake import inline_markup

CLEAN = ("asides", "assemble", "classify", "lists", "repeats", "from_text", "restore", "rules", "places")
TAGGING = ("signs", "countries", "find_names", "singles", "people", "uncased", "gazetteer", "__init__")
HANGUL = re.compile("[\uac00-\ud7a3]")
# Strings that stand where rules do, and are none: kinds of headings.
NO_RULES = {"chrome: {0}", ""}


def table() -> dict[str, tuple[str, str]]:
    """The table of `strings.js`: a rule or its pattern, the English for it ("" for its own name), the Korean."""
    text = (ASSETS / "strings.js").read_text(encoding="utf-8").split("\nconst rules = {", 1)[1].split("\n};", 1)[0]
    row = re.compile(r"""("(?:[^"\\]|\\.)*"|[\w-]+): \[("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\]""")
    return {
        str(ast.literal_eval(key)) if key[0] == '"' else key: (ast.literal_eval(english), ast.literal_eval(korean))
        for key, english, korean in row.findall(text)
    }


def shown(node: ast.expr | None) -> str | None:
    """A literal or filled-in string, what is filled in as {0} and {1}; None for what is none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        number = iter(range(9))
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else f"{{{next(number)}}}" for part in node.values
        )
    return None


def cleaning_rules() -> Iterator[str]:
    """What the cleaner's modules give as a rule: dropped with it, yielded with a place, set as `rule`."""
    for module in CLEAN:
        tree = ast.parse((ROOT / f"copydesk/ingest/clean/{module}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            found: list[ast.expr | None] = []
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                found += [word.value for word in node.keywords if word.arg == "rule"]
                found += node.args[1:2] if name in {"drop", "set_aside", "fromkeys", "setdefault"} else []
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"rule", "_FAR"}:
                found += node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
                found += node.value.elts[1:]
            for one in found:
                for part in ast.walk(one) if isinstance(one, ast.BoolOp | ast.IfExp) else [one]:
                    if isinstance(part, ast.expr) and (said := shown(part)):
                        yield said


def tagging_rules() -> Iterator[str]:
    """What the tagger's modules give as a rule: the second of a pair with a weight, set as `rule`, or looped over."""
    for module in TAGGING:
        tree = ast.parse((ROOT / f"copydesk/ingest/tagging/{module}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2 and is_weight(node.elts[0]):
                yield from filter(None, [shown(node.elts[1])])
            elif isinstance(node, ast.keyword) and node.arg == "rule":
                yield from filter(None, [shown(node.value)])
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "UncasedName":
                yield from filter(None, map(shown, node.args[2:3]))
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if getattr(target, "id", getattr(target, "attr", "")) == "rule":
                    parts = ast.walk(node.value) if isinstance(node.value, ast.IfExp) else [node.value]
                    yield from filter(None, (shown(part) for part in parts if isinstance(part, ast.expr)))
                if getattr(target, "id", "") == "_KINDS" and isinstance(node.value, ast.Tuple):
                    yield from filter(None, map(shown, node.value.elts))
            elif isinstance(node, ast.For) and getattr(node.target, "id", "") == "rule":
                assert isinstance(node.iter, ast.Tuple)
                yield from filter(None, map(shown, node.iter.elts))


def is_weight(node: ast.expr) -> bool:
    """Whether an expression is a number, or made of numbers: what a sign weighs."""
    return any(isinstance(part, ast.Constant) and isinstance(part.value, float) for part in ast.walk(node)) or (
        isinstance(node, ast.BinOp) or (isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "weights")
    )


def kinds() -> set[str]:
    """The kinds of chrome."""
    chrome = tomllib.loads((ROOT / "copydesk/data/chrome.toml").read_text(encoding="utf-8"))
    return {f"chrome: {kind.replace('_', ' ')}" for kind, rows in chrome.items() if isinstance(rows, dict)}


def words_of(rule: str, at: int, rows: dict[str, tuple[str, str]]) -> str:
    """What the desk shows for a rule; as `ruleWords` in strings.js."""
    if rule in rows:
        return rows[rule][at] or rule
    for key in (key for key in rows if "{0}" in key):
        pattern = re.sub(r"\\\{\d\\\}", "(.*?)", re.escape(key))
        if found := re.fullmatch(pattern, rule):
            inside = [words_of(part, at, rows) for part in found.groups()]
            return (rows[key][at] or key).format(*inside)
    return rule


def test_each_rule_of_cleaner_and_tagger_has_words_in_both_languages() -> None:
    """A rule without Korean words, or one that only its writer understands in English, is found here."""
    rows = table()
    markup = {getattr(inline_markup, name) for name in ("STRUCK", "UNSEEN", "FRAME", "DRAWING", "READING")}
    found = {*cleaning_rules(), *WHY.values(), *kinds(), *tagging_rules(), *markup} - NO_RULES
    assert {"byline", "said before", "menu: nothing but links", "section: teasers"} <= found
    assert {"given name", "currency", "seat of an organisation", "capital", "spelled"} <= found
    missing = sorted(one for one in found if not HANGUL.search(words_of(one, 1, rows)))
    assert missing == []


@pytest.mark.parametrize(("rule", "words"), sorted(table().items()))
def test_words_of_a_rule_fill_in_the_same_in_both(rule: str, words: tuple[str, str]) -> None:
    """English and Korean fill in what the rule tells, and the Korean is Korean."""
    english, korean = words
    blanks = re.findall(r"\{\d\}", rule)
    assert sorted(re.findall(r"\{\d\}", english or rule)) == blanks
    assert sorted(re.findall(r"\{\d\}", korean)) == blanks
    assert HANGUL.search(korean)


def test_what_a_rule_names_is_told_in_words_too() -> None:
    """A kind of chrome, or a sign with its place, is put into words within those of its rule."""
    rows = table()
    assert words_of("stands below the end of the article", 1, rows) == "기사 끝보다 아래에 있음"
    assert words_of("chrome: footer about", 1, rows) == "기사 둘레의 말: 발행인 안내"
    assert words_of("capital in the headline", 1, rows) == "제목에 있음: 수도"
