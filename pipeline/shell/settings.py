"""A configuration file, read and checked, with its paths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.shell import config


@dataclass(frozen=True, slots=True)
class Settings:
    """config.yaml and where it lies; its paths are relative to it."""

    file: Path
    config: config.Config

    @property
    def database(self) -> Path:
        """Where the store is."""
        return config.beside(self.file, self.config.database)

    @property
    def feeds(self) -> Path:
        """Where the list of feeds is."""
        return config.beside(self.file, self.config.feeds)

    @property
    def digests(self) -> Path:
        """Where digests are written."""
        return config.beside(self.file, self.config.digest.folder)

    @property
    def backups(self) -> Path:
        """Where backups are written."""
        return config.beside(self.file, self.config.backup.folder)

    @property
    def watchlist(self) -> Path | None:
        """Where the operator's own watchlist is, if there is one."""
        return config.beside(self.file, self.config.watchlist) if self.config.watchlist else None


def settings_of(file: Path) -> Settings:
    """Reads a configuration file.

    Raises:
        ConfigError: with every problem in it.
    """
    return Settings(file=file, config=config.load(file))
