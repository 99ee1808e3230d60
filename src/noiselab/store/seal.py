"""A digest in a JSON file, by which a change by hand or by accident is noticed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from noiselab.common.schema import strict_json

KEY = "sha256"


def sealed(fields: Mapping[str, Any]) -> str:
    """Write fields as strict JSON, with a digest of them all."""
    plain = json.loads(strict_json(fields))
    return strict_json({**plain, KEY: _digest(plain)})


def is_broken(fields: Mapping[str, Any]) -> bool:
    """Say whether fields are no longer those that were sealed.

    Files of earlier versions have no digest: of them, nobody can tell.
    """
    rest = {name: value for name, value in fields.items() if name != KEY}
    return KEY in fields and fields[KEY] != _digest(rest)


def _digest(fields: Mapping[str, Any]) -> str:
    text = json.dumps(fields, sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
