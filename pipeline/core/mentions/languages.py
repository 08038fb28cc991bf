"""Which language a text speaks, as far as names need to know: a check on a hint that may be missing or wrong.

Full language identification is the reader's business. Here a handful of function words per language decides whether
"Island" may be Iceland and whether a name may carry Polish endings.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_FUNCTION_WORDS = {
    "bs": "je se na da su koji kao od",
    "ca": "els les amb que per una dels és",
    "cs": "se na že je které který jako pro",
    "da": "og er det som på med til ikke",
    "de": "der die und das mit von den ist",
    "en": "the of and to in that is for",
    "es": "el los que las una por con para",
    "et": "on ja ei et see mis oli kui",
    "eu": "eta da ez bat du dute zen ere",
    "fi": "on ja ei että se myös oli kun",
    "fr": "le les des et une dans que pour",
    "hr": "je se na da su koji kao od",
    "hu": "az hogy nem egy is és volt meg",
    "id": "yang dan di untuk dengan dari tidak ini",
    "is": "og að er sem til við ekki var",
    "it": "il di che per una della con sono",
    "lt": "ir kad yra su iš bet kaip buvo",
    "lv": "un ir ka par no ar tas bija",
    "ms": "yang dan di untuk dengan dari tidak ini",
    "nb": "og er det som på med til ikke",
    "nl": "het een van en dat met voor zijn",
    "no": "og er det som på med til ikke",
    "pl": "się na nie że jest oraz do który",
    "pt": "os que uma com para não dos por",
    "ro": "și în că cu este care din pentru",
    "sk": "sa na že je ktoré ktorý ako pre",
    "sl": "je in da se na ki so za",
    "sq": "dhe në të për një me nga është",
    "sv": "och är det som på med till inte",
    "tr": "ve bir bu için ile olarak da olan",
    "vi": "và của là các được trong cho không",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_BETWEEN_SPACES = {
    language: tuple(f" {word} " for word in words.split()) for language, words in _FUNCTION_WORDS.items()
}
_NO_WORDS: frozenset[str] = frozenset()
_LEAST = 3  # different function words
_HEARD = 2000  # characters of a text that are listened to
_LEAST_CONTRARY, _TIMES = 5, 2  # against a hint
_LEAST_PLAIN = 5  # for a hint that nobody need doubt


def speaks(heard: AbstractSet[str], language: str) -> bool:
    """Whether the lower-case words of a text have three function words of a Latin-script language among them."""
    return _count(heard, language) >= _LEAST


def guess(heard: AbstractSet[str]) -> str:
    """The language most of whose function words the lower-case words of a Latin-script text show, or empty."""
    best = max(_WORDS, key=lambda language: (_count(heard, language), language == "en"))
    return best if _count(heard, best) >= _LEAST else ""


def contradicts(heard: AbstractSet[str], language: str) -> bool:
    """Whether a text shows far more function words of another language; English names in it do not suffice."""
    if language not in _WORDS or speaks(heard, language):
        return False
    other = _count(heard, guess(heard))
    return other >= _LEAST_CONTRARY and other > _TIMES * _count(heard, language)


def speaks_plainly(text: str, language: str) -> bool:
    """Whether a text shows five function words of a Latin-script language, and not half as many of any other."""
    heard = set(text.lower().split())
    own = _count(heard, language)
    return own >= _LEAST_PLAIN and all(
        own > _TIMES * len(heard & words) for other, words in _WORDS.items() if other != language
    )


def _count(heard: AbstractSet[str], language: str) -> int:
    return len(heard & _WORDS.get(language, _NO_WORDS))


class Tongue:
    """What language an article is in, and which others it has function words of."""

    def __init__(self, title: str, text: str, hint: str) -> None:
        """Take the opening of an article, and what its publisher says of its language (BCP 47, or empty)."""
        self._opening = f" {title} {text[:_HEARD]} ".lower()
        self._hint = hint.partition("-")[0].lower()

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self._opening.split())

    @cached_property
    def language(self) -> str:
        """ISO 639-1: the hint, unless the text speaks another language and not that; empty when undecidable."""
        if self._hint and (self._says_enough(self._hint) or not contradicts(self._words, self._hint)):
            return self._hint
        return guess(self._words)

    def _says_enough(self, language: str) -> bool:
        """Whether a glance at the opening, not cut into words, shows that a language is spoken."""
        seen = 0
        for word in _BETWEEN_SPACES.get(language, ()):
            if word in self._opening:
                seen += 1
                if seen == _LEAST:
                    return True
        return False

    @cached_property
    def is_known(self) -> bool:
        """Whether the article shows function words of its language, so that another's would be heard as well."""
        return self._says_enough(self.language) or self.language in self.spoken

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The languages that the article shows enough function words of."""
        return frozenset(language for language in _WORDS if speaks(self._words, language))
