"""What a result holds: all that is known about one point, with types and ranges."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)

from noiselab.common.schema import HISTORY, METRICS
from noiselab.experiment import measures
from noiselab.experiment.models.network_file import FILE
from noiselab.store import seal
from noiselab.store.recorded_figures import (
    Count,
    Dropped,
    History,
    Metrics,
    Number,
    Record,
    Share,
)
from noiselab.store.sparse_matrix import Matrix
from noiselab.study.point import LATER, PlacedPoint, Point
from noiselab.study.ways import AXES

SCHEMA = 3
COLUMNS = (
    "model",
    "noise",
    "level",
    "repeat",
    *AXES,
    "point",
    "status",
    "diverged",
    *METRICS,
    "snr_db",
    "train_seconds",
    "total_seconds",
    "epochs_run",
    "kept_epoch",
    "right",
    "count",
    "calibration_error",
    "peak_memory",
)
# fields of any done result, and of those whose answers count
OF_TRAINING = ("snr_db", "epochs_run", "kept_epoch", "count", "peak_memory")
NO_CHOICE = {"held_out": 0, "kept_epoch": None, "dropped": None}  # left out of files
OF_ANSWERS = ("right", "calibration_error")

Status = Literal["done", "failed", "missing"]
Reason = Literal[
    "not_run",
    "unreadable",
    "newer_schema",
    "other_schema",
    "damaged",
    "lost_file",
    "other_settings",
]
REASONS: dict[Reason, str] = {
    "not_run": "not run yet",
    "unreadable": "its result.json cannot be read",
    "newer_schema": "its result.json was written by a newer noiselab",
    "other_schema": "its result.json has another schema",
    "damaged": "its result.json is damaged",
    "lost_file": "a file of it is lost or damaged",
    "other_settings": "finished with other settings",
}

Seconds = Annotated[Number, Field(ge=0, lt=1e9)]  # 30 years
FileName = Annotated[str, Field(pattern=r"^[\w.-]+$")]


def _point(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(value, PlacedPoint):  # as a point, it would have another id
        return value
    if not isinstance(value, Mapping):
        return check(value)
    try:
        point = Point(**value)
        if wrong := [x for x in LATER if not isinstance(getattr(point, x), dict)]:
            raise TypeError(f"{wrong[0]} must hold keys and values")
        return check(point)
    except TypeError as error:
        raise ValueError(str(error)) from None


class FileRecord(Record):
    """A file as it was when its point was done.

    Attributes:
        sha256: Its digest, in hexadecimal digits.
        size: Its size in bytes; None if only the digest was recorded.
        mtime_ns: When it was last modified, in nanoseconds since 1970; None likewise.
    """

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    size: Count | None = None
    mtime_ns: Annotated[int, Field(ge=-(2**63), lt=2**63)] | None = None


def _file_record(value: Any) -> Any:
    return {"sha256": value} if isinstance(value, str) else value


class Result(Record):
    """What is known about one point.

    Attributes:
        point: The point.
        status: `done`, `failed`, or `missing` if there is no usable result.
        reason: Why it is missing; None if it is not.
        error: Why it failed, in one line; None if it did not.
        fingerprint: What the result depends on, by part.
        files: SHA-256 in hexadecimal digits (`sha256`), size in bytes (`size`) and time
            of modification in nanoseconds (`mtime_ns`) of each file that makes the
            point done, by name; empty if none was recorded, as up to schema 2.
        dropped: What is known of its network, if that was removed once it was tested.
        metrics: The final `METRICS`, and `diverged`.
        history: For each name in `HISTORY`, one number per epoch that ran.
        epochs_run: Number of epochs that were actually run: the length of `history`. It
            can differ from the epochs that were asked for, those of the point.
        held_out: Number of training images that were held out, on which the network was
            validated after each epoch; 0 where it was on the test images.
        kept_epoch: The epoch, from 1, whose weights these chose; None if they chose
            none.
        right: Number of test images that were recognised.
        count: Number of test images.
        confusion_matrix: Counts, row: true class, column: predicted class; of more than
            100 classes a `SparseMatrix`.
        class_accuracy: Share of each true class that was recognised, from 0 to 1; None
            for a class without test images.
        calibration_error: Expected calibration error, from 0 to 1.
        snr_db: Signal-to-noise ratio of the test images in dB; None if infinite.
        peak_memory: Peak memory of its kernel, in bytes.
        seconds: Seconds of training (`train`), and in all (`total`), from its first
            cell on: neither time asleep nor what is loaded before it counts.
        environment: Versions, processor, threads and precision that were used.
    """

    point: Annotated[Point, WrapValidator(_point)]
    status: Status
    reason: Reason | None = None
    error: str | None = None
    fingerprint: dict[str, str] = Field(default_factory=dict)
    files: dict[FileName, Annotated[FileRecord, BeforeValidator(_file_record)]] = Field(
        default_factory=dict
    )
    dropped: Dropped | None = None
    metrics: Metrics = Metrics()
    history: History = History()
    epochs_run: Count = 0
    held_out: Count = 0
    kept_epoch: Annotated[Count, Field(ge=1)] | None = None
    right: Count | None = None
    count: Count | None = None
    confusion_matrix: Matrix | None = None
    class_accuracy: list[Share | None] | None = None
    calibration_error: Share | None = None
    snr_db: Number | None = None
    peak_memory: Count | None = None
    seconds: dict[str, Seconds] = Field(default_factory=dict)
    environment: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> "Result":
        """Refuse a done result that lacks what tables and figures need."""
        if (self.status == "missing") != (self.reason is not None):
            raise ValueError(
                "a missing result must have a reason, and no other may have one"
            )
        if self.status != "done":
            return self
        if not {*METRICS} <= self.metrics.model_fields_set:
            raise ValueError(f"metrics must hold {', '.join(METRICS)}")
        figures = [self.metrics[name] for name in METRICS]
        is_trained = FILE in self.point.model_options  # before, in a file
        if None in figures[2 if is_trained else 0 :] and not self.metrics.diverged:
            raise ValueError("metrics must hold all figures unless diverged is true")
        lengths = {len(self.history[name]) for name in HISTORY}
        if lengths != {self.epochs_run} or not (self.epochs_run or is_trained):
            raise ValueError("history must have a number for each epoch of epochs_run")
        if (self.kept_epoch or 0) > self.epochs_run:
            raise ValueError("kept_epoch must be an epoch of epochs_run")
        matrix = self.confusion_matrix or []
        if {*map(len, matrix)} != {len(matrix)}:
            raise ValueError("confusion_matrix must be square")
        if not any(map(any, matrix)):
            raise ValueError("confusion_matrix must count images")
        if (self.right, self.count) != _right_of_count(matrix):
            raise ValueError("right and count must be those of confusion_matrix")
        if "total" not in self.seconds:
            raise ValueError("seconds must hold total")
        return self

    @property
    def diverged(self) -> bool:
        """Whether it is done, but its training diverged."""
        return self.status == "done" and self.metrics.diverged

    @property
    def validated(self) -> int:
        """Number of images that it was validated on after each epoch."""
        return self.held_out or self.count or 0

    @property
    def why(self) -> str:
        """Why it is missing or failed, in words; empty where it is done."""
        return REASONS[self.reason] if self.reason else self.error or ""

    def as_row(self) -> dict[str, Any]:
        """Give its row of `results.csv`, by the names of `COLUMNS`.

        What is unknown is None; so is what a network that diverged answered.
        """
        row = {
            **{name: getattr(self.point, name) for name in COLUMNS[:4]},
            **self.point.by_axis(),
            "point": self.point.id,
            "status": self.status,
            "train_seconds": self.seconds.get("train"),
            "total_seconds": self.seconds.get("total"),
        }
        if self.status == "done":
            row |= {"diverged": self.diverged}
            row |= {name: self[name] for name in OF_TRAINING}
            if not self.diverged:
                row |= {name: self.metrics[name] for name in METRICS}
                row |= {name: self[name] for name in OF_ANSWERS}
        return dict.fromkeys(COLUMNS) | row

    def as_json(self) -> str:
        """Give the text of its `result.json`."""
        fields = self.model_dump(mode="json")
        for name, value in NO_CHOICE.items():
            if fields[name] == value:
                del fields[name]
        return seal.sealed({"schema": SCHEMA, **fields})


def from_fields(fields: Mapping[str, Any]) -> Result:
    """Make a result from a `result.json`, of this schema or the previous one.

    Raises:
        LookupError: If it has another schema.
        ValueError: If a field is missing, or has another type or range.
    """
    rest = dict(fields)
    if "schema" not in rest:
        raise ValueError("no schema")
    schema = rest.pop("schema")
    rest.pop(seal.KEY, None)
    if schema == 2:
        rest = _from_schema_2(rest)
    elif schema != SCHEMA:
        raise LookupError(schema)
    return _in_whole_images(Result.model_validate(rest))


def _in_whole_images(result: Result) -> Result:
    """Give validation accuracies as what they are: images divided by images.

    They were once recorded as Keras gave them, in float32.
    """
    right, count, history = result.right, result.count, result.history
    if result.status != "done" or right is None or not count:
        return result
    of = result.validated
    shares = [measures.whole_share(share, of) for share in history.val_accuracy]
    metrics = result.metrics
    if metrics.val_accuracy is not None:
        metrics = metrics.model_copy(update={"val_accuracy": right / count})
    history = history.model_copy(update={"val_accuracy": shares})
    return result.model_copy(update={"metrics": metrics, "history": history})


def _from_schema_2(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Convert fields of schema 2 to this schema; counts that it lacked are made."""
    new = dict(fields)
    if new.get("status") != "done":
        return new
    try:
        new["right"], new["count"] = _right_of_count(new["confusion_matrix"])
        new["epochs_run"] = len(new["history"][HISTORY[0]])
    except (LookupError, TypeError) as error:
        raise ValueError("confusion_matrix or history is incomplete") from error
    return new


def _right_of_count(matrix: list[list[int]]) -> tuple[int, int]:
    """Count in a confusion matrix the images that were recognised, and all images."""
    right = sum(row[label] for label, row in enumerate(matrix))
    return right, sum(map(sum, matrix))
