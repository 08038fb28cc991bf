"""Sentences that two texts share but for a name or a number: the mark of one frame filled in twice.

A copy leaves sentences out, adds some, changes a word here and there. It does not put another company, place or figure
into a sentence it keeps. A market report, a forecast, a series of press releases does just that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import astuple, dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.core.stories.texts import Prepared, Sentence

_ALIKE: Final = 0.6  # of the words of two sentences that are one sentence with something else put in
_SHORT: Final = 5  # words; a shorter sentence has no frame
_MOST: Final = 120  # sentences on each side that are compared
_SPELLINGS: Final = 0.6  # alike enough to be one name in two spellings
# Written with a capital in English, and nobody's names.
_CALENDAR: Final = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december",
        "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    }
)  # fmt: skip
_NOUNS_ARE_CAPITALS: Final = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Conflicts:
    """How often the texts disagree within what they share."""

    kept: int = 0  # sentences that both have word for word
    names: int = 0  # sentences in which certain names are exchanged
    words: int = 0  # sentences in which words are exchanged that may be names: nouns, a script without capitals
    words_in_lead: int = 0  # of those, sentences that either text leads with
    numbers: int = 0  # numbers exchanged
    numbers_in_lead: int = 0
    numbers_kept: int = 0  # numbers that both have in a sentence they share

    def __add__(self, other: Conflicts) -> Conflicts:
        return Conflicts(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


def conflicts(one: Prepared, other: Prepared) -> Conflicts:
    """What is exchanged between the sentences of two texts that are nearly the same."""
    kept = {sentence.words for sentence in one.sentences} & {sentence.words for sentence in other.sentences}
    found = Conflicts(kept=len(kept), numbers_kept=sum(1 for words in kept for word in words if _is_number(word)))
    leads = {lead.words for lead in (one.lead, other.lead) if lead is not None}
    for mine, theirs in _framed(one, other, kept):
        exchanged = _exchanged(mine, theirs, one, other)
        if mine.words in leads or theirs.words in leads:
            in_lead = Conflicts(words_in_lead=exchanged.words, numbers_in_lead=exchanged.numbers)
            exchanged += in_lead
        found += exchanged
    return found


def _framed(one: Prepared, other: Prepared, kept: set[tuple[str, ...]]) -> Iterator[tuple[Sentence, Sentence]]:
    """Sentences of one that stand in the other slightly changed, each with its counterpart."""
    theirs = [(sentence, Counter(sentence.words)) for sentence in _changed(other, kept)]
    for sentence in _changed(one, kept):
        bag = Counter(sentence.words)
        alike, found = max(
            (
                (2 * (bag & them).total() / (bag.total() + them.total()), place)
                for place, (_, them) in enumerate(theirs)
            ),
            default=(0.0, 0),
        )
        if alike >= _ALIKE:
            yield sentence, theirs[found][0]


def _changed(text: Prepared, kept: set[tuple[str, ...]]) -> list[Sentence]:
    return [one for one in text.sentences if one.words not in kept and len(one.words) >= _SHORT][:_MOST]


def _exchanged(mine: Sentence, theirs: Sentence, one: Prepared, other: Prepared) -> Conflicts:
    only_mine, only_theirs = _beside(mine, theirs), _beside(theirs, mine)
    certain = [word for word in only_mine if _weight(word, mine, one, other) == _NAME]
    certain_too = [word for word in only_theirs if _weight(word, theirs, other, one) == _NAME]
    names = bool(certain and certain_too) and not _one_name(certain, certain_too)
    words = not names and _has_words_exchanged(mine, theirs, one, other)
    return Conflicts(
        names=int(names),
        words=int(words),
        numbers=min(sum(map(_is_number, only_mine)), sum(map(_is_number, only_theirs))),
        numbers_kept=sum(1 for word in mine.words if _is_number(word) and word in theirs.words),
    )


def _beside(sentence: Sentence, counterpart: Sentence) -> list[str]:
    """The words that one sentence has more often than the other, as often as it has them more."""
    return list((Counter(sentence.words) - Counter(counterpart.words)).elements())


def _has_words_exchanged(mine: Sentence, theirs: Sentence, one: Prepared, other: Prepared) -> bool:
    """Whether something that may be a name stands where the other sentence has something else."""
    for what, low, high, start, end in SequenceMatcher(None, mine.words, theirs.words, autojunk=False).get_opcodes():
        gone, come = mine.words[low:high], theirs.words[start:end]
        if (
            what == "replace"
            and any(_weight(word, mine, one, other) for word in gone)
            and any(_weight(word, theirs, other, one) for word in come)
            and not _one_name(gone, come)
        ):
            return True
    return False


_NO_NAME, _MAYBE, _NAME = 0, 1, 2


def _weight(word: str, sentence: Sentence, text: Prepared, other: Prepared) -> int:
    """Whether a word is a name, by how it is written; what the other text says, too, only if it is one for certain."""
    written = text.spellings.get(word, "")
    maybe = _NO_NAME if word in other.words else _MAYBE
    if _is_number(word) or word in _CALENDAR or (written and written == written.lower() != written.upper()):
        return _NO_NAME
    if written == written.upper() == written.lower():
        return maybe  # a script without capitals
    if any(character.isupper() for character in written[1:]):
        return _NAME
    return maybe if sentence.words[0] == word or text.copy.language in _NOUNS_ARE_CAPITALS else _NAME


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _one_name(gone: Sequence[str], come: Sequence[str]) -> bool:
    """Kiev and Kyiv, Zelensky and Zelenskyy."""
    return SequenceMatcher(None, "".join(gone), "".join(come), autojunk=False).ratio() >= _SPELLINGS
