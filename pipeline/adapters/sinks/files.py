"""Digests as files: Markdown to read in a terminal, HTML to look at."""

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
    """Implements ports.Sink: `<folder>/<day>.md` and `<folder>/<day>.html`."""

    folder: Path

    @property
    def name(self) -> str:
        """Its name in the record of deliveries."""
        return "files"

    def send(self, digest: Digest) -> Delivery:
        """Writes both files, each whole or not at all.

        Raises:
            DeliveryError: the folder cannot be written.
        """
        page = self.folder / f"{digest.window.day.isoformat()}.html"
        markdown, html = rendering.to_markdown(digest).encode(), rendering.to_html(digest).encode()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _replace(page.with_suffix(".md"), markdown)
            _replace(page, html)
        except OSError as error:
            raise DeliveryError(self.name, f"{self.folder}: {error.strerror or error}") from error
        return Delivery(place=str(page), sha256=hashlib.sha256(markdown + html).hexdigest())


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
