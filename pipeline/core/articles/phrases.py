"""Word lists as they are best read: phrases one or several a line, words in a row."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick, Implementation

if TYPE_CHECKING:
    from collections.abc import Iterable

_BAR: Final = re.compile(r"\s+\|\s+")


def alternatives(text: str) -> str:
    """The source of a pattern for any of the phrases: regular expressions, parted by bars and line ends."""
    return "|".join(line for line in map(str.strip, text.splitlines()) if line)


def phrases(text: str) -> tuple[str, ...]:
    """The phrases themselves, parted by bars and line ends, with the blanks at their ends."""
    return tuple(phrase for line in text.splitlines() for phrase in line.lstrip().split("|") if phrase)


def by_first_letter(text: str) -> str:
    """The source of a pattern for any of the phrases: regular expressions, parted by bars with blanks around them.

    Each begins with a letter that must be there, and those with the same one are put together: `re` tries one
    alternative after another, and so passes over nearly all of a long list at once.
    """
    endings: defaultdict[str, list[str]] = defaultdict(list)
    for phrase in _BAR.split(text.strip()):
        endings[phrase[0]].append(phrase[1:])
    return "|".join(f"{letter}(?:{'|'.join(found)})" for letter, found in endings.items())


def folded(text: str) -> str:
    """A text in lower case, as `Wording` compares it."""
    return text.lower().replace("i\u0307", "i")  # the dotted capital of Turkish becomes two characters


@dataclass(frozen=True, slots=True)
class Wording:
    """Phrases to be found in either case.

    They are compared in lower case, which is several times faster than to have `re` ignore the case: it can then pass
    over whatever begins like none of them.
    """

    lower: re.Pattern[str]

    def search(self, text: str) -> re.Match[str] | None:
        """The first phrase in a text; positions are those in the folded text."""
        return self.lower.search(folded(text))

    def match(self, text: str) -> re.Match[str] | None:
        """The phrase at the beginning of a text."""
        return self.lower.match(folded(text))


def pattern(text: str) -> Wording:
    """Any of the phrases, in either case; they are given in lower case."""
    return Wording(re.compile(alternatives(text)))


class Hints:
    """Words one of which is in whatever some pattern finds: to look for them first spares most texts the pattern.

    One pass over a text finds them all, in a fiftieth of the time that a pattern of many phrases takes.
    """

    __slots__ = ("_automaton",)

    def __init__(self, hints: Iterable[str]) -> None:
        """Take the words, folded."""
        self._automaton = AhoCorasick(sorted(hints), implementation=Implementation.DFA, store_patterns=False)

    def are_in(self, text: str) -> bool:
        """Whether one of them is in a folded text."""
        return bool(self._automaton.find_matches_as_indexes(text))

    def places(self, text: str) -> list[tuple[int, int, int]]:
        """The number of the word, the begin and the end of all that are in a folded text, by their ends."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


def words(row: str) -> frozenset[str]:
    """The words of a row."""
    return frozenset(row.split())
