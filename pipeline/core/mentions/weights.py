"""The weight of a piece of evidence, with its words."""

from __future__ import annotations

from typing import NamedTuple


class Weight(NamedTuple):
    """How strong the evidence for a name is, and what it is, in words."""

    value: float
    evidence: tuple[str, ...] = ()


NOTHING = Weight(0.0)
