"""What templates can call, and how they are found."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import BaseLoader

from pipeline.core.rendering.countries import country_name
from pipeline.desk import markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

_PLUGIN: Final = "paris-call-monitor"
_STYLES: Final = ("desk.css", "tables.css")


def prepare(environment: Environment) -> None:
    """Adds our filters, and makes Datasette's frame say its language and where its main part is."""
    environment.filters["marked"] = markup.marked
    environment.filters["web"] = markup.web
    environment.filters["day_words"] = markup.day_words
    environment.filters["time_words"] = markup.time_words
    environment.filters["ago"] = markup.ago
    environment.filters["country"] = country_name
    if environment.loader is not None:
        environment.loader = Spoken(environment.loader)


def stylesheets() -> list[str]:
    """The addresses of our styles, others after each change, so that browsers may keep them.

    Datasette puts its base_url before them.
    """
    return [f"/-/static-plugins/{_PLUGIN}/{name}?{_version(name)}" for name in _STYLES]


class Spoken(BaseLoader):
    """Datasette's base template without a language and without a main landmark, given both.

    No block surrounds these two tags, so that no template of ours could. Where a version has them spelled otherwise,
    it stays as it is.
    """

    def __init__(self, inner: BaseLoader) -> None:
        self._inner = inner

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The source of a template; see jinja2.BaseLoader."""
        source, file, is_fresh = self._inner.get_source(environment, template)
        if template == "default:base.html":
            source = source.replace("<html>", '<html lang="en">', 1).replace(
                '<section class="content">', '<section class="content" id="main" role="main">', 1
            )
        return source, file, is_fresh

    def list_templates(self) -> list[str]:
        """All names; see jinja2.BaseLoader."""
        return self._inner.list_templates()


@cache
def _version(name: str) -> str:
    return hashlib.sha256((Path(__file__).parent / "plugin" / "static" / name).read_bytes()).hexdigest()[:10]
