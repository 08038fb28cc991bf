"""Doubt: articles that use a name without doubt, but of something else.

"Jochen Siemens" tears tickets, the town of Nokia dances, "sa femme, France" is dead. What is a name for certain in any
other article needs evidence in this one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.names import Role
from pipeline.core.mentions.people import known_person_before, person_word_before
from pipeline.core.mentions.spelling import is_function_word, word_before
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.people import People
    from pipeline.core.mentions.terms import ArticleText, TermIndex

_REACH = 25  # characters between "town" and its name
_LEAST = 4  # letters


def doubted(candidates: list[Candidate], article: ArticleText) -> dict[str, str]:
    """The signatories whose certain names an article uses in another sense, each with the words that say so."""
    found: dict[str, str] = {}
    settlements: TermIndex | None = None
    for candidate in candidates:
        profile = candidate.name.profile
        if profile.kind is not SubjectKind.SIGNATORY or candidate.name.role is not Role.CERTAIN:
            continue
        word = ""
        if profile.ambiguity == "surname":
            word = known_person_before(candidate.passage, candidate.start, article.people)
        elif profile.ambiguity == "place":
            if settlements is None:
                settlements = article.index_of("settlement")
            word = candidate.evidence[0] if candidate.rule == "trap" else _settlement_before(candidate, settlements)
        if word:
            found.setdefault(profile.subject, word)
    return found


def reject_namesakes(candidates: Iterable[Candidate], people: People) -> None:
    """Reject states whose name is somebody's here: "Anatole France", "un âne nommé Chili", and its later mentions."""
    alone = [candidate for candidate in candidates if _is_one_word_for_a_state(candidate)]
    namesakes = set()
    for candidate in alone:
        word = person_word_before(candidate.passage, candidate.start, people)
        if word:
            candidate.reject("person", f"“{word} {candidate.surface}” is no state")
            namesakes.add(candidate.surface)
    for candidate in alone if namesakes else ():
        before = word_before(candidate.passage.text, candidate.start)
        if not candidate.rule and candidate.surface in namesakes and not is_function_word(before):
            candidate.reject("person", f"“{candidate.surface}” is somebody's name in this article")


def _is_one_word_for_a_state(candidate: Candidate) -> bool:
    name = candidate.name
    return (
        name.profile.kind is SubjectKind.STATE
        and name.role in {Role.CERTAIN, Role.WEAK}
        and not candidate.rule
        and len(name.key) >= _LEAST
        and " " not in name.key
    )


def _settlement_before(candidate: Candidate, settlements: TermIndex) -> str:
    near = settlements.between(candidate.passage, candidate.start - _REACH, candidate.start)
    return near[-1].surface if near else ""
