"""Two verdicts on one text: which difference weighs most, and which is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.rejudging import Effect, Judged, Rejudged, Verdict, compare, rejudged, verdict_of
from pipeline.model import Article, SubjectKind, Tier
from tests.builders import flagged, mention, unflagged

if TYPE_CHECKING:
    from pipeline.model import Mention, Reading

TEXT = "Airbus and Orange signed."
URL = "https://news.example/story"


def named(*names: str) -> tuple[Mention, ...]:
    return tuple(mention(TEXT, name, name) for name in names)


def verdict(*names: str, tier: Tier | None = Tier.MENTION, score: float = 10.0) -> Verdict:
    return Verdict(tier=tier, score=score, mentions=named(*names), matcher_version="1", gazetteer_version="1")


NONE = Verdict(matcher_version="1", gazetteer_version="1")


def judged(before: Reading) -> Judged:
    return Judged(id=1, article=before.article, verdict=verdict_of(before), has_text=True)


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (NONE, verdict("Airbus"), Effect.GAINED),
        (verdict("Airbus"), NONE, Effect.LOST),
        (verdict("Airbus"), verdict("Airbus", "Orange", tier=Tier.CONTEXT), Effect.TIER),
        (verdict("Airbus"), verdict("Airbus", "Orange"), Effect.SUBJECTS),
        (verdict("Airbus"), verdict("Airbus", score=11.0), Effect.EVIDENCE),
        (verdict("Airbus"), replace(verdict("Airbus"), reasons=("new",)), Effect.EVIDENCE),
        (verdict("Airbus"), replace(verdict("Airbus"), sentence="new"), Effect.EVIDENCE),
        (verdict("Airbus"), replace(verdict("Airbus"), gazetteer_version="2"), Effect.CONFIRMED),
        (NONE, replace(NONE, matcher_version="2"), Effect.CONFIRMED),
        (verdict("Airbus"), verdict("Airbus"), Effect.UNCHANGED),
        (NONE, NONE, Effect.UNCHANGED),
    ],
)
def test_the_weightiest_difference_is_told(before: Verdict, after: Verdict, effect: Effect) -> None:
    assert compare(before, after) is effect


def test_the_order_of_mentions_makes_no_difference() -> None:
    assert compare(verdict("Airbus", "Orange"), verdict("Orange", "Airbus")) is Effect.UNCHANGED


def test_a_mention_by_another_rule_is_new_evidence() -> None:
    (found,) = named("Airbus")
    moved = replace(verdict(), mentions=(replace(found, rule="other"),))
    assert compare(verdict("Airbus"), moved) is Effect.EVIDENCE


def test_an_article_that_is_not_flagged_keeps_no_mentions() -> None:
    states = mention(TEXT, "Orange", "Orange", SubjectKind.STATE)
    reading = replace(unflagged(URL), findings=replace(flagged(URL).findings, mentions=(states,)))
    assert verdict_of(reading) == Verdict(matcher_version="1", gazetteer_version="test")


def test_names_gained_and_lost_are_told() -> None:
    before = flagged(URL, TEXT)
    after = replace(before, findings=replace(before.findings, mentions=named("Orange")))
    result = rejudged(judged(before), after)
    assert (result.effect, result.gained, result.lost) == (Effect.SUBJECTS, ("Orange",), ("Airbus",))
    lost = rejudged(judged(before), replace(before, match=None))
    assert (lost.effect, lost.gained, lost.lost, lost.tier) == (Effect.LOST, (), ("Airbus",), None)


def test_an_article_that_could_not_be_judged_gains_and_loses_nothing() -> None:
    result = Rejudged(judged=judged(flagged(URL, TEXT)), effect=Effect.FAILED, why="hung")
    assert (result.gained, result.lost, result.tier) == ((), (), Tier.MENTION)


verdicts = st.builds(
    Verdict,
    tier=st.sampled_from([None, *Tier]),
    score=st.sampled_from([0.0, 10.0]),
    mentions=st.sampled_from([(), named("Airbus"), named("Airbus", "Orange")]),
    matcher_version=st.sampled_from("12"),
    gazetteer_version=st.sampled_from("12"),
)


@settings(deadline=None)
@given(verdicts, verdicts)
def test_judging_twice_changes_nothing_the_second_time(before: Verdict, after: Verdict) -> None:
    assert compare(after, after) is Effect.UNCHANGED
    assert (compare(before, after) is Effect.UNCHANGED) == (before == after)


def test_what_is_judged_is_one_article() -> None:
    article = Article(url=URL, title="T", text=TEXT)
    assert Judged(id=1, article=article, verdict=NONE, has_text=True).verdict.subjects == frozenset()
