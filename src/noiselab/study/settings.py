"""Parts of a sweep file: how a model is trained, and what the report says besides."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from noiselab.common.words import shown
from noiselab.study.listed import known_formats

BATCH = Field(ge=1, le=1_000_000)  # images in a training step


class Settings(BaseModel):
    """Base of everything a sweep file holds: frozen, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Training(Settings):
    """How one model is trained; without a batch size of its own, with the sweep's."""

    epochs: int = Field(ge=0, le=100_000)  # 0 where it is trained already
    learning_rate: float = Field(gt=0, allow_inf_nan=False)
    batch_size: Annotated[int, BATCH] | None = None


class Report(Settings):
    """What the report says besides its results.

    Attributes:
        title: Its title.
        author: Its author.
        course: The course that it is for.
        after_epochs: Number of epochs after which the main table takes its figures;
            None for all.
        reference: A CSV file of published figures, which has been read.
        baseline: The model that corruption errors are relative to; None for the first.
        notes: Paragraphs at the beginning, with empty lines between them.
        formats: What its figures (`svg`, `pdf`) and its tables (`csv`, `tex`) are
            written as, besides standing in the report.
    """

    title: str | None = None
    author: str | None = None
    course: str | None = None
    after_epochs: int | None = Field(default=None, ge=1)
    reference: Path | None = None
    baseline: str | None = None
    notes: str | None = None
    formats: Annotated[tuple[str, ...], BeforeValidator(known_formats)] = ()


def folder_name(value: Any) -> str:
    """Check the name of a study's folder; raise `ValueError` if it cannot be one."""
    letters = value.replace("-", "").replace("_", "") if isinstance(value, str) else ""
    quotes = "; put it in quotes" if isinstance(value, int | float) else ""
    if not (letters.isascii() and letters.isalnum() and len(value) <= 100):
        raise ValueError(
            "must be a folder name of at most 100 letters, digits, - and _, "
            f"not {shown(value)}{quotes}"
        )
    return value
