"""People: whether the word before a name is a given name or a title, so that the name is somebody's surname.

Given names and the words that announce a person are lexicon fields: `given-name` ("Jochen"), `person` (titles and kin:
"Mr", "sister") and `naming` ("named", "di nome").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from pipeline.core.mentions.normalise import fold_name, fold_word
from pipeline.core.mentions.passage import is_titled
from pipeline.core.mentions.spelling import is_proper, last_word, word_before

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.core.mentions.passage import Passage
    from pipeline.model import LexiconTerm

_POSSESSIVE = ("'s", "’s", "s'", "s’")
_INITIALS = 2  # capitals: "JR Nielsen"; longer ones are an acronym
_NOUNS_HAVE_CAPITALS = frozenset({"de", "lb"})


class Certainty(StrEnum):
    """How sure it is that a word is a given name."""

    NONE = "none"
    PERHAPS = "perhaps"  # a capital that the beginning of a sentence explains as well
    SURE = "sure"


class Before(NamedTuple):
    """The word before a name, and whether it makes a person's name of both."""

    certainty: Certainty
    word: str = ""


_NOBODY = Before(Certainty.NONE)


@dataclass(frozen=True, slots=True)
class People:
    """Words that come before a person's name, folded."""

    given: frozenset[str]
    titles: frozenset[str]
    naming: frozenset[str]


def people(lexicon: Iterable[LexiconTerm]) -> People:
    """Those of a gazetteer."""
    words: dict[str, set[str]] = {"given-name": set(), "person": set(), "naming": set()}
    for row in lexicon:
        if row.field in words:
            words[row.field].add(fold_name(row.term))
    return People(frozenset(words["given-name"]), frozenset(words["person"]), frozenset(words["naming"]))


def known_person_before(passage: Passage, start: int, known: People) -> str:
    """The given name or title right before a place; only those the lexicon knows."""
    word = word_before(passage.text, start)
    folded = fold_word(word)
    return word if (folded in known.given and word[0].isupper()) or folded in known.titles else ""


def person_word_before(passage: Passage, start: int, known: People) -> str:
    """The word that says that a name is no country's: "his wife, France", "Anatole France", "un âne nommé Chili"."""
    word = last_word(passage.text, start)
    folded = fold_word(word)
    if folded in known.titles or folded in known.naming:
        return word
    if not word[:1].isupper() or not passage.text[start - 2].isalpha():
        return ""
    if folded in known.given:
        return word
    relation = last_word(passage.text, start - len(word) - 1)
    return f"{relation}, {word}" if fold_word(relation) in known.titles else ""


def person_before(passage: Passage, start: int, known: People) -> Before:
    """What the word right before a place makes of a name that may be a surname."""
    word = word_before(passage.text, start)
    if not word:
        return _NOBODY
    if known_person_before(passage, start, known):
        return Before(Certainty.SURE, word)
    if not is_proper(word) or word.endswith(_POSSESSIVE) or (word.isupper() and len(word) > _INITIALS):
        return _NOBODY
    if passage.language in _NOUNS_HAVE_CAPITALS or is_titled(passage.line(start, start)):
        return Before(Certainty.PERHAPS, word)
    begin, _ = passage.sentence(start, start)
    opens = start - len(word) - 1 <= begin
    return Before(Certainty.PERHAPS if opens else Certainty.SURE, word)
