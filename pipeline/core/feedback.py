"""What people's verdicts say about the names in the gazetteer, and what follows: a proposal, never a change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.model import AliasRecord, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.model import Feedback, Signatory


@dataclass(frozen=True, slots=True, kw_only=True)
class DemotionPolicy:
    """When a name is proposed to count only with a cue."""

    least_precision: float = 0.8  # 0..1
    least_verdicts: int = 5  # fewer prove nothing


def records(feedback: Iterable[Feedback]) -> tuple[AliasRecord, ...]:
    """The record of every name that a verdict was given on, the worst first.

    A verdict counts for each name by which the article named the subject. Names that differ only in capitals or in the
    kind of apostrophe are one.
    """
    counts: Counter[tuple[str, str, Verdict]] = Counter()
    spelled: dict[tuple[str, str], str] = {}
    for given in feedback:
        for key, alias in {_folded(alias): alias for alias in sorted(given.aliases, reverse=True)}.items():
            spelled.setdefault((given.subject, key), alias)
            counts[given.subject, key, given.verdict] += 1
    found = [
        AliasRecord(
            subject=subject,
            alias=alias,
            right=counts[subject, key, Verdict.RIGHT],
            wrong=counts[subject, key, Verdict.WRONG],
        )
        for (subject, key), alias in spelled.items()
    ]
    return tuple(sorted(found, key=lambda record: (record.precision, -record.wrong, record.subject, record.alias)))


def to_demote(found: Iterable[AliasRecord], policy: DemotionPolicy) -> tuple[AliasRecord, ...]:
    """The names with verdicts enough and too few of them right, in the order given."""
    return tuple(
        record
        for record in found
        if record.right + record.wrong >= policy.least_verdicts and record.precision < policy.least_precision
    )


def demoted(signatory: Signatory, record: AliasRecord) -> Signatory:
    """The signatory's row with one name that counts only with a cue from now on; the same row if it does already."""
    wanted = _folded(record.alias)
    if wanted in {_folded(name) for name in signatory.weak}:
        return signatory
    judged = record.right + record.wrong
    return replace(
        signatory,
        names=tuple(name for name in signatory.names if _folded(name) != wanted),
        weak=(*signatory.weak, record.alias),
        ambiguity="generic" if signatory.ambiguity == "unique" else signatory.ambiguity,
        evidence="; ".join(
            filter(None, (signatory.evidence, f"“{record.alias}” right in {record.right} of {judged} verdicts"))
        ),
    )


def _folded(alias: str) -> str:
    return alias.replace("\u2019", "'").casefold().strip()
