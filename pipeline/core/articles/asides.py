"""Lines that are not the article although they stand amid it: read-also lines, credits, pleas to follow and subscribe.

Structure tells most of them (see boilerplate), words the rest. A word list can be wrong about a sentence, so each one
applies to short lines only, and to how they begin.
"""

from __future__ import annotations

import re
from typing import Final

# Labels of another article's headline: what follows them on the line is not this article.
_READ_ALSO: Final = {
    "ar": r"اقرأ(?:وا)? (?:أيضا|أيضًا|أيضاً|المزيد)|(?:مواضيع|مقالات|أخبار) (?:ذات صلة|متعلقة)",
    "bg": r"(?:прочетете|вижте|четете) (?:още|също)\b",
    "cs": r"(?:přečtěte|čtěte|prečítajte|čítajte)(?: si)? (?:také|tiež|aj|více|viac)\b",
    "da": r"(?:læs|se) (?:også|mere)\b",
    "de": r"(?:lesen|sehen) sie (?:auch|hier|dazu|mehr)\b|lies(?: dazu)? auch\b|passend dazu ?:|zum weiterlesen\b|mehr "
    r"(?:lesen|zum thema|dazu) ?(?::|$)|weitere (?:artikel|beiträge)\b.{0,30}(?::|$)|das könnte (?:sie|dich)\b",
    "el": r"(?:διαβάστε|δείτε) (?:επίσης|ακόμη|ακόμα)\b",
    "en": r"(?:read|see|watch|listen)(?: (?:also|more|next|on|here))? ?[:|]|(?:also read|read also|see also)\b|(?:related|"
    r"recommended|more)(?: (?:stories|articles|news|reading|content|coverage|on this|from us))? ?[:|]|"
    r"(?:you (?:may|might) (?:also )?like|don.t miss|up next|learn more|further reading) ?(?:[:|]|$)",
    "es": r"(?:lea|lee|leer|vea|ver|mira|mire) (?:también|además|más|aquí)\b|(?:también )?(?:te|le) puede interesar\b|"
    r"(?:puedes? (?:ver|leer)|además|relacionad[ao]s?|más información|(?:te|le) recomendamos|no te pierdas) ?:",
    "fa": r"بیشتر بخوانید",
    "fi": r"lue (?:myös|lisää)\b",
    "fr": r"(?:à )?(?:lire|voir) (?:aussi|également)\b|lire (?:la suite|plus)\b|sur le même sujet\b|pour aller plus loin ?:",
    "he": r"קראו? (?:גם|עוד)",
    "hu": r"(?:olvass[ae]?|nézze) (?:el|meg|tovább)(?: is)? ?:|kapcsolódó(?: cikk\w*)? ?:",
    "id": r"baca juga\b",
    "it": r"(?:leggi|guarda|vedi) (?:anche|qui|ancora)\b|(?:ti )?potrebbe interessarti\b|per approfondire ?:",
    "ja": r"関連(?:記事|ニュース|リンク)|あわせて読みたい|もっと読む|続きを読む",
    "ko": r"관련 ?(?:기사|뉴스)",
    "nl": r"lees (?:ook|meer|verder)\b|(?:bekijk|zie) ook\b",
    "no": r"les (?:også|mer)\b",
    "pl": r"(?:czytaj|zobacz|przeczytaj|sprawdź) (?:też|także|również|więcej|dalej)\b|polecamy ?:",
    "pt": r"(?:leia|veja|confira|saiba) (?:também|mais|ainda)\b|mais lidas\b",
    "ro": r"(?:cite[șş]te|citi[țţ]i|vezi) (?:[șş]i|mai mult)\b",
    "ru": r"(?:читайте|смотрите) (?:также|ещё|еще)\b|(?:по теме|материалы по теме|подробнее) ?(?::|$)",
    "sv": r"läs (?:också|även|mer|vidare)\b",
    "th": r"อ่าน(?:เพิ่มเติม|ข่าว)",
    "tr": r"(?:ilgili|benzer) haber(?:ler)? ?(?::|$)|(?:bunu da|ayrıca) oku\w*",
    "uk": r"(?:читайте|дивіться) (?:також|ще)\b",
    "ur": r"یہ بھی پڑھیں",
    "vi": r"(?:xem|đọc) thêm\b",
    "zh": r"(?:相关|相關|延伸|推荐|推薦|更多)(?:阅读|閱讀|新闻|新聞|文章|报道|報導)",
}
_FOLLOW: Final = {
    "ar": r"تابعونا|تابعنا|شاركها? على",
    "cs": r"sledujte nás|sdílet\b|sdílejte\b|zdieľať\b",
    "da": r"følg os\b|del (?:artiklen|på)\b",
    "de": r"folge?n? (?:sie )?(?:uns|mir)\b|(?:artikel|beitrag)? ?(?:teilen|weitersagen|drucken|merken)(?: auf|:|$)",
    "el": r"ακολουθήστε μας|κοινοποίηση",
    "en": r"(?:follow|like|find|join) (?:us|me|@\w+)\b|follow (?:\w+ ){1,4}on (?:twitter|x|facebook|instagram|linkedin)\b|"
    r"share(?: (?:this|on|via)\b|:|$)|(?:tweet|pin|email|print|save) this\b|click here to\b",
    "es": r"s[íi]guenos\b|síganos\b|seguinos\b|compart(?:e|ir|ilo)(?: en\b| esta\b| este\b|:|$)",
    "fi": r"seuraa meitä\b|jaa (?:artikkeli|tämä)",
    "fr": r"suivez[- ]nous\b|partage[rz](?: sur\b| cet\b|:|$)",
    "he": r"עקבו אחרינו|שתפו",
    "hu": r"kövess(?:en)? minket|oszd meg|megosztás",
    "id": r"ikuti kami|bagikan\b",
    "it": r"seguici\b|condividi\b",
    "ja": r"シェア|フォロー|ツイート|このニュースをシェア",
    "ko": r"공유하기|팔로우",
    "nl": r"volg ons\b|deel (?:dit|op)\b",
    "pl": r"obserwuj nas\b|udostępnij\b|podziel się\b|polub nas\b",
    "pt": r"siga(?:-nos\b| o\b| a\b)|compartilh(?:e|ar)\b|curta (?:o|a|nossa)\b",
    "ro": r"urmăre[șş]te-ne|urmări[țţ]i-ne|distribuie\b",
    "ru": r"подпис(?:ывайтесь|аться) на|поделиться\b|следите за (?:нами|нашими)",
    "sv": r"följ oss\b|dela (?:artikeln|på)\b",
    "tr": r"bizi takip|paylaş\b",
    "uk": r"підписуйтесь на|поділитися\b|слідкуйте за",
    "vi": r"theo dõi|chia sẻ",
    "zh": r"关注我们|關注我們|分享到|扫一扫|扫码",
}
# A verb of asking at the beginning, and somewhere after it what is asked for.
_ASK: Final = {
    "cs": r"přihlas|odebírej",
    "de": r"abonnieren? |melden? |holen? sie|hol dir|bleiben? sie|unsere? newsletter|mit unserem",
    "en": r"sign up|subscribe|get (?:our|the|your|it)\b|receive (?:our|the)\b|never miss|don.t miss|want (?:more|to)\b|join our|"
    r"enter your|stay (?:up|in|on)\b|do you want",
    "es": r"suscr[íi]b|recib[ae]\b|reg[íi]strate|apúntate|descarga\b",
    "fi": r"tilaa\b",
    "fr": r"inscrivez|abonnez|recevez|ne manquez|restez|téléchargez",
    "hu": r"iratkoz|feliratkoz",
    "it": r"iscriviti|ricevi\b|resta (?:aggiornat|inform)|scarica\b",
    "ja": r"登録",
    "ko": r"구독",
    "nl": r"schrijf (?:je|u)|meld (?:je|u)|ontvang\b",
    "pl": r"zapisz się|zapraszamy|bądź na|pobierz\b",
    "pt": r"ass?ine\b|inscreva|receba\b|cadastre|baixe\b",
    "ro": r"aboneaz|abona[țţ]i",
    "ru": r"подпи(?:шитесь|сывайтесь)",
    "sv": r"prenumerera|anmäl dig|tilmeld|meld deg",
    "tr": r"abone ol|kaydol",
    "zh": r"订阅|訂閱",
}
_ASKED_FOR: Final = (
    r"news ?letters?|mailing list|inbox|infolettre|bolet[íi]n|biuletyn|subskrypcj|hírlevél|nyhetsbrev|nyhedsbrev|"
    r"uutiskirje|nieuwsbrief|рассылк|bülten|e-?mail|メルマガ|뉴스레터|notifica|push|telegram|whatsapp|actions"
)
_CREDIT: Final = (
    r"(?:(?:photo(?:graph(?:y|er)?|s)?|image|picture|video|illustration|cover|header|featured? image)s?(?: (?:credits?|courtesy"
    r"|source|by))?|credits?|crédits?(?: photos?)?|(?:titel|symbol)?(?:bild|foto)(?:er|s|quelle|nachweis|credit|rechte)?|"
    r"copyright|quelle|foto(?:graf[íi]as?|grafie)?s?(?: de)?|imagen(?:es)?|imagem|fuente|fonte|zdjęci[ea]|źródło|fot\.?|kuva"
    r"|kép|fotó|фото|снимка|φωτογραφία|الصورة|صورة|写真|图片来源|圖片來源|图|사진)\s*[:：/|©]"
    r"|(?:photo|image|picture|illustration|video)s? (?:by|courtesy of|via)\b|\(c\)|©|ⓒ|℗"
)
_AGENCY: Final = r"getty images?|reuters|afp|ap|epa|shutterstock|istock|dpa|ansa|efe|pap|tass"
_CAPTION_END: Final = (
    r"\(\s*(?:photo|foto|bild|image|crédit|credit|picture|kuva|fot\.|фото|zdj)[^()]{0,90}\)\.?$"
    rf"|(?:/|\||\bvia\b|\bby\b) ?(?:{_AGENCY})\)?\.?$|\b(?:photo|foto|bild|fot\.|фото): [^.]{{3,60}}/ ?(?:{_AGENCY})$"
)
_RIGHTS: Final = (
    r"all rights reserved|alle rechte vorbehalten|tous droits (?:de reproduction )?réservés|(?:todos (?:los|os) )?"
    r"(?:derechos|direitos) reservados|tutti i diritti (?:sono )?riservati|(?:wszelkie|wszystkie) prawa zastrzeżone|alle "
    r"rechten voorbehouden|alla rättigheter (?:förbehållna|reserverade)|všechna práva vyhrazena|minden jog fenntartva|toate "
    r"drepturile rezervate|tüm hakları saklıdır|все права защищены|усі права захищені|جميع الحقوق محفوظة|כל הזכויות שמורות|"
    r"版权所有|版權所有|無断(?:転載|複写)\w*|무단 ?전재\w*"
)
_NOTICE: Final = (
    rf"(?:©|\(c\)|copyright|{_RIGHTS}|this material may not be)|the post .* (?:appeared first on|first appeared on)|"
    r".* erschien zuerst auf |.* est apparu en premier sur |.* apareció primero en |materiał chroniony"
)
_NETWORKS: Final = frozenset(
    "facebook twitter x whatsapp telegram linkedin xing email mail e instagram youtube pinterest reddit google news flipboard"
    " pocket messenger viber vk weibo wechat line threads bluesky mastodon tiktok rss print share copy link plus tumblr"
    " skype sms drucken teilen imprimir imprimer partager compartir".split()
)
_WORD: Final = re.compile(r"[^\W_]+")

_PLEA: Final = 160  # characters; longer than a plea, shorter than most sentences that begin like one
_HEADLINE: Final = 250  # characters; a label with a headline behind it, or a caption
_LEGAL: Final = 400  # characters; notices of rights are wordy
_BUTTONS: Final = 80  # characters


def _beginning(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"[\W_]*(?:{'|'.join(alternatives)})", re.IGNORECASE)


_TELLS: Final = (
    (_HEADLINE, _beginning(*_READ_ALSO.values())),
    (_HEADLINE, _beginning(rf".*(?:{_CAPTION_END})")),
    (_PLEA, _beginning(*_FOLLOW.values())),
    (_PLEA, _beginning(rf"(?:{'|'.join(_ASK.values())}).*(?:{_ASKED_FOR})")),
    (_PLEA, _beginning(_CREDIT)),
    (_LEGAL, _beginning(_NOTICE, rf".*(?:{_RIGHTS})\W*$")),
)


def is_aside(line: str) -> bool:
    """Whether the words of a line say that it is no part of the article."""
    if any(len(line) <= most and tell.match(line) for most, tell in _TELLS):
        return True
    return len(line) <= _BUTTONS and all(word in _NETWORKS for word in _WORD.findall(line.lower()))
