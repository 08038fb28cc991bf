"""From findings to a verdict: whether an article is flagged, how close it is to the Call, and why.

The score orders articles from 0 to 100. Each tier has its own range, so a better tier is always a better score:

    call      70..100   how sure the best mention of the Call is, and whether it stands in the title
    context   30..69    signatories among cyber-policy talk: how many, how sure, how much talk
    mention    1..29    signatories merely named: how many, how sure, whether in the title
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.policy import MatchPolicy, StatesAlone
from pipeline.model import Field, Match, SubjectKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Findings, Mention

__all__ = ["VERSION", "MatchPolicy", "StatesAlone", "decide"]

VERSION = "2"  # changes with every change of a rule; the gazetteer has its own version

_RANGES = {Tier.CALL: (70.0, 100.0), Tier.CONTEXT: (30.0, 69.0), Tier.MENTION: (1.0, 29.0)}
_MANY_SUBJECTS = 5  # more do not make an article closer
_MANY_TERMS = 8
_REASONS = 8  # shown at most


def decide(findings: Findings, policy: MatchPolicy) -> Match | None:
    """The verdict on an article, or None when it is not flagged."""
    calls = [mention for mention in findings.mentions if mention.kind is SubjectKind.CALL]
    others = [mention for mention in findings.mentions if mention.kind is not SubjectKind.CALL]
    states = [mention for mention in others if _is_like_a_state(mention, policy)]
    signatories = [mention for mention in others if not _is_like_a_state(mention, policy)]
    if calls:
        return _match(Tier.CALL, calls, findings)
    if signatories:
        tier = Tier.CONTEXT if _in_context(signatories, findings, policy) else Tier.MENTION
        return _match(tier, signatories, findings)
    if states and policy.states_alone is not StatesAlone.IGNORE:
        if _in_context(states, findings, policy):
            return _match(Tier.CONTEXT, states, findings)
        if policy.states_alone is StatesAlone.ALWAYS:
            return _match(Tier.MENTION, states, findings)
    return None


def _is_like_a_state(mention: Mention, policy: MatchPolicy) -> bool:
    return mention.kind is SubjectKind.STATE or mention.subject in policy.like_states


def _in_context(mentions: Iterable[Mention], findings: Findings, policy: MatchPolicy) -> bool:
    """Whether cyber-policy terms stand in a mention's sentence, or often enough in the article."""
    if not findings.context:
        return False
    return len(findings.context) >= policy.context_terms or any(
        term in mention.sentence for mention in mentions for term in findings.context
    )


def _match(tier: Tier, deciding: list[Mention], findings: Findings) -> Match:
    low, high = _RANGES[tier]
    return Match(
        tier=tier,
        score=round(low + (high - low) * _strength(tier, deciding, findings), 1),
        subjects=tuple(sorted({mention.subject for mention in findings.mentions})),
        reasons=_reasons(deciding, findings),
    )


def _strength(tier: Tier, deciding: list[Mention], findings: Findings) -> float:
    """How strong a match is within its tier, 0..1."""
    surest = max(mention.score for mention in deciding)
    in_title = float(any(mention.field is Field.TITLE for mention in deciding))
    subjects = min(1.0, len({mention.subject for mention in deciding}) / _MANY_SUBJECTS)
    if tier is Tier.CALL:
        return 0.6 * surest + 0.3 * in_title + 0.1 * min(1.0, len(deciding) / _MANY_SUBJECTS)
    if tier is Tier.CONTEXT:
        terms = min(1.0, len(findings.context) / _MANY_TERMS)
        return 0.4 * terms + 0.25 * surest + 0.2 * subjects + 0.15 * in_title
    return 0.4 * surest + 0.3 * subjects + 0.3 * in_title


def _reasons(deciding: list[Mention], findings: Findings) -> tuple[str, ...]:
    """One reason per subject, the surest first, then what the context is made of."""
    best: dict[str, Mention] = {}
    for mention in deciding:
        if mention.subject not in best or mention.score > best[mention.subject].score:
            best[mention.subject] = mention
    ordered = sorted(best.values(), key=lambda mention: (-mention.score, mention.field is Field.BODY, mention.start))
    reasons = [
        f"{mention.subject}: “{mention.surface}” in the {mention.field.value} ({mention.rule}"
        + (f"; {mention.evidence[0]}" if mention.evidence else "")
        + ")"
        for mention in ordered[:_REASONS]
    ]
    if len(ordered) > _REASONS:
        reasons.append(f"and {len(ordered) - _REASONS} more")
    if findings.context:
        reasons.append("cyber-policy terms: " + ", ".join(f"“{term}”" for term in findings.context[:_REASONS]))
    return tuple(reasons)
