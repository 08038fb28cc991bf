"""Which articles are history that a backfill brought, found without a look at the articles.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = ("CREATE INDEX articles_backfilled ON articles (id) WHERE backfilled",)
