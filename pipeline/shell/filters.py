"""What a reader asks of a digest, as words on a command line or in the configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pipeline.model import DigestFilter, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

KEYS: Final = ("signatory", "category", "country", "language", "tier")


def filter_of(pairs: Iterable[str]) -> DigestFilter:
    """`key=value` pairs as a filter; a key that comes several times takes each of its values.

    Raises:
        ValueError: a pair is none, or has an unknown key or tier; in words for whoever wrote it.
    """
    wanted: dict[str, list[str]] = {key: [] for key in KEYS}
    for pair in pairs:
        key, sign, value = (part.strip() for part in pair.partition("="))
        if not sign or not value or key not in wanted:
            raise ValueError(f"{pair!r} is not KEY=VALUE with one of these keys: {', '.join(KEYS)}")
        wanted[key].append(value)
    tiers = [tier.value for tier in Tier]
    unknown = [tier for tier in wanted["tier"] if tier not in tiers]
    if unknown:
        raise ValueError(f"no tier {unknown[0]!r}; there are {', '.join(tiers)}")
    return DigestFilter(
        signatories=tuple(wanted["signatory"]),
        categories=tuple(wanted["category"]),
        countries=tuple(country.upper() for country in wanted["country"]),
        languages=tuple(language.lower() for language in wanted["language"]),
        tiers=tuple(Tier(tier) for tier in wanted["tier"]),
    )
