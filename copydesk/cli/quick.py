"""The quick look before a build: a site that is as it should be costs a few thousand looks at files, no imports."""

from __future__ import annotations

import os

from copydesk.publish.cache import unchanged

_FLAGS = {"--drafts": "drafts", "--strict": "strict", "--clean": "clean", "--timing": "timing", "--debug": "debug"}
_VALUES = {"--root": "root", "--out": "out", "--base-url": "base_url", "--jobs": "jobs", "--now": "now"}


class BuildWords:
    """What a command line asks of a build. Paths and times are as written; `jobs` is 0 for one process a core."""

    def __init__(self) -> None:
        self.root, self.out, self.base_url, self.now, self.jobs = ".", "", "", "", 0
        self.drafts = self.strict = self.clean = self.timing = self.debug = False

    @property
    def asked(self) -> str:
        """What decides the site, for the quick look of the next run; "" where no later run can be asked the same."""
        return "" if self.now else f"{self.base_url} {self.drafts} {self.strict}"


def read_words(words: list[str]) -> BuildWords | None:
    """These words as those of a build. None for anything else, and for every mistake: argparse knows what to say."""
    rest = list(words)
    if rest[:1] == ["build"]:
        del rest[0]
    found = BuildWords()
    while rest:
        word, equals, value = rest.pop(0).partition("=")
        if word in _FLAGS and not equals:
            setattr(found, _FLAGS[word], True)
        elif word in _VALUES and (equals or (rest and not rest[0].startswith("-"))):
            value = value if equals else rest.pop(0)
            if word == "--jobs" and not value.isdecimal():
                return None
            setattr(found, _VALUES[word], int(value) if word == "--jobs" else value)
        else:
            return None
    return found


def look_first(found: BuildWords) -> unchanged.Look | None:
    """A look at what this build would work on, if there is anything to compare it with: `said` ends the matter."""
    if found.clean or found.now or found.timing:
        return None
    root = os.path.realpath(found.root)
    out = os.path.realpath(found.out or f"{root}/site")
    try:
        return unchanged.look_around(root, out, found.asked)
    except OSError:
        return None
