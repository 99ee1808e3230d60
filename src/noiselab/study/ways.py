"""The ways in which a sweep trains with noise: the key `train`, and their names.

A way says how training images get noise; test images always have the point's own.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from noiselab.common.words import nearest, shown

DRAWS, SPREADS, KINDS = ("fixed", "fresh"), ("exact", "up_to"), ("own", "mixed")
AXES = ("draw", "share", "spread", "kinds")


@dataclass(frozen=True)
class Way:
    """One way in which networks are trained with noise.

    Attributes:
        draw: `fixed`, or `fresh`: drawn anew in each epoch.
        share: Share of the training images that get noise.
        spread: `exact`, or `up_to`: each image has a level up to the point's.
        kinds: `own`, or `mixed`: each image has one of the sweep's kinds.
    """

    draw: str = "fixed"
    share: float = 1.0
    spread: str = "exact"
    kinds: str = "own"

    @classmethod
    def of_options(cls, options: Mapping[str, Any]) -> "Way":
        """Give the way that the `train_options` of a point say."""
        said = {axis: options[axis] for axis in AXES[:3] if axis in options}
        return cls(**said, kinds="mixed" if options.get("mixed") else "own")

    def options(self, mixed: Mapping[str, float]) -> dict[str, Any]:
        """Give the `train_options` of a point: what is not as usual.

        Args:
            mixed: Levels by kind, if images get one of several.
        """
        said = {axis: getattr(self, axis) for axis in AXES[:3]}
        of_way = {a: v for a, v in said.items() if v != getattr(USUAL, a)}
        return of_way | ({"mixed": dict(mixed)} if self.kinds == "mixed" else {})

    @property
    def suffix(self) -> str:
        """What it adds to the id of a point: the parts that are not the usual ones."""
        parts = {
            "fresh": self.draw == "fresh",
            f"share{self.share!r}": self.share != 1,
            "upto": self.spread == "up_to",
            "mixed": self.kinds == "mixed",
        }
        return "".join(f"--{part}" for part, is_said in parts.items() if is_said)

    def words(self, axes: Iterable[str] = ()) -> str:
        """Say in what it is not the usual way, such as `fresh noise`.

        Args:
            axes: What is said even where it is as usual.
        """
        said = {axis for axis in AXES if getattr(self, axis) != getattr(USUAL, axis)}
        said |= {*axes}
        words = {
            "draw": f"{self.draw} noise",
            "share": "all noisy"
            if self.share == 1
            else f"{100 * self.share:g} % noisy",
            "spread": "levels up to" if self.spread == "up_to" else "one level",
            "kinds": f"{self.kinds} kind{'s' if self.kinds == 'mixed' else ''}",
        }
        return ", ".join(words[axis] for axis in AXES if axis in said)


USUAL = Way()


def _listed(value: Any) -> list:
    listed = [*value] if isinstance(value, list | tuple) else [value]
    if not listed:
        raise ValueError("must have at least one value, not []")
    return listed


def _once(values: Sequence[Any]) -> tuple:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise ValueError(f"lists {value} twice")
    return tuple(values)


def _words_of(known: Sequence[str]) -> Callable[[Any], tuple[str, ...]]:
    """Make what checks words, of which there may be one or several."""

    def check(value: Any) -> tuple[str, ...]:
        for word in (listed := _listed(value)):
            if not isinstance(word, str) or word not in known:
                raise ValueError(
                    f"must be {' or '.join(known)}, not {shown(word)}"
                    f"{nearest(word, known)}"
                )
        return _once(listed)

    return check


def _shares(value: Any) -> tuple[float, ...]:
    for share in (listed := _listed(value)):
        if isinstance(share, bool) or not isinstance(share, int | float):
            raise ValueError(f"must be a share from 0 to 1, not {shown(share)}")
        if not 0 <= share <= 1:
            raise ValueError(f"must be from 0 to 1, not {shown(share)}")
    return _once([float(share) + 0.0 for share in listed])  # no -0.0


_CHECKS: Mapping[str, Callable[[Any], tuple]] = {
    "draw": _words_of(DRAWS),
    "share": _shares,
    "spread": _words_of(SPREADS),
    "kinds": _words_of(KINDS),
}
_Words = tuple[str, ...]


class Train(BaseModel):
    """How training images get noise; several values of a key are an axis of the grid.

    Attributes:
        draw: `fixed`, the same noise in all epochs, or `fresh`, other noise in each.
        share: Share of the training images that get noise; those of a smaller share are
            among those of a larger one.
        spread: `exact`, all at the level, or `up_to`, each at a level of its own
            between 0 and that.
        kinds: `own`, the point's kind of noise, or `mixed`, on each image one of the
            sweep's kinds, at the level that has the same place among its kind's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    draw: Annotated[_Words, BeforeValidator(_CHECKS["draw"])] = ("fixed",)
    share: Annotated[tuple[float, ...], BeforeValidator(_shares)] = (1.0,)
    spread: Annotated[_Words, BeforeValidator(_CHECKS["spread"])] = ("exact",)
    kinds: Annotated[_Words, BeforeValidator(_CHECKS["kinds"])] = ("own",)

    def ways(self) -> list[Way]:
        """List the ways, the last axis changing fastest."""
        return [Way(*values) for values in product(*self._values())]

    def axes(self) -> list[str]:
        """Name the axes that have several values."""
        pairs = zip(AXES, self._values(), strict=True)
        return [axis for axis, values in pairs if len(values) > 1]

    def _values(self) -> list[tuple]:
        return [getattr(self, axis) for axis in AXES]

    def as_file(self) -> dict[str, Any]:
        """Give what a sweep file holds: lists only where there are several values."""
        return {
            axis: list(values) if len(values) > 1 else values[0]
            for axis, values in zip(AXES, self._values(), strict=True)
        }


def problem(
    train: Train,
    noise: dict[str, tuple[float, ...]],
    with_options: Collection[str] = (),
) -> tuple[str, str]:
    """Say what keeps a sweep's kinds and levels from being trained with so.

    Args:
        train: The ways.
        noise: Levels by kind.
        with_options: The kinds that have options, or are another kind's.

    Returns:
        The key and the problem; two empty texts if there is none.
    """
    above = {kind: [level for level in noise[kind] if level] for kind in noise}
    noisy = [(kind, levels[0]) for kind, levels in above.items() if levels]
    if 0 in train.share and noisy:
        kind, level = noisy[0]
        return "train.share", (
            f"is 0, so no image would get noise at level {level:g} of {kind}; leave it "
            "out, and add the level 0 for training without noise"
        )
    if "mixed" not in train.kinds:
        return "", ""
    if len(noise) < 2:
        return "train.kinds", (
            f"is mixed, but {next(iter(noise))} is the sweep's only kind of noise; "
            "name another under noise"
        )
    if own := [kind for kind in noise if kind in with_options]:
        return "train.kinds", (
            f"is mixed, which takes each kind as it is, but {own[0]} has options; "
            "leave them out, or train with own kinds"
        )
    counts = {kind: len(levels) for kind, levels in above.items()}
    (first, count), *others = counts.items()
    for kind, other in others:
        if other != count:
            return "train.kinds", (
                "is mixed, which takes from each kind the level at the same place, but "
                f"{first} has {count} above 0 and {kind} {other}; give each as many"
            )
    return "", ""


def problem_of_options(options: Mapping[str, Any]) -> tuple[str, str]:
    """Say what is wrong with the `train_options` of a notebook: key and problem.

    Args:
        options: What they say, as it is handed to `noisy_training_images`.
    """
    known = (*AXES[:3], "mixed")
    for key, value in options.items():
        if key not in known:
            close = nearest(key, known) or f"; available: {', '.join(known)}"
            return str(key), f"is none of these options{close}"
        if key == "mixed" and not isinstance(value, Mapping):
            return key, f'must be levels by kind, {{"gaussian": 0.2}}, not {value!r}'
        if isinstance(value, list | tuple) or value == 0:
            return key, f"must be one value, more than 0, not {shown(value)}"
        if key != "mixed":
            try:
                _CHECKS[key](value)
            except ValueError as error:
                return key, str(error)
    return "", ""


def mixed(
    noise: dict[str, tuple[float, ...]], kind: str, level: float
) -> dict[str, float]:
    """Give the levels of all kinds that have the same place as one level of its kind.

    Args:
        noise: Levels by kind.
        kind: The kind.
        level: The level, above 0.
    """
    above = {name: sorted(each for each in noise[name] if each) for name in noise}
    place = above[kind].index(level)
    return {name: levels[place] for name, levels in above.items()}
