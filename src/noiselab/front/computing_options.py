"""The options that say where and how points run."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """Add where and how points run."""
    option = parser.add_argument
    option(
        "--jobs",
        type=_number,
        default="auto",
        metavar="N|auto",
        help="number of points that run side by side (default: auto, as many as cores "
        "and memory allow)",
    )
    option(
        "--threads",
        type=_number,
        metavar="N",
        help="processor threads for each point (default: cores / jobs)",
    )
    option(
        "--timeout",
        type=_number,
        metavar="SECONDS",
        help="stop any point that takes longer from its first cell on, without time "
        "asleep; it has failed",
    )
    option(
        "--scheduler",
        metavar="ADDRESS",
        help="run points on a Dask cluster, given by its address, such as "
        "tcp://host:8786, or by its scheduler file",
    )
    add_part(parser)
    add_cold(parser)


def add_part(parser: argparse.ArgumentParser) -> None:
    """Add which part of the points is run."""
    add = parser.add_mutually_exclusive_group().add_argument
    add(
        "--part",
        metavar="K/N",
        help="run only the points of part K of N, beside runs of other parts in the "
        "same folder; a run without it makes cross tests and report afterwards",
    )
    add(
        "--array",
        action="store_const",
        dest="part",
        const="array",
        help="the same, with K and N from the job array of SLURM that this runs in",
    )


def add_cold(parser: argparse.ArgumentParser) -> None:
    """Add whether kernels are forked."""
    parser.add_argument(
        "--cold",
        action="store_true",
        help="start every kernel anew instead of forking it; slower, same results",
    )


def _number(text: str) -> int | float | str:
    """Read a number; other text stays as it is, and `RunOptions` refuses it."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
