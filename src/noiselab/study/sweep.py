"""What a sweep is: checked settings, and their expansion to points."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from noiselab.common.errors import LevelError, UnknownNameError
from noiselab.common.words import nearest, shown
from noiselab.experiment import datasets, keras_setup, models, noise
from noiselab.experiment.datasets import readers
from noiselab.study.point import Point

PLUGINS = "plugins"  # where a sweep's folder keeps its plugins
MOST_POINTS = 10_000  # more could not be listed in a moment
REFERENCE = "reference.csv"  # and the figures that it is set beside


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list | dict | None) else [value]


_QUOTES = "; put it in quotes"


def _name(value: Any) -> str:
    letters = value.replace("-", "").replace("_", "") if isinstance(value, str) else ""
    if not (letters.isascii() and letters.isalnum() and len(value) <= 100):
        raise ValueError(
            "must be a folder's name of letters, digits, - and _, at most 100, "
            f"not {shown(value)}{_QUOTES if isinstance(value, int | float) else ''}"
        )
    return value


def _dataset(value: Any) -> str:
    if isinstance(value, str) and (value in datasets.NAMES or readers.reads(value)):
        return value
    raise ValueError(
        f"must be {' or '.join(datasets.NAMES)} or {readers.in_words()}, "
        f"not {shown(value)}{nearest(value, datasets.NAMES)}"
    )


def _models(value: Any) -> tuple[str, ...]:
    names = _as_list(value)
    if not isinstance(names, list) or not names:
        raise ValueError(f"must list one model or more, not {shown(value)}")
    for place, name in enumerate(names):
        if not isinstance(name, str) or name not in models.MODELS:
            raise ValueError(
                f"has no model {shown(name)}{nearest(name, models.MODELS)}; "
                f"there is {', '.join(models.MODELS)}"
            )
        if name in names[:place]:
            raise ValueError(f"lists {name} twice")
    return tuple(names)


def _levels(kind: str, value: Any) -> tuple[float, ...]:
    listed = _as_list(value)
    if not isinstance(listed, list) or not listed:
        raise ValueError(f"must list one level or more, not {shown(value)}")
    levels: dict[float, None] = {}  # a set that keeps its order
    for item in listed:
        try:
            level = noise.kind(kind).check(item)
        except LevelError as error:
            raise ValueError(
                f"must each be {error.expected}, not {shown(item)}"
            ) from None
        if level in levels:
            raise ValueError(f"list {level!r} twice")
        levels[level] = None
    return tuple(levels)


class Settings(BaseModel):
    """Base of everything a sweep file holds: fixed, and without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Training(Settings):
    """How one model is trained."""

    epochs: int = Field(ge=1, le=100_000)
    learning_rate: float = Field(gt=0, allow_inf_nan=False)


class Report(Settings):
    """What the report says beside its results.

    Attributes:
        title: Its title.
        author: Who hands it in.
        course: What for.
        after_epochs: Epochs after which the comparison table looks; None for the last.
        reference: A CSV of published figures, read by now.
        baseline: The model that corruption errors are relative to; None for the first.
        notes: Paragraphs that stand first, with empty lines between them.
    """

    title: str | None = None
    author: str | None = None
    course: str | None = None
    after_epochs: int | None = Field(default=None, ge=1)
    reference: Path | None = None
    baseline: str | None = None
    notes: str | None = None


class Sweep(Settings):
    """A checked sweep; `points` expands it.

    Attributes:
        name: The folder under `outputs/`.
        dataset: `digits`, `mnist` or the path of an `.npz` file.
        models: Names of models.
        noise: Levels by noise kind, in the kind's own unit.
        clip: Whether noisy images are cut back to [0, 1].
        repeats: How often each point is run, each time from other random numbers.
        seed: Where all random numbers start.
        batch_size: Images a training step.
        precision: `float32` or `bfloat16`; `auto` has become what it is here.
        training: Epochs and learning rate by model.
        report: Title, author and so on.
        plugins: Files with own noise kinds and models, loaded by now.
    """

    name: Annotated[str, BeforeValidator(_name)]
    dataset: Annotated[str, BeforeValidator(_dataset)]
    models: Annotated[tuple[str, ...], BeforeValidator(_models)]
    noise: dict[str, tuple[float, ...]]
    clip: bool = False
    repeats: int = Field(default=1, ge=1, le=10_000)
    seed: int = Field(default=0, ge=0, lt=2**32)
    batch_size: int = Field(default=128, ge=1, le=1_000_000)
    precision: Annotated[
        Literal["float32", "bfloat16", "auto"], AfterValidator(keras_setup.resolve)
    ] = "float32"
    training: dict[str, Training]
    report: Report = Report()
    plugins: tuple[Path, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, given: Any) -> Any:
        """Bring the file's shape, with its shorter forms, into that of the fields."""
        if not isinstance(given, dict):
            return given
        fields = dict(given)
        fields["noise"] = _noise_levels(fields.pop("noise", "gaussian"), fields)
        fields["training"] = {
            name: {
                "epochs": model.epochs,
                "learning_rate": model.learning_rate,
                **_mapping(name, fields.pop(name, None)),
            }
            for name, model in models.MODELS.items()
        }
        if fields.get("report") is None:
            fields["report"] = {}
        return fields

    @model_validator(mode="after")
    def _fits(self) -> "Sweep":
        count = self.repeats * len(self.models) * sum(map(len, self.noise.values()))
        if count > MOST_POINTS:
            problem = f"make {count} points; one sweep may have {MOST_POINTS}"
            raise KeyedError("repeats", f"and levels {problem}")
        asked = self.report.after_epochs
        for name in self.models:
            if asked is not None and asked > self.training[name].epochs:
                raise KeyedError(
                    "report.after_epochs",
                    f"is {asked}, but {name} trains only {self.training[name].epochs} "
                    "epochs",
                )
        if self.report.baseline not in (None, *self.models):
            raise KeyedError(
                "report.baseline",
                f"must be one of this sweep's models ({', '.join(self.models)}), not "
                f"{shown(self.report.baseline)}",
            )
        return self

    @property
    def baseline(self) -> str:
        """The model that corruption errors are relative to."""
        return self.report.baseline or self.models[0]

    def points(self) -> Iterator[Point]:
        """Expand to points: by repeat, then kind, then model, then level."""
        for repeat in range(self.repeats):
            for kind, levels in self.noise.items():
                for model in self.models:
                    for level in levels:
                        yield self.point(model, kind, level, repeat)

    def point(self, model: str, kind: str, level: float, repeat: int = 0) -> Point:
        """Make one point with this sweep's settings."""
        return Point(
            dataset=self.dataset.replace("\\", "/").rsplit("/", 1)[-1],
            model=model,
            noise=kind,
            level=level,
            clip=self.clip,
            repeat=repeat,
            seed=self.seed,
            epochs=self.training[model].epochs,
            learning_rate=float(self.training[model].learning_rate),
            batch_size=self.batch_size,
            precision=self.precision,
        )

    def as_file(self) -> dict[str, Any]:
        """Give the sweep as the mapping that a sweep file holds, nothing left out."""
        fields = self.model_dump()
        fields["models"] = list(self.models)
        fields["noise"] = {kind: list(levels) for kind, levels in self.noise.items()}
        fields["plugins"] = [f"{PLUGINS}/{path.name}" for path in self.plugins]
        training, report = fields.pop("training"), fields.pop("report")
        report["reference"] = self.report.reference and REFERENCE
        return fields | training | {"report": report}


class KeyedError(ValueError):
    """A problem with a key that the checking itself cannot place."""

    def __init__(self, key: str, problem: str):
        super().__init__(key, problem)
        self.key, self.problem = key, problem


def _mapping(key: str, value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise KeyedError(key, f"must hold keys and values, not {shown(value)}")
    return value


def _noise_levels(kinds: Any, fields: dict[str, Any]) -> dict[str, tuple[float, ...]]:
    """Join `noise` and `levels` to levels by kind; takes `levels` out of the fields."""
    levels = fields.pop("levels", None)
    if isinstance(kinds, dict):
        if levels is not None:
            raise KeyedError(
                "levels", "must be left out where noise gives each kind its own levels"
            )
        if not kinds:
            raise KeyedError("noise", "must name one kind or more, not {}")
        given = {f"noise.{kind}": (kind, listed) for kind, listed in kinds.items()}
    else:
        if levels is None:
            raise KeyedError("levels", "is missing")
        given = {"levels": (kinds, levels)}
    joined = {}
    for key, (kind, listed) in given.items():
        try:
            noise.kind(kind)
        except (UnknownNameError, TypeError):
            raise KeyedError(
                "noise",
                f"has no kind {shown(kind)}{nearest(kind, noise.KINDS)}; "
                f"there is {', '.join(noise.KINDS)}",
            ) from None
        try:
            joined[kind] = _levels(kind, listed)
        except ValueError as error:
            raise KeyedError(key, str(error)) from None
    return joined
