"""The fast lane keeps itself fast: what a test takes of the processor is counted, whichever process runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, TOO_SLOW

BUSY = f"""import time, pytest


{{mark}}
def test_busy():
    end = time.process_time() + {TOO_SLOW + 0.1}
    while time.process_time() < end:
        pass
"""


@pytest.mark.slow
@pytest.mark.parametrize(("mark", "code"), [("", 1), ("@pytest.mark.slow", 0)])
def test_a_test_over_the_bound_fails_the_lane_unless_it_is_marked(tmp_path: Path, mark: str, code: int) -> None:
    """Run by a process of its own, as in `make check`, a test over the bound is named, and only its mark lets it be."""
    (tmp_path / "test_busy.py").write_text(BUSY.format(mark=mark), encoding="utf-8")
    options = ("-p", "conftest", "-n", "1", "--bound", "-o", "markers=slow", "--rootdir", str(tmp_path))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT)))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert ("test_busy.py::test_busy" in done.stdout) is (code == 1)
