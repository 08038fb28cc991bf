"""The gazetteer made searchable: one automaton over all names, traps and context terms.

A pattern is a folded name. In scripts that put spaces between words it carries one in front, so that the automaton
itself checks where a word begins; where it ends is for `boundaries` to say. Names that fold alike share a pattern: a
hit leads to everything it may mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.core.mentions.inflection import SPACED, Script, script_of, spaced
from pipeline.core.mentions.names import Name, Role, all_names
from pipeline.core.mentions.normalise import fold_name
from pipeline.model import CaseRule

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pipeline.model import Gazetteer


_NameKey = tuple[str, Role, str, CaseRule, bool, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Term:
    """A context term of one lexicon field; `open_ended` when any ending may follow."""

    field: str
    open_ended: bool


# Traits: what can be said of a pattern before its names are looked at. Plain numbers, for the innermost loop.
SPACED_PATTERN = 1  # carries a space in front
CLOSED_PATTERN = 2  # no letter may follow, ever
CAPITAL_PATTERN = 4  # means nothing without a capital, in a text that has any
TERM_PATTERN = 8  # a context term


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The automaton and, by pattern number, what a hit may mean."""

    automaton: AhoCorasick
    names: tuple[tuple[Name, ...], ...]
    terms: tuple[tuple[Term, ...], ...]
    traits: bytes  # of each pattern, the sum of its traits


def build(gazetteer: Gazetteer) -> Vocabulary:
    """Compile a gazetteer. The order of its rows makes no difference to what will be found."""
    names: dict[str, dict[_NameKey, Name]] = {}
    terms: dict[str, set[Term]] = {}
    for name in all_names(gazetteer):
        for pattern in _patterns(name):
            names.setdefault(pattern, {})[_key(name)] = name
    for row in gazetteer.lexicon:
        key = fold_name(row.term.removesuffix("*"))
        if key:
            terms.setdefault(spaced(key), set()).add(Term(row.field, row.term.endswith("*")))
    patterns = sorted(names.keys() | terms.keys())
    return Vocabulary(
        automaton=AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        ),
        names=tuple(tuple(_ordered(names.get(pattern, {}))) for pattern in patterns),
        terms=tuple(tuple(sorted(terms.get(pattern, ()), key=lambda term: term.field)) for pattern in patterns),
        traits=bytes(
            _traits(pattern, names.get(pattern, {}).values(), terms.get(pattern, frozenset())) for pattern in patterns
        ),
    )


def _traits(pattern: str, names: Collection[Name], terms: Collection[Term]) -> int:
    traits = SPACED_PATTERN if pattern[0] == " " else 0
    if terms:
        traits |= TERM_PATTERN
    elif all(map(_needs_capital, names)):
        traits |= CAPITAL_PATTERN
    ends_open = any(term.open_ended or script_of(pattern[-1]) not in SPACED for term in terms)
    if not ends_open and all(map(_is_closed, names)):
        traits |= CLOSED_PATTERN
    return traits


def _needs_capital(name: Name) -> bool:
    return name.case is not CaseRule.ANY and name.written[0].isupper()


def _is_closed(name: Name) -> bool:
    return name.role in {Role.TRAP, Role.LOOKALIKE} and name.script in {Script.LATIN, Script.OTHER}


def _key(name: Name) -> _NameKey:
    languages = tuple(sorted(name.languages))
    return name.profile.subject, name.role, name.written, name.case, name.is_stem, languages, name.home


def _ordered(names: dict[_NameKey, Name]) -> list[Name]:
    return [names[key] for key in sorted(names)] if len(names) > 1 else list(names.values())


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
