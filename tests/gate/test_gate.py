"""Match quality may not fall.

`floors.json` holds what was reached. `pytest tests/gate --update-floors` raises it after a gain or when stories were
added; only `--lower-floors` lowers it, and a reviewer sees by how much.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.adapters.gazetteer import read_gazetteer
from pipeline.core.mentions import Matcher, MatchPolicy
from pipeline.core.scoring import Graded, grade
from pipeline.shell import gold
from tests.gate import floors
from tests.gate.floors import Leave

if TYPE_CHECKING:
    from pipeline.core.scoring import Labelled

STORIES = Path(__file__).parent / "stories.jsonl"
FLOORS = Path(__file__).parent / "floors.json"


@pytest.fixture(scope="module")
def stories() -> tuple[Labelled, ...]:
    return gold.load(STORIES)


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(read_gazetteer(), MatchPolicy())


@pytest.fixture(scope="module")
def graded(stories: tuple[Labelled, ...], matcher: Matcher) -> tuple[Graded, ...]:
    return tuple(grade(one, matcher.find(one.title, one.text, one.language)) for one in stories)


def test_there_are_enough_stories_in_enough_languages(stories: tuple[Labelled, ...]) -> None:
    assert len(stories) >= 300
    assert len({story.language for story in stories}) >= 15
    assert {floors.group_of(story.language) for story in stories} >= {
        "English",
        "French",
        "other Latin",
        "Greek and Cyrillic",
        "right to left",
        "without spaces",
    }
    assert sum(story.call for story in stories) >= 50
    assert sum(story.is_call_trap for story in stories) >= 15


def test_every_label_is_an_official_name(stories: tuple[Labelled, ...], matcher: Matcher) -> None:
    states = {one.name for one in matcher.gazetteer.signatories if one.iso}
    others = {one.name for one in matcher.gazetteer.signatories if not one.iso}
    assert {(story.id, name) for story in stories for name in story.signatories - others} == set()
    assert {(story.id, name) for story in stories for name in (story.states | story.demonyms) - states} == set()
    assert {(story.id, name) for story in stories for name in story.traps - others - states} == set()
    assert [story.id for story in stories if story.traps & (story.signatories | story.states)] == []


def test_match_quality_has_not_fallen(graded: tuple[Graded, ...], leave: Leave) -> None:
    edition, least = floors.load(FLOORS)
    measured = floors.measure(graded)
    if leave is Leave.LOWER:
        floors.save(FLOORS, floors.sha256(STORIES), measured)
        return
    fallen = floors.falls(graded, least)
    assert not fallen, "\n" + "\n\n".join(map(str, fallen))
    if leave is Leave.RAISE:
        floors.save(FLOORS, floors.sha256(STORIES), floors.raised(least, measured))
        return
    assert edition == floors.sha256(STORIES), "the stories have changed: pytest tests/gate --update-floors"
