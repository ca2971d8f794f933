"""Write docs/reference.md: every verb and config key from the code, every front matter field from the one table.

python scripts/reference.py            # write
python scripts/reference.py --check    # exit 1 if what is there is not what the code says
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from copydesk.cli.main import make_parser
from copydesk.config import NESTED, Config
from copydesk.countries import load_bodies
from copydesk.frontmatter.table import TABLES, FieldRow, Kind

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference.md"
HEAD = """\
# Reference

Made by `python scripts/reference.py` from the code; a test holds the two together. What layouts can see stands in
[layouts.md](layouts.md), how to publish in [hosting.md](hosting.md), how it all hangs together in [guide.md](guide.md).
"""


def main() -> int:
    """Write the reference, or compare it; returns the exit code."""
    text = reference()
    if "--check" in sys.argv[1:]:
        same = TARGET.read_text(encoding="utf-8") == text
        print("docs/reference.md is up to date" if same else "docs/reference.md is old: run scripts/reference.py")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(text.splitlines())} lines")
    return 0


def reference() -> str:
    """The whole reference."""
    return "\n".join([HEAD, *verbs(), *exit_codes(), *config_keys(), *front_matter()])


def verbs() -> Iterator[str]:
    """A section for each verb: what it does, its arguments, an example."""
    yield "## Verbs\n\n`copydesk VERB` and `python build.py VERB` are the same; with no verb the site is built.\n"
    for action in make_parser()._actions:  # noqa: SLF001 (argparse has no public way to list verbs)
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            for name, parser in sorted(action.choices.items()):
                yield from verb(name, parser)


def verb(name: str, parser: Any) -> Iterator[str]:
    """One verb; verbs below it follow."""
    yield f"### `{name}`\n\n{parser.description or ''}\n"
    rows = []
    nested = []
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            nested += [(f"{name} {below}", p) for below, p in sorted(action.choices.items())]
        elif action.help is not argparse.SUPPRESS and "-h" not in action.option_strings:
            shown = ", ".join(action.option_strings) or str(action.metavar or action.dest).upper()
            takes = f" {action.metavar}" if action.option_strings and action.nargs != 0 and action.metavar else ""
            rows.append(f"| `{shown}{takes}` | {(action.help or '').replace('|', chr(92) + '|')} |")
    if rows:
        yield "\n".join(["| argument | |", "|---|---|", *rows]) + "\n"
    example = (parser.epilog or "").partition("example:")[2].strip()
    if example:
        yield f"```sh\n{example}\n```\n"
    for below, p in nested:
        yield from verb(below, p)


def exit_codes() -> Iterator[str]:
    """What a verb's exit code says."""
    rows = (
        ("0", "fine"),
        ("1", "something in the content, the site or the set-up is to be mended; every problem is named"),
        ("2", "a command line or a config.yaml that cannot be carried out"),
        ("3", "a bug of Copydesk; `--debug` shows its trace"),
        ("130", "interrupted"),
    )
    yield (
        "\n".join(["### Exit codes\n", "| code | |", "|---|---|", *(f"| {code} | {what} |" for code, what in rows)])
        + "\n"
    )


def config_keys() -> Iterator[str]:
    """A table of config.yaml."""
    yield "## config.yaml\n\nOne key a line; an unknown one is an error that names the closest known one.\n"
    nested = [row for name, kind in NESTED.items() for row in _rows(kind, f"{name}.")]
    yield "\n".join(["| key | default | |", "|---|---|---|", *_rows(Config, ""), *nested]) + "\n"


def _rows(kind: Any, prefix: str) -> Iterator[str]:
    for field in fields(kind):
        meta = field.metadata
        if meta and field.name not in NESTED:
            default = "required" if meta.get("required") else _shown(field.default)
            limits = f" {meta['least']} to {meta['most']}." if "least" in meta else ""
            choices = f" One of {', '.join(f'`{choice}`' for choice in meta['choices'])}." if "choices" in meta else ""
            yield f"| `{prefix}{field.name}` | {default} | {meta['doc']}{choices}{limits} |"


def _shown(value: Any) -> str:
    if value is MISSING or value in ("", None):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`[{', '.join(value)}]`" if isinstance(value, tuple) else f"`{value}`"


def front_matter() -> Iterator[str]:
    """A table for each kind of content file."""
    yield "## Front matter\n\nYAML 1.2 without anchors, aliases and tags; why: decisions/yaml-dialect.md.\n"
    for name, table in TABLES.items():
        yield f"### {name.capitalize()}\n\n{table.file}\n"
        yield "\n".join(["| field | kind | |", "|---|---|---|", *_field_rows(table.rows, "")]) + "\n"
    yield "### Bodies\n\nWhat `bodies:` knows, each by its code, its name or another name of it.\n"
    rows = [f"| `{body.code}` | {body.name} | {', '.join(body.aliases)} |" for body in load_bodies().values()]
    yield "\n".join(["| code | name | also |", "|---|---|---|", *rows]) + "\n"


def _field_rows(rows: Iterable[FieldRow], prefix: str) -> Iterator[str]:
    for row in rows:
        others = (*(f"{prefix}{other}" for other in row.also), *row.elsewhere)
        also = f" Also read: {', '.join(f'`{other}`' for other in others)}." if others else ""
        required = " Required." if row.required else ""
        words = f" One of {', '.join(f'`{word}`' for word in row.choices)}." if row.choices else ""
        limits = f" {row.least} to {row.most}." if row.kind is Kind.NUMBER else ""
        yield f"| `{prefix}{row.name}` | {row.kind} | {row.doc}{required}{words}{limits}{also} |"
        yield from _field_rows(row.inside, f"{prefix}{row.name}.")


if __name__ == "__main__":
    sys.exit(main())
