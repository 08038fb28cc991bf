"""When each digest was kept: what is owed to a new recipient goes by it.

Frozen: a released migration never changes.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = ("ALTER TABLE digests ADD COLUMN kept_at TEXT",)
