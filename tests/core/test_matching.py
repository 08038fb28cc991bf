"""From findings to a tier and a score."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.matching import MatchPolicy, StatesAlone, decide
from pipeline.model import Field, Findings, Mention, SubjectKind, Tier

POLICY = MatchPolicy()


def mention(
    kind: SubjectKind = SubjectKind.SIGNATORY,
    subject: str = "Microsoft",
    field: Field = Field.BODY,
    score: float = 1.0,
    sentence: str = "Microsoft signed.",
) -> Mention:
    return Mention(
        subject=subject,
        kind=kind,
        field=field,
        start=0,
        end=len(subject),
        surface=subject,
        sentence=sentence,
        rule="certain-name",
        score=score,
        evidence=("seen",),
    )


CALL = mention(SubjectKind.CALL, "Paris Call")
SIGNATORY = mention()
STATE = mention(SubjectKind.STATE, "France", sentence="France signed.")
TERMS = ("cyberspace", "ransomware", "hacker")


def tier(*mentions: Mention, context: tuple[str, ...] = (), policy: MatchPolicy = POLICY) -> Tier | None:
    match = decide(Findings(mentions=mentions, context=context), policy)
    return match.tier if match else None


def test_nothing_found_is_no_match() -> None:
    assert tier() is None
    assert tier(context=TERMS) is None


def test_the_call_makes_the_best_tier() -> None:
    assert tier(SIGNATORY, CALL, STATE) is Tier.CALL


def test_a_signatory_alone_is_merely_mentioned() -> None:
    assert tier(SIGNATORY) is Tier.MENTION


def test_a_term_in_the_sentence_makes_a_context() -> None:
    assert tier(mention(sentence="Microsoft fights ransomware."), context=("ransomware",)) is Tier.CONTEXT


def test_a_term_far_from_the_mention_makes_none() -> None:
    assert tier(SIGNATORY, context=("ransomware",)) is Tier.MENTION


def test_many_terms_make_the_whole_article_a_context() -> None:
    assert tier(SIGNATORY, context=TERMS) is Tier.CONTEXT


def test_a_state_alone_is_no_match_without_context() -> None:
    assert tier(STATE) is None


def test_a_state_in_context_is_a_match_unless_the_policy_says_no() -> None:
    assert tier(STATE, context=TERMS) is Tier.CONTEXT
    assert tier(STATE, context=TERMS, policy=MatchPolicy(states_alone=StatesAlone.IGNORE)) is None


def test_the_union_alone_counts_as_a_state_does() -> None:
    union = mention(subject="European Union", sentence="The European Union signed.")
    assert tier(union) is None
    assert tier(union, context=TERMS) is Tier.CONTEXT
    assert tier(union, SIGNATORY) is Tier.MENTION


def test_subjects_are_sorted_and_complete() -> None:
    match = decide(Findings(mentions=(SIGNATORY, STATE, CALL, SIGNATORY)), POLICY)
    assert match is not None
    assert match.subjects == ("France", "Microsoft", "Paris Call")


def test_reasons_name_the_rule_and_the_surest_mention_first() -> None:
    unsure = mention(subject="Orange", score=0.6)
    match = decide(Findings(mentions=(unsure, SIGNATORY), context=("cyberspace",)), POLICY)
    assert match is not None
    assert match.reasons[0] == "Microsoft: “Microsoft” in the body (certain-name; seen)"
    assert match.reasons[1].startswith("Orange:")
    assert match.reasons[-1] == "cyber-policy terms: “cyberspace”"


def test_many_subjects_do_not_make_many_reasons() -> None:
    mentions = tuple(mention(subject=f"Firm {number}") for number in range(30))
    match = decide(Findings(mentions=mentions), POLICY)
    assert match is not None
    assert "and 22 more" in match.reasons


@pytest.mark.parametrize("better", [{"field": Field.TITLE}, {"score": 1.0}])
def test_a_surer_or_more_prominent_mention_scores_higher(better: dict[str, object]) -> None:
    plain = replace(SIGNATORY, score=0.6)
    low = decide(Findings(mentions=(plain,)), POLICY)
    high = decide(Findings(mentions=(replace(plain, **better),)), POLICY)  # type: ignore[arg-type]
    assert low is not None
    assert high is not None
    assert high.score > low.score


mentions = st.lists(
    st.builds(
        mention,
        kind=st.sampled_from(SubjectKind),
        subject=st.sampled_from(("Microsoft", "Orange", "France", "Paris Call", "Airbus", "Thales", "SAP")),
        field=st.sampled_from(Field),
        score=st.floats(0.01, 1.0),
    ),
    max_size=12,
).map(tuple)
contexts = st.lists(st.sampled_from(("cyberspace", "hack", "malware", "signed", "norms")), unique=True).map(tuple)


@settings(max_examples=300, deadline=None)
@given(one=mentions, other=mentions, one_context=contexts, other_context=contexts)
def test_a_better_tier_always_scores_higher(
    one: tuple[Mention, ...], other: tuple[Mention, ...], one_context: tuple[str, ...], other_context: tuple[str, ...]
) -> None:
    order = [Tier.MENTION, Tier.CONTEXT, Tier.CALL]
    first = decide(Findings(mentions=one, context=one_context), POLICY)
    second = decide(Findings(mentions=other, context=other_context), POLICY)
    if first and second:
        assert 0 < first.score <= 100
        if order.index(first.tier) > order.index(second.tier):
            assert first.score > second.score


@settings(max_examples=100, deadline=None)
@given(found=mentions, context=contexts)
def test_the_order_of_mentions_does_not_change_the_verdict(
    found: tuple[Mention, ...], context: tuple[str, ...]
) -> None:
    forward = decide(Findings(mentions=found, context=context), POLICY)
    backward = decide(Findings(mentions=found[::-1], context=context), POLICY)
    assert (forward is None) == (backward is None)
    if forward and backward:
        assert (forward.tier, forward.score, forward.subjects) == (backward.tier, backward.score, backward.subjects)
