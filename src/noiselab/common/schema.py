"""The figures that every point records, and how they are written."""

import json
import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

METRICS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")  # one for each of METRICS


def strict_json(value: Any) -> str:
    """Write strict JSON: a number that is infinite or NaN becomes null."""
    return json.dumps(_finite(value), indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, Real) and not isinstance(value, Integral):
        return float(value) if math.isfinite(value) else None
    return value
