"""Layouts: a `Page` in, HTML out. The only module that knows Jinja.

A layout sees its page, the strings and a few filters: no clock, no chance, no environment, no `Site`.
Undefined names are errors, text is escaped, and content is never compiled. Everything is read from the
layout folders once, by `Layouts.load`; what a folder of one's own has replaces the packaged file of that name, which
stays within reach as `theme/NAME`.
The reference for authors of layouts is docs/layouts.md.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import hashlib
import operator
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, fields, is_dataclass
from keyword import iskeyword
from pathlib import Path
from types import BuiltinMethodType, CodeType, TracebackType
from typing import Any

import jinja2
import markupsafe
from jinja2 import meta, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, DependencyFinderVisitor, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

import copydesk
from copydesk.errors import LayoutError, Location, Problem, counted, did_you_mean
from copydesk.files import read_file
from copydesk.publish import markdown
from copydesk.publish.markdown import direction, letters
from copydesk.publish.pages.values import SHARED, Page, Words
from copydesk.publish.render import charts, strings
from copydesk.publish.render.strings import (
    Calendar,
    Phrase,
    Plural,
    Strings,
    bdi,
    hold,
    load_strings,
    longest_word,
    mark_english,
    marking,
    own_strings,
    show_english,
)
from copydesk.urls import leads_nowhere

__all__ = ["Layouts", "packaged_layouts", "relative"]

_ACTIVE = re.compile("[&<>\"']").search
_VISIBLE = ("page", "site", "meta", "c", "t")
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
        self._env = _environment(files, texts, self._words, cache)
        # Layouts in which an attribute was asked of what has none of that name.
        self._careful: set[str] = set()

    @functools.cached_property
    def _careful_env(self) -> jinja2.Environment:
        return _environment(self._files, self._texts, self._words, self._cache, careful=True)

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

    def compile(self, names: Iterable[str]) -> None:
        """Compile these layouts, for other processes too, which find them in the cache.

        What is wrong with one is told when a page is rendered with it.
        """
        for name in names:
            with contextlib.suppress(jinja2.TemplateError):
                self._env.get_template(name)

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
            for reference in meta.find_referenced_templates(tree):
                if reference is None:
                    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
                    named: list[Any] = [node for kind in kinds for node in tree.find_all(kind)]
                    lines = [node.lineno for node in named if not isinstance(node.template, nodes.Const)]
                    place = Location(path=file.path, line=min(lines, default=0))
                    advice = "write the names out in an if, so that it is known which pages a change touches"
                    raise LayoutError([Problem(location=place, message="a computed layout name", advice=advice)])
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


@jinja2.pass_context
def _map(context: Context, value: Iterable[Any], *args: Any, **kwargs: Any) -> Iterable[Any]:
    """Jinja's filter `map`, at once where it asks values of this program for a field, as `map(attribute="count")`."""
    items = list(value)
    if not args and kwargs.keys() == {"attribute"} and all(map(is_dataclass, set(map(type, items)))):
        with contextlib.suppress(AttributeError, TypeError):
            return list(map(operator.attrgetter(kwargs["attribute"]), items))
    mapped: Iterable[Any] = jinja2.filters.do_map(context, items, *args, **kwargs)
    return mapped


def _environment(
    files: Mapping[str, File], texts: Strings, words: str, cache: Path | None, *, careful: bool = False
) -> jinja2.Environment:
    compiled = None
    if cache is not None and can_keep(cache):
        # Compiled layouts of another release of this program, or of Jinja, are none of ours; nor are those of other
        # words: what is constant, as `{{ "2020-02"|partial }}`, is worked out when a layout is compiled.
        said = hashlib.sha256(words.encode()).hexdigest()
        way = "-careful" if careful else ""
        compiled = _Compiled(cache, f"{_program()[:16]}-{said[:16]}-{jinja2.__version__}{way}")
    env = (_CarefulEnvironment if careful else _Environment)(
        loader=_Loader(files),
        autoescape=True,
        undefined=_Missing,
        optimized=False,  # what is constant in a layout is seldom worked out: to look for it was a tenth of compiling
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=compiled,
    )
    del env.globals["lipsum"], env.filters["random"]  # chance: two builds would differ
    env.globals["t"] = mark_english(texts) if texts.left_in_english else texts
    calendar = Calendar(texts)
    for name in ("day", "weekday", "short", "clock", "iso", "partial", "inside", "span", "figures"):
        env.filters[name] = getattr(calendar, name)
    if "months" in texts.left_in_english:
        for name in ("day", "weekday", "short", "partial", "inside", "span"):
            env.filters[name] = marking(env.filters[name])
    own = (
        charts.bars,
        charts.ticks,
        charts.year_spans,
        charts.tile_box,
        charts.tile_path,
        charts.level,
        charts.number,
        relative,
        hold,
        bdi,
        leads_nowhere,
        letters,
        direction,
        longest_word,
    )
    env.filters.update({function.__name__: function for function in own})
    env.filters["map"] = _map
    return env


def _escaped(value: object) -> str:
    """A value as it goes into HTML: what `markupsafe.escape` gives, as a plain text.

    Most of what a page shows is text with nothing in it to escape, and a page shows two hundred values: to look
    first, and to make no `Markup` that is joined to others at once, renders a page in two thirds of the time.
    """
    if type(value) is str and _ACTIVE(value) is None:
        return value
    if type(value) is markupsafe.Markup:
        return value  # what a macro has made: a text like others
    if type(value) is int:
        return str(value)
    return str(markupsafe.escape(value))


class _Generator(CodeGenerator):
    """Compiles layouts so that they call `_escaped` for what they put out, and hand it on in few pieces.

    Each does the same as what it stands for, so that a release of Jinja which words its code otherwise would make pages
    slower and no other.
    """

    def write(self, x: str) -> None:
        """Write a piece of code into the template's."""
        if x == "escape(":
            x = "environment.escaped("
        elif x.startswith("Macro("):
            x = f"environment.{x}"
        super().write(x)

    def signature(
        self,
        node: nodes.Call | nodes.Filter | nodes.Test,
        frame: Frame,
        extra_kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        """Write what is given to what is called: not what a loop or block has set, for which nothing here asks."""
        given = {name: value for name, value in (extra_kwargs or {}).items() if name == "caller"}
        super().signature(node, frame, given)

    def pull_dependencies(self, nodes: Iterable[nodes.Node]) -> None:
        """Write where the filters and tests of a block are found: Jinja asks each time whether they still are."""
        parts, finder = list(nodes), DependencyFinderVisitor()
        for part in parts:
            finder.visit(part)
        env = self.environment
        if not (finder.filters <= env.filters.keys() and finder.tests <= env.tests.keys()):
            super().pull_dependencies(parts)
            return
        for kind, names, places in (("filters", finder.filters, self.filters), ("tests", finder.tests, self.tests)):
            for name in sorted(names):
                if name not in places:
                    places[name] = self.temporary_identifier()
                self.writeline(f"{places[name]} = environment.{kind}[{name!r}]")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write what stands together as one piece, so that blocks and inclusions hand on a third as many."""
        plain = frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and not frame.require_output_check
        if not plain or frame.buffer is not None or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        self.writeline("yield concat((", node)
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self.write(f"{child.data!r}, ")
            else:
                self.writeline("environment.escaped(", child)
                self.visit(child, frame)
                self.write("), ")
        self.write("))")


class _QuickGenerator(_Generator):
    """Compiles layouts so that they ask for attributes as Python does: half of what a layout does, and of its code."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._may_lack: set[int] = set()

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write a plain attribute: what has none of that name raises, and the page is made the careful way.

        A map has its own attributes (`items`), before which its keys go: those the environment alone can tell apart.
        """
        name = node.attr
        if hasattr(dict, name) or not name.isascii() or iskeyword(name) or id(node) in self._may_lack:
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        if isinstance(node.node, nodes.Name):
            self.write(frame.symbols.ref(node.node.name))  # what is not known here has no attributes
        else:
            self.visit(node.node, frame)
        self.write(f").{name}")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write a test, which `c.pager is defined` may be."""
        self._may_lack.add(id(node.node))
        super().visit_Test(node, frame)

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write a filter, which may be `default`."""
        if node.name in {"default", "d"}:
            self._may_lack.add(id(node.node))
        super().visit_Filter(node, frame)


class _Macro(Macro):
    """A macro, called nearly always with nothing but arguments in their order: then without what Jinja asks each time.

    One that is imported without context sees its arguments alone, and keeps what it makes of values that many pages
    show (a card) and of plain ones: the line of an article stands on the pages of all its people and countries.
    """

    def __init__(self, environment: jinja2.Environment, func: Callable[..., str], *more: Any) -> None:
        super().__init__(environment, func, *more)
        self._write = func
        self.simple = not (self.catch_kwargs or self.catch_varargs or self.caller or self.explicit_caller)
        # By the ids of arguments, which are its own as long as they are held here.
        self.made: dict[tuple[int, ...], tuple[tuple[Any, ...], str]] | None = None

    def of(self, args: tuple[Any, ...], named: Mapping[str, Any]) -> str:
        """What a simple macro makes of these arguments where text is escaped."""
        if not named and len(args) == len(self.arguments):
            return _marked(self._write(*args))
        rest = self.arguments[len(args) :]
        if len(args) > len(self.arguments) or not named.keys() <= set(rest):
            self(*args, **named)  # raises what Jinja says of it
        return _marked(self._write(*args, *[named.get(name, missing) for name in rest]))

    def keep(self, key: tuple[int, ...], args: tuple[Any, ...]) -> str:
        """Make it, and hold it if the arguments are such that the same give the same."""
        text = self.of(args, {})
        if self.made is not None and _LASTING.issuperset(map(type, args)):
            if len(self.made) >= _MOST_MADE:
                self.made.clear()
            self.made[key] = args, text
        return text


_marked: Callable[[str], markupsafe.Markup] = functools.partial(str.__new__, markupsafe.Markup)
_MOST_MADE = 1 << 14
_LASTING = SHARED | {str, int, bool, type(None)}
# Called as they are: what stands in strings.yaml, and `startswith` of a text or `get` of a map.
_AT_ONCE = frozenset({Phrase, Plural, BuiltinMethodType})


class _Context(Context):
    """Calls nearly all that a layout calls without asking twice what it wants to be given."""

    def call(self, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: PYI063 (Jinja's own way)
        """Call what a layout calls."""
        kind = type(__obj)
        # Where a layout switches escaping off, what a macro makes is another kind of text.
        if kind is _Macro and __obj.simple and self.eval_ctx.autoescape:
            if kwargs or __obj.made is None:
                return __obj.of(args, kwargs)
            key = tuple(map(id, args))
            held = __obj.made.get(key)
            return held[1] if held is not None else __obj.keep(key, args)
        if kind in _AT_ONCE:
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, **kwargs)


class _Template(jinja2.Template):
    """Notes of a module's macros that they see nothing of any page."""

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 (Jinja's name, as below)
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Any:
        """Return the module that a layout imports; without `vars` one for all that import it without context."""
        module = super().make_module(vars, shared, locals)
        if not vars and not locals:
            for macro in module.__dict__.values():
                if type(macro) is _Macro:
                    macro.made = {}
        return module


# Bytes of the checksum before compiled code.
_SUM = 16
# What a layout may ask of a map besides its keys: nothing that changes it.
_OF_MAPS = frozenset({"get", "items", "keys", "values"})


class _CarefulEnvironment(jinja2.Environment):
    """Looks for what a layout names as Jinja does, and gives "" for a key that a map has not."""

    code_generator_class = _Generator
    context_class = _Context
    template_class = _Template
    escaped = staticmethod(_escaped)
    Macro = _Macro

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every layout sees: nobody adds to it once one is loaded, so that a plain map does, which is quick."""
        return {**self.globals, **(d or {})}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute; of a map (`extra`, `fields`) the value under that key, "" where none stands."""
        if type(obj) is not dict:
            try:  # nearly all that layouts ask for: without a second call for each
                return getattr(obj, attribute)
            except AttributeError:
                return super().getattr(obj, attribute)
        if attribute not in obj and attribute in _OF_MAPS:
            return getattr(obj, attribute)
        return obj.get(attribute, "")

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An item; of a map (`extra`, `fields`) "" where none stands."""
        if type(obj) is dict:
            return obj.get(argument, "")
        if type(argument) is str and not hasattr(obj, "__getitem__"):
            # A field, as `map(attribute="count")` asks for it: Jinja tries the brackets first, which no value has.
            found = getattr(obj, argument, missing)
            if found is not missing:
                return found
        return super().getitem(obj, argument)


class _Environment(_CarefulEnvironment):
    """Renders pages of which all that their layouts name is there; another raises AttributeError."""

    code_generator_class = _QuickGenerator


# What this process has compiled or read of layouts' code, by release, name, path and the source's checksum. A program
# that builds one digest after the other compiles the shipped layouts once: four fifths of the build of a small one.
_CODE: dict[tuple[str, str, str], CodeType] = {}
_MOST_CODE = 1_000  # layouts; their code takes some 10 kB each


class _Compiled(jinja2.BytecodeCache):
    """Compiled layouts in a folder, each behind its checksum: code that is not as it was written is not run."""

    def __init__(self, folder: Path, release: str) -> None:
        self._folder, self._release = folder, release

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket of a layout from its file, if there is one that holds."""
        try:
            data = read_file(self._file(bucket))
        except OSError:
            data = b""
        if len(data) > _SUM and hashlib.blake2b(data[_SUM:], digest_size=_SUM).digest() == data[:_SUM]:
            bucket.bytecode_from_string(data[_SUM:])
        elif code := _CODE.get((self._release, bucket.key, bucket.checksum)):
            bucket.code = code
            self._write(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a layout; a disk that is full costs the next build some milliseconds."""
        if bucket.code is not None and len(_CODE) < _MOST_CODE:
            _CODE[self._release, bucket.key, bucket.checksum] = bucket.code
        self._write(bucket)

    def _write(self, bucket: Bucket) -> None:
        data, file = bucket.bytecode_to_string(), self._file(bucket)
        partial = file.with_suffix(f".{os.getpid()}")
        try:
            partial.write_bytes(hashlib.blake2b(data, digest_size=_SUM).digest() + data)
            partial.replace(file)
        except OSError:
            partial.unlink(missing_ok=True)

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{self._release}-{bucket.key}.cache"


class _Loader(jinja2.BaseLoader):
    """Gives Jinja what `Layouts.load` has read, and nothing else: no name leads to a file."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = files

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text and path of a layout, for Jinja."""
        del environment
        if template not in self._files:
            raise jinja2.TemplateNotFound(template)
        file = self._files[template]
        return file.text, file.path, lambda: True


class _Missing(jinja2.StrictUndefined):
    """An undefined name: says on what it was looked for, and after a line break the closest that is there."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, on = str(self._undefined_name), self._undefined_obj
        if isinstance(on, Strings):
            return f'no string "{name}" in {STRINGS}\n{did_you_mean(name, vars(on))}'
        if is_dataclass(on):
            known = [field.name for field in fields(on)]
            return f'{type(on).__name__} has no "{name}"\n{did_you_mean(name, known)}'
        if on is jinja2.utils.missing:
            return f'"{name}" is not known here\n{did_you_mean(name, _VISIBLE)}'
        return f'{type(on).__name__} has no "{name}"'


@functools.cache
def _program() -> str:
    """A digest of the code that takes part in rendering: a new release of it renders every page anew."""
    state = hashlib.sha256()
    for module in (__file__, charts.__file__, markdown.__file__, strings.__file__):
        state.update(Path(module).read_bytes())
    return state.hexdigest()


STRINGS = "strings.yaml"
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


@dataclass(frozen=True, slots=True)
class File:
    """A layout as read: its text, and the path that messages name."""

    text: str
    path: str


@dataclass(slots=True)
class Theme:
    """What the folders hold: layouts by name, (URL, bytes) of static files, (path, text) of strings files."""

    files: dict[str, File] = field(default_factory=dict)
    static: tuple[tuple[str, bytes], ...] = ()
    worded: tuple[tuple[str, str], ...] = ()


def read_theme(folders: Iterable[Path], problems: list[Problem]) -> Theme:
    """Read layout folders in their order of precedence; what cannot be used is noted in `problems`."""
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
                text = data.decode()
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
                files.setdefault(name, File(text, path))
                if depth:
                    files.setdefault(THEME + name, File(text, path))
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


def relative(url: str, page: str) -> str:
    """A root-relative URL as seen from the page at `page`, for where the output stage finds no address.

    `/a/b/` from `/old/c/` is `../../a/b/`. An address elsewhere stays as it is.
    """
    if not url.startswith("/") or url.startswith("//"):
        return url
    return "../" * (page.count("/") - 1) + url[1:] or "./"


def can_keep(folder: Path) -> bool:
    """Whether a cache folder is there, or could be made: where nothing can be kept, layouts are compiled each time."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
