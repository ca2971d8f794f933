"""The library: `content/` loaded and checked. Files become values here, and nowhere else."""

from copydesk.library.articles import Parsed, Reading, parse_article
from copydesk.library.load import (
    Registry,
    article_paths,
    assemble_library,
    file_check,
    load_article,
    load_library,
    load_registry,
    place_of,
    read_text,
    reading_of,
)
from copydesk.library.scan import Snapshot, Stamp, as_snapshot, scan_content, scan_in_pieces

__all__ = [
    "Parsed",
    "Reading",
    "Registry",
    "Snapshot",
    "Stamp",
    "article_paths",
    "as_snapshot",
    "assemble_library",
    "file_check",
    "load_article",
    "load_library",
    "load_registry",
    "parse_article",
    "place_of",
    "read_text",
    "reading_of",
    "scan_content",
    "scan_in_pieces",
]
