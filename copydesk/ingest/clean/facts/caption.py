"""Captions and credits of pictures in a text dump. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from copydesk.ingest.clean.lines import Line, same_words
from copydesk.model import Picture

_AGENCY = (
    r"(?:Getty|AP|AFP|Reuters|REUTERS|EPA|dpa|imago|IMAGO|Shutterstock|iStock|Keystone|APA|ANSA|EFE"
    r"|Yonhap|AA|PA|Alamy|Bloomberg|Xinhua|NASA|Unsplash|Flickr|Wikimedia)"
)
# The credit of a caption: in brackets with a label, after "Photo:" or "Photo by" at its end, after a slash or bar, or
# an agency's line.
_CREDITS = (
    re.compile(
        r"\s*[(\[](?:(?:Photo|Picture|Pic|Image|Credit|Foto|Bild|Crédit|Credits?|Source|Quelle|Courtesy)\w*(?:\s+(?:by|of|credit))?\s*[:/]?\s*)(?P<credit>[^()\[\]]{2,90})[)\]]\.?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"\s+[|–—-]?\s*(?:Photo|Picture|Image|Photograph|Credit|Foto|Bild"
        r"|Crédit photo|Crédit|Quelle|Bildquelle|Fotografie|사진|写真)"
        r"(?:\s+(?:by|credit))?\s*[:=/]\s*(?P<credit>[^:]{2,80})$",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:(?<=[.!?…”\"])\s+|\s+[–—|]\s*)"
        r"(?:(?i:(?:photo|foto)(?:\s+(?:by|de|di|par|von))?|(?:picture|image|bild)\s+(?:by|de|di|par|von))|Courtesy of)"
        r"\s+(?=[A-ZÀ-Þ])(?P<credit>[^.!?:]{2,60})$"
    ),
    re.compile(r"\s+/\s+(?P<credit>[^/.]{2,60})$"),
    re.compile(
        rf"\s+[|–—©(\[]\s*(?P<credit>(?:[^|–—()\[\]]{{0,50}}/)?[^|–—()\[\]/]{{0,20}}{_AGENCY}[^|–—()\[\]]{{0,30}})[)\]]?$"
    ),
    re.compile(r"\s+©\s*(?P<credit>[^©]{2,60})$"),
    re.compile(r"[.\s](?P<credit>REUTERS/[\w .’'-]{3,50})$"),
)
_WORD_OF_CREDIT = re.compile(
    r"^(?:photo|photos|picture|image|credit|foto|bild|quelle|bildquelle)\b\s*(?:by|credit|von)?\s*[:=/]?\s*",
    re.IGNORECASE,
)


def is_page(address: str) -> bool:
    """Tell an address that is a page's and no picture's: an article's own, given for want of a picture."""
    return bool(re.search(r"\.(?:html?|php|aspx?|jsp)(?:[?#]|$)", address, re.IGNORECASE))


def split_credit(text: str) -> tuple[str, str]:
    """Return a caption and the credit at its end; the credit is empty where none can be told."""
    for pattern in _CREDITS:
        match = pattern.search(text)
        if match and match.start() > 0:
            return text[: match.start()].rstrip(" |–—-"), _WORD_OF_CREDIT.sub("", match["credit"]).strip(" .")
    return text, ""


def doubled(lines: Sequence[Line]) -> set[int]:
    """Return the places of lines that say the same as the line before or after them: alt text and caption."""
    out: set[int] = set()
    for at in range(len(lines) - 1):
        here, there = lines[at], lines[at + 1]
        if here.words < 5 or there.words < 5:
            continue
        alike = same_words(here.tokens, there.tokens) > 0.85
        if alike or (here.words >= 6 and there.text.startswith(here.text[:60]) and there.words <= here.words + 14):
            out.update((at, at + 1))
    return out


def find_caption(
    lines: Sequence[Line],
    kept: Sequence[bool],
    span: tuple[int, int],
    others: AbstractSet[int | None],
    twice: AbstractSet[int],
) -> tuple[Picture | None, tuple[int, ...]]:
    """Return the picture that the head of the article speaks of, and the lines that are its caption.

    Looked for within `span` among lines that are not body nor `others` (the headline, the byline): one of those said
    `twice`, or one that ends in a credit.
    """
    headlines = [lines[at].tokens for at in others if at is not None]
    for at in range(max(0, span[0]), min(span[1], len(lines))):
        line = lines[at]
        if kept[at] or at in others or line.words < 5 or line.hit.cover > 0.5 or line.mark:
            continue
        caption, credit = split_credit(line.text)
        pair = at in twice and at + 1 in twice and all(same_words(line.tokens, words) < 0.7 for words in headlines)
        if not credit and not pair:
            continue
        again = at + 1 < len(lines) and not kept[at + 1] and pair
        if again:
            longer = max(line.text, lines[at + 1].text, key=lambda text: (bool(split_credit(text)[1]), len(text)))
            caption, credit = split_credit(longer)
        return Picture(caption=caption.strip(), credit=credit), (at, at + 1) if again else (at,)
    return None, ()
