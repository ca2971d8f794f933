"""What press databases hand out as text: LexisNexis, Factiva and ProQuest, many articles in one file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copydesk.intake.addresses import clean_url
from copydesk.intake.item import Item, Part, Refused, Said
from copydesk.intake.stated import language, names, read_day, turned
from copydesk.intake.words import count_words

_LEXIS_HEAD = re.compile(
    r"^\s*(?:Dokument |Document |Documento )?\d+ (?:of|von|de) \d+ (?:DOCUMENT(?:S|OS|I|EN)?|DOKUMENT(?:EN?)?)\s*$",
    re.MULTILINE,
)
_LEXIS_END = re.compile(r"^End of Document\s*$", re.MULTILINE)
_LEXIS_FIELD = re.compile(r"^([A-ZÄÖÜ][A-Za-zÄÖÜÓÉäöüóé-]{2,24}(?: [A-Z][a-z]+)?):[ \t]*(.*)$")
_LEXIS_TAIL = re.compile(
    r"^(?:LOAD-DATE|Load-Date|UPDATE|LANGUAGE|Language|SPRACHE|LANGUE|IDIOMA|LINGUA|TAAL|PUBLICATION-TYPE|"
    r"GRAPHIC|SUBJECT|Copyright \d{4}|Classification)\b",
    re.MULTILINE,
)
_LEXIS_LENGTH = re.compile(
    r"(?:LENGTH|LÄNGE|LONGUEUR|LONGITUD|EXTENSIÓN|LUNGHEZZA|LENGTE|COMPRIMENTO|TAMANHO):", re.IGNORECASE
)
_LEXIS_ROWS = re.compile(
    r"^((?:Section|Length|Byline|Dateline|Highlight|Graphic|Language|Publication-Type|Body|Load-Date|Subject|Copyright "
    r"\d{4}[^\n]*):?(?:(?<=:)[^\n]*)?)$",
    re.MULTILINE,
)
# Headline, outlet and day of Nexis Uni, a line each.
_LEXIS_HEAD_OF_THREE = re.compile(r"\A\s*([^\n]+)\n([^\n]+)\n([^\n]*\b\d{4}\b[^\n]*)\n\s*\n")
_LEXIS_BYLINES = ("BYLINE", "AUTOR", "AUTEUR", "AUTORE", "VON")
_LEXIS_LANGUAGE = ("LANGUAGE", "SPRACHE", "LANGUE", "IDIOMA", "LINGUA", "TAAL")
_LEXIS_LANGUAGES = {
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "dutch": "nl",
    "portuguese": "pt",
}
_FACTIVA_CODES = "HD BY WC PD ET SN SC PG LA CY LP TD NS RE CO IN IPD IPC PUB AN CT ED VOL ART CR SE CLM".split()  # noqa: SIM905
# Codes that follow the text: where one of them stands, the text is there to its end.
_FACTIVA_AFTER = frozenset("CO IN NS RE IPD IPC PUB AN CT RF".split())  # noqa: SIM905
_FACTIVA_LINE = re.compile(rf"^({'|'.join(_FACTIVA_CODES)})(?:[ \t]+(\S.*))?$")


def is_lexis(text: str) -> bool:
    """Whether a text comes from LexisNexis or Nexis Uni."""
    head = text[:200_000]
    return _LEXIS_HEAD.search(head[:4_000]) is not None or (
        _LEXIS_END.search(head) is not None and re.search(r"^Load-Date:", head, re.MULTILINE) is not None
    )


def read_lexis(text: str) -> Iterator[Part]:
    """The documents of a LexisNexis file."""
    text = text.replace("\f", "\n")
    pieces = _LEXIS_HEAD.split(text)[1:] if _LEXIS_HEAD.search(text[:4_000]) else _LEXIS_END.split(text)
    for number, piece in enumerate((one for one in pieces if one.strip()), 1):
        yield _lexis(f"document {number}", piece)


def _lexis(part: str, text: str) -> Part:
    # Nexis Uni sets its fields line under line, with no blank line between them.
    fields_apart = _LEXIS_HEAD_OF_THREE.sub(r"\1\n\n\2\n\n\3\n\n", _LEXIS_ROWS.sub(r"\n\n\1\n\n", text), count=1)
    paragraphs = [" ".join(block.split()) for block in re.split(r"\n\s*\n", fields_apart) if block.strip()]
    fields: dict[str, str] = {}
    length = next((at for at, block in enumerate(paragraphs) if _LEXIS_LENGTH.match(block)), None)
    if length is None:
        return Refused(part=part, why="no article in it: the document has no LENGTH line, so it may be cut off")
    head: list[str] = []
    for block in paragraphs[: length + 1]:
        match = _LEXIS_FIELD.match(block)
        if match and not read_day(block):
            fields[match[1].upper()] = match[2].strip()
        else:
            head.append(block)
    body = paragraphs[length + 1 :]
    while (
        body and (match := _LEXIS_FIELD.match(body[0])) and (match[1].upper() == match[1] or _LEXIS_ROWS.match(body[0]))
    ):
        fields[match[1].upper()] = match[2].strip()
        body.pop(0)
    if body and body[0] == "Body":
        body.pop(0)
    end = next((at for at, block in enumerate(body) if _LEXIS_TAIL.match(block)), None)
    if end is None:
        return Refused(part=part, why="no end of its text: the document may be cut off")
    tail = body[end:]
    for block in tail:
        if match := _LEXIS_FIELD.match(block):
            fields.setdefault(match[1].upper(), match[2].strip())
    body = body[:end]
    head = [block for block in head if not block.startswith("Copyright")]
    day = next((block for block in head if read_day(block)), "")
    others = [block for block in head if block != day]
    title = others[-1] if day and head.index(day) < len(head) - 1 and others else others[0] if others else ""
    outlets = [block for block in others if block != title]
    said = Said(
        title=title,
        authors=names(next((fields[key] for key in _LEXIS_BYLINES if fields.get(key)), None)),
        date=read_day(day),
        source=re.sub(r"\s*\([^)]*\)$", "", outlets[0]) if outlets else "",
        lang=_LEXIS_LANGUAGES.get(
            next((fields[key] for key in _LEXIS_LANGUAGE if fields.get(key)), "").split(";")[0].strip().casefold(), ""
        ),
    )
    if count_words(" ".join(body)) < 10:
        return Refused(part=part, why="no article in it: too few words")
    return Item(part=part, kind="text", text="\n\n".join(body) + "\n", said=said)


def is_factiva(text: str) -> bool:
    """Whether a text comes from Factiva, with its codes at the beginning of lines."""
    found = {match[1] for line in text[:20_000].split("\n") if (match := _FACTIVA_LINE.match(line.rstrip()))}
    return {"HD", "SN", "PD"} <= found and bool(found & {"LP", "TD"})


def read_factiva(text: str) -> Iterator[Part]:
    """The articles of a Factiva file; each ends with its accession number (AN)."""
    fields: dict[str, list[str]] = {}
    last, number = "", 0
    for line in text.replace("\f", "\n").split("\n"):
        match = _FACTIVA_LINE.match(line.rstrip())
        if match:
            last = match[1]
            if last in fields and last == "HD":
                number += 1
                yield _factiva(f"article {number}", fields, whole=False)
                fields = {}
            fields.setdefault(last, []).append(match[2] or "")
        elif last:
            fields[last].append(line.rstrip())
        if match and match[1] == "AN":
            number += 1
            yield _factiva(f"article {number}", fields, whole=True)
            fields, last = {}, ""
    if fields and any(any(lines) for lines in fields.values()):
        yield _factiva(f"article {number + 1}", fields, whole=False)


def _factiva(part: str, fields: dict[str, list[str]], *, whole: bool) -> Part:
    if not whole and not (_FACTIVA_AFTER & fields.keys()):
        return Refused(part=part, why="cut off: nothing follows its text (AN, PUB, CO …)")
    said = Said(
        title=" ".join(" ".join(fields.get("HD", [])).split()),
        authors=names(" ".join(" ".join(fields.get("BY", [])).split())),
        date=read_day(" ".join(fields.get("PD", [])).strip()),
        source=" ".join(" ".join(fields.get("SN", [])).split()),
        lang=_LEXIS_LANGUAGES.get(
            " ".join(fields.get("LA", [])).strip().casefold(), language(" ".join(fields.get("LA", [])).strip())
        ),
    )
    text = "\n".join([*fields.get("LP", []), "", *fields.get("TD", [])])
    body = [" ".join(block.split()) for block in re.split(r"\n\s*\n", text) if block.strip()]
    if count_words(" ".join(body)) < 10:
        return Refused(part=part, why="no article in it: too few words")
    return Item(part=part, kind="text", text="\n\n".join(body) + "\n", said=said)


_PROQUEST_RULE = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_PROQUEST_FIELDS = (
    "Title|Author|Publication (?:info|title|date|year|subject)|Abstract|Links|Full text|Subject|Business indexing term|"
    "Location|People|Company / organization|Classification|Identifier / keyword|Pages?|First page|Number of pages|"
    "Volume|Issue|Section|Column|Dateline|e?-?ISSN|ISBN|Publisher|(?:Place|Country|Language) of publication|"
    "Source type|Language|Document (?:type|URL|feature)|DOI|ProQuest document ID|Copyright|Last updated|Database|"
    "Credit|Illustrations|References|Correspondence author|Source attribution"
)
_PROQUEST_FIELD = re.compile(rf"^({_PROQUEST_FIELDS}): ?", re.MULTILINE)
_PROQUEST_BELOW = re.compile(r"^(?:Title|Subject|Publication (?:title|date)|ProQuest document ID): ", re.MULTILINE)
_PROQUEST_COUNT = re.compile(r"^Document \d+ of \d+$", re.MULTILINE)


def is_proquest(text: str) -> bool:
    """Whether a text comes from ProQuest: its fields at the beginning of lines, its full text among them."""
    found = {match[1] for match in _PROQUEST_FIELD.finditer(text[:200_000])}
    return "Full text" in found and bool(found & {"Publication title", "Publication info", "ProQuest document ID"})


def read_proquest(text: str) -> Iterator[Part]:
    """The documents of a ProQuest file; its table of contents and bibliography are no documents."""
    pieces = [piece for piece in _PROQUEST_RULE.split(text) if _PROQUEST_FIELD.search(piece)]
    for number, piece in enumerate(pieces, 1):
        yield _proquest(f"document {number}", piece)


def _proquest(part: str, text: str) -> Part:
    above, _, rest = text.partition("Full text:")
    # The fields below the text are the last blocks of a document; a line of the text may look like one.
    blocks = re.split(r"\n[ \t]*\n", rest)
    end = next((at for at in range(len(blocks), 0, -1) if _PROQUEST_FIELD.match(blocks[at - 1])), 0)
    while end and _PROQUEST_FIELD.match(blocks[end - 1]):
        end -= 1
    body, below = "\n\n".join(blocks[:end]).strip(), "\n".join(blocks[end:])
    if count_words(body) < 10 or not _PROQUEST_BELOW.search(below):
        return Refused(part=part, why="no full text with fields below it: a record alone, or one that is cut off")
    fields: dict[str, str] = {}
    for piece in (above, below):
        found = list(_PROQUEST_FIELD.finditer(piece))
        for match, after in zip(found, [*found[1:], None], strict=True):
            fields.setdefault(match[1], piece[match.end() : after.start() if after else len(piece)].strip())
    first = _PROQUEST_FIELD.search(above)
    head = _PROQUEST_COUNT.sub("", above[: first.start()] if first else above).strip()
    lines = [line.strip() for line in head.split("\n") if line.strip() and not line.startswith("http")]
    info = fields.get("Publication info", "")
    stamp = re.search(r"\b\d{1,2} \w+ \d{4}", info)
    outlet = re.split(r"\s*;|, ", fields.get("Publication title") or info, maxsplit=1)[0]
    address = re.search(r"^https?://\S+$", above, re.MULTILINE)
    lang = fields.get("Language of publication", fields.get("Language", ""))
    said = Said(
        title=" ".join((fields.get("Title") or (lines[-1] if lines else "")).split()),
        authors=tuple(turned(name.strip()) for name in fields.get("Author", "").split(";") if name.strip()),
        date=read_day(fields.get("Publication date")) or read_day(stamp[0] if stamp else None),
        source=outlet.strip().rstrip("."),
        url=clean_url(fields.get("Links", "").split("\n")[0]) or clean_url(address[0] if address else ""),
        lang=_LEXIS_LANGUAGES.get(lang.strip().casefold(), ""),
        place=fields.get("Dateline", ""),
    )
    return Item(part=part, kind="text", text=f"{body}\n", said=said)
