"""The matcher's thresholds, each with its unit: what an operator may turn, and what tests hold still."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StatesAlone(StrEnum):
    """What an article is worth that names signatory states, or the like, and no other signatory."""

    IGNORE = "ignore"
    CONTEXT = "context"  # flagged when cyber-policy terms stand near
    ALWAYS = "always"  # flagged, as a mention where no such terms stand near


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPolicy:
    """How sure is sure enough, and how far evidence reaches."""

    weak_threshold: float = 0.6  # evidence a weak name needs, on the scale of cues.py
    near: int = 200  # characters within which a cue counts as near
    call_threshold: float = 1.0  # cyber-policy evidence a short name of the Call needs, on the scale of paris_call.py
    context_terms: int = 3  # different cyber-policy terms that make the whole article a context
    states_alone: StatesAlone = StatesAlone.CONTEXT
    like_states: frozenset[str] = frozenset({"European Union"})  # signatories too ubiquitous for a mention to mean much
