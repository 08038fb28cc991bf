"""How much a decoded text looks like something a person wrote: the judge of guessed encodings."""

from __future__ import annotations

import re
from typing import Final

# The frequent characters of scripts in which a wrong encoding also gives letters, but hardly ever these.
_FREQUENT: Final = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家"
    "事成方多经去法学如都同现当没动面起看定天分还进好小部其些主样理心前开但因只从想实日月新本第五二三四十百名市公司"
    "這個們來為國說時會對過發後裡經學現當沒動進還從實與於長關開問點東車門見話電網業務員議會議内社者場合間場政府京聞記表最高全今度目係"
    "이다는의을에가고를하은지한로사도기아서시어자인라일대해그리나게만수있들정으전보과원제부장경공동성국구여면상"
    "านรกอเงมยลวดสทตคปะแิ่้ัี"
    "あいうかがきくけこさしすせそただちっつてでとどなにのはまもやよらりるれをんアイグスタッテトドニフプラリルレロン"
)
_CRAMPED: Final = re.compile("[\u0e01-\u0e5b\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")  # judged by frequency
_CRAMPED_RUN: Final = re.compile(f"{_CRAMPED.pattern}+")
_THAI_AMID_LATIN: Final = re.compile("[a-z][\u0e01-\u0e5b]|[\u0e01-\u0e5b][a-z]")
_WORD: Final = re.compile(r"(?:[^\W\d_\uff61-\uff9f]|[\u0300-\u036f\u064b-\u0652])+")  # halfwidth kana are a symptom
_LATIN: Final = re.compile("[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]+")
_TYPOGRAPHY: Final = re.compile("[«»‹›„“”‚‘’–—…•·©®°§€£¥¿¡№½²³ \u00ad、。「」『』《》（）：，；！？・～－〈〉【】]")
_CAPITAL_INSIDE: Final = re.compile(r"(?:[a-z\u00df-\u00ff\u0430-\u045f]|[^\W\d_A-Z\u00c0-\u00de])[A-Z\u00c0-\u00de]")
_BROKEN: Final = re.compile("[\ufffd\x80-\x9f]")
_ACCENTS_IN_A_ROW: Final = re.compile("[\u00c0-\u024f]{3}")
_RARE: Final = 0.25


def legibility(text: str) -> float:
    """The mean worth of the non-ASCII characters of a text.

    A letter that stands as letters do is worth 1, typography half of that; symbols, and letters of two alphabets in
    one word, cost as much; undecodable bytes and controls cost more.

    Returns:
        At most 1; 0 for a text without non-ASCII characters.
    """
    judged = len(text) - len(text.encode("ascii", "ignore"))
    if not judged:
        return 0.0
    broken, typography = len(_BROKEN.findall(text)), len(_TYPOGRAPHY.findall(text))
    cramped = _CRAMPED.findall(text)
    worth = sum(1.0 if character in _FREQUENT else _RARE for character in cramped)
    worth -= 2 * len(_THAI_AMID_LATIN.findall(text))
    lettered = 0
    for word in _WORD.findall(_CRAMPED_RUN.sub(" ", text)):
        if not word.isascii():
            foreign = len(word) - sum(map(str.isascii, word))
            lettered += foreign
            worth += foreign * _worth(word)
    symbols = max(0, judged - broken - typography - len(cramped) - lettered)
    return (worth + 0.5 * typography - symbols - 3 * broken) / judged


def _worth(word: str) -> float:
    """What each non-ASCII letter of a word is worth, from -1 to 1."""
    latin = sum(map(len, _LATIN.findall(word)))
    if 0 < latin < len(word):
        return -1.0  # two alphabets in one word
    if latin and (_CAPITAL_INSIDE.search(word) or _ACCENTS_IN_A_ROW.search(word)):
        return -1.0
    if word != word.lower() and word not in (word.upper(), word.capitalize()):
        return -0.5
    if word == word.upper() != word.lower():
        return 0.2
    return 1.0 if len(word) > 1 or latin else 0.5
