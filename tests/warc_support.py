"""Archive files for tests."""

from __future__ import annotations

import gzip


class Archive:
    """A WARC file in the making; `offsets` are where its responses begin."""

    def __init__(self, *, gzipped: bool = True) -> None:
        self._gzipped = gzipped
        self._data = b""
        self.offsets: list[int] = []

    def add(self, url: str, body: bytes, status: str = "200 OK", **headers: str) -> None:
        fields = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        answer = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        block = answer.encode() + b"\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2019-03-01T12:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{len(self.offsets):012}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
        )
        record = head.encode() + block + b"\r\n\r\n"
        self.offsets.append(len(self._data))
        self._data += gzip.compress(record) if self._gzipped else record

    @property
    def data(self) -> bytes:
        return self._data
