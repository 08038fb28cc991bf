"""A loopback server that plays many hosts, most of them badly, and a canary that nobody may ever call."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from click import ClickException
from click.testing import CliRunner

from pipeline.errors import PipelineError
from pipeline.shell.cli import cli

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
else:
    from sqlite_utils.utils import sqlite3  # the program's own; two libraries would not see each other's locks

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 120.0  # seconds; a bound, not an expectation
_SEND_PATIENCE: Final = 20.0

STORY: Final = (
    "Delegates from forty countries spent the morning on procedure and the afternoon on money, people there said.",
    "Cisco said that it would publish its tests and stood by the Paris Call for Trust and Security in Cyberspace.",
    "The talks go on until Friday and nobody expected a decision before the last night, when the chair will report.",
    "Observers counted six open questions, among them who would pay for the secretariat and how often it should meet.",
)

Script: TypeAlias = Callable[[], Iterator[bytes | float]]
"""What a server does once it has been asked: bytes are sent, numbers are seconds of silence."""


def plain(body: bytes, *headers: str, status: str = "200 OK") -> Script:
    """A well-formed answer."""
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return lambda: iter(["\r\n".join(lines).encode() + body])


def redirect(to: str) -> Script:
    return plain(b"", f"Location: {to}", status="302 Found")


def page(title: str = "Talks continue in Geneva", paragraphs: Sequence[str] = STORY) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
    return f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def html(body: bytes) -> Script:
    return plain(body, "Content-Type: text/html; charset=utf-8")


def rss(items: Sequence[tuple[str, str]], *, prologue: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    """A feed of (title, link) pairs, both put in as they are."""
    told = "".join(
        f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">g{number}</guid></item>'
        for number, (title, link) in enumerate(items)
    )
    return f'{prologue}<rss version="2.0"><channel><title>t</title>{told}</channel></rss>'.encode()


def feed(body: bytes) -> Script:
    return plain(body, "Content-Type: application/rss+xml")


@dataclass
class Stage:
    """What each host answers, by (host, path); everything else is a 404."""

    scripts: dict[tuple[str, str], Script] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._over = threading.Event()

    @property
    def place(self) -> str:
        """As `host:port`."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    @contextmanager
    def playing(self) -> Iterator[str]:
        """Serves while the block lasts; where."""
        thread = threading.Thread(target=self._accept)
        thread.start()
        try:
            yield self.place
        finally:
            self._over.set()
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            thread.join(_SEND_PATIENCE)

    def _accept(self) -> None:
        threads: list[threading.Thread] = []
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            threads.append(threading.Thread(target=self._serve, args=(connection,)))
            threads[-1].start()
        for thread in threads:
            thread.join(_SEND_PATIENCE)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(_SEND_PATIENCE)
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            path = head.split(b" ", 2)[1].decode("latin-1")
            host = head.lower().partition(b"\r\nhost:")[2].partition(b"\r\n")[0].strip().decode("latin-1")
            host = host.partition(":")[0]
            self.asked.append((host, path))
            script = self.scripts.get((host, path)) or plain(b"nothing here", status="404 Not Found")
            for act in script():
                if isinstance(act, float):
                    if self._over.wait(act):
                        return
                else:
                    connection.sendall(act)


@dataclass(frozen=True)
class Run:
    """How one run of the program went: what it stored, what it took."""

    folder: Path
    returncode: int
    seconds: float
    peak_mb: float  # of the parent process
    told: str  # on stderr

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.folder / "monitor.db")) as db:
            return list(db.execute(sql, values))

    def polls(self) -> dict[str, tuple[str, int, str]]:
        """The last poll of each feed, by host: outcome, entries, detail."""
        sql = """SELECT f.url, p.outcome, p.entries, p.detail FROM polls p JOIN feeds f ON f.id = p.feed_id
                 ORDER BY p.id"""
        return {url.split("/")[2]: (outcome, entries, detail) for url, outcome, entries, detail in self.rows(sql)}


# Peak memory of this process image alone; getrusage would count that of whoever started it.
_MEASURED: Final = """
import atexit, pathlib, re, sys
def tell():
    found = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())
    pathlib.Path(sys.argv[1]).write_text(found[1])
if __name__ == "__main__":
    atexit.register(tell)
    arguments, sys.argv[1:] = sys.argv[2:], sys.argv[1:2]
    from pipeline.shell.cli import cli, main
    from functools import partial
    cli.main = partial(cli.main, args=arguments)
    main()
"""


def write_config(folder: Path, address: str, feeds: Sequence[str], more: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(
        f"""database: monitor.db
feeds: feeds.txt
timezone: UTC
fetch:
  contact: tests@monitor.example
  timeout: 3s
  host_gap: 10ms
  allow_private: ["{address}"]
  connect_to: {{"*:80": "{address}"}}
read: {{workers: 1, deadline: 4s}}
digest: {{folder: digests}}
{more}""",
        encoding="utf-8",
    )
    (folder / "feeds.txt").write_text("".join(f"{url}\n" for url in feeds), encoding="utf-8")
    return folder / "config.yaml"


def once(folder: Path, *options: str) -> Run:
    """One pass of the program, measured."""
    script = folder / "measured.py"
    script.write_text(_MEASURED, encoding="utf-8")
    began = time.monotonic()
    told = subprocess.run(
        [sys.executable, script, folder / "peak", "once", "--config", folder / "config.yaml", *options],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    seconds = time.monotonic() - began
    peak = int((folder / "peak").read_text(encoding="ascii")) / 1024
    return Run(folder, told.returncode, seconds, peak, told.stderr)


def paris_call(folder: Path, *arguments: str, stdin: bytes = b"") -> Said:
    """A command of the program on the database in `folder`, in this process, where the matcher is built only once."""
    command, *rest = arguments
    told = CliRunner().invoke(cli, [command, "--config", str(folder / "config.yaml"), *rest], input=stdin)
    return Said(told.stdout, told.stderr, told.exception)


@dataclass(frozen=True)
class Said:
    """What a command wrote, and what it raised; `main` turns a PipelineError or ClickException into one message."""

    stdout: str
    stderr: str
    raised: BaseException | None

    @property
    def ended_in_words(self) -> bool:
        """Whether it succeeded, or failed in a way that its user is told in words."""
        return isinstance(self.raised, NoneType | PipelineError | ClickException | SystemExit)


def exported(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in paris_call(folder, "export").stdout.splitlines()]


class Canary:
    """A port on which nothing may ever be heard."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def heard(self) -> bool:
        """Whether anybody has called."""
        self._listener.settimeout(0)
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return False
        connection.close()
        return True

    def close(self) -> None:
        self._listener.close()
