"""`paris-call schema`."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON schema of config.yaml, for editors.

    Save it as config.schema.json beside config.yaml, whose first line points editors to it.
    """
    from pipeline.shell.config import json_schema  # noqa: PLC0415  (help must not wait for pydantic)

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
