"""How training images get noise: which of them, of which kind, and how much."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from noiselab.common.errors import NoiselabError
from noiselab.common.words import counted
from noiselab.experiment import noise
from noiselab.experiment.aligned_arrays import aligned
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.noise import Kind
from noiselab.experiment.random_streams import noise_rng, training_rng

STEPS = 100  # levels between 0 and the highest, where images have levels of their own


@dataclass(frozen=True)
class TrainingNoise:
    """What noise the training images of a point get.

    Attributes:
        levels: The level of each kind of noise. Of several kinds, each image gets one.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.
        seed: The sweep's random seed, 0 or more.
        repeat: Number of the repeat, from 0.
        share: Share of the images that get noise, above 0 and at most 1.
        spread: `exact`, or `up_to` where each image has a level of its own, uniform
            between 0 and that of its kind: the middle of one of `STEPS` equal steps.
        kinds: Those of the kinds that have options, by name.
    """

    levels: Mapping[str, float]
    clip: bool
    seed: int
    repeat: int
    share: float = 1.0
    spread: str = "exact"
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    def kind(self, name: str) -> Kind:
        """Give a kind by its name, with its options if it was given as one."""
        return self.kinds.get(name) or noise.kind(name)

    @property
    def is_none(self) -> bool:
        """Whether no image gets any noise."""
        return not any(self.levels.values())

    def chosen(self, count: int) -> np.ndarray:
        """Choose the images that get noise: the same ones whatever the noise.

        Args:
            count: Number of training images.

        Returns:
            Whether each is chosen, bool, shape (count,). Exactly `round(share x count)`
            are, and those of a smaller share are among those of a larger one.

        Raises:
            NoiselabError: If that is none.
        """
        if self.share == 1:
            return np.ones(count, dtype=bool)
        number = round(self.share * count)
        if not number:
            raise NoiselabError(
                f"share is {self.share:g}, which is none of "
                f"{counted(count, 'training image')}; give a larger share"
            )
        order = training_rng(self.seed, self.repeat, "share").permutation(count)
        chosen = np.zeros(count, dtype=bool)
        chosen[order[:number]] = True
        return chosen

    def noisy(self, clean: np.ndarray, stage: Sequence[int] = ()) -> np.ndarray:
        """Draw noise for a batch, on every image of it.

        Without a stage, one kind at one level gives the noise of `noise.apply` with the
        stream of the training images: whatever the share, an image has the same.

        Args:
            clean: Clean batch, float32, shape (count, height, width, channels), in
                [0, 1].
            stage: What the draw is for, as numbers: the epoch, and the part of it;
                empty for one that holds for all epochs.

        Returns:
            A new float32 batch of the same shape.
        """
        if self.is_none:
            return clean if isinstance(clean, ImagesOnDemand) else aligned(clean)
        if not stage and self.spread == "exact" and len(self.levels) == 1:
            ((kind, level),) = self.levels.items()
            rng = noise_rng(self.seed, self.repeat, "train", kind)
            return noise.apply(self.kind(kind), clean, level, rng, self.clip)
        if isinstance(clean, ImagesOnDemand):
            raise NoiselabError(
                "the images do not fit into memory, so levels up to one and mixed "
                "kinds can only be drawn anew in each epoch: say draw: fresh as well"
            )
        if not stage:
            self.try_kinds(clean)
        noisy = np.empty_like(clean) if stage else aligned(clean)
        for kind, level, of_part, rng in self._parts(len(clean), stage):
            images = clean if of_part is None else clean[of_part]
            drawn = self.kind(kind).drawn(images, level, rng, is_tried=True)
            if stage and of_part is None:
                noisy = np.require(drawn, requirements="W")
            else:
                noisy[... if of_part is None else of_part] = drawn
        if self.clip:
            np.clip(noisy, 0.0, 1.0, out=noisy)
        return noisy

    def try_kinds(self, clean: np.ndarray) -> None:
        """Make sure that each kind can be drawn, and draws from its generator alone.

        Args:
            clean: Clean batch, of which one image is tried.

        Raises:
            NoiselabError: If one does not; see `Kind`.
        """
        for kind, level in self.levels.items():
            noise.apply(self.kind(kind), clean[:1], level, np.random.default_rng(0))

    def _parts(
        self, count: int, stage: Sequence[int]
    ) -> Iterator[tuple[str, float, np.ndarray | None, np.random.Generator]]:
        """Divide images by kind and level.

        Yields:
            The kind, the level, the numbers of its images, or None for all of them, and
            the generator of their noise.
        """
        kinds = sorted(self.levels)  # in whichever order a sweep names them
        of_kinds = np.zeros(count, dtype=int)
        if len(kinds) > 1:
            of_kinds = self._rng("kind", stage).integers(len(kinds), size=count)
        is_exact = self.spread == "exact"
        steps = np.zeros(count, dtype=int)
        if not is_exact:
            steps = self._rng("level", stage).integers(STEPS, size=count)
        for number, kind in enumerate(kinds):
            for step in range(1 if is_exact else STEPS):
                of_part = np.flatnonzero((of_kinds == number) & (steps == step))
                whole = () if is_exact else (step,)
                level = self.levels[kind] * (1 if is_exact else (step + 0.5) / STEPS)
                if len(of_part):
                    rng = self._rng("noise", (*stage, *whole), kind)
                    some = None if len(of_part) == count else of_part
                    yield kind, level, some, rng

    def _rng(
        self, what: str, stage: Sequence[int], kind: str = ""
    ) -> np.random.Generator:
        return training_rng(self.seed, self.repeat, what, stage, kind)
