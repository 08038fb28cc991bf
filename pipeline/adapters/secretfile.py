"""Passwords and tokens, read where they are kept each time they are needed, and never shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError, Problem


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is: in the first line of a file, or in an environment variable. Calling it gives the secret."""

    file: Path | None = None
    variable: str = ""

    def __call__(self) -> str:
        """The secret.

        Raises:
            ConfigError: it is not there, or empty.
        """
        if self.file is None:
            if value := os.environ.get(self.variable, "").strip():
                return value
            raise self._problem(f"${self.variable}", "is not set", "set it in the environment of the service")
        try:
            lines = self.file.read_text(encoding="utf-8-sig").splitlines()
        except OSError as error:
            raise self._problem(str(self.file), error.strerror or "cannot be read", "check path and owner") from error
        except UnicodeDecodeError as error:
            raise self._problem(
                str(self.file), "is not text in UTF-8", "write the secret into its first line"
            ) from error
        if lines and lines[0].strip():
            return lines[0].strip()
        raise self._problem(str(self.file), "its first line is empty", "write the secret into its first line")

    def is_open_to_others(self) -> bool:
        """Whether every user of this machine could read the file."""
        try:
            return self.file is not None and bool(self.file.stat().st_mode & 0o004)
        except OSError:  # which reading it says
            return False

    @staticmethod
    def _problem(where: str, message: str, remedy: str) -> ConfigError:
        return ConfigError((Problem(file=where, line=0, message=message, remedy=remedy),))
