"""doctor(): looks at the set-up, not at the content, and says what to mend."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
import unicodedata
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.config import CONFIG_FILE, Config, load_config
from copydesk.errors import CopydeskError, LayoutError, Location, Problem, counted
from copydesk.files import INBOX, ORIGINALS, read_utf8
from copydesk.library import load_library, place_of, scan_content
from copydesk.model import Library
from copydesk.publish.formats.drawings import BUNDLED, can_set_words, letters_without, read_font
from copydesk.publish.render.layouts import Layouts, packaged_layouts
from copydesk.web import is_private_name

State = Literal["fine", "note", "mend"]

OLDEST_PYTHON = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*>=\s*([0-9.]+)(.*)")
_PINNED = re.compile(r"uses:\s*[\w./-]+@[0-9a-f]{40}\b")
_USED = re.compile(r"uses:\s*(?P<action>[\w./-]+@\S+)")
_WATCHES = Path("/proc/sys/fs/inotify/max_user_watches")
# What other programs of an editor's machine take of the limit, roughly: an IDE with a large project.
_WATCHES_OTHERS_TAKE = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing looked at: how it is, and for `mend` what to do."""

    state: State
    what: str
    advice: str = ""

    def __str__(self) -> str:
        """`state  what: advice`, in columns."""
        return f"{self.state:5} {self.what}" + (f": {self.advice}" if self.advice else "")


def doctor(root: Path, watches: Path = _WATCHES) -> Iterator[Diagnosis]:
    """Look at Python, libraries, configuration, content, permissions, watch limits and the workflow."""
    yield from _python()
    yield from _libraries()
    if not root.is_dir():
        what = f"{root} is {'no folder' if root.exists() else 'not there'}"
        yield Diagnosis(
            state="mend", what=what, advice='name the digest\'s folder with --root, or begin one: "copydesk init DIR"'
        )
        return
    yield from _digest(root)
    yield from _permissions(root)
    yield from _watch_limit(root, watches)
    yield from _workflow(root)
    yield from _originals(root)
    yield from _requirement(root)


def _python() -> Iterator[Diagnosis]:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        yield Diagnosis(state="mend", what=f"Python {found}", advice="Copydesk needs 3.11 or newer")
    else:
        yield Diagnosis(state="fine", what=f"Copydesk {__version__}, Python {found}")
    encoding = sys.getfilesystemencoding().lower()
    if encoding != "utf-8":
        yield Diagnosis(state="mend", what=f"file names are in {encoding}", advice="set PYTHONUTF8=1")
    try:
        zoneinfo.ZoneInfo("Asia/Seoul")
    except zoneinfo.ZoneInfoNotFoundError:
        yield Diagnosis(state="mend", what="no time zones are installed", advice="pip install tzdata")


def _libraries() -> Iterator[Diagnosis]:
    try:
        wanted = [row for row in requires("copydesk") or [] if "extra ==" not in row]
    except PackageNotFoundError:
        yield Diagnosis(state="note", what="Copydesk runs from a folder, not installed", advice="pip install -e .")
        return
    old = [problem for row in wanted if (problem := _outdated(row))]
    for what in old:
        yield Diagnosis(state="mend", what=what, advice="pip install --upgrade copydesk")
    if not old:
        yield Diagnosis(state="fine", what=f"{len(wanted)} libraries, each as new as is asked for")
    try:
        yield Diagnosis(state="fine", what=f"Pillow {version('pillow')}: pictures in several sizes")
    except PackageNotFoundError:
        advice = "pip install 'copydesk[images]'"
        yield Diagnosis(state="note", what="no Pillow: pictures keep the size they have", advice=advice)


def _outdated(row: str) -> str:
    match = _REQUIREMENT.match(row)
    if not match or (";" in match[3] and "win32" in match[3] and sys.platform != "win32"):
        return ""
    try:
        found = version(match[1])
    except PackageNotFoundError:
        return f"{match[1]} is not installed"
    return f"{match[1]} {found} is older than {match[2]}" if numbers(found) < numbers(match[2]) else ""


def numbers(text: str) -> tuple[int, ...]:
    """A version's leading numbers, to be compared: `3.10.1rc1` → (3, 10, 1)."""
    found = []
    for part in text.split("."):
        digits = re.match(r"\d+", part)
        if not digits:
            break
        found.append(int(digits[0]))
        if digits[0] != part:
            break
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def _digest(root: Path) -> Iterator[Diagnosis]:
    try:
        config = load_config(root)
    except CopydeskError as error:
        yield Diagnosis(state="mend", what="config.yaml", advice=str(error).removeprefix("config.yaml: "))
        return
    yield Diagnosis(state="fine", what=f"config.yaml: {config.title}, {config.base_url}")
    real = has_own_address(config)
    if not real:
        advice = "write the address your readers will use"
        yield Diagnosis(state="note", what="base_url is still the example's", advice=advice)
    for problem in find_placeholders(config):
        what = f"{problem.location}: {problem.message}"
        yield Diagnosis(state="mend" if real else "note", what=what, advice=problem.advice)
    if config.base.origin.startswith("http://") and "localhost" not in config.base.origin:
        yield Diagnosis(state="note", what="base_url starts with http://", advice="Pages serves https://")
    if not config.tag_authority:
        advice = f"write tag_authority: {config.base.origin.partition('//')[2].partition(':')[0]},YEAR and keep it"
        yield Diagnosis(state="note", what="feed ids depend on base_url", advice=advice)
    try:
        library = load_library(config)
    except CopydeskError as error:
        problems = counted(len(str(error).splitlines()), "problem")
        yield Diagnosis(state="mend", what=f"content/ has {problems}", advice="copydesk build names each of them")
        return
    drafts = sum(article.draft for article in library.articles)
    articles, people = counted(len(library.articles), "article"), counted(len(library.people), "person", "people")
    yield Diagnosis(state="fine", what=f"{articles} ({counted(drafts, 'draft')}), {people} on file")
    yield from _letters(config, library)
    yield from _strings(config)


# Names that nobody can own, for examples and tests (RFC 2606, RFC 6761).
_RESERVED = re.compile(r"(?:^|\.)(?:example(?:\.(?:com|net|org))?|invalid|test)\Z")


def is_reserved_host(host: str) -> bool:
    """Whether a host's name is one of those kept for examples: `example.org` and what ends in `.example`."""
    return bool(_RESERVED.search(host.lower().rstrip(".")))


def _host(address: str) -> str:
    """The host in an address of the web or of mail, or in `host,year`; "" where there is none."""
    if "://" in address:
        return urlsplit(address).hostname or ""
    return address.rpartition("@")[2].partition(",")[0] if "@" in address or "," in address else ""


def has_own_address(config: Config) -> bool:
    """Whether config.yaml names an address that readers can open, and not an example's or this machine's."""
    host = _host(config.base_url)
    return not is_reserved_host(host) and not is_private_name(host)


def find_placeholders(config: Config) -> Iterator[Problem]:
    """What a digest still has from its first day: addresses of example hosts, values never written, files of `init`.

    `base_url` itself is not among them: it says whether the digest is published yet.
    """
    stated = {
        "email": (config.email,),
        "tag_authority": (config.tag_authority,),
        "subscribe: link": (config.subscribe.link,),
        "subscribe: form": (config.subscribe.form,),
        "subscribe: reply_to": (config.subscribe.reply_to,),
        "subscribe: unsubscribe": (config.subscribe.unsubscribe,),
        "identity: accounts": tuple(row.rpartition(" ")[2] for row in config.identity.accounts),
        "menu": tuple(row.rpartition(" ")[2] for row in config.menu),
        "footer": tuple(row.rpartition(" ")[2] for row in config.footer),
    }
    for key, values in stated.items():
        for value in values:
            if is_reserved_host(_host(value.removeprefix("mailto:"))):
                place = place_of(config.root, CONFIG_FILE, value)
                yield Problem(location=place, message=f'{key} is an example\'s: "{value}"', advice="write your own")
    for key in ("title", "tagline", "description", "editor", "license"):
        value = getattr(config, key)
        if value.strip(" .…") == "" and value:
            place = place_of(config.root, CONFIG_FILE, f"{key}:")
            yield Problem(location=place, message=f'{key} is "{value}"', advice="write it, or take the line out")
    shipped = Path(__file__).resolve().parent.parent / "data/init"
    for source in sorted(shipped.glob("content/*/**/*.md")):
        path = source.relative_to(shipped).as_posix()
        if path.startswith("content/inbox/"):
            continue
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if read_utf8(config.root / path) == read_utf8(source):
                message = "is as `copydesk init` wrote it"
                yield Problem(location=Location(path=path), message=message, advice="make it yours, or delete it")


def _letters(config: Config, library: Library) -> Iterator[Diagnosis]:
    """Letters of names and headlines that no font of the cards has: such a card is the map alone."""
    if not (config.features.social_images and config.features.social_words and can_set_words()):
        return
    faces = [read_font(str(BUNDLED), "")]
    for name in config.identity.fonts:
        try:
            faces.insert(0, read_font(str(config.root / name), "doctor"))
        except (OSError, ValueError) as error:
            yield Diagnosis(state="mend", what=f"identity: fonts: {name}", advice=f"name a .ttf or .otf file: {error}")
    titles = [article.title for article in library.articles if not article.draft]
    bare = [title for title in titles if letters_without(unicodedata.normalize("NFC", config.title + title), faces)]
    if bare:
        missing = letters_without(unicodedata.normalize("NFC", config.title + "".join(bare)), faces)
        shown = missing[:12] + ("…" if len(missing) > 12 else "")
        what = f"{counted(len(bare), 'card')} for link previews without words: no font has {shown}"
        advice = "put a font with these letters into the digest's folder and name it under identity: fonts"
        yield Diagnosis(state="note", what=what, advice=advice)
    else:
        yield Diagnosis(state="fine", what="the fonts of link previews have every letter of the headlines")


def _strings(config: Config) -> Iterator[Diagnosis]:
    """Words of the pages that the digest's language lacks."""
    try:
        layouts = Layouts.load((config.root / "layouts", packaged_layouts()), config.language, own=config.strings)
    except LayoutError as error:
        yield Diagnosis(state="mend", what="layouts/", advice=str(error).splitlines()[0])
        return
    for problem in layouts.left_in_english(config.language):
        yield Diagnosis(state="note", what=problem.message, advice=problem.advice)


def _permissions(root: Path) -> Iterator[Diagnosis]:
    places = [root, *(root / name for name in ("content", "content/articles", "site", ".copydesk"))]
    bad = [place for place in places if place.exists() and not os.access(place, os.W_OK | os.X_OK)]
    for place in bad:
        yield Diagnosis(state="mend", what=f"{place} cannot be written", advice=f"chmod u+rwx {place}")
    free = shutil.disk_usage(root if root.exists() else Path.cwd()).free
    if free < 200_000_000:
        yield Diagnosis(state="mend", what=f"{free / 1e6:.0f} MB of disk are free", advice="a build needs some room")
    if not bad:
        yield Diagnosis(state="fine", what="folders can be written")


def _watch_limit(root: Path, watches: Path) -> Iterator[Diagnosis]:
    """Linux gives each user a number of watches; `serve` takes one a folder."""
    try:
        limit = int(watches.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return
    folders = len({path.rpartition("/")[0] for path in scan_content(root).files}) + 1
    if folders + _WATCHES_OTHERS_TAKE > limit:
        advice = f"raise fs.inotify.max_user_watches above {folders + _WATCHES_OTHERS_TAKE}, or use serve --poll"
        yield Diagnosis(state="mend", what=f"{limit} watches for {folders} folders", advice=advice)
    else:
        yield Diagnosis(state="fine", what=f"{limit} watches for {folders} folders")


def _workflow(root: Path) -> Iterator[Diagnosis]:
    folder = root / ".github" / "workflows"
    flows = sorted(folder.glob("*.y*ml")) if folder.is_dir() else []
    if not any("deploy-pages" in path.read_text(encoding="utf-8", errors="replace") for path in flows):
        yield Diagnosis(state="note", what="no workflow publishes to GitHub Pages", advice="see docs/hosting.md")
    for path in flows:
        text = path.read_text(encoding="utf-8", errors="replace")
        loose = [match["action"] for match in _USED.finditer(text) if not _PINNED.search(match[0])]
        for action in loose:
            what = f"{path.name} uses {action}, which can be moved to other code"
            yield Diagnosis(state="mend", what=what, advice="pin it by its commit")
        if flows and not loose:
            yield Diagnosis(state="fine", what=f"{path.name}: actions pinned by commit")


def _originals(root: Path) -> Iterator[Diagnosis]:
    """Whether git is told what to do with the raw copy of articles, which is seldom ours to publish."""
    try:
        config = load_config(root)
    except CopydeskError:
        return
    if config.originals == "none" or not (root / ".git").exists():
        return
    ignored = _ignores(root, f"/{ORIGINALS}/")
    if config.originals == "local" and not ignored:
        what = f"git would take {ORIGINALS}: whole articles of others"
        yield Diagnosis(state="mend", what=what, advice=f"write /{ORIGINALS}/ into .gitignore, or originals: keep")
    elif config.originals == "keep" and ignored:
        what = f"originals: keep, and .gitignore leaves {ORIGINALS} out"
        yield Diagnosis(state="mend", what=what, advice=f"take /{ORIGINALS}/ out of .gitignore")
    else:
        yield Diagnosis(state="fine", what=f"originals: {config.originals}, and git knows")
    inbox = any(_ignores(root, f"/{INBOX}/{end}") for end in ("", "*"))
    if config.originals == "local" and not inbox and (root / INBOX).is_dir():
        what = f"git takes {INBOX}: in a public repository the raw copy of others lies open"
        yield Diagnosis(state="note", what=what, advice=f"write /{INBOX}/* into .gitignore")


def _requirement(root: Path) -> Iterator[Diagnosis]:
    """Whether the workflow can install what requirements.txt names."""
    try:
        lines = (root / "requirements.txt").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        if re.match(r"copydesk(?:\[[^\]]*\])?\s*@\s*file:", line):
            what = "requirements.txt names a Copydesk of this machine, which GitHub cannot reach"
            yield Diagnosis(state="note", what=what, advice="name a release, a repository or a wheel beside it")


def _ignores(root: Path, folder: str) -> bool:
    try:
        lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    return any(line.strip().strip("/") == folder.strip("/") for line in lines)
