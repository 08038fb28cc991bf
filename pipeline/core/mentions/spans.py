"""Candidates in order of place, so that those near a spot are found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.passage import Passage

_LONGEST_NAME = 200  # characters; no name in a gazetteer comes near
_COVERING = 3  # candidates before a place that are asked whether they reach over it
_NOTHING: tuple[list[int], list[Candidate]] = ([], [])


class Spans:
    """Some candidates of an article, by passage and start."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        """Take candidates in the order of their places, as `in_order` gives them."""
        self._by_passage: dict[int, tuple[list[int], list[Candidate]]] = {}
        self.subjects: set[str] = set()
        for candidate in candidates:
            group = self._by_passage.get(id(candidate.passage))
            if group is None:
                group = self._by_passage[id(candidate.passage)] = ([], [])
            group[0].append(candidate.start)
            group[1].append(candidate)
            self.subjects.add(candidate.name.profile.subject)

    def starting(self, passage: Passage, low: int, high: int) -> list[Candidate]:
        """Those that start at `low` or later and before `high`, offsets of the passage's text."""
        starts, found = self._by_passage.get(id(passage), _NOTHING)
        first = bisect_left(starts, low)
        return found[first : bisect_left(starts, high, first)] if first < len(starts) else []

    def ending(self, passage: Passage, low: int, high: int) -> list[Candidate]:
        """Those that end after `low` and at `high` or before."""
        return [one for one in self.starting(passage, low - _LONGEST_NAME, high) if low < one.end <= high]

    def covering(self, passage: Passage, start: int) -> bool:
        """Whether one of them spans the character at `start`."""
        starts, found = self._by_passage.get(id(passage), _NOTHING)
        place = bisect_right(starts, start)
        return any(one.end > start for one in found[max(0, place - _COVERING) : place])


def in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates by their places, those of one place as they come."""
    return sorted(candidates, key=attrgetter("start"))
