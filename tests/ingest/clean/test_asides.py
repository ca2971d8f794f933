"""What an outlet says to its reader amid an article, and what an article says of such things."""

from __future__ import annotations

import pytest

from copydesk.ingest.clean import clean_article
from copydesk.ingest.clean.pleas import find_plea
from copydesk.intake.read import read_raw

PLEAS = (
    "To play this video you need to enable JavaScript in your browser.",
    "You have two free articles left this month.",
    "Sign up for our Valley Morning newsletter and never miss a story that matters to your town.",
    "If you can, please consider supporting our journalism with a regular amount each month.",
    "Abonnez-vous dès maintenant pour 2 € par mois et soutenez une rédaction indépendante.",
    "Il vous reste 62 % de cet article à lire. La suite est réservée aux abonnés.",
    "Guter Journalismus kostet Geld. Unterstützen Sie unsere Arbeit mit einem Digitalabo ab 1,99 Euro im Monat.",
    "Dieses Video ist in Ihrem Land leider nicht verfügbar.",
    "Suscribite a nuestro newsletter y recibí las noticias del campo todos los lunes en tu casilla.",
    "Te quedan 3 notas gratis este mes. Suscribite y accedé sin límites a todo el contenido.",
    "Hai ancora 2 articoli gratuiti da leggere questo mese. Abbonati a 1 euro al mese per continuare senza limiti.",
    "Subscreva a nossa newsletter gratuita e fique a par de tudo o que acontece a sul do Tejo.",
    "Schrijf je in voor onze gratis nieuwsbrief en mis niets meer.",
    "Meld deg på nyhetsbrevet vårt, så får du de viktigste sakene rett i innboksen hver fredag.",
    "Podoba Ci się ten tekst? Kup prenumeratę cyfrową i czytaj Kurier bez ograniczeń.",
    "Přispějte redakci libovolnou částkou, pomůže nám i cena jedné kávy.",
    "Подписывайтесь на наш канал и узнавайте о главных событиях региона раньше всех.",
    "Мы работаем благодаря вашей поддержке. Оформите ежемесячное пожертвование, чтобы новости выходили.",
    "Bizi takip etmek isterseniz Körfez Postası'nı WhatsApp kanalından takip edin.",
    "Hibát talált a cikkben? Jelezze szerkesztőségünknek!",
    "Ακολουθήστε τα Νέα του Κάμπου στο Google News και μάθετε πρώτοι όλες τις ειδήσεις.",
    "اشترك في نشرتنا البريدية لتصلك أهم الأخبار والتقارير كل صباح مجانا.",
    "この記事は有料会員限定です。残り七百文字をお読みいただくには会員登録が必要です。",
    "매일 아침 꼭 필요한 소식만 골라 보내 드리는 뉴스레터를 지금 무료로 구독하세요.",
    "剩余内容仅对会员开放,开通会员即可畅读全部文章。",
    "Mọi đóng góp dù nhỏ đều giúp báo chí độc lập tồn tại.",
    "Spotted something wrong? Tell our corrections desk.",
    "Join 6,412 readers who keep the paper printed.",
    "Este contenido es gratis gracias a nuestros suscriptores.",
    "Je m’inscris gratuitement",
    "제보를 기다립니다. 카카오톡에서 찾아 주세요.",
    "Hat Ihnen der Artikel gefallen? Dann erzählen Sie es weiter.",
    "Segnala l’articolo a un amico",
    "有料会員になると、全ての記事が読み放題です。",
)
# In the third person, or asking for something else: the words are the same.
TOLD = (
    "Developers can use the code under an open licence, the university said.",
    "She wanted to become a patron of young painters in the town.",
    "The service is free for 30 days, and 9 euros a month after that.",
    "Users must turn on notifications in the settings before the trip.",
    "Download the app, then hold the phone near the card until it hums.",
    "Police said they had a tip about the car and did not send anyone.",
    "Readers who keep the old books clean may borrow two more.",
    "Laden Sie die App der Bahn und wählen Sie den Zug.",
    "Téléchargez l’application du musée avant la visite, conseille le guide.",
    "La lettre du ministre est arrivée dans chaque mairie un samedi.",
    "El alcalde se apuntó gratis al curso de natación.",
    "기자는 그 기사가 도움이 되었다고 적었다.",
    "시장에서 무료 커피를 구독하는 사람이 늘었다.",
    "Netflix ha perso 200mila abbonati nel primo trimestre, il primo calo in dieci anni.",
    "L'abbonamento costa 12 euro al mese e si può disdire quando si vuole, spiega l'azienda.",
    "Il numero degli abbonati è salito del tre per cento.",
    "L’abonnement coûte 12 euros par mois, deux de plus que l’an dernier.",
    "Le service est réservé aux abonnés de la chaîne, a précisé son directeur.",
    "Le journal compte désormais 540 000 abonnés, dont la moitié en ligne.",
    "La newsletter du ministère est envoyée chaque matin à 4 000 fonctionnaires.",
    "Das Abonnement kostet 12 Euro im Monat, zwei mehr als im Vorjahr.",
    "Die Funktion ist nur für Abonnenten verfügbar, teilte der Konzern mit.",
    "Der Newsletter des Vereins erscheint jeden Freitag und hat 4000 Leser.",
    "Die Zeitung will ihren Newsletter einstellen, weil die Anmeldungen zurückgehen.",
    "The company will raise prices for subscribers in Europe by two euros.",
    "Netflix added nine million subscribers in the quarter and said growth would slow.",
    "The newsletter goes out every Friday to 4,000 people, she said.",
    "The senator's newsletter, sent every week, told voters the bill had passed.",
    "A free trial of the drug began in March with 300 patients.",
    "Their trial is expected to start in March; the court said it could be cancelled at any time.",
    "The charity said your donation could be used for anything it wishes, which the regulator criticised.",
    "Independent journalism needs support from the state, the minister argued, or local news will die.",
    "The fund gave our newsroom a gift of two million dollars in 2019, its editor recalled.",
    "Local news needs help, said the professor, who studies newspapers.",
    "The video cannot be played in court until the judge has ruled on it.",
    "This video is not supported by evidence, the prosecutor said.",
    "The browser does not support the old plug-in, so the ministry turned it off.",
    "Comments are moderated by volunteers, who work for three hours a day.",
    "Your comment was read aloud, the mayor told the boy.",
    "He joined WhatsApp in 2014 and followed three channels.",
    "Follow-up visits were arranged on WhatsApp, the nurse said.",
    "The party used Telegram to organise the march and Facebook to raise money.",
    "Los suscriptores pagan 12 euros al mes y pueden darse de baja cuando quieran.",
    "El boletín oficial recibe cada mañana decenas de anuncios.",
    "El boletín publicado ayer recoge la orden; los vecinos lo reciben en su correo.",
    "La asociación dona cada año 3.000 libros gracias al periodismo independiente.",
    "Nuestro trabajo es posible gracias a los vecinos, explicó la alcaldesa.",
    "O jornal perdeu assinantes e cobra agora 12 euros por mês.",
    "A newsletter do clube é enviada por e-mail aos sócios, que a recebem às sextas.",
    "A assinatura do contrato foi adiada para março.",
    "De krant telt 40.000 abonnees, die 12 euro per maand betalen.",
    "De nieuwsbrief van de gemeente verschijnt elke vrijdag.",
    "Avisen har 40 000 abonnenter og koster 300 kroner per måned.",
    "Nyhetsbrevet sendes til alle ansatte hver fredag, ifølge sjefen.",
    "Partiet får 300 nyhetsbrev i uken, sier lederen.",
    "Tidningen har fler prenumeranter än någonsin; en prenumeration kostar 199 kronor per månad.",
    "Gazeta ma 40 tysięcy prenumeratorów i dołącza do nich kolejnych.",
    "Prenumerata kosztuje 40 złotych miesięcznie.",
    "Noviny mají 40 tisíc předplatitelů, předplatné stojí 200 korun.",
    "Газета потеряла половину подписчиков, подписка стоит 300 рублей в месяц.",
    "На наш канал связи можно положиться, сказал инженер.",
    "Пожертвования получили 300 семей благодаря фонду.",
    "Gazetenin abone sayısı 40 bine çıktı, çoğu geçen yıl abone oldu.",
    "Bülten her sabah çalışanlara gönderiliyor.",
    "A lapnak 40 ezer előfizetője van, és tavaly fizettek elő a legtöbben.",
    "Lehdellä on 40 000 tilaajaa, ja tilaus maksaa 20 euroa.",
    "この新聞の購読者は四万人で、ニュースレターも発行している。",
    "動画は警察が公開したもので、再生回数は百万回を超えた。",
    "会員登録が必要なサービスは三割にとどまった。",
    "구독자는 4만 명으로 늘었고 뉴스레터도 매주 나간다.",
    "이 동영상은 법원에서 재생할 수 없습니다라고 판사는 말했다.",
    "该报订阅者达四万人，会员每月只需付六元。",
    "公众号关注人数超过十万，镇里用微信发布通知。",
    "عدد المشتركين في الخدمة بلغ أربعين ألفا بعد اشتراك الجامعات.",
    "تدعم الوزارة الصحافة المستقلة بمنح سنوية، وقد تبرع بها رجال أعمال.",
    "Báo có bốn mươi nghìn người đăng ký nhận bản tin mỗi sáng.",
    "Người dân ủng hộ tòa soạn cũ được giữ lại làm bảo tàng.",
    "Độc giả theo dõi tin trên Zalo nhiều hơn Facebook, theo khảo sát.",
    "Η εφημερίδα έχει σαράντα χιλιάδες συνδρομητές.",
    "Users who sign up for the app are asked for their age, and most give a false one.",
    "Readers who subscribe to the print edition get the magazine as well.",
    '"Subscribe to our newsletter," the sign on the door said.',
    "She watches the video every night before bed.",
    "Find an error in this article of the constitution, the professor asked his students.",
    "Join the queue early, advises the guide, which lists the museum on Facebook.",
    "He told the crowd: support us and we will support you.",
    "Donate blood before Friday, the hospital asked; your support is needed in all three clinics.",
    "Help us find Mia, her mother wrote on Facebook.",
    "Follow the river to the mill, then turn left; the route is on Instagram, too.",
    "Keep reading the meter until March, the supplier told her, to start your claim.",
)


@pytest.mark.parametrize("line", PLEAS)
def test_what_an_outlet_asks_its_reader_for_is_told(line: str) -> None:
    """To subscribe, to sign up, to give, to turn something on: asked in the second person, in many languages."""
    assert find_plea(line)


@pytest.mark.parametrize("line", TOLD)
def test_what_an_article_says_of_such_things_is_no_plea(line: str) -> None:
    """A report on subscribers, newsletters, donations or browsers asks for nothing."""
    assert not find_plea(line)


def test_a_text_about_pleas_keeps_its_own() -> None:
    """Where pleas of one kind are much of the text it is about them, and they stay."""
    page = "<!doctype html><title>Winter</title><article><h1>Winter times stay as they are</h1>{}</article>"
    plea = "To play this video you need to enable JavaScript in your browser."
    paragraphs = [
        "The ferry to the outer islands ran on its winter times for the third week, the harbour office said.",
        "Its captain, who has steered it since 1998, waits for a part that a yard in Oslo builds by hand.",
        "Farmers on the far shore send their milk by road, which takes four hours where the boat took one.",
        "Nobody knows yet whether the summer visitors will come the long way round, or stay at home this year.",
    ]
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    told = clean_article(read_raw(page.format(f"{text}<p>{plea}</p>{text.upper()}").encode(), "case.html"))
    assert plea not in told.text
    dropped = {line.text: line for line in told.dropped}
    assert dropped[plea].look
    assert dropped[plea].rule == "plea: speaks to its reader"
    about = "".join(f"<p>{plea} Page {nth} of our help says so, and few read it.</p>" for nth in ("one", "two", "six"))
    assert plea in clean_article(read_raw(page.format(f"<p>{paragraphs[0]}</p>{about}").encode(), "case.html")).text
