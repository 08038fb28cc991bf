"""From links to stories, the same whatever the order in which articles came.

A story grows in the order of first sightings: each article joins the story with most of whose members it is linked,
more than half of them at least. So a chain of links in which the ends do not resemble each other is no story.
What people decided by hand comes after that and before all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.model import StoryDecision

Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Sighting:
    """An article in the order in which stories grow; ids, given in order of arrival, decide nothing."""

    first_seen: datetime
    url: str
    id: int


def partition(
    members: Iterable[Sighting], links: Iterable[Pair], decisions: Sequence[StoryDecision] = ()
) -> tuple[tuple[int, ...], ...]:
    """The stories of some articles, each as ids with the earliest sighting first, which names the story.

    Args:
        members: all articles that links or decisions connect with each other.
        links: pairs of their ids; a pair that names somebody else is left aside.
        decisions: those in force, in the order in which they were made. A split article stands alone, but for later
            joins.
    """
    ordered = sorted(members)
    place = {member.id: number for number, member in enumerate(ordered)}
    alone = {decision.article: decision.id for decision in decisions if decision.other is None}
    near: defaultdict[int, list[int]] = defaultdict(list)
    for first, second in links:
        if first in place and second in place and not {first, second} & alone.keys():
            near[first].append(second)
            near[second].append(first)
    stories = _grown(ordered, near)
    for decision in decisions:
        ends = (decision.article, decision.other)
        if decision.other is not None and all(end in place and alone.get(end, 0) < decision.id for end in ends):
            stories = _joined(stories, decision.article, decision.other)
    return tuple(sorted((tuple(sorted(story, key=place.__getitem__)) for story in stories), key=lambda s: place[s[0]]))


def _grown(ordered: Sequence[Sighting], near: defaultdict[int, list[int]]) -> list[list[int]]:
    stories: list[list[int]] = []
    story_of: dict[int, int] = {}
    for member in ordered:
        linked = Counter(story_of[other] for other in near[member.id] if other in story_of)
        fits = [(-count / len(stories[number]), number) for number, count in linked.items()]
        share, number = min(fits, default=(0.0, 0))
        if -share > 1 / 2:
            stories[number].append(member.id)
        else:
            number = len(stories)
            stories.append([member.id])
        story_of[member.id] = number
    return stories


def _joined(stories: list[list[int]], one: int, other: int) -> list[list[int]]:
    touched = [story for story in stories if one in story or other in story]
    return [story for story in stories if story not in touched] + [[member for story in touched for member in story]]
