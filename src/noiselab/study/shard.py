"""A part of a study's points, of several that are run side by side."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from noiselab.common.errors import OptionError
from noiselab.common.words import shown

T = TypeVar("T")
ARRAY = "SLURM_ARRAY_TASK_"  # begins what SLURM tells the task of an array


@dataclass(frozen=True)
class Shard:
    """One of several parts of a study; each point belongs to exactly one of them.

    Attributes:
        number: Which part it is, from 1.
        count: How many parts there are.
    """

    number: int
    count: int

    def of(self, planned: Sequence[T]) -> list[T]:
        """Choose its share, by the places in the plan: what is done changes no share.

        Args:
            planned: All that is divided, such as a study's points in their order.
        """
        return list(planned[self.number - 1 :: self.count])

    def __str__(self) -> str:
        return f"part {self.number} of {self.count}"


def read(text: object) -> Shard:
    """Read `K/N`, such as `2/8`.

    Raises:
        OptionError: If that is no such text, or there is no such part.
    """
    match = re.fullmatch(r"\s*(\d{1,9})/(\d{1,9})\s*", str(text), re.ASCII)
    number, count = map(int, match.groups()) if match else (0, 0)
    if not 1 <= number <= count:
        raise OptionError(
            "part", f"must be K/N, such as 2/8 with K from 1 to N, not {shown(text)}"
        )
    return Shard(number, count)


def of_array(environment: Mapping[str, str] = os.environ) -> Shard:
    """Find the part of this task of a SLURM array: its place among the task ids.

    Raises:
        OptionError: If this is no task of an array, or its ids leave some out, so that
            they do not say how a study was divided.
    """
    try:
        own, count, first, last, step = (
            int(environment[ARRAY + name])
            for name in ("ID", "COUNT", "MIN", "MAX", "STEP")
        )
    except (KeyError, ValueError):
        raise OptionError(
            "array",
            f"{ARRAY}ID and the like are not set, as in a job of sbatch --array=1-8; "
            "use --part K/N elsewhere",
        ) from None
    if step < 1 or (last - first) // step + 1 != count or (own - first) % step:
        raise OptionError(
            "array",
            f"the {count} ids of this array, from {first} to {last}, leave some out; "
            f"use --part ${ARRAY}ID/N, with N as before",
        )
    return Shard((own - first) // step + 1, count)
