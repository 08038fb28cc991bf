"""Lines that are no part of an article, in the languages of the feeds; and sentences that only look like them."""

from __future__ import annotations

import pytest

from pipeline.core.articles.asides import is_aside
from pipeline.core.articles.prompts import asks_consent, asks_to_pay, is_prompt, says_locked


@pytest.mark.parametrize(
    "line",
    [
        "Read also: SAP opens a school for port cities",
        "(Le puede interesar: Buscan responsables de bus quemado)",
        "LEE MÁS | Telefónica vende torres",
        "Lire aussi : Airbus livre 61 avions",
        "Lesen Sie auch: Siemens gewinnt Auftrag",
        "Leia também: Cisco aumenta preços",
        "Leggi anche: Intel apre a Torino",
        "Czytaj też: Nokia testuje boje",
        "Lees ook: Philips verkoopt tak",
        "Läs också: Ericsson bygger mast",
        "Les også: Telenor med nytt nett",
        "Lue myös: Nokia palaa",
        "Читайте также: Siemens поставит краны",
        "Читайте також: Порт підписав",
        "Přečtěte si také: Firma podepsala",
        "Citește și: Orange lansează",
        "İlgili haberler:",
        "اقرأ أيضا: مايكروسوفت تفتح مدرسة",
        "関連記事：マイクロソフトが学校を開設",
        "相关阅读：微软开设学校",
        "관련기사 삼성, 새 공장",
        "Baca juga: Microsoft membuka sekolah",
        "Photo: Kim Berg / Reuters",
        "Crédits photos : Bestimage",
        "Foto: MDR/Bernd Cramer",
        "Titelbild: Geyres Christophe/ABACA/picture-alliance",
        "El presidente en el Congreso (Foto: Natacha Pisarenko/Pool via REUTERS).",
        "US Navy / Getty Images",
        "© 2026 The Morning Tide",
        "Copyright 2026 Tide Ltd. All rights reserved. This material may not be published.",
        "Alle Rechte vorbehalten.",
        "Follow us on Facebook, Google News and Yahoo.",
        "Follow The Morning Tide on Facebook and Instagram.",
        "Síguenos en Telegram, Instagram y Twitter para recibir todas nuestras actualizaciones",
        "Suivez-nous sur LinkedIn",
        "Share on Facebook",
        "Follow Harbour Notes: Twitter | Facebook",
        "Share an image on Facebook",
        "このニュースをシェア",
        "Facebook Twitter WhatsApp E-Mail",
        "Google News",
        "Sign up for our newsletter, brought to you with Microsoft",
        "Abonnieren Sie jetzt unseren Newsletter: https://zeitung.example/newsletter/",
        "Zapisz się na newsletter",
        "The post Harbour signs pledge appeared first on The Morning Tide.",
        "Advertisement",
        "- Anzeige -",
        "[PUBLICIDAD]",
        "Реклама",
        "広告",
        "***",
    ],
)
def test_an_aside_is_told_by_its_words(line: str) -> None:
    assert is_aside(line)


@pytest.mark.parametrize(
    "line",
    [
        "Google",
        "Facebook",
        "Microsoft",
        "Microsoft will sign in March, according to documents seen by Reuters.",
        "Das könnte sie teuer zu stehen kommen, sagte der Sprecher von Siemens.",
        "Copyright rules of the Union force Google to pay publishers, a court has found.",
        "Photographers at the summit were kept away from the ministers.",
        "Like us, Microsoft has waited for the states to move first.",
        "Share prices of Siemens rose after the announcement.",
        "Compartir este tipo de información es clave, dijo Telefónica.",
        "Поделиться опытом решили Лаборатория Касперского и порт.",
        "Theo dõi tình hình, Microsoft cho biết sẽ ký.",
        "シェア1位のシスコは月曜日に署名した。",
        "Recibió un e-mail de Microsoft con la propuesta.",
        "Melden Unternehmen E-Mail-Angriffe nicht, drohen Strafen.",
        "Share a photo on Facebook and it may end up with Microsoft.",
        "Follow the money: Facebook and its owners on trial",
        "See no evil: how the treaty was drafted in a basement in Geneva",
        "Related work at Siemens began in 2018.",
        "Además: Telefónica y el BBVA firmaron.",
        "공유하기 구글+ — " + "마이크로소프트가 파리 콜에 참여했다고 밝혔다. " * 4,
    ],
)
def test_a_sentence_of_news_is_none(line: str) -> None:
    assert not is_aside(line)


@pytest.mark.parametrize(
    "line",
    [
        "This article is for subscribers. Subscribe now for full access from 1 a month.",
        "Article réservé aux abonnés. Il vous reste 85 % de cet article à lire.",
        "Dieser Artikel ist exklusiv für Abonnenten.",
        "Contenido exclusivo para suscriptores. Suscríbase para seguir leyendo.",
        "Conteúdo exclusivo para assinantes",
        "Contenuto riservato agli abbonati",
        "Dit artikel is alleen voor abonnees",
        "Dalsza część artykułu dostępna tylko dla prenumeratorów",
        "Lue koko juttu tilaajana",
        "この記事は有料会員限定です。残り 1,204文字",
        "To continue reading, log in with Google.",
    ],
)
def test_a_pay_wall_is_told_by_its_words(line: str) -> None:
    assert says_locked(line)
    assert asks_to_pay(line)


@pytest.mark.parametrize(
    "line",
    [
        "We and our 842 partners, among them Google, store information on a device.",
        "This site is protected by reCAPTCHA and the Google Privacy Policy and Terms of Service apply.",
        "Mit dem Laden des Tweets akzeptieren Sie die Datenschutzerklärung von Twitter.",
        "An dieser Stelle finden Sie einen externen Inhalt von YouTube, der den Artikel ergänzt.",
        "Nous et nos 120 partenaires stockons des informations.",
        "Utilizamos cookies propias y de terceros.",
        "Wir verwenden auf dieser Seite Cookies.",
    ],
)
def test_a_plea_for_consent_is_told_by_its_words(line: str) -> None:
    assert asks_consent(line)
    assert is_prompt(line)


@pytest.mark.parametrize(
    "line",
    [
        "Cisco is already a member of the Paris Call, its chairman said.",
        "Ihre Bank ist bereits Kunde von Siemens.",
        "The ministry will start a trial with Cisco in May.",
        "More companies join and continue the effort.",
        "La suite est incertaine, reconnaît Orange.",
        "Более тысячи компаний уже подписаны, сообщил МИД.",
        "Услуга доступна только для подписчиков МТС.",
        "Google will stop using cookies of third parties in its browser.",
        "Facebook gab personenbezogene Daten an Dritte weiter.",
        "By using software of Kaspersky the ministry accepts a risk.",
        "Al continuar la reunión, Telefónica aceptó la propuesta.",
        "思科已是会员，并签署了倡议。",
        "Mit dem Laden der Container war ein Roboter von Siemens beschäftigt.",
    ],
)
def test_a_sentence_about_members_cookies_or_trials_is_news(line: str) -> None:
    assert not is_prompt(line)
