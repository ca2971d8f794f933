"""What tests share: a digest in a folder of its own, the development data if it is there, a browser."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect, sync_playwright

from copydesk.config import load_config
from copydesk.publish.build import Options, build

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)

CONFIG = "title: The Test Digest\nbase_url: https://digest.example/\n"
# A small digest is built four times as fast where shipped layouts lie compiled, which Python may be told not to write.
sys.dont_write_bytecode = False
# What a page is waited for comes long before this on a loaded machine, or never; Playwright's own five seconds are few.
expect.set_options(timeout=60_000)
# Chromium as root needs --no-sandbox; the rest keeps it from asking the network for anything.
BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# No property is tested by the clock: on a busy machine an example takes long for no reason of ours. In CI Hypothesis
# has a profile of its own that says so too.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
if "CI" not in os.environ:
    settings.load_profile("untimed")


# How many tests of a whole run may need a second try: one in a thousand (docs/decisions/second-tries.md).
SECOND_TRIES = 8
# Seconds of the processor, its children and its fixtures with them, from which a test wants the mark `slow`, and from
# which the fast lane fails where it has none: four times as much, since a busy machine counts them higher.
SLOW, TOO_SLOW = 0.5, 2.0
_BEGUN = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make check` gives: a bound for each test, so that the fast lane stays fast by itself."""
    parser.addoption("--bound", action="store_true", help=f"fail if a test without `slow` takes over {TOO_SLOW:g} s")


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin to count what a test takes of the processor, before its fixtures are made."""
    item.stash[_BEGUN] = _processor_seconds()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Write into a test's report what it took of the processor: the process that asked for the run adds them up."""
    report = yield
    if call.when == "call":
        report.user_properties.append(("processor", _processor_seconds() - item.stash[_BEGUN]))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which more than SECOND_TRIES tests needed one, or (`--bound`) a test without `slow` is too slow."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # one of several processes: the one that started them tells
        return
    wrong = []
    failed = {report.nodeid for kind in ("failed", "error") for report in reporter.stats.get(kind, ())}
    tried_again = {report.nodeid for report in reporter.stats.get("rerun", ())} - failed
    if len(tried_again) > SECOND_TRIES:
        wrong.append(f"{len(tried_again)} tests needed a second try, of which {SECOND_TRIES} are let pass.")
    if session.config.getoption("--bound"):
        took = {
            report.nodeid: dict(report.user_properties).get("processor", 0.0)
            for report in (*reporter.stats.get("passed", ()), *reporter.stats.get("xfailed", ()))
            if report.when == "call" and "slow" not in report.keywords
        }
        unmarked = sorted(((seconds, name) for name, seconds in took.items() if seconds > SLOW), reverse=True)
        for seconds, name in unmarked:
            reporter.write_line(f"{seconds:.1f} s of the processor without the mark `slow`: {name}")
        if any(seconds > TOO_SLOW for seconds, _ in unmarked):
            wrong.append(
                f"A test over {TOO_SLOW:g} s wants the mark `slow`, or to be faster: `make check` has a minute."
            )
    for line in wrong:
        reporter.write_line(line)
    if wrong and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say why tests were skipped, each reason once: what is not looked at here must not look as if it held."""
    reasons = Counter(
        str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr).removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", ())
    )
    for reason, number in sorted(reasons.items()):
        terminalreporter.write_line(f"skipped {number}: {reason}")


@pytest.fixture
def shared() -> Path:
    """The folder of development data beside the project; a test that needs it skips where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared) is not on this machine: it is other people's text")
    return SHARED


def write_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a digest's files (a config.yaml is added if none is given); returns its root."""
    for path, content in {"config.yaml": CONFIG, **files}.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def article(title: str = "A headline", date: str = "2020-07-02", body: str = "A paragraph.", **fields: Any) -> str:
    """An article file: what a test does not care about is filled in. `fields` are YAML texts by key."""
    lines = [f"title: {title}", *([f"date: {date}"] if date else []), *(f"{k}: {v}" for k, v in fields.items())]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"


def build_site(root: Path, *, previous: Any = None, **options: Any) -> Any:
    """Build a digest at a fixed time; returns the Build. Options are those of `Options`, or of the configuration."""
    names = {field.name for field in fields(Options)}
    settings = {key: value for key, value in options.items() if key not in names}
    config = replace(load_config(root), **settings)
    chosen = {"out": root / "site", "now": NOW, "jobs": 1, **{k: v for k, v in options.items() if k in names}}
    return build(config, Options(**chosen), previous)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by relative path."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def cannot_check(reason: str) -> NoReturn:
    """Skip a test of what readers see; in CI, which installs what these tests need, that is a failure."""
    if os.environ.get("COPYDESK_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def playwright_chromium() -> Iterator[Callable[[dict[str, str]], Any]]:
    """Starts headless Chromiums, Debian's, in an environment each. Without one tests skip; in CI that is a failure.

    One Playwright a module: it keeps an event loop going in this thread, which a later module's own would not get.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        cannot_check("no Chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        started: list[Any] = []

        def start(environment: dict[str, str]) -> Any:
            started.append(
                playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS), env=dict(environment))
            )
            return started[-1]

        yield start
        for browser in started:
            browser.close()


@pytest.fixture(scope="module")
def chromium(playwright_chromium: Callable[[dict[str, str]], Any]) -> Any:
    """A headless Chromium with this machine's own fonts."""
    return playwright_chromium(dict(os.environ))
