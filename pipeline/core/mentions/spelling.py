"""Letters: whether a surface agrees with a name as written, and which words stand right beside it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import CASED, Script
from pipeline.core.mentions.names import Role
from pipeline.core.mentions.normalise import fold_name, fold_word, plain
from pipeline.model import CaseRule

if TYPE_CHECKING:
    from pipeline.core.mentions.names import Name

_LONG_PHRASE = 4  # words; nobody writes so many by accident, whatever their capitals
_LEAST_RESPELLED = 5  # letters; STORMSHIELD may be set Stormshield, SATS may not be Sats
_LEAST_ACCENT_FREE = 6  # letters; a short name with an accent too many is another word
_STOPS = re.compile(r"[.!?;:,()…/|]")
_WORD = re.compile(r"[^\W\d_]+")
_BEFORE = re.compile(r"(?:^|[\s(\"“'‘«>,;:—–-])([^\W\d_][\w\u0300-\u036f.'’-]*)[ \u00a0]$")
_LAST = re.compile(r"([^\W\d_][\w'’-]*)[,:]?[ \u00a0][\"“«„‘]?$")
_AFTER = re.compile(r"[ \u00a0]([^\W\d_][\w\u0300-\u036f.'’&-]*)")
_REACH = 40  # characters looked at beside a name
_LONGEST_GAP = 3  # characters between a word and a place right after it: a space, a quote, a line break
_LONGEST_ABBREVIATION = 4  # "Mrs."; after a longer word a full stop ends a sentence
FUNCTION_WORDS = frozenset(
    word
    for line in (
        "a about according after all also although an and any are as at be because before between both but by can",
        "could despite did do does during each even every except for from had has have he her here his how however",
        "i if in including inside into is it its just last later like many may meanwhile more most my near new no",
        "nor not now of off on once one only or other our out over per said says since so some still such than that",
        "the their them then there these they this those though through to today under unlike until up via was we",
        "were what when where whether which while who why will with within without would yesterday yet you your à",
        "au aux avec ce ces cette chez comme contre d dans de depuis des deux du elle en entre est et il la le les",
        "leur l lors mais ni nous on ou où par pas pour près qu quand que qui sa sans se selon ses si son sont sous",
        "sur tous un une vers voici y aus bei das dem den der des die durch ein eine einem einen einer für gegen im",
        "ist mit nach neben oder ohne seit sich sie sind so und unter von vor war wie zu zum zur al como con contra",
        "cuando del desde donde el ella entre es esta este ha hasta la las lo los más ni no o para pero por porque",
        "que se según sin sobre su sus también tras una uno y ya ai alla allo anche che ci da dal dalla degli dei",
        "del della delle di e gli i il in lo ma ne nel nella non per più sono sul sulla un ao aos as às com da das",
        "do dos em foi mas na nas nos num o os ou pela pelo são sem ser também um uma het een van en voor op met",
        "bij och det som på att av för med till og i w z na do od po za",
    )
    for word in line.split()
)


def agrees(name: Name, surface: str, *, small: bool) -> bool:
    """Whether the letters of a surface may stand for a name.

    Args:
        name: The name, with its case rule.
        surface: The text's own words.
        small: The text has no capitals at all.
    """
    if surface.endswith("ą"):
        if name.key.endswith("a"):
            surface = surface[:-1] + "a"  # an ending in Polish and Lithuanian
    elif surface == name.written:
        return True
    return (
        _punctuation_agrees(name, surface)
        and _accents_agree(name, surface)
        and (_case_agrees(name, surface) or (small and _agrees_in_small_letters(name)))
    )


def _case_agrees(name: Name, surface: str) -> bool:
    if name.script not in CASED or name.case is CaseRule.ANY:
        return True
    if surface == name.written:
        return True
    theirs, ours = plain(surface), plain(name.written)
    length = min(len(theirs), len(ours))
    if theirs[:length] == ours[:length]:
        return True
    if name.case is CaseRule.EXACT or theirs in name.weaker:
        return False
    return theirs[:length].isupper() or (name.role is Role.CERTAIN and _respelled(name, theirs))


def _agrees_in_small_letters(name: Name) -> bool:
    """Where a text has no capitals at all, names that need no evidence may do without."""
    return name.role is Role.CERTAIN and name.case is not CaseRule.EXACT


def _respelled(name: Name, surface: str) -> bool:
    """Each word that the name begins with a capital begins with one here too; inner capitals are taste."""
    if len(name.key) < _LEAST_RESPELLED:
        return False
    ours, theirs = _content_words(name.written), _content_words(surface)
    if not ours or not theirs:
        return False
    if len(ours) >= _LONG_PHRASE:
        return theirs[0][0].isupper() or not ours[0][0].isupper()
    return len(ours) == len(theirs) and all(
        their[0].isupper() or not our[0].isupper() for our, their in zip(ours, theirs, strict=True)
    )


def _content_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word.lower() not in FUNCTION_WORDS]


def _punctuation_agrees(name: Name, surface: str) -> bool:
    """No stop inside the surface that the name does not have: "in Paris. Call us" names nothing."""
    if " " not in name.key:
        return True
    stops = _STOPS.findall(surface)
    return not stops or all(stop in name.written for stop in stops)


def _accents_agree(name: Name, surface: str) -> bool:
    """Accents may be missing; a different one, or one too many on a short or weak name, makes another word."""
    if surface.isascii() or name.script is not Script.LATIN:
        return name.role is not Role.WEAK or surface.isupper() or plain(name.written).isascii() or not surface.isascii()
    ours, theirs = _accents(name.written), _accents(surface)
    if ours == theirs[: len(ours)] or not theirs:
        return True
    if ours:
        return len(name.key) >= _LEAST_ACCENT_FREE and name.role is not Role.WEAK
    return name.role in {Role.FULL, Role.SHORT} or (name.role is Role.CERTAIN and len(name.key) >= _LEAST_ACCENT_FREE)


def _accents(text: str) -> str:
    return "".join(
        mark
        for mark in unicodedata.normalize("NFD", text)
        if unicodedata.combining(mark) and ord(mark) < 0x0370  # noqa: PLR2004  (Latin marks)
    )


def word_before(text: str, start: int) -> str:
    """The word directly before a place, one space away; empty where a stop or nothing stands there."""
    match = _BEFORE.search(text, _space_before(text, start), start)
    if not match or (match[1].endswith(".") and len(match[1]) > _LONGEST_ABBREVIATION):
        return ""
    return match[1]


def _space_before(text: str, start: int) -> int:
    """Where looking for the word before a place may begin: at the space before it."""
    low = max(0, start - _REACH)
    return max(low, text.rfind(" ", low, max(low, start - _LONGEST_GAP)))


def last_word(text: str, start: int) -> str:
    """The last word before a place, a comma or a quote between them allowed."""
    match = _LAST.search(text, _space_before(text, start), start)
    return match[1] if match else ""


def word_after(text: str, end: int) -> str:
    """The word directly after a place, one space away."""
    match = _AFTER.match(text, end, end + _REACH)
    return match[1] if match else ""


def is_proper(word: str) -> bool:
    """Whether a word begins with a capital and is no function word that merely begins a sentence."""
    return bool(word) and word[0].isupper() and fold_word(word.partition("'")[0].partition("’")[0]) not in _FOLDED


def is_function_word(word: str) -> bool:
    """Whether a word is an article, a preposition or the like."""
    return fold_word(word) in _FOLDED


_FOLDED = frozenset(map(fold_name, FUNCTION_WORDS))
