"""CSV as it leaves: Datasette writes it, this makes its cells inert for spreadsheets, record by record."""

from __future__ import annotations

import codecs
import csv
import io

from pipeline.core.spreadsheets import inert


class InertCsv:
    """Takes a CSV in pieces of bytes and gives it back in whole records. One per response."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, piece: bytes, *, final: bool) -> bytes:
        """What can be given out after this piece; at the end all of it."""
        self._rest += self._decoder.decode(piece, final)
        end = len(self._rest) if final else self._last_record()
        records, self._rest = self._rest[:end], self._rest[end:]
        out = io.StringIO()
        csv.writer(out).writerows([inert(cell) for cell in row] for row in csv.reader(io.StringIO(records, newline="")))
        return out.getvalue().encode()

    def _last_record(self) -> int:
        """Where the last whole record ends: a line end with an even number of quotes before it."""
        end = self._rest.rfind("\n")
        while end >= 0 and self._rest.count('"', 0, end) % 2:
            end = self._rest.rfind("\n", 0, end)
        return end + 1
