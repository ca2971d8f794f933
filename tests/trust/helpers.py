"""What the tests of the promises share: the command line as a function, raw articles, a digest with neighbours."""

from __future__ import annotations

import contextlib
import html
import io
import json
import re
import resource
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copydesk.cli import main

PARAGRAPHS = (
    "The harbour office said on Thursday that the ferries would run again from July, after three months of freight.",
    "Two of the five boats have been repainted. The others wait for parts from a yard in the north of the country.",
    "Passengers will have to register a day ahead, and the islands keep the right to close their piers at any time.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command line did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON objects of `--json`."""
        return [json.loads(line) for line in self.out.splitlines()]


def run(*words: str | Path) -> Ran:
    """Run a command line in this process; usage errors give their exit code."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())


def add(root: Path, *inputs: Path, **options: str) -> Ran:
    """Add raw files with a date and a source, printing JSON; `options` overrule (`date="2020-01-01"`)."""
    chosen = {"date": "2020-07-02", "source_name": "The Dispatch", **options}
    words = [word for key, value in chosen.items() for word in (f"--{key.replace('_', '-')}", value)]
    return run("add", "--root", root, "--publish", "--json", *words, *inputs)


def raw(folder: Path, name: str, *lines: str, title: str = "Ferries return to the strait") -> Path:
    """A plain-text article whose paragraphs are the usual ones with `lines` among them."""
    path = folder / name
    first, second, third = PARAGRAPHS
    path.write_text("\n\n".join([title, first, *lines, second, third]) + "\n", encoding="utf-8")
    return path


def paragraphs(page: str) -> list[str]:
    """The text of a page's paragraphs, as a reader sees them."""
    found = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split()) for text in found]


def spent() -> float:
    """Seconds of processor time that this process and its children took: the clock would also count our neighbours."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
