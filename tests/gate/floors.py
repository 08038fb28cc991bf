"""floors.json: what match quality may not fall below, and for which stories that was measured."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import Enum, auto
from math import floor
from typing import TYPE_CHECKING

from pipeline.core.scoring import Fault, Graded, Labelled, Score, total
from pipeline.model import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

_DIGITS = 4  # so that a floor is not a matter of rounding
_GROUPS = {
    "en": "English",
    "fr": "French",
    **dict.fromkeys(("bg", "el", "kk", "mk", "ru", "sr", "uk"), "Greek and Cyrillic"),
    **dict.fromkeys(("ar", "fa", "he", "ur"), "right to left"),
    **dict.fromkeys(("ja", "ko", "th", "zh"), "without spaces"),
    **dict.fromkeys(("bn", "hi", "hy", "ka", "ta"), "other scripts"),
}
ALL, OTHER_LATIN = "all", "other Latin"


class Leave(Enum):
    """What a run of the gate may do to the floors."""

    NONE = auto()
    RAISE = auto()
    LOWER = auto()


Figure = tuple[str, str, str]  # what is matched, the group of languages, which ratio
Floors = dict[Figure, float]

_RATIOS: dict[tuple[str, str], Callable[[Score], float | None]] = {
    ("call", "precision"): lambda score: score.call.precision,
    ("call", "recall"): lambda score: score.call.recall,
    ("signatories", "precision"): lambda score: score.signatories.precision,
    ("signatories", "recall"): lambda score: score.signatories.recall,
    ("states", "precision"): lambda score: score.states.precision,
    ("states", "recall"): lambda score: score.states.recall,
    ("name traps", "avoided"): lambda score: _rest(score.traps.rate),
    ("look-alikes", "avoided"): lambda score: _rest(score.call_traps.rate),
}
_KIND_OF = {"call": SubjectKind.CALL, "signatories": SubjectKind.SIGNATORY, "states": SubjectKind.STATE}


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure below its floor, and the errors behind it."""

    figure: Figure
    measured: float
    floor: float
    errors: tuple[str, ...]

    def __str__(self) -> str:
        what, group, ratio = self.figure
        heading = f"{what}, {group}: {ratio} {self.measured:.4f}, the floor is {self.floor:.4f}"
        return "\n".join((heading, *(f"    {error}" for error in self.errors)))


def group_of(language: str) -> str:
    """The group of languages a story belongs to."""
    return _GROUPS.get(language, OTHER_LATIN)


def measure(graded: Iterable[Graded]) -> Floors:
    """Every figure there is something to measure for, rounded down."""
    floors: Floors = {}
    for group, members in _members(graded):
        score = total(members)
        for (what, ratio), of in _RATIOS.items():
            value = of(score)
            if value is not None:
                floors[what, group, ratio] = floor(value * 10**_DIGITS) / 10**_DIGITS
    return floors


def falls(graded: Iterable[Graded], floors: Mapping[Figure, float]) -> tuple[Fall, ...]:
    """The figures below their floor; a figure that can no longer be measured has fallen to nothing."""
    stories = tuple(graded)
    measured = measure(stories)
    groups = dict(_members(stories))
    return tuple(
        Fall(figure, measured.get(figure, 0.0), least, tuple(_errors(figure, groups.get(figure[1], ()))))
        for figure, least in floors.items()
        if measured.get(figure, 0.0) < least
    )


def raised(floors: Mapping[Figure, float], measured: Mapping[Figure, float]) -> Floors:
    """The higher of both for each figure."""
    return {figure: max(floors.get(figure, 0.0), measured.get(figure, 0.0)) for figure in {**measured, **floors}}


def sha256(stories: Path) -> str:
    """What tells one edition of the stories from another."""
    return hashlib.sha256(stories.read_bytes()).hexdigest()


def load(file: Path) -> tuple[str, Floors]:
    """The edition of the stories that was measured, and the floors."""
    if not file.exists():
        return "", {}
    data = json.loads(file.read_text(encoding="utf-8"))
    return data["stories_sha256"], {
        (what, group, ratio): value
        for what, groups in data["floors"].items()
        for group, ratios in groups.items()
        for ratio, value in ratios.items()
    }


def save(file: Path, edition: str, floors: Mapping[Figure, float]) -> None:
    """Writes floors so that a change of one is a change of one line."""
    tree: dict[str, dict[str, dict[str, float]]] = {}
    for what, group, ratio in sorted(floors):
        tree.setdefault(what, {}).setdefault(group, {})[ratio] = floors[what, group, ratio]
    text = json.dumps({"stories_sha256": edition, "floors": tree}, indent=2, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


def _members(graded: Iterable[Graded]) -> Iterator[tuple[str, tuple[Graded, ...]]]:
    stories = tuple(graded)
    yield ALL, stories
    for group in sorted({group_of(one.labelled.language) for one in stories}):
        yield group, tuple(one for one in stories if group_of(one.labelled.language) == group)


def _errors(figure: Figure, stories: Iterable[Graded]) -> Iterator[str]:
    what, _, _ = figure
    for one in stories:
        for slip in one.slips:
            if _belongs(what, one.labelled, slip.fault, slip.kind):
                seen = ", ".join(
                    f"“{mention.surface}” at {mention.field} {mention.start} by {mention.rule}" for mention in slip.seen
                )
                yield f"{one.labelled.id} [{one.labelled.language}] {slip.fault} {slip.subject}: {seen or 'not seen'}"


def _belongs(what: str, labelled: Labelled, fault: Fault, kind: SubjectKind) -> bool:
    if what == "name traps":
        return fault is Fault.TRAPPED
    if what == "look-alikes":
        return labelled.is_call_trap and kind is SubjectKind.CALL
    return kind is _KIND_OF[what]


def _rest(rate: float | None) -> float | None:
    return None if rate is None else 1.0 - rate
