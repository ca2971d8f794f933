"""The desk's worker without a browser: killed at any moment, with other programs saving beside it, it loses no text."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import tree
from desking import Desk, command_of, draft, make_digest
from previewing import descendants

from copydesk.desk.app import DeskApp, DeskState
from copydesk.desk.children import Child, ChildEnded
from copydesk.desk.door import DeskDoor
from copydesk.desk.worker import DeskWorker
from copydesk.edit.journal import read_text_file
from copydesk.edit.store import HISTORY

PATH = "content/articles/2020/2020-07-02-contested.md"


def everything(root: Path) -> str:
    """Every text that is in the file or can be had back."""
    kept = [path.read_text(encoding="utf-8") for path in (root / HISTORY / "texts").rglob("*") if path.is_file()]
    return "\n".join([(root / PATH).read_text(encoding="utf-8"), *kept])


def append(path: Path, words: str) -> None:
    """Another program's save: read, add a paragraph, replace at once."""
    text = path.read_text(encoding="utf-8")
    partial = path.with_name(".other-program")
    partial.write_text(f"{text}\n{words}\n", encoding="utf-8")
    partial.replace(path)


@pytest.mark.slow
def test_random_acts_outside_saves_and_kills_lose_no_text(tmp_path: Path) -> None:
    """What the desk confirmed and what other programs saved is in the file or in the history, whenever it is killed."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested")})
    chance = random.Random(20)
    confirmed: list[str] = []
    saved: list[str] = []

    async def run() -> None:
        child = Child("copydesk.desk.worker", {"root": str(root)})
        for number in range(70):
            words = f"desk-{number}"
            order = {"do": "change", "step": words, "ops": [{"op": "set", "file": PATH, "at": "title", "value": words}]}
            asked = asyncio.create_task(child.ask(order))
            await asyncio.sleep(chance.uniform(0, 0.02))
            if chance.random() < 0.6:
                append(root / PATH, f"outside-{number}")
                saved.append(f"outside-{number}")
            if chance.random() < 0.3:
                await asyncio.sleep(chance.uniform(0, 0.03))
                kill(child)
            with contextlib.suppress(ChildEnded):
                answer = await asked
                if "error" not in answer:
                    confirmed.append(words)
        with contextlib.suppress(ChildEnded):
            await child.ask({"do": "undo"})
        await child.stop()

    asyncio.run(run())
    there = everything(root)
    assert len(confirmed) > 10
    assert [words for words in (*confirmed, *saved) if words not in there] == []


def kill(child: Child) -> None:
    """Kill -9, as a system that runs out of memory does."""
    process = child._process  # noqa: SLF001 (there is no honest way to be killed)
    if process is not None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


def test_36_vim_save_between_check_and_replace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that comes in while the desk's bytes go to disk is found, and both edits are in the file."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested")})
    worker = DeskWorker(root)
    import os  # noqa: PLC0415 (what is slowed down)

    real = os.fsync
    came: list[str] = []

    def slow(handle: int) -> None:
        real(handle)
        if not came and any(path.name.startswith(".copydesk-") for path in (root / PATH).parent.iterdir()):
            came.append("saved")
            append(root / PATH, "from vim")

    monkeypatch.setattr("copydesk.edit.journal.os.fsync", slow)
    ops = [{"op": "set", "file": PATH, "at": "title", "value": "From the desk"}]
    answer: Any = worker.answer({"do": "change", "ops": ops})
    assert came == ["saved"]
    text = read_text_file(root / PATH) or ""
    assert "from vim" in text
    assert ("title: From the desk" in text) is ("error" not in answer)


def test_a_repeated_step_is_answered_not_done_again(tmp_path: Path) -> None:
    """An answer that was lost on its way is asked for again: the act is not done twice."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested")})
    worker = DeskWorker(root)
    order = {"do": "change", "step": "one", "ops": [{"op": "add", "file": PATH, "at": "tags", "value": "a"}]}
    first = worker.answer(order)
    assert worker.answer(order) == first
    assert (root / PATH).read_text(encoding="utf-8").count("- a") == 1


def memory_of(pid: int) -> int:
    """What a process holds in memory, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0])


@pytest.mark.slow
def test_68_memory_flat_1000_steps(tmp_path: Path) -> None:
    """A thousand acts leave no more in memory than the first hundred did: 5 MB at most."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested")})

    async def run() -> tuple[int, int]:
        child = Child("copydesk.desk.worker", {"root": str(root)})
        sizes = []
        for number in range(1000):
            ops = [{"op": "set", "file": PATH, "at": "title", "value": f"Title {number}"}]
            answer = await child.ask({"do": "change", "step": f"s{number}", "ops": ops, "view": PATH})
            assert "error" not in answer
            if number in {600, 999}:
                process = child._process  # noqa: SLF001 (its memory is what is looked at)
                assert process is not None
                sizes.append(memory_of(process.pid))
        await child.stop()
        return sizes[0], sizes[1]

    if not Path("/proc/self/status").exists():
        pytest.skip("no /proc on this system")
    early, late = asyncio.run(run())
    assert late - early < 5_000


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system has no priorities of this kind")
@pytest.mark.slow
def test_a_build_gives_way_to_the_desk(tmp_path: Path) -> None:
    """Whoever waits for the desk has the processor before the preview's build, and all that this starts."""
    root = make_digest(tmp_path, {"content/articles/2020/a.md": draft("A")})
    with Desk(root) as desk:
        own = os.getpriority(os.PRIO_PROCESS, desk.process.pid)
        assert [os.getpriority(os.PRIO_PROCESS, pid) for pid in desk.builders()] == [min(19, own + 5)]
        worker = next(pid for pid in descendants(desk.process.pid) if b"desk.worker" in command_of(pid))
        assert os.getpriority(os.PRIO_PROCESS, worker) == own


def test_a_build_is_asked_to_stand_aside_for_each_answer_that_is_waited_for(tmp_path: Path) -> None:
    """For what a page asks with the key; not for strangers, for the page's own files, for its stream or for git."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested")})
    asked: list[str] = []

    async def call(app: DeskApp, path: str, key: str = "secret") -> int:
        headers = [(b"host", b"localhost:8001"), (b"x-copydesk-key", key.encode())]
        scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "query_string": b""}
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        before = len(asked)
        await app(scope, receive, send)
        return int(sent[0]["status"]) * 10 + len(asked) - before

    async def run() -> list[int]:
        state = DeskState(root)
        app = DeskApp(state, DeskDoor(port=8001, site_port=8000, key="secret"), lambda: asked.append(""))
        paths = [
            ("/api/queue",),
            ("/api/history",),
            ("/api/git",),
            ("/assets/dom.js",),
            ("/",),
            ("/api/queue", "other"),
        ]
        answers = [await call(app, *given) for given in paths]
        await state.worker.stop()
        return answers

    assert asyncio.run(run()) == [2001, 2001, 2000, 2000, 2000, 4010]


def test_undo_of_all_acts_leaves_git_clean(tmp_path: Path) -> None:
    """Publishing, names out, a new person, an outlet's rule, the trash: taken back, git sees nothing."""
    root = make_digest(tmp_path / "digest", {PATH: draft("Contested", people="[Ada Moreau, Jonas Berg]")})
    git = ["git", "-C", str(root), "-c", "user.name=a", "-c", "user.email=a@b.example"]
    subprocess.run([*git, "init", "-q"], check=True)
    (root / ".gitignore").write_text(".copydesk/\n/site/\n", encoding="utf-8")
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "all"], check=True)
    worker = DeskWorker(root)
    while worker.answer({"do": "warm"})["left"]:
        pass
    out = {"op": "chip", "file": PATH, "kind": "people", "act": "out"}
    acts: list[dict[str, Any]] = [
        {**out, "name": "Ada Moreau"},
        {**out, "name": "Jonas Berg", "everywhere": True},
        {"op": "person", "file": PATH, "name": "Ines Halvorsen", "family": "Halvorsen"},
        {"op": "remember", "file": PATH, "outlet": "The Harbour Dispatch", "line": "Share this"},
        {"op": "new", "value": "Another one"},
        {"op": "set", "file": PATH, "at": "subtitle", "value": "Later"},
        {"op": "publish", "file": PATH},
        {"op": "trash", "file": PATH},
    ]

    def changed() -> list[str]:
        status = [*git, "status", "--porcelain", "-uall"]
        return subprocess.run(status, check=True, capture_output=True, text=True).stdout.splitlines()

    for act in acts:
        before = tree(root / "content")
        answer = worker.answer({"do": "change", "ops": [act]})
        assert not answer.get("error"), (act, answer)
        assert not answer.get("failed"), (act, answer)
        assert tree(root / "content") != before, act
    for _ in acts:
        assert "error" not in worker.answer({"do": "undo"})
    assert changed() == []
