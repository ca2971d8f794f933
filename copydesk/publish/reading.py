"""Articles' files → records: front matter checked, body rendered, both put where later builds find them.

The one place where a body is converted, and so where the limits on a body hold (B13).
"""

from __future__ import annotations

import dataclasses
import hashlib
import marshal
from collections.abc import Iterable, Iterator

from copydesk.config import Config
from copydesk.errors import Location, Problem
from copydesk.library import Reading, load_article
from copydesk.limits import TooMuchError, can_ring, memory_limit, time_limit
from copydesk.model import Article
from copydesk.publish.cache import encode
from copydesk.publish.cache.store import BuildCache, PackWriter, Ref
from copydesk.publish.formats.postings import body_words
from copydesk.publish.formats.search import count_month
from copydesk.publish.items import SearchMonth
from copydesk.publish.markdown import Body, render_body
from copydesk.publish.render.rendering import Progress, Turns, share, worker_count
from copydesk.publish.site.link import Facts

# A body that takes longer, or more memory, is refused by name (B13). Honest ones take some milliseconds.
SECONDS, BYTES = 20.0, 1536 << 20
# Fewer files than this are read sooner than a second process is started.
_FEW = 40

# A file read: its path, where its record lies (None when it has problems), its body's digest, where that and its words
# lie, and what is wrong.
Read = tuple[str, Ref | None, str, Ref | None, Ref | None, tuple[Problem, ...]]


def reading_key(reading: Reading, config: Config) -> str:
    """A digest of what articles and bodies are read against."""
    changed = [country for country in reading.countries.values() if country.location.path]
    counted = config.features.search
    told = f"{config.timezone}\0{reading.language}\0{config.remote_images}\0{config.policy}\0{counted}\0{changed!r}"
    return hashlib.blake2b(told.encode(errors="surrogatepass"), digest_size=16).hexdigest()


def read_articles(
    config: Config,
    reading: Reading,
    paths: Iterable[str],
    memory: BuildCache,
    generation: str,
    jobs: int,
    progress: Progress | None = None,
) -> list[Problem]:
    """Read these files anew into `memory`. Returns what is wrong with any of them."""
    todo = list(paths)
    count = worker_count(jobs) if len(todo) >= _FEW else 1
    first = len(memory.pack.names)
    names = [f"pack-{generation}-a{number}" for number in range(count)]

    def work(number: int) -> list[Read]:
        writer = PackWriter(f"{memory.pack.folder}/{names[number]}", first + number)
        try:
            paths = turns.take(number, "reading", progress)
            return [_read(config, reading, path, memory, writer) for path in paths]
        finally:
            writer.close()

    if not todo:
        return []
    for path in todo:
        memory.loaded.pop(path, None)
    with Turns(todo, count) as turns, memory_limit(BYTES):
        rows = [row for part in share(count, work) for row in part]
    memory.pack.names += names
    problems: list[Problem] = []
    for path, record, digest, body, words, found in rows:
        problems += found
        if record is not None:
            memory.records[path] = record
        if body is not None:
            memory.bodies[digest] = body
        if words is not None:
            memory.words[digest] = words
    return problems


def _read(
    config: Config,
    reading: Reading,
    path: str,
    memory: BuildCache,
    writer: PackWriter,
) -> Read:
    """One file read; its words are counted where the digest has a search."""
    parsed = load_article(config.root, path, reading)
    article = parsed.article
    if article is None:
        return path, None, "", None, None, parsed.problems
    held = _held(path, article, memory)
    if held is not None:
        memory.loaded[path] = article, held  # what this process reads, it need not load again
        return path, writer.add(encode.dump_whole((article, held))), "", None, None, parsed.problems
    try:
        body = convert_body(parsed.body, remote_images=config.remote_images)
    except (ValueError, TooMuchError, MemoryError) as error:
        problem = Problem(location=dataclasses.replace(_place(article), path=path), message=_why(error))
        return path, None, "", None, None, (*parsed.problems, problem)
    facts = facts_of(body)
    memory.loaded[path] = article, facts
    record = writer.add(encode.dump_whole((article, facts)))
    words = writer.add(body_words(body.html).encode()) if config.features.search else None
    return path, record, article.body_digest, writer.add(body.html.encode()), words, parsed.problems


def _held(path: str, article: Article, memory: BuildCache) -> Facts | None:
    """The facts of a body that has not changed though the front matter above it has."""
    if path not in memory.records or article.body_digest not in memory.bodies:
        return None
    before, facts = memory.record(path)
    return facts if before.body_digest == article.body_digest else None


def _place(article: Article) -> Location:
    return Location(path=article.location.path, line=article.body_line)


def _why(error: Exception) -> str:
    if isinstance(error, TooMuchError):
        return f"the body takes more than {SECONDS:.0f} seconds to convert"
    if isinstance(error, MemoryError):
        return f"the body takes more than {BYTES >> 20} MiB to convert"
    return f"the body {error}"


def convert_body(text: str, *, remote_images: bool) -> Body:
    """Convert a body within the limits: here where an alarm can ring, else in a process of its own."""
    if not can_ring():
        from copydesk.publish import body_process

        return body_process.BODY_PROCESS.convert(text, remote_images=remote_images, seconds=SECONDS, more=BYTES)
    with time_limit(SECONDS):
        return render_body(text, remote_images=remote_images)


def facts_of(body: Body) -> Facts:
    """What linking may know of a body."""
    return Facts(
        excerpt=body.excerpt,
        headings=body.headings,
        pictures=body.pictures,
        sketch=body.sketch,
    )


def same_but_body(new: Article, old: Article) -> bool:
    """Whether two readings of a file differ in the body alone."""
    return dataclasses.replace(new, body_digest=old.body_digest, body_line=old.body_line) == old


def read_months(
    months: Iterable[SearchMonth], memory: BuildCache, writer: PackWriter
) -> Iterator[tuple[str, dict[str, str]]]:
    """What is counted of each month (see `count_month`), in order: kept while its articles are as they were."""
    values = encode.Values()
    kept: dict[bytes, Ref] = {}
    for month in months:
        key = encode.digest(values.dump(month))
        ref = memory.counted.get(key)
        if ref is None:
            counted = count_month(month, memory.body_words, memory.html)
            ref = writer.add(marshal.dumps(counted))
        else:
            # Plain values alone come out of it, and the record's checksum held.
            counted = marshal.loads(memory.pack.read(ref))  # noqa: S302
        kept[key] = ref
        yield counted
    values.close()
    memory.counted = kept
