"""What a point is: one combination of settings on a sweep's grid."""

from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from noiselab.study.ways import AXES, Way

CLEAN = "clean"  # in place of a kind, in the id of a point without noise
READING = "data_options"  # the field that says how data are read
TRAINING = "train_options"  # the field that says how training images get noise
NOISE_OPTIONS = "noise_options"
MODEL_OPTIONS = "model_options"
SELECTION = "selection_options"  # the field that says what chooses an epoch
# Fields that came later: where one is empty, a point is what it was before, and a
# template of that time, which does not have it, does the same.
LATER = (READING, TRAINING, NOISE_OPTIONS, MODEL_OPTIONS, SELECTION)


@dataclass(frozen=True)
class Point:
    """One combination on the grid, with every setting that its result depends on.

    Its fields are the parameters of the template notebook. How its data are read counts
    by the images that come of it, the `data` of a fingerprint: two ways to say the same
    are the same point. The options of its noise are those that are not the defaults,
    with its `kind` where `noise` is a name of the sweep's own. How training images get
    noise is said only where it is not as usual, by the arguments of
    `noisy_training_images`; without noise it never is. The options of its model are
    those that are not the defaults, with its `model` if that name is the sweep's. What
    chooses an epoch is said only where training images are held out.
    """

    dataset: str
    model: str
    noise: str
    level: float
    clip: bool
    repeat: int
    seed: int
    epochs: int
    learning_rate: float
    batch_size: int
    precision: str
    data_options: dict[str, Any] = field(default_factory=dict, compare=False)
    train_options: dict[str, Any] = field(default_factory=dict, hash=False)
    noise_options: dict[str, Any] = field(default_factory=dict, hash=False)
    model_options: dict[str, Any] = field(default_factory=dict, hash=False)
    selection_options: dict[str, Any] = field(default_factory=dict, hash=False)

    @cached_property
    def id(self) -> str:
        """Its name among the points of a sweep, and of its folder.

        Without noise it is the same for all kinds: there is one such point.
        """
        if self.level:
            return self.place_id
        return f"{self.model}--{CLEAN}--0.0--r{self.repeat}"

    @property
    def place_id(self) -> str:
        """The name of its place on the grid, which says a kind without noise, too."""
        place = f"{self.model}--{self.noise}--{self.level!r}"
        return f"{place}{self.way.suffix}--r{self.repeat}"

    def lying_in(self, folder: str) -> "Point":
        """Give the same point, as one whose results lie in a folder of that name."""
        fields = self.parameters()
        return (
            Point(**fields)
            if folder == self.id
            else PlacedPoint(**fields, folder=folder)
        )

    def at(self, place: "Point") -> "Point":
        """Give the same point, as one that stands at a place; of any kind if clean."""
        if self.level or place.level:
            return self
        options = dict(place.noise_options)
        return replace(self, noise=place.noise, noise_options=options)

    def is_like(self, other: "Point") -> bool:
        """Say whether its settings are those of another; without noise, of any kind."""
        return self.at(other).settings() == other.settings()

    @property
    def way(self) -> Way:
        """The way in which it is trained with noise."""
        return Way.of_options(self.train_options)

    @property
    def kinds_used(self) -> list[str]:
        """The kinds of noise that its images get, by name; one, unless mixed."""
        return sorted({self.kind, *self.train_options.get("mixed", ())})

    @property
    def only_kind(self) -> str:
        """The one kind of noise that its images get; empty where they are mixed."""
        return self.kinds_used[0] if len(self.kinds_used) == 1 else ""

    def by_axis(self) -> dict[str, Any]:
        """Give the way by axis; None for each where there is no noise."""
        return {axis: getattr(self.way, axis) if self.level else None for axis in AXES}

    @property
    def kind(self) -> str:
        """The kind that its noise is of: `noise`, unless that is the sweep's own name.

        Random numbers are drawn for it, so that all its options share a draw.
        """
        return str(self.noise_options.get("kind", self.noise))

    def settings(self) -> dict[str, Any]:
        """Give what counts of its fields; none that came later and says nothing."""
        return {
            name: value
            for name, value in self.parameters().items()
            if name != READING and (value or name not in LATER)
        }

    @property
    def design(self) -> str:
        """The model that its network is built as, also where `model` is a variant."""
        return str(self.model_options.get("model", self.model))

    def parameters(self) -> dict[str, Any]:
        """Give its fields by name, as plain values."""
        return asdict(self)


@dataclass(frozen=True)
class PlacedPoint(Point):
    """A point whose results lie in a folder that is not called by what it is now.

    Attributes:
        folder: The name of that folder.
    """

    folder: str = ""

    @cached_property
    def id(self) -> str:
        """The name of its folder."""
        return self.folder

    def parameters(self) -> dict[str, Any]:
        """Give the fields of its settings by name, as plain values."""
        fields = super().parameters()
        del fields["folder"]
        return fields
