"""States inside other names: "Qatar Airways", "Japan Times" and "rue de France" are not the state."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.core.mentions.normalise import fold_word
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


_BEFORE = re.compile(
    r"(?:^|[\s(«“\"'’])(?:(?:Hotel|Hôtel|Café|Cafe|Club|Atl[ée]tico|Sporting|Deportivo|Racing|Real|Radio|Bar|Restaurant[e]?|Estadio"
    r"|Stade|Place|Piazza|Via|Viale|Corso|Villa|Casa|Pont|Ponte|Puente|Parc|Parque|Parco|Quai|Square|Calle|Plaza|Praça|Rua|Avenida"
    r"|Aerol[íi]neas|Editorial|Rue|Avenue|Boulevard|Ulica|SS|MS|MV|HMS|Miss|Mister)"
    r"|(?:rue|avenue|boulevard|calle|avenida|plaza|piazza|praça|rua|ulica|ulice|ulici|ulicy))"
    r"\s(?:(?:de|di|do|da|del|della|des|du|of)\s|d['’]|de\sla\s|dell['’])?$"
)
_REACH = 30  # characters looked at before a name


def organisation_before(candidate: Candidate) -> str:
    """The words that make a street, a club or a ship of a state's name: "rue de France", "Atlético Colombia"."""
    match = _BEFORE.search(candidate.passage.text, max(0, candidate.start - _REACH), candidate.start)
    return match.group().strip(" («“\"'’") if match else ""


def organisation_after(candidate: Candidate) -> str:
    """The word that makes an organisation's name of a state's, or nothing."""
    word = word_after(candidate.passage.text, candidate.end)
    return word if word[:1].isupper() and fold_word(word) in _HEADS_AFTER else ""
