"""How fast the exploration notebook responds when its slider is moved.

Moves the slider of `noiselab.front.explore.noise_player` over its range, as a hand would, and times
each move: the noise, the picture, the histogram and the ratio. Prints the median and the slowest
move of each kind of noise, for each dataset that is on this machine.

    python benchmarks/explore.py [--moves 20] [--data-dir DIR]
"""

import argparse
import statistics
import time

import numpy as np

from noiselab.experiment import noise
from noiselab.front.explore import NoisePlayer


def moves(player: NoisePlayer, kind: str, count: int) -> list[float]:
    """Time each move, in milliseconds."""
    player.kind.value = kind
    times = []
    for level in np.linspace(player.level.max, 0, count):
        started = time.perf_counter()
        player.level.value = float(level)
        times.append(1000 * (time.perf_counter() - started))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=20)
    parser.add_argument("--data-dir", default="")
    options = parser.parse_args()
    player = NoisePlayer(options.data_dir)
    print("data      noise             median, ms   slowest, ms")
    for name in player.dataset.options:
        player.dataset.value = name
        for kind in noise.KINDS:
            times = moves(player, kind, options.moves)
            print(
                f"{name:9} {kind:16} {statistics.median(times):11.0f} {max(times):13.0f}"
            )


if __name__ == "__main__":
    main()
