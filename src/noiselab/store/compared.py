"""What a study says of itself that was put together from others."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from noiselab.common import files
from noiselab.common.folders import SweepFolder

SCHEMA = 1


class Source(BaseModel):
    """One of the studies.

    Attributes:
        name: What it is called beside the others.
        models: Its models, as they are called in the study put together.
        done: How many of its points are done.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    name: str
    models: list[str]
    done: int


class Compared(BaseModel):
    """From which studies one was put together, and in what these differ.

    Attributes:
        schema_: The schema of this record.
        sources: The studies.
        differences: In what they differ, a sentence each.
        sweep: Digest of the `sweep.yaml` that they made; with another one, a run has
            taken the folder over, and nothing of this holds.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    schema_: int = Field(SCHEMA, alias="schema")
    sources: list[Source]
    differences: list[str]
    sweep: str


def read(folder: SweepFolder) -> Compared | None:
    """Read what a folder's study was put together from; None if it was not."""
    try:
        known = Compared.model_validate_json(folder.compared.read_bytes())
        is_same = files.digest(folder.sweep) == known.sweep
    except (OSError, ValidationError):
        return None
    return known if known.schema_ == SCHEMA and is_same else None


def write(
    folder: SweepFolder, sources: Sequence[Source], differences: Sequence[str]
) -> None:
    """Write it beside the study's `sweep.yaml`, which must be there."""
    digest = files.digest(folder.sweep)
    known = Compared(sources=list(sources), differences=list(differences), sweep=digest)
    files.write(folder.compared, known.model_dump_json(indent=1, by_alias=True) + "\n")
