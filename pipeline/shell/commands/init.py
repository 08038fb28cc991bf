"""`paris-call init`."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import click

from pipeline.errors import ConfigError, Problem

_FILES = ("config.yaml", "feeds.txt")


@click.command("init")
@click.option("--contact", metavar="URL|ADDRESS", help="Where a site's operator reaches you; goes into the User-Agent.")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def command(folder: Path, contact: str | None) -> None:
    """Write a commented config.yaml and a list of feeds to FOLDER; files that are there stay as they are."""
    if contact is not None and not re.fullmatch(r"(https?://\S+|[^@\s:/]+@[^@\s:/]+)", contact):
        raise click.BadParameter("write a web address or an e-mail address", param_hint="--contact")
    try:
        (folder / "data").mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            text = resources.files("pipeline.shell").joinpath("templates", name).read_text(encoding="utf-8")
            if contact is not None:
                text = re.sub(r"(?m)^  contact: .*$", lambda _: f"  contact: {contact}", text)
            was_written = _write(folder / name, text)
            if contact is not None and name == "config.yaml" and not was_written:
                click.echo(f"The contact was not written: put it into fetch.contact of {folder / name}.", err=True)
    except OSError as error:
        place = str(error.filename or folder)
        raise ConfigError((Problem(file=place, line=0, message=f"cannot be written: {error.strerror}"),)) from error
    where = "" if folder == Path() else f"cd {folder} && "
    click.echo(f"\nNext: {where}paris-call check && paris-call once", err=True)
    if contact is None:
        click.echo("Before that, put an address where sites reach you into fetch.contact of config.yaml.", err=True)


def _write(path: Path, text: str) -> bool:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        click.echo(f"kept     {path}")
        return False
    click.echo(f"written  {path}")
    return True
