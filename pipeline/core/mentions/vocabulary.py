"""The gazetteer made searchable: one automaton over all names, traps and context terms.

A pattern is a folded name. In scripts that put spaces between words it carries one in front, so that the automaton
itself checks where a word begins; where it ends is for `boundaries` to say. Names that fold alike share a pattern: a
hit leads to everything it may mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from pipeline.core.collector import without_collector
from pipeline.core.mentions.inflection import CASED, LEAST_INFLECTED, SPACED, Script, script_of, spaced
from pipeline.core.mentions.names import Name, Role, all_names
from pipeline.core.mentions.normalise import fold_name
from pipeline.core.mentions.people import People, people
from pipeline.model import CaseRule

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator

    from pipeline.model import Gazetteer, LexiconTerm


_LOCAL = ("sector-", "company", "settlement")  # fields of everyday words, which are other words in other languages
_PEOPLE = frozenset({"given-name", "person", "naming"})
_Kinds = dict[tuple[str, bool], set[str]]  # (field, open-ended) -> languages
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
SHORT_PATTERN = 8  # too short for endings: a letter may follow in a hashtag only
PLAIN_PATTERN = 16  # Latin: a letter may follow in a hashtag, and in languages with endings


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The automaton and, by pattern number, what a hit may mean."""

    automaton: AhoCorasick
    first_name: int  # number of the first pattern with names; those before it are terms and cues only
    names: tuple[tuple[Name, ...], ...]
    terms: dict[int, tuple[Term, ...]]
    fields: dict[str, frozenset[int]]  # lexicon field -> the patterns of its terms
    traits: bytes  # of each pattern, the sum of its traits
    cues: dict[str, int]  # needle of a cue -> number of its pattern
    people: People


def build(gazetteer: Gazetteer) -> Vocabulary:
    """Compile a gazetteer. The order of its rows makes no difference to what will be found."""
    with without_collector():
        return _build(gazetteer)


def _build(gazetteer: Gazetteer) -> Vocabulary:
    names: dict[str, list[Name]] = {}
    needles: set[str] = set()
    profile = None
    for name in all_names(gazetteer):
        if name.profile is not profile:
            profile = name.profile
            needles.update(cue.needle for cue in profile.cues)
        for pattern in patterns_of(name):
            names.setdefault(pattern, []).append(name)
    terms = term_patterns(gazetteer.lexicon, None)
    nameless = sorted((terms.keys() | needles) - names.keys())
    patterns = nameless + sorted(names)
    numbers = {pattern: number for number, pattern in enumerate(patterns)}
    found = [_ordered(names[pattern]) for pattern in patterns[len(nameless) :]]
    meanings = {numbers[pattern]: _terms(kinds) for pattern, kinds in terms.items()}
    return Vocabulary(
        automaton=AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        ),
        first_name=len(nameless),
        names=((),) * len(nameless) + tuple(found),
        terms=meanings,
        fields=_by_field(meanings),
        traits=bytes(map(_spacing, nameless)) + bytes(map(_traits, patterns[len(nameless) :], found)),
        cues={needle: numbers[needle] for needle in needles},
        people=people(gazetteer.lexicon),
    )


def term_patterns(lexicon: Iterable[LexiconTerm], fields: Container[str] | None) -> dict[str, _Kinds]:
    """The patterns of the context terms of some fields, or of all that are no words of people, with their meanings."""
    terms: dict[str, _Kinds] = {}
    for row in lexicon:
        is_wanted = row.field not in _PEOPLE if fields is None else row.field in fields
        key = fold_name(row.term.removesuffix("*")) if is_wanted else ""
        if key:
            takes_particles = script_of(key[-1]) is Script.HANGUL
            kind = (row.field, row.term.endswith("*") or takes_particles)
            terms.setdefault(spaced(key), {}).setdefault(kind, set()).add(row.language)
    return terms


def _terms(kinds: _Kinds) -> tuple[Term, ...]:
    return tuple(
        Term(field, open_ended, frozenset(languages) if field.startswith(_LOCAL) else frozenset())
        for (field, open_ended), languages in sorted(kinds.items())
    )


def _by_field(meanings: dict[int, tuple[Term, ...]]) -> dict[str, frozenset[int]]:
    fields: dict[str, set[int]] = {}
    for number, its_terms in meanings.items():
        for term in its_terms:
            fields.setdefault(term.field, set()).add(number)
    return {field: frozenset(numbers) for field, numbers in fields.items()}


def _spacing(pattern: str) -> int:
    return SPACED_PATTERN if pattern[0] == " " else 0


def _traits(pattern: str, names: Collection[Name]) -> int:
    traits = CAPITAL_PATTERN | CLOSED_PATTERN | SHORT_PATTERN | PLAIN_PATTERN
    for name in names:
        traits &= _traits_of(name)
    return traits | _spacing(pattern)


def _traits_of(name: Name) -> int:
    traits = CAPITAL_PATTERN if _needs_capital(name) else 0
    if _is_closed(name):
        traits |= CLOSED_PATTERN
    if name.script in CASED and not name.is_stem:
        if len(name.key) < LEAST_INFLECTED:
            traits |= SHORT_PATTERN
        if name.script is Script.LATIN:
            traits |= PLAIN_PATTERN
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


def patterns_of(name: Name) -> Iterator[str]:
    """The spellings of a folded name that deserve a pattern each: punctuation may be spaced or missing in a text."""
    key = name.key
    single = " ".join(key.split())
    if single == key and name.script is not Script.ARABIC and "ß" not in key and "&" not in name.written:
        yield f" {key}" if name.script in SPACED else key
        return
    spellings = {key, single, single.replace("ß", "ss")}
    if "&" in name.written:
        spellings |= {
            " ".join(fold_name(name.written.replace("&", word)).split()) for word in ("and", "et", "und", "y", "")
        }
    if name.script is Script.ARABIC and single.startswith("ال"):
        spellings.add(single[2:])
    for spelling in spellings - {""}:
        yield spaced(spelling)
