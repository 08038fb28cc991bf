"""Backfill: pages of the past, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.model.network import Page
from pipeline.model.subjects import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """One page out of an archive file; `position` is the byte at which its record begins."""

    position: int
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """A place in an archive file that could not be read; what lies behind it is read all the same."""

    position: int
    why: str


class Sift(StrEnum):
    """What came of one page of the past."""

    PASSED_OVER = "passed_over"  # cannot match, by its words alone; not read, or not to its end
    UNMATCHED = "unmatched"  # read, and not of a tier that is wanted
    MATCHED = "matched"
    DUPLICATE = "duplicate"  # its article was stored already
    FAILED = "failed"  # its reader died or hung on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """One page judged: the reading only when it is to be stored."""

    position: int
    crawled: datetime
    month: str  # YYYY-MM, of publication where that is known, else of the crawl
    outcome: Sift
    reading: Reading | None = None
    why: str = ""
