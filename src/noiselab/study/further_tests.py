"""What networks are tested on beside the noise that they are trained with."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field

from noiselab.study.listed import Levels, Name
from noiselab.study.settings import Settings

LEVELS = "levels"  # the key beside a kind's options
PATH = "path"  # the key beside how a set is read


class FurtherSet(Settings):
    """Further test images and their labels, as they are.

    Attributes:
        path: The path of a file or a folder, or the name of a data set.
        data: How they are read where that is not as the sweep's own data, by the keys
            of `datasets.options.Options`; None takes back what those say.
    """

    path: str
    data: dict[str, Any] = Field(default_factory=dict)

    def as_file(self) -> str | dict[str, Any]:
        """Give what a sweep file holds."""
        return {PATH: self.path, **self.data} if self.data else self.path


class FurtherTests(Settings):
    """Further conditions under which all networks of a sweep are tested.

    Attributes:
        noise: Levels by noise kind, or by a name of the sweep's own, as in
            `Sweep.noise`; none that are there.
        sets: Further test sets by name.
    """

    noise: dict[Name, Levels] = Field(default_factory=dict)
    sets: dict[Name, FurtherSet] = Field(default_factory=dict)

    def as_file(self, options: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """Give what a sweep file holds.

        Args:
            options: `Sweep.noise_options`.
        """
        return {
            "noise": with_options(self.noise, options),
            "sets": {name: given.as_file() for name, given in self.sets.items()},
        }


def with_options(
    noise: Mapping[str, Sequence[float]], options: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Put the options of kinds beside their levels, as a sweep file has them."""
    return {
        kind: {**options[kind], LEVELS: list(levels)}
        if kind in options
        else list(levels)
        for kind, levels in noise.items()
    }


def problem(
    further: Mapping[str, tuple[float, ...]],
    options: Mapping[str, Mapping[str, Any]],
    noise: Mapping[str, tuple[float, ...]],
    own: Mapping[str, Mapping[str, Any]],
) -> tuple[str, str]:
    """Say what keeps networks from being tested so.

    Args:
        further: Levels by kind, of the tests.
        options: Options of these kinds, where any are said.
        noise: Levels by kind that the sweep has.
        own: The options of those.

    Returns:
        The name of the kind, and the problem; two empty texts if there is none.
    """
    for kind, levels in further.items():
        if kind not in noise:
            continue
        if kind in options and options[kind] != own.get(kind, {}):
            return kind, (
                "has other options than under noise; give it a name of its own: "
                f"{kind}2: {{kind: {own.get(kind, {}).get('kind', kind)}, ...}}"
            )
        for level in levels:
            if level in noise[kind]:
                return kind, (
                    f"has the level {level:g}, which the sweep has: every network is "
                    "tested there already; leave it out"
                )
    return "", ""
