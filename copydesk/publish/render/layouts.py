"""Layouts: a `Page` in, HTML out. Jinja is known here and, with what this program adds to it, in `environment`.

A layout sees its page, the strings and a few filters: no clock, no chance, no environment, no `Site`.
Undefined names are errors, text is escaped, and content is never compiled. Everything is read from the
layout folders once, by `Layouts.load`; what a folder of one's own has replaces the packaged file of that name, which
stays within reach as `theme/NAME`.
The reference for authors of layouts is docs/layouts.md.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import TracebackType
from typing import Any, TypeGuard

import jinja2
from jinja2 import meta, nodes

import copydesk
from copydesk.errors import LayoutError, Location, Problem, counted, did_you_mean
from copydesk.files import read_file
from copydesk.publish import markdown
from copydesk.publish.pages.values import Page, Words
from copydesk.publish.render import charts, environment, strings
from copydesk.publish.render.environment import STRINGS, CompiledLayouts, File, can_keep, make_environment
from copydesk.publish.render.strings import Calendar, Strings, load_strings, own_strings, show_english

__all__ = ["Layouts", "packaged_layouts"]

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_UNUSED = "no page is made with this layout, and none that is includes it"
# What an expression in a layout can raise when it is given a value it was not made for.
_SLIPS = (jinja2.TemplateError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError)


class Layouts:
    """The layouts of a digest in one language, ready to render. Make one with `Layouts.load`."""

    def __init__(
        self,
        files: Mapping[str, File],
        texts: Strings,
        static: tuple[tuple[str, bytes], ...],
        cache: Path | None = None,
    ) -> None:
        self._files, self._static, self._texts = files, static, texts
        self._words = strings.canonical(texts)
        self._digests: dict[str, str] = {}
        self._shown: dict[tuple[str, str], bool] = {}
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._cache = cache
        self._env = self._environment()
        # Layouts in which an attribute was asked of what has none of that name.
        self._careful: set[str] = set()

    @functools.cached_property
    def _careful_env(self) -> jinja2.Environment:
        return self._environment(careful=True)

    def _environment(self, *, careful: bool = False) -> jinja2.Environment:
        code = None
        if self._cache is not None and can_keep(self._cache):
            # Compiled layouts of another release of this program, or of Jinja, are none of ours.
            release = f"{_program()[:16]}-{jinja2.__version__}{'-careful' if careful else ''}"
            shipped = [(name, file.path) for name, file in self._files.items() if file.is_shipped]
            code = CompiledLayouts(self._cache, release, [] if careful else shipped)
        return make_environment(self._files, self._texts, code, careful=careful)

    @classmethod
    def load(
        cls, folders: tuple[Path, ...], lang: str, cache: Path | None = None, *, own: Mapping[str, Any] | None = None
    ) -> Layouts:
        """Read layouts, strings and static files; of two files with one name the earlier folder's counts.

        `own` are strings of config.yaml by key, which go before those of any file.

        Folders that do not exist hold nothing. `cache` is a folder for compiled layouts: it saves a build of few
        pages most of its time, and may be deleted. Raises LayoutError for unreadable files, links that lead out
        of a folder, and strings that cannot be used, all at once.
        """
        problems: list[Problem] = []
        theme = read_theme(folders, problems)
        try:
            texts = load_strings(own_strings(own, lang) + theme.worded, lang)
        except LayoutError as error:
            problems += error.problems
        if problems:
            raise LayoutError(problems)
        return cls(theme.files, texts, theme.static, cache)

    def names(self) -> tuple[str, ...]:
        """The names of all layouts and partials, sorted."""
        return tuple(sorted(name for name in self._files if not name.startswith(THEME)))

    def words(self) -> Words:
        """The titles that the planners, not layouts, put on pages, in the digest's language."""
        return Words(**{field.name: str(getattr(self._texts, field.name)) for field in fields(Words)})

    def edition_title(self, rule: str, first: dt.date, last: dt.date) -> str:
        """What an edition made by rule is called in the digest's language: its day, its week or its month."""
        calendar = Calendar(self._texts)
        if rule == "monthly":
            return calendar.partial(f"{first:%Y-%m}")
        day = calendar.day(first)
        return day if first == last else str(self._texts.week_of(date=day))

    def write_day(self, day: dt.date) -> str:
        """A day in the digest's language, as layouts write it with the filter `day`."""
        return Calendar(self._texts).day(day)

    def filters(self) -> tuple[str, ...]:
        """The names of all filters that layouts can use, sorted."""
        return tuple(sorted(self._env.filters))

    def static(self) -> tuple[tuple[str, bytes], ...]:
        """Style sheets, scripts and icons as (root-relative URL, bytes): `static/a.css` is `/assets/a.css`."""
        return self._static

    def digest(self, layout: str) -> str:
        """A digest of all that `layout` renders with: itself, what it reaches, the strings, this program's part.

        Raises LayoutError when a layout does not parse, names one that is not there, or computes a name.
        """
        if layout not in self._digests:
            state = hashlib.sha256(f"{jinja2.__version__}\0{_program()}\0{self._words}".encode())
            for name in self._reach(layout):
                state.update(f"\0{name}\0{self._files[name].text}".encode())
            self._digests[layout] = state.hexdigest()
        return self._digests[layout]

    def shows(self, layout: str, name: str) -> bool:
        """Whether a layout, or one that it reaches, has this name in it at all: what none shows need not be made."""
        key = (layout, name)
        if key not in self._shown:
            self._shown[key] = any(name in self._files[file].text for file in self._reach(layout))
        return self._shown[key]

    def _reach(self, layout: str) -> list[str]:
        """A layout and all that it extends, includes or imports, sorted."""
        reached: set[str] = set()
        waiting = [layout]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._references(name, layout)
        return sorted(reached)

    def unused(self) -> tuple[Problem, ...]:
        """A warning for each file of the digest's own layouts that nothing uses, with the name it may be meant for.

        Raises LayoutError as `digest` does.
        """
        own = {name for name in self.names() if THEME + name not in self._files}
        if not own or not any(name.startswith(THEME) for name in self._files):
            return ()  # nothing of the digest's own, or nothing but it
        theirs = [name for name in self.names() if name not in own]
        reached = {name for layout in theirs for name in self._reach(layout)}
        problems = []
        for name in sorted(own - reached):
            advice = did_you_mean(name, theirs) or "include it in a layout, or take it out"
            problems.append(Problem(location=Location(path=self._files[name].path), message=_UNUSED, advice=advice))
        return tuple(problems)

    def left_in_english(self, lang: str) -> tuple[Problem, ...]:
        """One problem that counts the words which the digest's language lacks, if it lacks any."""
        count = len(self._texts.left_in_english)
        if not count:
            return ()
        message = f"{counted(count, 'text')} of the pages {'is' if count == 1 else 'are'} in English: none in {lang}"
        advice = f"translate them under strings: ({', '.join(self._texts.left_in_english[:3])}, …)"
        return (Problem(location=Location(path="config.yaml"), message=message, advice=advice),)

    def check(self) -> None:
        """Compile every layout. Raises LayoutError with what is wrong in any of them."""
        problems: list[Problem] = []
        for name in self.names():
            try:
                self.digest(name)
                self._env.get_template(name)
            except LayoutError as error:
                problems += error.problems
            except jinja2.TemplateSyntaxError as error:
                problems.append(self._syntax(error))
        if problems:
            raise LayoutError(dict.fromkeys(problems))

    def render(self, page: Page) -> str:
        """The page as HTML, links root-relative. Raises LayoutError with layout, line and page."""
        try:
            html = self._html(page)
            if page.layout == "search.html":
                self._fit_for_search(html)
            return show_english(html) if self._texts.left_in_english else html
        except jinja2.TemplateSyntaxError as error:
            raise LayoutError([self._syntax(error)]) from None
        except jinja2.TemplateNotFound as error:
            raise LayoutError([self._missing(str(error), f"{page.layout} of {page.url}")]) from None
        except _SLIPS as error:
            place = self._place(error.__traceback__)
            if place is None:
                raise
            message, _, advice = str(error).partition("\n")
            older = self._older_partial(page.layout, message)
            if older is not None:
                raise LayoutError([older]) from error
            what = message if isinstance(error, jinja2.TemplateError) else f"{type(error).__name__}: {message}"
            advice = advice or self._compare(place)
            raise LayoutError(
                [Problem(location=place, message=f"{what} (while rendering {page.url})", advice=advice)]
            ) from error

    def _html(self, page: Page) -> str:
        """What the page's layout makes of it, by plain attributes if all are there, else as Jinja looks for them."""
        values = {"page": page, "site": page.site, "meta": page.meta, "c": page.content}
        if page.layout not in self._careful:
            try:
                return self._env.get_template(page.layout).render(values)
            except AttributeError:
                self._careful.add(page.layout)  # a map's key, as `extra.mine`, or a slip, of which that tells more
        return self._careful_env.get_template(page.layout).render(values)

    def _fit_for_search(self, html: str) -> None:
        """Raise LayoutError for a search page that loads the packaged script and lacks what that works on.

        A browser would run it into an error and show a page without a search: only here is anybody told.
        """
        own = self._files["search.html"]
        lacking = [part for part in _SEARCHED if part not in html]
        if not lacking or "/assets/search.js" not in html or own == self._files.get(THEME + "search.html", own):
            return
        script = packaged_layouts() / "static/search.js"
        if dict(self._static).get("/assets/search.js") != script.read_bytes():
            return
        path = packaged_layouts() / "search.html"
        message = f"lacks what search.js works on: {', '.join(f'`{part}`' for part in lacking)}"
        advice = f"compare it with the packaged {path}, or delete it: that one is used then"
        raise LayoutError([Problem(location=Location(path=own.path), message=message, advice=advice)])

    def _older_partial(self, layout: str, message: str) -> Problem | None:
        """Which partial of the digest's own lacks a macro that packaged layouts call, or has another of that name.

        An error arises where the macro is called, in a packaged layout that nobody has touched; what must change is the
        file that stands in for the packaged one, as one that was copied from an earlier release does.
        """
        for name in self._reach(layout):
            own, ours = self._files[name], self._files.get(THEME + name)
            if ours is None or own == ours:
                continue
            packaged, there = _MACRO.findall(ours.text), _MACRO.findall(own.text)
            advice = (
                f"take it over from {packaged_layouts() / name}, or delete this file: the packaged one is used then"
            )
            for called in _QUOTED.findall(message):
                if called in packaged and called not in there:
                    lacking = ", ".join(f"`{macro}`" for macro in packaged if macro not in there)
                    what = f"lacks what the packaged file has and other layouts call: {lacking}"
                    return Problem(location=Location(path=own.path), message=what, advice=advice)
                if called in packaged and "macro" in message:
                    line = own.text[: own.text.index(f"macro {called}")].count("\n") + 1
                    what = f"other layouts call `{called}` as the packaged file has it: {message}"
                    return Problem(location=Location(path=own.path, line=line), message=what, advice=advice)
        return None

    def _compare(self, place: Location) -> str:
        """What to do about a slip in a layout of the digest's own that stands in for a packaged one."""
        for name, file in self._files.items():
            if file.path == place.path and self._files.get(THEME + name, file) != file:
                return f"compare it with the packaged {packaged_layouts() / name}, or delete it: that one is used then"
        return ""

    def _references(self, name: str, wanted_by: str) -> tuple[str, ...]:
        """The layouts that one extends, includes or imports."""
        if name not in self._wanted:
            if name not in self._files:
                raise LayoutError([self._missing(name, wanted_by)])
            file = self._files[name]
            quick = written_out(file.text)
            if quick is not None and all(reference in self._files for reference in quick):
                self._wanted[name] = quick
                return quick
            try:
                tree = self._env.parse(file.text, name, file.path)
            except jinja2.TemplateSyntaxError as error:
                raise LayoutError([self._syntax(error)]) from None
            found = set()
            missed = _may_be_missing(tree, self._files)
            for reference in meta.find_referenced_templates(tree):
                if reference is None:
                    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
                    named: list[Any] = [node for kind in kinds for node in tree.find_all(kind)]
                    lines = [node.lineno for node in named if not isinstance(node.template, nodes.Const)]
                    place = Location(path=file.path, line=min(lines, default=0))
                    advice = "write the names out in an if, so that it is known which pages a change touches"
                    raise LayoutError([Problem(location=place, message="a computed layout name", advice=advice)])
                if reference not in missed:
                    found.add(reference)
            self._wanted[name] = tuple(sorted(found))
        return self._wanted[name]

    def _missing(self, name: str, wanted_by: str) -> Problem:
        path = self._files[wanted_by].path if wanted_by in self._files else wanted_by
        message = f'no layout "{name}"'
        return Problem(location=Location(path=path), message=message, advice=did_you_mean(name, self.names()))

    def _syntax(self, error: jinja2.TemplateSyntaxError) -> Problem:
        file = self._files.get(error.name or "")
        advice = ""
        for kind, known in (("filter", self._env.filters), ("test", self._env.tests)):
            start = f"No {kind} named '"
            if (error.message or "").startswith(start):
                advice = did_you_mean((error.message or "")[len(start) :].split("'")[0], known)
        place = Location(path=file.path if file else error.name or "", line=error.lineno)
        return Problem(location=place, message=error.message or "not a layout", advice=advice)

    def _place(self, trace: TracebackType | None) -> Location | None:
        """Where in a layout an error arose: Jinja gives the frames of a traceback the layouts' paths and lines."""
        paths = {file.path for file in self._files.values()}
        place = None
        while trace is not None:
            path = trace.tb_frame.f_code.co_filename
            if path in paths:
                place = Location(path=path, line=trace.tb_lineno)
            trace = trace.tb_next
        return place


@functools.cache
def _program() -> str:
    """A digest of the code that takes part in rendering: a new release of it renders every page anew."""
    state = hashlib.sha256()
    for module in (__file__, charts.__file__, environment.__file__, markdown.__file__, strings.__file__):
        state.update(Path(module).read_bytes())
    return state.hexdigest()


STATIC = "static"
# The macros of a partial, and what a message of Jinja's puts in quotation marks.
_MACRO = re.compile(r"{%-?\s*macro (\w+)")
_QUOTED = re.compile(r"""["'](\w+)["']""")
# What the packaged script of the search page cannot do without.
_SEARCHED = ("data-src=", "<form", "search-results", 'role="status"', '<button type="button"')
# `{% extends "theme/article.html" %}` in a layout of one's own is the packaged one it replaces.
THEME = "theme/"
# A reference whose name is written out, as in nearly every layout; whatever else stands there, Jinja must say.
_REFERENCE = re.compile(r"{%[-+]?\s*(?:extends|include|import|from)\b\s*")
_NAMED = re.compile(r"""(?:"([^"\\]+)"|'([^'\\]+)')\s*(?:import\b|as\b|with\b|without\b|ignore\b|[-+]?%})""")


def packaged_layouts() -> Path:
    """The folder of the theme that comes with Copydesk: inside an installed wheel, else the checkout's."""
    package = Path(copydesk.__file__).resolve().parent
    inside = package / "layouts"
    return inside if inside.is_dir() else package.parent / "layouts"


@dataclass(slots=True)
class Theme:
    """What the folders hold: layouts by name, (URL, bytes) of static files, (path, text) of strings files."""

    files: dict[str, File] = field(default_factory=dict)
    static: tuple[tuple[str, bytes], ...] = ()
    worded: tuple[tuple[str, str], ...] = ()


def read_theme(folders: Iterable[Path], problems: list[Problem]) -> Theme:
    """Read layout folders in their order of precedence; what cannot be used is noted in `problems`."""
    shipped = packaged_layouts()
    layers = list(dict.fromkeys(folder.resolve() for folder in folders if folder.is_dir()))
    files: dict[str, File] = {}
    static: dict[str, bytes] = {}
    worded: list[tuple[str, str]] = []
    for depth, folder in enumerate(layers):
        for name, data in _read(folder, problems):
            path = f"{folder.name}/{name}"
            if name.startswith(f"{STATIC}/"):
                static.setdefault("/assets/" + name.removeprefix(f"{STATIC}/"), data)
                continue
            try:
                text = data.decode().removeprefix("\ufeff")
            except UnicodeDecodeError as error:
                place = Location(path=path, line=data[: error.start].count(b"\n") + 1)
                problems.append(Problem(location=place, message="not UTF-8", advice="save it as UTF-8"))
                continue
            if name == STRINGS:
                worded.append((path, text))
            elif not depth and text and name.endswith(".html") and not _COMMENT.sub("", text).strip():
                advice = "delete it: the packaged one is used then"
                problems.append(Problem(location=Location(path=path), message="an empty layout", advice=advice))
            else:
                file = File(text, path, is_shipped=folder == shipped)
                files.setdefault(name, file)
                if depth:
                    files.setdefault(THEME + name, file)
    return Theme(files=files, static=tuple(sorted(static.items())), worded=tuple(worded))


def _read(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, bytes]]:
    """The files of a layout folder by name, sorted; hidden and editors' files are none of it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") or part.endswith("~") for part in name.split("/")) or path.is_dir():
            continue
        if not path.resolve().is_relative_to(folder):
            place = Location(path=f"{folder.name}/{name}")
            problems.append(Problem(location=place, message="a link that leads out of the layouts", advice="copy it"))
        elif name.startswith(f"{STATIC}/") or name == STRINGS or name.endswith((".html", ".svg", ".xml", ".txt")):
            try:
                yield name, read_file(path)
            except OSError as error:
                place = Location(path=f"{folder.name}/{name}")
                problems.append(Problem(location=place, message=f"cannot be read: {error.strerror}"))


def _may_be_missing(tree: nodes.Template, there: Container[str]) -> set[str]:
    """The names that are not there and need not be: `ignore missing`, or another of a list is."""
    found: set[str] = set()
    for node in tree.find_all(nodes.Include):
        names = [const.value for const in (node.template, *node.template.find_all(nodes.Const)) if _is_name(const)]
        absent = {name for name in names if name not in there}
        if node.ignore_missing or len(absent) < len(names):
            found |= absent
    return found


def _is_name(node: nodes.Node) -> TypeGuard[nodes.Const]:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def written_out(text: str) -> tuple[str, ...] | None:
    """The names a layout refers to, if each is written out; None where only a parser can tell.

    Ten times faster than parsing, which a build of one page would notice. What stands in a comment is found
    too: that only makes a digest cover more.
    """
    found = set()
    for start in _REFERENCE.finditer(text):
        name = _NAMED.match(text, start.end())
        if name is None:
            return None
        found.add(name[1] or name[2])
    return tuple(sorted(found))
