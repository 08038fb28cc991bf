"""How often each name was right, by what people said."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipeline.adapters.sqlite.feedback import ALL, given
from pipeline.core.feedback import DemotionPolicy, records, to_demote

if TYPE_CHECKING:
    import sqlite3

# Set by `paris-call serve` from its configuration, as "share verdicts"; plain Datasette has our own values.
POLICY: Final = "PARIS_CALL_DEMOTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """A name and its record."""

    name: str
    subject: str
    signatory_id: int | None
    right: int
    judged: int
    percent: int  # right of those judged
    is_doubtful: bool  # proposed to count only with a cue


@dataclass(frozen=True, slots=True, kw_only=True)
class NameRecords:
    """All names that a verdict was given on, the worst first."""

    lines: tuple[NameLine, ...]
    verdicts: int
    least_percent: int
    least_verdicts: int


def policy() -> DemotionPolicy:
    """When a name is proposed to count only with a cue."""
    told = os.environ.get(POLICY, "").split()
    if not told:
        return DemotionPolicy()
    share, verdicts = told
    return DemotionPolicy(least_precision=float(share), least_verdicts=int(verdicts))


def name_records(connection: sqlite3.Connection) -> NameRecords:
    """The record of every name."""
    verdicts = [given(row)[0] for row in connection.execute(ALL)]
    rule = policy()
    found = records(verdicts)
    doubtful = set(to_demote(found, rule))
    ids: dict[str, int] = dict(connection.execute("SELECT name, id FROM signatories").fetchall())
    return NameRecords(
        lines=tuple(
            NameLine(
                name=record.alias,
                subject=record.subject,
                signatory_id=ids.get(record.subject),
                right=record.right,
                judged=record.right + record.wrong,
                percent=round(100 * record.precision),
                is_doubtful=record in doubtful,
            )
            for record in found
        ),
        verdicts=len(verdicts),
        least_percent=round(100 * rule.least_precision),
        least_verdicts=rule.least_verdicts,
    )
