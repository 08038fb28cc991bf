"""A digest as people read it. The same digest always gives the same bytes."""

from __future__ import annotations

from pipeline.core.rendering.html import to_html
from pipeline.core.rendering.markdown import to_markdown

__all__ = ["to_html", "to_markdown"]
