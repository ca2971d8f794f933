"""The outlet of a page, as its linked data names it."""

from __future__ import annotations

import json

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.model import RawArticle

TEXT = "<p>She walked every drain and dyke between the town and the sea, and drew what she saw there in ink.</p>" * 3


@pytest.mark.parametrize(
    ("nodes", "outlet"),
    [
        ([{"@type": "WebSite", "name": "The Wisbeck Courier"}], "The Wisbeck Courier"),
        ([{"@type": ["WebSite"], "name": "The Wisbeck Courier"}], "The Wisbeck Courier"),
        ([{"@type": "Organization", "@id": "#org", "name": "Corn Row Press"}], "Corn Row Press"),
        ([{"@type": "WebSite", "name": "One"}, {"@type": "WebSite", "name": "Two"}], ""),
        ([{"@type": "Organization", "@id": "#other", "name": "Corn Row Press"}], ""),
    ],
)
def test_the_outlet_is_named_by_its_site_or_by_the_publisher_referred_to(nodes: list[object], outlet: str) -> None:
    """The one site of a page's linked data is its outlet, or the publisher its article refers to; of two none is."""
    article = {"@type": "NewsArticle", "headline": "Mapped on foot", "publisher": {"@id": "#org"}}
    data = json.dumps({"@context": "https://schema.org", "@graph": [article, *nodes]})
    page = (
        f'<html lang=en><head><title>Mapped on foot</title><script type="application/ld+json">{data}</script></head>'
        f"<body><article><h1>Mapped on foot</h1>{TEXT}</article></body></html>"
    )
    assert clean_article(RawArticle(file="page.html", kind="html", text=page)).source_name == outlet
