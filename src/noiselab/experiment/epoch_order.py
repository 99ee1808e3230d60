"""In which order an epoch meets its images: it follows from seed and epoch alone.

An epoch's order does not depend on how often the images were read before, so whatever
else reads them, such as a tool that watches the training, changes no result.
"""

from dataclasses import dataclass, field
from itertools import count

import numpy as np

from noiselab.experiment.random_streams import order_rng

_running: list[int] = []  # the epoch that runs, if one does


def begin(epoch: int) -> None:
    """Say that an epoch begins; all passes until its end have its order.

    Args:
        epoch: Its number, from 0.
    """
    _running[:] = [epoch]


def end() -> None:
    """Say that no epoch runs; passes have orders by their own number again."""
    _running.clear()


@dataclass
class Orders:
    """The orders of some images, one for each epoch.

    Attributes:
        images: Number of images.
        seed: Random seed of all orders, 0 or more.
        places: Their places among others, int64, shape (images,); None where there are
            no others.
    """

    images: int
    seed: int
    places: np.ndarray | None = None
    _passes: count = field(default_factory=count, init=False)

    def begin(self) -> int:
        """Number the pass over the images that begins now.

        Returns:
            The number of the epoch that runs or, where none is known to, of the next
            pass, counted from 0.
        """
        return _running[0] if _running else next(self._passes)

    def of(self, epoch: int) -> np.ndarray:
        """Draw the order of an epoch.

        Returns:
            Each of their places once, int64: the numbers from 0 to `images` - 1 where
            there are no others.
        """
        order = order_rng(self.seed, epoch).permutation(self.images)
        return order if self.places is None else self.places[order]

    def next(self) -> np.ndarray:
        """Draw the order of the pass over the images that begins now; see `begin`."""
        return self.of(self.begin())
