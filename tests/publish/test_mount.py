"""The site on a mount point, which cannot be swapped: whole, or as it was (B5, B21)."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.errors import OutputError


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("room", [0, 1, 7])
@pytest.mark.slow
def test_a_disk_that_fills_up_under_a_mount_point_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """However many files still fit: the site is as it was, with nothing beside it, and the next build is right."""
    root = write_site(tmp_path / "digest", {f"content/articles/a{n}.md": article(title=f"A {n}") for n in range(4)})
    build_site(root)
    before = tree(root / "site")
    (root / "content/articles/a1.md").write_text(article(title="Another"), encoding="utf-8")
    (root / "content/articles/new.md").write_text(article(title="New"), encoding="utf-8")
    site, left, copy2 = os.fspath(root / "site"), [room], shutil.copy2

    def copy_until_full(source: str, target: str) -> str:
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), target)
        left[0] -= 1
        return os.fspath(copy2(source, target))

    is_mount = os.path.ismount
    monkeypatch.setattr(os.path, "ismount", lambda path: os.fspath(path) == site or is_mount(path))
    monkeypatch.setattr(shutil, "copy2", copy_until_full)
    with pytest.raises(OutputError, match="the site is unchanged"):
        build_site(root)
    assert tree(root / "site") == before
    assert not (root / "site/articles/new").exists()
    left[0] = 10_000
    build_site(root)
    after = tree(root / "site")
    monkeypatch.undo()
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".copydesk")
    build_site(root)
    assert tree(root / "site") == after


def in_a_namespace(script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script where it may mount what it likes; skips where the system does not let it."""
    unshare = shutil.which("unshare")
    may = unshare and subprocess.run(
        [unshare, "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False
    )
    if not may or may.returncode:
        pytest.skip("no mounts are to be had here: unshare -rm is not allowed")
    return subprocess.run([str(unshare), "-rm", "sh", "-ec", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("kind", ["a stranger's folder", "our folder", "our folder, bound", "our file"])
@pytest.mark.slow
def test_a_mount_point_inside_the_site_stays_where_it_is(tmp_path: Path, kind: str) -> None:
    """It is not swapped away with the old tree: the site is brought up to date around it, or refused by its name."""
    root = write_site(tmp_path / "digest", {f"content/articles/a{n}.md": article(title=f"A {n}") for n in range(3)})
    build_site(root)
    (root / "content/articles/new.md").write_text(article(title="New"), encoding="utf-8")
    (tmp_path / "bound").mkdir()
    shutil.copytree(root / "site/articles", tmp_path / "bound/articles")
    (root / "site/sub").mkdir()
    mount = {
        "a stranger's folder": "mount -t tmpfs none site/sub; echo note > site/sub/note",
        "our folder": "mount -t tmpfs none site/articles",
        "our folder, bound": f"mount --bind '{tmp_path}/bound/articles' site/articles",
        "our file": f"cp site/index.html '{tmp_path}/index'; mount --bind '{tmp_path}/index' site/index.html",
    }[kind]
    build = f"'{sys.executable}' -m copydesk build --now 2026-11-23"
    done = in_a_namespace(
        f"cd '{root}'; {mount}; {build} || echo refused; rm content/articles/a1.md; echo x >> content/articles/a2.md; "
        f"{build} || echo refused; echo then; find site -name note; ls site/articles; cat /proc/self/mountinfo | "
        f"awk '{{print $5}}' | grep '{root}'"
    )
    assert done.returncode == 0, done.stderr
    shown = done.stdout.split("then\n")[1].split()
    if kind == "our file":
        assert done.stdout.count("refused") == 2
        assert "site/index.html: is a mount point of its own" in done.stderr
        assert "new" not in shown
        return
    assert "refused" not in done.stdout, done.stderr
    assert {"new", "a0", "a2"} <= set(shown)
    assert "a1" not in shown
    assert ("site/sub/note" in shown) == (kind == "a stranger's folder")
    assert shown[-1].startswith(f"{root}/site/")
