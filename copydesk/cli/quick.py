"""The quick look before a build: a site that is as it should be costs a few thousand looks at files, no imports."""

from __future__ import annotations

import os

from copydesk.publish import unchanged

_FLAGS = {"--drafts": "drafts", "--strict": "strict"}
_VALUES = {"--root": "root", "--out": "out", "--base-url": "base_url", "--jobs": "jobs"}


def how_asked(*, base_url: str, drafts: bool, strict: bool) -> str:
    """What a command line asks of a build, for the quick look of the next one."""
    return f"{base_url} {drafts} {strict}"


def nothing_to_do(words: list[str]) -> list[str] | None:
    """What to say if these words ask for a build that would change nothing; None for anything else.

    Words that this does not know, among them every mistake, are left to the whole command line.
    """
    rest = list(words)
    if rest[:1] == ["build"]:
        del rest[0]
    flags = dict.fromkeys(_FLAGS.values(), False)
    values = {"root": ".", "out": "", "base_url": "", "jobs": ""}
    while rest:
        word, equals, value = rest.pop(0).partition("=")
        if word in _FLAGS and not equals:
            flags[_FLAGS[word]] = True
        elif word in _VALUES and (equals or rest):
            values[_VALUES[word]] = value if equals else rest.pop(0)
        else:
            return None
    if values["jobs"] and not values["jobs"].isdecimal():
        return None
    root = os.path.realpath(values["root"])
    out = os.path.realpath(values["out"] or f"{root}/site")
    asked = how_asked(base_url=values["base_url"], drafts=flags["drafts"], strict=flags["strict"])
    try:
        return unchanged.check(root, out, asked)
    except OSError:
        return None
