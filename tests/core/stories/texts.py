"""Texts of our own for comparing: copies of one report, and frames filled in twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.core.stories.texts import Prepared, prepare
from pipeline.model import Copy
from tests.builders import NOW

ENGLISH = (
    "Thales will move its training centre for industrial security from Rennes to Lyon, the company said on Monday.",
    "Some two hundred people work there, and most of them have been offered a place at the new address.",
    "The mayor of Rennes called the decision a shock and asked for a meeting with the board before the summer.",
    "Unions want to know what becomes of the laboratory, which universities in the region use as well.",
    "A spokesman said that nothing would change for courses that have been booked until the end of the year.",
    "The building in Lyon belonged to a publisher and stood empty for eleven years.",
)
GERMAN = (
    "Der Hafen von Rostock hat am Mittwoch nach einem Angriff auf seine Rechner alle Kräne von Hand gesteuert.",
    "Nach Angaben der Betreiber lagen sieben Schiffe fest, darunter zwei Fähren nach Trelleborg.",
    "Fachleute von Siemens halfen dabei, die Steuerung Stück für Stück wieder in Gang zu setzen.",
    "Wer hinter dem Angriff steckt, ist nicht bekannt, ein Schreiben mit einer Forderung fand sich nicht.",
    "Die Polizei rechnet damit, dass die Untersuchung mehrere Wochen dauern wird.",
)
RUSSIAN = (
    "Лаборатория Касперского сообщила в среду о новой волне писем, которые приходят бухгалтерам небольших компаний.",
    "В письмах речь идёт о сверке счетов, а вложение выглядит как обычная таблица с подписью и печатью.",
    "По словам исследователей, после открытия таблицы программа неделю ждёт и только потом связывается с сервером.",
    "Больше всего таких писем получили фирмы в Казани, Перми и Екатеринбурге.",
    "Специалисты советуют звонить отправителю по известному номеру, прежде чем открывать такие файлы.",
)
CHINESE = (
    "华为公司周三在深圳宣布，将向大学生开放一间用来检测路由器漏洞的实验室，首批名额共有一百二十个。",
    "学生可以在工程师的指导下拆开设备，写出检测报告，表现好的人还能得到暑期实习的机会。",
    "学校方面表示，这样的课程以往只能在课堂上讲，学生很少有机会接触真正的设备。",
    "实验室设在一座旧厂房里，下个月开始接受报名，名单将在开学以前公布。",
)
ARABIC = (
    "أعلنت شركة مايكروسوفت يوم الأربعاء أنها ستفتح مركزا لتدريب موظفي البلديات على حماية شبكات المياه في عمان.",
    "ويستقبل المركز في عامه الأول ثلاثمئة موظف من المدن الصغيرة التي لا تملك فرقا خاصة بها.",
    "وقال مدير المركز إن الدورات تبدأ بتمارين بسيطة ثم تنتقل إلى محاكاة انقطاع كامل للخدمة.",
    "وأضاف أن كل بلدية ستتسلم في نهاية الدورة خطة مكتوبة يمكن تطبيقها من دون كلفة كبيرة.",
)
FINNISH = (
    "Nokia avaa Oulussa keväällä tutkimusyksikön, jossa etsitään haavoittuvuuksia tukiasemien ohjelmistoista.",
    "Yksikköön palkataan aluksi neljäkymmentä ihmistä, joista puolet tulee suoraan yliopistosta.",
    "Kaupunki vuokraa yhtiölle tilat vanhasta postitalosta, joka on ollut tyhjillään vuosia.",
    "Yliopiston mukaan yhteistyö antaa opiskelijoille aiheita, joita ei kirjoista löydy.",
    "Toimitusjohtajan mielestä löydökset pitää julkaista heti, kun korjaus on saatavilla.",
)
JAPANESE = (
    "日立製作所は水曜日、工場の制御装置を狙った攻撃に備える訓練施設を茨城県に開くと発表した。",
    "施設では本物の装置を使い、止まった設備を手作業で動かす練習ができるという。",
    "地元の高校や大学の学生も月に一度は無料で見学でき、希望者は訓練にも加わることができる。",
    "会社は来年の春までに千人の技術者を受け入れる計画で、費用は市と折半することにしている。",
)
THAI = (
    "บริษัทไมโครซอฟท์แถลงเมื่อวันพุธว่าจะเปิดศูนย์ฝึกอบรมด้านความปลอดภัยไซเบอร์สำหรับโรงพยาบาลขนาดเล็กในเชียงใหม่",
    "ศูนย์แห่งนี้จะรับเจ้าหน้าที่รุ่นแรกหนึ่งร้อยคนจากอำเภอที่ไม่มีทีมงานด้านคอมพิวเตอร์ของตนเอง",
    "ผู้อำนวยการกล่าวว่าการฝึกจะเริ่มจากแบบฝึกหัดง่ายๆแล้วจึงจำลองเหตุการณ์ที่ระบบหยุดทำงานทั้งหมด",
    "เมื่อจบหลักสูตรแต่ละโรงพยาบาลจะได้รับแผนงานที่นำไปใช้ได้โดยไม่ต้องเสียค่าใช้จ่ายมาก",
)
REPORTS = {
    "en": ENGLISH,
    "de": GERMAN,
    "ru": RUSSIAN,
    "zh": CHINESE,
    "ar": ARABIC,
    "fi": FINNISH,
    "ja": JAPANESE,
    "th": THAI,
}


@dataclass(frozen=True)
class Frame:
    """A text with gaps, and what is put into them on two occasions."""

    language: str
    title: str
    text: str
    once: dict[str, str]
    again: dict[str, str]
    hours: float = 2

    def filled(self) -> tuple[Prepared, Prepared]:
        first = text_of(self.text.format(**self.once), self.language, self.title.format(**self.once), 1)
        second = text_of(self.text.format(**self.again), self.language, self.title.format(**self.again), 2, self.hours)
        return first, second


def text_of(text: str, language: str, title: str = "", number: int = 1, hours: float = 0) -> Prepared:
    seen: datetime = NOW + timedelta(hours=hours)
    url = f"https://paper-{number}.example/story"
    return prepare(Copy(id=number, url=url, title=title, text=text, language=language, first_seen=seen))


FRAMES = {
    "English market report": Frame(
        "en",
        "Stocks at the close",
        "Shares of {one} closed {up} percent higher at {price} dollars on the main exchange, traders said.\n\n"
        "The index of large companies rose {index} points to {level}, with banks among the winners of the day.\n\n"
        "Volume was thin because many investors are waiting for the decision of the central bank next week.\n\n"
        "Analysts expect little movement until then and advise their clients to keep some money in reserve.\n\n"
        "The report is made every day from figures that the exchange publishes after the close of trading.",
        {"one": "Siemens", "up": "1.4", "price": "188.20", "index": "41", "level": "18,204"},
        {"one": "Siemens", "up": "0.3", "price": "188.90", "index": "7", "level": "18,211"},
        24,
    ),
    "English appointments": Frame(
        "en",
        "{company} names new head of security",
        "{company} has appointed {person} head of security from the first of next month, a statement says.\n\n"
        "{person} spent twelve years at a bank and will lead a team of some eighty people in three countries.\n\n"
        "Security is a matter for the whole board, the statement says, and every supplier has to do its part.\n\n"
        "The statement was sent to the press by an agency for public relations, which answers questions about it.",
        {"company": "Panasonic", "person": "Ellen Hartwig"},
        {"company": "Fujitsu", "person": "Marc Lindqvist"},
    ),
    "English, the same names in other places": Frame(
        "en",
        "Ministers take stock",
        "Supporters met in the great hall this week, where {one} and {two} showed a common way of publishing flaws.\n\n"
        "{three} will be the host of the next meeting, which is to look at the market for intrusion tools.\n\n"
        "Everybody who spoke in the hall wanted more time, and nobody could say what it would be used for.\n\n"
        "The organisers want to publish the speeches in the course of the month, with the names of all speakers.",
        {"one": "Cisco", "two": "Swisscom", "three": "Capgemini"},
        {"one": "Swisscom", "two": "Capgemini", "three": "Cisco"},
    ),
    "German press releases": Frame(
        "de",
        "{firma} tritt Bündnis bei",
        "{firma} ist am Dienstag einem Bündnis für sichere Lieferketten beigetreten, teilte das Unternehmen mit.\n\n"
        "Bis zum Sommer sollen alle Lieferanten geprüft werden, heißt es in der Mitteilung von {firma}.\n\n"
        "Das Bündnis wurde vor drei Jahren gegründet und hat inzwischen mehr als zweihundert Mitglieder.\n\n"
        "Wer beitritt, verpflichtet sich, gefundene Schwachstellen binnen neunzig Tagen zu veröffentlichen.",
        {"firma": "Bosch"},
        {"firma": "Continental"},
    ),
    "Finnish weather": Frame(
        "fi",
        "Sää",
        "Lämpötila on {kaupunki} tänään {aste} astetta ja tuulen nopeus enimmillään {tuuli} metriä sekunnissa.\n\n"
        "Huomenna sataa {sade} millimetriä, ja lämpötila laskee yöllä {pakkanen} asteeseen sisämaassa.\n\n"
        "Ennuste perustuu laitoksen havaintoihin, ja se päivitetään neljä kertaa vuorokaudessa sivuilla.\n\n"
        "Ajokeli on paikoin huono, joten matkaan kannattaa varata aikaa ja pitää pitkää turvaväliä.",
        {"kaupunki": "Helsingissä", "aste": "12", "tuuli": "7", "sade": "3", "pakkanen": "4"},
        {"kaupunki": "Helsingissä", "aste": "15", "tuuli": "9", "sade": "11", "pakkanen": "6"},
        24,
    ),
    "Russian quarterly figures": Frame(
        "ru",
        "{firm}: выручка выросла",
        "Компания {firm} сообщила в четверг, что выручка за квартал выросла на {share} процента.\n\n"
        "Годовой прогноз повышен, а дивиденды составят {money} рубля на акцию, говорится в сообщении.\n\n"
        "Аналитики ждали худших результатов из-за роста цен на перевозку и нехватки деталей у поставщиков.\n\n"
        "Следующий отчёт выйдет через три месяца, тогда же совет директоров обсудит новые вложения.",
        {"firm": "Ростех", "share": "4", "money": "12"},
        {"firm": "Ланит", "share": "7", "money": "31"},
    ),
    "Chinese quarterly figures": Frame(
        "zh",
        "{firm}季度收入增长",
        "{firm}周四公布的季度收入高于市场预期，公司同时上调了全年业绩展望。\n\n"
        "分析人士此前预计，由于运输成本上涨和零部件短缺，企业的利润会明显下降。\n\n"
        "公司表示，下一份报告将在三个月以后公布，届时董事会还将讨论新的投资计划。\n\n"
        "调查显示，多数投资者愿意继续持有这类企业的股票，等待市场好转。",
        {"firm": "中兴通讯"},
        {"firm": "联想集团"},
    ),
    "Arabic joining": Frame(
        "ar",
        "{firm} تنضم إلى التحالف",
        "أعلنت شركة {firm} يوم الثلاثاء انضمامها إلى تحالف سلاسل التوريد الآمنة الذي تأسس قبل ثلاثة أعوام.\n\n"
        "وقال متحدث إن جميع الموردين سيخضعون للتدقيق قبل الصيف المقبل وإن النتائج ستنشر كاملة.\n\n"
        "ويضم التحالف أكثر من مئتي عضو يتعهدون بنشر الثغرات التي يعثرون عليها خلال تسعين يوما.\n\n"
        "ومن المقرر أن يعقد الاجتماع التالي في الخريف وأن يناقش سوق أدوات الاختراق وطرق الحد منها.",
        {"firm": "إريكسون"},
        {"firm": "باناسونيك"},
    ),
    "Japanese joining": Frame(
        "ja",
        "{firm}、連合に参加",
        "{firm}は火曜日、安全な供給網のための企業連合に参加したと明らかにした。\n\n"
        "担当者は「署名するのは簡単だった」と述べ、夏までに全ての取引先を点検すると説明した。\n\n"
        "この連合は三年前に作られ、見つかった欠陥を九十日以内に公表することを会員に求めている。\n\n"
        "次の会合は秋に開かれ、侵入に使う道具の市場をどう抑えるかが話し合われる予定だ。",
        {"firm": "富士通"},
        {"firm": "東芝"},
    ),
}
