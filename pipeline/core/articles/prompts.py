"""What pages ask their readers for, in the languages they ask it in: consent, payment, registration.

Most texts ask for nothing, so each pattern has its hints: one of them is in whatever it finds.
"""

from __future__ import annotations

from typing import Final

from pipeline.core.articles.phrases import Hints, folded, pattern, phrases, words

# Said of this article: there is more of it, for others.
_LOCKED: Final = pattern(r"""
    this (?:article|content|story|page|post) is .{0,30}(?:for|to) .{0,30}(?:subscribers|members|registered)
    (?:subscribe|register|sign up|log in)(?: now| today)? to (?:continue|keep|read|unlock)
    to (?:continue|keep) reading|continue reading (?:with|this)
    subscriber[- ](?:only|exclusive)|exclusive(?:ly)? (?:for|to) (?:our )?subscribers
    you(?:['’]ve| have) (?:reached|read|used) (?:your|all) .{0,30}(?:free|articles|limit)
    (?:subscribe|register)(?: now)? for (?:full|unlimited) access|(?:articles?) (?:left|remaining) this month
    members[- ]only (?:article|content|story)
    articles? réservés? (?:aux|à nos)|réservée? (?:aux|à nos) abonné|reste .{0,8}% .{0,20}(?:article|lire)
    pour lire la suite|abonnez-vous (?:pour|à partir)|la suite (?:de cet article )?est réservée
    (?:artikel|inhalt|beitrag|text) ist (?:nur |exklusiv ){0,2}für .{0,20}(?:abonnent|mitglieder|registrierte)
    artikel ist (?:nur |exklusiv ){0,2}für .{0,20}leser
    (?:exklusiv|nur) für (?:unsere )?abonnent|(?:weiterlesen|lesen sie weiter) mit
    um (?:weiterzulesen|den ganzen artikel)
    (?:jetzt|ganzen artikel) (?:weiter)?lesen (?:mit|und)
    mit .{0,12}\babo\b.{0,15}weiterlesen
    (?:contenido|artículo|nota) (?:es )?(?:exclusiv[ao]|solo|sólo) (?:para|de) (?:los |nuestros )?suscriptor
    suscr[íi]b\w+ para (?:seguir|continuar|leer|acceder)|para (?:seguir|continuar) leyendo
    (?:conteúdo|matéria|reportagem) (?:é )?exclusiv[ao] para (?:os )?assinantes|exclusivo para assinantes
    assine para (?:ler|continuar)|para continuar lendo
    (?:contenuto|articolo) (?:è )?riservato (?:agli|ai) |abbonati per (?:leggere|continuare)
    per continuare a leggere|continua a leggere con
    artikel is (?:alleen |exclusief )?voor (?:abonnees|leden)|(?:om )?verder (?:te )?lezen|alleen voor abonnees
    (?:dalsz[ae]|pełna) (?:część|treść|wersja).{0,40}(?:dostęp|(?:dla|po) .{0,20}(?:subskryb|prenumer))
    dostępn\w+ (?:tylko )?dla .{0,20}(?:subskryb|prenumer)|aby (?:czytać|przeczytać) dalej
    zostało .{0,10}% (?:tekstu|artykułu)
    för prenumeranter|kun for abonnenter|(?:läsa|lese|læse) (?:hela|hele) (?:artikeln|saken|artiklen)
    vain tilaajille|lue koko juttu|(?:pouze|len|jen) pro předplatitele|csak előfizető
    (?:статья|материал|текст)\w* .{0,20}(?:для|по) подпис|оформите подписку|лише для передплатників
    (?:sadece|yalnızca) aboneler|للمشتركين فقط
    (?:有料)?会員限定|続きを読むには|この記事は有料|残り ?[\d,]+ ?文字
    订阅后(?:可|继续)|付费(?:内容|阅读)|会员专享|유료 ?(?:기사|회원)|구독자 전용
""")
# Offers in the second person, or with the question mark: a signatory may be "already a member", too.
_OFFER: Final = pattern(r"""
    already (?:a )?(?:subscriber|subscribed|member|registered) ?\?|already have an account
    (?:start|try) .{0,30}free trial|cancel any ?time|support (?:our|independent) journalism
    déjà (?:abonnée?|inscrite?) ?\?|testez .{0,20}gratuit|sans engagement
    (?:bereits|schon) (?:abonnent(?:in)?|registriert|kunde|ein abo) ?\?|jederzeit kündbar
    \d+ (?:monat|woche)\w* (?:gratis|kostenlos) |haben sie (?:bereits|schon) ein (?:abo|konto|login)
    ya (?:eres|es|soy) suscriptor|ya ten[eé]s? (?:una )?(?:cuenta|suscripción)|suscrib[íi](?:te|ase|ite)\b
    já (?:é|sou) assinante|sei già abbonato|al (?:een )?abonnee ?\?|masz już (?:konto|prenumeratę|dostęp)
    är du (?:redan )?prenumerant|er du (?:allerede )?abonnent
    уже (?:подписаны|есть подписка|зарегистрированы) ?\?|すでに会員の方|已有账号|이미 회원이신
""")

# Said to the reader of this very page, unlike what an article about cookies says.
_ASKS_CONSENT: Final = pattern(r"""
    (?:we|this (?:web ?)?site|our (?:web ?)?site) (?:and our partners )?(?:may )?uses?\b.{0,40}\bcookies
    we (?:value|respect) your privacy|(?:we|us) and our (?:[\d.,]+ )?(?:partners|vendors)
    by (?:loading|clicking|playing|continuing|using) .{0,80}\byou (?:agree|accept|consent)
    protected by recaptcha|this content is hosted by
    to (?:view|see|watch|play) (?:this|it).{0,60}(?:consent|cookies|settings)
    you can (?:accept|manage|withdraw|change) .{0,60}(?:cookies|consent|preferences)
    wir (?:schätzen|respektieren) ihre privatsphäre
    wir und unsere (?:[\d.]+ )?partner|wir (?:verwenden|nutzen|setzen) .{0,30}cookies
    diese (?:web)?seite (?:verwendet|nutzt) .{0,20}cookies
    mit dem (?:laden|abspielen|klick\w*) .{0,60}(?:akzeptier|stimmen|erklär|willig)
    (?:finden sie|an dieser stelle|wird hier) .{0,40}extern\w+ inhalt
    empfohlene[rn]? (?:redaktionelle[rn]? |externe[rn]? )+inhalt
    extern\w+ inhalt\w* .{0,30}(?:anzeigen|angezeigt|ergänzt|laden|von)
    personenbezogene daten an drittplattformen übermittelt
    (?:nous et nos|avec nos) (?:[\d ]+ )?partenaires|ce contenu (?:utilise|est bloqué|est hébergé)
    ce site utilise .{0,20}cookies
    nous utilisons des cookies|en cliquant sur .{0,20}accept|en poursuivant votre navigation
    nosotros y nuestros (?:[\d.]+ )?(?:socios|partners)
    (?:este sitio|esta web|nuestra web)(?: web)? (?:usa|utiliza) cookies|(?:usamos|utilizamos) cookies
    al (?:hacer clic|continuar navegando) .{0,60}acept
    nós e (?:os )?nossos (?:[\d.]+ )?parceiros|(?:este site|nós) (?:usa|utiliza|usamos|utilizamos) cookies
    ao (?:clicar|continuar navegando) .{0,60}(?:aceita|concorda)
    noi e i nostri (?:[\d.]+ )?(?:partner|fornitori)|questo contenuto (?:utilizza|usa|è ospitato)
    questo sito (?:utilizza|usa) .{0,20}cookie
    cliccando su .{0,20}accett|wij en onze (?:[\d.]+ )?partners|(?:deze (?:web)?site|wij) gebruik\w+ cookies
    my i nasi (?:[\d ]+ )?(?:zaufani )?partnerzy
    (?:ta strona|nasza strona|ten serwis|używamy) .{0,30}(?:korzysta|używa|plik).{0,30}cookie
    vi och våra (?:[\d ]+ )?partners?|vi og våre (?:[\d ]+ )?partnere|vi använder cookies|vi bruger cookies
    vi bruker (?:cookies|informasjonskapsler)
    (?:tento web|tyto stránky) používá.{0,20}cookie|weboldal(?:unk)? (?:sütiket|cookie)
    bu (?:site|internet sitesi).{0,30}çerez
    (?:мы|наш сайт|этот сайт|сайт) использу\w+ .{0,20}cookie|мы и наши партн[её]ры|本(?:网站|網站)使用.{0,10}cookie
    当(?:サイト|社)では.{0,10}(?:クッキー|cookie)|쿠키를 사용
""")

_CONSENT_HINTS: Final = words(
    "cookie partn parten parcei fornitor socios privacy privatsphäre recaptcha vendors agree accept accett consent"
    " settings preferences hosted extern inhalt drittplattform laden abspielen klick poursuivant acept aceita concorda"
    " contenu ospitato çerez informasjonskapsler sütiket クッキー 쿠키 партн"
)

_LOCK_HINTS: Final = phrases("""
    subscri|suscri|reading|members|registered|unlock|free articles|article left|articles left|remaining|to continue
    to keep|to read|have reached|have read|have used|'ve reached|’ve reached|'ve read|’ve read
    've used|’ve used|abonn|réservé|reste |lire|suscrí|full access|unlimited access|lesen sie weiter|ganzen artikel
    mitglieder|registrierte|weiterlesen|weiterzulesen|lesen mit|lesen und|artikel |leyendo|para leer|para acceder
    assin|lendo|abbonat|riservat|leggere|lezen|leden|subskryb|prenumer|dalej|zostało|dostęp|hela |hele |tilaajille
    koko juttu|předplatitel|előfizető|подпис|передплатник|aboneler|للمشتركين|会員|続きを読む|有料|残り
    订阅|付费|会员|유료|구독
""")
_OFFER_HINTS: Final = phrases("""
    already|free trial|cancel any|journalism|déjà|testez|sans engagement|abonnent|registriert ?|registriert?|kunde ?
    kunde?|ein abo ?|ein abo?|jederzeit kündbar|gratis |kostenlos |haben sie bereits ein|haben sie schon ein|suscri
    suscrí|ya ten|assinante|abbonato|abonnee|masz już|prenumerant|уже |すでに会員|已有账号|이미 회원
""")
_ASKING: Final = Hints(_CONSENT_HINTS)
_LOCKING: Final = Hints(_LOCK_HINTS)
_OFFERING: Final = Hints(_OFFER_HINTS)
_ANY: Final = Hints({*_CONSENT_HINTS, *_LOCK_HINTS, *_OFFER_HINTS})  # most lines hold none
_AROUND: Final = 120  # characters

_PROMPT: Final = 300  # characters; a notice is short
_REQUEST: Final = 1_500  # characters; a request for consent is not


def asks_consent(paragraph: str) -> bool:
    """Whether a paragraph asks the reader for consent to cookies, embedded content or the like."""
    return len(paragraph) <= _REQUEST and _asks_consent(folded(paragraph))


def says_locked(text: str) -> bool:
    """Whether a text says that there is more of this article for those who pay or register."""
    return _says_locked(folded(text))


def asks_to_pay(line: str) -> bool:
    """Whether a line of a body asks the reader for money or registration."""
    return len(line) <= _PROMPT and _asks_to_pay(folded(line))


def is_prompt(line: str) -> bool:
    """Whether a line of a body asks the reader for something, instead of telling a story."""
    if len(line) > _REQUEST:
        return False
    lower = folded(line)
    if not _ANY.are_in(lower):
        return False
    return _asks_consent(lower) or (len(line) <= _PROMPT and _asks_to_pay(lower))


def _asks_consent(lower: str) -> bool:
    return _ASKING.are_in(lower) and _ASKS_CONSENT.lower.search(lower) is not None


def _says_locked(lower: str) -> bool:
    seen: dict[int, int] = {}  # hint -> up to where it has been looked around
    for hint, at, _ in _LOCKING.places(lower):
        if at >= seen.get(hint, 0):
            if _LOCKED.lower.search(lower, max(0, at - _AROUND), at + _AROUND):
                return True
            seen[hint] = at + _AROUND
    return False


def _asks_to_pay(lower: str) -> bool:
    return _says_locked(lower) or (_OFFERING.are_in(lower) and _OFFER.lower.search(lower) is not None)
