"""Who may ask the desk what: its key, hosts and origins, and the headers of its answers.

The desk answers on this machine alone. Its key lies in `.copydesk/desk-key`, comes to the page in the part of the
address that no server sees, and is sent as a header with each call. No cookie: cookies ignore ports, so every other
server on localhost would be given it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KEY_FILE = ".copydesk/desk-key"
KEY_HEADER = "x-copydesk-key"
# A request of one picture, as base64 in JSON; everything else is far smaller.
BODY_LIMIT = 16 * 1024 * 1024
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


def load_key(root: Path) -> str:
    """The desk's key of this digest, made if there is none; the same after a restart, so that bookmarks work."""
    path = root / KEY_FILE
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if len(key) >= 32 and key.replace("-", "").replace("_", "").isalnum():
        path.chmod(0o600)
        return key
    key = secrets.token_urlsafe(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".desk-key.{os.getpid()}.tmp")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key + "\n")
    partial.replace(path)
    return key


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskDoor:
    """The port the desk answers on, that of the site beside it, and the key."""

    port: int
    site_port: int
    key: str

    def name_of(self, host: str) -> str:
        """The name under which a `Host` header asks for the desk, "" for one that is not ours."""
        name, colon, port = host.lower().rpartition(":")
        return name if colon and port == str(self.port) and name in _LOCAL else ""

    def headers(self, host: str) -> dict[str, str]:
        """What each answer carries. The site beside the desk is named as the desk itself was asked for."""
        site = f"http://{self.name_of(host) or 'localhost'}:{self.site_port}"
        policy = (
            f"default-src 'none'; script-src 'self'; style-src 'self' {site}; img-src 'self' blob: data: {site}; "
            f"connect-src 'self'; frame-src {site}; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types rendered"
        )
        return {
            "content-security-policy": policy,
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cache-control": "no-store",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskRefusal:
    """Why a request goes no further: status, code and message."""

    status: int
    code: str
    message: str


def judge_request(door: DeskDoor, method: str, path: str, headers: Mapping[str, list[str]]) -> DeskRefusal | None:
    """None if a request may pass. `headers` have lower-case names, each with all its values."""
    hosts = headers.get("host", [])
    if len(hosts) != 1 or not door.name_of(hosts[0]):
        return DeskRefusal(status=403, code="host", message="The desk answers to localhost alone.")
    if method not in {"GET", "HEAD", "POST"}:
        return DeskRefusal(status=405, code="method", message="Only GET and POST here.")
    if not path.startswith("/api/"):
        if method == "POST":
            return DeskRefusal(status=405, code="method", message="Only GET here.")
        return None
    return _judge_call(door, method, hosts[0], headers)


def _judge_call(door: DeskDoor, method: str, host: str, headers: Mapping[str, list[str]]) -> DeskRefusal | None:
    """The judgement on a call below `/api/`."""
    given = headers.get(KEY_HEADER, [""])
    if len(given) != 1 or not secrets.compare_digest(given[0].encode(), door.key.encode()):
        return DeskRefusal(status=401, code="no-key", message="Open the address of the desk that the terminal shows.")
    if headers.get("sec-fetch-site", ["same-origin"]) != ["same-origin"]:
        return DeskRefusal(status=403, code="origin", message="Not from another page.")
    if method != "POST":
        return None
    if headers.get("origin", []) != [f"http://{host.lower()}"]:
        return DeskRefusal(status=403, code="origin", message="Not from another page.")
    if [kind.partition(";")[0].strip() for kind in headers.get("content-type", [])] != ["application/json"]:
        return DeskRefusal(status=415, code="not-json", message="Send JSON.")
    return None
