"""An article on its way into a story."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Copy, StoryLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article in the queue; `is_compared` when its words are those that its links were made of."""

    copy: Copy
    mark: int  # of its place in the queue, so that a change meanwhile is seen
    is_compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """An article with what it was found by and what it is linked with; `keys` is None when that is not new."""

    waiting: Waiting
    keys: tuple[int, ...] | None
    links: tuple[StoryLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What became of one article: the story it is in, and whether others are in it."""

    article: int
    story: int
    outcome: str  # "joined" or "alone"
