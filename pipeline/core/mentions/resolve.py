"""Longest match wins: what stands inside a longer name, a trap or a look-alike is not decided by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.core.mentions.names import Role
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.core.mentions.candidates import Candidate

_JOINED = re.compile(r"\s(?:and|et|und|y|e|och|og|en|i|&)\s$")
_JOINS = re.compile(r"\s(?:and|et|und|y|e|och|og|en|i|&)\s")


def nest(candidates: list[Candidate]) -> None:
    """Tell each candidate which longer ones of its passage contain it, longest first."""
    ordered = sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end))
    open_spans: list[Candidate] = []
    for candidate in ordered:
        open_spans = [outer for outer in open_spans if outer.end > candidate.start]
        candidate.within = [
            outer for outer in open_spans if outer.end >= candidate.end and _is_longer(outer, candidate)
        ]
        open_spans.append(candidate)


def _is_longer(outer: Candidate, inner: Candidate) -> bool:
    return outer.end - outer.start > inner.end - inner.start


def trap_around(candidate: Candidate) -> Candidate | None:
    """The trap or look-alike that swallows a candidate."""
    for outer in candidate.within:
        if outer.name.role is Role.TRAP and outer.name.profile is candidate.name.profile:
            return outer
        if outer.name.role is Role.LOOKALIKE and candidate.name.profile.kind is SubjectKind.CALL:
            return outer
    return None


def longer_around(candidate: Candidate) -> Candidate | None:
    """The accepted longer name that contains a candidate, unless it only lists it ("Visa and Mastercard")."""
    return next((outer for outer in candidate.within if outer.accepted and not _lists(outer, candidate)), None)


def _lists(outer: Candidate, inner: Candidate) -> bool:
    """Whether a name of somebody else joins the candidate to its own words by a conjunction."""
    if outer.name.profile is inner.name.profile or inner.name.role is not Role.CERTAIN:
        return False
    text = outer.passage.text
    before, after = text[outer.start : inner.start], text[inner.end : outer.end]
    return (not after and bool(_JOINED.search(before))) or (not before and bool(_JOINS.match(after)))


def without_doubles(candidates: Iterable[Candidate]) -> list[Candidate]:
    """One candidate per subject and span, the surest, in text order."""
    best: dict[tuple[str, str, int], Candidate] = {}
    for candidate in candidates:
        key = (candidate.name.profile.subject, candidate.passage.field, candidate.start)
        known = best.get(key)
        if known is None or (candidate.score, candidate.end) > (known.score, known.end):
            best[key] = candidate
    return sorted(best.values(), key=lambda candidate: (candidate.start, candidate.end, candidate.name.profile.subject))
