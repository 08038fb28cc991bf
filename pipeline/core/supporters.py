"""The Call's own list of supporters against the gazetteer: who is new, gone, perhaps renamed, in another category."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final
from unicodedata import category, normalize

from pipeline.model import Signatory

if TYPE_CHECKING:
    from collections.abc import Iterable

_LIKE: Final = 0.72  # of 1.0: below it, two names have only words like "University of" in common
_SHORT: Final = 4  # letters; a name no longer than this proves nothing by itself
_ACRONYM: Final = 8  # letters of the longest acronym worth the name
_TELLING: Final = 4  # letters of a word by which two names may be compared at all
_BRACKETED = re.compile(r"(.+?)\s*\(\s*([^()]+?)\s*\)$")
_LEGAL_FORM = re.compile(
    r",?\s+(?:inc|ltd|limited|llc|llp|plc|corp(?:oration)?|co(?:mpany)?|co\.,?\s*ltd|sdn\.?\s*bhd|gmbh|ag|kft|ltda|lda"
    r"|oy|ab|a/?s|a\.s|a\.c|i\.a\.p|b\.?v|n\.?v|s\.?a|s\.?a\.?s|s\.?p\.?a|s\.?r\.?l|(?:spol\. )?s\.?\s?r\.?\s?o"
    r"|s\.?a\.? de c\.?v)\.?$",
    re.IGNORECASE,
)
_CATEGORIES: Final = frozenset({"private-sector", "civil-society", "public-authority", "state"})
_COUNTRY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """One row of the Call's own list, as it stands there."""

    name: str
    category: str = ""  # as in the gazetteer, or empty: five rows have none
    country: str = ""  # ISO 3166-1 alpha-3, mostly; ROM for Romania
    signed: str = ""  # ISO date, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Renaming:
    """A name that is gone and a new one that is like it: perhaps one supporter, for a person to decide."""

    before: Signatory
    after: Supporter
    likeness: float  # 0..1


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A supporter in another category than the gazetteer's."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanges:
    """What tells the list from the gazetteer. Renamings are drawn from `added` and `gone` and stay in both."""

    added: tuple[Supporter, ...]  # neither in the gazetteer nor on the watchlist
    watched: tuple[str, ...]  # not in the gazetteer, but on the watchlist already
    gone: tuple[Signatory, ...]
    renamed: tuple[Renaming, ...]
    moved: tuple[Moved, ...]


def compare(listed: Iterable[Supporter], known: Iterable[Signatory], watchlist: Iterable[Signatory]) -> ListChanges:
    """The list against what is known; spaces and Unicode forms make no difference.

    Args:
        listed: The Call's own list.
        known: The shipped gazetteer.
        watchlist: The gazetteer with the operator's watchlist laid over it.
    """
    ours = {same(signatory.name): signatory for signatory in known}
    watched = {same(signatory.name) for signatory in watchlist}
    theirs = {same(supporter.name): supporter for supporter in listed}
    new = [supporter for key, supporter in theirs.items() if key not in ours]
    added = tuple(supporter for supporter in new if same(supporter.name) not in watched)
    gone = tuple(signatory for key, signatory in ours.items() if key not in theirs)
    return ListChanges(
        added=added,
        watched=tuple(supporter.name for supporter in new if same(supporter.name) in watched),
        gone=gone,
        renamed=_renamed(gone, added),
        moved=tuple(
            Moved(name=ours[key].name, before=ours[key].category, after=supporter.category)
            for key, supporter in theirs.items()
            if key in ours and supporter.category and supporter.category != ours[key].category
        ),
    )


def same(name: str) -> str:
    """Equal for spellings of one name on the list: the site's spaces vary, its letters do not."""
    return " ".join(normalize("NFC", name).split())


def draft(supporter: Supporter, changes: ListChanges, today: date) -> Signatory:
    """A first row for a new name: cautious, so that it can be followed at once and wait for a curator.

    A single word and anything of at most four letters count only with a cue, as in the gazetteer; so does an acronym
    in brackets. The name without brackets and without its legal form is a further certain name when it has two words.
    """
    name = same(supporter.name)
    spellings, acronym = [name], ""
    bracketed = _BRACKETED.match(name)
    if bracketed:
        spellings.append(bracketed[1])
        acronym = bracketed[2] if _is_acronym(bracketed[2]) else ""
    spellings += [_LEGAL_FORM.sub("", spelling) for spelling in spellings]
    weak = tuple(dict.fromkeys(one for one in (*spellings, acronym) if one and _proves_nothing(one)))
    certain = tuple(
        dict.fromkeys(one for one in spellings if one != name and "|" not in one and not _proves_nothing(one))
    )
    likely = next((renaming.before.name for renaming in changes.renamed if renaming.after == supporter), "")
    return Signatory(
        name=name,
        category=supporter.category if supporter.category in _CATEGORIES else "",
        country=supporter.country if _COUNTRY.fullmatch(supporter.country) else "",
        signed=supporter.signed if _is_date(supporter.signed) else "",
        names=certain,
        weak=weak,
        ambiguity="unique" if not weak else "acronym" if all(map(_is_acronym, weak)) else "word",
        evidence=f"new on the Call's list, taken {today.isoformat()}; to be checked: names, class, cues, traps"
        + (f"; perhaps {likely} renamed" if likely else "")
        + ("; a state, whose names in other languages are still to be added" if supporter.category == "state" else ""),
    )


def _proves_nothing(spelling: str) -> bool:
    return len(spelling) <= _SHORT or len(spelling.split()) == 1


def _is_acronym(spelling: str) -> bool:
    return spelling.isupper() and spelling.isalnum() and len(spelling) <= _ACRONYM


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _renamed(gone: tuple[Signatory, ...], added: tuple[Supporter, ...]) -> tuple[Renaming, ...]:
    """Pairs of a name gone and a name added, the likest first, each name once."""
    by_word: dict[str, list[Supporter]] = {}
    for supporter in added:
        for word in _words(supporter.name):
            by_word.setdefault(word, []).append(supporter)
    pairs = [
        Renaming(before=signatory, after=supporter, likeness=likeness)
        for signatory in gone
        for supporter in {
            same(one.name): one for word in _words(signatory.name) for one in by_word.get(word, ())
        }.values()
        if (likeness := _likeness(signatory.name, supporter.name)) >= _LIKE
    ]
    found: list[Renaming] = []
    taken: set[str] = set()
    for pair in sorted(pairs, key=lambda pair: (-pair.likeness, pair.before.name, pair.after.name)):
        names = {pair.before.name, pair.after.name}
        if taken.isdisjoint(names):
            taken |= names
            found.append(pair)
    return tuple(found)


def _likeness(before: str, after: str) -> float:
    """How like two names are: by their letters, or because one holds all the words of the other."""
    first, second = _words(before), _words(after)
    if first <= second or second <= first:
        return 1.0
    return SequenceMatcher(None, " ".join(_folded(before)), " ".join(_folded(after)), autojunk=False).ratio()


def _words(name: str) -> frozenset[str]:
    return frozenset(word for word in _folded(name) if len(word) >= _TELLING) or frozenset(_folded(name))


def _folded(name: str) -> list[str]:
    bare = _LEGAL_FORM.sub("", same(name))
    letters = (character for character in normalize("NFKD", bare).casefold() if category(character) != "Mn")
    return re.findall(r"\w+", "".join(letters))
