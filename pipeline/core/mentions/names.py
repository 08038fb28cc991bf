"""The gazetteer's rows as names: each with its subject, its role, and what it takes to believe it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.core.mentions.inflection import VOWEL_DROPS, Script, script_of, spaced, stem
from pipeline.core.mentions.normalise import fold_name
from pipeline.model import CaseRule, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.model import CallName, Gazetteer, Signatory, StateName

CALL = "Paris Call"
_SECTOR = "@"  # a cue that stands for all the words of a trade
_COMPANY = "private-sector"
_OFFICIAL_LANGUAGE = frozenset({"fr"})  # of the official names of states
_TAG = re.compile(r"\s*\[([a-z]{2,3})\]$")
_ANY: frozenset[str] = frozenset()
_BENT_VOWELS = frozenset("aая")
_BENT = {
    Script.LATIN: frozenset({"pl", "cs", "sk", "hr", "sl", "bs", "sr"}),
    Script.CYRILLIC: frozenset({"ru", "uk", "be", "sr", "mk"}),
}
_NOWHERE = frozenset({""})
_STATE_KINDS_WRITTEN_EXACTLY = frozenset({"short"})


class Role(StrEnum):
    """What a name is to its subject. The last four belong to the Call alone."""

    CERTAIN = "certain"
    WEAK = "weak"
    DEMONYM = "demonym"
    TRAP = "trap"
    FULL = "full"
    SHORT = "short"
    PARAPHRASE = "paraphrase"
    LOOKALIKE = "lookalike"


class Star(StrEnum):
    """Where a trap wants a capitalised word beside its own words."""

    NONE = ""
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that confirms a weak name, folded and ready to be found."""

    needle: str
    lead: int  # 1 when the needle carries the space that must stand before it, else 0
    is_open: bool  # any ending may follow
    pattern: re.Pattern[str] | None = None  # for cues with a star inside


@dataclass(frozen=True, slots=True)
class Profile:
    """A subject and what helps to recognise it; one per signatory, per state, and one for the Call."""

    subject: str
    kind: SubjectKind
    ambiguity: str = "unique"
    cues: tuple[Cue, ...] = ()
    sectors: frozenset[str] = frozenset()  # trades whose words are cues as well
    is_company: bool = False


@dataclass(slots=True, eq=False)
class Name:
    """One way to write one subject, or to write something else (a trap, a look-alike).

    Not frozen only because forty thousand are made at each start, and freezing trebles their price.
    """

    profile: Profile
    role: Role
    written: str  # as in the gazetteer
    key: str  # folded
    case: CaseRule = CaseRule.SMART
    languages: frozenset[str] = frozenset()  # texts it belongs to; empty: all
    is_tied: bool = False  # to texts in those languages; else they only say where it comes from
    script: Script = Script.LATIN
    weaker: frozenset[str] = frozenset()  # spellings of the same subject that count less than this one
    is_stem: bool = False  # means nothing without an ending
    star: Star = Star.NONE
    home: str = ""  # the language of one of the Call's names


def all_names(gazetteer: Gazetteer) -> Iterator[Name]:
    """Every name of a gazetteer, in no particular order, one per subject, role and folded spelling."""
    by_iso: dict[str, tuple[Profile, Signatory]] = {}
    listed = {(row.iso, row.name) for row in gazetteer.state_names if row.language in _OFFICIAL_LANGUAGE}
    for signatory in gazetteer.signatories:
        profile = Profile(
            signatory.name,
            SubjectKind.STATE if signatory.iso else SubjectKind.SIGNATORY,
            signatory.ambiguity,
            tuple(cue for written in signatory.cues if not written.startswith(_SECTOR) for cue in _cue(written)),
            frozenset(written[1:] for written in signatory.cues if written.startswith(_SECTOR)),
            signatory.category == _COMPANY,
        )
        if signatory.iso:
            by_iso[signatory.iso] = (profile, signatory)
        is_listed = (signatory.iso, signatory.name) in listed
        yield from _own_names(signatory, profile, signatory.names if is_listed else (signatory.name, *signatory.names))
    yield from _state_names(gazetteer.state_names, by_iso)
    yield from call_names(gazetteer)


def call_names(gazetteer: Gazetteer) -> Iterator[Name]:
    """The names of the Call, and those that only look like it."""
    call = Profile(CALL, SubjectKind.CALL)
    for row in gazetteer.call_names:
        yield from _call_names(row, call)


def _cue(written: str) -> Iterator[Cue]:
    parts = [fold_name(part) for part in written.removesuffix("*").split("*")]
    if not all(parts):
        return
    needle = spaced(parts[0])
    lead = len(needle) - len(parts[0])
    is_open = written.endswith("*") or not lead
    pattern = None
    if len(parts) > 1:
        inner = r"\w* ".join(map(re.escape, parts))
        pattern = re.compile(" " * lead + inner + ("" if is_open else r"(?= )"))
    yield Cue(needle, lead, is_open, pattern)


def _name(profile: Profile, role: Role, written: str, case: CaseRule, languages: frozenset[str]) -> Iterator[Name]:
    """The name a cell stands for: a language in brackets ties it to texts in that language."""
    tag = _TAG.search(written) if written.endswith("]") else None
    if tag:
        written, languages = written[: tag.start()], frozenset({tag[1]})
    key = fold_name(written)
    if key:
        yield Name(profile, role, written, key, case, languages, tag is not None, script_of(key[0]))


def _own_names(signatory: Signatory, profile: Profile, certain: tuple[str, ...]) -> Iterator[Name]:
    weak = frozenset(_TAG.sub("", written) for written in signatory.weak)
    for written in certain:
        if _TAG.sub("", written) not in weak:
            languages = _OFFICIAL_LANGUAGE if signatory.iso and written == signatory.name else _ANY
            for name in _name(profile, Role.CERTAIN, written, signatory.case, languages):
                name.weaker = weak
                yield name
                yield from _company_stems(name)
    for written in signatory.weak:
        for name in _name(profile, Role.WEAK, written, signatory.case, _ANY):
            yield name
            yield from _company_stems(name)
    for written in signatory.traps:
        yield from _trap(profile, written)


def _trap(profile: Profile, written: str) -> Iterator[Name]:
    star = Star.NONE
    if written.startswith("* "):
        star = Star.BEFORE
    elif written.endswith(" *"):
        star = Star.AFTER
    for name in _name(profile, Role.TRAP, written.strip("* "), CaseRule.ANY, _ANY):
        name.star = star
        yield name


def _state_names(state_names: tuple[StateName, ...], by_iso: dict[str, tuple[Profile, Signatory]]) -> Iterator[Name]:
    merged: dict[tuple[str, str, Role, CaseRule], set[str]] = {}
    for row in state_names:
        if row.iso in by_iso:
            role = Role.DEMONYM if row.kind == "demonym" else Role.CERTAIN
            case = CaseRule.EXACT if row.kind in _STATE_KINDS_WRITTEN_EXACTLY else CaseRule.SMART
            merged.setdefault((row.iso, row.name, role, case), set()).add(row.language)
    weak = {iso: _weak_keys(signatory) for iso, (_, signatory) in by_iso.items()}
    for (iso, written, role, case), languages in merged.items():
        weak_in = weak[iso].get(fold_name(written), _NOWHERE) if role is Role.CERTAIN and weak[iso] else _NOWHERE
        is_weak = languages if weak_in is _ANY else languages & weak_in
        if is_weak:
            yield from _name(by_iso[iso][0], Role.WEAK, written, case, frozenset(is_weak))
        if languages - is_weak:
            for name in _name(by_iso[iso][0], role, written, case, frozenset(languages - is_weak)):
                yield name
                if role is Role.CERTAIN:
                    yield from _stems(name, name.languages)


def _weak_keys(signatory: Signatory) -> dict[str, frozenset[str]]:
    """A state's weak names, folded, each with the languages it is weak in; all when it names none."""
    keys: dict[str, frozenset[str]] = {}
    for written in signatory.weak:
        tag = _TAG.search(written)
        key = fold_name(_TAG.sub("", written))
        keys[key] = keys.get(key, _NOWHERE) | {tag[1]} if tag and keys.get(key) is not _ANY else _ANY
    return keys


def _stems(name: Name, languages: frozenset[str]) -> Iterator[Name]:
    """The name without its last vowel, for texts in those of some languages that bend it so."""
    by_stem: dict[str, set[str]] = {}
    for language in languages & VOWEL_DROPS:
        cut = stem(name.key, language)
        if cut:
            by_stem.setdefault(cut, set()).add(language)
    for cut, spoken in by_stem.items():
        yield Name(
            name.profile,
            name.role,
            name.written,
            cut,
            name.case,
            frozenset(spoken),
            is_tied=True,
            script=name.script,
            weaker=name.weaker,
            is_stem=True,
        )


def _company_stems(name: Name) -> Iterator[Name]:
    """Nokia, Nokii, Nokię: where a language bends foreign names in -a as its own."""
    if name.key[-1] in _BENT_VOWELS and name.key.isalpha() and not name.is_tied and name.script in _BENT:
        yield from _stems(name, _BENT[name.script])


_CALL_ROLES = {
    "full": Role.FULL,
    "short": Role.SHORT,
    "weak": Role.PARAPHRASE,
    "lookalike": Role.LOOKALIKE,
}


def _call_names(row: CallName, profile: Profile) -> Iterator[Name]:
    for name in _name(profile, _CALL_ROLES[row.kind], row.name, CaseRule.ANY, _ANY):
        name.home = row.language
        yield name
