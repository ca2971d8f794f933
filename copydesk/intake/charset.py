"""Bytes to text: which character set a raw file is in, or that it is none.

A wrong guess prints mojibake under an editor's name, so a file is refused when nothing fits (promise I7).
Order: byte-order mark, UTF-16 by its pattern of zeros, UTF-8 if it is valid, the charset an HTML page declares,
then the legacy sets, each judged by whether its text looks like writing. charset-normalizer was weighed and
read ten of fifteen short files rightly (docs/decisions/charset.md). Standard library only, pure.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE
)
# What pages call these sets means, by the web's own habit, their wider relatives.
_WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "latin-1": "cp1252",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-8": "cp1255",
    "tis-620": "cp874",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]")
_PLAIN = bytes([9, 10, 11, 12, 13, 27, *range(32, 127)])  # of ASCII what is no control character
_SAMPLE = 200_000

_HANGUL = re.compile("[가-힣]")
_KANA = re.compile("[ぁ-ヶー]")
_HALF_KANA = re.compile("[ｦ-ﾟ]")
_HAN = re.compile("[一-龥]")
# The commonest characters of running Chinese, simplified and traditional: real text has many of them, a wrong table
# few.
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这这個个们们来來到时時大地为為子中你说說生国國年着著就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲親其进進此话話常与與活正感"
)
_CYRILLIC_WORD = re.compile("(?<![A-Za-zЀ-ӿ])(?:[А-ЯЁІЇЄҐЎЈЉЊЋЂЏ]?[а-яёіїєґўјљњћђџ]+|[А-ЯЁІЇЄҐ]{2,})(?![A-Za-zЀ-ӿ])")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_GREEK_WORD = re.compile("(?<![A-Za-zͰ-Ͽ])(?:[Α-ΩΆ-Ώ]?[ά-ώ]+|[Α-ΩΆ-Ώ]{2,})(?![A-Za-zͰ-Ͽ])")
_SIGN_IN_WORD = re.compile(
    r"(?<=[A-Za-z])[¡-©«-´¶-¹»-¿×÷ƒ¤†‡‰]+(?=[A-Za-z])|(?:^|(?<=\s))[¢-§©¬-´¶-¹¼-¾×÷]+(?=[a-z])", re.MULTILINE
)
_HIGH = re.compile("[^\x00-\x7f]")


def _share(pattern: re.Pattern[str], text: str, of: int) -> float:
    return len(pattern.findall(text)) / of if of else 0.0


def _korean(text: str) -> float:
    """Of the 11,172 syllables of cp949 running Korean uses the 2,350 of KS X 1001; other tables hit the rest."""
    high = len(_HIGH.findall(text))
    syllables = _HANGUL.findall(text)
    rare = sum(
        1 for char in set(syllables) if not char.encode("euc_kr", "ignore")[:2] or len(char.encode("euc_kr")) > 2
    )
    return _share(_HANGUL, text, high) - 0.5 * _share(_HAN, text, high) - 3 * rare / max(1, len(set(syllables)))


def _japanese(text: str) -> float:
    high = len(_HIGH.findall(text))
    kana = _share(_KANA, text, high)
    return min(1.0, kana * 2.5 + (0.3 if kana > 0.1 else 0) * _share(_HAN, text, high)) - _share(_HALF_KANA, text, high)


def _chinese(text: str) -> float:
    han = _HAN.findall(text)
    high = len(_HIGH.findall(text))
    common = sum(char in _COMMON_HAN for char in han) / len(han) if han else 0.0
    return min(1.0, common * 4) * len(han) / high if high else 0.0


def _cyrillic(text: str) -> float:
    letters = len(_CYRILLIC.findall(text))
    high = len(_HIGH.findall(text))
    whole = sum(map(len, _CYRILLIC_WORD.findall(text)))
    lower = sum(char.islower() for char in text if "Ѐ" <= char <= "ӿ")
    vowels = sum(char in "аеиоуыэюяёіїє" for char in text.lower())
    if not letters or not 0.32 <= vowels / letters <= 0.6:  # Slavic text has .41 to .45; Hebrew read as cp1251 less
        return 0.0
    return min(whole / high, 1.4 * lower / high)


def _alone(first: str, last: str) -> Callable[[str], float]:
    """Judge a caseless script between two letters: its letters stand in words of their own, beside few signs."""
    word = re.compile(f"(?<![A-Za-z{first}-{last}])[{first}-{last}]{{2,}}(?![A-Za-z])")

    def judge(text: str) -> float:
        high = len(_HIGH.findall(text))
        return sum(map(len, word.findall(text))) / high if high else 0.0

    return judge


def _greek(text: str) -> float:
    high = len(_HIGH.findall(text))
    return sum(map(len, _GREEK_WORD.findall(text))) / high if high else 0.0


def _latin(alphabets: tuple[str, ...]) -> Callable[[str], float]:
    """Judge Latin text: its accented letters are those of *one* language, and signs stand between words."""

    def judge(text: str) -> float:
        high = _HIGH.findall(text)
        plain = sum(char.isascii() and char.isalpha() for char in text)
        letters = [char for char in text if char.isalpha() and not char.isascii()]
        if not plain or len(high) > 0.35 * plain:
            return 0.0
        best = max(sum(char.lower() in alphabet for char in letters) for alphabet in alphabets)
        share = best / len(letters) if letters else 0.9
        return 0.95 * share - 3 * _share(_SIGN_IN_WORD, text, len(high)) - (1 if share < 0.9 else 0)

    return judge


# The letters beyond ASCII of the languages that each set was made for.
_WESTERN = (
    "àâæçéèêëîïôœùûüÿñ",
    "äöüßéàè",
    "áéíóúüñªº",
    "áâãàçéêíóôõúüªº",
    "àèéìîíòóùúªº",
    "éëïóöüèáíà",
    "æøåéôòèüö",
    "åäöéàü",
    "áéíóúýþæöð",
)
_CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţșțé", "čćđšž")
_TURKISH = ("çğıöşüi̇âî",)
_BALTIC = ("āčēģīķļņšūž", "ąčęėįšųūž", "äöõüšž")

_CANDIDATES: tuple[tuple[str, Callable[[str], float]], ...] = (
    ("cp949", _korean),
    ("cp932", _japanese),
    ("euc_jp", _japanese),
    ("gb18030", _chinese),
    ("big5", _chinese),
    ("cp1251", _cyrillic),
    ("koi8-r", _cyrillic),
    ("cp1253", _greek),
    ("cp1252", _latin(_WESTERN)),
    ("cp1250", _latin(_CENTRAL)),
    ("cp1254", _latin(_TURKISH)),
    ("cp1257", _latin(_BALTIC)),
    ("cp1256", _alone("ء", "ے")),
    ("cp1255", _alone("א", "ת")),
    ("cp874", _alone("ก", "๛")),
)
_LEAST = 0.75  # below this no reading looks like writing: refuse rather than print mojibake


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of `data` and the name of its character set.

    Raises UnicodeError with a sentence for the editor when it is not text, or in no set that reads well.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], name), name
    wide = _utf16(data)
    if wide:
        return _strict(data, wide), wide
    if b"\x00" in data[:_SAMPLE]:
        raise UnicodeError("this is not text (it holds zero bytes)")
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    return _legacy(data)


def _strict(data: bytes, name: str) -> str:
    try:
        return _checked(data.decode(name))
    except UnicodeDecodeError as error:
        raise UnicodeError(f"it says it is {name}, but it is not ({error.reason} at byte {error.start})") from error


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    # Looked for in what is left without plain letters, most of a page: ten times as fast.
    strange = sample.encode("utf-8", "replace").translate(None, _PLAIN).decode("utf-8")
    if len(_CONTROL.findall(strange)) > max(8, len(sample) // 50):
        raise UnicodeError("this is not text (too many control characters)")
    return text


def _utf16(data: bytes) -> str:
    """UTF-16 without its mark: zeros in every second byte of Latin text, or line ends of two bytes."""
    head = data[:4096]
    if len(head) < 4 or len(data) % 2 or b"\x00" not in head:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    little = sum(head[i : i + 2] in (b"\n\x00", b" \x00") for i in range(0, len(head), 2))
    big = sum(head[i : i + 2] in (b"\x00\n", b"\x00 ") for i in range(0, len(head), 2))
    if max(little, big) * 40 < half:
        return ""
    return "utf-16-le" if little > big else "utf-16-be"


def _legacy(data: bytes) -> tuple[str, str]:
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
            name = _WIDER.get(name, name)
            text = data.decode(name, "strict" if name != "utf-8" else "replace")
            # A few broken bytes in a declared page are a torn letter, not another set.
            if text.count("\ufffd") * 500 < len(text) + 500:
                return _checked(text), name
        except (LookupError, UnicodeError):
            pass
    best: tuple[float, str, str] = (0.0, "", "")
    for name, judge in _CANDIDATES:
        try:
            text = _checked(data.decode(name))
        except UnicodeError:
            continue
        score = judge(re.sub(r"<[^<>]{0,500}>", " ", text[:_SAMPLE]))
        if score > best[0]:
            best = (score, text, name)
    if best[0] < _LEAST:
        torn = data.decode("utf-8", "replace")
        # UTF-8 that was cut or joined carelessly: a few letters are torn, the rest is certain.
        if torn.count("\ufffd") * 200 < len(torn) and len(_HIGH.findall(torn)) > 4 * torn.count("\ufffd"):
            return _checked(torn.replace("\ufffd", "")), "utf-8"
        raise UnicodeError("its character set could not be told; save it as UTF-8")
    return best[1], best[2]


_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}\bencoding\s*=", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)


def restate(data: bytes, content_type: str) -> bytes:
    """Return an answer's bytes so that their letters can be told without its Content-Type.

    A character set that the header states holds for text that is neither valid UTF-8 nor says otherwise by a mark or
    an XML declaration, and only if the bytes decode by it: the text comes out as UTF-8 then. Servers state a wrong one
    for UTF-8 far oftener than another text happens to be valid UTF-8.
    """
    said = _HEADER_CHARSET.search(content_type)
    kind = content_type.partition(";")[0].strip().lower()
    if said is None or not (kind.startswith("text/") or kind.endswith(("html", "xml", "json"))):
        return data
    if any(data.startswith(mark) for mark, _ in _BOMS) or _XML_ENCODING.match(data):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return data
    try:
        name = codecs.lookup(said[1]).name
        text = data.decode(_WIDER.get(name, name))
    except (LookupError, UnicodeError):
        return data
    return data if _CONTROL.search(text[:_SAMPLE]) else text.encode()
