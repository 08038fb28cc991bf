"""Digests: which periods are owed one, what goes into it and in which order, and how it is kept for good."""

from __future__ import annotations

from pipeline.core.digests.composing import MOST_ARTICLES, MOST_STORIES, compose, told_first
from pipeline.core.digests.narrowing import narrowed
from pipeline.core.digests.periods import (
    MONDAY,
    MOST_MADE_UP,
    Timetable,
    days_due,
    first_day,
    last_day,
    local_day,
    next_period,
    window_of,
)
from pipeline.core.digests.snapshots import digest_from_json, digest_schema, digest_to_json

__all__ = [
    "MONDAY",
    "MOST_ARTICLES",
    "MOST_MADE_UP",
    "MOST_STORIES",
    "Timetable",
    "compose",
    "days_due",
    "digest_from_json",
    "digest_schema",
    "digest_to_json",
    "first_day",
    "last_day",
    "local_day",
    "narrowed",
    "next_period",
    "told_first",
    "window_of",
]
