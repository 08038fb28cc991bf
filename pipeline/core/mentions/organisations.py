"""States inside names of organisations: "Qatar Airways" and "Japan Times" are not the state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.normalise import fold_name
from pipeline.core.mentions.spelling import word_after

if TYPE_CHECKING:
    from pipeline.core.mentions.candidates import Candidate

_HEADS_AFTER = frozenset(
    word
    for line in (
        "airlines airways air aviation rail railways post telecom telecoms telekom mobile bank bancorp insurance",
        "foundation petroleum oil steel motors tobacco times today post herald gazette tribune daily insider news",
        "television televisions televisie radio info inter culture bleu tv open cup masters exchange university",
        "institute press club fc united city express energy electric power media pharma football rugby gaming holdings",
        "group inc ltd plc limited corporation stadt wien salzburg",
    )
    for word in line.split()
)


def organisation_after(candidate: Candidate) -> str:
    """The word that makes an organisation's name of a state's, or nothing."""
    word = word_after(candidate.passage.text, candidate.end)
    return word if word[:1].isupper() and fold_name(word) in _HEADS_AFTER else ""
