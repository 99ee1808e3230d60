"""What a sweep is: settings as plain data, and their expansion to points."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from noiselab.common.errors import ReadingError
from noiselab.common.folders import PLUGINS, REFERENCE
from noiselab.common.words import counted, shown
from noiselab.experiment import keras_setup, noise
from noiselab.experiment.datasets import options
from noiselab.experiment.models.network_file import FILE
from noiselab.experiment.noise import Kind
from noiselab.study import selection, ways
from noiselab.study.condition import Condition
from noiselab.study.further_tests import FurtherTests, with_options
from noiselab.study.listed import Levels, Name, once
from noiselab.study.parts import Parts
from noiselab.study.point import Point
from noiselab.study.repeats import Repeats, numbers
from noiselab.study.selection import Stop, Validation
from noiselab.study.settings import BATCH, Report, Settings, Training, folder_name
from noiselab.study.ways import USUAL, Train, Way

MOST_POINTS = 10_000  # listing more would take too long


def _data(value: Any) -> dict[str, Any]:
    """Check how the data are to be read."""
    try:
        return options.plain(value)
    except ReadingError as error:
        key = f"data.{error.key}" if error.key else "data"
        raise KeyedError(key, error.problem) from None


_Data = Annotated[dict[str, Any], BeforeValidator(_data)]


class Sweep(Settings):
    """A sweep's settings as data; `points` expands them.

    A `CheckedSweep` is one that can be run here, a `Record` one that was run.

    Attributes:
        name: The folder under `outputs/`.
        dataset: `digits`, `mnist` or another name, or the path of a file or a folder.
        data: How the data are read, by the keys of `datasets.options.Options`; only
            what was said.
        models: Names of models, or of variants of them.
        noise: Levels by noise kind, in the kind's own unit; or by a name of the
            sweep's own.
        test: What networks are tested on beside that; nothing is trained with it.
        noise_options: For each of these kinds that has any, the options that are not
            its defaults; with its `kind`, if the name is the sweep's own.
        train: How training images get noise; several ways are axes of the grid.
        validation: Share of the training images that is held out, to choose by.
        stop: When a training ends before its last epoch; None for never.
        clip: Whether noisy images are clipped to [0, 1].
        repeats: How often each point is run, each time with different random numbers;
            or the first and the last of these, such as `3..5`.
        seed: Random seed from which all random numbers follow.
        batch_size: Images in a training step.
        precision: `float32`, `bfloat16`, or `auto` until it is `resolved`.
        keep: Whose trained networks stay once they are tested: those of `all` points,
            of the `first` repeat, or of `none`.
        training: Epochs, learning rate and perhaps batch size by model.
        model_options: For each model that has any, its options that are not the
            defaults; with its `model`, if the name is the sweep's own.
        report: Title, author and so on.
        plugins: Files that add kinds of noise and models.
        parts: Labels and units of its noise kinds and models.
    """

    name: Annotated[str, BeforeValidator(folder_name)]
    dataset: str
    data: Annotated[dict[str, Any], BeforeValidator(_data)] = Field(
        default_factory=dict
    )
    models: Annotated[
        tuple[Name, ...], Field(strict=False, min_length=1), AfterValidator(once)
    ]
    noise: Annotated[dict[Name, Levels], Field(min_length=1)]
    train: Train = Train()
    test: FurtherTests = FurtherTests()
    validation: Validation = 0.0
    stop: Stop | None = None
    noise_options: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    clip: bool = False
    repeats: Repeats = 1
    seed: int = Field(default=0, ge=0, lt=2**32)
    batch_size: Annotated[int, BATCH] = 128
    precision: Literal["float32", "bfloat16", "auto"] = "float32"
    keep: Literal["all", "first", "none"] = "all"
    training: dict[str, Training]
    model_options: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    report: Report = Report()
    plugins: tuple[Path, ...] = ()
    parts: Parts

    @model_validator(mode="after")
    def _fits(self) -> "Sweep":
        key, problem = ways.problem(self.train, self.noise, self.noise_options)
        if key:
            raise KeyedError(key, problem)
        levels = [level for listed in self.noise.values() for level in listed]
        noisy = len([*filter(None, levels)])
        of_model = noisy * len(self.ways) + (noisy < len(levels))
        count = len(self.repeat_numbers) * len(self.models) * of_model
        if count > MOST_POINTS:
            problem = f"make {count} points; a sweep may have at most {MOST_POINTS}"
            raise KeyedError("repeats", f"and levels {problem}")
        after_epochs = self.report.after_epochs
        key, problem = selection.problem(self.validation, self.stop, after_epochs)
        if key:
            raise KeyedError(key, problem)
        for name in self.models:
            epochs = self.training[name].epochs
            if not epochs and not self.is_from_file(name):
                raise KeyedError(f"{name}.epochs", "must be 1 or more, not 0")
            if after_epochs is not None and after_epochs > epochs:
                only = f"{name} trains only {counted(epochs, 'epoch')}"
                problem = f"is {after_epochs}, but {only}"
                raise KeyedError("report.after_epochs", problem)
        if self.report.baseline not in (None, *self.models):
            raise KeyedError(
                "report.baseline",
                f"must be one of this sweep's models ({', '.join(self.models)}), not "
                f"{shown(self.report.baseline)}",
            )
        return self

    def resolved(self) -> Self:
        """Give the same sweep in the precision that `auto` means on this machine."""
        precision = keras_setup.resolve(self.precision)
        return self.model_copy(update={"precision": precision})

    def with_class_names(self, names: Sequence[str]) -> Self:
        """Give the same sweep with the names that its data give their classes.

        Names that it says itself stay.
        """
        if not names or "classes" in self.data:
            return self
        return self.model_copy(update={"data": {**self.data, "classes": [*names]}})

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes, by their numbers; empty if they have none."""
        return tuple(map(str, self.data.get("classes") or ()))

    @property
    def data_name(self) -> str:
        """What its points call the data: a name, or that of a file or `./folder`."""
        name = self.dataset.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
        return name if "." in name or name == self.dataset else f"./{name}"

    @property
    def baseline(self) -> str:
        """The model that corruption errors are relative to."""
        return self.report.baseline or self.models[0]

    @property
    def repeat_numbers(self) -> range:
        """The numbers of the repeats; random streams follow from them and the seed."""
        return numbers(self.repeats)

    @property
    def first_repeat(self) -> int:
        """The number of the repeat of which a report shows images and curves."""
        return self.repeat_numbers[0]

    def is_from_file(self, model: str) -> bool:
        """Say whether a model is a network from a file, which is trained already."""
        return FILE in self.model_options.get(model, {})

    def kind_of(self, name: str) -> str:
        """Give the noise kind that a name in `noise` stands for."""
        return str(self.noise_options.get(name, {}).get("kind", name))

    def noise_kind(self, name: str) -> Kind:
        """Look up the noise that a name in `noise` stands for, with its options."""
        return noise.kind(name, **self.noise_options.get(name, {}))

    @property
    def ways(self) -> list[Way]:
        """The ways in which networks are trained with noise."""
        return self.train.ways()

    @property
    def designs(self) -> list[str]:
        """The models that its networks are built as, also where they are variants."""
        own = self.model_options
        return [str(own.get(name, {}).get("model", name)) for name in self.models]

    def points(self) -> Iterator[Point]:
        """Expand to points: by repeat, then kind, then model, then way, then level.

        Without noise all kinds and ways are one: there is one point for all of them, of
        the first kind that has the level 0.
        """
        without_noise: set[str] = set()
        for place in self.places():
            if place.level or place.id not in without_noise:
                yield place
            if not place.level:
                without_noise.add(place.id)

    def places(self) -> Iterator[Point]:
        """Expand to the places of the grid, in the order of `points`.

        Each kind whose levels include 0 has a place without noise; the point there is
        one for all kinds.
        """
        for repeat in self.repeat_numbers:
            for kind, levels in self.noise.items():
                for model in self.models:
                    for number, way in enumerate(self.ways):
                        for level in levels:
                            if not number or (level and not self.is_from_file(model)):
                                yield self.point(model, kind, level, repeat, way)

    def conditions(self) -> list[Condition]:
        """List what every network is tested on, without noise once for all kinds.

        Further test sets come last.
        """
        listed = [
            Condition.of(kind, level)
            for some in (self.noise, self.test.noise)
            for kind, levels in some.items()
            for level in sorted(levels)
        ]
        sets = [Condition(set=name) for name in self.test.sets]
        return [*dict.fromkeys(listed), *sets]

    @property
    def all_noise(self) -> list[str]:
        """The names of the kinds that networks are trained or tested with."""
        return [*dict.fromkeys([*self.noise, *self.test.noise])]

    def point(
        self,
        model: str,
        kind: str,
        level: float,
        repeat: int = 0,
        way: Way | None = None,
    ) -> Point:
        """Make one point with this sweep's settings; by default in its first way."""
        is_trained = not level or self.is_from_file(model)
        way = USUAL if is_trained else way or self.ways[0]
        mixed = ways.mixed(self.noise, kind, level) if way.kinds == "mixed" else {}
        training = self.training[model]
        return Point(
            dataset=self.data_name,
            model=model,
            noise=kind,
            level=level,
            clip=self.clip,
            repeat=repeat,
            seed=self.seed,
            epochs=training.epochs,
            learning_rate=float(training.learning_rate),
            batch_size=training.batch_size or self.batch_size,
            precision=self.precision,
            data_options=dict(self.data),
            train_options=way.options(mixed),
            noise_options=dict(self.noise_options.get(kind, {})),
            model_options=dict(self.model_options.get(model, {})),
            selection_options=selection.options(self.validation, self.stop),
        )

    def as_file(self) -> dict[str, Any]:
        """Give the sweep as the mapping that a sweep file holds, nothing left out."""
        fields = self.model_dump(exclude={"parts"})
        fields["models"] = list(self.models)
        options = fields.pop("noise_options")
        fields["noise"] = with_options(self.noise, options)
        fields["train"] = self.train.as_file()
        fields["test"] = self.test.as_file(options)
        fields["plugins"] = [f"{PLUGINS}/{path.name}" for path in self.plugins]
        training, report = fields.pop("training"), fields.pop("report")
        options = fields.pop("model_options")
        for name in self.models:
            said = {k: v for k, v in training[name].items() if v is not None}
            fields[name] = options.get(name, {}) | said
        report["reference"] = self.report.reference and REFERENCE
        report["formats"] = list(self.report.formats)
        return fields | {"report": report}


class KeyedError(ValueError):
    """A problem with a key that pydantic itself does not name."""

    def __init__(self, key: str, problem: str):
        super().__init__(key, problem)
        self.key, self.problem = key, problem
