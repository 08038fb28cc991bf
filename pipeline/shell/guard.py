"""Stops taking in news before the disk is full, while there is still room to store what is under way."""

from __future__ import annotations

import shutil
import threading
from typing import TYPE_CHECKING

from pipeline.shell import log

if TYPE_CHECKING:
    import logging
    from pathlib import Path


class DiskGuard:
    """Watches the free space beside the database; says once when it runs low, and once when it is back."""

    def __init__(self, folder: Path, least: int, logger: logging.Logger) -> None:
        """`least` is in bytes; with 0 the guard never stops anything."""
        self._folder = folder
        self._least = least
        self._logger = logger
        self._lock = threading.Lock()
        self._is_low = False

    @property
    def is_low(self) -> bool:
        """As found by the latest look."""
        return self._is_low

    def free(self) -> int:
        """Free space, in bytes."""
        return shutil.disk_usage(self._folder).free

    def look(self) -> bool:
        """Whether there is too little room now to take in anything more."""
        with self._lock:
            free = self.free()
            was_low, self._is_low = self._is_low, free < self._least
            if self._is_low is not was_low:
                self._tell(free)
            return self._is_low

    def _tell(self, free: int) -> None:
        told = {"free_mb": free // 1_000_000, "least_mb": self._least // 1_000_000}
        if self._is_low:
            self._logger.error(log.line("disk", outcome="polling and reading pause until there is room", **told))
        else:
            self._logger.warning(log.line("disk", outcome="there is room again; polling and reading go on", **told))
