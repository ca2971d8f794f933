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
# Quotation marks, the middle dot, dashes and the like in the Korean set, within Latin text too.
_KOREAN_SIGN = re.compile("[\u3000-\u3015“”‘’·―—–…℃→○●△▲■□★※]")
_JAMO_REPEATED = re.compile(r"(?:ㅋ{2,}|ㅎ{2,}|ㅠ{2,}|ㅜ{2,}|ㅇ{2,}|ㄷ{2,}|ㅗ{2,})")
_KANA = re.compile("[ぁ-ヶー]")
_HALF_KANA = re.compile("[ｦ-ﾟ]")
_HAN = re.compile("[一-龥]")
# The commonest characters of running Chinese, simplified and traditional: real text has many of them, a wrong table
# few.
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这这個个们们来來到时時大地为為子中你说說生国國年着著就那和要她出也得里裡后後自以会會家可下而过過天去能对對小多然于於心学學么麼之都好看起发發当當没沒成只如事把还還用第样樣道想作种種开開美总總从從无無情己面最女但现現前些所同日手又行意动動方期它头頭经經长長儿兒回位分爱愛老因很给給名法间間斯知世什两兩次使身者被高已亲親其进進此话話常与與活正感"
)
# Most of running Korean in 330 syllables: another table's letters, read as Korean, hit the rest as often.
_COMMON_HANGUL = frozenset(
    "가각간갈감강같개거건것게겠겨견결경계고공과관구국권규그극근금기길김까께꼭끌끝나난날남내냐너녀년노논놓느는능니다단달담당대더덕던데도독돌동됐되된될두드득든들듯등디따때떻또라란람랑래러런럼렇레려력령로록론롯료류르른를리릭린릴마막만많말맞매며면명모목몰못무문물미민바박밖반발밝방배백번벌법변별보복본부분북불비사산상생서석선설성세소속쇄수숨스습승시식신실심십싸씨아안않알았앞야약양어억언얻없었에엔엘여역연열였영오올와왔외요용우운울워원위유육윤율으은을음응의이인일임입있자작잘장재저적전절점정제졌조족존좁종좋주준중증지직진질집징차찬찰찾책처천철청체초총최추축출측층치친침칭카캐코크큰큼키타탄터통투트특틀파판팔패평포폭표풀품프피필하학한할함합항해했행향허헌혀혁현혐협형호화확환황회횡후훈휴흥히힌힘"
)
_CYRILLIC_WORD = re.compile("(?<![A-Za-zЀ-ӿ])(?:[А-ЯЁІЇЄҐЎЈЉЊЋЂЏ]?[а-яёіїєґўјљњћђџ]+|[А-ЯЁІЇЄҐ]{2,})(?![A-Za-zЀ-ӿ])")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_GREEK_WORD = re.compile("(?<![A-Za-zͰ-Ͽ])(?:[Α-ΩΆ-Ώ]?[ά-ώ]+|[Α-ΩΆ-Ώ]{2,})(?![A-Za-zͰ-Ͽ])")
_GREEK_ACCENT = re.compile("[Ά-ΐά-ΰό-ώ]")
_SIGN_IN_WORD = re.compile(
    r"(?<=[A-Za-z])[¡-©«-´¶-¹»-¿×÷ƒ¤†‡‰]+(?=[A-Za-z])|(?:^|(?<=\s))[¢-§©¬-´¶-¹¼-¾×÷]+(?=[a-z])|"
    r"(?<=[a-z])[³£¯](?![A-Za-z])|[\x80-\x9f]",
    re.MULTILINE,
)
# Signs that Latin text seldom has, and letters as it seldom has them: a capital within a word, three accents in a row.
_ODD_SIGN = re.compile("[\xad˘˙˛˝¤¦ª¬¯±²³µ¶¸¹º¼-¾×÷ƒ†‡‰ˆ˜]")
_ODD_LETTERS = re.compile("(?<=[a-zß-öø-ÿ])[À-ÖØ-Þ]|[À-ÖØ-öø-ÿ]{3,}|(?<![A-Za-zÀ-ÿ])[ß-öø-ÿ]{2,}(?![A-Za-zÀ-ÿ])")
# Signs where they belong: a fraction, a power, a degree of error, a product. They say nothing for or against.
_FITTING_SIGN = re.compile(
    r"(?<![A-Za-zÀ-ÿ])[¹²³¼-¾](?![A-Za-zÀ-ÿ])|(?<=\d)[ªº](?![A-Za-zÀ-ÿ])|(?<=\b[kcdm]m)[²³]|(?<=\bm)[²³]|±(?=\s?\d)|"
    r"µ(?=[mgsl]\b)|(?<=\d)\s?×(?=\s?\d)"
)
# Letters where their languages never have them. Western: ñ before a consonant, ï after one, ç before e or i, œ as no
# French word has it, a grave accent on a capital or within a word that ends in one at most, ð first, þ last, õ but in
# õe, -iæ.
_WESTERN_ASTRAY = re.compile(
    "ñ(?![aeiouáéíóú])|(?<=[b-df-hj-np-tv-zB-DF-HJ-NP-TV-Z])ï|ç(?![aouâãáàäóôõöúü])|"
    "[œŒ](?![uidtsnUIDTSN])|[ÈÌÒÙÐ](?=[a-zß-ÿ])|[ìù](?=[a-z])|"
    "(?<![A-Za-zÀ-ÿ])ð|þ(?![A-Za-zÀ-ÿ])|õ(?!e)|(?<=i)æ(?![a-zß-ÿ])|(?<=[aey])è|(?<=[a-zß-ÿ])[ŠŽŸŒ]"
)
# Central European: beside a digit, alone (but Hungarian ő), before or after a unit; ń before a vowel, đ before none.
_LETTER = r"[^\W\d_a-zA-Z]"
_BESIDE_DIGIT = rf"(?<=\d){_LETTER}|{_LETTER}(?=\d)"
_CENTRAL_ASTRAY = re.compile(
    rf"{_BESIDE_DIGIT}|(?<![^\W\d_])[^\W\d_a-zA-ZőŐ](?![^\W\d_])|\bľ[mgsl]\b|\b[kcd]?m[łŁ]\b|"
    "[ńŃ](?=[aeiouyąęóAEIOU])|[đĐ](?![aeiouAEIOU])"
)
# Turkish: ğ first. Baltic: beside a digit or alone.
_TURKISH_ASTRAY = re.compile("(?<![^\\W\\d_])[ğĞ]")
_BALTIC_ASTRAY = re.compile(rf"{_BESIDE_DIGIT}|(?<![^\W\d_]){_LETTER}(?![^\W\d_])")
_HIGH = re.compile("[^\x00-\x7f]")
# Fewer letters of a script than these are a word or two, which another table's letters are by chance.
_ENOUGH = 10


def _share(pattern: re.Pattern[str], text: str, of: int) -> float:
    return len(pattern.findall(text)) / of if of else 0.0


def _korean(text: str) -> float:
    """Of the 11,172 syllables of cp949 running Korean uses the 2,350 of KS X 1001; other tables hit the rest.

    Chinese characters beside as many syllables are how Korean papers write names; more of them is another language.
    """
    high = len(_HIGH.findall(text)) - len(_KOREAN_SIGN.findall(text))
    syllables, han = _HANGUL.findall(text), len(_HAN.findall(text))
    if not syllables:  # ㅋㅋㅋ is laughter and ㅠㅠ are tears, to which another table has letters as good
        return 0.9 if high and sum(map(len, _JAMO_REPEATED.findall(text))) == high else 0.0
    rare = sum(
        1 for char in set(syllables) if not char.encode("euc_kr", "ignore")[:2] or len(char.encode("euc_kr")) > 2
    )
    common = sum(char in _COMMON_HANGUL for char in syllables) / len(syllables)
    written = len(syllables) + (han if han <= len(syllables) else -0.5 * han)
    return min(1.0, 1.4 * common) * written / high - 3 * rare / len(set(syllables))


def _japanese(text: str) -> float:
    high = len(_HIGH.findall(text))
    kana = _share(_KANA, text, high)
    return min(1.0, kana * 2.5 + (0.3 if kana > 0.1 else 0) * _share(_HAN, text, high)) - _share(_HALF_KANA, text, high)


def _chinese(text: str) -> float:
    han = _HAN.findall(text)
    high = len(_HIGH.findall(text))
    common = sum(char in _COMMON_HAN for char in han) / len(han) if han else 0.0
    often = 4 if len(han) >= 4 * _ENOUGH else 2
    return min(1.0, common * often) * len(han) / high if high else 0.0


def _cyrillic(text: str) -> float:
    letters = len(_CYRILLIC.findall(text))
    high = len(_HIGH.findall(text))
    whole = sum(map(len, _CYRILLIC_WORD.findall(text)))
    lower = sum(char.islower() for char in text if "Ѐ" <= char <= "ӿ")
    vowels = sum(char in "аеиоуыэюяёіїє" for char in text.lower())
    if not letters or not 0.32 <= vowels / letters <= 0.6:  # Slavic text has .41 to .45; Hebrew read as cp1251 less
        return 0.0
    return min(1.0, letters / 6) * min(whole / high, 1.4 * lower / high)


def _alone(first: str, last: str, astray: str, usual: str) -> Callable[[str], float]:
    """Judge a caseless script between two letters: its letters stand in words of their own, beside few signs.

    `astray` is a pattern of what no word of the language has, such as a final letter within it; `usual` are letters
    that make at least three of five in running text.
    """
    word = re.compile(f"(?<![A-Za-z{first}-{last}])[{first}-{last}]{{2,}}(?![A-Za-z])")
    wrong, often = re.compile(astray), re.compile(f"[{usual}]")

    def judge(text: str) -> float:
        high = len(_HIGH.findall(text))
        if not high:
            return 0.0
        letters = sum(map(len, word.findall(text))) - 4 * len(wrong.findall(text))
        usual = len(often.findall(text)) / (0.6 * high)
        return min(1.0, high / _ENOUGH, usual) * letters / high

    return judge


# A mark above or below, or a vowel written after, without a consonant before it; a vowel written before, without one
# after it; a tone after neither; letters out of use; Latin letters joined to it.
_THAI_ASTRAY = (
    "(?<![ก-ฮ])[ัิ-ฺ็]|(?<![ก-ฮ่-๋])[ะาำ]|(?<![ก-ฮัิ-ู])[่-๋์]|[เ-ไ](?![ก-ฮ])|[ฃฅ๏๚๛]|(?<=[A-Za-z])[ก-๛]|[ก-๛](?=[A-Za-z])"
)
# A final letter within a word, or the other form of it at the end of one.
_HEBREW_ASTRAY = "[ךםןףץ](?=[א-ת])|[כמנצ](?![א-ת\"'׳״-])|[֐-ׇװ-ײ]"
# Marks without a letter; what ends a word, within it; letters of French, which the set has too, and Latin joined to it.
_ARABIC_ASTRAY = "(?<![ء-ي])[ً-ْ]|[ةى](?=[ء-ي])|[ء-ي](?=[a-zA-Z])|[à-ÿœŒ‌‍]"


def _greek(text: str) -> float:
    """Judge Greek: of the words of three letters or more in lower case, nearly all carry one accent."""
    high = len(_HIGH.findall(text))
    words = [word for word in _GREEK_WORD.findall(text) if len(word) > 2 and not word.isupper()]
    accents = [len(_GREEK_ACCENT.findall(word)) for word in words]
    share = sum(count == 1 for count in accents) / len(words) if words else 1.0
    share = min(1.0, 1.2 * share, high / _ENOUGH)
    return share * sum(map(len, _GREEK_WORD.findall(text))) / high if high else 0.0


def _latin(alphabets: tuple[str, ...], astray: re.Pattern[str]) -> Callable[[str], float]:
    """Judge Latin text: its accented letters are those of *one* language, and signs stand between words.

    `astray` are letters where no language of the set has them.
    """

    def judge(text: str) -> float:
        text = _FITTING_SIGN.sub("", text)
        high = _HIGH.findall(text)
        plain = sum(char.isascii() and char.isalpha() for char in text)
        letters = [char for char in text if char.isalpha() and not char.isascii()]
        if not plain or len(high) > 0.35 * plain:
            return 0.0
        best = max(sum(char.lower() in alphabet for char in letters) for alphabet in alphabets)
        share = best / len(letters) if letters else 0.9
        odd = _share(_ODD_SIGN, text, len(high)) + 2 * _share(_ODD_LETTERS, text, len(high))
        odd += 2 * _share(astray, text, len(high))
        return 0.95 * share - 3 * _share(_SIGN_IN_WORD, text, len(high)) - odd - (1 if share < 0.9 else 0)

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
    ("cp1252", _latin(_WESTERN, _WESTERN_ASTRAY)),
    ("cp1250", _latin(_CENTRAL, _CENTRAL_ASTRAY)),
    ("iso8859-2", _latin(_CENTRAL, _CENTRAL_ASTRAY)),
    ("cp1254", _latin(_TURKISH, _TURKISH_ASTRAY)),
    ("cp1257", _latin(_BALTIC, _BALTIC_ASTRAY)),
    ("cp1256", _alone("ء", "ے", _ARABIC_ASTRAY, "اأبتحدرسعفقلمنهويةى")),
    ("cp1255", _alone("א", "ת", _HEBREW_ASTRAY, "אבדהוילמנרשתםן")),
    ("cp874", _alone("ก", "๛", _THAI_ASTRAY, "กงดตทนบปพมยรลวสหอะ-ีุูเแไ่้์็")),
)
# A foreign word or two in a text of plain letters: a second reading nearly as good makes the first a guess.
_FEW_SIGNS, _MARGIN = 60, 0.2
# Cyrillic is among them: its vowels tell it well enough.
_OF_PAIRS = frozenset({"cp1251", "koi8-r", "cp949", "cp932", "euc_jp", "gb18030", "big5"})
_PAIRED = re.compile(rb"(?:[\x00-\x7f]|[\x80-\xff]{2})*")
_LATIN = frozenset({"cp1252", "cp1250", "iso8859-2", "cp1254", "cp1257"})
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
    if shifted := _shifted(data):
        return shifted
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        pass
    return _legacy(data)


# What says in seven bits that letters of two bytes follow: ISO 2022 with an escape, HZ with a tilde and a brace.
_ESCAPES = re.compile(rb"\x1b\$(?:[@AB]|\([CD])|\x1b\$\)C")
_HZ = re.compile(rb"~\{(?:[!-w][!-~])+~\}")


def _shifted(data: bytes) -> tuple[str, str] | None:
    """Text in a set that shifts to letters of two bytes, all in ASCII; None for what is in none.

    Raises UnicodeError for what has their escapes and does not decode by them: as ASCII it would be mojibake.
    """
    if not data.isascii():
        return None
    if _ESCAPES.search(data):
        # The Korean set is announced once, at its head; a page cut out of a letter has that further down.
        korean = b"\x1b$)C"
        for name in ("iso2022_kr",) if korean in data else ("iso2022_jp_2", "iso2022_jp_ext"):
            whole = korean + data.replace(korean, b"") if korean in data else data
            try:
                return _checked(whole.decode(name)), name
            except UnicodeDecodeError:
                continue
        raise UnicodeError("it has the escapes of ISO 2022 and is not in it; save it as UTF-8")
    if _HZ.search(data):
        try:
            return _checked(data.decode("hz")), "hz"
        except UnicodeDecodeError:
            return None  # a brace and a tilde in code
    return None


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
    return _as_declared(data) or _likeliest(data)


def _as_declared(data: bytes) -> tuple[str, str] | None:
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
    return None


def _likeliest(data: bytes) -> tuple[str, str]:
    readings: list[tuple[float, str, str]] = []
    for name, judge in _CANDIDATES:
        try:
            text = _checked(data.decode(name))
        except UnicodeError:
            continue
        score = judge(re.sub(r"<[^<>]{0,500}>", " ", text[:_SAMPLE]))
        if score > 0:
            readings.append((score, name, text))
    readings.sort(key=lambda reading: -reading[0])
    if _PAIRED.fullmatch(data) and len(data.translate(None, bytes(range(128)))) < 2 * _ENOUGH:
        readings = [row for row in readings if row[1] in _OF_PAIRS]  # pairs alone: letters of two bytes, not of one
    if not readings or readings[0][0] < _LEAST:
        torn = data.decode("utf-8", "replace")
        # UTF-8 that was cut or joined carelessly: a few letters are torn, the rest is certain.
        if torn.count("\ufffd") * 200 < len(torn) and len(_HIGH.findall(torn)) > 4 * torn.count("\ufffd"):
            return _checked(torn.replace("\ufffd", "")), "utf-8"
        raise UnicodeError("its character set could not be told; save it as UTF-8")
    return _sure(readings)


def _sure(readings: list[tuple[float, str, str]]) -> tuple[str, str]:
    """The best reading; raises UnicodeError where few letters tell it from the next."""
    score, name, text = readings[0]
    if len(_HIGH.findall(text)) < _FEW_SIGNS:
        for other, rival, reading in readings[1:]:
            # Western letters are likelier than the others' that the same bytes could be, Turkish ones for ý, þ and ð
            # excepted. Of the others none is.
            related = name == "cp1252" and rival in _LATIN - {"cp1254"}
            if other > score - _MARGIN and reading != text and not related:
                why = f"its character set could be {name} or {rival}, too few letters tell; save it as UTF-8"
                raise UnicodeError(why)
    return text, name


def decode_stated(data: bytes, charset: str) -> str | None:
    """Return the text of `data` by the character set that a header states, as browsers take its name; else None.

    None where no set is stated, nobody knows it, or the bytes do not decode by it.
    """
    try:
        name = codecs.lookup(charset).name
        if name == "ascii" and not data.isascii():  # what programs state that do not know; the letters say more
            return None
        return data.decode(_WIDER.get(name, name))
    except (LookupError, UnicodeError):
        return None


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
