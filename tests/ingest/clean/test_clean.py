"""Cleaning: what is kept, what the log says, who has the last word, what corrections teach."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import markdown
import pytest

from copydesk.errors import IngestError
from copydesk.ingest.clean import CleanHints, Profile, clean_article, learn
from copydesk.ingest.clean.classify import smooth
from copydesk.ingest.clean.facts.dates import find_dates
from copydesk.ingest.clean.facts.names import split_names
from copydesk.ingest.clean.facts.outlet import ask_outlet, find_outlet
from copydesk.ingest.clean.inline import escape
from copydesk.ingest.clean.lexicon import load_lexicon, tokens
from copydesk.ingest.language import guess_language
from copydesk.intake.read import read_raw
from copydesk.model import RawArticle

HERE = Path(__file__).parent / "goldens"
SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "samples" / "korea-times-raw.txt"


def cleaned(name: str, **options: object):
    """Clean one of the golden pages."""
    return clean_article(read_raw((HERE / name).read_bytes(), name), **options)


def test_every_line_is_kept_or_logged() -> None:
    """Each line of a dump stands in the text, or in the log with its number and a rule."""
    raw = read_raw((HERE / "share-and-font-size.txt").read_bytes(), "x")
    clean = clean_article(raw)
    logged = {dropped.line: dropped for dropped in clean.dropped}
    for number, line in enumerate(raw.text.split("\n"), 1):
        if line.strip():
            assert line.strip() in clean.text or logged[number].rule


def test_the_editor_has_the_last_word() -> None:
    """`--drop` takes out what the cleaner kept, `--keep` brings back what it dropped."""
    clean = cleaned("menu-and-footer.txt", hints=CleanHints(keep=("Privacy policy",), drop=("sea wall",)))
    assert "Privacy policy" in clean.text
    assert "sea wall" not in clean.text
    assert "--drop" in {dropped.rule for dropped in clean.dropped}


def test_a_correction_is_remembered() -> None:
    """A few words an editor took out are dropped the next time, and those put back are kept; no sentence ever is."""
    clean = cleaned("menu-and-footer.txt", hints=CleanHints(keep=("Privacy policy",)))
    paragraphs = clean.text.split("\n\n")
    trimmed = [line for line in paragraphs[:-1] if "Privacy policy" not in line]
    profile = learn(Profile(), clean, "\n\n".join([*trimmed, "Careers"]))
    assert profile.keep == ("Careers",)
    assert all(len(line.split()) < 12 for line in profile.drop)
    again = cleaned("menu-and-footer.txt", profile=profile)
    assert paragraphs[-1] in again.text or "Privacy policy" in paragraphs[-1]
    assert "Careers" in again.text


def test_a_line_is_kept_or_dropped_by_its_number() -> None:
    """`keep_lines` and `drop_lines` hold for the line of that number in the raw file, whatever it says."""
    clean = cleaned("menu-and-footer.txt")
    privacy = next(line.line for line in clean.dropped if "Privacy policy" in line.text)
    first = clean.body_lines[0]
    again = cleaned("menu-and-footer.txt", hints=CleanHints(keep_lines=(privacy,), drop_lines=(first,)))
    assert "Privacy policy" in again.text
    assert clean.text.split("\n\n")[0] not in again.text


@pytest.mark.parametrize("line", ["=====", "- a mark [1] * _so_ & on", "1. So it began.", "> Stranger: Notes"])
def test_a_draft_that_nobody_touched_teaches_nothing(line: str) -> None:
    """A body that stands as it was written teaches nothing, whatever had to be escaped in it."""
    clean = cleaned("menu-and-footer.txt")
    clean = replace(clean, text=f"{clean.text}\n\n{line}", body=f"{clean.body}\n{escape(line)}\n")
    assert learn(Profile(), clean, clean.body) == Profile()
    assert learn(Profile(), clean, f"A word of the editor.\n\n{clean.body}") == Profile()


def test_a_sentence_that_was_taken_out_teaches_nothing() -> None:
    """A short sentence that the editor took out will not come again; a label of the outlet will."""
    clean = cleaned("menu-and-footer.txt")
    added = "Nobody was hurt there.\n\nMore from the pier"
    clean = replace(clean, text=f"{clean.text}\n\n{added}", body=f"{clean.body}\n{added}\n")
    assert learn(Profile(), clean, clean.body.replace(added, "")).drop == ("More from the pier",)


def test_a_rewritten_text_teaches_nothing() -> None:
    """An editor who replaced most of a text has said nothing about the outlet."""
    clean = cleaned("menu-and-footer.txt")
    assert learn(Profile(), clean, "Something else entirely stands here now.") == Profile()


def test_a_profile_survives_its_file() -> None:
    """A profile reads back from its plain values, and a wrong key is named."""
    profile = Profile(drop=("Follow us",), byline="Words by", dates="mdy")
    assert Profile.from_fields(profile.to_fields()) == profile
    with pytest.raises(ValueError, match='unknown key "drops"'):
        Profile.from_fields({"drops": []})


def test_an_outlets_habits_are_used() -> None:
    """A profile's byline form and date order read what no general rule could."""
    raw = (HERE / "menu-and-footer.txt").read_text(encoding="utf-8")
    raw = raw.replace("By Mara Quillfeather", "Penned with care by: Mara Quillfeather").replace(
        "March 12, 2024", "3/4/2024"
    )
    data = raw.encode()
    assert clean_article(read_raw(data, "x")).date is None
    clean = clean_article(read_raw(data, "x"), profile=Profile(byline="Penned with care by", dates="mdy"))
    assert clean.date == dt.date(2024, 3, 4)
    assert clean.authors == ("Mara Quillfeather",)


def test_nothing_is_guessed() -> None:
    """Without a date, an author or a source each stays empty and is asked for."""
    clean = cleaned("arabic.txt")
    bare = clean_article(read_raw("\n\n".join(clean.text.split("\n\n")).encode(), "bare.txt"))
    assert bare.date is None
    assert bare.authors == ()
    assert any("--date" in warning for warning in bare.warnings)


def test_chrome_alone_is_refused() -> None:
    """A page of menus is no article, and says so in one line."""
    with pytest.raises(IngestError, match="no line of it reads as an article"):
        clean_article(read_raw(b"Home\nNews\nSport\nLog in\nPrivacy policy\n", "menu.txt"))


@pytest.mark.parametrize(
    "line",
    [
        "*stars* and _lines_ and `ticks`",
        "# not a heading",
        "1. not a list",
        "- not a list",
        "+ not a list",
        "> not a quotation",
        "[a](b) and [c][d] and ![e](f)",
        "<b>bold</b> & &copy; &#169;",
        "{{ 7*7 }} {% x %}",
        "back\\slash \\* and \\n",
        "===",
        "---",
        "* * *",
        "~~~",
        "a | b | c",
        "{: .x }",
        "[^1]: note",
        "[TOC]",
        "https://example.org/a_b_c",
        "a_b and _a_ and __b__",
        "*[HTML]: abbreviation",
        "!!! note",
        "term\\",
        "2) two",
        ": definition",
    ],
)
def test_a_plain_line_reads_as_it_was(line: str) -> None:
    """Promise I1: whatever Markdown would act on reads on the page exactly as in the file."""
    html = markdown.markdown(escape(line), extensions=["extra", "toc", "sane_lists", "admonition"])
    text = html.removeprefix("<p>").removesuffix("</p>")
    for entity, char in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&#124;", "|"),
        ("&#58;", ":"),
        ("&#61;", "="),
        ("&#126;", "~"),
        ("&#37;", "%"),
        ("&amp;", "&"),
    ):
        text = text.replace(entity, char)
    assert text == line


@pytest.mark.parametrize(
    ("text", "lang", "day"),
    [
        ("March 4, 202412:44 PM", "en", dt.date(2024, 3, 4)),
        ("by Ann Lee Feb. 28, 2024 9:40 pm", "en", dt.date(2024, 2, 28)),
        ("3. Juni 2024, 18:40 Uhr", "de", dt.date(2024, 6, 3)),
        ("1er mai 2024", "fr", dt.date(2024, 5, 1)),
        ("5 de enero de 2025", "es", dt.date(2025, 1, 5)),
        ("2025년 5월 15일", "ko", dt.date(2025, 5, 15)),
        ("2024年12月3日", "ja", dt.date(2024, 12, 3)),
        ("١٣ مارس ٢٠٢٤", "ar", dt.date(2024, 3, 13)),
        ("05/01/2025", "fr", dt.date(2025, 1, 5)),
        ("3/4/2024 5:00 PM EST", "en", dt.date(2024, 3, 4)),
        ("3/4/2024", "en", None),
        ("30 February 2024", "en", None),
    ],
)
def test_dates_are_read_in_many_forms_and_never_guessed(text: str, lang: str, day: dt.date | None) -> None:
    """A full date is found however it is written; one that can be read in two ways is left open."""
    found = find_dates(text, lang)
    assert (found[0].day if found else None) == day


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Camilla Thornbury, Chief Political Correspondent", ("Camilla Thornbury",)),
        ("Ann Lee and Bo van der Berg in Paris", ("Ann Lee", "Bo van der Berg")),
        ("STEVE PEABODY, THE ASSOCIATED PRESS", ("STEVE Peabody".title(), "The Associated Press")),
        ("문가람 기자", ("문가람",)),
        ("Mike Lachance Feb. 28, 2024 9:40 pm", ("Mike Lachance",)),
        ("published 3 hours ago", ()),
    ],
)
def test_names_come_without_roles_places_and_dates(byline: str, names: tuple[str, ...]) -> None:
    """A byline gives people and agencies, and nothing that merely stands beside them."""
    assert split_names(byline) == names


def test_an_outlet_needs_two_signs() -> None:
    """One mention of a paper names nothing; a mention and an address of the same name do."""
    told = "The minister told The Linden Courier that the ferry would stay."
    assert find_outlet([told], []) == ""
    assert find_outlet([told, "mara@lindencourier.example"], []) == "The Linden Courier"


def test_an_address_merely_mentioned_is_a_question() -> None:
    """A host whose addresses a text mentions is asked about; it is no outlet's name."""
    texts = ["He wrote to gunnar@harbour.example and to http://www.harbour.example/a_b and got no answer."]
    assert find_outlet(texts, []) == ""
    assert "harbour" in ask_outlet(texts)
    assert ask_outlet(["He wrote to gunnar@harbour.example alone."]) == ""


def test_a_page_is_told_its_address_by_its_data() -> None:
    """Where no link or tag states a page's address, that of its one article in JSON-LD does."""
    words = "".join(
        f"<p>The ferry of hour {n} left the quay with forty passengers, the master said.</p>" for n in "123"
    )
    data = '{"@type": "LiveBlogPosting", "headline": "Ferry", "url": "https://dispatch.example/live/ferry"}'
    page = f'<html><script type="application/ld+json">{data}</script><article><h1>Ferry</h1>{words}</article></html>'
    raw = RawArticle(file="live.html", kind="html", text=page)
    assert clean_article(raw).source_url == "https://dispatch.example/live/ferry"


def test_a_masthead_above_the_headline_is_one_sign() -> None:
    """The paper's name over the headline agrees with its copyright line, and with no more than a picture's credit."""
    masthead = ["Home", "World", "THE HARBOUR DISPATCH"]
    assert find_outlet(masthead, [], above=masthead) == ""
    assert find_outlet([*masthead, "(c) The Harbour Dispatch"], [], above=masthead) == "The Harbour Dispatch"
    assert find_outlet(["Foto: Privat"], ["Privat"], above=["Privat"]) == ""


@pytest.mark.parametrize(
    ("name", "lang"),
    [("german", "de"), ("french", "fr"), ("spanish", "es"), ("korean", "ko"), ("japanese", "ja"), ("arabic", "ar")],
)
def test_languages_are_told_apart(name: str, lang: str) -> None:
    """The golden pages are in the languages they say."""
    assert cleaned(f"{name}.txt").lang == lang


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("", ""),
        ("عبر الجسر القديم أول قطار صباح الأحد بعد أعوام من الإصلاح", "ar"),
        ("پل قدیمی شهر پس از دو سال بازسازی دوباره برای گذر قطارها گشوده شد", "fa"),
        ("شہر کا پرانا پل دو سال کی مرمت کے بعد ریل گاڑیوں کے لیے کھول دیا گیا ہے", "ur"),
    ],
)
def test_one_script_may_have_several_languages(text: str, lang: str) -> None:
    """Arabic, Persian and Urdu are told apart by the letters that only some of them have; nothing has no language."""
    assert guess_language(text) == lang


def test_arabic_words_around_a_date_are_no_author() -> None:
    """What says "published on" under a headline names nobody."""
    body = "عبر الجسر القديم أول قطار صباح الأحد بعد أعوام من الإصلاح، وقال رئيس البلدية إن الرحلات تعود غدا."
    raw = f"الرئيسية\nأخبار\n\nالقطار يعود إلى الجسر القديم\n\nنشر في 12 مارس 2021\n\n{body}\n\n{body} ثم شكر العمال."
    clean = clean_article(read_raw(raw.encode(), "x"))
    assert (clean.authors, str(clean.date)) == ((), "2021-03-12")


def test_a_lone_doubt_is_outvoted_but_not_a_certainty() -> None:
    """A line slightly against its neighbours goes with them, one surely against them does not."""
    assert [chance >= 0.5 for chance in smooth([3, 3, -0.2, 3, 3])] == [True] * 5
    assert [chance >= 0.5 for chance in smooth([3, 3, -4, 3, 3])] == [True, True, False, True, True]


@pytest.mark.shared
@pytest.mark.skipif(not SAMPLE.exists(), reason="the raw sample is not part of the project")
def test_the_raw_sample() -> None:
    """The editor's own example: title with its quotes, one author, 22 paragraphs, one caption, no date, no chrome."""
    raw = read_raw(SAMPLE.read_bytes(), SAMPLE.name)
    clean = clean_article(raw)
    assert clean.title == "'Another Trump-Kim summit unlikely'"
    assert clean.authors == ("Kang Seung-woo",)
    assert clean.date is None
    assert clean.source_name == "The Korea Times"
    assert clean.image is not None
    assert clean.image.credit == "Korea Times file"
    paragraphs = clean.text.split("\n\n")
    assert len(paragraphs) == 22
    assert all(paragraph in raw.text for paragraph in paragraphs)
    assert "@" not in clean.body
    assert replace(clean, dropped=()).confidence > 0.8


def test_a_short_list_between_paragraphs_stands_with_them() -> None:
    """Items that look like chrome when they are judged alone are part of the text they stand in."""
    body = "<p>The harbour office of Lunden lists what every crew must carry on board from the first of May on:</p>"
    rest = "<p>Crews that sail without one of these pay forty crowns, the office said on Monday in a letter.</p>"
    items = "<ul><li>Rope</li><li>Two buckets</li><li>Tar</li></ul>"
    page = f"<html><body><article><h1>What a crew must carry</h1>{body}{items}{rest}</article></body></html>"
    text = clean_article(read_raw(page.encode(), "crew.html")).text
    assert all(word in text for word in ("Rope", "Two buckets", "Tar"))


@pytest.mark.parametrize("root", ["article", "main", "section", "div"])
def test_a_page_without_head_and_body_tags_is_a_page(root: str) -> None:
    """Both tags may be left out of HTML; what follows the title is the body all the same."""
    words = (
        "<p>The ferry to Tiree sailed again on Thursday after three weeks in the dock, the harbour office said.</p>"
        "<p>Some forty passengers for Tiree and nine vans were aboard, and the pier was full of people who watched.</p>"
        "<p>The next sailing to Tiree is on Saturday, and lorries are asked to be at the pier an hour before that.</p>"
    )
    page = f"<html><title>Ferry sails</title><{root}><h1>Ferry sails</h1>{words}</{root}></html>"
    clean = clean_article(RawArticle(file="a.html", kind="html", text=page))
    assert clean.title == "Ferry sails"
    assert clean.text.count("Tiree") == 3


# Headlines that a container states, and leads that say nearly the same.
LEADS = [
    ("Tallinn harbour reopens", "The harbour of Tallinn reopened on Monday after eleven days of ice, the port said."),
    ("Brücke bei Wesel gesperrt", "Die Brücke bei Wesel ist seit Montag gesperrt, teilte die Stadt am Abend mit."),
    ("Le pont de Honfleur rouvre", "Le pont de Honfleur a rouvert lundi matin, après onze jours de travaux."),
    ("El puerto de Vigo reabre", "El puerto de Vigo reabrió el lunes tras once días de temporal."),
    ("제주항 운항 재개", "제주항의 여객선 운항이 열하루 만인 월요일 오전에 재개됐다."),
    ("青森港が再開", "青森港は十一日ぶりに月曜日の朝に再開したと港湾局が発表した。"),
    ("ميناء طنجة يفتح من جديد", "فتح ميناء طنجة من جديد صباح الاثنين بعد أحد عشر يوما من الإغلاق."),
]


@pytest.mark.parametrize("stated", [True, False], ids=["stated", "not stated"])
@pytest.mark.parametrize("form", ["paragraphs", "divisions", "text"])
@pytest.mark.parametrize(("title", "lead"), LEADS, ids=[title for title, _ in LEADS])
def test_a_lead_is_never_taken_for_a_headline(title: str, lead: str, form: str, stated: bool) -> None:
    """A fragment or text without its headline begins with its lead: it stays, the headline stated or asked."""
    parts = [lead, "Kaja Tamm, who runs it, said so in the evening.", "Two ferries were the first to dock there."]
    element = {"paragraphs": "p", "divisions": "div"}.get(form)
    copy = "".join(f"<{element}>{part}</{element}>" for part in parts) if element else "\n\n".join(parts)
    clean = clean_article(read_raw(copy.encode(), "x"), hints=CleanHints(title=title if stated else ""))
    assert [part for part in parts if part not in clean.text] == []
    assert clean.title == (title if stated else "")


@pytest.mark.parametrize(
    ("first", "day"),
    [
        ("OSLO, 3 March 2021 - The fish market will move to the north quay in the summer.", dt.date(2021, 3, 3)),
        ("HELSINKI, 4 April 2018 – The tram line opens in May, the city said.", dt.date(2018, 4, 4)),
        ("TUNIS (12 May 2021) — The museum opens.", dt.date(2021, 5, 12)),
        ("PARIS, 2 mai 2019 (AFP) - Le pont rouvre lundi, a annoncé la ville.", dt.date(2019, 5, 2)),
    ],
)
def test_the_day_of_a_dateline_is_the_articles_and_its_line_stays(first: str, day: dt.date) -> None:
    """A report says where and when it was written, before its first sentence; the sentence is never lost to it."""
    rest = "The union said that it would strike from Monday.\n\nMost boats were in port already, it added."
    clean = clean_article(read_raw(f"Market moves\n\n{first}\n\n{rest}".encode(), "x"))
    assert clean.date == day
    assert first.rpartition(" - ")[2][-30:] in clean.text


def test_a_day_in_the_first_sentence_is_asked() -> None:
    """Nothing marks it as the day of publication, and it is the only one there is: a question, never a guess."""
    first = "Uruguay gave every school a piano on Tuesday, 12 July 2016, the ministry said."
    clean = clean_article(read_raw(f"Pianos for schools\n\n{first}\n\nThe tuners are paid by the state.".encode(), "x"))
    assert clean.date is None
    assert any("2016-07-12" in warning for warning in clean.warnings)


SMALL = (
    "hi, i keep a lock. it is empty this week, and i have never seen its floor before in nine years of opening it.",
    "Engineers came on Monday and found two bicycles, a bell without its clapper and a gate that nobody can explain.",
    "The trust will rebuild the lower sill with oak from the county's own wood, and boats should pass before Easter.",
)


def test_a_text_that_begins_in_small_letters_by_habit_is_no_rest_of_a_sentence() -> None:
    """Where the first line goes on with further sentences in small letters no loss is announced for its first one."""
    page = "<!doctype html><title>my lock</title><main><h1>my lock</h1>" + "".join(f"<p>{one}</p>" for one in SMALL)
    clean = clean_article(read_raw(page.encode(), "case.html"))
    assert clean.text.startswith("hi, i keep a lock.")
    assert not [said for said in clean.warnings if "inside a sentence" in said]


def test_arabic_words_of_pages_are_known_with_the_signs_of_their_vowels() -> None:
    """The words over other stories are the page's, whether its writer sets the sign of the last vowel or not."""
    for written in ("اقرأ أيضا", "اقرأ أيضًا", "اقرأ أيضاً"):
        assert load_lexicon().look_up(written, tokens(written)).cover == 1


def test_a_text_that_its_page_holds_twice_is_no_loss() -> None:
    """What a second reader takes, or a list under its lead-in, is not gone where the same words were kept once."""
    one = "".join(f"<p>{words}</p>" for words in (*SMALL[1:], "They brought three things, all of them their own:"))
    one += "<ul><li>a ladder of ash</li><li>a pump on wheels</li><li>a pot of tea</li></ul>"
    one += "<p>The floor of the lock is stone, and somebody has cut the names of four boats into it with some care.</p>"
    page = f"<!doctype html><title>The floor of the lock</title><main><h1>The floor of the lock</h1>{one}{one}</main>"
    clean = clean_article(read_raw(page.encode(), "case.html"))
    assert clean.text.count("pump on wheels") == 1
    assert not [said for said in clean.warnings if said.startswith("loss")]


LOCK = (
    "The lock at Ferrow Mill was drained on Monday for the first time since 1961, and forty people came to look at it.",
    "Engineers found two bicycles, a church bell without its clapper and a gate that nobody in the parish can explain.",
    "The canal trust will rebuild the lower sill with oak from the county's own wood before the boats come at Easter.",
)


def page_of(body: str) -> bytes:
    """A page of a few paragraphs under one heading."""
    return f"<!doctype html><title>The floor of the lock</title><main>{body}</main>".encode()


def test_a_paragraph_that_says_more_than_several_others_stays() -> None:
    """One that holds three others and a sentence of its own is no repetition of them: that sentence would be lost."""
    own = "Nobody had told the heron of it."
    body = "<h1>The floor of the lock</h1>" + "".join(f"<p>{one}</p>" for one in (*LOCK, " ".join((*LOCK, own))))
    assert own in clean_article(read_raw(page_of(body), "case.html")).text


def test_a_large_letter_never_goes_into_a_script() -> None:
    """The first letter of a text stays with it where a script stands between the two."""
    body = '<h1>The floor of the lock</h1><div class="dropcap">T</div><script>var a = 1</script>'
    body += f"<div><p>{LOCK[0][1:]}</p><p>{LOCK[1]}</p><p>{LOCK[2]}</p></div>"
    assert clean_article(read_raw(page_of(body), "case.html")).text.startswith("The lock at Ferrow Mill")


@pytest.mark.parametrize(
    "heading",
    [
        '<h1><font size="6">The floor of the lock</font></h1>',
        '<h1><span role="heading" aria-level="3">The floor of the lock</span></h1>',
        '<div role="heading" aria-level="3"><h1>The floor of the lock</h1></div>',
    ],
)
def test_a_heading_within_a_heading_is_that_heading(heading: str) -> None:
    """Large letters or a role make no second heading of one; a lead in large letters is no heading either."""
    lead = '<font size="5">Forty people saw it and went home for their tea.</font>'
    body = heading + f"<p>{lead}</p>" + "".join(f"<p>{one}</p>" for one in LOCK)
    clean = clean_article(read_raw(page_of(body), "case.html"))
    assert clean.title == "The floor of the lock"
    assert not any(line.startswith("#") for line in clean.body.split("\n"))


def test_an_article_about_consent_stays_below_a_notice_of_it() -> None:
    """Where further paragraphs speak of partners and consent, those right below a notice are the article's."""
    notice = "We and our 1,017 partners use cookies and your personal data with your consent under our privacy policy."
    told = (
        "The regulator said that sites must ask for consent before their partners read a line of anybody's data.",
        "A study of the university counted forty questions a day, of which people answered nine without reading them.",
        "Its author wants consent to be given once, in the browser, and kept there for all the sites that ask for it.",
    )
    body = f'<h1>The floor of the lock</h1><div class="cookie"><p>{notice}</p></div>' + "".join(
        f"<p>{one}</p>" for one in told
    )
    text = clean_article(read_raw(page_of(body), "case.html")).text
    assert all(one in text for one in told)
