"""The desk's worker: a process that knows every article and person, writes files, and never builds or cleans.

No order takes long: the index is read in pieces when the desk starts, and afterwards a file at a time.
"""

from __future__ import annotations

import datetime as dt
import gc
import heapq
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from copydesk.config import Config, load_config
from copydesk.countries import load_countries, names_everywhere
from copydesk.desk.changes import Drafting, draft_changes, is_content, trashed_files
from copydesk.desk.children import Order, answer_orders
from copydesk.desk.index import (
    PAGE,
    STATES,
    Backlog,
    OpenLines,
    QueueCounts,
    QueueRow,
    SearchedPeople,
    count_names,
    count_queue,
    find_sources,
    in_queue,
    is_shown,
    list_people,
    load_index,
    make_row,
    names_in,
    queue_of,
    search_bodies,
    search_countries,
    search_people,
    shown_row,
    state_of,
)
from copydesk.desk.problems import GoneError, shown_problem, told_error
from copydesk.desk.review import KnownNames, form_of, names_and_text
from copydesk.edit.acts import TRASH
from copydesk.edit.journal import JournalError, read_text_file, recover, text_hash
from copydesk.edit.nodes import body_of, read_values
from copydesk.edit.operations import ConflictsError
from copydesk.edit.plan import FileChange
from copydesk.edit.store import Step, carry_out, read_history, redo_step, undo_step
from copydesk.errors import ContentError, CopydeskError, Problem
from copydesk.files import Stamp, stamp_of
from copydesk.frontmatter.table import FieldContext
from copydesk.ingest.chips import listed_names, load_rejected
from copydesk.ingest.tagging.lexicon import surname_of
from copydesk.intake.words import count_words
from copydesk.library import Reading, file_check, parse_article, scan_content, scan_in_pieces
from copydesk.library.load import find_namesakes, parse_country, parse_person
from copydesk.model import name_key

# A piece of the index is read for so long, then another order may come in between.
_SLICE = 0.04
# A look at everything is taken every other second: an answer that comes upon one waits no longer than this for it.
_GLANCE = 0.01
_ANSWERS = 300
# So many files are named when they change together; a page looks again at what it shows in any case.
_TOLD = 200
_SAVE_AFTER = 30.0
# The raw copy of so many drafts is looked at ahead of the editor.
_EXAMINED = 200


class DeskWorker:
    """What the desk remembers of a digest, and what each order does with it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._config: Config = load_config(root)
        self._index = load_index(root)
        self._files: dict[str, Stamp] = {}
        self._left = Backlog(root, ())
        self._preparing: Iterator[None] | None = self._prepare()
        self._answers: dict[str, Any] = {}
        self._made_of: dict[tuple[str, str], str] = {}  # what a page had written, by file and hash: the hash before it
        self._saved = 0.0  # never: as soon as all is read
        self._saving: Iterator[None] | None = None
        self._noticed: set[str] = set()
        self._dirty = False
        self._walk: Iterator[dict[str, Stamp] | None] | None = None
        self._read_since: set[str] = set()  # since that walk began
        self._compare(dict(scan_content(root).files))

    def answer(self, order: Order) -> Any:
        """Carry out an order; an error is an answer too, with `error`."""
        try:
            return getattr(self, f"_do_{order['do']}")(order)
        except CopydeskError as error:
            return {"error": told_error(error)}

    # --- the index ----------------------------------------------------------------------------------------

    @cached_property
    def _reading(self) -> Reading:
        countries = dict(load_countries())
        context = FieldContext(zone=dt.UTC, countries=countries)
        for path in self._files:
            if path.startswith("content/countries/") and path.endswith(".md"):
                country = parse_country(read_text_file(self._root / path) or "", path, context, [])
                if country is not None:
                    countries[country.code] = country
        config = self._config
        return Reading(
            zone=config.zone,
            language=config.language,
            countries=countries,
            policy=config.policy,
            remote_images=config.remote_images,
        )

    @cached_property
    def _known(self) -> KnownNames:
        people = [person for _, person in self._index.people.values()]
        return KnownNames(by_slug={person.slug: person for person in people}, namesakes=find_namesakes(people))

    @cached_property
    def _people(self) -> SearchedPeople:
        return list_people(person for _, person in self._index.people.values())

    @cached_property
    def _counts_of_names(self) -> Counter[str]:
        return count_names(self._index.rows.values())

    @cached_property
    def _published_names(self) -> frozenset[str]:
        return frozenset(count_names(row for row in self._index.rows.values() if not row.draft))

    @cached_property
    def _queue_counts(self) -> QueueCounts:
        return count_queue(self._index)

    def _put_row(self, path: str, row: QueueRow | None) -> QueueRow | None:
        """Put an article's row in place of the one before it, or take it out; returns the one before it."""
        rows = self._index.rows
        held = rows.pop(path, None)
        if row is not None:
            rows[path] = row
        self.__dict__.pop("_published_names", None)
        self._count(path, held, -1)
        self._count(path, row, 1)
        counts = self.__dict__.get("_counts_of_names")  # followed from the first time it was asked for
        if counts is not None:
            for name in names_in(held):
                counts[name] -= 1
                if not counts[name]:
                    del counts[name]
            counts.update(names_in(row))
        return held

    def _count(self, path: str, row: QueueRow | None, times: int) -> None:
        """Count a row in its tab, or no more; followed from the first time that counts were asked for."""
        if row is not None and "_queue_counts" in self.__dict__:
            self._queue_counts.add(row, self._index.open.get(path), times)

    def _forget_people(self) -> None:
        self.__dict__.pop("_known", None)
        self.__dict__.pop("_people", None)

    def _forget_reading(self) -> None:
        self.__dict__.pop("_reading", None)
        self.__dict__.pop("_file_check", None)

    def _look_everywhere(self) -> list[str] | None:
        """Look at everything for a moment: None while it is not all seen, then the paths of what has changed."""
        if self._walk is None:
            self._walk, self._read_since = scan_in_pieces(self._root), set()
        until = time.monotonic() + _GLANCE
        while (found := next(self._walk)) is None:
            if time.monotonic() >= until:
                return None
        self._walk, before = None, self._files
        for path in self._read_since:  # the walk may have come by before it was written
            found.pop(path, None)
            if path in before:
                found[path] = before[path]
        if found == before:
            return []
        self._compare(found)
        return [path for path in {*before, *found} if before.get(path) != found.get(path)]

    def _compare(self, files: dict[str, Stamp]) -> None:
        """Compare the index with the files there are; what is to be read is left for `_do_warm`."""
        self._files = files
        rows, people = self._index.rows, self._index.people
        articles = {path for path in self._files if _is_article(path)}
        persons = {path for path in self._files if _is_person(path)}
        for path in [path for path in rows if path not in articles]:
            self._put_row(path, None)
        if any(path not in persons for path in people):
            self._index.people = {path: held for path, held in people.items() if path in persons}
            self._forget_people()
        stale = [path for path in articles if path not in rows or rows[path].stamp != self._files[path]]
        stale += [path for path in persons if path not in people or people[path][0] != self._files[path]]
        self._left = Backlog(self._root, stale)

    def _do_warm(self, _: Order) -> Any:
        """Read another piece of what is not indexed yet; then make ready, one thing an order, what is asked for first.

        `drafts` tells whether every draft is read, `queue` whether every article is.
        """
        if not self._left and self._preparing is not None and next(self._preparing, True):
            self._preparing = None
        until = time.monotonic() + _SLICE
        while self._left:
            path = self._left.take()
            if path:
                # Its stamp is of the walk, which follows no link: what was saved since then is seen at the next look.
                self._read(path, self._files.get(path))
            if time.monotonic() >= until:
                break
        if not self._left and self._dirty and (not self._saved or time.monotonic() > self._saved + _SAVE_AFTER):
            self._saving = self._index.save(self._root)
            self._saved, self._dirty = time.monotonic(), False
        if self._saving is not None and next(self._saving, True):
            self._saving = None  # that was the last piece
        left = len(self._left) + (self._preparing is not None) + (self._saving is not None)
        return {"left": left, "drafts": self._left.drafts_read, "queue": self._left.articles_read}

    def _prepare(self) -> Iterator[None]:
        """Make ready, a piece at a time, what the first who asks would wait for."""
        counts = self._counts_of_names
        yield
        people = self._people
        yield
        search_people(people, counts, "")
        yield
        self._known  # noqa: B018 (made when it is asked for)
        yield
        names_everywhere()
        yield
        search_countries(self._reading.countries, "")
        yield
        import copydesk.publish.pages.values  # noqa: F401, PLC0415 (half of what is imported to render a text)

        yield
        self._do_render({"text": "*Text* with a [link](/)."})
        yield
        # What was read is looked through for cycles no more: at 10,000 articles that is a tenth of a second each time.
        gc.freeze()

    def _read(self, path: str, stamp: Stamp | None = None) -> bool:
        """Read one file, whose stamp may be known, into the index; returns whether it is another than before."""
        if path.startswith("."):
            return False  # the trash, which no look comes by
        status = stamp or _status(self._root, path)
        if self._walk is not None and stamp is None:
            self._read_since.add(path)
        if status is None:
            gone = path in self._files
            self._files.pop(path, None)
            self._put_row(path, None)
            if self._index.people.pop(path, None) is not None:
                self._forget_people()
            return gone
        same = self._files.get(path) == status
        self._files[path] = status
        if _is_article(path):
            held = self._index.rows.get(path)
            if held is not None and held.stamp == status:
                return not same
            row = make_row(path, read_text_file(self._root / path) or "", status, self._reading)
            self._put_row(path, row)
            self._dirty = True
            return held is None or held.hash != row.hash
        if _is_person(path):
            person = parse_person(
                read_text_file(self._root / path) or "",
                path,
                FieldContext(zone=dt.UTC, countries=self._reading.countries),
                [],
            )
            if person is not None:
                self._index.people[path] = (status, person)
                self._forget_people()
                self._dirty = True
        elif path.startswith("content/countries/"):
            self._forget_reading()
        return not same

    def _do_look(self, order: Order) -> Any:
        """Look at files that may have changed (`paths`), or everywhere; returns those that have.

        Everywhere is looked a piece at a time: while there is `more`, the order is to be given again.
        """
        paths = order.get("paths")
        if "config.yaml" in (paths or ()):
            self._read_config()
        if paths is None or any(not path.endswith((".md", ".yaml")) for path in paths):
            found = self._look_everywhere()
            if found is None:
                return {"more": True}
            changed = found
            if "config.yaml" in changed:
                self._read_config()
            if any(path.startswith("content/countries/") for path in changed):
                self._forget_reading()
            self._do_warm(order)  # a few now; of many, such as another branch brings, the rest in pieces
        else:
            changed = [path for path in paths if is_content(path) and self._read(path)]
        changed, self._noticed = sorted({*changed, *self._noticed}), set()
        shown = [{"file": path, "hash": self._hash(path)} for path in changed[:_TOLD]]
        # Only so many are named: whether there are people, outlets or rejections among the others is said apart.
        others = "config.yaml" in (paths or ()) or any(not _is_article(path) for path in changed)
        return {"changed": shown, "others": others, "left": len(self._left) + (self._saving is not None)}

    def _read_config(self) -> None:
        with suppress(CopydeskError):
            self._config = load_config(self._root)
            self._forget_reading()

    def _hash(self, path: str) -> str:
        row = self._index.rows.get(path)
        if row is not None and row.stamp == self._files.get(path):
            return row.hash
        return text_hash(read_text_file(self._root / path))

    # --- queue --------------------------------------------------------------------------------------------

    def _do_queue(self, order: Order) -> Any:
        now = dt.datetime.now(dt.UTC)
        state = order.get("state") if order.get("state") in STATES else "drafts"
        counts = self._queue_counts.at(now)
        trashed = trashed_files(self._root)
        counts["trash"] = len(trashed)
        if state == "trash":
            rows = [_trash_row(self._root, name) for name in reversed(trashed)]
            shown, total, following = rows[:PAGE], len(rows), ""
        else:
            found = queue_of(self._index, str(state), str(order.get("q") or ""), str(order.get("sort") or ""), now)
            first = 0
            if order.get("after"):
                first = next((n + 1 for n, row in enumerate(found) if row.path == order["after"]), 0)
            page = found[first : first + PAGE]
            shown = [shown_row(row, self._index.open.get(row.path), now) for row in page]
            total, following = len(found), page[-1].path if first + PAGE < len(found) else ""
        return {
            "name": self._config.title,
            "state": state,
            "counts": counts,
            "rows": shown,
            "total": total,
            "next": following,
            "left": len(self._left),
            **self._undo_state(),
        }

    def _undo_state(self) -> dict[str, Any]:
        steps = read_history(self._root)
        last = next((step for step in reversed(steps) if not step.undone), None)
        back = max(steps, key=lambda step: step.undone, default=None)
        can_redo = back is not None and back.undone and steps[-1].number <= back.last_then
        return {
            "undo": {"step": last.number, "label": last.label} if last else None,
            "redo": {"step": back.number, "label": back.label} if can_redo and back else None,
        }

    def _do_pending(self, _: Order) -> Any:
        """The newest drafts whose raw copy has not been looked at since they changed."""
        open_ = self._index.open
        drafts = [row for row in self._index.rows.values() if row.draft and not row.problems]
        unseen = [row for row in drafts if row.path not in open_ or open_[row.path].hash != row.hash]
        if unseen and len(drafts) > _EXAMINED:  # of many drafts those at the head of the queue alone
            newest = {row.path for row in heapq.nlargest(_EXAMINED, drafts, key=in_queue)}
            unseen = [row for row in unseen if row.path in newest]
        return [row.path for row in heapq.nlargest(20, unseen, key=in_queue)]

    def _do_note(self, order: Order) -> Any:
        """Remember what the cleaner found open in a draft."""
        found = OpenLines(hash=order["hash"], lines=int(order["lines"]), people=int(order["people"]))
        path = str(order["file"])
        known, row = self._index.open.get(path), self._index.rows.get(path)
        self._count(path, row, -1)
        self._index.open[path] = found
        self._count(path, row, 1)
        self._dirty = True
        return {"changed": known != found}

    # --- review -------------------------------------------------------------------------------------------

    def _do_review(self, order: Order) -> Any:
        path = str(order.get("file") or "")
        self._refuse_unknown(path)
        if self._read(path):  # another program has saved it: who is told of changes has not heard of this one
            self._noticed.add(path)
        return {**self._review(path), "neighbours": self._neighbours(path, order), **self._undo_state()}

    def _refuse_unknown(self, path: str) -> None:
        """Only what the index has is opened: no way out of the content, whatever the path."""
        if path not in self._index.rows and not (is_content(path) and _is_article(path) and self._is_there(path)):
            raise GoneError(f"{path}: there is no such article: was it renamed or removed?")

    def _is_there(self, path: str) -> bool:
        folder = self._root.resolve()
        target = folder / path
        return target.resolve() == target and target.is_file()

    def _review(self, path: str) -> dict[str, Any]:
        text = read_text_file(self._root / path)
        if text is None:
            raise GoneError(f"{path}: there is no such article: was it renamed or removed?")
        head = {"file": path, "hash": text_hash(text)}
        row = self._index.rows.get(path)
        try:
            text.encode()
            values = read_values(text, path)
        except (ContentError, UnicodeEncodeError) as error:
            shown = [shown_problem(one) for one in error.problems] if isinstance(error, ContentError) else []
            shown = shown or [{"message": "is not UTF-8", "advice": "save it as UTF-8", "line": 1, "file": path}]
            readable = isinstance(error, ContentError)
            return {**head, "kind": "text", "text": text if readable else "", "problems": shown, "readable": readable}
        parsed = parse_article(text, path, self._reading)
        article = parsed.article
        problems: list[Problem] = []
        rejected = load_rejected(self._root, problems).shown_beside(article.slug if article else "", text)
        chips, blocks = names_and_text(text, path, (), rejected, self._known)
        lines = article.lines if article else {}
        image = article.image.src if article and article.image else ""
        return {
            **head,
            "kind": "form",
            "title": "" if article is None or article.title.casefold() == "untitled" else article.title,
            "state": state_of(row, dt.datetime.now(dt.UTC)) if row else "drafts",
            "missing": list(row.missing) if row else [],
            "publish_at": row.publish_at if row else "",
            "url": article.url if article else "",
            "lang": article.lang if article else "",
            "fields": form_of(values, parsed.problems, lines),
            "problems": [shown_problem(one) for one in parsed.problems],
            "body": body_of(text, path),
            "words": count_words(body_of(text, path)),
            "hidden": bool(image) and not is_shown(image, self._reading),
            "blocks": blocks,
            "chips": chips,
            "original": bool(isinstance(values.get("source"), dict) and values["source"].get("original_sha256")),
        }

    def _neighbours(self, path: str, order: Order) -> dict[str, Any]:
        now = dt.datetime.now(dt.UTC)
        row = self._index.rows.get(path)
        state = str(order.get("state") or (state_of(row, now) if row else "drafts"))
        rows = queue_of(self._index, state, str(order.get("q") or ""), str(order.get("sort") or ""), now)
        paths = [one.path for one in rows]
        at = paths.index(path) if path in paths else -1
        return {
            "number": at + 1,
            "total": len(paths),
            "previous": paths[at - 1] if at > 0 else "",
            "next": paths[at + 1] if 0 <= at < len(paths) - 1 else "",
            "first": paths[0] if paths else "",
            "state": state,
        }

    # --- changes ------------------------------------------------------------------------------------------

    def _do_change(self, order: Order) -> Any:
        step = str(order.get("step") or "")
        if step and step in self._answers:
            return self._answers[step]
        recover(self._root)
        try:
            answer = self._change_again(order)
        except ConflictsError as error:
            # Since the page saw what was typed upon: did only pages of this desk write there?
            here = self._leads_back(str(order.get("view") or ""), str(order.get("since") or ""))
            return {"error": {**told_error(error), "here": here}}
        if step:
            self._answers[step] = answer
            while len(self._answers) > _ANSWERS:
                del self._answers[next(iter(self._answers))]
        return answer

    def _change_again(self, order: Order) -> Any:
        try:
            return self._change(order)
        except JournalError:  # somebody saved between the reading and the writing: once more from what stands there
            return self._change(order)

    def _note_made(self, changes: Iterable[FileChange]) -> None:
        for change in changes:
            if change.before is not None and change.after is not None:
                self._made_of.pop(key := (change.path, text_hash(change.after)), None)
                self._made_of[key] = text_hash(change.before)
        while len(self._made_of) > _ANSWERS:
            del self._made_of[next(iter(self._made_of))]

    def _leads_back(self, path: str, digest: str) -> bool:
        """Whether a file as it stands came of one with another hash by what pages of this desk asked for alone."""
        if path not in self._index.rows or not digest:
            return False
        now, passed = text_hash(read_text_file(self._root / path)), set[str]()
        while now != digest and now not in passed:
            passed.add(now)
            now = self._made_of.get((path, now), "")
        return now == digest

    def _change(self, order: Order) -> Any:
        now = dt.datetime.now().astimezone()
        drafting = Drafting(
            root=self._root,
            paths=lambda: tuple(self._files),
            check=self._check,
            unclear=self._unclear,
            slug_of=self._slug_of,
            people=lambda: [person for _, person in self._index.people.values()],
            naming=lambda key: [row.path for row in self._index.rows.values() if key in map(name_key, row.people)],
            stamp=now.strftime("%Y%m%dT%H%M%S%f"),
        )
        outcome = draft_changes(drafting, order.get("ops") or [])
        number = 0
        if outcome.plan.changes:
            done = carry_out(
                self._root,
                outcome.plan,
                label=outcome.label,
                command=outcome.command,
                at=now.isoformat(timespec="seconds"),
                operations=outcome.operations,
                joins=int(order.get("joins") or 0),
            )
            number = done.number
        self._note_made(outcome.plan.changes)
        paths = [change.path for change in outcome.plan.changes]
        for path in paths:
            self._read(path)
        view = order.get("view")
        target = outcome.moved.get(str(view), str(view)) if view else ""
        return {
            "number": number,
            "label": outcome.label,
            "files": [{"file": path, "hash": self._hash(path)} for path in paths if not path.startswith(".")],
            "moved": dict(outcome.moved),
            "notes": list(outcome.plan.notes),
            "rebased": any("somebody else" in note for note in outcome.plan.notes),
            "failed": [{"file": file, **told_error(error)} for file, error in outcome.failed],
            "asks": list(outcome.asks),
            "view": self._review(target) if target and (self._root / target).is_file() else None,
            "counts": self._counts(),
            **self._undo_state(),
        }

    def _counts(self) -> dict[str, int]:
        return {**self._queue_counts.at(dt.datetime.now(dt.UTC)), "trash": len(trashed_files(self._root))}

    @cached_property
    def _file_check(self) -> Any:
        return file_check(self._config, self._reading)

    def _check(self, path: str, text: str) -> tuple[Problem, ...]:
        return tuple(self._file_check(path, text))

    def _unclear(self, path: str, text: str) -> str:
        """Why an article does not say whom it names, "" if it does."""
        for one in listed_names(read_values(text, path), "people"):
            if isinstance(one.entry, Mapping) and one.entry.get("person"):
                if str(one.entry["person"]) not in self._known.by_slug:
                    return f"there is no content/people/{one.entry['person']}.md"
                continue
            sharing = self._known.sharing(one.name)
            if sharing:
                return f'"{one.name}" is the name of {len(sharing)} people'
        return ""

    def _slug_of(self, path: str, text: str) -> str:
        article = parse_article(text, path, self._reading, looks_at_body=False).article
        return article.slug if article is not None else Path(path).stem

    def _do_undo(self, order: Order) -> Any:
        recover(self._root)
        step, plan = undo_step(self._root, int(order.get("number") or 0))
        return self._after_history(step, plan.changes, order)

    def _do_redo(self, order: Order) -> Any:
        recover(self._root)
        step, plan = redo_step(self._root)
        return self._after_history(step, plan.changes, order)

    def _after_history(self, step: Step, changes: Sequence[FileChange], order: Order) -> Any:
        self._note_made(changes)
        paths = [change.path for change in changes]
        for path in paths:
            self._read(path)
        view = str(order.get("view") or "")
        there = {path for path in paths if _is_article(path) and (self._root / path).is_file()}
        moved = next(iter(sorted(there)), "") if view and not (self._root / view).is_file() else ""
        target = moved or view
        article = next(iter(there), "") if len(there) == 1 else ""  # of which article it was, where it was one
        return {
            "number": step.number,
            "label": step.label,
            "files": [{"file": path, "hash": self._hash(path)} for path in paths if not path.startswith(".")],
            "moved": {view: moved} if moved else {},
            "article": article,
            "title": self._index.rows[article].title if article in self._index.rows else "",
            "view": self._review(target) if target and (self._root / target).is_file() else None,
            "counts": self._counts(),
            **self._undo_state(),
        }

    def _do_history(self, _: Order) -> Any:
        return [
            {
                "step": step.number,
                "label": step.label,
                "command": step.command,
                "at": step.at,
                "files": [file.path for file in step.files],
                "undone": bool(step.undone),
            }
            for step in reversed(read_history(self._root)[-100:])
        ]

    # --- small answers ------------------------------------------------------------------------------------

    def _do_render(self, order: Order) -> Any:
        from copydesk.publish.markdown import render_body  # noqa: PLC0415 (heavy, and not asked for by most)

        try:
            return {"html": render_body(str(order.get("text") or ""), remote_images=self._config.remote_images).html}
        except ValueError as error:
            return {"html": "", "problem": str(error)}

    def _do_people(self, order: Order) -> Any:
        return search_people(self._people, self._counts_of_names, str(order.get("q") or ""), self._published_names)

    def _do_countries(self, order: Order) -> Any:
        return search_countries(self._reading.countries, str(order.get("q") or ""))

    def _do_bodies(self, order: Order) -> Any:
        return search_bodies(str(order.get("q") or ""))

    def _do_sources(self, order: Order) -> Any:
        return find_sources(self._index.rows.values(), str(order.get("q") or ""))

    def _do_surname(self, order: Order) -> Any:
        return {"surname": surname_of(str(order.get("name") or ""))}

    def end(self) -> None:
        """Write down what the next start need not read again."""
        if self._dirty or self._saving is not None:
            for _ in self._index.save(self._root):
                pass


def _status(root: Path, path: str) -> Stamp | None:
    """How a file looks; None for none, and for a link that leads out of the project."""
    target = root / path
    try:
        if not target.resolve().is_relative_to(root.resolve()):
            return None
        return stamp_of(target.stat())
    except OSError:
        return None


def _is_article(path: str) -> bool:
    return path.startswith("content/articles/") and path.endswith(".md")


def _is_person(path: str) -> bool:
    return path.startswith("content/people/") and path.endswith(".md")


def _trash_row(root: Path, name: str) -> dict[str, Any]:
    stamp, _, path = name.removeprefix(TRASH).partition("/")
    title = ""
    with suppress(CopydeskError, OSError):
        title = str(read_values(read_text_file(root / name) or "", path).get("title") or "")
    gone = re.sub(r"(\d{4})(\d\d)(\d\d).*", r"\1-\2-\3", stamp)
    empty = {"outlet": "", "lang": "", "words": 0, "countries": [], "open": [], "problems": [], "url": "", "hash": ""}
    return {**empty, "file": path, "title": title, "date": gone, "state": "trash", "known": True, "publish_at": ""}


def main() -> int:
    """Serve orders from standard input until it ends."""
    workers: list[DeskWorker] = []

    def begin(settings: Order) -> Any:
        workers.append(DeskWorker(Path(settings["root"])))
        return workers[0].answer

    code = answer_orders(begin)
    for worker in workers:
        worker.end()
    return code
