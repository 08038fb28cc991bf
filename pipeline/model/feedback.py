"""Feedback: what people say of a match."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """Whether an article really names a subject."""

    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One person's verdict on one subject of one match; a later one takes its place."""

    article_id: int
    subject: str
    verdict: Verdict
    aliases: tuple[str, ...]  # the surfaces that named the subject when the verdict was given, sorted
    given_by: str
    given_at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRecord:
    """How often a surface named its subject rightly, as far as people have said."""

    subject: str
    alias: str
    right: int
    wrong: int

    @property
    def precision(self) -> float:
        """The share of verdicts that were right, 0..1."""
        return self.right / (self.right + self.wrong)
