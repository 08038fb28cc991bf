"""Verdicts are counted by name, and a name that errs is proposed to count only with a cue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.feedback import DemotionPolicy, demoted, records, to_demote
from pipeline.model import AliasRecord, Feedback, Signatory, Verdict
from tests.builders import NOW

POLICY = DemotionPolicy(least_precision=0.8, least_verdicts=5)


def said(verdict: Verdict, *aliases: str, subject: str = "Orange", article: int = 1) -> Feedback:
    return Feedback(article_id=article, subject=subject, verdict=verdict, aliases=aliases, given_by="ana", given_at=NOW)


def test_a_verdict_counts_for_each_name_that_named_the_subject() -> None:
    found = records([said(Verdict.RIGHT, "Orange", "Orange SA"), said(Verdict.WRONG, "Orange", article=2)])
    assert [(record.alias, record.right, record.wrong) for record in found] == [("Orange", 1, 1), ("Orange SA", 1, 0)]


def test_capitals_and_apostrophes_make_no_other_name() -> None:
    found = records([said(Verdict.RIGHT, "L'Oréal", "L’Oréal", "L’ORÉAL")])
    assert [(record.right, record.wrong) for record in found] == [(1, 0)]


def test_few_verdicts_propose_nothing() -> None:
    wrong = [said(Verdict.WRONG, "Orange", article=n) for n in range(4)]
    assert to_demote(records(wrong), POLICY) == ()
    assert [record.alias for record in to_demote(records([*wrong, said(Verdict.WRONG, "Orange")]), POLICY)] == [
        "Orange"
    ]


def test_a_name_right_often_enough_stays() -> None:
    assert to_demote([AliasRecord(subject="Orange", alias="Orange", right=8, wrong=2)], POLICY) == ()


def test_a_demoted_name_counts_only_with_a_cue_and_says_why() -> None:
    row = Signatory(name="Orange SA", category="private-sector", names=("Orange", "Orange Group"))
    record = AliasRecord(subject="Orange SA", alias="orange", right=1, wrong=9)
    lower = demoted(row, record)
    assert (lower.names, lower.weak, lower.ambiguity) == (("Orange Group",), ("orange",), "generic")
    assert "right in 1 of 10 verdicts" in lower.evidence
    assert demoted(lower, record) == lower


@given(
    st.lists(
        st.builds(said, st.sampled_from(Verdict), st.sampled_from(["A", "a", "B"]), subject=st.sampled_from(["X", "Y"]))
    )
)
def test_every_verdict_is_counted_once_for_its_name(feedback: list[Feedback]) -> None:
    found = records(feedback)
    assert sum(record.right + record.wrong for record in found) == len(feedback)
    assert len({(record.subject, record.alias.casefold()) for record in found}) == len(found)
