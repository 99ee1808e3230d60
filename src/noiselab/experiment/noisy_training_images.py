"""The noisy training images of a point: drawn once, or anew in every epoch."""

from collections.abc import Mapping

import numpy as np

from noiselab.experiment.fresh_images import FreshImages, with_share
from noiselab.experiment.noise import Kind
from noiselab.experiment.noise.applying import named
from noiselab.experiment.training_noise import TrainingNoise


def noisy_training_images(
    clean: np.ndarray,
    kind: str | Kind,
    level: float,
    clip: bool = False,
    *,
    seed: int,
    repeat: int,
    draw: str = "fixed",
    share: float = 1.0,
    spread: str = "exact",
    mixed: Mapping[str, float] | None = None,
) -> np.ndarray | FreshImages:
    """Give training images their noise.

    Args:
        clean: Clean training images, float32, shape (count, height, width, channels),
            in [0, 1].
        kind: The noise kind, or its name.
        level: Amount of noise, in the kind's own unit; without any, nothing below
            matters.
        clip: Whether values that noise pushed out of [0, 1] are set to 0 or 1.
        seed: The sweep's random seed, 0 or more.
        repeat: Number of the repeat, from 0.
        draw: `fixed`: an image has the same noise in all epochs; `fresh`: another one
            in each epoch.
        share: Share of the images that get noise, above 0 and at most 1; the others
            stay clean, in all epochs.
        spread: `exact`: each noisy image has the level; `up_to`: each has its own,
            uniform between 0 and the level.
        mixed: Levels by noise kind, of which each noisy image gets one; empty for the
            one kind and level above.

    Returns:
        Where the draw is fixed, the noisy images: float32, of the same shape, aligned.
        Else images that `batches` draws while the network trains. They can be looked at
        like an array: `images[0]`, `images[:30]`.

    Raises:
        UnknownNameError: If there is no such kind.
        LevelError: If a kind cannot use its level.
        NoiselabError: If the share is none of the images.
    """
    own = named(kind, {})
    levels = dict(mixed or {own.name: level}) if level else {own.name: 0.0}
    kinds = {own.name: own}
    noise = TrainingNoise(levels, clip, seed, repeat, share, spread, kinds)
    if noise.is_none:
        return noise.noisy(clean)
    if draw == "fresh":
        return FreshImages(clean, noise)
    return with_share(noise.noisy(clean), clean, noise.chosen(len(clean)))
