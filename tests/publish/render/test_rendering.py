"""Items rendered: who is told when one takes long."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from conftest import CONFIG, article, build_site, write_site

from copydesk.publish.render import rendering


@pytest.mark.slow
def test_a_page_that_takes_long_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A layout may loop for ever, and a build that says nothing is no help; nothing is said of pages that are drawn."""
    monkeypatch.setattr(rendering, "LOOK_EVERY", 0.5)  # no page takes twice that, the first of its kind traced neither
    loop = (
        '{% extends "theme/text.html" %}\n{% block main %}\n{% for n in range(120000000) %}{% endfor %}\n{% endblock %}'
    )
    page = "---\ntitle: About\n---\n\nWe.\n"
    # The first card for link previews opens fonts, which takes long on a machine that has many.
    config = f"{CONFIG}features: {{social_images: false}}\n"
    files = {"content/articles/a.md": article("One"), "content/pages/about.md": page, "layouts/text.html": loop}
    build_site(write_site(tmp_path, {"config.yaml": config, **files}))
    said = [line for line in capfd.readouterr().err.splitlines() if "still being drawn" in line]
    assert said
    assert all(line == "/about/ is still being drawn, at layouts/text.html:3: does a loop there end?" for line in said)
    assert signal.getsignal(signal.SIGVTALRM) is signal.SIG_DFL
