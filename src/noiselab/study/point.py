"""What a point is: one combination of settings on a sweep's grid."""

from dataclasses import asdict, dataclass, field
from typing import Any

READING = "data_options"  # the field that says how data are read


@dataclass(frozen=True)
class Point:
    """One combination on the grid, with every setting that its result depends on.

    Its fields are the parameters of the template notebook. How its data are read counts
    by the images that come of it, the `data` of a fingerprint: two ways to say the same
    are the same point.
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

    @property
    def id(self) -> str:
        """Its name among the points of a sweep, and of its folder."""
        return f"{self.model}--{self.noise}--{self.level!r}--r{self.repeat}"

    def parameters(self) -> dict[str, Any]:
        """Give its fields by name, as plain values."""
        return asdict(self)
