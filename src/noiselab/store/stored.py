"""Which types and ranges the figures of a `result.json` have, whoever wrote it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[Number, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, lt=2**53)]  # exact as a float too


class _Stored(BaseModel):
    model_config = ConfigDict(strict=True)


class _Metrics(_Stored):
    train_loss: Number | None = None
    train_accuracy: Share | None = None
    val_loss: Number | None = None
    val_accuracy: Share | None = None
    diverged: bool = False


class _History(_Stored):
    loss: list[Number | None] = []
    accuracy: list[Share | None] = []
    val_loss: list[Number | None] = []
    val_accuracy: list[Share | None] = []


class _Fields(_Stored):
    status: Literal["done", "failed"]
    error: str | None
    fingerprint: dict[str, str]
    metrics: _Metrics
    history: _History
    confusion_matrix: list[list[Count]] | None
    class_accuracy: list[Share | None] | None
    calibration_error: Share | None
    snr_db: Number | None
    peak_memory: Count | None
    seconds: dict[str, Annotated[Number, Field(ge=0)]]
    environment: dict[str, Any]


def check(fields: Mapping[str, Any]) -> None:
    """Check the types and ranges of a result's fields.

    Args:
        fields: The fields of a `Result` by name, none left out.

    Raises:
        ValueError: If one has another type or lies out of range.
    """
    _Fields.model_validate({name: fields[name] for name in _Fields.model_fields})
