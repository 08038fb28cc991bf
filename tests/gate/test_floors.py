"""The gate itself: it tells a fall, and no flag but one lowers a floor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.scoring import Graded, Labelled, grade
from pipeline.model import Findings
from tests.builders import mention
from tests.gate import floors

if TYPE_CHECKING:
    from pathlib import Path

RECALL = ("signatories", "all", "recall")
TEXT = "Airbus, Orange and Swift."


def story(language: str, *found: str, traps: frozenset[str] = frozenset()) -> Graded:
    labelled = Labelled(
        id=f"{language}-1",
        language=language,
        title="",
        text=TEXT,
        call=False,
        signatories=frozenset({"Airbus", "Orange"}),
        traps=traps,
    )
    return grade(labelled, Findings(mentions=tuple(mention(TEXT, name, name) for name in found)))


def test_figures_are_measured_for_all_and_by_group() -> None:
    measured = floors.measure([story("en", "Airbus", "Orange"), story("ja", "Airbus"), story("zh", "Airbus", "Swift")])
    assert measured["signatories", "all", "recall"] == 0.6666
    assert measured["signatories", "English", "recall"] == 1.0
    assert measured["signatories", "without spaces", "precision"] == 0.6666
    assert ("call", "all", "recall") not in measured  # nothing to measure


def test_a_fall_is_told_with_the_stories_behind_it() -> None:
    (fall,) = floors.falls([story("en", "Airbus"), story("fr", "Airbus", "Orange")], {RECALL: 0.9})
    assert str(fall).splitlines() == [
        "signatories, all: recall 0.7500, the floor is 0.9000",
        "    en-1 [en] missed Orange: not seen",
    ]


def test_a_trap_that_fires_is_told_where() -> None:
    trapped = story("en", "Airbus", "Orange", "Swift", traps=frozenset({"Swift"}))
    (fall,) = floors.falls([trapped], {("name traps", "English", "avoided"): 1.0})
    assert fall.errors == ("en-1 [en] trapped Swift: “Swift” at body 19 by name",)


def test_a_figure_that_is_no_longer_measured_has_fallen() -> None:
    assert [fall.figure for fall in floors.falls([], {RECALL: 0.1})] == [RECALL]


def test_what_has_not_fallen_is_not_told() -> None:
    stories = [story("en", "Airbus", "Orange"), story("ar", "Airbus")]
    assert floors.falls(stories, floors.measure(stories)) == ()


@pytest.mark.parametrize(
    ("language", "group"), [("en", "English"), ("ru", "Greek and Cyrillic"), ("xx", "other Latin")]
)
def test_every_language_has_a_group(language: str, group: str) -> None:
    assert floors.group_of(language) == group


figures = st.tuples(
    st.sampled_from(["call", "states"]), st.sampled_from(["all", "English"]), st.sampled_from(["precision", "recall"])
)
tables = st.dictionaries(figures, st.floats(0, 1))


@settings(deadline=None)
@given(tables, tables)
def test_raising_never_lowers_a_floor_and_never_drops_one(
    before: dict[floors.Figure, float], measured: dict[floors.Figure, float]
) -> None:
    after = floors.raised(before, measured)
    assert all(after[figure] >= least for figure, least in before.items())
    assert after.keys() == before.keys() | measured.keys()


@settings(deadline=None)
@given(tables)
def test_floors_come_back_as_they_were_saved(tmp_path_factory: pytest.TempPathFactory, table: floors.Floors) -> None:
    file = tmp_path_factory.mktemp("floors") / "floors.json"
    floors.save(file, "edition", table)
    assert floors.load(file) == ("edition", table)


def test_without_a_file_there_are_no_floors(tmp_path: Path) -> None:
    assert floors.load(tmp_path / "floors.json") == ("", {})
