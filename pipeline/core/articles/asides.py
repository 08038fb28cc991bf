"""Lines that are not the article although they stand amid it: read-also lines, credits, pleas to follow and subscribe.

Structure tells most of them (see boilerplate), words the rest. A word list can be wrong about a sentence, and a lost
sentence is worse than a stray label, so each list applies to short lines only, to how they begin or end, and holds
nothing that a sentence of news might begin with: "Already a member?" but not "already a member".
"""

from __future__ import annotations

import re
from typing import Final

from pipeline.core.articles.phrases import Hints, alternatives, folded, phrases, words

# Labels of another article's headline: what follows them on the line is not this article. By language, ar to zh.
_READ_ALSO: Final = alternatives(r"""
    اقرأ(?:وا)? (?:أيضا|أيضًا|أيضاً|المزيد)|(?:مواضيع|مقالات|أخبار) (?:ذات صلة|متعلقة)
    (?:прочетете|вижте|четете) (?:още|също)\b
    (?:přečtěte|čtěte|prečítajte|čítajte)(?: si)? (?:také|tiež|aj|více|viac)\b
    (?:læs|se) (?:også|mere)\b
    (?:lesen|sehen) sie (?:auch|hier|dazu|mehr)\b|lies(?: dazu)? auch\b|passend dazu ?:|zum weiterlesen\b
    mehr (?:lesen|zum thema|dazu) ?(?::|$)|weitere (?:artikel|beiträge)\b.{0,30}(?::|$)
    das könnte (?:sie|dich) (?:auch )?interessieren
    (?:διαβάστε|δείτε) (?:επίσης|ακόμη|ακόμα)\b
    (?:read|see|watch|listen)(?: (?:also|more|next|on|here))? ?[:|]|(?:also read|read also|see also)\b
    (?:related|recommended|more)(?: (?:stories|articles|news|reading|content|coverage|on this|from us))? ?[:|]
    (?:you (?:may|might) (?:also )?like|don.t miss|up next|learn more|further reading) ?(?:[:|]|$)
    (?:lea|lee|leer|vea|ver|mira|mire) (?:también|además|más|aquí)\b|(?:también )?(?:te|le) puede interesar ?(?::|$)
    (?:puedes? (?:ver|leer)|relacionad[ao]s?|más información|(?:te|le) recomendamos|no te pierdas) ?:
    بیشتر بخوانید
    lue (?:myös|lisää)\b
    (?:à )?(?:lire|voir) (?:aussi|également)\b|lire (?:la suite|plus)\b|sur le même sujet\b|pour aller plus loin ?:
    קראו? (?:גם|עוד)
    (?:olvass[ae]?|nézze) (?:el|meg|tovább)(?: is)? ?:|kapcsolódó(?: cikk\w*)? ?:
    baca juga\b
    (?:leggi|guarda|vedi) (?:anche|qui|ancora)\b|(?:ti )?potrebbe interessarti\b|per approfondire ?:
    関連(?:記事|ニュース|リンク)|あわせて読みたい|もっと読む|続きを読む
    관련 ?(?:기사|뉴스)
    lees (?:ook|meer|verder)\b|(?:bekijk|zie) ook\b
    les (?:også|mer)\b
    (?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również|więcej|dalej)\b|polecamy ?:
    (?:leia|veja|confira|saiba) (?:também|mais|ainda)\b|mais lidas\b
    (?:cite[șş]te|citi[țţ]i|vezi) (?:[șş]i|mai mult)\b
    (?:читайте|смотрите) (?:также|ещё|еще)\b|(?:по теме|материалы по теме|подробнее) ?(?::|$)
    läs (?:också|även|mer|vidare)\b
    อ่าน(?:เพิ่มเติม|ข่าว)
    (?:ilgili|benzer) haber(?:ler)? ?(?::|$)|(?:bunu da|ayrıca) oku\w*
    (?:читайте|дивіться) (?:також|ще)\b
    یہ بھی پڑھیں
    (?:xem|đọc) thêm ?(?::|$)
    (?:相关|相關|延伸|推荐|推薦|更多)(?:阅读|閱讀|新闻|新聞|文章|报道|報導)
""")
_FOLLOW: Final = alternatives(r"""
    تابعونا|تابعنا على|شاركها? على
    sledujte nás|(?:sdílet|zdieľať)(?: na\b|:|$)|sdílejte\b
    følg os\b|del (?:artiklen|på)\b
    folge?n? (?:sie )?(?:uns|mir)\b|(?:artikel|beitrag)? ?(?:teilen|weitersagen|drucken|merken)(?: auf|:|$)
    ακολουθήστε μας|κοινοποίηση(?: σε|:|$)
    follow (?:us|me|@\w+)\b|(?:like|find|join) us on\b
    follow (?:[\w.’'-]+ ){1,4}on (?:twitter|x|facebook|instagram|linkedin|bluesky|mastodon)\b
    follow [\w.’' -]{1,40}:(?:\W+(?:twitter|x|facebook|instagram|linkedin|bluesky|mastodon|youtube|rss)\b)+\W*$
    share an? (?:image|photo|picture|video|story) on (?:twitter|x|facebook|instagram|linkedin|bluesky|mastodon)\W*$
    share(?: (?:this (?:article|story|post|page|on)|on|via)\b|:|$)|(?:tweet|pin|email|print|save) this\b|click here to\b
    s[íi]guenos\b|síganos\b|seguinos\b|compart(?:e|ir|ilo)(?: en\b| est[ae] (?:artículo|nota|noticia)|:|$)
    seuraa meitä\b|jaa (?:artikkeli|tämä)
    suivez[- ]nous\b|partage[rz](?: sur\b| cet article|:|$)
    עקבו אחרינו|שתפו ב
    kövess(?:en)? minket|oszd meg|megosztás(?::|$)
    ikuti kami|bagikan\b
    seguici\b|condividi\b
    シェアする|フォローする|ツイートする|このニュースをシェア
    공유하기|팔로우
    volg ons\b|deel (?:dit|op)\b
    obserwuj nas\b|udostępnij\b|podziel się\b|polub nas\b
    siga(?:-nos\b| o\b.{0,30} n[oa] )|(?:com)?partilhe\b|(?:com)?partilhar(?: n[oa]\b|:|$)|curta (?:nossa|a nossa)\b
    urmăre[șş]te-ne|urmări[țţ]i-ne|distribuie\b
    подпис(?:ывайтесь|аться) на (?:нас|наш)|поделиться(?: в| ссылкой|:|$)|следите за (?:нами|нашими)
    följ oss\b|dela (?:artikeln|på)\b
    bizi takip|paylaş(?::|$)
    підписуйтесь на (?:нас|наш)|поділитися(?: в|:|$)
    theo dõi (?:chúng tôi|trên)|chia sẻ (?:bài|lên)
    关注我们|關注我們|分享到|扫一扫|扫码关注
""")
# A verb of asking at the beginning, and somewhere after it what is asked for.
_ASK: Final = alternatives(r"""
    přihlaste se|odebírejte
    abonnieren? |melden sie sich|melde dich|holen? sie|hol dir|bleiben sie|bleib |unsere? newsletter
    mit unserem newsletter
    sign up|subscribe|get (?:our|the|your|it)\b|receive (?:our|the)\b|never miss|don.t miss|want (?:more|to)\b
    join our|enter your|stay (?:up|in|on)\b|do you want
    suscr[íi]b(?:e|a|i)te|suscríbase|recib[ae]\b|reg[íi]strate|apúntate|descarga\b
    tilaa\b|inscrivez|abonnez|recevez|ne manquez|restez|téléchargez|iratkoz|feliratkoz
    iscriviti|ricevi\b|resta (?:aggiornat|inform)|scarica\b|schrijf (?:je|u)|meld (?:je|u)|ontvang\b
    zapisz się|zapraszamy|bądź na|pobierz\b|ass?ine\b|inscreva|receba\b|cadastre-se|baixe\b
    aboneaz|abona[țţ]i|подпи(?:шитесь|сывайтесь)|prenumerera|anmäl dig|tilmeld dig|meld deg|abone ol|kaydol
    登録|구독|订阅|訂閱
""")
_ASKED_FOR: Final = alternatives(r"""
    news ?letters?|mailing list|inbox|infolettre|bolet[íi]n|biuletyn|subskrypcj|hírlevél|nyhetsbrev|nyhedsbrev
    uutiskirje|nieuwsbrief|рассылк|bülten|e-?mail|メルマガ|뉴스레터|telegram|whatsapp|sign up here
""")
_CREDIT: Final = alternatives(r"""
    (?:(?:cover|header|featured?|lead) )?(?:photo(?:graph(?:y|er)?)?|image|picture|video|illustration)s?
    (?:photo|image|picture|video)s? (?:credits?|courtesy|source|by)|credits?|crédits?(?: photos?)?
    (?:titel|symbol)?(?:bild|foto)(?:er|s|quelle|nachweis|credit|rechte)?|copyright|quelle
    foto(?:graf[íi]as?|grafie)?s?(?: de)?|imagen(?:es)?|imagem|fuente|fonte|zdjęci[ea]|źródło|fot\.?|kuva|kép|fotó
    фото|снимка|φωτογραφία|الصورة|صورة|写真|图片来源|圖片來源|图|사진
""")
_MARK: Final = r"(?:photo|image|picture|illustration|video)s? (?:by|courtesy of|via)\b|\(c\)|©|ⓒ|℗"
_AGENCY: Final = r"getty image|getty images|reuters|afp|ap|epa|shutterstock|istock|dpa|ansa|efe|pap|tass"
_CAPTION_END: Final = alternatives(rf"""
    \(\s*(?:photo|foto|bild|image|crédit|credit|picture|kuva|fot\.|фото|zdj)[^()]{{0,90}}\)\.?$
    [/|] ?(?:{_AGENCY})\)?\.?$|\b(?:via|by) (?:getty images?|shutterstock|istock)\)?\.?$
""")
_RIGHTS: Final = alternatives(r"""
    all rights reserved|alle rechte vorbehalten|tous droits (?:de reproduction )?réservés
    (?:todos (?:los|os) )?(?:derechos|direitos) reservados|tutti i diritti (?:sono )?riservati
    (?:wszelkie|wszystkie) prawa zastrzeżone|alle rechten voorbehouden|alla rättigheter (?:förbehållna|reserverade)
    všechna práva vyhrazena|minden jog fenntartva|toate drepturile rezervate|tüm hakları saklıdır|все права защищены
    усі права захищені|جميع الحقوق محفوظة|כל הזכויות שמורות|版权所有|版權所有|無断(?:転載|複写)\w*|무단 ?전재\w*
""")
_NOTICE: Final = alternatives(r"""
    ©|\(c\)|copyright ?(?:©|\(c\)|\d{4}|:)|this material may not be|materiał chroniony
    the post .{1,300} (?:appeared first on|first appeared on)
""")
# These may stand far behind the beginning; one of the hints is in whatever they find.
_FURTHER_ON: Final = alternatives(rf"""
    {_RIGHTS}|.{{0,300}}(?:{_RIGHTS})\W*$
    .{{1,300}} (?:erschien zuerst auf|est apparu en premier sur|apareció primero en)[ ]
""")
_FURTHER_ON_HINTS: Final = Hints(
    phrases("""
    erschien zuerst|apparu en premier|apareció primero|all rights|vorbehalten|tous droits|derechos reservados
    direitos reservados|diritti|prawa zastrzeżone|rechten voorbehouden|rättigheter|práva vyhrazena
    jog fenntartva|drepturile rezervate|hakları saklıdır|права за|الحقوق محفوظة|הזכויות שמורות|所有|無断|무단
""")
)
_ADVERT: Final = alternatives(r"""
    إعلان|reklama|reklame|anzeige|werbung|διαφήμιση|advertisements?|sponsored content|publicidad|reklaam|آگهی|mainos
    publicité|hirdetés|iklan|pubblicità|広告|광고|advertentie|annonse|publicidade|publicitate|реклама|annons|โฆษณา
    reklam|quảng cáo|广告|廣告
""")
_NETWORKS: Final = words(
    "facebook twitter x whatsapp telegram linkedin xing email mail e instagram youtube pinterest reddit google news"
    " flipboard pocket messenger viber vk weibo wechat line threads bluesky mastodon tiktok rss print share copy"
    " link plus tumblr skype sms drucken teilen imprimir imprimer partager compartir"
)
_COMPANIES: Final = words("facebook google linkedin twitter youtube")  # a word alone may be an item of a list of names
_WORD: Final = re.compile(r"[^\W_]+")

_WIDE: Final = re.compile("[\u2e80-\uffef]")
# Lengths in characters; one of an East Asian script counts three times, for it says as much as three of others.
_PLEA: Final = 160  # longer than a plea, shorter than most sentences that begin like one
_HEADLINE: Final = 250  # a label with a headline behind it, or a caption
_LEGAL: Final = 400  # notices of rights are wordy
_LONGEST: Final = _LEGAL
_BUTTONS: Final = 80


def _beginning(source: str) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{source})")


_TELLS: Final = (
    (_HEADLINE, _beginning(_READ_ALSO)),
    (_PLEA, _beginning(_FOLLOW)),
    (_PLEA, _beginning(rf"(?:{_ASK}).*(?:{_ASKED_FOR})")),
    (_PLEA, _beginning(rf"(?:{_CREDIT})\s*[:：/|©]|{_MARK}")),
    (_LEGAL, _beginning(_NOTICE)),
    (_BUTTONS, _beginning(rf"(?:{_ADVERT})\W*$")),
)
_LATER: Final = _beginning(_FURTHER_ON)
_CAPTION: Final = re.compile(_CAPTION_END)
# Whatever `_CAPTION` finds ends so, and to look for it in every line would cost more than all the other patterns.
_CAPTION_ENDINGS: Final = tuple(word + end for word in (")", *phrases(_AGENCY)) for end in ("", ".", ")", ")."))


def is_aside(line: str) -> bool:
    """Whether the words of a line say that it is no part of the article."""
    length = len(line)
    if length <= _LONGEST and not line.isascii():
        length += 2 * len(_WIDE.findall(line))
    return length <= _LONGEST and _is_aside(folded(line), length)


def _is_aside(lower: str, length: int) -> bool:
    for most, tell in _TELLS:
        if length <= most and tell.match(lower):
            return True
    if _FURTHER_ON_HINTS.are_in(lower) and _LATER.match(lower):
        return True
    if length <= _HEADLINE and lower.endswith(_CAPTION_ENDINGS) and _CAPTION.search(lower):
        return True
    return length <= _BUTTONS and _names_networks(lower)


def _names_networks(lower: str) -> bool:
    """Whether a line is nothing but buttons."""
    found = _WORD.findall(lower)
    return all(word in _NETWORKS for word in found) and not (len(found) == 1 and found[0] in _COMPANIES)
