"""What may stand beside a name inside one word: case endings, particles and clitics, by script and language.

Endings are written folded (lower case, no accents). They are tried on names of four letters and more that begin with a
capital in the text, which keeps adjectives ("niemiecki", "французский") apart from inflected names.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache


class Script(StrEnum):
    """Writing systems, as far as the boundaries of words differ between them."""

    LATIN = "latin"
    GREEK = "greek"
    CYRILLIC = "cyrillic"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    HANGUL = "hangul"
    KANA = "kana"
    HAN = "han"
    THAI = "thai"
    OTHER = "other"


_RANGES = (
    (0x0250, Script.LATIN),
    (0x0370, Script.OTHER),
    (0x0400, Script.GREEK),
    (0x0530, Script.CYRILLIC),
    (0x0590, Script.OTHER),
    (0x0600, Script.HEBREW),
    (0x0780, Script.ARABIC),
    (0x0E00, Script.OTHER),
    (0x0E80, Script.THAI),
    (0x1E00, Script.OTHER),
    (0x1F00, Script.LATIN),
    (0x2000, Script.GREEK),
    (0x3040, Script.OTHER),
    (0x3100, Script.KANA),
    (0x3400, Script.OTHER),
    (0xA000, Script.HAN),
    (0xAC00, Script.OTHER),
    (0xD7B0, Script.HANGUL),
    (0xF900, Script.OTHER),
    (0xFB00, Script.HAN),
)

CASED = frozenset({Script.LATIN, Script.GREEK, Script.CYRILLIC})
SPACED = frozenset({Script.LATIN, Script.GREEK, Script.CYRILLIC, Script.HANGUL, Script.OTHER})


@lru_cache(maxsize=4_096)
def script_of(character: str) -> Script:
    """The script of one folded character; digits and signs count as Latin."""
    code = ord(character)
    for end, script in _RANGES:
        if code < end:
            return script
    return Script.OTHER


def spaced(key: str) -> str:
    """A folded word with the space that must stand before it, where its script has spaces."""
    return f" {key}" if script_of(key[0]) in SPACED else key


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CZECH = _words("a u e i y em om ovi ech um ami ou o ach")
_SOUTH_SLAVIC = _words("a u om em e i ov ova ovi ju")
_BALTIC = _words("as o ui a e us is s am u i ai um iem os ams ei oje")
_RUSSIAN = _words("а у ом ем е ы и ой ей я ю ам ами ах ов ою ью ях ям ев")
_UKRAINIAN = _words("а у ом ем і и ою ею я ю єю єм ові ї ам ами ах ів")
_BELARUSIAN = _words("а у ам ем е ы і ой ай яй ю я аў")
_SERBIAN = _words("а у ом ем е и ој ју ма")
_BULGARIAN = _words("а я ът ят и")
_FINNISH = _words(
    "n a ta tta na ssa sta lla lta lle ksi an en in on un yn een iin han hin kin nkin issa ista illa ille ia ilta"
)
_ESTONIAN = _words("i it is ist ile il ilt iga iks ini le l lt s st sse ga ks t d de")
_HUNGARIAN = _words(
    "ban ben ba be bol tol rol nak nek t ot et at hoz hez ra re nal nel val vel on en n ig ert k ok ek e a kent"
    " kal kel tal tel lal lel sal sel"
)
_TURKISH = _words("nin nun in un ya ye yi yu da de dan den ta te tan ten i u a e la le")
_GENITIVE = _words("s")
_BY_LANGUAGE = {
    "pl": _words("a u owi em iem ie om ach ami y i e ow o"),
    "cs": _CZECH,
    "sk": _CZECH,
    "hr": _SOUTH_SLAVIC,
    "sl": _SOUTH_SLAVIC,
    "bs": _SOUTH_SLAVIC,
    "sr": _SOUTH_SLAVIC | _SERBIAN,
    "mk": _SERBIAN,
    "lt": _BALTIC,
    "lv": _BALTIC,
    "ru": _RUSSIAN,
    "uk": _UKRAINIAN,
    "be": _BELARUSIAN,
    "bg": _BULGARIAN,
    "fi": _FINNISH,
    "et": _ESTONIAN,
    "hu": _HUNGARIAN,
    "tr": _TURKISH,
    "az": _TURKISH,
    "de": _GENITIVE,
    "sv": _GENITIVE,
    "da": _GENITIVE,
    "no": _GENITIVE,
    "nb": _GENITIVE,
    "nn": _GENITIVE,
    "is": _GENITIVE,
    "ro": _words("ul ului ei i a lui"),
}
_GREEK = _words("σ υ ν")
_CYRILLIC = _RUSSIAN | _UKRAINIAN
_KOREAN = _words(
    "은 는 이 가 을 를 의 에 와 과 로 도 만 나 랑 에서 에게 으로 이나 까지 부터 라고"
    " 이라고 이라는 라는 라며 처럼 보다 마저 이다 이며 등 등이 등은 등을 등의 등과 측 측은"
    " 측이 사 사는 사가 간 내 에는 에도 에서는 에서도 와의 과의 로부터 으로부터 로는 이랑 하고"
    " 에서의 정부 정부는 정부가 뿐 뿐만"
)
_NONE: frozenset[str] = frozenset()

# و and, ف so, ب in, ل to, ك as, س, and the article, alone or together; Hebrew ו ה ב ל מ ש כ likewise.
_ARABIC_CLITICS = _words("و ف ب ل ك ال وال بال كال فال لل ولل وب ول وك فل فب فلل وبال وكال أ ا س")
_HEBREW_CLITICS = _words("ו ה ב ל מ ש כ וה וב ול ומ וש וכ שב של שה מה בה כש לכ")

# Where the base form's own last vowel gives way to the ending: Polska, Polski; Франция, Франции.
VOWEL_DROPS = frozenset({"pl", "cs", "sk", "hr", "sl", "bs", "sr", "mk", "lt", "lv", "ru", "uk", "be", "el"})
_VOWELS = frozenset("aeiouyаеиоуыэюяіїєαεηιουω")
LEAST_INFLECTED = 4  # letters; shorter names with endings are other words


def endings(script: Script, language: str) -> frozenset[str]:
    """The endings a name may carry in a text of `language` (ISO 639-1, or empty) written in `script`."""
    match script:
        case Script.HANGUL:
            return _KOREAN
        case Script.GREEK:
            return _GREEK
        case Script.CYRILLIC:
            return _BY_LANGUAGE.get(language, _CYRILLIC)
        case Script.LATIN:
            return _BY_LANGUAGE.get(language, _NONE)
        case _:
            return _NONE


def clitics(script: Script) -> frozenset[str]:
    """What may be written in front of a name without a space."""
    match script:
        case Script.ARABIC:
            return _ARABIC_CLITICS
        case Script.HEBREW:
            return _HEBREW_CLITICS
        case _:
            return _NONE


def stem(folded: str, language: str) -> str:
    """The part of a folded name that stays when its last vowel gives way, or nothing where none does."""
    if language not in VOWEL_DROPS or folded[-1:] not in _VOWELS or len(folded) <= LEAST_INFLECTED:
        return ""
    return folded[:-1]
