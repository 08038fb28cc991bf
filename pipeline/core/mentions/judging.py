"""Signatories and states: which candidates are mentions, and by which rule.

The order of the questions: is this prose; do the letters agree; is it part of something longer; is the name certain;
and if it is weak, does the evidence reach the threshold. Evidence may be another mention, so weak names are asked
again until nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.core.mentions.cues import CueFinder
from pipeline.core.mentions.doubt import doubted, reject_namesakes
from pipeline.core.mentions.evidence import Evidence, Setting, heads, surname_after, weigh
from pipeline.core.mentions.exclusions import exclusion
from pipeline.core.mentions.names import Role
from pipeline.core.mentions.organisations import organisation_after, organisation_before
from pipeline.core.mentions.passage import is_shouted
from pipeline.core.mentions.people import Certainty, People, known_person_before
from pipeline.core.mentions.resolve import longer_around, trap_around
from pipeline.core.mentions.sectors import SectorFinder
from pipeline.core.mentions.spans import Spans, in_order
from pipeline.core.mentions.spelling import agrees
from pipeline.model import CaseRule, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Container

    from pipeline.core.mentions.candidates import Candidate
    from pipeline.core.mentions.policy import MatchPolicy
    from pipeline.core.mentions.terms import ArticleText

_CERTAIN = 1.0
_LEAST_SCORE = 0.5  # a weak name accepted with the least evidence that suffices
_SHORTEST_SHOUT = 2  # letters of an acronym that capitals make of a common word: "JOIN US"
_OPEN = frozenset({"", "no-cue"})  # may still be accepted
_ROUNDS = 4  # a chain of lists longer than this is a table


def judge_form(candidate: Candidate) -> bool:
    """Reject a candidate for its place or its letters; true when it passed."""
    passage = candidate.passage
    surface = candidate.surface
    if not agrees(candidate.name, surface, small=not passage.has_capitals):
        candidate.reject("letters", f"“{surface}” is not written like “{candidate.name.written}”")
        return False
    rule = exclusion(candidate)
    if rule:
        candidate.reject(rule, "stands outside the prose")
        return False
    trap = trap_around(candidate)
    if trap is not None:
        candidate.reject("trap", f"part of “{trap.surface}”")
        return False
    return True


def judge(candidates: list[Candidate], called: list[Candidate], article: ArticleText, policy: MatchPolicy) -> None:
    """Decide on every candidate for a signatory or a state that has passed `judge_form`.

    May be called again when more is known of the Call: weak names without enough evidence are then weighed anew.

    Args:
        candidates: Those for signatories and states.
        called: Those for the Call, decided already; where it is named, its signatories are likely.
        article: The parts of the article, which may hold cues, and its context terms.
        policy: The threshold for weak names.
    """
    reject_namesakes(candidates, article.people)
    waiting = sorted(
        (candidate for candidate in candidates if candidate.rule in _OPEN),
        key=lambda candidate: candidate.start - candidate.end,
    )
    doubts = doubted(candidates, article)
    weak = [candidate for candidate in waiting if _needs_evidence(candidate, doubts)]
    for candidate in waiting:
        if candidate.name.role is Role.DEMONYM:
            candidate.reject("demonym", "a people or a language, not the state")
        elif not _needs_evidence(candidate, doubts):
            _judge_certain(candidate)
    if weak:
        _weigh_all(weak, candidates, called, article, policy)
    for candidate in candidates:
        outer = longer_around(candidate) if candidate.accepted else None
        if outer is not None:
            candidate.reject("inside-longer-name", f"part of “{outer.surface}”")


def _persons_in_traps(candidates: list[Candidate], people: People) -> set[str]:
    """The subjects whose names stand in a person's name that a trap has swallowed: "Taylor Swift"."""
    return {
        candidate.name.profile.subject
        for candidate in candidates
        if candidate.rule == "trap"
        and candidate.name.profile.ambiguity == "surname"
        and known_person_before(candidate.passage, candidate.start, people)
    }


def _weigh_all(
    weak: list[Candidate],
    candidates: list[Candidate],
    called: list[Candidate],
    article: ArticleText,
    policy: MatchPolicy,
) -> None:
    """Weigh the evidence for names that need it, again and again while what is accepted speaks for others."""
    persons = _judge_persons(weak, article.people) | _persons_in_traps(candidates, article.people)
    call_named = any(candidate.accepted for candidate in called)
    cues, sectors = CueFinder(article, policy), SectorFinder(article, policy)
    unsure = {id(candidate) for candidate in weak}
    ordered = in_order(candidates)
    settings: dict[int, Setting] = {}
    for _ in range(_ROUNDS):
        evidence = Evidence(
            cues=cues,
            sectors=sectors,
            settings=settings,
            words=article.index_of("company"),
            people=article.people,
            accepted=Spans(candidate for candidate in ordered if candidate.accepted),
            doubtful=Spans(
                one for one in ordered if not one.accepted and (one.name.role is Role.WEAK or id(one) in unsure)
            ),
            heads=heads(candidate for candidate in candidates if candidate.accepted),
            persons=persons,
            call_named=call_named,
            business=article.index_of("corporate"),
        )
        undecided = [candidate for candidate in weak if not candidate.accepted and candidate.rule in _OPEN]
        if not sum(_judge_weak(candidate, evidence, policy) for candidate in undecided):
            break


def _needs_evidence(candidate: Candidate, doubts: Container[str]) -> bool:
    name = candidate.name
    return name.role is Role.WEAK or (
        name.role is Role.CERTAIN and name.profile.subject in doubts and " " not in name.key
    )


def _judge_certain(candidate: Candidate) -> None:
    outer = longer_around(candidate)
    if outer is not None:
        candidate.reject("inside-longer-name", f"part of “{outer.surface}”")
        return
    if candidate.name.profile.kind is SubjectKind.STATE:
        if _is_shouted_pronoun(candidate):
            candidate.reject("shouted", f"capitals make any word look like “{candidate.name.written}”")
            return
        before, after = organisation_before(candidate), organisation_after(candidate)
        if before or after:
            name = " ".join(filter(None, (before, candidate.surface, after)))
            candidate.reject("organisation", f"“{name}” is an organisation or a place")
            return
    candidate.accept("certain-name", _CERTAIN, f"“{candidate.surface}” names it without doubt")


def _is_shouted_pronoun(candidate: Candidate) -> bool:
    return (
        candidate.name.case is CaseRule.EXACT
        and len(candidate.surface) <= _SHORTEST_SHOUT
        and is_shouted(candidate.passage.line(candidate.start, candidate.end))
    )


def _judge_persons(weak: list[Candidate], people: People) -> set[str]:
    """Reject names that follow a given name; the subjects whose name the article uses so."""
    persons = set()
    for candidate in weak:
        before = surname_after(candidate, people)
        if before.certainty is Certainty.SURE and longer_around(candidate) is None:
            candidate.reject("person", f"“{before.word} {candidate.surface}” is a person's name")
            persons.add(candidate.name.profile.subject)
    return persons


def _judge_weak(candidate: Candidate, evidence: Evidence, policy: MatchPolicy) -> bool:
    """Weigh the evidence for a weak name; true when it is accepted."""
    outer = longer_around(candidate)
    if outer is not None:
        candidate.reject("inside-longer-name", f"part of “{outer.surface}”")
        return False
    weight = weigh(candidate, evidence)
    if weight.value >= policy.weak_threshold:
        candidate.accept("weak-name-with-cue", round(min(1.0, max(_LEAST_SCORE, weight.value)), 2), *weight.evidence)
        return True
    candidate.reject("no-cue", *(weight.evidence or ("nothing near says which one is meant",)))
    return False
