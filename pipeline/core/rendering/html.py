"""A digest as HTML that holds in mail clients and needs nothing else: no script, no image, no font, no request."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from pipeline.core.rendering.page import PAGE, STYLE
from pipeline.core.rendering.view import view_of
from pipeline.model import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from css_inline import CSSInliner
    from jinja2 import Environment

    from pipeline.core.rendering.view import BarView, DigestView
    from pipeline.model import Digest

_HIGHEST: Final = 56  # pixels of the tallest bar
_WIDEST: Final = 14  # percent of the page that one bar takes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """A bar of the trend, in pixels."""

    label: str
    stories: int
    light: int
    dark: int
    width: int  # percent


def to_html(digest: Digest, most_bytes: int | None = None, whole: str = "") -> str:
    """The digest as a page; everything from outside is escaped, links lead to http(s) only.

    Args:
        digest: the digest.
        most_bytes: in UTF-8. The least relevant stories are left out until the page is no larger, the Call's never;
            when they alone are too many, the last of them go without their sentence. None for all of it.
        whole: where the whole is, an address or words.
    """
    page = _page(view_of(digest, hint=whole))
    if most_bytes is None or _size(page) <= most_bytes:
        return page
    others = sum(story.tier is not Tier.CALL for story in digest.stories)
    most = _largest(others - 1, lambda count: _size(_page(view_of(digest, most=count, hint=whole))) <= most_bytes)
    if most is not None:
        return _page(view_of(digest, most=most, hint=whole))
    in_full = _largest(
        len(digest.stories) - others,
        lambda count: _size(_page(view_of(digest, most=0, whole=count, hint=whole))) <= most_bytes,
    )
    return _page(view_of(digest, most=0, whole=in_full or 0, hint=whole))


def _largest(most: int, fits: Callable[[int], bool]) -> int | None:
    """The largest number from 0 to `most` that fits, where every smaller one does too; None when none does."""
    low, high = -1, most
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low if low >= 0 else None


def _size(page: str) -> int:
    return len(page.encode())


def _page(view: DigestView) -> str:
    from markupsafe import Markup  # noqa: PLC0415  (for the few runs that have a digest to write)

    bars = _bars(view.trend)
    html = (
        _environment()
        .get_template("digest.html")
        .render(
            view=view,
            bars=bars,
            rest=100 - sum(bar.width for bar in bars),
            style=Markup(STYLE),  # noqa: S704  (our own)
        )
    )
    return _inliner().inline(html) + "\n"


def _bars(trend: tuple[BarView, ...]) -> list[_Bar]:
    most = max((bar.stories for bar in trend), default=0) or 1
    width = min(100 // max(len(trend), 1), _WIDEST)
    bars = []
    for bar in trend:
        dark = -(-_HIGHEST * bar.call // most)
        high = -(-_HIGHEST * bar.stories // most)
        bars.append(_Bar(label=bar.label, stories=bar.stories, light=max(high - dark, 0), dark=dark, width=width))
    return bars


@cache
def _environment() -> Environment:
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415  (as above)

    return Environment(loader=DictLoader({"digest.html": PAGE}), autoescape=True, undefined=StrictUndefined)


@cache
def _inliner() -> CSSInliner:
    from css_inline import CSSInliner  # noqa: PLC0415  (as above)

    # Nothing is fetched: the page has its style sheet within, and links to none.
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
