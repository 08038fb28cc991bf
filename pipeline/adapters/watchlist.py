"""Adds rows to the operator's watchlist, and touches nothing else in it."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import shutil
from typing import TYPE_CHECKING, Final

from pipeline.errors import ConfigError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.model import Signatory

COLUMNS: Final = (
    "name", "category", "country", "signed", "names", "weak", "case", "class", "cues", "traps", "evidence",
)  # fmt: skip
_MARK: Final = "\ufeff"


def add(file: Path, signatories: Sequence[Signatory]) -> None:
    """Appends rows to a watchlist that `read_gazetteer` accepts, or begins one; whole or not at all.

    Its rows stay as they are; columns it lacks are added at the end of each line, for empty cells mean the default.

    Raises:
        ConfigError: the file cannot be read or written.
    """
    try:
        before = file.read_bytes().decode("utf-8") if file.exists() else ""
        _replace(file, _with_rows(before, signatories))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((Problem(file=str(file), line=0, message=f"cannot be extended: {error}"),)) from error


def _with_rows(before: str, signatories: Sequence[Signatory]) -> str:
    text = before.removeprefix(_MARK)
    ending = "\r\n" if "\r\n" in text else "\n"
    rows = list(csv.reader(text.splitlines(keepends=True)))
    header = [cell.strip() for cell in rows[0]] if rows else []
    missing = [column for column in COLUMNS if column not in header]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=ending)
    if missing:
        padding = [""] * len(missing)
        writer.writerow(header + missing)
        writer.writerows(row + padding for row in rows[1:] if any(map(str.strip, row)))
    else:
        out.write(text if text.endswith("\n") else text + ending)
    for signatory in signatories:
        cells = _cells(signatory)
        writer.writerow([cells[column] for column in header + missing])
    return _MARK * before.startswith(_MARK) + out.getvalue()


def _cells(signatory: Signatory) -> dict[str, str]:
    return {
        "name": signatory.name,
        "category": signatory.category,
        "country": signatory.country,
        "signed": signatory.signed,
        "names": " | ".join(signatory.names),
        "weak": " | ".join(signatory.weak),
        "case": signatory.case.value,
        "class": signatory.ambiguity,
        "cues": " | ".join(signatory.cues),
        "traps": " | ".join(signatory.traps),
        "evidence": signatory.evidence,
    }


def _replace(file: Path, text: str) -> None:
    """Write, flush to disk, rename: a crash or a full disk leaves the old file."""
    draft = file.with_name(f".{file.name}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            shutil.copymode(file, draft)
        draft.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
