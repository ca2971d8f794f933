"""`copydesk check` and `copydesk doctor`: what is wrong with the built site, and with the set-up."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from copydesk.cli.common import Verbs, add_root, say, verb
from copydesk.errors import counted

if TYPE_CHECKING:
    from copydesk.check.findings import Finding
    from copydesk.check.run import Report


def add_verbs(verbs: Verbs) -> None:
    """Register both verbs."""
    check = verb(verbs, "check", "check the built site: links, anchors, pictures, feeds", "copydesk check --external")
    add_root(check)
    check.add_argument("--out", type=Path, metavar="DIR", help="where the site was written (default: ROOT/site)")
    check.add_argument("--external", action="store_true", help="also ask other hosts for what we link to, politely")
    check.add_argument("--strict", action="store_true", help="let warnings fail the check")
    check.set_defaults(run=run_check)
    doctor = verb(verbs, "doctor", "look at the set-up and say what to mend", "copydesk doctor")
    add_root(doctor)
    doctor.set_defaults(run=run_doctor)


def run_check(args: argparse.Namespace) -> int:
    """Print each finding with its source; exit code 1 if there is an error (with --strict: anything)."""
    from copydesk.check.run import check, with_external
    from copydesk.config import load_config

    config = load_config(args.root.resolve())
    report = check(config, (args.out or args.root / "site").resolve())
    if args.external:
        report = with_external(report, config.root, progress=say)
    for finding in report.findings:
        print(f"{finding.severity}: {finding}")
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for finding in report.findings:
            print(annotation(finding))
    warnings = len(report.findings) - report.errors
    say(_summary(report))
    return 1 if report.errors or (args.strict and warnings) else 0


def annotation(finding: Finding) -> str:
    """A finding as a workflow command of GitHub, which shows it at its line in the pull request."""
    problem = finding.problem
    text = ", ".join(part for part in (problem.message, problem.advice) if part)
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    place = problem.location.path.replace("%", "%25").replace(",", "%2C").replace(":", "%3A")
    column = f",col={problem.location.column}" if problem.location.column else ""
    return f"::{finding.severity} file={place},line={max(1, problem.location.line)}{column}::{text}"


def _summary(report: Report) -> str:
    warnings = len(report.findings) - report.errors
    found = (
        f"{counted(report.errors, 'error')}, {counted(warnings, 'warning')}" if report.findings else "nothing to mend"
    )
    return (
        f"{counted(report.pages, 'page')}, {counted(report.addresses, 'address', 'addresses')}, "
        f"{counted(report.files, 'file')}, {report.bytes / 1e6:.1f} MB of the 1,000 MB that GitHub Pages takes: {found}"
    )


def run_doctor(args: argparse.Namespace) -> int:
    """Print what was looked at; exit code 1 if something is to be mended."""
    from copydesk.check.doctor import doctor

    found = list(doctor(args.root.resolve()))
    for diagnosis in found:
        print(diagnosis)
    return 1 if any(diagnosis.state == "mend" for diagnosis in found) else 0
