"""Whether a page can be about the Call, or about signatories among cyber-policy talk, asked before it is read.

A match of tier call or context needs a name of the Call, or a context term (described calls and contexts have one).
`Prefilter` looks for these alone, in text of which no more is known than that the words are in it: where the matcher
finds one, so does the prefilter, whatever the policy. It says yes too often, never no too often.

What it asks of the text, for that to be true:

* It holds all the text that the article's title and body can be made of: the page's text nodes in document order;
  after them what may be its title, the text in JSON-LD (decoded, without its tags), and the feed's own title and words,
  each by itself. More text does no harm at the end of it or between paragraphs.
* Where a tag stood, inline or not, there is a space, or nothing only if the reader also joins what stood around it.
  Spaces too many do no harm, not even inside a word: "C yber" from a drop cap is found.
* Nothing that the reader leaves out stands in the middle of a word or a name: script, style, template and comments are
  gone. Where that is not sure of some element, give both texts, one after the other.
* It is decoded as the reader decodes it, and character references are resolved once.

Soft hyphens, zero-width characters, combining marks, full-width letters and runs of space may be in it or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.core.mentions.names import Role, call_names
from pipeline.core.mentions.normalise import is_wide
from pipeline.core.mentions.paris_call import CONTEXT
from pipeline.core.mentions.rough import letters_of, stretches, words_of
from pipeline.core.mentions.vocabulary import patterns_of, term_patterns

if TYPE_CHECKING:
    from pipeline.model import Gazetteer

_OPENS_WORD = 1  # a word must begin where the pattern begins
_CLOSES_WORD = 2  # and end where it ends


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What must be true of the words around and within a hit."""

    edges: int = _OPENS_WORD | _CLOSES_WORD
    gaps: frozenset[int] = frozenset()  # letters of the pattern before which words must part

    def __or__(self, other: _Bounds) -> _Bounds:
        """What both ask for."""
        return _Bounds(self.edges & other.edges, self.gaps & other.gaps)

    def covers(self, other: _Bounds) -> bool:
        """Whether what fits the other fits this, of a longer pattern that begins alike."""
        return self.edges & (~other.edges | _CLOSES_WORD) == 0 and self.gaps <= other.gaps


@dataclass(frozen=True, slots=True, eq=False)
class _Finder:
    """Some patterns, and the bounds of each."""

    automaton: AhoCorasick
    bounds: tuple[_Bounds, ...]

    @classmethod
    def of(cls, bounds: dict[str, _Bounds], implementation: Implementation) -> _Finder:
        """Compile patterns."""
        automaton = AhoCorasick(
            list(bounds), matchkind=MatchKind.Standard, implementation=implementation, store_patterns=False
        )
        return cls(automaton, tuple(bounds.values()))

    def find(self, letters: str) -> list[tuple[_Bounds, int, int]]:
        """The bounds, begin and end of every hit."""
        hits = self.automaton.find_matches_as_indexes(letters, overlapping=True)
        return [(self.bounds[pattern], begin, end) for pattern, begin, end in hits]


@dataclass(frozen=True, slots=True, eq=False)
class Prefilter:
    """The names of the Call and the context terms, without their spaces, in two small automata."""

    plain: _Finder  # letters a to z; nearly all Latin text, once folded, and worth a faster automaton
    other: _Finder

    @classmethod
    def of(cls, gazetteer: Gazetteer) -> Prefilter:
        """Compile what a gazetteer has of the Call and of cyber policy; a few milliseconds."""
        bounds: dict[str, _Bounds] = {}
        for name in call_names(gazetteer):
            if name.role is not Role.LOOKALIKE:
                for pattern in patterns_of(name):
                    _add(bounds, pattern, _OPENS_WORD)
        for pattern, kinds in term_patterns(gazetteer.lexicon, frozenset(CONTEXT)).items():
            is_open = any(open_ended for _, open_ended in kinds)
            _add(bounds, pattern, _OPENS_WORD if is_open else _OPENS_WORD | _CLOSES_WORD)
        bounds = {letters: needed for letters, needed in bounds.items() if not _has_shorter(letters, needed, bounds)}
        plain = {letters: needed for letters, needed in bounds.items() if letters.isascii()}
        return cls(
            _Finder.of(plain, Implementation.DFA),
            _Finder.of({one: bounds[one] for one in bounds.keys() - plain.keys()}, Implementation.ContiguousNFA),
        )

    def can_match(self, text: str) -> bool:
        """Whether a page with this text can match at tier call or context; see above for what the text must hold."""
        parts = stretches(text)
        letters = letters_of(parts)
        hits = self.plain.find(letters)
        if not letters.isascii():
            hits += self.other.find(letters)
        words = words_of(parts) if hits else ""
        return any(_fits(bounds, words, begin, end) for bounds, begin, end in hits)


def _add(bounds: dict[str, _Bounds], pattern: str, wanted: int) -> None:
    """Note a pattern without its spaces; of two that then are equal, what both ask for."""
    words = pattern.split()
    letters = "".join(words)
    needed = _Bounds(wanted if pattern[0] == " " else 0, frozenset(accumulate(map(len, words[:-1]))))
    bounds[letters] = bounds.get(letters, needed) | needed


def _has_shorter(letters: str, needed: _Bounds, bounds: dict[str, _Bounds]) -> bool:
    """Whether another pattern is hit wherever this one is: "cyber" does for "cyberspace"."""
    return any(
        letters[:length] in bounds and bounds[letters[:length]].covers(needed) for length in range(1, len(letters))
    )


def _fits(bounds: _Bounds, words: str, begin: int, end: int) -> bool:
    """Whether words begin and end where they must, for a hit given by its place among the letters."""
    return (
        (not bounds.edges & _OPENS_WORD or _is_edge(words, _place(words, begin)))
        and (not bounds.edges & _CLOSES_WORD or _is_edge(words, _place(words, end - 1) + 1))
        and all(_is_edge(words, _place(words, begin + gap)) for gap in bounds.gaps)
    )


def _place(words: str, letter: int) -> int:
    """Where a letter stands, given how many others stand before it."""
    low, high = 0, len(words)
    while high - low > 1:
        middle = (low + high) // 2
        before = middle - low - words.count(" ", low, middle)
        if before <= letter:
            low, letter = middle, letter - before
        else:
            high = middle
    return low


def _is_edge(words: str, place: int) -> bool:
    """Whether a word may begin or end at a place: beside a space, or where a Latin word meets a script without them."""
    before, after = words[place - 1 : place] or " ", words[place : place + 1] or " "
    return before == " " or after == " " or is_wide(before) is not is_wide(after)
