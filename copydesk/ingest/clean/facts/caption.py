"""Captions and credits of pictures in a text dump. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from copydesk.ingest.clean.lines import Line, same_words
from copydesk.model import Picture

_AGENCY = (
    r"(?:Getty|AP|AFP|Reuters|REUTERS|EPA|dpa|imago|IMAGO|Shutterstock|iStock|Keystone|APA|ANSA|EFE"
    r"|picture[ -]alliance|Yonhap|AA|PA|Alamy|Bloomberg|Xinhua|NASA|Unsplash|Flickr|Wikimedia|PAP|TASS|ТАСС"
    r"|РИА Новости|Agência Brasil|Lusa|Belga|ANP|NTB|TT|Ritzau|Scanpix|Lehtikuva|ČTK|MTI|Agerpres|Kyodo|Jiji"
    r"|Europa Press|Antara|Bernama|PTI|ANI|DHA|İHA|연합뉴스|뉴시스|뉴스1|共同|時事|新华社|中新社)"
)
# The credit of a caption: in brackets with a label, after "Photo:" or "Photo by" at its end, after a slash or bar, or
# an agency's line.
_CREDITS = (
    re.compile(
        r"\s*[(\[](?:(?:Photo|Picture|Pic|Image|Credit|Foto|Bild|Crédit|Credits?|Source|Quelle|Courtesy)\w*(?:\s+(?:by|of|credit))?\s*[:/]?\s*)(?P<credit>[^()\[\]]{2,90})[)\]]\.?$",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:\s+[|–—/-]?|/)\s*(?:Photo|Picture|Image|Photograph|Credit|Foto|Bild"
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
# A line of nothing but a picture's credit: its label in many languages, and whom it names.
_LABEL = (
    r"(?:archiv|symbol|agentur|beispiel)?(?:photos?|photographs?|photographie|pictures?|images?|credits?|illustrations?"
    r"|fotos?|fotografías?|fotografie|fotografia|fotoğraf(?:lar)?|bild|bilder|bildquelle|bildnachweis|grafik"
    r"|(?:crédits?|légende)\s*(?:photos?)?|créditos?|imagen|imágenes|imagem|immagine|zdjęci[ea]|zdj\.|fot\.|kuvat?|valokuvat?"
    r"|foto:?\s(?:archief|arsip|ilustrasi)|ảnh|фото|фотографи[яи]|снимок|світлина|φωτογραφία|صورة|الصورة|تصوير|تصویر|عکس"
    r"|사진(?:제공)?|자료사진|写真(?:提供)?|照片|图片?|图源|摄影|撮影|圖片?|ภาพ|फ़ोटो|छवि)"
)
_BETWEEN = r"(?:\s+(?:by|credit|courtesy|of|d['’]illustration|d['’]archives?|de archivo|d['’]archivio))*"
_NAMED = re.compile(
    rf"[(\[（［【]?\s*(?:{_LABEL}{_BETWEEN}\s*[:：=/|｜／]|(?:fot|zdj|phot)\.)\s*(?P<who>.{{2,70}}?)\s*[)\]）］】]?",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"[(\[]?\s*{_LABEL}{_BETWEEN}[\s.|/–—-]+(?P<who>.{{2,50}}?)\s*[)\]]?\.?", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:©|\(c\))\s*(?:\d{4}\s*)?(?P<who>.{2,60}?)\.?", re.IGNORECASE)
_SIGNED_BY_AGENCY = re.compile(
    rf"{_AGENCY}(?:\s[A-Z][\w ]{{1,15}})?\s*/|/\s*{_AGENCY}\b|^{_AGENCY}(?:\s(?:images?|photos?|Images|Photo))?$"
)
# fmt: off
_SMALL_IN_NAMES = frozenset((
    "of", "by", "and", "the", "via", "for", "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la",
    "le", "les", "y", "e", "et", "und", "van", "von", "der", "den", "bin", "al", "images", "photo", "picture",
    "alliance", "archive", "archiv", "archivo", "archives", "pool", "handout", "courtesy",
))
# fmt: on
_MOST_NAMED, _LONGEST_CAPTION, _MOST_CASELESS = 8, 22, 14  # words; words; letters
_IN_LETTERS = re.compile(r"[^\W\d_]+")
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
            return text[: match.start()].rstrip(" |–—-").lstrip("▲△▼▽■□ "), _WORD_OF_CREDIT.sub(
                "", match["credit"]
            ).strip(" .")
    return text, ""


def is_credit(text: str) -> bool:
    """Tell a line of nothing but a picture's credit: "Photo: AFP", "(Bild: dpa)", "© Ann Lee / The Gull"."""
    return bool(credited(text))


def credited(text: str) -> str:
    """Return whom a line of nothing but a picture's credit names ("AFP" of "Photo: AFP"); empty for any other line."""
    text = text.strip()
    for form in (_NAMED, _RIGHTS):
        if (match := form.fullmatch(text)) and _reads_as_credit(match["who"]):
            return match["who"]
    match = _LABELLED.fullmatch(text)
    signed = match is not None and bool(_SIGNED_BY_AGENCY.search(match["who"]))
    return match["who"] if match is not None and signed and _reads_as_credit(match["who"]) else ""


def _reads_as_credit(who: str) -> bool:
    """Tell a few names, of people or agencies, from words."""
    words = _IN_LETTERS.findall(who)
    if not words or len(words) > _MOST_NAMED or who[-1] in "!?;:":
        return False
    if all(not word[:1].isupper() and not word[:1].islower() for word in words):
        return len(who) <= _MOST_CASELESS
    agency = bool(re.match(_AGENCY, who))
    named = [word[:1].isupper() or word.casefold() in _SMALL_IN_NAMES for word in words]
    return (agency or words[0][:1].isupper()) and all(named[1:])


def is_caption(line: Line) -> bool:
    """Tell a few words that end in a picture's labelled credit: "The pier in June. Photograph: Ann Lee"."""
    if line.words > _LONGEST_CAPTION or line.mark or line.code or line.cells:
        return False
    match = next((match for form in _CREDITS[:3] if (match := form.search(line.text))), None)
    told = match is not None and match.start() > 0 and _PICTURE_WORD.match(match[0].lstrip(" ([|–—-/")) is not None
    return match is not None and told and _reads_as_credit(match["credit"])


_PICTURE_WORD = re.compile(_LABEL, re.IGNORECASE)


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


_CAPITALS, _SIGN, _SLASHED = 0.8, re.compile(r"[^\w\s]"), re.compile(r"\s/\s")


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
        if is_credit(line.raw):  # it says nothing of what the picture shows
            continue
        caption, credit = split_credit(line.text)
        menu = line.capitals >= _CAPITALS and not _SIGN.search(caption) and not re.search(_AGENCY, credit)
        if menu and _SLASHED.search(line.text):  # "Products Careers Press DA / EN"
            continue
        pair = at in twice and at + 1 in twice and all(same_words(line.tokens, words) < 0.7 for words in headlines)
        if not credit and not pair:
            continue
        again = at + 1 < len(lines) and not kept[at + 1] and pair
        if again:
            longer = max(line.text, lines[at + 1].text, key=lambda text: (bool(split_credit(text)[1]), len(text)))
            caption, credit = split_credit(longer)
        return Picture(caption=caption.strip(), credit=credit), (at, at + 1) if again else (at,)
    return None, ()
