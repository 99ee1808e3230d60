"""States of a generator on its way through a long stream, to draw parts again."""

import numpy as np

Rng = np.random.Generator


class States:
    """States of a generator before some of the images that are drawn for in turn.

    Args:
        rng: The generator; it is not drawn from.
        images: How many images there are.
        every: How many images lie between two states.
    """

    def __init__(self, rng: Rng, images: int, every: int):
        self._rng, self._images, self._every = rng, images, every
        self._first = rng.bit_generator.state
        count = -(-images // every)
        self._states = np.zeros((count, 4), np.uint64)

    def steps(self) -> list[tuple[int, int]]:
        """Give the first image of each step, and how many there are."""
        starts = range(0, self._images, self._every)
        return [(start, min(self._every, self._images - start)) for start in starts]

    def note(self, start: int) -> None:
        """Keep the state of the generator as it is before an image of `steps`."""
        state = self._rng.bit_generator.state
        number = state["state"]["state"]
        self._states[start // self._every] = (
            number >> 64,
            number & (2**64 - 1),
            state["has_uint32"],
            state["uinteger"],
        )

    def generator(self) -> Rng:
        """Make a generator to restore states of."""
        return Rng(type(self._rng.bit_generator)(0))

    def restore(self, rng: Rng, first: int) -> None:
        """Let a generator stand as the noted one did before an image of `steps`."""
        high, low, has, left = map(int, self._states[first // self._every])
        rng.bit_generator.state = {
            **self._first,
            "state": {**self._first["state"], "state": (high << 64) | low},
            "has_uint32": has,
            "uinteger": left,
        }

    def runs(self, places: np.ndarray) -> list[tuple[int, int, int]]:
        """Say from which states images are drawn.

        Returns:
            For images that follow each other: the image before which there is a state,
            how many are drawn from there, and how many of these are not wanted.
        """
        found, at = [], 0
        ends = np.flatnonzero(np.diff(places) != 1) + 1
        for end in (*ends.tolist(), len(places)):
            first, last = int(places[at]), int(places[end - 1])
            begin = first - first % self._every
            found.append((begin, last + 1 - begin, first - begin))
            at = end
        return found
