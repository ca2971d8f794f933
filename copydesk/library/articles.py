"""One file of `content/articles/` → `Article`, or every problem in it. Pure."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from copydesk.errors import ContentError, Location, Problem, problem_at
from copydesk.frontmatter.document import Node, split
from copydesk.frontmatter.fields import Fields, can_be_seen
from copydesk.frontmatter.table import (
    ARTICLE,
    FieldContext,
    FieldRow,
    Kind,
    lines_of,
    read_fields,
    take_generic,
)
from copydesk.model import Article, Correction, Country, Mention, Origin, Picture, Policy
from copydesk.urls import slugify

_DATED = re.compile(r"\d{4}-\d\d-\d\d-(?=.)")
# The first newspaper came out in 1605: an earlier year is a slip of the hand.
_FIRST_YEAR = 1605
# `published: false` is how some generators say draft; a date there is how others say date.
_ROWS_WITH_FLAG = (
    *(replace(row, also=("publishDate",)) if row.name == "date" else row for row in ARTICLE.rows),
    FieldRow(name="published", kind=Kind.FLAG, default=True, doc=""),
)
_DATE = ARTICLE.row("date")
# What stands for a headline that is still to be written.
_PLACEHOLDERS = frozenset(
    {"untitled", "title", "todo", "tbd", "tk", "headline", "new article", "new post", "lorem ipsum", "xxx"}
    | {"ohne titel", "sans titre", "sin título", "senza titolo", "sem título", "zonder titel", "bez tytułu"}
    | {"без названия", "无标题", "無標題", "無題", "제목 없음"}
)
# Fields of the same name in the table and in `Article`, taken as they are.
_PLAIN = (
    "aliases",
    "authors",
    "bodies",
    "countries",
    "description",
    "edition",
    "expires",
    "extra",
    "lastmod",
    "noindex",
    "place",
    "policy",
    "publish_at",
    "story",
    "subtitle",
    "summary",
    "tags",
    "title",
    "topics",
    "weight",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an article's fields are read against: it changes with config.yaml and `content/countries`."""

    zone: dt.tzinfo
    language: str
    countries: Mapping[str, Country]
    policy: Policy = "full"
    remote_images: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file read: its article (None when it cannot be one), its Markdown, and what is wrong with it."""

    article: Article | None
    body: str
    problems: tuple[Problem, ...] = ()


def parse_article(text: str, path: str, reading: Reading, *, looks_at_body: bool = True) -> Parsed:
    """Read an article's file; `path` is relative to the root, such as `content/articles/2018/x.md`.

    Who wants no warnings saves a tenth by not having its body looked at for them.
    """
    try:
        document = split(text, path)
    except ContentError as error:
        return Parsed(article=None, body="", problems=error.problems)
    problems: list[Problem] = []
    fields = Fields(document.fields, path, problems)
    published = document.fields.value.get("published")
    is_flag = published is not None and isinstance(published.value, bool)
    rows = _ROWS_WITH_FLAG if is_flag else ARTICLE.rows
    values = read_fields(rows, fields, FieldContext(zone=reading.zone, countries=reading.countries))
    body = document.body.strip("\n")
    body_line = document.body_line + len(document.body) - len(document.body.lstrip("\n"))
    data = body.encode()
    people = _people(values["people"], fields)
    if looks_at_body:
        places = _places_of_quotations(values["people"], fields)
        checked = check_body(body, path, body_line, people, places, remote_images=reading.remote_images, data=data)
        fields.warnings.extend(checked)
    own = {name: values[name] for name in _PLAIN}
    own |= _identity(values, fields, path.rpartition("/")[2].rpartition(".")[0])
    own |= _when(values, fields, reading)
    own |= _mentioned(values["mentioned"])
    _look_at_policy(values, own, reading, fields)
    if not own["draft"]:
        _look_for_words(values, body, fields)
    if own["date"] and own["lastmod"] and own["lastmod"].date() < own["date"].date():
        message = f"was changed on {own['lastmod'].date()}, before its day, {own['date'].date()}"
        node = ARTICLE.row("lastmod").stated_in(fields.node)
        fields.warn(node, message, "mend one of the two")
    if own["publish_at"] and own["expires"] and own["expires"] <= own["publish_at"]:
        message = "expires before its publish_at: it is never on the site"
        fields.warn(fields.node.value.get("expires"), message, "mend one of the two")
    article = Article(
        **own,
        people=people,
        lang=values["lang"] or reading.language,
        image=_picture(values, reading, fields),
        origin=_origin(values["source"]),
        corrections=_corrections(values["corrections"]),
        fields=take_generic(ARTICLE, values),
        lines=lines_of(rows, fields),
        location=Location(path=path, line=1),
        body_digest=hashlib.blake2b(data, digest_size=16).hexdigest(),
        body_line=body_line,
        warnings=tuple(sorted(fields.warnings)),
    )
    return Parsed(article=article, body=body, problems=tuple(sorted(problems)))


def _identity(values: Mapping[str, Any], fields: Fields, stem: str) -> dict[str, Any]:
    if stem == "index" and not values["slug"]:
        advice = "name the file after the article's address, such as content/articles/2020/2020-07-02-summit.md"
        fields.problem(None, "index.md says nothing of the article's address", advice)
    slug = slugify(values["slug"] or _DATED.sub("", stem))
    node = fields.node.value.get("slug")
    if values["slug"] and slug != values["slug"]:
        fields.warn(
            node, f'the slug "{values["slug"]}" stands in the address as {slug or "nothing"}', f"write slug: {slug}"
        )
    if not slug:
        fields.problem(node, "the slug is empty", 'give one in letters or digits: slug: "…"')
    return {"id": values["id"] or stem, "slug": slug, "url": f"/articles/{slug}/"}


def _when(values: Mapping[str, Any], fields: Fields, reading: Reading) -> dict[str, Any]:
    date = values["date"]
    node = _DATE.stated_in(fields.node)
    if date is not None and date.tzinfo is not reading.zone:
        date = date.astimezone(reading.zone)  # its days are the digest's days (R7)
    if date is not None and date.year < _FIRST_YEAR:
        fields.warn(node, f"the year {date.year} is older than newspapers", "is it a slip of the hand?")
    draft = bool(values["draft"]) or values["status"] == "draft" or values.get("published") is False
    if date is None and not draft:
        # What keeps a file from being published though it does not say so: it stays a draft (never guessed).
        draft = True
        if node is None or node.value is None:
            fields.warn(None, "no date: it stays a draft", "write date: YYYY-MM-DD")
    return {"date": date, "has_time": date is not None and node is not None and ":" in node.text, "draft": draft}


def _picture(values: Mapping[str, Any], reading: Reading, fields: Fields) -> Picture | None:
    src, alt, caption, credit = (values[name] for name in ("image", "image_alt", "image_caption", "image_credit"))
    if not (src or alt or caption or credit):
        return None
    picture = Picture(src=src, alt=alt, caption=caption, credit=credit)
    if picture.src and picture.src == values["source"].get("url"):
        fields.problem(fields.get("image"), '"image" is the address of the article, not of a picture', "take it out")
    elif picture.src and not picture.src.startswith("/") and not reading.remote_images:
        message = "the picture is on another host and is not shown"
        # `add` writes down the picture that a page names, and remote_images says that none such is shown.
        advice = "copy it to content/images, or set remote_images: true"
        fields.warn(fields.get("image"), message, advice, is_note=True)
    return picture


def _origin(values: Mapping[str, Any]) -> Origin | None:
    known = {key: value for key, value in values.items() if value and key in Origin.__dataclass_fields__}
    return Origin(**known) if known else None


def _corrections(rows: tuple[tuple[dict[str, Any], Node], ...]) -> tuple[Correction, ...]:
    return tuple(Correction(**values) for values, _ in rows if values["date"] and values["text"])


def _people(rows: tuple[tuple[dict[str, Any], Node], ...], fields: Fields) -> tuple[Mention, ...]:
    """Whom an article is about, each once: of two entries for one the first stands where it stood."""
    found: dict[tuple[str, str], Mention] = {}
    for values, node in rows:
        mention = Mention(**values, location=fields.location(node))
        if mention.name and mention.person:
            message = '"people.name" and "people.person" in one entry'
            fields.problem(node, message, "keep person: it says which of two of one name is meant")
        if not mention.name and not mention.person:
            if not node.value or "name" not in node.value:
                fields.problem(node, '"people.name" is missing', "write name: …")
            elif not fields.problems:
                fields.problem(node, '"people.name" is empty', "write name: …")
            continue
        if mention.name.isascii() and not any(map(str.isalpha, mention.name)) and mention.name:
            fields.warn(node, f'"{mention.name}" in "people" has no letter: is it a name?', "write - name: …")
        if not slugify(mention.name or mention.person):
            shown = mention.name or mention.person
            fields.problem(node, f'the name "{shown}" has no letter or digit to make an address of')
            continue
        found.setdefault((mention.name, mention.person), mention)
    return tuple(found.values())


def _places_of_quotations(rows: tuple[tuple[dict[str, Any], Node], ...], fields: Fields) -> dict[str, Location]:
    """Where each quotation stands in the file."""
    entries = [node.value["quotes"] for _, node in rows if isinstance(node.value, dict) and "quotes" in node.value]
    nodes = (one for entry in entries for one in (entry.value if isinstance(entry.value, tuple) else (entry,)))
    return {" ".join(unicodedata.normalize("NFC", one.text).split()): fields.location(one) for one in nodes}


# What a line of plain text prints as it is written: a template's marks, tags, entities, bold and struck out text.
_MARKED_LINE = re.compile(
    r"\{\{[^{}]*\}\}|\{%[^%]*%\}|<%[^>]*%>|\[\[[^\[\]]+\]\]|\*\*(?=\S)[^*]+\*\*|~~(?=\S)[^~]+~~"
    r"|</?(?:b|i|em|strong|span|br|p|a|sup|sub|u|mark|small|font|div|img|h[1-6])(?:\s[^<>]*)?/?>"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|shy|[a-zA-Z](?:uml|acute|grave|circ|tilde));"
)


def _look_for_words(values: Mapping[str, Any], body: str, fields: Fields) -> None:
    """A headline, a summary or a text that is still to be written, in what is published."""
    title, summary = values["title"], values["summary"]
    if title.casefold() in _PLACEHOLDERS:
        fields.problem(fields.node.value["title"], f'"{title}" is no headline', "write title: …")
    elif title and not any(char.isalnum() or unicodedata.category(char) == "So" for char in title):
        fields.warn(fields.node.value["title"], f'"{title}" is no headline', "write title: …")
    for name in ("summary", "subtitle", "description"):
        if values[name].strip().casefold() in _PLACEHOLDERS:
            fields.warn(fields.node.value.get(name), f'"{values[name].strip()}" is no {name}', f"write {name}: …")
    _look_at_lines(values, fields)
    # Most begin with a letter; the others are looked at without their comments, tags and entities.
    if body[:1].isalnum() or summary or values["image"] or values["policy"] == "summary":
        return
    shown = re.sub(r"<!--.*?-->|<(?!img\b)[^<>]*>", " ", body, flags=re.DOTALL)
    if not can_be_seen(html.unescape(shown)):
        fields.warn(None, "no text: readers get the headline alone", "write the text, or summary: …")


def _look_at_lines(values: Mapping[str, Any], fields: Fields) -> None:
    """Marks in what is plain text, and tags with the mark that other programs set before one."""
    for name in ("title", "subtitle", "image_caption", "image_credit"):
        if mark := _MARKED_LINE.search(values[name]):
            fields.warn(
                fields.get(name), f'"{name}" is plain text, and {mark[0][:40]} is printed as it is', "take it out"
            )
    for tag in values["tags"]:
        if tag.startswith("#"):
            fields.warn(
                fields.get("tags"),
                f'a tag is written without its #: "{tag}"',
                f"write {tag.lstrip('#').split()[0] if tag.strip('# ') else '…'}",
            )


def _mentioned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "mentioned_people": values.get("people", ()),
        "mentioned_countries": values.get("countries", ()),
    }


def _look_at_policy(values: Mapping[str, Any], own: Mapping[str, Any], reading: Reading, fields: Fields) -> None:
    """`policy: summary` shows the summary instead of the text: without one there is nothing to show."""
    if (values["policy"] or reading.policy) == "summary" and not values["summary"] and not own["draft"]:
        node = fields.node.value.get("policy")
        advice = "write summary: …, or policy: full"
        fields.warn(node, "policy: summary without a summary shows nothing of the article", advice)


# --- What in an article's Markdown would be published otherwise than it was meant. Pure -----------
# Other programs' marks that stay as they are written, an editor's own frame that is taken out, quotations that do not
# stand in the text. Each is a warning at its line; `--strict` makes errors of them.

# WordPress's shortcodes: names that are nothing else, any name with a key and its value, and what ends one. Others
# (`[map]`) may be words in brackets, and are left alone.
SHORTCODE = re.compile(
    r"\[(?<!\\\[)(?:/[A-Za-z][\w-]*|(?:caption|gallery|embed|video|audio|playlist|youtube|vimeo|contact-form[\w-]*|wpforms|"
    r"ninja_forms?|gravityforms?|googlemaps|slideshow|reusable-block|"
    r"(?:vc|et_pb|su|fusion|elementor|tribe|wp)_\w+)(?: [^\]\n]*)?"
    r"|[A-Za-z][\w-]* (?:[^\]\n]* )?[\w-]+ ?= ?[\"'“”‘’″\w][^\]\n]*)\](?![(\[:])"
)
# What MDX draws by a program: tags of a name with capitals and small letters, or that HTML has none of and ends itself.
COMPONENT = re.compile(
    r"<(?<!\\<)(?:/?[A-Z]\w*[a-z][\w.]*(?:\s[^<>]*)?/?|(?!BR\b|HR\b|IMG\b|INPUT\b|WBR\b|EMBED\b)[A-Z]\w*(?:\s[^<>]*)?/)>"
)
# Other programs' marks: a sign that stands wherever one is, the mark, what it is called, and what to do instead. Marks
# begin with a plain character, by which they are found ten times faster. Code is looked past: there it is meant as it
# is. A sign at a line's beginning has the end of a line before it, and one or two characters. `]` is one that is
# no plain link's or picture's.
_MARKDOWN, _WORDS, _OUT = "write it in Markdown", "write what it stands for", "take it out"
_FOREIGN = tuple(
    (sign, re.compile(pattern, re.MULTILINE), what, advice)
    for sign, pattern, what, advice in (
        ("[[", r"\[\[[^\[\]\n]+\]\]", "a wiki link", "write [words](/articles/slug/)"),
        ("{{", r"\{\{[<%][^\n]*?[>%]\}\}", "a shortcode", f"{_WORDS} in Markdown"),
        ("{%", r"(?<!\{)\{%-? *[A-Za-z][^\n]*?%\}", "a template's tag", f"{_WORDS} in Markdown"),
        (
            "{{",
            r"(?<![{\\])\{{2,3}[-~#/>^!&*]? *[\w.$@'\"][^\n{}]*\}{2,3}(?!\})",
            "a template's value",
            _WORDS,
        ),
        ("${", r"(?<!\\)\$\{[A-Za-z_]\w*(?:\.\w+)*\}", "a template's value", _WORDS),
        ("<%", r"<%[-=#]?[ \t][^\n<>]*%>", "a program's mark", _WORDS),
        ("- [", r"^ *- \[[ xX]\](?= \S)", "a box to tick", "write a plain list"),
        ("* [", r"^ *\* \[[ xX]\](?= \S)", "a box to tick", "write a plain list"),
        ("+ [", r"^ *\+ \[[ xX]\](?= \S)", "a box to tick", "write a plain list"),
        (":::", r"^:::+ *\{?\.?[A-Za-z][^\n]*$", "a fenced block", "write a heading or a quotation"),
        ("!!!", r"^!!! ?[A-Za-z][^\n]*$", "a note's mark", "write a heading or a quotation"),
        ("[!", r"(?<=> )\[![A-Za-z]+\]", "a note's mark", "write a heading or a quotation"),
        ("\n[", r"^\[\[?(?:TOC|toc|Toc)\]\]? *$", "a table of contents", _OUT),
        ("]", SHORTCODE.pattern, "a shortcode", f"{_WORDS} in Markdown"),
        ("~~", r"~~(?<![~\w]~~)(?=\S)[^~\n]+(?<=\S)~~(?![~\w])", "struck out text", "write <del>words</del>"),
        ("==", r"==(?<![=\w]==)(?=[^\s=])[^=\n]+(?<=[^\s=])==(?![=\w])", "marked text", "write <mark>words</mark>"),
        (
            "++",
            r"\+\+(?<![+\w]\+\+)(?=[^\s+])[^+\n]+(?<=[^\s+])\+\+(?![+\w])",
            "inserted text",
            "write <ins>words</ins>",
        ),
        ("||", r"\|\|(?<![|\w]\|\|)(?=[^\s|])[^|\n]+(?<=[^\s|])\|\|(?![|\w])", "hidden text", "take the marks out"),
        ("~", r"~(?<=\w~)\w{1,10}~(?!~)", "a lowered letter", "write <sub>2</sub>"),
        ("^", r"\^(?<=\w\^)\w{1,10}\^", "a raised letter", "write <sup>2</sup>"),
        ("%%", r"%%(?=\s*\w)[^%\n]+%%", "a comment", "write <!-- words -->, or take it out"),
        ("{/*", r"\{/\*(?<!\\\{/\*)[^\n]*?\*/\}", "a comment", "write <!-- words -->, or take it out"),
        ("{#", r"\{#(?<![{\\]\{#)[^\n{}]*#\}", "a comment", "write <!-- words -->, or take it out"),
        ("$$", r"\$\$[^$\n]+\$\$", "a formula", "write it in words"),
        ("$", r"\$(?<![\w\\$]\$)(?=[^\s$])[^$\n]*[\\^{][^$\n]*\$(?![\w$])", "a formula", "write it in words"),
        (
            "\\",
            r"\\(?:begin|end|text\w{2}|emph|(?:sub)*section|cite|footnote|href|url|label|ref|includegraphics)\{[^}\n]*\}",
            "a command of LaTeX",
            _MARKDOWN,
        ),
        (
            "{",
            r"\{(?<![{\\]\{)(?:: ?[.#\w][^{}\n]*|[#.][A-Za-z][\w-]*(?: [^{}\n]*)?)\}(?!\})",
            "a class or an id",
            _OUT,
        ),
        ("\nim", r"^import [^\n]+ from ['\"][^'\"\n]+['\"];?$", "a line of a program", _OUT),
        ("\nex", r"^export (?:const|let|default|function)\b[^\n]*$", "a line of a program", _OUT),
        ("::", r"^(?:include|image|video|audio|toc)::[^\s\[\]()]*\[[^\]\n]*\]", "a mark of AsciiDoc", _MARKDOWN),
        ("]", r"link:(?<!\wlink:)(?!:)[^\s\[\]()]*\[[^\]\n]*\](?!\()", "a mark of AsciiDoc", _MARKDOWN),
        ("]", r"footnote:(?<!\wfootnote:)[^\s\[\]()]*\[[^\]\n]*\](?!\()", "a mark of AsciiDoc", _MARKDOWN),
        (
            "\n[",
            r"^\[(?:[%.#][\w.%#,-]+|NOTE|TIP|IMPORTANT|WARNING|CAUTION|(?:source|quote)(?:,[^\]\n]*)?)\]$",
            "a mark of AsciiDoc",
            _MARKDOWN,
        ),
        ("\n#+", r"^#\+[A-Za-z_]{3,}(?::|\b)[^\n]*$", "a mark of Org", _MARKDOWN),
        ("\n..", r"^\.\. [a-z][\w-]*::[^\n]*$", "a mark of reStructuredText", _MARKDOWN),
        (
            ":`",
            r":(?<![\w:]:)(?:ref|doc|class|func|meth|mod|term|math|sup|sub|code|numref):(?=[ `])",
            "a mark of reStructuredText",
            _MARKDOWN,
        ),
        ("\nh1", r"^h1\. (?=\S)[^\n]*$", "a heading's mark", "write ## words"),
        ("\nh2", r"^h2\. (?=\S)[^\n]*$", "a heading's mark", "write ## words"),
        ("\nh3", r"^h3\. (?=\S)[^\n]*$", "a heading's mark", "write ## words"),
        ("\nh4", r"^h4\. (?=\S)[^\n]*$", "a heading's mark", "write ## words"),
        ("\n==", r"^={2,6} [^=\n]+ ={2,6}$", "a heading's mark", "write ## words"),
        ("''", r"'{3}(?<!'''')(?=[^\s'])[^'\n]+'{3}(?!')", "bold text", "write **words**"),
        (
            "::",  # which is left of one
            r":(?<![\w:/]:)[a-z][a-z0-9]*(?:_[a-z0-9]+)*:(?![\w:/`]| {3})",
            "the name of a sign",
            "write the sign itself",
        ),
        (
            "@",
            r"\[(?<!\\\[)-?@[A-Za-z][\w:.-]*(?:[,;] [^\]\n]*)?\](?![(\[])",
            "a reference",
            "write it as a note: [^1]",
        ),
        ("@[", r"@\[(?<![\w\\]@\[)\w+\](?=\()", "a film's mark", "write a link to it"),
        ("{/", r"\{/(?<![{\\]\{/)[a-z]\w*\}", "a shortcode", f"{_WORDS} in Markdown"),
        ("<", r"</?#[a-z]+[^\n<>]*>", "a program's mark", _WORDS),
        ("\n#", r"^#(?:set|if|foreach|include|parse) ?\([^\n]*$", "a program's mark", _WORDS),
        ("\n: ", r"^: (?<=\S\n: ) {0,2}(?=\S)[^\n]*", "a definition", "write a list: - **word**: what it means"),
        ("\n2)", r"^\d{1,3}\) \S[^\n]*(?=\n\d{1,3}\) \S)", "a list numbered with )", "write 1. and 2."),
        (
            "\n--",
            r"^---\n(?:[A-Za-z_][\w-]*: [^\n]*\n)+---$",
            "front matter",
            f"{_OUT}, or put its lines into the front matter above",
        ),
        (
            "\n++",
            r"^\+\+\+\n(?:[A-Za-z_][\w-]* ?= [^\n]*\n)+\+\+\+$",
            "front matter",
            f"{_OUT}, or put its lines into the front matter above",
        ),
        ("TODO", r"^TODO$|\bTODO: [^\n]*", "a note to oneself", f"write the text, or {_OUT}"),
        ("FIXME", r"^FIXME$|\bFIXME: [^\n]*", "a note to oneself", f"write the text, or {_OUT}"),
        ("\nTB", r"^TBD(?:: [^\n]*)?$", "a note to oneself", f"write the text, or {_OUT}"),
        ("\nTK", r"^TK(?:: [^\n]*)?$", "a note to oneself", f"write the text, or {_OUT}"),
        ("orem ipsum", r"\b[Ll]orem ipsum dolor\b[^\n]*", "a text that fills the place", "write the text"),
        ("\n``", r"^(`{3,})[^`\n]*$(?![\s\S]*^\1`* *$)", "a fence that nothing closes", "close it with ```"),
        (
            "**",
            r"\*\*(?<![^\s]\*\*)(?=[^\W_])(?:[^*\n]|\n(?!\n))*(?=\n\n|\Z)",
            "a mark of bold text that nothing closes",
            "write **words**",
        ),
    )
)
# The marks by their signs: those at a line's beginning, and the others. Of a text the characters of signs are left to
# look in, without small letters and blanks, and they are few in most: a sign is missed there at once. One that has
# letters or blanks itself is looked for in the text then.
_AT_LINES = tuple((row[0].encode(), row) for row in _FOREIGN if row[0][0] == "\n")
_KEPT = {char for row in _FOREIGN if row[0][0] != "\n" for char in row[0] if not char.islower() and char != " "}
_KEPT.update("[]^!<|`~")  # what `check_body` itself asks of what is left: a character that is not here is never found
_NOT_KEPT = bytes(sorted(set(range(256)) - set("".join(_KEPT).encode())))


def _left_of(text: bytes) -> str:
    return text.translate(None, _NOT_KEPT).decode()


_WITHIN = tuple((row[0].encode(), _left_of(row[0].encode()), row) for row in _FOREIGN if row[0][0] != "\n")
# What ends words in brackets, but where they are a link or a picture of which nothing is to be said, as nearly all are.
_BRACKET = re.compile(r"\](?!\( *<?(?:https?://|mailto:|[/#?]))")
# How a line begins that may bear such a sign, or be code.
_HEAD = re.compile(rb"\n[%s \t][^\n]?" % re.escape(bytes({sign[1] for sign, _ in _AT_LINES})))
_INDENTS = (b"\n  ", b"\n\t")
# Notes and links that are named here and said there: what leads nowhere, and what nothing leads to.
_NOTE = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_NOTE_HERE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]:", re.MULTILINE)
_LINK_BY_NAME = re.compile(r"(?<![\\!\]\[^])\[(?!\^)([^\[\]\n]+)\](?:\[(?!\^)([^\[\]\n]*)\])(?![(\[])")
_LINK_HERE = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:", re.MULTILINE)
_ROW = re.compile(r"^ *\|?(.*?)\|? *$")
_DIVIDER = re.compile(r"^ *\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *$|^ *\| *:?-+:? *\|?$", re.MULTILINE)
# Where a link leads: what stands in its brackets, in a definition, or in a tag. The first finds at a glance one that
# does not begin as nearly all do.
_ADDRESS = re.compile(r"\][(:] *<?(?!https?://|mailto:|[/#?])[^\s)<>]")
_LINK = re.compile(
    r"(?<!!)\[(?:[^\[\]\n]|\[[^\[\]\n]*\])*\]\( *<?(?P<here>[^\s)<>]+)"
    r"|^ {0,3}\[(?!\^)[^\]\n]+\]: *<?(?P<there>[^\s<>]+)|<a\b[^<>]*?\bhref *= *[\"']?(?P<tag>[^\"'\s<>]+)",
    re.IGNORECASE | re.MULTILINE,
)
_SCHEME = re.compile(r"[\s\x00-\x1f\\]*([A-Za-z][A-Za-z0-9+.-]*)(?::|\uff1a)")
_SCHEMES_OF_LINKS = frozenset({"http", "https", "mailto"})  # those that publish/markdown.py lets through
# A picture's address: beside its words, in a definition, or in a tag.
_IMAGE_WITHOUT_TAG = re.compile(r"!(?<!\\!)\[[^\]\n]*\](?:\( *<?(?P<here>[^\s)<>]*)|\[(?P<id>[^\]\n]*)\])")
_IMAGE = re.compile(_IMAGE_WITHOUT_TAG.pattern + r"|<(?i:img\b[^<>]*?\bsrc *= *[\"']?(?P<tag>[^\"'\s<>]+))")
_OWN, _REMOTE = re.compile(r"/(?![/\\])"), re.compile(r"(?:https?:)?//", re.IGNORECASE)
_DEFINITION = r"^ {0,3}\[%s\]: *<?([^\s<>]+)"
_FRAME = re.compile(r"<(iframe|object|embed|video|audio|form|script|style|svg|template|math|summary)\b", re.IGNORECASE)
_INSTEAD = {"math": "write the formula in words", "summary": "write a heading, and its text below it"}
_INSTRUCTION = re.compile(r"<(?:\?(?=[a-z=])|!\[CDATA\[)", re.IGNORECASE)  # PHP's, XML's: no page shows what is in it
_TAG = re.compile(r"<([A-Za-z][\w:.-]*)(\s[^<>\n]*)?/?>")
# Every element that HTML has or had (WHATWG HTML, 2024, and its section 16.2): its tag may be taken out, and its words
# stay. What has any other name is words in angle brackets, which no page shows; a backslash before it helps nothing.
_ELEMENTS = (
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote "
    "body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div "
    "dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header "
    "hgroup hr html i iframe img input ins isindex kbd keygen label legend li link listing main map mark marquee "
    "math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option "
    "output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot "
    "small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th "
    "thead time title tr track tt u ul var video wbr xmp"
)
_ATTRIBUTES = re.compile(r"[\w:.-]+ *= *(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+)|/$")
_ALONE = (
    "allowfullscreen async autoplay checked compact controls default defer disabled hidden itemscope loop multiple "
    "muted noshade nowrap open readonly required reversed selected"
)
_KNOWN_ELEMENTS, _KNOWN_ALONE = frozenset(_ELEMENTS.split()), frozenset(_ALONE.split())
_CODE = re.compile(r"^(?:    |\t).*$|^(`{3,}|~{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


def check_body(
    body: str,
    path: str,
    first_line: int,
    people: Sequence[Mention],
    places: Mapping[str, Location] | None = None,
    *,
    remote_images: bool = False,
    data: bytes = b"",
) -> list[Problem]:
    """Everything worth a look in a body whose first line is `first_line` of its file.

    `places` says where quotations stand in the front matter; one that is not in it stands where its person does. `data`
    is the body in UTF-8, where it is at hand.
    """
    text = data or body.encode()
    left = _left_of(text)
    if "]" in left and not _BRACKET.search(body):
        left = left.replace("]", "")
    heads = set(_HEAD.findall(b"\n" + text))
    heads |= {head[:2] for head in heads}
    marks = [row for sign, row in _AT_LINES if sign in heads]
    marks += [row for sign, bare, row in _WITHIN if bare in left and (len(sign) == len(bare) or sign in text)]
    has_code = "`" in left or "~~~" in left or not heads.isdisjoint(_INDENTS)
    prose = _without_code(body) if has_code else body
    found: list[Problem] = []
    if marks:
        found.extend(_foreign_marks(prose, path, first_line, marks))
    if "<" in left:
        found.extend(_tags_not_shown(prose, path, first_line))
    if ("]" in left and _ADDRESS.search(prose)) or ("<" in left and "<a" in prose.lower()):
        found.extend(_links_not_shown(prose, path, first_line))
    if "[^" in left or "][" in left:
        found.extend(_names_not_known(prose, path, first_line))
    if "|" in left and "-|" in prose.replace(" ", "").replace(":", ""):
        found.extend(_tables_not_shown(prose, path, first_line))
    if "![" in left or ("<" in left and "<img" in prose.lower()):
        found.extend(_pictures_not_shown(prose, path, first_line, remote_images=remote_images))
    found.extend(_quotations(body, path, people, places or {}))
    return found


def _without_code(body: str) -> str:
    """A body with blanks in place of its code, where nothing is read as anything."""
    return _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), body)


def _pictures(prose: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the address of each picture in a body without its code ("" if none or nowhere defined), and where."""
    for match in (_IMAGE if "<" in prose else _IMAGE_WITHOUT_TAG).finditer(prose):
        kind = str(match.lastgroup)  # one of them always is
        address = match[kind]
        if kind == "id" and address:
            defined = re.search(_DEFINITION % re.escape(address), prose, re.MULTILINE | re.IGNORECASE)
            address = defined[1] if defined else ""
        yield address, match


def own_pictures(parsed: Parsed) -> Iterator[tuple[str, int]]:
    """Yield the address of each picture of the digest's own that an article shows, once, and its line in the file."""
    article = parsed.article
    if article is None:
        return
    prose = _without_code(parsed.body)
    stated = [(article.image.src, article.lines.get("image", 1))] if article.image else []
    shown = [(one, article.body_line + prose.count("\n", 0, match.start())) for one, match in _pictures(prose)]
    lines: dict[str, int] = {}
    for address, line in (*stated, *shown):
        if address.startswith("/images/"):
            lines.setdefault(address, line)
    yield from lines.items()


def _pictures_not_shown(prose: str, path: str, first_line: int, *, remote_images: bool) -> Iterator[Problem]:
    """The pictures of a body that no page shows: of another host, or of an address that leads nowhere.

    One whose address begins with a slash is looked for among the pictures when the site is planned.
    """
    for address, match in _pictures(prose):
        if not address and match.lastgroup == "here":
            message = f"the picture is not shown, it has no address: {match[0].rstrip('(< ')[:60]}"
            yield _at(path, prose, match, first_line, message, "write its address, /images/NAME, or take it out")
        if not address or _OWN.match(address):
            continue
        if _REMOTE.match(address):
            if not remote_images:
                advice = "copy it to content/images, or set remote_images: true"
                message = f"the picture is on another host and is a link only: {address[:60]}"
                yield _at(path, prose, match, first_line, message, advice)
            continue
        name = re.split(r"[?#]", address)[0].replace("\\", "/").rpartition("/")[2]
        advice = "put it below content/images" + (f" and write /images/{name}" if ":" not in address else "")
        yield _at(path, prose, match, first_line, f"the picture is not shown: {address[:60]}", advice)


def _foreign_marks(
    prose: str, path: str, first_line: int, marks: Iterable[tuple[str, re.Pattern[str], str, str]]
) -> Iterator[Problem]:
    for _, pattern, what, advice in marks:
        for match in pattern.finditer(prose):
            shown = " ".join(match[0].split())[:60]
            yield _at(path, prose, match, first_line, f"{what} is printed as it is: {shown}", advice)


def _tags_not_shown(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    """What stands in angle brackets and is taken out: components, tags that HTML does not have, programs, frames."""
    components = {match.start(): match for match in COMPONENT.finditer(prose)}
    for match in components.values():
        advice = "write what it stands for in Markdown"
        yield _at(path, prose, match, first_line, f"a component is taken out: {match[0][:60]}", advice)
    for match in _unknown_tags(prose):
        if match.start() not in components:
            message = f"{match[0][:60]} is read as a tag that HTML does not have, and is taken out"
            yield _at(path, prose, match, first_line, message, f"write &lt;{match[1][:40]}&gt; to show it")
    for match in _INSTRUCTION.finditer(prose):
        yield _at(path, prose, match, first_line, "<? … ?> is taken out", "write what it stands for")
    for match in _FRAME.finditer(prose):
        name = match[1].lower()
        yield _at(path, prose, match, first_line, f"<{name}> is taken out", _INSTEAD.get(name, "write a link to it"))


def _links_not_shown(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    """Links whose address the pages do not carry: what it begins with is none of http, https and mailto."""
    for match in _LINK.finditer(prose):
        address = html.unescape(match["here"] or match["there"] or match["tag"])
        plain = re.sub(r"[\t\n]", "", address)
        scheme = _SCHEME.match(plain)
        if scheme and scheme[1].lower() not in _SCHEMES_OF_LINKS:
            message = f"the link is taken out, its words stay: {address[:60]}"
            yield _at(path, prose, match, first_line, message, "write an address with https://, http:// or mailto:")


def _names_not_known(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    """Notes and links by name that lead nowhere, and notes that nothing leads to."""
    notes, here = list(_NOTE.finditer(prose)), list(_NOTE_HERE.finditer(prose))
    known, wanted = {match[1] for match in here}, {match[1] for match in notes}
    for match in notes:
        if match[1] not in known:
            message = f"a note's number is printed as it is, the note is missing: {match[0][:40]}"
            yield _at(path, prose, match, first_line, message, f"write {match[0][:40]}: and the note in a line below")
    for match in here:
        if match[1] not in wanted:
            message = f"a note is not shown: nothing in the text leads to it: {match[0].strip()[:40]}"
            yield _at(path, prose, match, first_line, message, f"write [^{match[1][:36]}] where it belongs")
    names = {" ".join(match[1].split()).casefold() for match in _LINK_HERE.finditer(prose)}
    for match in _LINK_BY_NAME.finditer(prose):
        if " ".join((match[2] or match[1]).split()).casefold() not in names:
            message = f"a link is printed as it is, its address is missing: {match[0][:60]}"
            yield _at(path, prose, match, first_line, message, f"write [{match[1][:30]}](https://…)")


def _tables_not_shown(prose: str, path: str, first_line: int) -> Iterator[Problem]:
    """A table whose head has not as many cells as the line below it: no table is made of it."""
    for match in _DIVIDER.finditer(prose):
        above = prose[: match.start()].rstrip("\n").rpartition("\n")[2] if match.start() else ""
        if "|" not in above or prose[: match.start()].endswith("\n\n"):
            continue
        cells = [len(re.split(r"(?<!\\)\|", _ROW.sub(r"\1", row))) for row in (above, match[0])]
        if cells[0] != cells[1]:
            message = f"a table is printed as it is: its head has {cells[0]} cells, the line below it {cells[1]}"
            yield _at(path, prose, match, first_line, message, "give both as many")


def _unknown_tags(text: str) -> list[re.Match[str]]:
    """What stands in angle brackets as if it were a tag, and is none: MDX's components among them."""
    return [match for match in _TAG.finditer(text) if not _is_tag(match) or COMPONENT.match(match[0])]


def _is_tag(match: re.Match[str]) -> bool:
    """Whether it is a tag of HTML's: by its name, and by what stands in it ("if a <b and c> d" is none)."""
    if match[1].lower() not in _KNOWN_ELEMENTS:
        return False
    rest = _ATTRIBUTES.sub(" ", match[2]) if match[2] else ""
    return all(word.lower() in _KNOWN_ALONE for word in rest.split())


def _at(path: str, text: str, match: re.Match[str], first_line: int, message: str, advice: str) -> Problem:
    line = text.count("\n", 0, match.start())
    column = match.start() - (text.rfind("\n", 0, match.start()) + 1) + 1
    return problem_at(path, first_line + line, column, message, advice)


def _quotations(body: str, path: str, people: Iterable[Mention], places: Mapping[str, Location]) -> Iterator[Problem]:
    """A quotation that does not stand in the text, with the sentence most like it."""
    texts: tuple[str, ...] = ()
    for mention in people:
        for quote in mention.quotes:
            if _stands_verbatim(quote, body):
                continue  # as nearly all do
            if not texts:
                plain = _plain_text(body)
                # An editor's insertion in brackets may stand in the text and not in the quotation, or in both.
                texts = tuple(dict.fromkeys((fold_words(plain), fold_words(_BRACKETS.sub(" ", plain)))))
            if any(_stands_in(quote, text) for text in texts):
                continue
            near = nearest_sentence(quote, body)
            advice = f'the nearest is "{near}"' if near else "nothing in it is like it"
            who = mention.name or mention.person
            message = f'these words of {who} do not stand in the text: "{_shortened(quote)}"'
            at = places.get(quote, mention.location)
            yield problem_at(path, at.line, at.column, message, advice)


def _stands_verbatim(quote: str, body: str) -> bool:
    """Whether a quotation stands in a text letter by letter, as whole words."""
    at = body.find(quote)
    before, after = body[at - 1 : at], body[at + len(quote) : at + len(quote) + 1]
    return at >= 0 and not before.isalnum() and not after.isalnum()


_BRACKETS = re.compile(r"\[[^\]\n]*\]")
_LEFT_OUT = re.compile(r"[\[(]?(?:…|\.(?: ?\.){2,})[\])]?|\[[^\]\n]*\]")


def _stands_in(quote: str, text: str) -> bool:
    """Whether each part of a quotation between its ellipses and brackets stands in a folded text, in this order."""
    joined, edges = text.replace(" ", ""), _word_edges(text)
    at = 0
    for part in _LEFT_OUT.split(quote):
        words = fold_words(part).replace(" ", "")
        if not words:
            continue
        found = joined.find(words, at)
        while found >= 0 and not (_is_edge(words[0], found, edges) and _is_edge(words[-1], found + len(words), edges)):
            found = joined.find(words, found + 1)
        if found < 0:
            return False
        at = found + len(words)
    return True


def _word_edges(text: str) -> frozenset[int]:
    """Where words begin and end in a folded text without its blanks: how blanks divide words makes no difference."""
    edges, at = {0}, 0
    for word in text.split(" "):
        at += len(word)
        edges.add(at)
    return frozenset(edges)


def _is_edge(char: str, offset: int, edges: frozenset[int]) -> bool:
    """Whether a quotation may begin or end there: at a word's edge, or anywhere in scripts that set no blanks."""
    return char >= "\u0e00" or offset in edges


def fold_words(text: str) -> str:
    """A text as compared: letters and digits alone, in one case, with one blank between words."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"(?<=\w)[’'\u00ad\u200b-\u200d](?=\w)", "", text)))


def nearest_sentence(quote: str, body: str) -> str:
    """The sentence of a text most like a quotation, "" where none has half of its words."""
    wanted = fold_words(quote)
    best, share = "", 0.5
    for sentence in re.split(r"(?<=[.!?…。！？])[\"”’»)]*\s+|\n+", _plain_text(body)):
        folded = fold_words(sentence)
        if not folded:
            continue
        matcher = difflib.SequenceMatcher(None, wanted, folded, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks() if block.size > 2)
        words = wanted.split(" ")
        shared = sum(word in set(folded.split(" ")) for word in words)
        ratio = max(same / max(len(wanted), 1), shared / len(words))
        if ratio > share:
            best, share = " ".join(sentence.split()), ratio
    return _shortened(best, 160)


def _plain_text(markdown: str) -> str:
    """A body's words: links by their text, marks and tags taken off, entities as what they stand for."""
    text = re.sub(r"\[\^[^\]\n]+\]:?", " ", markdown)  # notes and the marks that lead to them
    text = re.sub(r"!?\[([^\]]*)\](?:\([^)\s]*(?: \"[^\"]*\")?\)|\[[^\]]*\])", r"\1", text)
    text = re.sub(r"<[^<>]*>", " ", text)
    text = re.sub(r"^\s*(?:>\s*)+", "", text, flags=re.MULTILINE)
    return html.unescape(re.sub(r"\\(?=[^\w\s])|[*_`]", "", text))


def _shortened(text: str, limit: int = 80) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
