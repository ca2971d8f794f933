"""`content/inbox/links.yaml`: addresses whose articles are still to be fetched, clipped or saved. A shell."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from copydesk.errors import ContentError, IngestError, counted
from copydesk.frontmatter.document import dump_yaml, parse_yaml
from copydesk.intake.addresses import same_page
from copydesk.intake.item import Said

FILE = "content/inbox/links.yaml"


def remember_links(root: Path, found: Iterable[Said]) -> str:
    """Note addresses that are not noted yet; returns what to say. Raises IngestError where the file cannot be used."""
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        node = parse_yaml(text, FILE).value.get("links") if text.strip() else None
    except (OSError, UnicodeDecodeError) as error:
        raise IngestError(FILE, "write", f"cannot be read: {error}") from None
    except ContentError as error:
        raise IngestError(FILE, "write", f"cannot be read: {error}") from None
    known = {same_page(str(row.value["url"].value)) for row in (node.value if node else []) if "url" in row.value}
    fresh = []
    for said in found:
        if (key := same_page(said.url)) not in known:
            known.add(key)
            row = {
                "url": said.url,
                "title": said.title,
                "date": said.date,
                "source": said.source,
                "tags": list(said.tags),
            }
            fresh.append({name: value for name, value in row.items() if value})
    if fresh:
        block = dump_yaml({"links": fresh}).split("\n", 1)[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        head = (
            text
            if text.strip()
            else "# Addresses without their articles: save or clip them, add them, take the line out.\nlinks:\n"
        )
        path.write_text(head + ("" if head.endswith("\n") else "\n") + block, encoding="utf-8")
    return f"{counted(len(fresh), 'link')} noted in {FILE}"
