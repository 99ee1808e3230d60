"""What classes are called in figures, where there is little room for names."""

from collections.abc import Sequence

import numpy as np

from noiselab.study import names

CUT = "\N{HORIZONTAL ELLIPSIS}"


def short(classes: Sequence[str], most: int) -> tuple[str, ...]:
    """Shorten the names of classes to so many letters.

    Args:
        classes: All names, by number.
        most: Letters that there is room for.

    Returns:
        The names, the long ones cut; none if names of several classes would then be the
        same, so that numbers have to do.
    """
    cut = tuple(one(name, most) for name in classes)
    return cut if len({*cut}) == len(cut) else ()


def one(name: str, most: int) -> str:
    """Shorten a name to so many letters; its dollars begin no formula."""
    cut = name if len(name) <= most else name[: most - 1].rstrip() + CUT
    return cut.replace("$", r"\$")


def above(
    labels: Sequence[int] | np.ndarray, classes: Sequence[str], most: int
) -> list[str]:
    """Word what stands above images of these classes, with so many letters each."""
    known = short(classes, most)
    return [names.class_name(int(label), known) for label in labels]


def listed(classes: Sequence[str]) -> str:
    """List classes with their numbers: `0 cat, 1 dog`."""
    return ", ".join(f"{number} {name}" for number, name in enumerate(classes))
