"""The oracle: after any edits, what an incremental build leaves equals a clean build, byte for byte (R2, B9)."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from pathlib import Path

import pytest
from conftest import NOW, build_site, tree
from digests import edit, write_digest


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
@pytest.mark.slow
def test_incremental_equals_clean_after_any_edits(tmp_path: Path, seed: int) -> None:
    """Eight random edits, a build after each: the site is always what a clean build elsewhere makes."""
    chance = random.Random(seed)
    root = tmp_path / "digest"
    write_digest(root, chance)
    build_site(root)
    done = []
    for step in range(8):
        done.append(edit(root, chance))
        now = NOW + dt.timedelta(days=step)
        build_site(root, now=now)
        elsewhere = tmp_path / "clean"
        shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("site", ".copydesk"))
        build_site(elsewhere, now=now)
        made, wanted = tree(root / "site"), tree(elsewhere / "site")
        assert sorted(made) == sorted(wanted), done
        assert [path for path in made if made[path] != wanted[path]] == [], done
        shutil.rmtree(elsewhere)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(99, 102))
def test_one_process_feeding_each_build_into_the_next_is_exact_too(tmp_path: Path, seed: int) -> None:
    """The way of the preview: `previous`, files put in place one by one, a memory of its own.

    It is written down when there is time for it, or the process is killed before and starts anew.
    """
    chance = random.Random(seed)
    root = tmp_path / "digest"
    write_digest(root, chance)
    cache, out = root / ".copydesk/cache/preview", root / "site"
    last = None
    for _ in range(8):
        last = build_site(root, previous=last, swap=False, save=False, cache=cache, out=out)
        elsewhere = tmp_path / "clean"
        shutil.copytree(root, elsewhere, ignore=shutil.ignore_patterns("site", ".copydesk"))
        build_site(elsewhere)
        assert tree(out) == tree(elsewhere / "site")
        shutil.rmtree(elsewhere)
        edit(root, chance)
        fate = chance.random()
        if fate < 0.4:
            last.save()
        elif fate < 0.7:
            last = None
