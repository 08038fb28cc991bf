"""The labelled stories are sound: complete, spelled as on the list, in many languages, of many kinds."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
STORIES = HERE / "stories.jsonl"
GAZETTEER = HERE.parents[1] / "pipeline" / "gazetteer"
CLASSES_OF_TRAPS = {
    "call-lookalike",
    "trap-acronym",
    "trap-boilerplate",
    "trap-longer-name",
    "trap-neighbour",
    "trap-person",
    "trap-place",
    "trap-surname",
    "trap-url",
    "trap-word",
}


@dataclass(frozen=True)
class Story:
    """One labelled story; field names as in the README, `wrong` is its `not`."""

    id: str
    lang: str
    title: str
    text: str
    call: bool
    signatories: list[str]
    states: list[str]
    wrong: list[str]
    classes: list[str]


def official_names(table: str) -> set[str]:
    with (GAZETTEER / table).open(encoding="utf-8", newline="") as rows:
        return {row["name"] for row in csv.DictReader(rows)}


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    read = []
    for line in STORIES.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        record["wrong"] = record.pop("not")
        read.append(Story(**record))
    return read


def test_there_are_enough_stories_to_measure_with(stories: list[Story]) -> None:
    assert len(stories) >= 320


def test_ids_and_texts_are_unique(stories: list[Story]) -> None:
    assert len({s.id for s in stories}) == len(stories)
    assert len({s.title for s in stories}) == len(stories)
    assert len({s.text for s in stories}) == len(stories)


def test_every_line_has_the_labels_in_their_types(stories: list[Story]) -> None:
    for story in stories:
        assert isinstance(story.call, bool), story.id
        assert story.title, story.id
        assert story.text, story.id
        assert story.classes, story.id
        for names in (story.signatories, story.states, story.wrong, story.classes):
            assert all(isinstance(name, str) for name in names), story.id
            assert len(set(names)) == len(names), story.id


def test_labels_are_official_names(stories: list[Story]) -> None:
    signatories = official_names("signatories.csv")
    states = official_names("states.csv")
    for story in stories:
        assert set(story.signatories) <= signatories, story.id
        assert set(story.states) <= states, story.id
        assert set(story.wrong) <= signatories | states, story.id


def test_a_name_is_never_both_right_and_wrong(stories: list[Story]) -> None:
    for story in stories:
        assert not set(story.wrong) & {*story.signatories, *story.states}, story.id


def test_many_languages_are_spoken(stories: list[Story]) -> None:
    languages = Counter(s.lang for s in stories)
    assert len(languages) >= 15
    assert 0.30 <= languages["en"] / len(stories) <= 0.50
    assert languages["fr"] / len(stories) >= 0.10


def test_the_call_is_named_in_many_languages(stories: list[Story]) -> None:
    assert len({s.lang for s in stories if s.call}) >= 25


def test_call_signatories_and_neither_are_all_well_represented(stories: list[Story]) -> None:
    call = sum(s.call for s in stories)
    signatories = sum(not s.call and bool(s.signatories) for s in stories)
    neither = len(stories) - call - signatories
    assert min(call, signatories, neither) >= len(stories) // 4


def test_every_kind_of_trap_is_set(stories: list[Story]) -> None:
    assert {kind for s in stories for kind in s.classes} >= CLASSES_OF_TRAPS


def test_every_class_is_explained_in_the_readme(stories: list[Story]) -> None:
    explained = set(re.findall(r"`([a-z-]+)`", (HERE / "README.md").read_text(encoding="utf-8")))
    assert {kind for s in stories for kind in s.classes} <= explained


def test_a_lookalike_of_the_call_is_not_the_call(stories: list[Story]) -> None:
    assert not [s.id for s in stories if "call-lookalike" in s.classes and s.call]


def test_a_story_that_names_nobody_names_nobody(stories: list[Story]) -> None:
    for story in stories:
        named = story.call or story.signatories or story.states
        assert ("nobody" in story.classes) != bool(named), story.id
