"""What the markup inside a sentence says stands in the article: each sample was written before it was run."""

from __future__ import annotations

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.model import CleanArticle, RawArticle

_PAGE = """<html lang={lang}><head><meta charset=utf-8><title>{title} | Harbour Notes</title></head><body><article>
<h1>{title}</h1><p>{before}</p>
{sample}
<p>{after}</p></article></body></html>"""
_WORDS = {
    "en": (
        "What the harbour laboratory measured",
        "The laboratory at the harbour opened its doors on Tuesday, and forty visitors came to see what it had found.",
        "The visitors left before dark, and the director of the laboratory locked the door behind the last of them.",
    ),
    "de": (
        "Was das Labor am Hafen gemessen hat",
        "Das Labor am Hafen hat am Dienstag seine Türen geöffnet, und vierzig Besucher kamen, um alles zu sehen.",
        "Die Besucher gingen vor der Dunkelheit, und die Leiterin des Labors schloss hinter dem letzten die Tür ab.",
    ),
    "fr": (
        "Ce que le laboratoire du port a mesuré",
        "Le laboratoire du port a ouvert ses portes mardi, et quarante visiteurs sont venus voir ses découvertes.",
        "Les visiteurs sont partis avant la nuit, et la directrice du laboratoire a fermé la porte derrière eux.",
    ),
    "ja": (
        "港の研究所が測定したもの",
        "港の研究所は火曜日に扉を開き、四十人の見学者が研究の成果を見るために集まったと所長は話している。",
        "見学者は日が暮れる前に帰り、研究所の所長は最後の一人が出たあとで静かに扉の鍵を閉めたという。",
    ),
}
_REST = "and the visitors who had come to see it wrote the figure down with great care."
# Name, language, what stands in the page, what its text must say, what it must not, what is named as left out.
_SAMPLES: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    ("power of ten", "en", f"<p>The beam held 10<sup>14</sup> protons, {_REST}</p>", ("10¹⁴ protons",), (), ()),
    ("unit", "en", f"<p>It covers 12 km<sup>2</sup> of water, {_REST}</p>", ("12 km² of",), (), ()),
    ("negative power", "en", f"<p>It weighs 10<sup>&minus;9</sup> grams, {_REST}</p>", ("10⁻⁹ grams",), (), ()),
    (
        "chemistry",
        "en",
        f"<p>They found H<sub>2</sub>SO<sub>4</sub> and CO<sub>2</sub> in it, {_REST}</p>",
        ("H₂SO₄ and CO₂",),
        (),
        (),
    ),
    ("no such superscript", "en", f"<p>The sum was 2<sup>β</sup> exactly, {_REST}</p>", ("2^(β) exactly",), (), ()),
    ("no such subscript", "en", f"<p>The speed v<sub>AB</sub> was small, {_REST}</p>", ("v_(AB) was",), (), ()),
    ("ordinal", "en", f"<p>It was the 19<sup>th</sup> century, {_REST}</p>", ("the 19th century",), ("ᵗʰ",), ()),
    (
        "french ordinal",
        "fr",
        "<p>M<sup>me</sup> Arnaud a habité au 1<sup>er</sup> étage de la maison du port pendant toute la guerre.</p>",
        ("Mme Arnaud", "1er étage"),
        ("ᵉʳ",),
        (),
    ),
    (
        "footnote without a link",
        "en",
        f"<p>The verses<sup>1</sup> were carved in stone, {_REST}</p>",
        ("verses¹ were",),
        ("verses1",),
        (),
    ),
    (
        "footnote with a link",
        "en",
        f'<p>The bell was cast in Riga<a href="#fn3"><sup>3</sup></a> a century ago, {_REST}</p>',
        ("Riga[3] a",),
        ("Riga3",),
        (),
    ),
    (
        "lettered footnote",
        "en",
        f'<p>The bell was cast in Riga<sup><a href="#fn-a">a</a></sup> a century ago, {_REST}</p>',
        ("Riga[a] a",),
        ("Rigaa",),
        (),
    ),
    (
        "deleted and inserted",
        "en",
        f"<p>The engineer called the plan <del>mad</del><ins>unwise</ins> on Monday, {_REST}</p>",
        ("the plan unwise on",),
        ("mad",),
        ("mad",),
    ),
    (
        "struck out",
        "en",
        f"<p>The plan spoke of <s>ten</s> <strike>twelve</strike> fifteen years, {_REST}</p>",
        ("spoke of fifteen years",),
        ("twelve",),
        ("ten", "twelve"),
    ),
    (
        "english quotation",
        "en",
        f"<p>The note <q>ask again <q>later</q></q> was written beside it, {_REST}</p>",
        ("“ask again ‘later’”",),
        (),
        (),
    ),
    (
        "german quotation",
        "de",
        "<p>Auf dem Zettel stand <q>später noch einmal fragen</q>, und niemand wusste, wer ihn geschrieben hatte.</p>",
        ("„später noch einmal fragen“",),
        (),
        (),
    ),
    (
        "french quotation",
        "fr",
        "<p>La note disait <q>demandez plus tard</q>, et personne ne savait qui avait pu écrire ces mots.</p>",
        ("« demandez plus tard »",),
        (),
        (),
    ),
    (
        "formula",
        "en",
        (
            "<p>The formula is <math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>, "
            f"as everyone knows, {_REST}</p>"
        ),
        ("is E=mc², as",),
        (),
        (),
    ),
    (
        "fraction and root",
        "en",
        (
            "<p>The share was <math><mfrac><mi>a</mi><mn>4</mn></mfrac><mo>+</mo><msqrt><mi>b</mi></msqrt></math> "
            f"of all, {_REST}</p>"
        ),
        ("a/4+√b of",),
        (),
        (),
    ),
    (
        "formula with its own words",
        "en",
        (
            '<p>Here <math alttext="x squared over two"><semantics><mrow><mi>x</mi></mrow><annotation '
            f'encoding="application/x-tex">\\frac{{x^2}}{{2}}</annotation></semantics></math> counts, {_REST}</p>'
        ),
        ("Here x squared over two counts",),
        ("frac",),
        (),
    ),
    (
        "formula drawn twice",
        "en",
        (
            '<p>The law <span class="katex"><span class="katex-mathml"><math><semantics><mrow><mi>F</mi><mo>=</mo><mi>m'
            '</mi><mi>a</mi></mrow><annotation encoding="application/x-tex">F=ma</annotation></semantics></math></span>'
            '<span class="katex-html" aria-hidden="true"><span>F</span><span>=</span><span>ma</span></span></span> '
            f"holds, {_REST}</p>"
        ),
        ("The law F=ma holds",),
        ("F=maF", "F=ma F"),
        (),
    ),
    (
        "picture within a sentence",
        "en",
        f'<p>The board says <img src="x.png" alt="seven point five per cent"> of it, {_REST}</p>',
        ("says seven point five per cent of",),
        (),
        (),
    ),
    (
        "picture beside a paragraph",
        "en",
        f'<p><img class="alignleft" src="x.png" alt="The harbour at dawn">The board was painted white, {_REST}</p>',
        ("The board was painted",),
        ("at dawn",),
        (),
    ),
    (
        "smiley",
        "en",
        f'<p>She wrote back <img class="emoji" src="1f600.svg" alt="😀"> within the hour, {_REST}</p>',
        ("back 😀 within",),
        (),
        (),
    ),
    (
        "drawing within a sentence",
        "en",
        f'<p>Press <svg role="img"><title>the red arrow</title><path d="M0 0"/></svg> to open it, {_REST}</p>',
        ("Press the red arrow to",),
        (),
        (),
    ),
    (
        "drawing of its own",
        "en",
        (
            f'<p>The chart stood beside the door, {_REST}</p><div><svg><text x="1">42 TeV</text></svg></div>'
            f"<p>It was drawn by hand, {_REST}</p>"
        ),
        ("It was drawn",),
        (),
        ("42 TeV",),
    ),
    (
        "frame",
        "en",
        (
            f'<p>The chart stood beside the door, {_REST}</p><iframe src="https://player.example/x" title="Chart of '
            f'collisions"></iframe><p>It was drawn by hand, {_REST}</p>'
        ),
        ("It was drawn",),
        (),
        ("Chart of collisions",),
    ),
    (
        "hidden paragraph",
        "en",
        f"<p hidden>This paragraph says the opposite of everything, {_REST}</p><p>It was drawn by hand, {_REST}</p>",
        ("It was drawn",),
        ("opposite",),
        ("the opposite",),
    ),
    (
        "paragraph that is not shown",
        "en",
        (
            f'<p style="color:red; display: none">This paragraph says the opposite of it, {_REST}</p>'
            f'<p aria-hidden="true">And this one denies it all once more, {_REST}</p>'
            f"<p>It was drawn by hand, {_REST}</p>"
        ),
        ("It was drawn",),
        ("opposite", "denies"),
        ("the opposite", "denies it"),
    ),
    (
        "answers that open",
        "en",
        "".join(
            f'<h3><button aria-controls="a{n}">Who {verb} the bell there?</button></h3><div id="a{n}" '
            f'style="display:none"><p>The bell is {verb} by the watchman of the harbour, {_REST}</p></div>'
            for n, verb in enumerate(("rings", "mends", "paints"))
        ),
        ("is rings by", "is mends by", "is paints by"),
        (),
        (),
    ),
    (
        "reading above a word",
        "ja",
        "<p><ruby>高輪<rp>（</rp><rt>たかなわ</rt><rp>）</rp></ruby>の技師は、火曜日に港の鐘を直したあと町へ戻ったと述べた。</p>",
        ("高輪の技師",),
        ("たかなわ",),
        ("たかなわ",),
    ),
    (
        "abbreviation",
        "en",
        f'<p>The <abbr title="European Space Agency">ESA</abbr> paid for it, {_REST}</p>',
        ("The ESA paid",),
        (),
        (),
    ),
    (
        "break within a heading",
        "en",
        f"<h2>A bell for<br>the harbour</h2><p>The bell was hung in the tower, {_REST}</p>",
        ("A bell for the harbour",),
        (),
        (),
    ),
    (
        "places to break a word",
        "en",
        f"<p>The micro<wbr>spectro<wbr>meter and the hydro&shy;phone were sold, {_REST}</p>",
        ("microspectrometer and the hydrophone",),
        (),
        (),
    ),
    (
        "details",
        "en",
        f"<details><summary>How was it measured?</summary><p>With a rope and a lamp at night, {_REST}</p></details>",
        ("How was it measured?", "With a rope"),
        (),
        (),
    ),
    (
        "template",
        "en",
        f"<template><p>A card of another story stands in here, {_REST}</p></template><p>It was sold, {_REST}</p>",
        ("It was sold",),
        ("another story",),
        (),
    ),
    (
        "twin for readers without scripts",
        "en",
        f"<p>The share was <span>42 per cent</span><noscript>42 per cent</noscript> of it, {_REST}</p>",
        ("42 per cent of it",),
        ("42 per cent42",),
        (),
    ),
    (
        "words for readers without scripts",
        "en",
        f'<p>The share was <span class="count"></span><noscript>42 per cent</noscript> of it, {_REST}</p>',
        ("was 42 per cent of it",),
        (),
        (),
    ),
    (
        "turned writing",
        "en",
        f'<p>The sign reads <bdo dir="rtl">שלום</bdo> in blue, {_REST}</p>',
        ("reads שלום in",),
        (),
        (),
    ),
    (
        "keys of a machine",
        "en",
        f"<p>Press <button>Start</button> and wait for <meter value=0.6>60 per cent</meter> of the tank, {_REST}</p>",
        ("Press Start and wait for 60 per cent of",),
        (),
        (),
    ),
    (
        "words hidden inside a sentence",
        "en",
        f'<p>The mayor<span style="display:none"> never</span> agreed to the plan, {_REST}</p>',
        ("The mayor agreed to",),
        ("never",),
        ("never",),
    ),
)


def clean_sample(lang: str, sample: str) -> CleanArticle:
    """Clean a page of two paragraphs with a sample between them."""
    title, before, after = _WORDS[lang]
    page = _PAGE.format(lang=lang, title=title, before=before, after=after, sample=sample)
    return clean_article(RawArticle(file="page.html", kind="html", text=page))


def _faults(lang: str, sample: str, says: tuple[str, ...], never: tuple[str, ...], named: tuple[str, ...]) -> list[str]:
    article = clean_sample(lang, sample)
    text = article.text.replace("\xa0", " ").replace("\u202f", " ")
    left = "\n".join(line.text for line in article.dropped)
    return [
        *(f"does not say “{one}”: {text}" for one in (*says, *(_WORDS[lang][1:])) if one not in text),
        *(f"says “{one}”: {text}" for one in never if one in text),
        *(f"does not name “{one}” among what is left out: {left}" for one in named if one not in left),
    ]


@pytest.mark.parametrize(
    ("lang", "sample", "says", "never", "named"), [row[1:] for row in _SAMPLES], ids=[row[0] for row in _SAMPLES]
)
def test_markup_inside_a_sentence_is_said(
    lang: str, sample: str, says: tuple[str, ...], never: tuple[str, ...], named: tuple[str, ...]
) -> None:
    """What inline markup says survives into the text; what is not shown or struck out is named as left out."""
    assert _faults(lang, sample, says, never, named) == []
