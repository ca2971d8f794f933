"""Write a software bill of materials (CycloneDX 1.6, JSON) of Copydesk and the libraries it is deployed with.

    python scripts/sbom.py dist/copydesk.cdx.json

Versions and hashes come from requirements.lock, licences and the dependency graph from the installed packages. The
same lock gives the same bytes: no time stamp, and a serial number made from the content.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)((?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def main(paths: list[str]) -> int:
    """Write the bill to the path given; returns the exit code."""
    if len(paths) != 1:
        print("usage: python scripts/sbom.py FILE", file=sys.stderr)
        return 2
    stated = re.search(r'__version__ = "([^"]+)"', (ROOT / "copydesk" / "__init__.py").read_text(encoding="utf-8"))
    version = stated[1] if stated else "0"
    bill = make_bill((ROOT / "requirements.lock").read_text(encoding="utf-8"), version)
    target = Path(paths[0])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{target}: {len(bill['components'])} components")
    return 0


def make_bill(lock: str, version: str) -> dict[str, Any]:
    """The bill as a JSON value."""
    rows = [(normal(name), pinned, _HASH.findall(rest)) for name, pinned, rest in _BLOCK.findall(lock)]
    known = {name: purl(name, pinned) for name, pinned, _ in rows}
    own = {
        "type": "application",
        "bom-ref": f"pkg:pypi/copydesk@{version}",
        "name": "copydesk",
        "version": version,
        "licenses": [{"license": {"id": "MIT"}}],
        "purl": f"pkg:pypi/copydesk@{version}",
    }
    graph = [{"ref": own["bom-ref"], "dependsOn": needs("copydesk", known)}]
    graph += [{"ref": known[name], "dependsOn": needs(name, known)} for name, _, _ in rows]
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": [component(*row) for row in rows],
        "dependencies": graph,
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))
    return {**bill, "serialNumber": f"urn:uuid:{serial}"}


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """One library; the hashes are those of its files, of which one is installed."""
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl(name, version),
        "name": name,
        "version": version,
        "purl": purl(name, version),
        "externalReferences": [
            {"type": "distribution", "url": purl(name, version), "hashes": [{"alg": "SHA-256", "content": digest}]}
            for digest in sorted(hashes)
        ],
    }
    licence = licence_of(name)
    return {**found, "licenses": [{"license": {"name": licence}}]} if licence else found


def licence_of(name: str) -> str:
    """What an installed package states of its licence, in a line."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return ""
    classes = [row.rpartition(":: ")[2] for row in stated.get_all("Classifier") or [] if row.startswith("License ::")]
    text = stated.get("License-Expression") or "; ".join(classes) or stated.get("License") or ""
    return text.strip().splitlines()[0] if text.strip() else ""


def needs(name: str, known: dict[str, str]) -> list[str]:
    """The references of what a package asks for without extras (Copydesk: with `images`)."""
    try:
        rows = requires(name) or []
    except PackageNotFoundError:
        return []
    extras = ("extra == 'images'", 'extra == "images"')
    plain = [row for row in rows if "extra ==" not in row or (name == "copydesk" and row.endswith(extras))]
    found = {normal(match[0]) for row in plain if (match := _NAME.match(row))}
    return sorted(known[name] for name in found if name in known)


def purl(name: str, version: str) -> str:
    """A package's address in the form of the package URL specification."""
    return f"pkg:pypi/{name}@{version}"


def normal(name: str) -> str:
    """A package's name in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
