"""What a point is: one combination of settings on a sweep's grid."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Point:
    """One combination on the grid, with every setting that its result depends on.

    Its fields are the parameters of the template notebook.
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

    @property
    def id(self) -> str:
        """Its name among the points of a sweep, and of its folder."""
        return f"{self.model}--{self.noise}--{self.level!r}--r{self.repeat}"

    def parameters(self) -> dict[str, Any]:
        """Give its fields by name, as plain values."""
        return asdict(self)
