"""Pages that hosts send in place of an article are told, and an article about such pages is none of them."""

from __future__ import annotations

import pytest

from copydesk.intake.walls import ask_page, find_notice, find_wall

STORY = (
    "The Suez Canal Authority said on Monday that it would widen the southern stretch of the waterway. "
    "Pilots have long asked for a wider channel there, where the banks are rocky and the wind comes from the side. "
)
ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Canal"%s}</script>'
PARTNERS = {
    "en": "We and our 842 partners store and/or access information on a device, such as cookies, and process personal "
    "data for personalised ads. You can change your consent in our privacy settings. <button>Accept all</button>",
    "de": "Wir und unsere 312 Partner verwenden Cookies und verarbeiten personenbezogene Daten auf Grund Ihrer "
    "Einwilligung oder berechtigter Interessen. <button class=x>Alle akzeptieren</button>",
    "fr": "Avec nos 120 partenaires, nous utilisons des cookies et traitons des données personnelles avec votre "
    "consentement ou selon des intérêts légitimes. <button>Tout accepter</button>",
    "es": "Nosotros y nuestros 90 socios usamos cookies y tratamos datos personales con su consentimiento o por "
    "interés legítimo. <a href=x>Aceptar todo</a>",
    "ko": "당사와 파트너는 쿠키를 사용하여 맞춤형 광고를 제공하며 개인정보 처리에 대한 선택을 할 수 있습니다. "
    "<button>동의</button>",
}


def page(title: str, body: str, head: str = "") -> bytes:
    """A page with a heading."""
    return f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1><p>{body}</p></body></html>".encode()


@pytest.mark.parametrize("lang", PARTNERS)
def test_a_question_of_consent_is_no_article(lang: str) -> None:
    """However long its words are: it speaks of cookies, partners and consent, and has a button."""
    words = PARTNERS[lang] * 3
    assert "consent" in find_notice(page("Welcome", words), words)


def test_an_article_about_consent_is_one() -> None:
    """Its words stand beside the question's: the page calls itself an article, or has more to say than that."""
    asked = f"<footer>{PARTNERS['en']}</footer>"
    about = "Regulators fined the site for its cookies, saying that consent was never given. " + STORY * 2
    assert find_notice(page("Cookies", about + asked, ARTICLE % ""), about) == ""
    assert find_notice(page("Cookies", about * 2 + asked), about * 2) == ""


@pytest.mark.parametrize("title", ["Log in", "Sign in to continue", "Anmelden", "Connexion", "로그인", "Inicia sesión"])
def test_a_form_of_login_is_no_article(title: str) -> None:
    """A heading that asks for a login and a field for a password."""
    form = '<form><input name="u"><input type="password" name="p"></form>'
    assert "login" in find_notice(page(title, f"Please use your account.{form}"), "Please use your account.")
    assert find_notice(page("Ferry sails", f"{STORY}{form}"), STORY) == ""


@pytest.mark.parametrize(
    "title",
    [
        "404 Not Found",
        "Page not found",
        "Sorry, we couldn't find that",
        "Seite nicht gefunden",
        "페이지를 찾을 수 없습니다",
    ],
)
def test_an_error_that_says_all_is_well_is_no_article(title: str) -> None:
    """Many hosts answer 200 with a page that says there is none."""
    assert "no such page" in find_notice(page(title, "Try our front page."), "Try our front page.")
    assert find_notice(page("Page boys of Versailles", STORY), STORY) == ""


@pytest.mark.parametrize(
    "words",
    [
        "Subscribe now to continue reading.",
        "This article is for subscribers only.",
        "Already a subscriber? Log in",
        "Jetzt weiterlesen mit Plus",
        "Il vous reste 75 % de cet article à lire.",
        "Suscríbete para seguir leyendo",
        "Contenuto riservato agli abbonati",
        "유료 회원 전용 기사입니다",
        "この記事は会員限定です",
        "Материал доступен для подписчиков",
    ],
)
def test_a_teaser_without_its_flag_is_asked(words: str) -> None:
    """The page itself says that it goes on for those who pay: a loss that is said."""
    (asked,) = ask_page(page("Canal", f"{STORY}</p><div>{words}</div>", ARTICLE % ""), STORY)
    assert asked.startswith("loss: the page says")


def test_the_pages_own_count_of_words_is_held_against_the_text() -> None:
    """Half of what it says is missing; a count of letters is told from one of words."""
    assert "420 words" in ask_page(page("Canal", STORY, ARTICLE % ', "wordCount": 420'), STORY)[0]
    assert ask_page(page("Canal", STORY, ARTICLE % f', "wordCount": {len(STORY)}'), STORY) == ()
    assert ask_page(page("Canal", STORY, ARTICLE % ', "wordCount": 40'), STORY) == ()


def test_a_text_that_breaks_off_is_asked() -> None:
    """It ends in dots, as teasers do."""
    assert "breaks off" in ask_page(page("Canal", f"{STORY} And then …"), f"{STORY} And then …")[0]


def test_a_whole_article_is_not_asked() -> None:
    """Words of a wall in the head of a long article warn of nothing."""
    long = STORY * 12
    assert ask_page(page("Canal", f"Already a subscriber? {long}", ARTICLE % ""), long) == ()
    assert find_wall(page("Canal", long), long) is None


@pytest.mark.parametrize(
    ("address", "onward", "told"),
    [
        ("https://wire.example/canal", "/canal/2", "https://wire.example/canal/2"),
        (
            "https://wire.example/canal/",
            "https://wire.example/canal/page/2/#more",
            "https://wire.example/canal/page/2/",
        ),
        ("https://wire.example/canal.html", "canal_2.html", "https://wire.example/canal_2.html"),
        ("https://wire.example/canal", "?page=2", "https://wire.example/canal?page=2"),
        ("https://wire.example/kanal.html", "/kanal-seite-2.html", "https://wire.example/kanal-seite-2.html"),
        ("https://wire.example/canal", "/canal-2", ""),
        ("https://wire.example/canal", "/canal/comment-page-2/", ""),
        ("https://wire.example/canal", "/page/2/", ""),
        ("https://wire.example/canal", "https://other.example/canal/2", ""),
        ("https://wire.example/canal", "http://[", ""),
        ("https://wire.example/", "/2", ""),
    ],
)
def test_the_first_page_of_several_is_told(address: str, onward: str, told: str) -> None:
    """Who adds it learns where the rest is; another story, readers' comments and a list of stories are none of it."""
    long = STORY * 12
    asked = ask_page(page("Canal", f'{long}<a href="{onward}">2</a>', ARTICLE % ""), long, address)
    assert [one.rpartition(" ")[2] for one in asked] == ([told] if told else [])


def test_a_saved_pages_own_address_is_the_one_that_it_states() -> None:
    """Of a file nobody knows where it was read: its canonical link says it."""
    head = (
        '<link rel="canonical" href="https://wire.example/canal"><link rel="next" href="https://wire.example/canal/2">'
    )
    long = STORY * 12
    assert "the next is https://wire.example/canal/2" in ask_page(page("Canal", long, head), long)[0]
