"""Cells of a CSV that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from typing import Final

# Spreadsheets take the wide forms for the others.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def inert(text: str) -> str:
    """The text, preceded by an apostrophe when a spreadsheet would calculate it; a plain number stays one."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
