"""The weight of a piece of evidence, with its words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weight:
    """How strong the evidence for a name is, and what it is, in words."""

    value: float
    evidence: tuple[str, ...] = ()
