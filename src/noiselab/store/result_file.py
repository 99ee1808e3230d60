"""The result of a point, read from its `result.json`."""

import json
from collections.abc import Mapping
from typing import Any

from noiselab.common.folders import PointFolder
from noiselab.store.result import SCHEMA, Reason, Result, from_fields
from noiselab.study.point import Point


def read(folder: PointFolder, point: Point) -> Result:
    """Read what a folder's `result.json` says of a point; missing if that is nothing.

    Args:
        folder: The folder.
        point: The point, for a result that is missing.
    """
    try:
        fields = json.loads(folder.result.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return missing(point, "not_run")
    except (OSError, ValueError, RecursionError):
        return missing(point, "unreadable")
    try:
        result = from_fields(fields)
    except LookupError:
        return missing(point, "newer_schema" if _is_newer(fields) else "other_schema")
    except (TypeError, ValueError):
        return missing(point, "damaged")
    return result if result.status != "missing" else missing(point, "damaged")


def missing(point: Point, reason: Reason) -> Result:
    """Make the result of a point that has none."""
    return Result(point=point, status="missing", reason=reason)


def _is_newer(fields: Mapping[str, Any]) -> bool:
    schema, failed = fields.get("schema"), fields.get("status") == "failed"
    return type(schema) is int and schema > SCHEMA and not failed
