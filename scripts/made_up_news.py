"""Invented news in ten languages and five scripts, with the skew of real words; nothing in it is true.

A few words of the trade are the most frequent, then come five thousand invented ones by Zipf's law; and one sentence in
three has one of 50,000 that hardly ever occur (`w0` to `w49999`): an index of such texts has the long tail of a real
one. Sentences are put together from two of a few thousand phrases, which is much faster than drawing every word; the
first sentence, by which copies are known, is drawn.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARES: Final = {
    "en": 0.55, "fr": 0.12, "de": 0.09, "es": 0.07, "ru": 0.04, "ar": 0.03, "zh": 0.04, "ja": 0.03, "ko": 0.02,
    "it": 0.01,
}  # fmt: skip
_KNOWN: Final = {
    "en": """security cyber attack hackers ministry agreement network report vulnerability said government company
        ransomware election software norms states after online infrastructure critical data new breach patch
        researchers officials summit trust cyberspace council partners response incident warned hospital""",
    "fr": """sécurité cyberattaque réseau ministère accord données élection logiciel États après numérique confiance
        cyberespace entreprise vulnérabilité sommet annoncé chercheurs pirates hôpital système""",
    "de": """Sicherheit Angriff Netz Ministerium Abkommen Daten Wahl Unternehmen Lücke Behörde gemeldet Forscher
        Cyberraum Vertrauen Verwaltung Störung Gipfel Schadsoftware über für größte""",
    "es": """seguridad ataque red ministerio acuerdo datos elección empresa vulnerabilidad ciberespacio confianza
        cumbre anunció investigadores sistema hospital información gobierno según""",
    "ru": """безопасность атака сеть министерство соглашение данные выборы компания уязвимость доверие
        киберпространство саммит заявил исследователи система больница правительство""",
    "ar": """الأمن هجوم شبكة وزارة اتفاق بيانات انتخابات شركة ثغرة الثقة الفضاء السيبراني قمة أعلن باحثون نظام
        مستشفى حكومة""",
    "zh": "网络 安全 攻击 政府 协议 数据 选举 公司 漏洞 信任 空间 峰会 宣布 研究 系统 医院 企业 报告 国家",
    "ja": "サイバー 攻撃 政府 合意 データ 選挙 企業 脆弱性 信頼 空間 首脳 発表 研究者 システム 病院",
    "ko": "사이버 공격이 정부는 합의를 데이터 선거 기업의 취약점 신뢰와 공간에서 정상회의 발표했다",
    "it": "sicurezza attacco rete ministero accordo dati elezioni azienda vulnerabilità fiducia vertice",
}  # fmt: skip
_SYLLABLES: Final = {
    "ru": ("ба", "ве", "го", "ди", "ка", "ле", "ми", "но", "пра", "ри", "со", "та"),
    "ar": ("با", "تو", "جي", "دا", "را", "سو", "في", "كا", "لم", "نا", "هو", "يا"),
    "zh": tuple(chr(0x4E00 + 37 * number) for number in range(500)),
    "ja": tuple(chr(0x4E00 + 41 * number) for number in range(500)),
    "ko": tuple(chr(0xAC00 + 23 * number) for number in range(480)),
}
_LATIN: Final = ("ba", "con", "der", "e", "fi", "gra", "i", "lo", "men", "no", "per", "ra", "se", "ti", "u", "vor")
_COMMON: Final = 5_000
_RARE: Final = 50_000
_RARE_SHARE: Final = 0.3  # of sentences and headlines
_KNOWN_SHARE: Final = 0.35
_PHRASES: Final = 8_000
_SENTENCES: Final = 12
_BY_SHARE: Final = tuple(code for code, share in SHARES.items() for _ in range(round(100 * share)))


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language's words and how often each comes."""

    code: str
    words: tuple[str, ...]
    weights: tuple[float, ...]  # accumulated
    phrases: tuple[str, ...]
    halves: tuple[str, ...]  # of headlines
    blank: str
    stop: str

    def some(self, dice: random.Random, count: int) -> str:
        """So many words, each drawn."""
        return _upper(self.blank.join(dice.choices(self.words, cum_weights=self.weights, k=count)))

    def sentence(self, dice: random.Random) -> str:
        """Some 17 words."""
        rare = f"w{int(_RARE * dice.random())}{self.blank}" if dice.random() < _RARE_SHARE else ""
        first, second = _drawn(dice, self.phrases), _drawn(dice, self.phrases)
        return f"{_upper(first)}{self.blank}{rare}{second}"

    def headline(self, dice: random.Random) -> str:
        """Some 55 characters."""
        rare = f"{self.blank}w{int(_RARE * dice.random())}" if dice.random() < _RARE_SHARE else ""
        first, second = _drawn(dice, self.halves), _drawn(dice, self.halves)
        return f"{_upper(first)}{self.blank}{second}{rare}"


@dataclass(frozen=True, slots=True)
class Told:
    """Some 1,500 characters of news."""

    language: str
    title: str
    sentences: tuple[str, ...]
    stop: str  # between sentences
    marked: str  # the first sentence, with marks around the names
    places: tuple[tuple[int, int, int], ...]  # start, end and sentence of each name, then of the first once more

    def text(self, left_out: int = 0) -> str:
        """The text without so many of its last sentences."""
        return self.stop.join(self.sentences[: len(self.sentences) - left_out])


@cache
def tongue(code: str) -> Tongue:
    """The words of a language, the same in every run."""
    known = _KNOWN[code].split()
    syllables = _SYLLABLES.get(code, _LATIN)
    base = len(syllables)
    common = [
        "".join(syllables[(rank // base**place) % base] for place in range(1 if base > 100 and rank < base else 3))  # noqa: PLR2004  (a script with a sign for each syllable)
        for rank in range(_COMMON)
    ]
    weights = [1 / (rank + 2) for rank in range(len(known))]
    tail = [1 / (rank + 10) for rank in range(_COMMON)]
    scale, tail_scale = _KNOWN_SHARE / sum(weights), (1 - _KNOWN_SHARE) / sum(tail)
    words = (*known, *common)
    by_weight = tuple(accumulate([w * scale for w in weights] + [w * tail_scale for w in tail]))
    blank = "" if code in {"zh", "ja"} else " "
    dice = random.Random(code)  # noqa: S311  (the same in every run)
    return Tongue(
        code=code,
        words=words,
        weights=by_weight,
        phrases=tuple(blank.join(dice.choices(words, cum_weights=by_weight, k=8)) for _ in range(_PHRASES)),
        halves=tuple(blank.join(dice.choices(words, cum_weights=by_weight, k=4)) for _ in range(_PHRASES)),
        blank=blank,
        stop="。" if code in {"zh", "ja"} else ". ",
    )


def any_tongue(dice: random.Random) -> Tongue:
    """A language, by its share of the news."""
    return tongue(_drawn(dice, _BY_SHARE))


def tell(dice: random.Random, names: Sequence[str], mark: str, unmark: str) -> Told:
    """A text that names all of `names` in its first sentence and the first of them again in its third."""
    speech = any_tongue(dice)
    before, after = speech.some(dice, 5), speech.some(dice, 6)
    sentences = [speech.sentence(dice) for _ in range(_SENTENCES)]
    sentences[0] = f"{before} {', '.join(names)} {after}"
    places, at = [], len(before) + 1
    for name in names:
        places.append((at, at + len(name), 0))
        at += len(name) + 2
    if names:
        again = len(sentences[0]) + len(sentences[1]) + 2 * len(speech.stop)
        places.append((again, again + len(names[0]), 2))
        sentences[2] = f"{names[0]} {sentences[2]}"
    return Told(
        language=speech.code,
        title=speech.headline(dice),
        sentences=tuple(sentences),
        stop=speech.stop,
        marked=f"{before} {', '.join(f'{mark}{name}{unmark}' for name in names)} {after}",
        places=tuple(places),
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _drawn(dice: random.Random, values: tuple[str, ...]) -> str:
    return values[int(dice.random() * len(values))]  # three times as fast as `choice`
