"""Keeps the store small and quick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.ports import CareStore

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.model import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintain:
    """Drops what nobody needs any more, refreshes statistics, empties the WAL."""

    store: CareStore
    keep_unmatched: timedelta  # text of unflagged articles
    keep_log: timedelta  # polls and runs

    def __call__(self, now: datetime) -> Tally:
        """How many rows were dropped, and how many WAL pages a reader kept from being moved."""
        dropped = self.store.forget(now - self.keep_log, now - self.keep_unmatched)
        return (*dropped, ("wal_pages_kept", self.store.tidy()))
