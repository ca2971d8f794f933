"""Copydesk as one of the peers: how its sites are laid out, started and checked.

The comparison's harness is another project: a folder with `adapters.py`, `corpus.py` and `run.py`, named by
BENCH_HARNESS or on the command line. Nothing of it is copied here.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent


def load_harness(folder: Path) -> Any:
    """The harness's `run` module, with Copydesk among its peers."""
    sys.path.insert(0, str(folder))
    import adapters
    import run

    for name, (site, off) in SITES.items():
        adapters.PEERS[name] = make_peer(adapters, name, site, off)
    return run


# Each peer's layouts, and the features it is built without. `copydesk-full` makes what the harness's `hugo-full` makes:
# all but words on link previews, which Hugo does not draw; `copydesk-cards` draws those too, and `copydesk-nomaps` not
# even the maps, of which Hugo draws none either.
SITES: dict[str, tuple[str, tuple[str, ...]]] = {
    "copydesk": ("minimal", ()),
    "copydesk-full": ("shipped", ("social_words",)),
    "copydesk-nomaps": ("shipped", ("social_words", "social_images")),
    "copydesk-cards": ("shipped", ()),
    "copydesk-nosearch": ("shipped", ("social_words", "search")),
}


def make_peer(adapters: Any, peer_name: str, site_name: str, off: tuple[str, ...]) -> Any:
    """A peer of the harness: the minimal layouts that match the others', or the layouts as they ship."""

    class Copydesk(adapters.Peer):  # type: ignore[misc]  # (the harness has no types)
        name = peer_name
        content = "content/articles"
        output = "site"
        caches = (".copydesk",)
        largest = 50_000
        note = " ".join([f"{site_name} layouts, all cores", *(f"without {name}" for name in off)])

        def command(self) -> list[str]:
            return [str(Path(sys.executable).with_name("copydesk")), "build"]

        def available(self) -> bool:
            return Path(self.command()[0]).exists()

        def front(self, a: dict[str, Any]) -> str:
            def q(value: Any) -> str:
                return json.dumps(value, ensure_ascii=False)

            return (
                f"---\ntitle: {q(a['title'])}\ndate: {a['date']}\nsummary: {q(a['summary'])}\n"
                f"people: {q(a['people'])}\ncountries: {q(a['countries'])}\n"
                f"source:\n  name: {q(a['source'])}\n  url: {q(a['source_url'])}\n"
                f"  authors: {q([a['author']])}\n---\n\n"
            )

        def prepare(self, site: Path, articles: Any) -> int:
            shutil.rmtree(site, ignore_errors=True)
            shutil.copytree(HERE / site_name, site)
            if off:
                with (site / "config.yaml").open("a", encoding="utf-8") as file:
                    file.write("features:\n" + "".join(f"  {name}: false\n" for name in off))
            (site / self.content).mkdir(parents=True)
            count = 0
            for count, article in enumerate(articles, start=1):  # noqa: B007 (counted for the harness)
                path = site / self.article_path(article["slug"])
                path.write_text(self.front(article) + article["body"], encoding="utf-8")
            return count

        def version(self) -> str:
            return str(self._say(self.command()[0], "--version")).removeprefix("copydesk ")

    return Copydesk()


def harness_folder(argument: str | None) -> Path:
    """Where the harness lies. Exits with what to do when it is not there."""
    folder = Path(argument or os.environ.get("BENCH_HARNESS", ""))
    if not (folder / "adapters.py").is_file():
        sys.exit("bench: name the harness's folder with --harness or BENCH_HARNESS (it holds adapters.py and run.py)")
    return folder.resolve()
