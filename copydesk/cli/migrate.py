"""`copydesk import`: a whole blog brought here, dry until `--write` is given."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copydesk.cli.common import Verbs, add_root, moment, say, verb
from copydesk.errors import counted

if TYPE_CHECKING:
    from copydesk.config import Config
    from copydesk.ingest.blog.plan import ImportPlan, PlannedPost
    from copydesk.ingest.blog.post import Blog


def add_verbs(verbs: Verbs) -> None:
    """Register the verb."""
    parser = verb(
        verbs,
        "import",
        "bring a whole blog here: Hugo, Jekyll, Pelican, Eleventy, WordPress, Ghost; shows what it would do",
        "copydesk import ~/old-blog --report import.md\n  copydesk import ~/old-blog --write",
    )
    add_root(parser)
    parser.add_argument(
        "blog", type=Path, metavar="DIR|FILE", help="the blog's folder, or its export (WXR, Ghost's JSON)"
    )
    parser.add_argument("--write", action="store_true", help="write the articles; without it nothing is written")
    parser.add_argument("--system", default="", metavar="NAME", help="which system a folder is of, if it is not told")
    parser.add_argument("--ours", action="append", default=[], metavar="NAME", help="an author who is an editor here")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="the uploads that belong to an export")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="also write the report to a file")
    parser.add_argument("--no-check", action="store_true", help="do not try a strict build of the result")
    parser.add_argument("--now", metavar="TIME", help="the time that tells what is still to come out (default: now)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Plan the import, try it, write it if that is asked; exit code 1 if a post could not be taken or written."""
    from copydesk.config import load_config
    from copydesk.errors import UsageError
    from copydesk.ingest.blog.plan import plan_import, write_plan
    from copydesk.library import article_paths, scan_content

    config = load_config(args.root.resolve())
    if not args.blog.exists():
        raise UsageError(f"{args.blog}: no such file or folder")
    blog_folder = Path(os.path.realpath(args.blog))
    if config.root.is_relative_to(blog_folder) or blog_folder.is_relative_to(config.root / "content"):
        raise UsageError(f"{args.blog}: this is the digest itself, or holds it: name the folder of the other blog")
    now = moment(args.now).astimezone(config.zone)
    blog = _read(args)
    if not blog.posts and not blog.left:
        raise UsageError(f"{args.blog}: there is no post in it: name the folder that holds the blog's sources")
    plan = plan_import(blog, config.root, article_paths(scan_content(config.root)), ours=args.ours, now=now)
    problems = () if args.no_check else _try_build(config, plan, now)
    failed = write_plan(config.root, plan) if args.write else {}
    if args.write:
        _remember(args, config.root, {p.article.path: p.article.text for p in plan.posts if p.key not in failed})
    report = _Report(args=args, plan=plan, problems=problems, failed=failed)
    report.tell()
    if args.report is not None:
        report.write(args.report)
    return 1 if failed or report.refused else 0


def _remember(args: argparse.Namespace, root: Path, written: Mapping[str, str]) -> None:
    """Remember the articles as one step, which `undo` takes back; their pictures stay, as no article's harm."""
    from copydesk.edit.store import remember_new
    from copydesk.errors import OutputError

    command = shlex.join(["copydesk", "import", str(args.blog), "--write"])
    try:
        remember_new(root, written, label="add", command=command, at=moment(None).isoformat(timespec="seconds"))
    except (OSError, OutputError) as error:
        say(f"`copydesk undo` will not take these articles back: {error}")


def _read(args: argparse.Namespace) -> Blog:
    from copydesk.ingest.blog.exports import read_export
    from copydesk.ingest.blog.folders import read_folder

    pictures = args.pictures.resolve() if args.pictures else None
    return read_folder(args.blog.resolve(), args.system) if args.blog.is_dir() else read_export(args.blog, pictures)


def _try_build(config: Config, plan: ImportPlan, now: Any) -> tuple[str, ...]:
    """What a strict build says of the digest with the import in it, tried on a copy."""
    from dataclasses import replace

    from copydesk.config import load_config
    from copydesk.errors import CopydeskError, ProblemsError
    from copydesk.ingest.blog.plan import write_plan
    from copydesk.publish.build import Options, build

    with tempfile.TemporaryDirectory(prefix="copydesk-import-") as folder:
        root = Path(folder)
        for name in ("content", "layouts"):
            if (config.root / name).is_dir():
                shutil.copytree(config.root / name, root / name, ignore=shutil.ignore_patterns("inbox", "originals"))
        (root / "content/articles").mkdir(parents=True, exist_ok=True)
        if (config.root / "config.yaml").is_file():
            shutil.copyfile(config.root / "config.yaml", root / "config.yaml")
        failed = write_plan(root, plan)
        found = [f"{key}: {why}" for key, why in failed.items()]
        try:
            trial = replace(load_config(root))
            build(trial, Options(out=root / "site", now=now, strict=True))
        except ProblemsError as error:
            found += map(str, error.problems)
        except CopydeskError as error:
            found.append(str(error))
        return tuple(found)


# So many parts that are no posts are named on the terminal: an export holds thousands of attachments.
_SKIPPED_TOLD = 20


class _Report:
    """What an import did or would do, told on the terminal and as Markdown."""

    def __init__(
        self, *, args: argparse.Namespace, plan: ImportPlan, problems: tuple[str, ...], failed: Mapping[str, str]
    ) -> None:
        self._args, self._plan, self._problems, self._failed = args, plan, problems, failed

    @property
    def refused(self) -> list[tuple[str, str]]:
        """What might have been a post and was not taken, with the reason."""
        from copydesk.intake.item import Refused

        return [(one.part, str(one)) for one in self._plan.left if isinstance(one, Refused)]

    @property
    def _skipped(self) -> list[tuple[str, str]]:
        """What is no post by its kind, with what it is."""
        from copydesk.intake.item import Skipped

        return [(one.part, one.why) for one in self._plan.left if isinstance(one, Skipped)]

    def _summary(self) -> str:
        plan = self._plan
        written = len(plan.posts) - len(self._failed)
        drafts = sum(bool(post.hidden) for post in plan.posts)
        pictures = sum(len(post.pictures) for post in plan.posts)
        verb_ = "written" if self._args.write else "would be written"
        strict = "not tried" if self._args.no_check else counted(len(self._problems), "problem")
        return (
            f"{plan.system}: {counted(written, 'article')} {verb_} ({drafts} of them drafts), "
            f"{counted(pictures, 'picture')}, {len(plan.seen)} already there, {len(self.refused)} not taken, "
            f"{len(self._skipped)} that are no posts; a strict build: {strict}"
        )

    def tell(self) -> None:
        """Print a line a post and what there is to say of it, then the sum."""
        if self._args.json:
            self._print_rows()
            return
        for post in self._plan.posts:
            state = f"not written: {self._failed[post.key]}" if post.key in self._failed else post.article.path
            print(f"{post.key}: {state}{f' (draft: {post.hidden})' if post.hidden else ''}")
            for note in dict.fromkeys(post.notes):
                print(f"    {note}")
        for key, path in self._plan.seen:
            print(f"{key}: already there: {path}")
        for key, why in self.refused:
            say(f"{key}: not taken: {why}")
        skipped = self._skipped
        for key, why in skipped[:_SKIPPED_TOLD]:
            say(f"{key}: {why}")
        if len(skipped) > _SKIPPED_TOLD:
            say(f"and {len(skipped) - _SKIPPED_TOLD} more that are no posts: --report FILE.md names each")
        for problem in self._problems:
            say(f"a strict build says: {problem}")
        say(self._summary())
        if not self._args.write:
            say("nothing was written: --write does it, --report FILE.md keeps this")

    def _print_rows(self) -> None:
        rows = [self._row(post) for post in self._plan.posts]
        refused = dict(self.refused)
        rows += [{"part": key, "status": "seen", "path": path} for key, path in self._plan.seen]
        for one in self._plan.left:
            said = {"error": str(one)} if one.part in refused else {"status": "skipped", "why": one.why}
            rows.append({"part": one.part, **said})
        rows += [{"part": "", "status": "build", "problem": problem} for problem in self._problems]
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        summary = {
            "articles": len(self._plan.posts) - len(self._failed),
            "written": self._args.write,
            "seen": len(self._plan.seen),
            "refused": len(refused),
            "problems": len(self._problems),
        }
        print(json.dumps({"part": "", "summary": summary}))

    def _row(self, post: PlannedPost) -> dict[str, Any]:
        why = self._failed.get(post.key, "")
        return {
            "part": post.key,
            "status": "failed" if why else "draft" if post.hidden else "article",
            "path": post.article.path,
            "aliases": list(post.old),
            "pictures": [one.target for one in post.pictures],
            "notes": list(dict.fromkeys(post.notes)),
            **({"draft": post.hidden} if post.hidden else {}),
            **({"error": why} if why else {}),
        }

    def write(self, path: Path) -> None:
        """Write the report as Markdown: what needs a hand first. Raises OutputError."""
        from copydesk.errors import OutputError

        plan = self._plan
        parts = [
            ("Not taken", [*self.refused, *self._failed.items()]),
            ("To look at", [(post.article.path, note) for post in plan.posts for note in dict.fromkeys(post.notes)]),
            ("Drafts", [(post.article.path, post.hidden) for post in plan.posts if post.hidden]),
            ("What a strict build says", [("build --strict", problem) for problem in self._problems]),
            ("No posts", self._skipped),
            ("Already there", plan.seen),
            ("Old addresses", [(old, f"/articles/{post.article.slug}/") for post in plan.posts for old in post.old]),
            (
                "Written" if self._args.write else "Would be written",
                [(post.key, post.article.path) for post in plan.posts],
            ),
        ]
        lines = ["# A blog brought here", "", self._summary()]
        for head, rows in parts:
            if rows:
                lines += ["", f"## {head} ({len(rows)})", "", *(f"- `{place}`: {words}" for place, words in rows)]
        try:
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        except OSError as error:
            raise OutputError(f"{path}: cannot be written: {error.strerror}") from None
