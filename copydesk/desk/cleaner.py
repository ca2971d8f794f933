"""The desk's cleaner: a process that reads raw copy and names. Its input is hostile; it is killed when it is slow."""

from __future__ import annotations

import shlex
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any

from copydesk.desk.children import Order, answer_orders
from copydesk.desk.problems import told_error
from copydesk.desk.registry import KnownDigest
from copydesk.desk.review import OfferedName, items_of, names_and_text
from copydesk.edit.blocks import split_blocks, to_plain
from copydesk.edit.journal import read_text_file, text_hash
from copydesk.edit.nodes import body_of, has_value, read_values, unset_value
from copydesk.errors import CopydeskError, Problem, UsageError
from copydesk.ingest.add import Knowledge, Processed
from copydesk.ingest.chips import load_rejected
from copydesk.ingest.clean.assemble import SCRIPTED
from copydesk.ingest.originals import OriginalError
from copydesk.ingest.outlets import load_profiles
from copydesk.ingest.profile import plain_key
from copydesk.ingest.review import (
    LineDecisions,
    LineFate,
    clean_original,
    decide_lines,
    decided_lines,
    evidence_of,
    held_lines,
    is_decided,
    is_no_line,
    places_in_doubt,
    source_of,
)
from copydesk.ingest.suggest import suggest_article
from copydesk.ingest.tagging.lexicon import warning_of
from copydesk.intake.words import count_words
from copydesk.model import CAPTION, SURE, Asks, CleanArticle, DroppedLine, Question, Suggestions

# Words from which a line that ends a sentence is never folded, however sure the cleaner is.
PROSE_WORDS = 12
_STOPS = ".!?…。！？”\"'’"
_KEPT = 60
# A shorter paragraph may stand in another one by chance.
_LONG = 40
_NOWHERE = (-1, -1)


class DeskCleaner:
    """The registry and what was cleaned last; nothing here is written to files."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digest = KnownDigest(root)
        self._cleaned: OrderedDict[str, tuple[Processed, str]] = OrderedDict()

    def answer(self, order: Order) -> Any:
        """Carry out an order; an error is an answer too."""
        try:
            return getattr(self, f"_do_{order['do']}")(order)
        except CopydeskError as error:
            return {"error": told_error(error)}

    def _do_look(self, _: Order) -> Any:
        """Look again at people, outlets and rejections: one of them has changed, or nothing was looked at yet."""
        self._cleaned.clear()
        self._digest.look()
        return {}

    def _do_evidence(self, order: Order) -> Any:
        """What became of each raw line, the candidates for facts, and the chips with what is offered."""
        path = str(order["file"])
        text = read_text_file(self._root / path)
        if text is None:
            raise UsageError(f"{path}: there is no such file")
        knowledge, config = self._digest.knowledge, self._digest.config
        values = read_values(text, path)
        problems: list[Problem] = []
        rejected = load_rejected(self._root, problems)
        article, found = suggest_article(config, knowledge, path, text, rejected)
        own = rejected.shown_beside(article.slug, text)
        chips, blocks = names_and_text(text, path, tuple(_offers(found)), own, self._digest.known)
        answer: dict[str, Any] = {"file": path, "hash": text_hash(text), "chips": chips, "blocks": blocks}
        answer["limits"] = warning_of(article.lang)
        try:
            clean = self._clean(knowledge, path, text)
        except CopydeskError as error:
            state = "none" if isinstance(error, OriginalError) else "failed"
            raw = {"state": state, "why": told_error(error)["message"].removeprefix("no original was kept of it: ")}
            return {**answer, "raw": raw, "lines": [], "candidates": {}, "questions": [], "losses": []}
        fates = evidence_of(clean)
        places = _places(body_of(text, path), clean)
        held = set(held_lines(values))
        decided = _decided_on(values) - held
        open_ = {
            number: tuple(line for line in place if line.line == number or line.line not in (*decided, *held))
            for number, place in self._asked(knowledge, path, text).items()
            if number not in decided
        }
        source = source_of(values)
        outlet = str(source.get("name") or "") if source else str(values.get("source") or "")
        return {
            **answer,
            "raw": {"state": "kept", "why": ""},
            "outlet": outlet,
            "lines": [
                _told(_as_asked(fate, open_, held), places, [line.line for line in open_.get(fate.number, ())])
                for fate in fates.lines
            ],
            "whole": _why_whole(clean) if not any(fate.paragraph for fate in fates.lines) else "",
            "candidates": _candidates(clean),
            # What is asked of the text and no line answers: whether it is whole.
            "losses": [_words_of(one) for one in fates.questions if one.asks is Asks.WHOLE],
            # The fields show the candidates of a fact, and say what is missing.
            "questions": [_words_of(one) for one in fates.questions if one.asks is not Asks.FACT],
        }

    def _asked(self, knowledge: Knowledge, path: str, text: str) -> dict[int, tuple[DroppedLine, ...]]:
        """The lines that are a question, by number, each with all lines in doubt at its place, itself first.

        As the file stands, or before anything was decided in it: a decision on one line makes the cleaner surer of its
        neighbours, and that answers no question that was asked.
        """
        bare = text
        for key in ("kept", "dropped", "held"):
            at = ("source", key)
            bare = unset_value(bare, path, at) if has_value(bare, path, at) else bare
        found: dict[int, tuple[DroppedLine, ...]] = {}
        for one in dict.fromkeys((text, bare)):
            for place in places_in_doubt(self._clean(knowledge, path, one)):
                asked = max(place, key=_weight)
                found.setdefault(asked.line, (asked, *(line for line in place if line is not asked)))
        clean = self._clean(knowledge, path, bare)
        held = held_lines(read_values(text, path))
        return {**{line.line: (line,) for line in clean.dropped if line.line in held}, **found}

    def _clean(self, knowledge: Knowledge, path: str, text: str) -> CleanArticle:
        result = clean_original(self._digest.config, knowledge, path, text, self._cleaned)
        while len(self._cleaned) > _KEPT:
            self._cleaned.popitem(last=False)
        assert result.clean is not None  # noqa: S101 (else it has raised)
        return result.clean

    def _others(
        self, knowledge: Knowledge, path: str, texts: tuple[str, str], lines: LineDecisions
    ) -> list[dict[str, Any]]:
        """The lines that a decision on others has brought in or put out as well."""
        decided = {*lines.keep, *lines.drop, *lines.auto}
        before, after = ({fate.number: fate for fate in self._fates(knowledge, path, text)} for text in texts)
        return [
            {"n": number, "text": fate.text[:200], "fate": fate.fate}
            for number, fate in after.items()
            if number > 0 and number not in decided and number in before
            if (fate.fate == "body") != (before[number].fate == "body")
        ]

    def _fates(self, knowledge: Knowledge, path: str, text: str) -> tuple[LineFate, ...]:
        return evidence_of(self._clean(knowledge, path, text)).lines

    def _do_decide(self, order: Order) -> Any:
        """The article's file with other decisions on lines, for the worker to write."""
        path = str(order["file"])
        text = read_text_file(self._root / path)
        if text is None:
            raise UsageError(f"{path}: there is no such file")
        problems: list[Problem] = []
        profiles = load_profiles(self._root, problems)
        config, knowledge = self._digest.config, replace(self._digest.knowledge, profiles=profiles)
        lines = LineDecisions(**{key: tuple(map(int, order.get(key) or ())) for key in ("keep", "drop", "auto")})
        after = order.get("after")
        asked = self._asked(knowledge, path, text).keys()
        place = int(after) if after is not None else None
        done = decide_lines(config, knowledge, path, text, lines, place, asked, self._cleaned)
        if done.blocks:
            return {"place": list(done.added) or [block.theirs or block.was for block in done.blocks], "file": path}
        words = [f"--{verb}-line={number}" for verb in ("keep", "drop", "auto") for number in getattr(lines, verb)]
        words += [f"--after={after}"] if after is not None else []
        number, *more = (*lines.keep, *lines.drop, *lines.auto) or (0,)
        label = f"line {number} (+{len(more)})" if more else f"line {number}"
        command = shlex.join(["copydesk", "review", path, *words])
        sealed = {"hash": text_hash(text), "label": label, "command": command}
        return {
            "ops": [{"op": "text", "file": path, "value": done.text, **sealed}],
            "offers": [{"at": one.at, "value": _plain(one.theirs)} for one in done.fields],
            "notes": list(done.notes),
            "pinned": list(done.pinned),
            "others": self._others(self._digest.knowledge, path, (text, done.text), lines),
        }


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


def _decided_on(values: Mapping[str, Any]) -> set[int | str]:
    return {one for side in decided_lines(values) for one in side}


def _words_of(question: Question) -> str:
    """A question as the desk shows it, beside the text it is about."""
    return question.removeprefix("loss: ").removeprefix("form: ")


def _weight(line: DroppedLine) -> tuple[bool, int, float]:
    """How much of a place in doubt hangs on one of its lines: the longest that is no caption, the least sure of two."""
    return line.rule != CAPTION, count_words(line.text), -line.sure


def _as_asked(fate: LineFate, asked: Mapping[int, tuple[DroppedLine, ...]], held: AbstractSet[int | str]) -> LineFate:
    """A line that is out and a question, with the doubt it was asked in."""
    line = next(iter(asked.get(fate.number, ())), None)
    if line is None or fate.fate != "dropped" or (is_decided(fate) and fate.number not in held):
        return fate
    return replace(fate, rule=line.rule, sure=min(line.sure, fate.sure))


def _told(fate: LineFate, places: Mapping[int, tuple[int, int]], run: Sequence[int]) -> dict[str, Any]:
    """A line as the browser is told of it. `open` asks the editor, `folds` hides it among the certain ones.

    Of the lines in doubt at one place the longest is asked about: it has the numbers of all of them as its `run`.
    """
    words = count_words(fate.text)
    decided = is_decided(fate)
    sentence = words >= PROSE_WORDS and fate.text.rstrip()[-1:] in _STOPS
    out = fate.fate == "dropped"
    return {
        "n": fate.number,
        "text": fate.text[:4000],
        "fate": fate.fate,
        "rule": fate.rule,
        "sure": round(fate.sure, 2),
        "words": words,
        "decided": decided,
        "open": out and not decided and bool(run),
        "run": sorted(run) if out and not decided else [],
        "folds": out and not decided and fate.sure >= SURE and not sentence,
        "fixed": out and is_no_line(fate),
        **dict(zip(("block", "item"), places.get(fate.paragraph, _NOWHERE) if not out else _NOWHERE, strict=True)),
    }


def _places(body: str, clean: CleanArticle) -> dict[int, tuple[int, int]]:
    """For each paragraph of the cleaned text, from 1, the block and item of the file's body that hold it, from 0.

    The item is -1 in what is no list.
    """
    spots: list[tuple[int, int, str]] = []
    for number, block in enumerate(split_blocks(body)):
        spots.append((number, -1, plain_key(to_plain(block))))
        spots += [(number, nth, plain_key(to_plain(item.text))) for nth, item in enumerate(items_of(block))]
    found: dict[int, tuple[int, int]] = {}
    at = 0
    for number, paragraph in enumerate(clean.text.split("\n\n"), start=1):
        key = plain_key(paragraph)
        order = (*range(at, len(spots)), *range(at))
        same = (spot for spot in order if spots[spot][2] == key)
        within = (spot for spot in order if len(key) > _LONG and key in spots[spot][2])
        spot = next(same, next(within, None))
        if spot is not None:
            found[number] = spots[spot][:2]
            at = spot
    return found


def _why_whole(clean: CleanArticle) -> str:
    """Why an original is shown without lines: the text is the page's `data` for machines, or Markdown as it is."""
    return "data" if any(SCRIPTED in one for one in clean.warnings) else "markdown"


def _candidates(clean: CleanArticle) -> dict[str, list[dict[str, Any]]]:
    made: dict[str, list[dict[str, Any]]] = {}
    for one in clean.candidates:
        row = {"value": one.value, "line": one.line, "reason": one.reason, "chosen": one.chosen, "sure": one.sure}
        made.setdefault(one.fact, []).append(row)
    return made


def _offers(found: Suggestions) -> Iterator[OfferedName]:
    """What the tagger found, as chips need it: what the article is about first."""
    for people, about in ((found.people, True), (found.mentioned_people, False)):
        for person in people:
            yield OfferedName(
                kind="people",
                name=person.name,
                score=person.score,
                rule=person.rule,
                role=person.role,
                quotes=tuple(quote.text for quote in person.quotes),
                evidence=person.evidence,
                slug=person.slug,
                candidates=tuple(
                    {"slug": one.slug, "name": one.name, "note": one.disambiguation, "why": one.why}
                    for one in person.candidates
                ),
                about=about,
            )
    for countries, about in ((found.countries, True), (found.mentioned_countries, False)):
        for country in countries:
            yield OfferedName(
                kind="countries",
                name=country.name,
                score=country.score,
                rule=country.rule,
                evidence=country.evidence,
                about=about,
            )
    for body in found.bodies:
        times = "named once" if body.count == 1 else f"named {body.count} times"
        yield OfferedName(kind="bodies", name=body.code, rule=times, evidence=body.evidence)


def main() -> int:
    """Serve orders from standard input until it ends."""
    return answer_orders(lambda settings: DeskCleaner(Path(settings["root"])).answer)
