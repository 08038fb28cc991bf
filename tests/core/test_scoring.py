"""Precision, recall and traps: small cases counted by hand, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.scoring import (
    CALL,
    NO_CANDIDATE,
    Fault,
    Graded,
    Labelled,
    Score,
    SpellingScore,
    Tally,
    Traps,
    grade,
    grouped,
    scoreboard,
    total,
)
from pipeline.model import Findings, Mention, SubjectKind
from tests.builders import mention

TEXT = "The Paris Call, Orange and Thales, France and Congo, in orange."
LABELLED = Labelled(
    id="a",
    language="en",
    title="",
    text=TEXT,
    call=True,
    signatories=frozenset({"Orange", "Airbus"}),
    states=frozenset({"France"}),
    classes=("comention",),
)


def seen(surface: str, subject: str = "", kind: SubjectKind = SubjectKind.SIGNATORY) -> Mention:
    return mention(TEXT, surface, subject or surface, kind)


def found(*mentions: Mention, rejected: tuple[Mention, ...] = ()) -> Findings:
    return Findings(mentions=mentions, rejected=rejected)


THE_CALL = seen("Paris Call", CALL, SubjectKind.CALL)
FRANCE = seen("France", kind=SubjectKind.STATE)
CONGO = seen("Congo", kind=SubjectKind.STATE)


def test_a_name_counts_once_however_often_it_stands() -> None:
    again = replace(seen("Orange"), start=1, end=7)
    assert grade(LABELLED, found(seen("Orange"), again)).score.signatories == Tally(right=1, wrong=0, missed=1)


def test_each_kind_is_counted_by_itself() -> None:
    score = grade(LABELLED, found(THE_CALL, seen("Orange"), seen("Thales"), FRANCE, CONGO)).score
    assert (score.call, score.signatories, score.states) == (Tally(1, 0, 0), Tally(1, 1, 1), Tally(1, 1, 0))


def test_the_call_is_one_decision_and_a_text_without_it_is_no_success() -> None:
    without = replace(LABELLED, call=False)
    assert grade(LABELLED, found()).score.call == Tally(0, 0, 1)
    assert grade(without, found(THE_CALL)).score.call == Tally(0, 1, 0)
    assert grade(without, found()).score.call == Tally(0, 0, 0)


def test_undecided_names_and_demonyms_are_neither_right_nor_wrong() -> None:
    lenient = replace(LABELLED, undecided=frozenset({"Thales"}), demonyms=frozenset({"Congo"}))
    score = grade(lenient, found(seen("Thales"), CONGO)).score
    assert (score.signatories, score.states) == (Tally(0, 0, 2), Tally(0, 0, 1))


def test_a_trap_fires_in_whichever_list_its_name_turns_up() -> None:
    trapped = replace(LABELLED, traps=frozenset({"Thales", "Congo", "Swift"}))
    graded = grade(trapped, found(seen("Thales"), CONGO))
    assert graded.score.traps == Traps(fired=2, laid=3)
    assert {slip.subject: slip.fault for slip in graded.slips if slip.fault is Fault.TRAPPED} == {
        "Thales": Fault.TRAPPED,
        "Congo": Fault.TRAPPED,
    }


@pytest.mark.parametrize(
    ("call", "classes", "laid"),
    [
        (False, ("call-lookalike",), 1),
        (False, ("trap-lookalike",), 1),
        (False, ("near-call",), 1),
        (False, ("trap-word",), 0),
        (True, ("lookalike-contrast",), 0),
    ],
)
def test_a_look_alike_is_a_trap_only_where_the_call_is_not_named(
    call: bool, classes: tuple[str, ...], laid: int
) -> None:
    labelled = replace(LABELLED, call=call, classes=classes)
    assert grade(labelled, found()).score.call_traps == Traps(0, laid)
    assert grade(labelled, found(THE_CALL)).score.call_traps == Traps(laid, laid)


def test_an_error_shows_what_the_matcher_saw_and_by_which_rule() -> None:
    rejected = replace(seen("orange", "Airbus"), rule="no-cue")
    slips = grade(LABELLED, found(THE_CALL, seen("Orange"), seen("Thales"), FRANCE, rejected=(rejected,))).slips
    assert [(slip.fault, slip.subject, [one.rule for one in slip.seen]) for slip in slips] == [
        (Fault.WRONG, "Thales", ["name"]),
        (Fault.MISSED, "Airbus", ["no-cue"]),
    ]
    assert all(TEXT[one.start : one.end] == one.surface for slip in slips for one in slip.seen)


def test_a_name_that_nothing_looked_like_was_missed_without_a_spelling() -> None:
    graded = grade(LABELLED, found(THE_CALL, seen("Orange"), FRANCE))
    assert SpellingScore(surface=NO_CANDIDATE, subject="Airbus", tally=Tally(missed=1)) in graded.spellings


def test_the_scoreboard_puts_the_worst_spelling_first() -> None:
    texts = [
        grade(LABELLED, found(THE_CALL, seen("Orange"), seen("Thales"), FRANCE)),
        grade(replace(LABELLED, id="b"), found(seen("Thales"), FRANCE, rejected=(seen("Orange"),))),
    ]
    board = [(one.surface, one.subject, one.tally) for one in scoreboard(texts)]
    assert board[:3] == [
        (NO_CANDIDATE, "Airbus", Tally(0, 0, 2)),
        ("Thales", "Thales", Tally(0, 2, 0)),
        (NO_CANDIDATE, CALL, Tally(0, 0, 1)),
    ]
    assert ("Orange", "Orange", Tally(1, 0, 1)) in board
    assert board[-1] == ("France", "France", Tally(2, 0, 0))


def test_ratios_are_those_of_the_textbook() -> None:
    tally = Tally(right=6, wrong=2, missed=4)
    assert (tally.precision, tally.recall) == (0.75, 0.6)
    assert tally.f1 == pytest.approx(2 * 0.75 * 0.6 / 1.35)
    assert Traps(1, 4).rate == 0.25


def test_nothing_to_divide_by_is_no_ratio() -> None:
    nothing = Tally()
    assert (nothing.precision, nothing.recall, nothing.f1, Traps().rate) == (None, None, None, None)
    assert total([]) == Score()


NAMES = ("Orange", "Thales", "Airbus")
labels = st.builds(
    Labelled,
    id=st.just("x"),
    language=st.sampled_from(["en", "fr"]),
    title=st.just(""),
    text=st.just(TEXT),
    call=st.booleans(),
    signatories=st.frozensets(st.sampled_from(NAMES)),
    traps=st.frozensets(st.sampled_from(NAMES)),
    undecided=st.frozensets(st.sampled_from(NAMES)),
    classes=st.sampled_from([(), ("a",), ("a", "call-lookalike")]),
)
findings = st.lists(st.sampled_from([THE_CALL, seen("Orange"), seen("Thales")]), max_size=4).map(lambda m: found(*m))
gradings = st.lists(st.builds(grade, labels, findings), max_size=5)


@settings(deadline=None)
@given(labels, findings)
def test_every_wanted_name_is_right_or_missed_and_each_fault_is_told(labelled: Labelled, findings: Findings) -> None:
    graded = grade(labelled, findings)
    score = graded.score
    assert score.signatories.right + score.signatories.missed == len(labelled.signatories)
    faults = sum(tally.wrong + tally.missed for tally in (score.call, score.signatories, score.states))
    assert faults == len(graded.slips)
    assert score.traps.fired <= score.traps.laid == len(labelled.traps)


@settings(deadline=None)
@given(gradings)
def test_the_parts_add_up_to_the_whole_in_any_order(graded: list[Graded]) -> None:
    whole = total(graded)
    assert whole == total(reversed(graded))
    by_language = [score for _, score in grouped(graded, lambda labelled: (labelled.language,))]
    assert sum(by_language, Score()) == whole
    rights = sum(one.tally.right for one in scoreboard(graded))
    assert rights >= whole.call.right + whole.signatories.right + whole.states.right


def test_a_text_may_be_in_several_groups() -> None:
    graded = [grade(replace(LABELLED, classes=("a", "b")), found()), grade(replace(LABELLED, classes=("b",)), found())]
    assert [(name, score.texts) for name, score in grouped(graded, lambda one: one.classes)] == [("b", 2), ("a", 1)]
