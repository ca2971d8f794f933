"""How layouts are compiled and run: Jinja's environment, with what this program adds to it.

Compiled code is kept in a folder, behind a checksum. What a layout may name stands in docs/layouts.md.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import operator
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, fields, is_dataclass
from keyword import iskeyword
from pathlib import Path
from types import BuiltinMethodType, CellType, FunctionType, MethodType, MethodWrapperType
from typing import Any, Final

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, DependencyFinderVisitor, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from jinja2.utils import Cycler, Joiner, Namespace, missing

from copydesk.errors import did_you_mean
from copydesk.files import read_file
from copydesk.publish.markdown import direction, letters
from copydesk.publish.pages.values import SHARED
from copydesk.publish.render import charts
from copydesk.publish.render.strings import (
    Calendar,
    Phrase,
    Plural,
    Strings,
    bdi,
    hold,
    longest_word,
    mark_english,
    marking,
)
from copydesk.urls import leads_nowhere

_ACTIVE = re.compile("[&<>\"']").search
# Half a character, as JSON writes those beyond the first 65,536: no file can hold one.
_HALF = re.compile("[\ud800-\udfff]").search
# What Python shows as its place in memory, which is another in each build.
_BARE = frozenset({BuiltinMethodType, FunctionType, MethodType, MethodWrapperType, Cycler, Joiner})
_VISIBLE = ("page", "site", "meta", "c", "t")
_IN_CONTEXT = "import or include this file `with context`, or give a macro what it needs"
STRINGS = "strings.yaml"


@dataclass(frozen=True, slots=True)
class File:
    """A layout as read: its text, the path that messages name, and whether it ships with the program."""

    text: str
    path: str
    is_shipped: bool = False


@jinja2.pass_context
def _map(context: Context, value: Iterable[Any], *args: Any, **kwargs: Any) -> Iterable[Any]:
    """Jinja's filter `map`, at once where it asks values of this program for a field, as `map(attribute="count")`."""
    items = list(value)
    if not args and kwargs.keys() == {"attribute"} and all(map(is_dataclass, set(map(type, items)))):
        with contextlib.suppress(AttributeError, TypeError):
            return list(map(operator.attrgetter(kwargs["attribute"]), items))
    mapped: Iterable[Any] = jinja2.filters.do_map(context, items, *args, **kwargs)
    return mapped


def make_environment(
    files: Mapping[str, File], texts: Strings, code: jinja2.BytecodeCache | None, *, careful: bool = False
) -> jinja2.Environment:
    """What renders these layouts in these words; `code` keeps what is compiled.

    A `careful` one looks for what a layout names as Jinja does; the other raises AttributeError for what is not there.
    """
    env = (_CarefulEnvironment if careful else _Environment)(
        loader=_Loader(files),
        autoescape=True,
        undefined=_Missing,
        optimized=False,  # nothing constant in a layout is worked out: to look for it was a tenth of compiling
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=code,
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
    first, and to make no `Markup` that is joined to others at once, renders a page in two thirds of the time. Raises
    TypeError for what Python would show as its place in memory.
    """
    if type(value) is str and _ACTIVE(value) is None:
        return value
    if type(value) is markupsafe.Markup:
        return value  # what a macro has made: a text like others
    if type(value) is int:
        return str(value)
    if type(value) in _BARE or isinstance(value, Iterator):
        raise TypeError(f"a {type(value).__name__} has no text\ncall it, or give it to `join` or `list`")
    return str(markupsafe.escape(value))


class _Generator(CodeGenerator):
    """Compiles layouts so that they call `_escaped` for what they put out, and hand it on in few pieces.

    Each shows the same as what it stands for, so that a release of Jinja which words its code otherwise would make
    pages slower and no other. Half a character is refused, and a slip in what switches escaping has a line.
    """

    def write(self, x: str) -> None:
        """Write a piece of code into the template's."""
        if x.startswith("Macro("):
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

    def visit_Const(self, node: nodes.Const, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write a text or number."""
        if isinstance(node.value, str) and _HALF(node.value):
            self.fail("half a character: write the character itself", node.lineno)
        super().visit_Const(node, frame)

    def visit_EvalContextModifier(self, node: nodes.EvalContextModifier, frame: Frame) -> None:  # noqa: N802
        """Write what switches escaping on or off, with its line, which Jinja leaves out: a slip there has one too."""
        self.newline(node)
        super().visit_EvalContextModifier(node, frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802 (Jinja's name)
        """Write what stands together as one piece, so that blocks and inclusions hand on a third as many.

        What is constant, as `{{ "2020-02"|partial }}`, is not worked out: so the code is that of any language.
        """
        if frame.require_output_check:  # outside of all blocks, where a layout that extends another shows nothing
            if self.has_known_extends:
                return
            self.writeline("if parent_template is None:")
            self.indent()
        start, end = (f"{frame.buffer}.append(", ")") if frame.buffer else ("yield ", "")
        if len(node.nodes) == 1:
            self.writeline(start, node)
            self._write_part(node.nodes[0], frame)
        else:
            self.writeline(f"{start}concat((", node)
            for child in node.nodes:
                self.newline(child)
                self._write_part(child, frame)
                self.write(",")
            self.write("))")
        self.write(end)
        if frame.require_output_check:
            self.outdent()

    def _write_part(self, child: nodes.Expr, frame: Frame) -> None:
        if isinstance(child, nodes.TemplateData):
            self.write(repr(child.data))
            return
        if frame.eval_ctx.volatile:
            self.write("(environment.escaped if context.eval_ctx.autoescape else str)(")
        else:
            self.write("environment.escaped(" if frame.eval_ctx.autoescape else "str(")
        self.visit(child, frame)
        self.write(")")


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

    def holds(self) -> list[Any]:
        """What it names of its layout, outside of itself."""
        cells = getattr(self._write, "__closure__", None) or ()
        return [cell.cell_contents for cell in cells if cell != _NOTHING]

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
_NOTHING: Final = CellType()  # as that of a name which a layout has not come to set
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
    """Notes of a module's macros that they see nothing of any page, nor of one another's calls.

    `changes` is whether a module of it that was made holds what a layout can change, as a `namespace` in which macros
    count.
    """

    changes = False

    def make_module(
        self,
        vars: dict[str, Any] | None = None,  # noqa: A002 (Jinja's name, as below)
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,  # noqa: A002
    ) -> Any:
        """Return the module that a layout imports; without `vars` one for all that import it without context."""
        module = super().make_module(vars, shared, locals)
        if vars or locals:
            return module
        self.changes = _changes(module, set())
        for macro in () if self.changes else module.__dict__.values():
            if type(macro) is _Macro:
                macro.made = {}
        return module


def _changes(value: object, seen: set[int]) -> bool:
    """Whether a macro or module holds what a layout can change. A map is none: layouts only read it (`_OF_MAPS`)."""
    if id(value) in seen:
        return False
    seen.add(id(value))
    parts: Iterable[Any] = ()
    if isinstance(value, (list, Namespace, Cycler, Joiner, Iterator)):
        return True
    if isinstance(value, tuple):
        parts = value
    elif isinstance(value, dict):
        parts = value.values()
    elif isinstance(value, TemplateModule):
        parts = [part for name, part in vars(value).items() if name != "_body_stream"]
    elif isinstance(value, _Macro):
        parts = value.holds()
    return any(_changes(part, seen) for part in parts)


_TOO_DEEP = "loops, blocks or brackets stand too deep in one another: put some into a file or macro of their own"
# Bytes of the checksum before compiled code.
_SUM = 16
# What a layout may ask of a map besides its keys: nothing that changes it.
_OF_MAPS = frozenset({"get", "items", "keys", "values"})


@contextlib.contextmanager
def _within_python(name: str | None, filename: str | None) -> Iterator[None]:
    """Say of a layout whose blocks or brackets lie deeper in one another than Python can read that they do."""
    try:
        yield
    except (RecursionError, SyntaxError, MemoryError):
        raise jinja2.TemplateSyntaxError(_TOO_DEEP, 0, name, filename) from None


class _CarefulEnvironment(jinja2.Environment):
    """Looks for what a layout names as Jinja does, and gives "" for a key that a map has not."""

    code_generator_class = _Generator
    context_class = _Context
    template_class = _Template
    escaped = staticmethod(_escaped)
    Macro = _Macro

    def parse(self, source: str, name: str | None = None, filename: str | None = None) -> nodes.Template:
        """Parse a layout. Raises TemplateSyntaxError, also for one that is too deep."""
        with _within_python(name, filename):
            return super().parse(source, name, filename)

    def compile(self, source: Any, name: str | None = None, filename: str | None = None, *more: Any) -> Any:
        """Compile a layout. Raises TemplateSyntaxError, also for one that is too deep."""
        with _within_python(name, filename):
            return super().compile(source, name, filename, *more)

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 (Jinja's name)
    ) -> jinja2.Template:
        """A layout by name; one whose module changes as one of its own, whose module is made anew.

        One module for all pages would show on one of them how many were made before it, and by which process.
        """
        found = super().get_template(name, parent, globals)
        if isinstance(found, _Template) and found.changes and self.loader is not None:
            return self.loader.load(self, str(found.name), self.make_globals(globals))
        return found

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


class CompiledLayouts(jinja2.BytecodeCache):
    """Compiled layouts in a folder, each behind its checksum: code that is not as it was written is not run.

    `release` is all but its text that a layout's code depends on. Those that ship with the program, by name and path,
    lie beside its own compiled code, where Python may write that: the next digest finds them there.
    """

    def __init__(self, folder: Path, release: str, shipped: Iterable[tuple[str, str]] = ()) -> None:
        self._folder, self._release = folder, release
        self._shipped = {self.get_cache_key(*named) for named in shipped}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket of a layout from the first of its files that holds."""
        for file in self._files(bucket):
            with contextlib.suppress(OSError):
                data = read_file(file)
                if self._sum(data[_SUM:]) == data[:_SUM]:
                    bucket.bytecode_from_string(data[_SUM:])
            if bucket.code is not None:
                return

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a layout where it can be; a disk that is full costs the next build some milliseconds."""
        for file in self._files(bucket):
            if (file.parent == self._folder or not sys.dont_write_bytecode) and self._write(bucket, file):
                return

    def _write(self, bucket: Bucket, file: Path) -> bool:
        data = bucket.bytecode_to_string()
        partial = file.with_suffix(f".{os.getpid()}")
        try:
            partial.write_bytes(self._sum(data) + data)
            partial.replace(file)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            return False
        return True

    def _sum(self, data: bytes) -> bytes:
        return hashlib.blake2b(self._release.encode() + data, digest_size=_SUM).digest()

    def _files(self, bucket: Bucket) -> tuple[Path, ...]:
        """Where a layout's code may lie; that of a shipped one first under its name and Python alone, for one release.

        It is the same in every language.
        """
        own = self._folder / f"{self._release}-{bucket.key}.cache"
        if bucket.key not in self._shipped:
            return (own,)
        ours = Path(importlib.util.cache_from_source(__file__))
        return ours.with_name(f"layout-{bucket.key}.{sys.implementation.cache_tag}.cache"), own


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

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = jinja2.UndefinedError
    ) -> None:
        # Jinja calls what it is to raise: so the words, which take long, are sought where they are shown alone.
        told: Any = exc if hint else functools.partial(_tell_missing, exc, obj, str(name))
        super().__init__(hint, obj, name, told)


def _tell_missing(exc: type[Exception], on: object, name: str, _message: str) -> Exception:
    """The error that says what Jinja does not: what the closest is, or how it would be known."""
    if isinstance(on, Strings):
        return exc(f'no string "{name}" in {STRINGS}\n{did_you_mean(name, vars(on))}')
    if is_dataclass(on):
        known = [field.name for field in fields(on)]
        return exc(f'{type(on).__name__} has no "{name}"\n{did_you_mean(name, known)}')
    if on is missing:
        advice = _IN_CONTEXT if name in _VISIBLE else did_you_mean(name, _VISIBLE)
        return exc(f'"{name}" is not known here\n{advice}')
    return exc(f'{type(on).__name__} has no "{name}"')


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
