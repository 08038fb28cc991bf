"""Digests as files: Markdown to read in a terminal, HTML to look at, text and JSON for programs."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.core import rendering
from pipeline.errors import DeliveryError
from pipeline.model import Delivery

if TYPE_CHECKING:
    from pipeline.model import Digest


@dataclass(frozen=True, slots=True)
class FileSink:
    """Implements ports.Sink: `<folder>/<period>.<format>`, the period spelled 2026-11-23, 2026-W48 or 2026-11."""

    folder: Path
    formats: tuple[str, ...] = ("html", "md")

    @property
    def name(self) -> str:
        """Its name in the record of deliveries."""
        return "files"

    def send(self, digest: Digest) -> Delivery:
        """Writes a file per format, each whole or not at all.

        Raises:
            DeliveryError: the folder cannot be written.
        """
        stem = rendering.file_stem(digest)
        files = [(self.folder / f"{stem}.{form}", rendering.rendered(digest, form).encode()) for form in self.formats]
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for path, content in files:
                _replace(path, content)
        except OSError as error:
            raise DeliveryError(self.name, f"{self.folder}: {error.strerror or error}") from error
        told = b"".join(content for _, content in files)
        return Delivery(place=str(files[0][0]), sha256=hashlib.sha256(told).hexdigest())


def _replace(path: Path, content: bytes) -> None:
    """Write, flush to disk, rename: a crash leaves the old file or the new one, never half of one."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
