"""Training images that are held out: not trained on, but validated on after each epoch.

They let something be chosen, such as the epoch that is kept, without the test images.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from noiselab.common.errors import NoiselabError
from noiselab.common.words import counted
from noiselab.experiment.datasets.options import HeldOut
from noiselab.experiment.datasets.splitting import drawn
from noiselab.experiment.fresh_images import FreshImages
from noiselab.experiment.random_streams import training_rng

Labelled = tuple[Any, np.ndarray]  # images and their classes


@dataclass(frozen=True, eq=False)
class Split:
    """Which training images a network is trained on, and which are held out.

    Attributes:
        training: The places of those that it is trained on, int64, shape (count,), in
            the order stored; None for all.
        held_out: The places of the others, likewise; None for none.
    """

    training: np.ndarray | None = None
    held_out: np.ndarray | None = None

    @classmethod
    def of(
        cls,
        labels: np.ndarray,
        *,
        seed: int,
        repeat: int,
        validation: float = 0.0,
        **others: Any,
    ) -> "Split":
        """Draw the images that are held out: the same whatever model and noise.

        Args:
            labels: Classes of the training images, int, shape (count,).
            seed: The sweep's random seed, 0 or more.
            repeat: Number of the repeat, from 0.
            validation: Share of the images of each class that is held out, 0 or more
                and less than 1. Of two images of a class or more, one at least is held
                out and one is not.
            **others: What else chooses, which decides nothing here.

        Raises:
            NoiselabError: If no image would be held out.
        """
        if not validation:
            return cls()
        chance = training_rng(seed, repeat, "validation")
        draw = HeldOut(float(validation), int(chance.integers(2**32)))
        training, held_out = drawn(labels, draw)
        if not len(held_out):
            raise NoiselabError(
                f"validation is {validation:g}, but no class has a second image of "
                f"{counted(len(labels), 'training image')} to hold out; leave it out"
            )
        return cls(training, held_out)

    @property
    def count(self) -> int:
        """Number of training images that are held out."""
        return 0 if self.held_out is None else len(self.held_out)

    def validation_images(self, training: Labelled, test: Labelled) -> Labelled:
        """Give what the network is validated on after each epoch.

        Args:
            training: All noisy training images, and their classes.
            test: The noisy test images, and their classes.

        Returns:
            The held-out images, with the noise that they have among the training
            images, and their classes. Where the noise of those is fresh, the held-out
            ones have the same in all epochs. The test images if none are held out.

        Raises:
            NoiselabError: If such a draw is impossible, as `FreshImages.fixed` says.
        """
        if self.held_out is None:
            return test
        images, labels = training
        fixed = images.fixed() if isinstance(images, FreshImages) else images
        return fixed[self.held_out], labels[self.held_out]
