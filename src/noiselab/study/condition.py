"""What a trained network is tested on: noise of a kind and level, or further images."""

from typing import NamedTuple


class Condition(NamedTuple):
    """Test images of one kind and level of noise, or those of a further test set.

    Attributes:
        noise: The name of the kind; empty without noise, which is the same for all.
        level: Its level; 0 without noise.
        set: The name of a further test set, whose images are as they are; empty for the
            test images of the study's own data.
    """

    noise: str = ""
    level: float = 0.0
    set: str = ""

    @classmethod
    def of(cls, kind: str, level: float) -> "Condition":
        """Give the condition of a kind and level; without noise, of no kind."""
        return cls(kind, float(level)) if level else CLEAN

    def __str__(self) -> str:
        """Say what it is, by the names of the sweep."""
        if self.set:
            return f"test set {self.set}"
        if not self.noise:
            return "images without noise"
        return f"{self.noise} noise of {self.level:g}"


CLEAN = Condition()
