"""Reads the gazetteer's CSV files and a user's watchlist; docs/gazetteer.md describes their columns.

All problems of all files are reported at once, each with its file and line.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core.collector import without_collector
from pipeline.errors import ConfigError, Problem
from pipeline.model import CallName, CaseRule, Gazetteer, LexiconTerm, Signatory, StateName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    T = TypeVar("T")

BUILT_IN = Path(__file__).resolve().parent.parent / "gazetteer"

_LIST_SEPARATOR = re.compile(r"\s+\|\s+")
_COUNTRY = re.compile(r"[A-Z]{3}|")
_STATE_CODE = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}|\*|")
_CATEGORIES = ("private-sector", "civil-society", "public-authority", "state")
_CLASSES = ("unique", "acronym", "word", "surname", "place", "generic")
_STATE_KINDS = ("cldr", "short", "formal", "old", "inflected", "alt", "demonym")
_CALL_KINDS = ("full", "short", "weak", "lookalike")
_SIGNATORY_COLUMNS = (
    "name", "category", "country", "signed", "names", "weak", "case", "class", "cues", "traps", "evidence",
)  # fmt: skip
_STATE_COLUMNS = ("iso", *_SIGNATORY_COLUMNS)
_STATE_NAME_COLUMNS = ("iso", "lang", "name", "kind")
_CALL_NAME_COLUMNS = ("lang", "name", "kind")
_LEXICON_COLUMNS = ("field", "lang", "term")


@lru_cache(maxsize=1_024)  # languages and states come again in thousands of rows
def _fits(pattern: re.Pattern[str], cell: str) -> bool:
    return pattern.fullmatch(cell) is not None


@dataclass(slots=True)
class _Row:
    """One record of a CSV file, and where complaints about it go."""

    cells: list[str]
    places: dict[str, int]  # of the columns
    file: Path
    line: int
    problems: list[Problem]

    def __getitem__(self, column: str) -> str:
        return self.raw(column).strip()

    def raw(self, column: str) -> str:
        """A cell as it is written; empty where the table has no such column."""
        place = self.places.get(column)
        return "" if place is None else self.cells[place]

    def complain(self, message: str, remedy: str = "") -> None:
        """Report something wrong in this record."""
        self.problems.append(Problem(file=str(self.file), line=self.line, message=message, remedy=remedy))

    def choice(self, column: str, choices: Iterable[str], default: str) -> str:
        """A cell with a closed list of values."""
        value = self[column] or default
        if value not in choices:
            self.complain(f"{column} is “{value}”", f"one of {', '.join(choices)}")
            return default
        return value

    def form(self, column: str, pattern: re.Pattern[str], wanted: str) -> str:
        """A cell with a fixed form."""
        value = self[column]
        if not _fits(pattern, value):
            self.complain(f"{column} is “{value}”", wanted)
        return value

    def items(self, column: str) -> tuple[str, ...]:
        """A cell that holds a list, without its repetitions."""
        cell = self[column].strip("| ")
        return tuple(dict.fromkeys(item for item in _LIST_SEPARATOR.split(cell) if item))


@dataclass(slots=True)
class _Reader:
    """Reads tables and gathers what is wrong with them."""

    problems: list[Problem] = field(default_factory=list)

    def table(
        self, file: Path, columns: tuple[str, ...], required: tuple[str, ...], read: Callable[[_Row], T | None]
    ) -> tuple[T, ...]:
        """The values of a CSV file's records; records with problems may be missing, the problems are noted."""
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self._complain(file, f"not UTF-8 (byte {error.start})", "save the file as CSV UTF-8")
            return ()
        except OSError as error:
            self._complain(file, f"cannot be read: {error.strerror}")
            return ()
        values: list[T] = []
        records = csv.reader(text.splitlines(keepends=True), strict=True)
        line = 1
        try:
            header = [cell.strip() for cell in next(records, [])]
            if not self._header_fits(file, header, columns, required):
                return ()
            line = records.line_num + 1
            places = {column: place for place, column in enumerate(header)}
            for cells in records:
                if any(map(str.strip, cells)):
                    row = _Row(cells, places, file, line, self.problems)
                    if len(cells) != len(header):
                        row.complain(
                            f"{len(cells)} cells, the header has {len(header)}", "quote cells that hold a comma"
                        )
                    elif (value := read(row)) is not None:
                        values.append(value)
                line = records.line_num + 1
        except csv.Error as error:
            self._complain(file, f"broken CSV: {error}", "check the quotes", line)
        return tuple(values)

    def _header_fits(self, file: Path, header: list[str], columns: tuple[str, ...], required: tuple[str, ...]) -> bool:
        missing = [column for column in required if column not in header]
        unknown = [column for column in header if column not in columns]
        if missing:
            self._complain(file, f"no column {', '.join(missing)}", f"first line: {','.join(columns)}", 1)
        elif unknown:
            self._complain(file, f"unknown column {', '.join(unknown)}", f"known: {', '.join(columns)}", 1)
        return not missing and not unknown

    def _complain(self, file: Path, message: str, remedy: str = "", line: int = 0) -> None:
        self.problems.append(Problem(file=str(file), line=line, message=message, remedy=remedy))

    def unique(self, file: Path, signatories: tuple[Signatory, ...]) -> tuple[Signatory, ...]:
        """The same rows; names that occur twice are a problem."""
        for name, count in Counter(signatory.name for signatory in signatories).items():
            if count > 1:
                self._complain(file, f"“{name}” has {count} rows", "keep one; its name is the key")
        return signatories

    def trades_known(self, file: Path, signatories: Iterable[Signatory], lexicon: tuple[LexiconTerm, ...]) -> None:
        """Complain about cues such as "@bank" for which the lexicon has no field "sector-bank"."""
        fields = {term.field for term in lexicon}
        for signatory in signatories:
            for cue in signatory.cues:
                if cue.startswith("@") and f"sector-{cue[1:]}" not in fields:
                    self._complain(
                        file, f"“{signatory.name}”: no field “sector-{cue[1:]}” in the lexicon", "check the cue"
                    )


def read_gazetteer(watchlist: Path | None = None, folder: Path = BUILT_IN) -> Gazetteer:
    """The gazetteer in `folder`, with a user's watchlist laid over it.

    A watchlist row replaces the signatory of the same name; other rows are added. The version names both, so that a
    changed watchlist makes another gazetteer.

    Raises:
        ConfigError: files are missing or wrong; carries every problem found.
    """
    with without_collector():
        return _read(watchlist, folder)


def _read(watchlist: Path | None, folder: Path) -> Gazetteer:
    reader = _Reader()
    file = folder / "signatories.csv"
    signatories = reader.unique(file, reader.table(file, _SIGNATORY_COLUMNS, _SIGNATORY_COLUMNS, _signatory))
    file = folder / "states.csv"
    signatories += reader.unique(file, reader.table(file, _STATE_COLUMNS, _STATE_COLUMNS, _signatory))
    state_names = reader.table(folder / "state_names.csv", _STATE_NAME_COLUMNS, _STATE_NAME_COLUMNS, _state_name)
    call_names = reader.table(folder / "call_names.csv", _CALL_NAME_COLUMNS, _CALL_NAME_COLUMNS, _call_name)
    lexicon = reader.table(folder / "lexicon.csv", _LEXICON_COLUMNS, _LEXICON_COLUMNS, _term)
    reader.trades_known(file, signatories, lexicon)
    version = _version(folder / "VERSION", reader)
    if watchlist is not None:
        official = {one.name.strip(): one.name for one in signatories}
        rows = reader.table(watchlist, _SIGNATORY_COLUMNS, ("name",), _signatory)
        own = tuple(replace(one, name=official.get(one.name.strip(), one.name.strip())) for one in rows)
        reader.trades_known(watchlist, own, lexicon)
        replaced = {one.name for one in reader.unique(watchlist, own)}
        signatories = tuple(one for one in signatories if one.name not in replaced) + own
        if not reader.problems:
            version += "+" + hashlib.sha256(watchlist.read_bytes()).hexdigest()[:8]
    if reader.problems:
        raise ConfigError(tuple(reader.problems))
    return Gazetteer(
        version=version, signatories=signatories, state_names=state_names, call_names=call_names, lexicon=lexicon
    )


def _version(file: Path, reader: _Reader) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        reader.problems.append(Problem(file=str(file), line=0, message=f"cannot be read: {error.strerror}"))
        return ""


def _signatory(row: _Row) -> Signatory | None:
    if not row["name"]:
        row.complain("no name", "the official name is the key")
        return None
    if row["signed"] and not _is_date(row["signed"]):
        row.complain(f"signed is “{row['signed']}”", "YYYY-MM-DD, or empty")
    return Signatory(
        name=row.raw("name"),  # the list's own spelling is the key, a stray space included
        category=row.choice("category", _CATEGORIES, "private-sector"),
        country=row.form("country", _COUNTRY, "ISO 3166-1 alpha-3, or empty"),
        signed=row["signed"],
        names=row.items("names"),
        weak=row.items("weak"),
        case=CaseRule(row.choice("case", tuple(CaseRule), CaseRule.SMART)),
        ambiguity=row.choice("class", _CLASSES, "unique"),
        cues=row.items("cues"),
        traps=row.items("traps"),
        evidence=row["evidence"],
        iso=row.form("iso", _STATE_CODE, "ISO 3166-1 alpha-2") if "iso" in row.places else "",
    )


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _state_name(row: _Row) -> StateName | None:
    name = row["name"]
    if not name:
        row.complain("no name")
        return None
    return StateName(
        iso=row.form("iso", _STATE_CODE, "ISO 3166-1 alpha-2"),
        language=row.form("lang", _LANGUAGE, "a language code such as fr"),
        name=name,
        kind=row.choice("kind", _STATE_KINDS, "alt"),
    )


def _call_name(row: _Row) -> CallName | None:
    name = row["name"]
    if not name:
        row.complain("no name")
        return None
    language = row.form("lang", _LANGUAGE, "a language code such as fr")
    return CallName(language=language, name=name, kind=row.choice("kind", _CALL_KINDS, "weak"))


def _term(row: _Row) -> LexiconTerm | None:
    term, field_ = row["term"], row["field"]
    if not term.strip("* ") or not field_:
        row.complain("a term needs a field and letters")
        return None
    if "*" in term.removesuffix("*"):
        row.complain(f"a star inside “{term}”", "a star stands for an ending, so only at the end")
    language = row.form("lang", _LANGUAGE, "a language code such as fr")
    return LexiconTerm(field=field_, language=language, term=term)
