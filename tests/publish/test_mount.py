"""The site on a mount point, which cannot be swapped: whole, or as it was (B5, B21)."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from conftest import article, build_site, write_site

from copydesk.errors import OutputError


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("room", [0, 1, 7])
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
