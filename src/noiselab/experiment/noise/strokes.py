"""Noise of lines that are drawn over images, and of stripes that are inverted."""

import numpy as np

from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register

_REACH = 2.3  # pixels above and below a stroke that it brightens
_DOT = 2  # pixels of each dot, and of each gap
_WAVE, _HEIGHT, _MARGIN = 8, 2, 2  # of a zigzag: length, height, columns left free


def _stroke(centres: np.ndarray, height: int) -> np.ndarray:
    """Draw a stroke that crosses each column at a row; it fades above and below.

    Args:
        centres: The rows, shape (count, width).
        height: Rows of an image.

    Returns:
        float32 from 0 to 1, shape (count, height, width): 1 + ln(1 - d / 2.3) at a
        distance of d rows, and never less than 0.
    """
    rows = np.arange(height, dtype=np.float32)[:, np.newaxis]
    far = np.minimum(np.abs(rows - centres[:, np.newaxis]), _REACH * (1 - 1e-6))
    return np.maximum(1 + np.log1p(-far / np.float32(_REACH)), 0).astype(np.float32)


@register(
    "dotted_line",
    unit="brightness of the line (black 0, white 1)",
    expected="a brightness from 0 to 1000000",
    highest=1e6,
    label="dotted line",
)
def dotted_line(
    images: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw one dotted line over every image, from the left edge to the right.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: What the middle of the line adds, from 0 to 1e6, in all channels.
        rng: Source of chance: the rows at which the line begins and ends.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        The corruption `dotted_line` of MNIST-C, there at level 1 and clipped: Mu &
        Gilmer, arXiv:1906.02337 (2019).
    """
    height, width = images.shape[1:3]
    along = np.linspace(0, 1, width, dtype=np.float32)
    is_dot = np.arange(width) // _DOT % 2 == 1
    noisy = np.array(images, dtype=np.float32)
    first, last = (height - 1) * rng.random((2, len(images), 1), dtype=np.float32)
    for block in blocks(images):
        centres = first[block] + (last[block] - first[block]) * along
        line = _stroke(centres, height) * is_dot
        noisy[block] += np.float32(level) * line[..., np.newaxis]
    return noisy


@register(
    "zigzag",
    unit="brightness of the line (black 0, white 1)",
    expected="a brightness from 0 to 1000000",
    highest=1e6,
    label="zigzag",
)
def zigzag(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Draw one zigzag line over every image, nearly from edge to edge.

    Its waves are 8 pixels long, and rise 2 pixels above and below a line that begins at
    any row, and ends at most 5 rows higher or lower.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: What the middle of the line adds, from 0 to 1e6, in all channels.
        rng: Source of chance: the rows at which the line begins and ends.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        The corruption `zigzag` of MNIST-C, there at level 1 and clipped: Mu & Gilmer,
        arXiv:1906.02337 (2019).
    """
    height, width = images.shape[1:3]
    columns = np.arange(width, dtype=np.float32)
    along = (columns - _MARGIN) / max(width - 1 - 2 * _MARGIN, 1)
    phase = (columns - _MARGIN) / _WAVE % 1
    wave = _HEIGHT * (np.abs((4 * phase - 1) % 4 - 2) - 1)
    is_drawn = (columns >= _MARGIN) & (columns <= width - 1 - _MARGIN)
    noisy = np.array(images, dtype=np.float32)
    first, rise = rng.random((2, len(images), 1), dtype=np.float32)
    for block in blocks(images):
        centres = (height - 1) * first[block] + 5 * (2 * rise[block] - 1) * along + wave
        line = _stroke(centres, height) * is_drawn
        noisy[block] += np.float32(level) * line[..., np.newaxis]
    return noisy


@register(
    "stripe",
    unit="share of the width that is inverted",
    expected="a share from 0 to 1",
    highest=1,
    label="inverted stripes",
)
def stripe(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Invert a stripe at the left and one at the right of every image.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Share of the width that is inverted, from 0 to 1, half of it at each
            side; each stripe is rounded to whole pixels.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape, in which the values x of the stripes are
        1 - x. Values stay in [0, 1].

    Source:
        The corruption `stripe` of MNIST-C, of level 0.5: Mu & Gilmer, arXiv:1906.02337
        (2019).
    """
    noisy = np.array(images, dtype=np.float32)
    width = images.shape[2]
    wide = min(round(level * width / 2), (width + 1) // 2)
    is_inverted = (np.arange(width) < wide) | (np.arange(width) >= width - wide)
    noisy[:, :, is_inverted] = 1 - noisy[:, :, is_inverted]
    return noisy
