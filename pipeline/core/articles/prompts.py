"""What walls say, in the languages they say it in: proof that one is human, consent, payment, login, or an apology."""

from __future__ import annotations

from typing import Final

from pipeline.core.articles.phrases import folded, pattern, phrases, words

# Looked for in titles, and on pages with little else to read: a sentence of news may hold them.
BOT: Final = pattern(r"""
    ^(?:just a moment|one moment|einen (?:moment|augenblick)|un (?:instant|momento)|um momento)\W*$
    ^(?:een ogenblik|jeszcze chwila|один момент|请稍候|しばらくお待ちください)\W*$|checking (?:if|your browser)
    verify(?:ing)? (?:that )?you are (?:a )?(?:not a |real )?(?:human|robot|bot)
    are you a (?:robot|human|bot)|not a robot|enable java ?script
    java ?script (?:is|must be) (?:required|disabled|enabled)
    access (?:to this (?:page|site|resource) )?(?:has been |is )?(?:denied|forbidden|blocked)|attention required!?
    pardon our interruption|unusual (?:traffic|activity)|ddos protection|captcha
    (?:have been|request was|ip) blocked
    bot (?:detection|verification|protection)|request unsuccessful|403 forbidden|one more step
    (?:review|check) the security of your connection|sicherheit ihrer verbindung|sécurité de votre connexion
    seguridad de su conexión|sicurezza della (?:tua )?connessione|segurança d[ae] sua conexão
    beveiliging van uw verbinding
    bezpieczeństwo (?:twojego )?połączenia|безопасность вашего подключения
    接続のセキュリティ|连接的安全性|연결의 보안
    security (?:check|verification)
    zugriff verweigert|sind sie ein (?:roboter|mensch)|dass sie (?:ein|kein) (?:mensch|roboter)|kein roboter
    javascript (?:zu )?aktivieren|aktivieren sie javascript
    accès (?:refusé|interdit|bloqué)|pas un robot|êtes un (?:humain|robot)|activer javascript
    vérification de sécurité
    acceso denegado|no (?:eres|soy) un robot|(?:eres|es) un humano|verificación de seguridad|habilit[ae] javascript
    acesso negado|não é um robô|verificação de segurança|accesso negato|non sei un robot|verifica di sicurezza
    toegang geweigerd|geen robot|odmowa dostępu|nie jesteś robotem|dostęp zablokowany|åtkomst nekad|tilgang nektet
    adgang nægtet|pääsy estetty|přístup odepřen|hozzáférés megtagadva|acces interzis|erişim engellendi
    robot olmadığınız
    доступ (?:запрещ[её]н|ограничен)|не робот|доступ заборонено|الوصول مرفوض|لست روبوت|アクセスが拒否|ロボットでは
    访问被拒绝|安全验证|验证码|人机验证|访问受限|접근이 (?:거부|차단)|로봇이 아닙니다|truy cập bị từ chối|akses ditolak
""")
GONE: Final = pattern(r"""
    \b(?:error )?404\b
    (?:page|article|story|content|file) (?:you requested )?(?:was |is |could )?not (?:be )?(?:found|available)
    page (?:doesn.t|does not) exist|(?:page|article|story|post) (?:is )?no longer (?:available|exists)
    (?:page|article|story|post) (?:you .{0,30} )?(?:has been (?:removed|deleted)|can.t be found)
    (?:seite|artikel|inhalt) (?:wurde |konnte )?(?:leider )?nicht (?:gefunden|mehr verfügbar)|nicht gefunden
    page (?:introuvable|non trouvée|inexistante)|n.existe (?:pas|plus)|página no (?:encontrada|existe|disponible)
    no encontrad[ao]
    página não (?:encontrada|existe)|pagina non trovata|pagina niet gevonden|nie (?:znaleziono|istnieje)
    stron[ay] nie istnieje
    sidan (?:kunde inte|hittades inte|finns inte)|siden (?:ble ikke funnet|findes ikke|finnes ikke)|sivua ei löyty
    stránka (?:nebyla nalezena|neexistuje)|az oldal nem található|pagina nu (?:a fost găsită|există)
    sayfa bulunamadı
    страница не найдена|сторінк[ау] не знайдено|η σελίδα δεν βρέθηκε|الصفحة غير موجودة
    ページが見つかりません|お探しのページ
    页面不存在|找不到(?:页面|網頁|頁面)|页面未找到|페이지를 찾을 수 없|không tìm thấy trang|halaman tidak ditemukan
""")
ERROR: Final = pattern(r"""
    error establishing a database|internal server error|service (?:is )?(?:temporarily )?unavailable|bad gateway
    gateway time
    (?:under|scheduled|down for) maintenance|something went wrong|an error (?:has )?occurred
    technical (?:difficulties|problem)
    wartungsarbeiten|technische[rsn]? (?:störung|fehler|probleme?)|maintenance en cours|en mantenimiento
    error interno
    em manutenção|in manutenzione|onderhoud|przerwa techniczna|техническ(?:ие|ое) (?:работы|обслуживание)|メンテナンス中
    系统维护|점검 ?중
""")
CONSENT: Final = pattern(r"""
    before you continue|(?:we|our) (?:value|respect|care about) your privacy
    your privacy(?: (?:choices|matters|settings))?$
    we and our (?:[\d.,]+ )?(?:partners|vendors)|access information on a device
    cookie (?:settings|preferences|consent|notice|wall)
    (?:accept|reject|manage|allow|use[sd]?|using|our|of|these|use of) (?:all )?cookies
    consent to (?:the )?(?:use|processing|storage)
    (?:external|embedded|third[- ]party) content|this content is (?:hosted|provided) by
    by (?:loading|clicking|playing) .{0,60}(?:agree|accept|consent)
    protected by recaptcha|privacy policy and terms of service apply
    (?:to|and) view (?:this|it).{0,40}(?:consent|cookies)
    bevor sie (?:fortfahren|weiter)|wir (?:schätzen|respektieren) ihre privatsphäre
    wir und unsere (?:[\d.]+ )?partner|cookies? (?:zu|und|von|akzeptieren|zustimmen)
    extern\w+ inhalt|redaktionelle[rn]? inhalt|personenbezogene daten (?:an|von)
    datenschutz\w* von (?:youtube|google|twitter|facebook|instagram|x\b|meta)
    ihre (?:einwilligung|zustimmung)|mit (?:werbung|cookies) (?:weiter)?lesen|avant de continuer
    (?:nous )?respect(?:ons|er) (?:de )?votre vie privée
    nous et nos (?:[\d ]+ )?partenaires
    (?:accepter|refuser|utilise[rz]?|utilisons|gérer) (?:tous |les |des |vos )*cookies|contenu (?:externe|bloqué)
    valoramos (?:tu|su) privacidad|nosotros y nuestros (?:[\d.]+ )?(?:socios|partners)|antes de continuar
    (?:aceptar|rechazar|utilizamos|usa|uso de) (?:las |todas )*cookies
    valorizamos (?:a )?sua privacidade|nós e (?:os )?nossos (?:[\d.]+ )?parceiros
    (?:aceitar|utilizamos|usamos) (?:os |todos )*cookies
    rispett\w+ la (?:tua|vostra) privacy|noi e i nostri (?:[\d.]+ )?(?:partner|fornitori)
    (?:accetta|utilizza|utilizziamo|uso d\w+) (?:tutti |i )*cookie
    (?:waarderen|respecteren) (?:je|uw|jouw) privacy|wij en onze (?:[\d.]+ )?partners
    cookies (?:accepteren|plaatsen|weigeren)
    cenimy (?:twoją |państwa )?prywatność|my i nasi (?:[\d ]+ )?(?:zaufani )?partnerzy|plik\w+ cookies?
    (?:värdesätter|respekterar|verdsetter|respekterer) (?:din|ditt)
    vi och våra (?:[\d ]+ )?partners?|vi og våre (?:[\d ]+ )?partnere|(?:používáme|souhlas s) (?:soubory )?cookies
    (?:cookie|süti)\w* (?:használ|kezel|elfogad)
    çerez(?:ler|leri)?\b|файл\w+ cookie|мы и наши партн[её]ры|ми та наші партнери|ملفات تعريف الارتباط
    нашата политика за бисквитки
    我们重视您的隐私|使用 ?cookies?|(?:クッキー|cookie) ?(?:を使用|の使用|に同意)|プライバシーを尊重|쿠키(?:를| 사용)
""")
LOGIN: Final = pattern(r"""
    (?:log|sign) ?in(?: (?:to|with|or|now|using|required)|$| - | \| )|(?:create|need) an? (?:free )?account
    (?:register|subscribe) (?:now )?(?:to|for)
    anmelden|einloggen|registrieren sie sich|melden sie sich an|connectez[- ]vous
    identifi(?:ez[- ]vous|cation requise)|créez (?:un|votre) compte
    inici(?:a|e|ar) sesión|regístr(?:ate|ese)|fa(?:ça|zer) login|inicie sessão|accedi\b|registrati|zaloguj się
    załóż konto|inloggen|log ind
    logga in|logg inn|kirjaudu|přihl(?:aste|ásit) se|jelentkezz? be|autentificare|giriş yap|войдите
    авториз(?:уйтесь|ация)|увійдіть|تسجيل الدخول
    ログイン|登录|登錄|登入|로그인|đăng nhập|silakan masuk
""")
# Said of this article: there is more of it, for others.
_LOCKED: Final = pattern(r"""
    this (?:article|content|story|page|post) is .{0,30}(?:for|to) .{0,30}(?:subscribers|members|registered)
    (?:subscribe|register|sign up|log in)(?: now| today)? to (?:continue|keep|read|unlock)
    to (?:continue|keep) reading|continue reading (?:with|this)
    subscriber[- ](?:only|exclusive)|exclusive(?:ly)? (?:for|to) (?:our )?subscribers
    you(?:.ve| have) (?:reached|read|used) (?:your|all) .{0,30}(?:free|articles|limit)
    (?:subscribe|register)(?: now)? for (?:full|unlimited) access|(?:articles?) (?:left|remaining) this month
    members[- ]only (?:article|content|story)
    articles? réservés? (?:aux|à nos)|réservée? (?:aux|à nos) abonné|reste .{0,8}% .{0,20}(?:article|lire)
    pour lire la suite|abonnez-vous (?:pour|à partir)|la suite (?:de cet article )?est réservée
    (?:artikel|inhalt|beitrag|text) ist (?:nur |exklusiv )*für .{0,20}(?:abonnent|mitglieder|registrierte|leser)
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
    (?:dalsz[ae]|pełna) (?:część|treść|wersja).{0,40}(?:dla|po|dostęp)
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
    (?:nous et nos|avec nos) (?:[\d ]+ )?partenaires|ce (?:site|contenu) (?:utilise|est bloqué|est hébergé)
    nous utilisons des cookies|en cliquant sur .{0,20}accept|en poursuivant votre navigation
    nosotros y nuestros (?:[\d.]+ )?(?:socios|partners)
    (?:este sitio|esta web|nuestra web)(?: web)? (?:usa|utiliza) cookies|(?:usamos|utilizamos) cookies
    al (?:hacer clic|continuar navegando) .{0,60}acept
    nós e (?:os )?nossos (?:[\d.]+ )?parceiros|(?:este site|nós) (?:usa|utiliza|usamos|utilizamos) cookies
    ao (?:clicar|continuar navegando) .{0,60}(?:aceita|concorda)
    noi e i nostri (?:[\d.]+ )?(?:partner|fornitori)|questo (?:sito|contenuto) (?:utilizza|usa|è ospitato)
    cliccando su .{0,20}accett|wij en onze (?:[\d.]+ )?partners|(?:deze (?:web)?site|wij) gebruik\w+ cookies
    my i nasi (?:[\d ]+ )?(?:zaufani )?partnerzy
    (?:ta strona|nasza strona|ten serwis|używamy) .{0,30}(?:korzysta|używa|plik).{0,30}cookie
    vi och våra (?:[\d ]+ )?partners?|vi og våre (?:[\d ]+ )?partnere|vi använder cookies|vi bruger cookies
    vi bruker (?:cookies|informasjonskapsler)
    (?:tento web|tyto stránky) používá|weboldal(?:unk)? (?:sütiket|cookie)|bu (?:site|internet sitesi).{0,30}çerez
    (?:мы|наш сайт|этот сайт|сайт) использу\w+ .{0,20}cookie|мы и наши партн[её]ры|本(?:网站|網站)使用
    当(?:サイト|社)では.{0,10}(?:クッキー|cookie)|쿠키를 사용
""")

# One of these is in whatever `_ASKS_CONSENT` finds; looking for them first is ten times faster.
_HINTS: Final = words(
    "cookie partn parten parcei fornitor socios privacy privatsphäre recaptcha vendors agree accept consent settings"
    " preferences hosted extern inhalt drittplattform laden abspielen klick poursuivant acept aceita concorda"
    " contenu ospitato çerez informasjonskapsler sütiket クッキー 쿠키 партн"
)

# Likewise for `_LOCKED`, which would else take longer than all the rest of reading a page.
_LOCK_HINTS: Final = phrases("""
    subscri|suscri|reading|members|registered|unlock|free articles|article left|articles left|remaining|to continue
    to keep|to read|have reached|have read|have used|'ve reached|’ve reached|'ve read|’ve read|abonn|réservé|reste |lire
    mitglieder|registrierte|weiterlesen|weiterzulesen|lesen mit|lesen und|artikel |leyendo|para leer|para acceder
    assin|lendo|abbonat|riservat|leggere|lezen|leden|subskryb|prenumer|dalej|zostało|dostęp|hela |hele |tilaajille
    koko juttu|předplatitel|előfizető|подпис|передплатник|aboneler|للمشتركين|会員|続きを読む|有料|残り
    订阅|付费|会员|유료|구독
""")
_AROUND: Final = 120  # characters

_PROMPT: Final = 300  # characters; a notice is short
_REQUEST: Final = 1_500  # characters; a request for consent is not


def asks_consent(paragraph: str) -> bool:
    """Whether a paragraph asks the reader for consent to cookies, embedded content or the like."""
    if len(paragraph) > _REQUEST:
        return False
    lower = folded(paragraph)
    return any(hint in lower for hint in _HINTS) and _ASKS_CONSENT.lower.search(lower) is not None


def says_locked(text: str) -> bool:
    """Whether a text says that there is more of this article for those who pay or register."""
    lower = folded(text)
    for hint in _LOCK_HINTS:
        at = lower.find(hint)
        while at >= 0:
            if _LOCKED.lower.search(lower, max(0, at - _AROUND), at + _AROUND):
                return True
            at = lower.find(hint, at + _AROUND)
    return False


def asks_to_pay(line: str) -> bool:
    """Whether a line of a body asks the reader for money or registration."""
    return len(line) <= _PROMPT and (says_locked(line) or _OFFER.search(line) is not None)


def is_prompt(line: str) -> bool:
    """Whether a line of a body asks the reader for something, instead of telling a story."""
    return asks_consent(line) or asks_to_pay(line)
