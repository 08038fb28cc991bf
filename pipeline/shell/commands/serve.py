"""`paris-call serve`."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import ipaddress
import os
import socket
import sys
from typing import TYPE_CHECKING, Final

import click

from pipeline.errors import StoreError
from pipeline.shell.options import config_option, load_settings

if TYPE_CHECKING:
    from pathlib import Path

# What Datasette 0.65 and 1.0 both know. Guessing facets costs 25 times the rest of a page; the file itself and free SQL
# are not for whoever finds the port; a whole export may be as long as it is.
SETTINGS: Final = {
    "suggest_facets": "off",
    "facet_time_limit_ms": "1000",
    "sql_time_limit_ms": "3000",
    "max_returned_rows": "1000",
    "max_csv_mb": "0",
    "allow_download": "off",
    "default_allow_sql": "off",
    "truncate_cells_html": "300",
}
_WITH_SQL: Final = {"default_allow_sql": "on"}  # bounded by the limits above


@click.command("serve")
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 lets the system choose one."
)
@click.option("--open", "opens", is_flag=True, help="Open a browser, too.")
@click.option("--allow-sql", is_flag=True, help="Let visitors run SELECT statements of their own, 3 s each.")
@click.option("--sign-in", "signs_in", is_flag=True, help="Print a link that lets you say right or wrong on the pages.")
@click.option("--base-url", default="/", show_default=True, help="The path before all others, behind a proxy.")
def command(  # noqa: PLR0913, PLR0917  (one for each option)
    config_file: Path, host: str, port: int, opens: bool, allow_sql: bool, signs_in: bool, base_url: str
) -> None:
    """Browse the matches: Datasette with our pages, on this machine, beside the running daemon.

    Reads only, until stopped with Ctrl-C. There is no password: whoever reaches the address sees everything. With
    --sign-in, whoever opens the link printed first may give verdicts on matches; the link works once.
    """
    settings = load_settings(config_file)
    if importlib.util.find_spec("datasette") is None:
        raise StoreError("Datasette is not installed; install it with `pip install 'paris-call-monitor[web]'`")
    from pipeline.adapters.sqlite.database import open_readonly  # noqa: PLC0415  (help must not wait)

    open_readonly(settings.database).close()  # says what is wrong with the file, before Datasette does
    if not _is_loopback(host):
        click.echo(f"paris-call: {host} is reachable from other machines, and there is no password", err=True)
    version = importlib.metadata.version("datasette")
    click.echo(f"paris-call: serving {settings.database} with Datasette {version}", err=True)
    chosen = SETTINGS | (_WITH_SQL if allow_sql else {}) | {"base_url": base_url}
    options = [part for name, value in chosen.items() for part in ("--setting", name, value)]
    if signs_in and not port:
        port = _free_port(host)  # Datasette prints its link before it knows which one the system has chosen
    feedback = settings.config.feedback
    # In place of this process: signals and the exit code are Datasette's, and no parent waits for it.
    os.execve(  # noqa: S606  (our own interpreter, no shell)
        sys.executable,
        (
            sys.executable, "-m", "datasette", "serve", str(settings.database), "--host", host, "--port", str(port),
            *options, *(("--root",) if signs_in else ()), *(("--open",) if opens else ()),
        ),
        {**os.environ, "PARIS_CALL_DEMOTION": f"{feedback.least_precision} {feedback.least_verdicts}"},
    )  # fmt: skip


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as free:
        return int(free.getsockname()[1])


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
