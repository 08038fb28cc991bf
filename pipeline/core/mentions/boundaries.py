"""Where a name ends, and whether it began where a word begins: by script, ending and particle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import LEAST_INFLECTED, Script, clitics, endings
from pipeline.core.mentions.names import Role
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from pipeline.core.mentions.names import Name
    from pipeline.core.mentions.passage import Passage

_LONGEST_TAIL = 6
_KATAKANA = range(0x30A1, 0x30FD)
_PEOPLE_AND_TONGUES = frozenset("語语人籍裔族系")  # French: the people, the language; not the state
_LEAST_HANGUL_COMPOUND = 3  # syllables; shorter names turn up inside other words
_LEAST_OTHER = 5
_LONGEST_OTHER_TAIL = 3
_INFLECTABLE = frozenset(
    {Role.CERTAIN, Role.WEAK, Role.DEMONYM, Role.FULL, Role.SHORT, Role.PARAPHRASE, Role.LOOKALIKE}
)


def whole_name(  # noqa: PLR0911  (one answer per script)
    passage: Passage, name: Name, start: int, end: int
) -> int:
    """The end of the word that `hay[start:end]` makes a name of, its ending included; 0 when it is another word."""
    hay = passage.hay
    match name.script:
        case Script.LATIN | Script.GREEK | Script.CYRILLIC:
            return _spaced_end(passage, name, start, end)
        case Script.HANGUL:
            tail = _tail(hay, end)
            if not tail or tail in endings(name.script, ""):
                return end
            is_compound = name.profile.kind is SubjectKind.SIGNATORY and len(name.key) >= _LEAST_HANGUL_COMPOUND
            return end if is_compound and name.role is Role.CERTAIN else 0
        case Script.ARABIC | Script.HEBREW:
            return end if hay[end] == " " and _has_clitic(hay, name, start, end) else 0
        case Script.KANA:
            return 0 if _continues_katakana(hay, start, end) or hay[end] in _PEOPLE_AND_TONGUES else end
        case Script.HAN:
            return 0 if hay[end] in _PEOPLE_AND_TONGUES else end
        case Script.THAI:
            return end
        case Script.OTHER:
            tail = _tail(hay, end)
            return end if not tail or (len(tail) <= _LONGEST_OTHER_TAIL and len(name.key) >= _LEAST_OTHER) else 0


def _spaced_end(passage: Passage, name: Name, start: int, end: int) -> int:
    hay = passage.hay
    if hay[end] == " ":
        return 0 if name.is_stem else end
    if name.role not in _INFLECTABLE:
        return 0
    if hay[end].isalnum() and _in_hashtag(passage, start, end):
        return end
    if len(name.key) < LEAST_INFLECTED:
        return 0
    tail = _tail(hay, end)
    if len(tail) > _LONGEST_TAIL:
        return 0
    languages = name.languages if name.is_stem else (passage.language,)
    return end + len(tail) if any(tail in endings(name.script, language) for language in languages) else 0


def _in_hashtag(passage: Passage, start: int, end: int) -> bool:
    """#MicrosoftMówi: the next word of a hashtag begins with a capital."""
    begin, stop = passage.original(start, end)
    return passage.text[begin - 1 : begin] == "#" and passage.text[stop : stop + 1].isupper()


def _tail(hay: str, end: int) -> str:
    """The letters that follow in the same word; longer tails than any ending are cut, and so match none."""
    stop = hay.find(" ", end, end + _LONGEST_TAIL + 1)
    return hay[end:stop] if stop >= 0 else hay[end : end + _LONGEST_TAIL + 1]


def _has_clitic(hay: str, name: Name, start: int, end: int) -> bool:
    before = hay[hay.rfind(" ", 0, start) + 1 : start]
    lost_article = end - start < len(" ".join(name.key.split()))
    if lost_article:
        return before.endswith("ل") and before in clitics(name.script)
    return not before or before in clitics(name.script)


def _continues_katakana(hay: str, start: int, end: int) -> bool:
    return (ord(hay[start]) in _KATAKANA and ord(hay[start - 1]) in _KATAKANA) or (
        ord(hay[end - 1]) in _KATAKANA and ord(hay[end]) in _KATAKANA
    )
