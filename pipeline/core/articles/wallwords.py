"""What walls say, in the languages they say it in: proof that one is human, consent, login, or an apology.

Looked for in titles, and on pages with little else to read: a sentence of news may hold them.
"""

from __future__ import annotations

from typing import Final

from pipeline.core.articles.phrases import pattern

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
