"""Training images that get noise anew in every epoch, without ever being held whole."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np

from noiselab.common.errors import NoiselabError
from noiselab.experiment.epoch_order import Orders
from noiselab.experiment.images_on_demand import ImagesOnDemand
from noiselab.experiment.training_noise import TrainingNoise

MOST_BYTES = 2**25  # of the images that are drawn at once
PARTS = 8  # of an epoch, at least


class FreshImages:
    """Training images whose noise is another one in each epoch.

    Args:
        clean: Clean images, float32, shape (count, height, width, channels), in [0, 1].
        noise: The noise that they get.

    Attributes:
        clean: The clean images.
        shape: (count, height, width, channels).
        dtype: float32.
    """

    def __init__(self, clean: np.ndarray, noise: TrainingNoise):
        self.clean, self._noise = clean, noise
        self.shape, self.dtype = clean.shape, clean.dtype
        self._chosen = noise.chosen(len(clean))
        noise.try_kinds(clean)  # here, rather than in the thread that draws

    def __len__(self) -> int:
        return len(self.clean)

    def __getitem__(self, index: int | slice) -> np.ndarray:
        """Give one noisy image, or several, to look at: with the noise of no epoch."""
        chosen = index if isinstance(index, slice) else slice(index, index + 1 or None)
        clean = self.clean[chosen]
        noisy = with_share(self._noise.noisy(clean), clean, self._chosen[chosen])
        return noisy if isinstance(index, slice) else noisy[0]

    def fixed(self) -> Any:
        """Give all images with the noise of a fixed draw, which no epoch has.

        Raises:
            NoiselabError: If they do not fit into memory, and only have a draw of an
                epoch: of levels up to one, or of mixed kinds.
        """
        try:
            noisy = self._noise.noisy(self.clean)
        except NoiselabError as error:
            if not isinstance(self.clean, ImagesOnDemand):
                raise
            raise NoiselabError(
                "held-out images have the same noise in all epochs, which levels up to "
                "one and mixed kinds cannot have where images do not fit into memory; "
                "leave validation out"
            ) from error
        return with_share(noisy, self.clean, self._chosen)

    def of_epoch(self, numbers: np.ndarray, epoch: int, part: int) -> np.ndarray:
        """Draw some of the images, as they are in one part of one epoch.

        Args:
            numbers: The numbers of the images, int, shape (count,).
            epoch: The epoch, from 0.
            part: Which part of it, from 0.

        Returns:
            A new float32 batch; the same arguments give the same.
        """
        clean = self.clean[numbers]
        noisy = self._noise.noisy(clean, (epoch, part))
        return with_share(noisy, clean, self._chosen[numbers])

    def part_size(self, batch_size: int) -> int:
        """Say how many images are drawn at once: whole batches, at least one."""
        image = max(self.clean[:1].nbytes, 1)
        most = min(len(self) // PARTS, MOST_BYTES // image)
        return max(most // batch_size, 1) * batch_size


class SharedImages(ImagesOnDemand):
    """Images on demand of which only some are noisy.

    Args:
        noisy: The noisy images.
        clean: The clean ones.
        chosen: Whether each is noisy, bool, shape (count,).
    """

    def __init__(self, noisy: ImagesOnDemand, clean: ImagesOnDemand, chosen: Any):
        super().__init__(clean.shape)
        self._noisy, self._clean, self._chosen = noisy, clean, chosen

    def some(self, places: np.ndarray) -> np.ndarray:
        """Make the images at some places."""
        made = np.array(self._clean.some(places))
        is_noisy = self._chosen[places]
        made[is_noisy] = self._noisy.some(places[is_noisy])
        return made


def with_share(noisy: Any, clean: Any, chosen: np.ndarray) -> Any:
    """Put clean images in the place of noisy ones that were not chosen.

    Args:
        noisy: Noisy images, which are changed; or such on demand.
        clean: The clean ones.
        chosen: Whether each is to be noisy, bool, shape (count,).
    """
    if chosen.all():
        return noisy
    if isinstance(noisy, ImagesOnDemand):
        return SharedImages(noisy, clean, chosen)
    noisy[~chosen] = clean[~chosen]
    return noisy


class DrawnAhead:
    """Draws the parts of each epoch, the next one while the network trains on the last.

    Args:
        images: The images.
        orders: Their order in each epoch.
        size: Number of images in a part.
    """

    def __init__(self, images: FreshImages, orders: Orders, size: int):
        self._images, self._orders, self._size = images, orders, size
        self._parts = -(-orders.images // size)
        self._thread = ThreadPoolExecutor(1, "fresh noise")
        self._lock = threading.Lock()
        self._ahead: dict[tuple[int, int], Future] = {}

    def begin(self) -> int:
        """Number the pass over the images that begins now; see `Orders.begin`."""
        return self._orders.begin()

    def part(self, epoch: int, part: int) -> tuple[np.ndarray, np.ndarray]:
        """Give a part of an epoch, and begin with the one after it.

        Args:
            epoch: The epoch, from 0.
            part: The number of the part, from 0.

        Returns:
            The images, float32, shape (count, height, width, channels), and their
            numbers, int64, shape (count,).
        """
        following = (epoch, part + 1) if part + 1 < self._parts else (epoch + 1, 0)
        with self._lock:
            asked = self._ahead.pop((epoch, part), None) or self._begin(epoch, part)
            self._ahead = {following: self._begin(*following)}
        return asked.result()

    def _begin(self, epoch: int, part: int) -> Future:
        """Draw a part in the thread, unless that was begun."""
        begun = self._ahead.get((epoch, part))
        return begun or self._thread.submit(self._draw, epoch, part)

    def _draw(self, epoch: int, part: int) -> tuple[np.ndarray, np.ndarray]:
        order = self._orders.of(epoch)
        numbers = order[part * self._size : (part + 1) * self._size]
        return self._images.of_epoch(numbers, epoch, part), numbers
