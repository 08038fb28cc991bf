"""How well texts are matched, against labels made by people: precision, recall, traps, and which names go wrong.

The Call is one decision per text; signatories and states are counted per text and name, however often a text says it.
A name that a label leaves undecided is neither right nor wrong; nor is a state found in a text that only names its
people. A name labelled as a trap is one that the text only seems to hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.model import Findings, Mention, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CALL = "Paris Call"
NO_CANDIDATE = ""  # the surface of a name that was missed although nothing was seen that looks like it


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and what people say of it; names are official names."""

    id: str
    language: str  # ISO 639-1
    title: str
    text: str
    call: bool
    signatories: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    traps: frozenset[str] = frozenset()
    undecided: frozenset[str] = frozenset()
    demonyms: frozenset[str] = frozenset()  # states named only by their people or language
    classes: tuple[str, ...] = ()

    @property
    def is_call_trap(self) -> bool:
        """Whether it holds something that looks like the Call and is none."""
        return not self.call and any("lookalike" in name or name == "near-call" for name in self.classes)


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, wrong and missed; the ratios are None where there is nothing to divide by."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float | None:
        """Of what was found, the part that is right."""
        return _ratio(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of what is there, the part that was found."""
        return _ratio(self.right, self.right + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both."""
        return _ratio(2 * self.right, 2 * self.right + self.wrong + self.missed)


@dataclass(frozen=True, slots=True)
class Traps:
    """How many traps were set, and how many caught us."""

    fired: int = 0
    laid: int = 0

    def __add__(self, other: Traps) -> Traps:
        return Traps(self.fired + other.fired, self.laid + other.laid)

    @property
    def rate(self) -> float | None:
        """The part that fired."""
        return _ratio(self.fired, self.laid)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The figures of any number of texts."""

    texts: int = 0
    call: Tally = Tally()
    signatories: Tally = Tally()
    states: Tally = Tally()
    traps: Traps = Traps()  # names
    call_traps: Traps = Traps()  # texts

    def __add__(self, other: Score) -> Score:
        return Score(
            texts=self.texts + other.texts,
            call=self.call + other.call,
            signatories=self.signatories + other.signatories,
            states=self.states + other.states,
            traps=self.traps + other.traps,
            call_traps=self.call_traps + other.call_traps,
        )


class Fault(StrEnum):
    """In which way a name in a text is got wrong."""

    WRONG = "wrong"
    TRAPPED = "trapped"  # wrong, and labelled as a trap
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One name got wrong in one text, and what the matcher saw there.

    `seen` holds the mentions that should not be, or for a missed name the candidates that were rejected: each with
    its offsets, its rule and its evidence. It is empty when nothing in the text looked like the name.
    """

    fault: Fault
    kind: SubjectKind
    subject: str
    seen: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One labelled text beside what was found in it."""

    labelled: Labelled
    score: Score
    slips: tuple[Slip, ...]
    spellings: tuple[SpellingScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpellingScore:
    """How one spelling of one name fares, in texts: found rightly, found wrongly, seen and not believed."""

    surface: str
    subject: str
    tally: Tally


def grade(labelled: Labelled, findings: Findings) -> Graded:
    """What was found in a text against its labels."""
    found = {kind: _subjects(findings.mentions, kind) for kind in SubjectKind}
    wanted = {
        SubjectKind.CALL: frozenset({CALL}) if labelled.call else frozenset[str](),
        SubjectKind.SIGNATORY: labelled.signatories,
        SubjectKind.STATE: labelled.states,
    }
    excused = {
        SubjectKind.CALL: frozenset[str](),
        SubjectKind.SIGNATORY: labelled.undecided,
        SubjectKind.STATE: labelled.undecided | labelled.demonyms,
    }
    tallies: dict[SubjectKind, Tally] = {}
    slips: list[Slip] = []
    for kind in SubjectKind:
        wrong = found[kind] - wanted[kind] - excused[kind]
        missed = wanted[kind] - found[kind]
        tallies[kind] = Tally(len(found[kind] & wanted[kind]), len(wrong), len(missed))
        for subject in sorted(wrong):
            fault = Fault.TRAPPED if subject in labelled.traps else Fault.WRONG
            slips.append(Slip(fault=fault, kind=kind, subject=subject, seen=_of(findings.mentions, subject)))
        slips += [
            Slip(fault=Fault.MISSED, kind=kind, subject=subject, seen=_of(findings.rejected, subject))
            for subject in sorted(missed)
        ]
    named = frozenset[str]().union(*found.values())
    score = Score(
        texts=1,
        call=tallies[SubjectKind.CALL],
        signatories=tallies[SubjectKind.SIGNATORY],
        states=tallies[SubjectKind.STATE],
        traps=Traps(len(labelled.traps & named), len(labelled.traps)),
        call_traps=Traps(int(bool(found[SubjectKind.CALL])), 1) if labelled.is_call_trap else Traps(),
    )
    rights = {
        (mention.surface, mention.subject) for mention in findings.mentions if mention.subject in wanted[mention.kind]
    }
    return Graded(labelled=labelled, score=score, slips=tuple(slips), spellings=_spellings(rights, slips))


def total(graded: Iterable[Graded]) -> Score:
    """The figures of all texts together."""
    return sum((one.score for one in graded), Score())


def grouped(graded: Iterable[Graded], groups: Callable[[Labelled], Iterable[str]]) -> tuple[tuple[str, Score], ...]:
    """The figures of each group of texts, the largest first; a text may be in several groups."""
    scores: dict[str, Score] = {}
    for one in graded:
        for group in groups(one.labelled):
            scores[group] = scores.get(group, Score()) + one.score
    return tuple(sorted(scores.items(), key=lambda item: (-item[1].texts, item[0])))


def scoreboard(graded: Iterable[Graded]) -> tuple[SpellingScore, ...]:
    """How each spelling of each name fares over all texts, the worst first."""
    tallies: dict[tuple[str, str], Tally] = {}
    for one in graded:
        for spelling in one.spellings:
            key = spelling.surface, spelling.subject
            tallies[key] = tallies.get(key, Tally()) + spelling.tally
    scores = (
        SpellingScore(surface=surface, subject=subject, tally=tally) for (surface, subject), tally in tallies.items()
    )
    return tuple(sorted(scores, key=_badness))


def _badness(score: SpellingScore) -> tuple[int, int, str, str]:
    return -(score.tally.wrong + score.tally.missed), score.tally.right, score.subject, score.surface


def _spellings(rights: set[tuple[str, str]], slips: list[Slip]) -> tuple[SpellingScore, ...]:
    tallies = {key: Tally(right=1) for key in rights}
    for slip in slips:
        effect = Tally(missed=1) if slip.fault is Fault.MISSED else Tally(wrong=1)
        for surface in {mention.surface for mention in slip.seen} or {NO_CANDIDATE}:
            key = surface, slip.subject
            tallies[key] = tallies.get(key, Tally()) + effect
    return tuple(
        SpellingScore(surface=surface, subject=subject, tally=tally)
        for (surface, subject), tally in sorted(tallies.items())
    )


def _subjects(mentions: Iterable[Mention], kind: SubjectKind) -> frozenset[str]:
    return frozenset(mention.subject for mention in mentions if mention.kind is kind)


def _of(mentions: Iterable[Mention], subject: str) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.subject == subject)


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
