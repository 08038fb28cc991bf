"""A digest as JSON and back, exactly: what is kept for good, and what programs get.

docs/digest.schema.json describes it. A version once released is read for ever: fields are only added, with a default
that says what their absence means; anything else is a new version, with a reader for the one before.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from pipeline.errors import StoreError
from pipeline.model import Coverage, Digest

FORMAT: Final = "paris-call-digest"
VERSION: Final = 1


def digest_to_json(digest: Digest, indent: int | None = None) -> str:
    """The digest as one JSON object; the same digest always gives the same text."""
    content = _digests().dump_python(digest, mode="json")
    return json.dumps({"format": FORMAT, "version": VERSION, "digest": content}, ensure_ascii=False, indent=indent)


def digest_from_json(text: str) -> Digest:
    """The digest that `digest_to_json` was given.

    Raises:
        StoreError: it is something else, or of a later version.
    """
    try:
        data = json.loads(text)
        if data["format"] != FORMAT or data["version"] != VERSION:
            raise StoreError(
                f"a digest of format {data['format']} {data['version']}: install the version that wrote it"
            )
        return _digests().validate_python(data["digest"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise StoreError(f"not a digest: {str(error)[:200]}; restore a backup") from error


def coverage_to_json(coverage: Coverage) -> str:
    """The coverage alone, for those who look at the table."""
    return json.dumps(_coverages().dump_python(coverage, mode="json"), ensure_ascii=False)


def digest_schema() -> dict[str, Any]:
    """The JSON schema of `digest_to_json`."""
    schema = _digests().json_schema(mode="serialization", ref_template="#/$defs/{model}")
    definitions = schema.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A digest of the Paris Call media monitor",
        "type": "object",
        "required": ["format", "version", "digest"],
        "properties": {"format": {"const": FORMAT}, "version": {"const": VERSION}, "digest": schema},
        "$defs": definitions,
    }


@cache
def _digests() -> TypeAdapter[Digest]:
    return TypeAdapter(Digest)


@cache
def _coverages() -> TypeAdapter[Coverage]:
    return TypeAdapter(Coverage)
