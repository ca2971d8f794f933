"""Country names as news writes them: in the oblique cases and with the endings of languages that have them."""

from __future__ import annotations

import pytest

from copydesk.ingest.tagging import KnownPeople, suggest

# Language: a sentence, then forms with the code each names. A bare Korea is either of two and names none.
FORMS = {
    "uk": (
        "Міністр {} виступив.",
        (
            "Франції FR  Німеччини DE  Італії IT  Росії RU  Китаю CN  Єгипту EG  Туреччини TR  Японії JP  "
            "Індії IN  Норвегії NO  Польщі PL  Іспанії ES"
        ),
    ),
    "be": (
        "Міністр {} выступіў.",
        "Францыі FR  Германіі DE  Італіі IT  Расіі RU  Кітая CN  Польшчы PL  Украіны UA  Японіі JP  Індыі IN",
    ),
    "ru": (
        "Министр {} выступил.",
        (
            "Франции FR  Германии DE  Италии IT  России RU  Китая CN  Египта EG  Турции TR  Японии JP  "
            "Индии IN  Норвегии NO  Польши PL  Испании ES  Украины UA"
        ),
    ),
    "pl": (
        "Minister {} zabrał głos.",
        (
            "Francji FR  Niemiec DE  Włoch IT  Rosji RU  Chin CN  Egiptu EG  Turcji TR  Japonii JP  "
            "Indii IN  Norwegii NO  Hiszpanii ES  Ukrainy UA  Szwecji SE"
        ),
    ),
    "cs": (
        "Ministr {} promluvil.",
        (
            "Francie FR  Německa DE  Itálie IT  Ruska RU  Číny CN  Egypta EG  Turecka TR  Japonska JP  "
            "Indie IN  Norska NO  Španělska ES  Ukrajiny UA  Švédska SE  Polska PL"
        ),
    ),
    "sk": (
        "Minister {} prehovoril.",
        (
            "Francúzska FR  Nemecka DE  Talianska IT  Ruska RU  Číny CN  Egypta EG  Turecka TR  "
            "Japonska JP  Indie IN  Nórska NO  Španielska ES  Ukrajiny UA  Poľska PL"
        ),
    ),
    "hr": (
        "Ministar {} je govorio.",
        (
            "Francuske FR  Njemačke DE  Italije IT  Rusije RU  Kine CN  Egipta EG  Turske TR  Japana JP  "
            "Indije IN  Norveške NO  Španjolske ES  Ukrajine UA  Poljske PL"
        ),
    ),
    "sr": (
        "Министар {} је говорио.",
        (
            "Француске FR  Немачке DE  Италије IT  Русије RU  Кине CN  Египта EG  Турске TR  Јапана JP  "
            "Индије IN  Норвешке NO  Шпаније ES  Украјине UA  Пољске PL"
        ),
    ),
    "sl": (
        "Minister {} je govoril.",
        (
            "Francije FR  Nemčije DE  Italije IT  Rusije RU  Kitajske CN  Egipta EG  Turčije TR  "
            "Japonske JP  Indije IN  Norveške NO  Španije ES  Ukrajine UA  Poljske PL"
        ),
    ),
    "bg": (
        "Министърът на {} говори.",
        "Франция FR  Германия DE  Италия IT  Русия RU  Китай CN  Египет EG  Турция TR  Япония JP  Индия IN",
    ),
    "lt": (
        "Ministras iš {} kalbėjo.",
        (
            "Prancūzijos FR  Vokietijos DE  Italijos IT  Rusijos RU  Kinijos CN  Egipto EG  Turkijos TR  "
            "Japonijos JP  Indijos IN  Norvegijos NO  Ispanijos ES  Ukrainos UA  Lenkijos PL"
        ),
    ),
    "lv": (
        "Ministrs no {} runāja.",
        (
            "Francijas FR  Vācijas DE  Itālijas IT  Krievijas RU  Ķīnas CN  Ēģiptes EG  Turcijas TR  "
            "Japānas JP  Indijas IN  Norvēģijas NO  Spānijas ES  Ukrainas UA  Polijas PL"
        ),
    ),
    "et": (
        "Minister {} rääkis.",
        (
            "Prantsusmaa FR  Saksamaa DE  Itaalia IT  Venemaa RU  Hiina CN  Egiptuse EG  Türgi TR  "
            "Jaapani JP  India IN  Norra NO  Hispaania ES  Ukraina UA  Poola PL  Prantsusmaal FR  "
            "Venemaale RU"
        ),
    ),
    "fi": (
        "Ministeri {} puhui.",
        (
            "Ranskan FR  Saksan DE  Italian IT  Venäjän RU  Kiinan CN  Egyptin EG  Turkin TR  Japanin JP  "
            "Intian IN  Norjan NO  Espanjan ES  Ukrainan UA  Puolan PL  Ranskassa FR  Venäjällä RU  "
            "Saksasta DE"
        ),
    ),
    "hu": (
        "A miniszter {} beszélt.",
        (
            "Franciaországban FR  Németországban DE  Olaszországból IT  Oroszországgal RU  Kínában CN  "
            "Egyiptomban EG  Törökországba TR  Japánban JP  Indiában IN  Norvégiában NO  "
            "Spanyolországban ES  Ukrajnában UA  Lengyelországban PL"
        ),
    ),
    "tr": (
        "Bakan {} konuştu.",
        (
            "Fransa'nın FR  Almanya'da DE  İtalya'ya IT  Rusya'nın RU  Çin'in CN  Mısır'da EG  "
            "Türkiye'nin TR  Japonya'da JP  Hindistan'ın IN  Norveç'te NO  İspanya'dan ES  Ukrayna'nın UA  "
            "Polonya'da PL"
        ),
    ),
    "el": (
        "Ο υπουργός {} μίλησε.",
        (
            "Γαλλίας FR  Γερμανίας DE  Ιταλίας IT  Ρωσίας RU  Κίνας CN  Αιγύπτου EG  Τουρκίας TR  "
            "Ιαπωνίας JP  Ινδίας IN  Νορβηγίας NO  Ισπανίας ES  Ουκρανίας UA  Πολωνίας PL  Καναδά CA"
        ),
    ),
    "ro": (
        "Ministrul din {} a vorbit.",
        (
            "Franței FR  Germaniei DE  Italiei IT  Rusiei RU  Chinei CN  Egiptului EG  Turciei TR  "
            "Japoniei JP  Indiei IN  Norvegiei NO  Spaniei ES  Ucrainei UA  Poloniei PL"
        ),
    ),
    "sq": (
        "Ministri i {} foli.",
        (
            "Francës FR  Gjermanisë DE  Italisë IT  Rusisë RU  Kinës CN  Egjiptit EG  Turqisë TR  "
            "Japonisë JP  Indisë IN  Greqisë GR"
        ),
    ),
    "ka": (
        "მინისტრი {} ლაპარაკობდა.",
        (
            "საფრანგეთის FR  გერმანიის DE  იტალიის IT  რუსეთის RU  ჩინეთის CN  თურქეთის TR  იაპონიის JP  "
            "ინდოეთის IN  უკრაინის UA"
        ),
    ),
    "hy": (
        "Նախարարը {} խոսեց։",
        "Ֆրանսիայի FR  Գերմանիայի DE  Իտալիայի IT  Ռուսաստանի RU  Չինաստանի CN  Թուրքիայի TR  Հնդկաստանի IN",
    ),
    "kk": (
        "{} министрі сөйледі.",
        "Францияның FR  Германияның DE  Ресейдің RU  Қытайдың CN  Түркияның TR  Жапонияның JP  Үндістанның IN",
    ),
    "hi": (
        "{} के मंत्री ने कहा।",
        "फ़्रांस FR  जर्मनी DE  इटली IT  रूस RU  चीन CN  मिस्र EG  तुर्की TR  जापान JP",
    ),
    "is": (
        "Ráðherra {} talaði.",
        (
            "Frakklands FR  Þýskalands DE  Ítalíu IT  Rússlands RU  Kína CN  Egyptalands EG  Tyrklands TR  "
            "Japans JP  Indlands IN  Noregs NO  Spánar ES  Úkraínu UA  Póllands PL"
        ),
    ),
}


@pytest.mark.parametrize("language", FORMS)
def test_a_country_is_found_in_the_case_it_stands_in(language: str) -> None:
    """A form such as Γαλλίας, Olaszországból or Prancūzijos names a country as its dictionary form does."""
    sentence, forms = FORMS[language]
    words = forms.split()
    for form, code in zip(words[::2], words[1::2], strict=True):
        text = sentence.format(form)
        found = suggest(title=text, text=f"{text} {text}", registry=KnownPeople(), lang=language)
        assert code in {one.code for one in (*found.countries, *found.mentioned_countries)}, form
