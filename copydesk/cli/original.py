"""`copydesk original` and `copydesk add --again`: what works from the raw copy that was kept of an article."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.cli.common import Verbs, add_root, moment, say, verb

if TYPE_CHECKING:
    from copydesk.config import Config
    from copydesk.ingest.clean import CleanHints
    from copydesk.ingest.draft import Stated
    from copydesk.ingest.known import Memory
    from copydesk.ingest.review import Redraft


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "original",
        "print the raw copy that an article was made from",
        "copydesk original minamata-and-its-treaty > minamata.html",
    )
    parser.add_argument("article", metavar="ARTICLE", help="its slug, or its file")
    add_root(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the bytes of an original to standard output."""
    from copydesk.config import load_config
    from copydesk.edit.journal import read_text_file
    from copydesk.edit.nodes import read_values
    from copydesk.ingest.originals import OriginalError, read_original
    from copydesk.ingest.review import source_of

    root = args.root.resolve()
    config = load_config(root)
    path = find_article(config, args.article)
    digest = source_of(read_values(read_text_file(root / path) or "", path)).get("original_sha256")
    if not digest:
        raise OriginalError(f"{path} names no original: {why_none(config)}")
    sys.stdout.buffer.write(read_original(root, str(digest)))
    sys.stdout.flush()
    return 0


def why_none(config: Config) -> str:
    """Why an article may have no original."""
    if config.originals == "none":
        return "originals: none in config.yaml says that none is kept"
    return (
        "it was written by hand, its host forbids that its page is kept (noarchive), or it was added without originals"
    )


def find_article(config: Config, name: str) -> str:
    """The path below the root of an article named by slug or file. Raises UsageError where there is none."""
    from copydesk.errors import UsageError, did_you_mean
    from copydesk.library import load_library

    for base in (Path.cwd(), config.root):
        file = (base / name).resolve()
        if file.is_file() and file.is_relative_to(config.root / "content/articles"):
            return file.relative_to(config.root).as_posix()
    articles = load_library(config).articles
    stem = name.removesuffix(".md")
    found = [one.location.path for one in articles if stem in (one.slug, Path(one.location.path).stem)]
    if not found:
        hint = did_you_mean(name, [one.slug for one in articles])
        raise UsageError(f"no article {name}: {hint or 'give its slug, or its file'}")
    return found[0]


def run_again(args: argparse.Namespace, stated: Stated, hints: CleanHints) -> int:
    """Clean articles anew from their originals; exit code 1 if any could not be."""
    from copydesk.config import load_config
    from copydesk.edit.journal import recover
    from copydesk.errors import CopydeskError, ProblemsError, UsageError
    from copydesk.ingest.known import load_memory

    if args.raw is not None and len(args.inputs) != 1:
        raise UsageError("--from is one file for one article")
    config = load_config(args.root.resolve())
    recover(config.root)
    memory = load_memory(config)
    failed = False
    for name in args.inputs:
        try:
            _again(args, config, memory, find_article(config, name), stated, hints)
        except CopydeskError as error:
            failed = True
            words = "; ".join(map(str, error.problems)) if isinstance(error, ProblemsError) else str(error)
            if args.json:
                print(json.dumps({"file": name, "error": words}, ensure_ascii=False), flush=True)
            else:
                say(f"{name}: {words}" if not words.startswith(name) else words)
    return 1 if failed else 0


def _again(
    args: argparse.Namespace, config: Config, memory: Memory, path: str, stated: Stated, hints: CleanHints
) -> None:
    from copydesk.edit.journal import read_text_file
    from copydesk.edit.nodes import body_of, read_values
    from copydesk.edit.operations import refuse_new_problems
    from copydesk.edit.plan import FileChange, Plan
    from copydesk.edit.store import carry_out
    from copydesk.errors import IngestError
    from copydesk.ingest.add import making_of, process, today
    from copydesk.ingest.draft import compose, read_stated
    from copydesk.ingest.originals import keep_draft, keep_original, read_draft
    from copydesk.ingest.review import decided_hints, job_of, merge_drafts, source_of
    from copydesk.intake.sniff import make_keepable
    from copydesk.library import file_check

    mine = read_text_file(config.root / path) or ""
    values = read_values(mine, path)
    article_id = str(values.get("id") or Path(path).stem)
    base = read_draft(config.root, article_id)
    data, name = _raw(args, config, path, source_of(values))
    names = source_of(values).get("stated") or ()
    known = read_stated(read_values(base, path) if base else values, [names] if isinstance(names, str) else names)
    part = str(source_of(values).get("original_part") or "")
    job = job_of(data, name, part, stated.over(known), decided_hints(values, hints))
    result = process(job, memory.knowledge)
    if result.error or result.clean is None:
        raise IngestError(name, "clean", result.error)
    raw = make_keepable(data)
    made = compose(
        result.clean,
        result.found,
        replace(result.stated, publish=False),
        taken=(),
        today=today(config.zone),
        making=making_of(job, raw),
    )
    merged = merge_drafts(path, made.text if base is None else base, mine, made.text)
    plan = Plan(changes=(FileChange(path=path, before=mine, after=merged.text),) if merged.text != mine else ())
    refuse_new_problems(plan.changes, file_check(config))
    _tell_merged(args, path, merged, changed=bool(plan.changes))
    if base is None and body_of(made.text, path) != body_of(mine, path):
        text = "what add first wrote of it was not kept, so an edit by hand cannot be told from another cleaning"
        say(f"{path}: {text}: the text stays; below, what cleaning makes of it now")
        print(Plan(changes=(FileChange(path=path, before=mine, after=made.text),)).diff(), end="")
    if args.dry_run:
        print(plan.diff(), end="")
        return
    if plan.changes:
        command = shlex.join(["copydesk", "add", "--again", path])
        at = moment(None).isoformat(timespec="seconds")
        carry_out(config.root, plan, label="add --again", command=command, at=at)
    if config.originals != "none":
        keep_original(config.root, raw)
        keep_draft(config.root, article_id, made.text)


def _raw(args: argparse.Namespace, config: Config, path: str, source: dict[str, Any]) -> tuple[bytes, str]:
    """The raw copy of an article, and what to call it: the file that is named, else the original that was kept."""
    from copydesk.ingest.originals import OriginalError, digest_of, read_original
    from copydesk.intake.read import load_bytes
    from copydesk.intake.sniff import make_keepable

    digest = str(source.get("original_sha256") or "")
    if args.raw is not None:
        data = load_bytes(args.raw)
        if digest and digest_of(make_keepable(data)) != digest:
            say(f"{path}: {args.raw} is not the file it was made from; read as a newer one")
        return data, str(args.raw)
    if not digest:
        raise OriginalError(f"{path} names no original ({why_none(config)}): give its raw file with --from RAW")
    try:
        return read_original(config.root, digest), path
    except OriginalError as error:
        where = f", once read at {source['url']}" if source.get("url") else ""
        raise OriginalError(f"{error}: give the raw file{where} with --from RAW") from None


def _tell_merged(args: argparse.Namespace, path: str, merged: Redraft, *, changed: bool) -> None:
    """What came in, what did not and why; conflicts with both ways."""
    state = ("would change" if args.dry_run else "cleaned anew") if changed else "nothing new"
    if args.json:
        row = {
            "file": path,
            "status": "changed" if changed else "unchanged",
            "conflicts": [
                *({"at": c.at, "was": c.was, "mine": c.mine, "theirs": c.theirs} for c in merged.fields),
                *({"at": "body", "was": c.was, "mine": c.mine, "theirs": c.theirs} for c in merged.blocks),
            ],
            "notes": list(merged.notes),
        }
        print(json.dumps(row, ensure_ascii=False), flush=True)
        return
    print(f"{path}: {state}")
    for field in merged.fields:
        print(f"  conflict   {field.at}: yours “{field.mine}” stays; cleaning says “{field.theirs}”")
    for block in merged.blocks:
        print("  conflict   in the text: yours stays")
        for label, words in (("was", block.was), ("yours", block.mine), ("cleaning", block.theirs)):
            print(f"    {label:9}{' '.join(words.split())[:200] or '—'}")
    for note in merged.notes:
        print(f"  to settle  {note}")
