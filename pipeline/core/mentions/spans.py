"""Candidates in order of place, so that those near a spot are found without looking at all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.passage import Passage

_LONGEST_NAME = 200  # characters; no name in a gazetteer comes near


class Spans:
    """Some candidates of an article, by passage and start."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_passage: dict[int, list[Candidate]] = {}
        for candidate in candidates:
            self._by_passage.setdefault(id(candidate.passage), []).append(candidate)
        self._starts: dict[int, list[int]] = {}
        for key, found in self._by_passage.items():
            found.sort(key=lambda candidate: candidate.start)
            self._starts[key] = [candidate.start for candidate in found]
        self.subjects = {found.name.profile.subject for group in self._by_passage.values() for found in group}

    def starting(self, passage: Passage, low: int, high: int) -> Iterator[Candidate]:
        """Those that start at `low` or later and before `high`, offsets of the passage's text."""
        starts = self._starts.get(id(passage), [])
        yield from self._by_passage.get(id(passage), [])[bisect_left(starts, low) : bisect_left(starts, high)]

    def ending(self, passage: Passage, low: int, high: int) -> Iterator[Candidate]:
        """Those that end after `low` and at `high` or before."""
        for candidate in self.starting(passage, low - _LONGEST_NAME, high):
            if low < candidate.end <= high:
                yield candidate

    def covering(self, passage: Passage, start: int) -> bool:
        """Whether one of them spans the character at `start`."""
        starts = self._starts.get(id(passage), [])
        found = self._by_passage.get(id(passage), [])
        place = bisect_right(starts, start) - 1
        return any(found[near].end > start for near in range(max(0, place - 2), place + 1))
