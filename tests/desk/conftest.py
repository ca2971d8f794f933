"""What tests of the desk's page share: a tab on the desk that a test module serves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from desking import Desk, Tab


@pytest.fixture
def tab(chromium: Any, desk: Desk) -> Iterator[Tab]:
    """A page of the desk; a test fails when a script of it does."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Tab(desk, page)
    context.close()
    assert errors == []
