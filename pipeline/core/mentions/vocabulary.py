"""The gazetteer made searchable: one automaton over all names, traps and context terms.

A pattern is a folded name. In scripts that put spaces between words it carries one in front, so that the automaton
itself checks where a word begins; where it ends is for `boundaries` to say. Names that fold alike share a pattern: a
hit leads to everything it may mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.core.mentions.inflection import Script, script_of, spaced
from pipeline.core.mentions.names import Name, Role, all_names
from pipeline.core.mentions.normalise import fold_name
from pipeline.core.mentions.people import People, people
from pipeline.model import CaseRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.model import Gazetteer


_LOCAL = ("sector-", "company", "settlement")  # fields of everyday words, which are other words in other languages
_NO_FIELDS: frozenset[str] = frozenset()
_PEOPLE = frozenset({"given-name", "person", "naming"})
_NameKey = tuple[str, Role, str, CaseRule, bool, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Term:
    """A context term of one lexicon field; `open_ended` when any ending may follow."""

    field: str
    open_ended: bool
    languages: frozenset[str] = frozenset()  # texts it counts in; empty: all


# Traits: what can be said of a pattern before its names are looked at. Plain numbers, for the innermost loop.
SPACED_PATTERN = 1  # carries a space in front
CLOSED_PATTERN = 2  # no letter may follow, ever
CAPITAL_PATTERN = 4  # means nothing without a capital, in a text that has any
TERM_PATTERN = 8  # a context term
CUE_PATTERN = 16  # a cue of some subject
RECORDED = TERM_PATTERN | CUE_PATTERN  # its places are kept, to be asked for


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The automaton and, by pattern number, what a hit may mean."""

    automaton: AhoCorasick
    names: tuple[tuple[Name, ...], ...]
    terms: tuple[tuple[Term, ...], ...]
    fields: tuple[frozenset[str], ...]  # of each pattern's terms
    traits: bytes  # of each pattern, the sum of its traits
    cues: dict[str, int]  # needle of a cue -> number of its pattern
    people: People


def build(gazetteer: Gazetteer) -> Vocabulary:
    """Compile a gazetteer. The order of its rows makes no difference to what will be found."""
    names: dict[str, list[Name]] = {}
    terms: dict[str, dict[tuple[str, bool], set[str]]] = {}
    needles: set[str] = set()
    profile = None
    for name in all_names(gazetteer):
        if name.profile is not profile:
            profile = name.profile
            needles.update(cue.needle for cue in profile.cues)
        for pattern in _patterns(name):
            names.setdefault(pattern, []).append(name)
    for row in gazetteer.lexicon:
        key = "" if row.field in _PEOPLE else fold_name(row.term.removesuffix("*"))
        if key:
            takes_particles = script_of(key[-1]) is Script.HANGUL
            kind = (row.field, row.term.endswith("*") or takes_particles)
            terms.setdefault(spaced(key), {}).setdefault(kind, set()).add(row.language)
    patterns = sorted(names.keys() | terms.keys() | needles)
    cues = {pattern: number for number, pattern in enumerate(patterns) if pattern in needles}
    found = [_ordered(names.get(pattern, [])) for pattern in patterns]
    meanings = [_terms(terms[pattern]) if pattern in terms else () for pattern in patterns]
    return Vocabulary(
        automaton=AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        ),
        names=tuple(found),
        terms=tuple(meanings),
        fields=tuple(frozenset(term.field for term in one) if one else _NO_FIELDS for one in meanings),
        traits=bytes(
            _traits(pattern, its_names, its_terms) | (CUE_PATTERN if pattern in needles else 0)
            for pattern, its_names, its_terms in zip(patterns, found, meanings, strict=True)
        ),
        cues=cues,
        people=people(gazetteer.lexicon),
    )


def _terms(kinds: dict[tuple[str, bool], set[str]]) -> tuple[Term, ...]:
    return tuple(
        Term(field, open_ended, frozenset(languages) if field.startswith(_LOCAL) else frozenset())
        for (field, open_ended), languages in sorted(kinds.items())
    )


def _traits(pattern: str, names: Collection[Name], terms: Collection[Term]) -> int:
    traits = SPACED_PATTERN if pattern[0] == " " else 0
    if terms:
        traits |= TERM_PATTERN
    if all(map(_needs_capital, names)):
        traits |= CAPITAL_PATTERN
    if all(map(_is_closed, names)):
        traits |= CLOSED_PATTERN
    return traits


def _needs_capital(name: Name) -> bool:
    return name.case is not CaseRule.ANY and name.written[0].isupper()


def _is_closed(name: Name) -> bool:
    return name.role in {Role.TRAP, Role.LOOKALIKE} and name.script in {Script.LATIN, Script.OTHER}


def _key(name: Name) -> _NameKey:
    languages = tuple(sorted(name.languages))
    return name.profile.subject, name.role, name.written, name.case, name.is_stem, languages, name.home


def _ordered(names: list[Name]) -> tuple[Name, ...]:
    if len(names) < 2:  # noqa: PLR2004  (nearly all)
        return tuple(names)
    known = {_key(name): name for name in names}
    return tuple(known[key] for key in sorted(known))


def _patterns(name: Name) -> Iterator[str]:
    """The spellings of a folded name that deserve a pattern each: punctuation may be spaced or missing in a text."""
    if name.key.isalpha() and "ß" not in name.key and name.script is not Script.ARABIC:
        yield spaced(name.key)
        return
    single = " ".join(name.key.split())
    spellings = {name.key, single, single.replace("ß", "ss")}
    if "&" in name.written:
        spellings |= {
            " ".join(fold_name(name.written.replace("&", word)).split()) for word in ("and", "et", "und", "y", "")
        }
    if name.script is Script.ARABIC and single.startswith("ال"):
        spellings.add(single[2:])
    for spelling in spellings - {""}:
        yield spaced(spelling)
