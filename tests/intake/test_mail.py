"""Plain letters, forwards, digests and newsletters: what becomes the text, and that the rest is named."""

from __future__ import annotations

import textwrap
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest

from copydesk.ingest.add import Job, Knowledge, parts_of, process
from copydesk.ingest.clean import CleanHints
from copydesk.ingest.draft import Stated
from copydesk.ingest.tagging import KnownPeople
from copydesk.intake.item import Item, LinkFound, Part, Refused, Skipped
from copydesk.intake.readers.mail import read_mail
from copydesk.model import CleanArticle

LEAD = (
    "The Suez Canal Authority said on Monday that it would widen the southern stretch of the waterway over the next "
    "two years, after a container ship blocked it for six days."
)
REST = (
    "Osama Rabie, who heads the authority, told reporters in Ismailia that dredging would begin at kilometre 132.",
    "Pilots have long asked for a wider channel there, where the banks are rocky and the wind comes from the side.",
    "The work will cost about 191 million dollars, the authority said, and be paid for from its own receipts.",
)
STORY = "\n\n".join((LEAD, *REST))
SUBJECT = "Suez Canal to be widened"


def letter(text: str, subject: str = SUBJECT, charset: str = "utf-8") -> EmailMessage:
    """A plain letter of one part."""
    message = EmailMessage()
    if subject:
        message["Subject"] = subject
    message["From"] = "Mira Tan <mira@harbour-post.example>"
    message["Date"] = "Tue, 03 Mar 2020 08:12:00 +0000"
    message.set_content(text, charset=charset)
    return message


def parts(message: EmailMessage) -> list[Part]:
    """What the reader makes of a letter."""
    return list(read_mail(message.as_bytes()))


def article(message: EmailMessage, hints: CleanHints | None = None) -> CleanArticle:
    """The one article that adding a letter makes."""
    return cleaned(message.as_bytes(), hints)


def cleaned(data: bytes, hints: CleanHints | None = None) -> CleanArticle:
    """The one article that adding a letter's bytes makes."""
    found = parts_of(data, "x.eml", Stated(), hints or CleanHints())
    (job,) = [one for one in found if isinstance(one, Job)]
    done = process(job, Knowledge(registry=KnownPeople()))
    assert done.clean is not None, done.error
    return done.clean


def gone(clean: CleanArticle) -> str:
    """All words that are named as left out."""
    return "\n".join(line.text for line in clean.dropped)


@pytest.mark.parametrize(
    ("above", "subject", "title"),
    [
        ("", SUBJECT, SUBJECT),
        (f"{SUBJECT}\n\n", SUBJECT, SUBJECT),
        ("Ships wait.\n\n", SUBJECT, SUBJECT),
        ("Canal authority plans a wider southern stretch\n\n", "", "Canal authority plans a wider southern stretch"),
        ("", "", ""),
        ("", "Suez Canal Authority to widen the waterway", "Suez Canal Authority to widen the waterway"),
    ],
)  # fmt: skip
def test_a_plain_letter_keeps_its_lead(above: str, subject: str, title: str) -> None:
    """Whatever the headline is taken from, the first sentence stays, and no headline is made of a sentence."""
    clean = article(letter(above + STORY, subject))
    assert clean.title == title
    assert LEAD in clean.text
    assert all(one in clean.text for one in REST)
    assert not any("The Suez Canal Authority said" in warning for warning in clean.warnings), clean.warnings


def test_a_korean_letter_without_headline_keeps_its_lead() -> None:
    """A sentence is told from a headline where blanks part phrases and not words."""
    lead = "수에즈 운하청은 월요일 앞으로 2년 동안 남쪽 구간을 넓히겠다고 밝혔다."
    more = "오사마 라비 청장은 이스마일리아에서 기자들에게 준설이 132킬로미터 지점에서 시작된다고 말했다."
    more += "\n\n도선사들은 오래전부터 더 넓은 수로를 요구해 왔다."
    clean = article(letter(f"{lead}\n\n{more}\n", "수에즈 운하 남쪽 구간 넓힌다", "euc-kr"))
    assert clean.title == "수에즈 운하 남쪽 구간 넓힌다"
    assert clean.text.startswith(lead)


def test_a_subject_that_the_copy_overrules_is_told() -> None:
    """A headline in the letter goes before its subject, and the editor sees both."""
    clean = article(letter("Canal authority plans a wider southern stretch\n\n" + STORY, "Your morning brief"))
    assert clean.title == "Canal authority plans a wider southern stretch"
    assert any("Your morning brief" in warning for warning in clean.warnings)


@pytest.mark.parametrize(
    "below",
    [
        "-- \nMira Tan\nHarbour Post",
        "Best regards,\nMira Tan\nReporter, Harbour Post\n+20 100 000 0000",
        "Mit freundlichen Grüßen\nMira Tan",
        "감사합니다.\n미라 탄 드림",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "ENDS",
        "###",
        "You receive this because you asked.\nUnsubscribe: https://harbour-post.example/u/1\n1 Corniche, Port Said",
        "Kind regards\nMira\n\nThis message is confidential. If you are not the intended recipient, please delete it.",
    ],
)
def test_what_follows_a_letters_text_is_left_out_and_named(below: str) -> None:
    """Signatures, legal words, marks of the end and footers stay out, and each line of them is listed."""
    clean = article(letter(f"{STORY}\n\n{below}\n"))
    assert clean.text.endswith(REST[-1])
    for line in filter(str.strip, below.split("\n")):
        assert line.strip() in gone(clean)


def test_a_mark_with_a_text_below_is_no_signature() -> None:
    """What is longer than a signature stays, whatever stands above it: a line of dashes parts a text as well."""
    clean = article(letter(f"{LEAD}\n\n-- \n" + "\n\n".join(REST)))
    assert all(one in clean.text for one in REST)
    clean = article(letter(f"{LEAD}\n\nThanks\n\n" + "\n\n".join(REST)))
    assert all(one in clean.text for one in REST)


def test_words_round_a_forward_are_named() -> None:
    """Who forwards a letter may write above it: left out, and listed."""
    head = "---------- Forwarded message ---------\nFrom: Harbour Post <a@b.example>\nDate: Mon, 2 Mar 2020 at 19:00\n"
    clean = article(letter(f"Dear all,\n\nlook at this.\n\n{head}Subject: {SUBJECT}\nTo: <m@b.example>\n\n{STORY}"))
    assert clean.text == STORY
    assert "look at this." in gone(clean)


def test_text_on_both_sides_of_a_picture_is_one_text() -> None:
    """Some programs make two parts of a text with a picture in it: neither is lost."""
    message = EmailMessage()
    message["Subject"], message["From"] = SUBJECT, "a@b.example"
    message.set_content(f"{LEAD}\n\n{REST[0]}\n")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", disposition="inline")
    message.add_attachment(f"{REST[1]}\n\n{REST[2]}\n".encode(), maintype="text", subtype="plain", disposition="inline")
    (item,) = parts(message)
    assert isinstance(item, Item)
    assert LEAD in item.text
    assert REST[2] in item.text


def test_every_attached_letter_is_read() -> None:
    """A letter with several letters attached gives each of them, and says what was written round them."""
    outer = letter("Two pieces for Friday, the second one is the better of both.")
    outer.make_mixed()
    for subject in ("One", "Two"):
        outer.add_attachment(letter(STORY, subject))
    found = parts(outer)
    assert [one.said.title for one in found if isinstance(one, Item)] == ["One", "Two"]
    (told,) = [one for one in found if isinstance(one, Skipped)]
    assert "Two pieces for Friday" in told.why


def test_a_newsletters_stories_without_link_and_words_between_are_not_lost() -> None:
    """A story without a link is a story; words outside all stories are told."""
    long = "".join(f"<p>{one}</p>" for one in (LEAD, *REST))
    html = (
        "<p>Good morning, here is what the harbour talks about this week, and it is not only the fog.</p>"
        f'<h2><a href="https://a.example/1">Canal</a></h2>{long}'
        f'<h2><a href="https://a.example/2">Ferry</a></h2><p>Sails again.</p>'
        f"<h2>From the editor</h2>{long}<h2>Weather</h2><p>Fog.</p>"
    )
    message = letter("short")
    message.add_alternative(html, subtype="html")
    found = parts(message)
    assert [one.said.title for one in found if isinstance(one, Item)] == ["Canal", "From the editor"]
    assert [one.said.url for one in found if isinstance(one, LinkFound)] == ["https://a.example/2"]
    told = " ".join(one.why for one in found if isinstance(one, Skipped))
    assert "Weather" in told
    assert "Good morning" in told


def test_a_letter_of_few_words_is_refused_with_the_way_out() -> None:
    """A refusal says from how many words on a letter becomes a draft."""
    (refused,) = parts(letter("See you on Friday."))
    assert isinstance(refused, Refused)
    assert "40 words" in refused.next_step


@pytest.mark.parametrize(
    "text",
    [
        "สำนักงานคลองสุเอซแถลงเมื่อวันจันทร์ว่าจะขยายช่วงใต้ของเส้นทางน้ำภายในสองปีข้างหน้าหลังจากเรือบรรทุกตู้สินค้าขวางทางอยู่หกวัน" * 2,
        "苏伊士运河管理局星期一表示，将在今后两年内拓宽航道南段，此前一艘集装箱船堵塞航道六天。局长在伊斯梅利亚对记者说，疏浚将从132公里处开始，船只不会延误。",
    ],
)
def test_scripts_without_blanks_have_words(text: str) -> None:
    """A letter in Thai or Chinese is not refused for having few blanks."""
    assert isinstance(parts(letter(text))[0], Item)


@pytest.mark.parametrize("html", [False, True])
def test_what_a_reader_left_out_can_be_kept(html: bool) -> None:
    """A left line has a number of its own below 0; kept by it, or by its words, it stands below the text."""
    message = letter(f"{STORY}\n\nBest regards,\nMira Tan\nUnsubscribe here")
    if html:
        message = letter("short")
        paragraphs = "".join(f"<p>{one}</p>" for one in (LEAD, *REST, "Unsubscribe here"))
        message.add_alternative(f"<h1>{SUBJECT}</h1>{paragraphs}", subtype="html")
    clean = article(message)
    (foot,) = [line for line in clean.dropped if line.text == "Unsubscribe here"]
    assert foot.line < 0
    for hints in (CleanHints(keep_lines=(foot.line,)), CleanHints(keep=("unsubscribe HERE",))):
        again = article(message, hints)
        assert again.text == f"{clean.text}\n\nUnsubscribe here"
        assert "Unsubscribe here" not in gone(again)


@pytest.mark.parametrize(
    ("charset", "written"),
    [("iso-8859-1", "cp1252"), ("", "cp1252"), ("us-ascii", "utf-8"), ("unknown-8bit", "utf-8"), ("utf-8", "cp1252")],
)
def test_a_wrong_or_missing_character_set_loses_no_letter(charset: str, written: str) -> None:
    """What a mail program states of its letters is taken as browsers take it; else the letters say it."""
    said = f"; charset={charset}" if charset else ""
    head = f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain{said}\n\n"
    quoted = STORY + "\n\n“We asked for a way home – after seven”, she said; “it’s late”. They’d “hoped”."
    (part,) = read_mail(head.encode() + quoted.encode(written))
    assert isinstance(part, Item)
    assert "“We asked for a way home – after seven”" in part.text


def test_a_chinese_letter_without_a_stated_set_keeps_its_lead() -> None:
    """Neither the missing character set nor a lead without blanks makes it the headline."""
    lead = "停业三年的老城区茶馆十五日重新开门，当天上午就接待了四百多位茶客。"
    rest = "这座两层木楼建于1911年，因为地基下沉，2022年被列为危房。\n\n修缮队把每一块木板编号拆下，再装回原处。"
    message = letter(f"{lead}\n\n{rest}\n", subject="老城区百年茶馆修缮后重新开门迎客").as_bytes()
    head, _, _ = message.partition(b"\n\n")
    head = b"\n".join(row for row in head.split(b"\n") if not row.startswith(b"Content-"))
    clean = cleaned(head + b"\nContent-Type: text/plain\n\n" + f"{lead}\n\n{rest}\n".encode("gb18030"))
    assert clean.title == "老城区百年茶馆修缮后重新开门迎客"
    assert clean.text.startswith(lead)


LIST_FOOT = (
    "\n\n_______________________________________________\nharbour mailing list\nharbour@lists.harbour.example\n"
    "https://lists.harbour.example/mailman/listinfo/harbour\n"
)


def test_a_lists_own_words_are_no_part_of_its_letters() -> None:
    """Its name in the subject goes, its footer below a rule is left out by name; the lead stays whole."""
    wrapped = "\n\n".join(textwrap.fill(one, 70) for one in (LEAD, *REST))
    message = letter(wrapped + LIST_FOOT, f"[harbour] {SUBJECT}")
    message["List-Id"] = "<harbour.lists.harbour.example>"
    clean = cleaned(message.as_bytes())
    assert clean.title == SUBJECT
    assert clean.text.startswith(LEAD)
    assert clean.text.endswith(REST[-1])
    assert any("mailing list" in line.text for line in clean.dropped)


def test_a_rule_above_figures_is_no_lists_footer() -> None:
    """A table or a box below a rule stays: it names no list."""
    (part,) = read_mail(letter(f"{STORY}\n\n--------------------\nDepth: 24 m\nWidth: 120 m\n").as_bytes())
    assert isinstance(part, Item)
    assert "Width: 120 m" in part.text


@pytest.mark.parametrize("mark", ["underline", "hash", "address below"])
def test_a_plain_newsletter_of_several_stories_is_taken_apart(mark: str) -> None:
    """Headings that lead to different addresses part it; the words before the first are named."""

    def story(title: str, address: str, text: str) -> str:
        if mark == "address below":
            return f"{title}\n{address}\n\n{text}"
        head = f"{title}\n{'-' * len(title)}" if mark == "underline" else f"## {title}"
        return f"{head}\n\n{text}\n\nRead more: {address}?utm_source=mail"

    stories = [
        story("Canal to be widened", "https://harbour-post.example/canal", STORY),
        story("Pilots want lights", "https://harbour-post.example/lights", STORY),
        story("Tugs for sale", "https://harbour-post.example/tugs", "Three of them."),
    ]
    hello = "Good morning, here is what we read in the last seven days by the water, at home and far away."
    parts = list(read_mail(letter(hello + "\n\n" + "\n\n* * *\n\n".join(stories), "Issue 88").as_bytes()))
    items = [part for part in parts if isinstance(part, Item)]
    assert [item.said.title for item in items] == ["Canal to be widened", "Pilots want lights"]
    assert [item.said.url for item in items] == [f"https://harbour-post.example/{one}" for one in ("canal", "lights")]
    assert all(item.text.strip().endswith(REST[-1]) and item.text.startswith(LEAD) for item in items)
    assert [part.said.url for part in parts if isinstance(part, LinkFound)] == ["https://harbour-post.example/tugs"]
    assert any("Good morning" in part.why for part in parts if isinstance(part, Skipped))


def test_underlined_headings_without_addresses_stay_one_letter() -> None:
    """An essay is one article; what is drawn below its headings is no text."""
    (part,) = read_mail(letter(f"{STORY}\n\nThe pilots\n----------\n\n{STORY}").as_bytes())
    assert isinstance(part, Item)
    assert "The pilots" in part.text
    assert "---" not in part.text


def test_the_one_address_that_a_letters_headline_leads_to_is_its_own() -> None:
    """A letter of one story has the address of its headline; the outlet's home is none."""
    body = "".join(f"<p>{text}</p>" for text in (LEAD, *REST))
    html = (
        '<h3><a href="https://harbour-post.example/">The Harbour Post</a></h3>'
        f'<h1><a href="https://harbour-post.example/canal?utm_source=m">Canal</a></h1>{body}'
    )
    message = letter(STORY)
    message.set_content(html, subtype="html")
    (part,) = read_mail(message.as_bytes())
    assert isinstance(part, Item)
    assert part.said.url == "https://harbour-post.example/canal"


@pytest.mark.parametrize("lead", ["It struck twelve.", "Who would borrow a boat?", "“We asked for a way home.”"])
def test_a_short_lead_is_not_lost_to_the_subject(lead: str) -> None:
    """A sentence of a few words above the text is its beginning, whatever the subject says."""
    clean = article(letter(f"{lead}\n\nNobody believed it.\n\n{STORY}"))
    assert clean.title == SUBJECT
    assert clean.text.startswith(f"{lead}\n\nNobody believed it.\n\n{LEAD}")


OUTLOOK = (
    "<p>Look!</p><div><p><b>From:</b> Harbour Post &lt;n@harbour-post.example&gt;<br><b>Sent:</b> Tuesday, March 3, "
    "2020 7:00 AM<br><b>To:</b> Ed Itor &lt;ed@desk.example&gt;<br><b>Cc:</b> x@desk.example<br><b>Subject:</b> Canal"
    "</p></div>"
)
APPLE = (
    "See this<br><blockquote><!-- x --><div>Begin forwarded message:</div><div><span><b>From: </b></span><span>"
    "Harbour Post &lt;<a href='mailto:n@harbour-post.example'>n@harbour-post.example</a>&gt;</span></div><div><b>"
    "Subject: </b>Canal</div><div><b>Date: </b>3 March 2020 at 07:45:12 CET</div><div><b>To: </b>ed@desk.example"
    "</div></blockquote>"
)


@pytest.mark.parametrize("head", [OUTLOOK, APPLE], ids=["Outlook", "Apple Mail"])
def test_the_head_of_a_forward_in_html_is_read_and_not_printed(head: str) -> None:
    """Subject, day and sender are those of the letter sent on; what was written above is named, receivers are not."""
    message = letter(STORY, subject="FW: look")
    body = "".join(f"<p>{text}</p>" for text in (LEAD, *REST))
    message.set_content(f"<html><body>{head}{body}</body></html>", subtype="html")
    (part,) = parts(message)
    assert isinstance(part, Item)
    assert (part.said.title, str(part.said.date), part.said.source) == ("Canal", "2020-03-03", "Harbour Post")
    clean = article(message)
    assert clean.title == "Canal"
    assert clean.text.startswith(LEAD)
    assert "Look!" in gone(clean) or "See this" in gone(clean)
    assert "desk.example" not in gone(clean) + clean.text


def test_html_without_a_forwarded_head_stays() -> None:
    """A line that looks like one field of a head is the letter's own."""
    message = letter(STORY)
    body = "".join(f"<p>{text}</p>" for text in (LEAD, "From: the quay", *REST))
    message.set_content(body, subtype="html")
    assert "From: the quay" in article(message).text


@pytest.mark.parametrize("below", ["Sent from my iPhone", "Von meinem Handy gesendet", "나의 iPhone에서 보냄"])
def test_what_a_telephone_adds_is_left_out_and_named(below: str) -> None:
    """It is no sentence of the article."""
    clean = article(letter(f"{STORY}\n\n{below}\n"))
    assert clean.text.endswith(REST[-1])
    assert below in gone(clean)


def page(*paragraphs: str) -> str:
    """Paragraphs as HTML."""
    return "".join(f"<p>{one}</p>" for one in paragraphs)


@pytest.mark.parametrize(
    "line",
    [
        "Visitors can see the plans online from Monday, the library said.",
        "Wer sein altes Schiff abmelden will, bekommt dafür einen Zuschuss.",
        "Many captains chose to unsubscribe from the pilots' bulletin in 2007.",
    ],
)
@pytest.mark.parametrize("form", ["html", "plain", "wrapped"])
def test_a_sentence_with_the_words_of_a_footer_stays_in_the_text(line: str, form: str) -> None:
    """Prose stands above and below it: it is the text's own, and the footer below still goes."""
    paragraphs = (LEAD, REST[0], REST[1], line, REST[2])
    message = letter("\n\n".join(textwrap.fill(one, 60) if form == "wrapped" else one for one in paragraphs))
    if form == "html":
        message.set_content(
            page(*paragraphs) + "<p>You receive this because you signed up. Unsubscribe.</p>", subtype="html"
        )
    found = article(message)
    assert line in found.text.split("\n\n")
    assert "signed up" not in found.text


def test_a_link_within_a_sentence_is_no_footer() -> None:
    """Nothing is cut out of the middle of a sentence."""
    message = letter("")
    line = 'Readers can <a href="https://a.example/maps">view the maps online</a> from Monday, the library said.'
    message.set_content(page(LEAD, REST[0], line, *REST[1:]), subtype="html")
    assert "Readers can view the maps online from Monday, the library said." in article(message).text


def test_a_place_with_a_colon_below_the_head_of_a_forward_begins_the_text() -> None:
    """HTML has no empty line between the head and the text."""
    head = (
        "---------- Forwarded message ---------<br>From: Ravi Shah &lt;r@a.example&gt;<br>Date: Mon, May 4, 2020"
        f"<br>Subject: {SUBJECT}<br>To: n@a.example<br>Cc: Desk<br>"
    )
    message = letter("")
    message.set_content(f"<div>{head}</div>" + page(f"SUEZ CITY: {LEAD}", *REST), subtype="html")
    text = article(message).text
    assert LEAD in text
    assert "Desk" not in text


def test_a_letter_quoted_in_the_text_is_no_forward() -> None:
    """A head without a subject or an address is a quotation."""
    quoted = "From: The Harbour Master\nDate: 3 May 1911\nTo: The Council"
    (item,) = parts(letter("\n\n".join((LEAD, REST[0], quoted, *REST[1:]))))
    assert isinstance(item, Item)
    assert LEAD in item.text
    assert not item.left


@pytest.mark.parametrize("kinds", [("plain", "html"), ("html", "plain")])
def test_text_in_two_forms_one_after_the_other_is_read_whole(kinds: tuple[str, str]) -> None:
    """Parts of a letter in both forms are no alternatives unless they say the same."""
    message = MIMEMultipart("mixed")
    message["Subject"], message["From"] = SUBJECT, "Mira Tan <mira@harbour-post.example>"
    for kind, paragraphs in zip(kinds, ((LEAD, REST[0]), REST[1:]), strict=True):
        message.attach(MIMEText(page(*paragraphs) if kind == "html" else "\n\n".join(paragraphs), kind))
    assert cleaned(message.as_bytes()).text.strip().split("\n\n") == [LEAD, *REST]


def test_the_same_text_in_two_forms_is_read_once() -> None:
    """Some programs call alternatives mixed."""
    message = MIMEMultipart("mixed")
    message["Subject"], message["From"] = SUBJECT, "Mira Tan <mira@harbour-post.example>"
    message.attach(MIMEText(STORY, "plain"))
    message.attach(MIMEText(page(LEAD, *REST), "html"))
    assert cleaned(message.as_bytes()).text.count(LEAD) == 1


@pytest.mark.parametrize("form", ["html", "plain"])
def test_an_article_with_a_letter_attached_to_it_is_read(form: str) -> None:
    """What is as long as an article is more than a covering note."""
    message = letter(page(LEAD, *REST) if form == "html" else STORY)
    if form == "html":
        message.set_content(page(LEAD, *REST), subtype="html")
    message.add_attachment(letter("Could you send the piece by noon, please?", "An old thread"))
    found = parts(message)
    assert isinstance(found[0], Item)
    assert all(one in found[0].text for one in (LEAD, *REST))
    assert isinstance(found[1], Refused)
    assert found[1].part == "attached letter 1"


def test_what_is_written_in_html_around_attached_letters_is_told() -> None:
    """A covering note is named in whichever form it is written."""
    message = letter("")
    message.set_content("<p>Please use the letter below.</p>", subtype="html")
    message.add_attachment(letter(STORY))
    item, skipped = parts(message)
    assert isinstance(item, Item)
    assert isinstance(skipped, Skipped)
    assert "Please use" in skipped.why


def test_a_newsletter_of_teasers_tells_its_footer_and_attachments() -> None:
    """Where no draft is there to ask, what was not taken along and the letter's own lines are told all the same."""
    message = letter("short")
    heads = "".join(f'<h2><a href="https://a.example/{n}">Story {n}</a></h2><p>{LEAD[:90]}</p>' for n in (1, 2))
    message.add_alternative(f"{heads}<p>Unsubscribe from the harbour letter</p>", subtype="html")
    message.make_mixed()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="tides.pdf")
    found = parts(message)
    assert [one.said.url for one in found if isinstance(one, LinkFound)] == [
        "https://a.example/1",
        "https://a.example/2",
    ]
    told = " ".join(one.why for one in found if isinstance(one, Skipped))
    assert "attachment tides.pdf" in told
    assert "Unsubscribe from the harbour letter" in told


@pytest.mark.parametrize(
    ("headline", "address"),
    [
        ("<h2>Canal to be widened</h2>", ""),
        ("<h2>A word of ours</h2>", ""),
        ('<h2><a href="https://a.example/canal">Canal to be widened</a></h2>', ""),
        ("", "https://a.example/tugs"),
    ],
    ids=["the headline leads nowhere", "another stands above", "two addresses", "one headline that leads"],
)
def test_the_address_is_that_of_the_headline_and_of_no_teaser(headline: str, address: str) -> None:
    """A heading of another story below the text is not where this one can be read."""
    message = letter("short", "Canal to be widened")
    paragraphs = "".join(f"<p>{one}</p>" for one in STORY.split("\n\n"))
    teaser = '<h2><a href="https://a.example/tugs">Tugs for sale</a></h2>'
    page = f"<h1>The Harbour Letter</h1>{headline}{paragraphs}{teaser}<p>Three of them.</p>"
    message.add_alternative(page, subtype="html")
    assert all(one.said.url == address or "story" in one.part for one in parts(message) if isinstance(one, Item))


@pytest.mark.parametrize(
    "words",
    [
        "Cancella iscrizione",
        "Annulla l’iscrizione",
        "Wypisz się",
        "Odhlásit se",
        "Avsluta prenumeration",
        "Leiratkozás",
    ],
)
def test_the_way_out_of_a_list_is_no_text(words: str) -> None:
    """The link is the reader's own: it goes, and is told."""
    message = letter("short")
    paragraphs = "".join(f"<p>{one}</p>" for one in STORY.split("\n\n"))
    message.add_alternative(f'{paragraphs}<p><a href="https://a.example/u/7">{words}</a></p>', subtype="html")
    (item,) = parts(message)
    assert isinstance(item, Item)
    assert "a.example/u/7" not in item.text
    assert [line.text for line in item.left] == [words]
