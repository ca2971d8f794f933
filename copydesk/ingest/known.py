"""What ingest must know of the digest it adds to: its people, its outlets, the texts it has, links to come. A shell."""

from __future__ import annotations

import contextlib
import os
import pickle
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from copydesk.config import Config
from copydesk.countries import load_countries
from copydesk.errors import ContentError, IngestError, Problem, counted
from copydesk.files import CACHE, read_file, read_utf8
from copydesk.frontmatter.document import dump_yaml, parse_yaml
from copydesk.ingest.add import Knowledge, Processed
from copydesk.ingest.chips import Rejected, load_rejected
from copydesk.ingest.draft import Composed
from copydesk.ingest.outlets import load_profiles, remember, take_lessons
from copydesk.ingest.similar import Copy, find_copy, shingle_sketch
from copydesk.ingest.tagging import KnownPeople, KnownPerson
from copydesk.ingest.tagging.lexicon import base_language, warning_of
from copydesk.intake.addresses import same_page
from copydesk.intake.item import Said
from copydesk.library import Reading, Stamp, article_paths, load_registry, parse_article, read_text, scan_content
from copydesk.model import CleanArticle, Person, Source, name_key

_CACHE = Path(CACHE) / "copies.pickle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What is remembered of an article: the sketch of its text, names and slugs of the people it was published with.

    `made` is the SHA-256 of the text it was added with, then the one of the file it came from.
    """

    sketch: frozenset[int]
    names: tuple[str, ...] = ()
    slugs: tuple[str, ...] = ()
    made: tuple[str, str] = ("", "")


class Memory:
    """The digest as ingest sees it while a batch is added; traces of articles are kept between runs."""

    def __init__(
        self, config: Config, knowledge: Knowledge, rejected: Rejected, traces: dict[str, tuple[Stamp | None, Trace]]
    ) -> None:
        self.config, self.knowledge, self.rejected, self._traces = config, knowledge, rejected, traces
        self._fresh: list[tuple[Composed, CleanArticle]] = []
        self._warned: set[str] = set()

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the articles there are, those of this batch too."""
        return tuple(self._traces)

    def find_copy(self, mine: frozenset[int], made: tuple[str, str] = ("", "")) -> Copy | None:
        """The article that a text is a copy of, if any; `made` as a trace has it tells one that was added before."""
        for path, (_, trace) in sorted(self._traces.items()):
            if made[1] and made[1] == trace.made[1]:
                return Copy(path=path, likeness=1.0, is_same_file=True)
            if made[0] and made[0] == trace.made[0]:
                return Copy(path=path, likeness=1.0)
        return find_copy(mine, {path: trace.sketch for path, (_, trace) in self._traces.items()})

    def learn(self) -> Iterator[str]:
        """Take up what the editor's corrections of earlier articles teach; yields each lesson in a line."""
        profiles = dict(self.knowledge.profiles)
        yield from take_lessons(self.config.root, profiles)
        self.knowledge = replace(self.knowledge, profiles=profiles)

    def warning_of(self, lang: str) -> str:
        """What an editor must know of a language that is not fully supported; once a run for each language."""
        language = base_language(lang)
        if language in self._warned:
            return ""
        self._warned.add(language)
        return warning_of(lang)

    def note(self, composed: Composed, result: Processed) -> None:
        """An article of this batch, so that its twin further on is noticed and its corrections teach."""
        self._traces[composed.path] = (None, Trace(sketch=result.sketch))
        if result.clean is not None:
            self._fresh.append((composed, result.clean))

    def save(self) -> None:
        """Keep the traces of files that were there before, and what was done to the new ones."""
        for composed, clean in self._fresh:
            remember(self.config.root, composed, clean)
        kept = {path: value for path, value in self._traces.items() if value[0] is not None}
        target = self.config.root / _CACHE
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{os.getpid()}")
            partial.write_bytes(pickle.dumps(kept, protocol=5))
            partial.replace(target)
        except OSError:
            return


def load_memory(config: Config) -> Memory:
    """Look at the digest. Raises ContentError when its people, countries or sources cannot be read."""
    snapshot = scan_content(config.root)
    registry = load_registry(config.root, snapshot)
    problems: list[Problem] = list(registry.problems)
    profiles = load_profiles(config.root, problems)
    rejected = load_rejected(config.root, problems)
    if problems:
        raise ContentError(problems)
    old = _cached(config.root)
    traces: dict[str, tuple[Stamp | None, Trace]] = {}
    for path in article_paths(snapshot):
        stamp = snapshot.files[path]
        held = old.get(path)
        if held is not None and held[0] == stamp:
            traces[path] = held
        else:
            traces[path] = (stamp, _trace(config, path))
    names = {name for _, trace in traces.values() for name in trace.names}
    together = [(*trace.names, *trace.slugs) for _, trace in traces.values()]
    people = registry_of(registry.people, names, rejected, together)
    knowledge = Knowledge(
        registry=people,
        profiles=profiles,
        finders=config.finders,
        homes=homes_of_outlets(registry.sources),
    )
    return Memory(config, knowledge, rejected, traces)


def registry_of(
    people: Iterable[Person], names: Iterable[str], rejected: Rejected, together: Iterable[Sequence[str]] = ()
) -> KnownPeople:
    """The tagger's registry: people with a file by all their names, those that articles alone name by that one.

    `together` are the names and slugs of people that each article names: whom one stands beside speaks for one of two
    people of one name.
    """
    people = tuple(people)
    beside = _beside(people, together)
    stated = [_known(person, frozenset(beside.get(person.slug, ()))) for person in people]
    known = {name.casefold() for person in stated for name in (person.name, *person.aliases, person.original)}
    grown = [KnownPerson(name=name) for name in sorted(names) if name.casefold() not in known]
    return KnownPeople(
        people=(*stated, *grown),
        rejected_people=rejected.people,
        rejected_countries=rejected.countries,
        rejected_bodies=rejected.bodies,
    )


def homes_of_outlets(sources: Iterable[Source]) -> dict[str, str]:
    """The country of each outlet whose file states one, by folded name."""
    return {name_key(source.name): source.country for source in sources if source.country}


def _beside(people: Sequence[Person], together: Iterable[Sequence[str]]) -> dict[str, set[str]]:
    """Slug → names of the people whom articles name beside each person; a name that two share is nobody's."""
    shown = {person.slug: person.name for person in people}
    slugs: dict[str, set[str]] = defaultdict(set)
    for person in people:
        for name in (person.slug, person.name, *person.aliases):
            slugs[name].add(person.slug)
    found: dict[str, set[str]] = defaultdict(set)
    for named in together:
        owners = [slugs.get(name, set()) for name in named]
        called = {shown.get(name, name) for name in named}
        for owner in owners:
            if len(owner) == 1:
                (slug,) = owner
                found[slug] |= called - {shown[slug]}
    return found


def _known(person: Person, beside: frozenset[str]) -> KnownPerson:
    """A person with a file as the tagger knows them; `beside` are names that articles have beside theirs."""
    return KnownPerson(
        name=person.name,
        aliases=person.aliases,
        family=person.family,
        surname_only=person.surname_only,
        slug=person.slug,
        original=person.original,
        disambiguation=person.disambiguation,
        country=person.country,
        roles=tuple(role.title for role in person.roles),
        with_people=beside,
    )


def _trace(config: Config, path: str) -> Trace:
    """An article's trace; one that cannot be read is none that could be a copy."""
    problems: list[Problem] = []
    text = read_text(config.root, path, problems)
    if text is None:
        return Trace(sketch=frozenset())
    parsed = parse_article(text, path, Reading(zone=config.zone, language=config.language, countries=load_countries()))
    people = parsed.article.people if parsed.article and not parsed.article.draft else ()
    names = tuple(mention.name for mention in people if mention.name)  # one named by file is known by that file
    slugs = tuple(mention.person for mention in people if mention.person)
    origin = parsed.article.origin if parsed.article else None
    made = (origin.text_sha256, origin.original_sha256) if origin else ("", "")
    return Trace(sketch=shingle_sketch(parsed.body), names=names, slugs=slugs, made=made)


def _cached(root: Path) -> dict[str, tuple[Stamp | None, Trace]]:
    try:
        value = pickle.loads(read_file(root / _CACHE))  # noqa: S301 (our own file, in a folder git ignores)
    except (OSError, pickle.PickleError, EOFError, ValueError, AttributeError, ImportError, IndexError, TypeError):
        return {}
    # One that an earlier version wrote lacks a field.
    whole = isinstance(value, dict) and all(isinstance(v[1], Trace) and hasattr(v[1], "made") for v in value.values())
    return value if whole else {}


# --- `content/inbox/links.yaml`: addresses whose articles are still to be fetched, clipped or saved ---------------

LINKS = "content/inbox/links.yaml"


def remember_links(root: Path, found: Iterable[Said]) -> str:
    """Note addresses that are not noted yet and lead to no article of the digest; returns what to say.

    Raises IngestError where the file cannot be used.
    """
    path = root / LINKS
    try:
        text = read_utf8(path) if path.exists() else ""
        node = parse_yaml(text, LINKS).value.get("links") if text.strip() else None
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(LINKS, "write", f"cannot be read: {error}") from None
    except ContentError as error:
        raise IngestError(LINKS, "write", f"cannot be read: {error}") from None
    known = {same_page(str(row.value["url"].value)) for row in (node.value if node else []) if "url" in row.value}
    fresh, had = [], 0
    articles = _addresses_of_articles(root)
    for said in found:
        if same_page(said.url) in articles:
            had += 1
        elif (key := same_page(said.url)) not in known:
            known.add(key)
            row = {
                "url": said.url,
                "title": said.title,
                "date": said.date,
                "source": said.source,
                "tags": list(said.tags),
            }
            fresh.append({name: value for name, value in row.items() if value})
    if fresh:
        block = dump_yaml({"links": fresh}).split("\n", 1)[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        head = (
            text
            if text.strip()
            else "# Addresses without their articles: save or clip them, add them, take the line out.\nlinks:\n"
        )
        path.write_text(head + ("" if head.endswith("\n") else "\n") + block, encoding="utf-8")
    beside = f"; {counted(had, 'link')} to what is here already" if had else ""
    step = " (their articles are not here: save each page and add it)" if fresh else ""
    return f"{counted(len(fresh), 'link')} noted in {LINKS}{beside}{step}"


_SOURCE_URL = re.compile(r"^ +url: [\"']?(https?://[^\s\"']+)", re.MULTILINE)


def _addresses_of_articles(root: Path) -> set[str]:
    """The pages that the articles of a digest say they come from. Only the line is read, not the front matter."""
    found: set[str] = set()
    for path in (root / "content" / "articles").rglob("*.md"):
        with contextlib.suppress(OSError):
            head = path.read_text(encoding="utf-8", errors="replace").split("\n---", 1)[0]
            found |= {same_page(url) for url in _SOURCE_URL.findall(head)}
    return found
