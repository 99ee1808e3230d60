"""Which kind and level another library's noise is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from noiselab.common.errors import LevelError, RequestError, UnknownNameError
from noiselab.experiment.noise import KINDS
from noiselab.study.elsewhere import (
    albumentations,
    corruptions,
    imgaug,
    programs,
    scikit_image,
    tensors,
)
from noiselab.study.elsewhere.call import CALLS, PIXELS, Call, Given, Levels

# each enters its calls as it is loaded
GROUPS = (scikit_image, albumentations, imgaug, corruptions, tensors, programs)
SHARES = ("p", "prob")  # what libraries call the share of images that get the noise
# What users import some libraries as.
ALIASES = {"A": "albumentations", "iaa": "imgaug", "tf": "keras", "tensorflow": "keras"}


@dataclass(frozen=True)
class Equivalent:
    """Noise of another library in noiselab's terms.

    Attributes:
        call: What was asked for: library, transform and version.
        kind: noiselab's kind.
        levels: The lowest and the highest level. They differ if the library draws a
            level of its own for each image, each as probable as the others unless a
            remark says how else.
        clip: Whether the library cuts off what lies beyond black and white, which is
            the key `clip` of a sweep.
        remarks: In what else the two differ.
    """

    call: str
    kind: str
    levels: Levels
    clip: bool
    remarks: tuple[str, ...] = ()

    @property
    def level(self) -> float:
        """The level.

        Raises:
            RequestError: If the library draws one anew for each image.
        """
        lowest, highest = self.levels
        if lowest != highest:
            raise RequestError(
                f"{self.call}: the level is drawn from {lowest:g} to {highest:g} for "
                "each image; take `levels`, or `sweep()`, which has levels in between"
            )
        return lowest

    def sweep(self, count: int = 5) -> str:
        """Write the keys of a sweep that runs this noise.

        Args:
            count: How many levels, from the lowest to the highest, 2 or more; there is
                one if the library has one.
        """
        levels = np.unique(np.linspace(*self.levels, max(count, 2)))
        listed = ", ".join(dict.fromkeys(f"{level:.4g}" for level in levels))
        return f"noise: {{{self.kind}: [{listed}]}}\nclip: {str(self.clip).lower()}"

    def __str__(self) -> str:
        lowest, highest = (f"{level:.4g}" for level in self.levels)
        words = f"{self.kind}, level {lowest}"
        if lowest != highest:
            words = f"{self.kind}, a level from {lowest} to {highest} for each image"
        cut = "clipped to 0..1" if self.clip else "not clipped"
        return "; ".join((f"{self.call}: {words}, {cut}", *self.remarks))


def equivalent(
    name: str, *, version: str = "", pixels: str = "", **arguments: Any
) -> Equivalent:
    """Say which kind and level another library's noise is.

        noise.equivalent("albumentations.GaussNoise", std_range=(0.1, 0.1))

    The figures behind this are in docs/elsewhere.md; nothing is imported of the
    library, and nothing is drawn.

    Args:
        name: Library and transform, such as `skimage.util.random_noise`; modules in
            between make no difference.
        version: The library's version, if several were measured; the newest by default.
        pixels: Type of its images, `uint8` (0..255) or `float32` (0..1), which decides
            the unit in some libraries; what its users mostly have by default.
        arguments: Its parameters by name; those left out have the library's defaults.

    Returns:
        The kind, the levels, and in what else the two differ.

    Raises:
        UnknownNameError: If the transform was not measured.
        RequestError: If no kind and level is equal, with the reason.
    """
    arguments = {key: _plain(value) for key, value in arguments.items()}
    call = _chosen(name, version, arguments)
    pixels = pixels or call.pixels
    if pixels not in PIXELS:
        raise RequestError(f"pixels must be uint8 or float32, not {pixels!r}")
    given = Given(call, arguments, pixels)
    lowest, highest = (_checked(given, level) for level in call.find(given))
    remarks = list(given.remarks)
    for share in SHARES:
        if share in call.defaults and (of_images := given.number(share, 1)) < 1:
            remarks.append(f"only the share {share}={of_images:g} of images gets it")
    return Equivalent(
        str(call), call.kind, (lowest, highest), given.clip, tuple(remarks)
    )


def _plain(value: Any) -> Any:
    """Give numbers and arrays of NumPy and its like as Python has them."""
    return value.tolist() if hasattr(value, "tolist") else value


def _checked(given: Given, level: float) -> float:
    """Give a level that its kind takes."""
    kind = KINDS[given.call.kind]
    try:
        return kind.check(level)
    except LevelError:
        given.refuse(
            f"its level would be {level:g}, but {kind.name} takes {kind.expected}"
        )


def _named(name: object) -> list[Call]:
    """Find the calls of a name, also as users of the library import it."""
    if found := [call for call in CALLS if call.path == name]:
        return found
    parts = str(name).split(".")
    library = ALIASES.get(parts[0], parts[0])
    of_library = [call for call in CALLS if call.library == library]
    if found := [c for c in of_library if c.path.split(".")[-1] == parts[-1]]:
        return found
    last = f".{parts[-1]}".lower()
    near = [call for call in CALLS if call.path.lower().endswith(last)]
    known = dict.fromkeys(call.path for call in near or of_library or CALLS)
    raise UnknownNameError("noise of another library", name, tuple(known))


def _chosen(name: str, version: str, arguments: dict[str, Any]) -> Call:
    """Find the call that is meant."""
    named = _named(name)
    versions = sorted({call.version for call in named}, key=_as_numbers)
    wanted = version or versions[-1]
    cases = [call for call in named if call.version == wanted]
    if not cases:
        raise RequestError(
            f"{name}: version {version} was not measured; there is "
            f"{' and '.join(versions)}"
        )
    for call in cases:
        if call.fits(arguments):
            return _with_these_names(call, named, arguments)
    for key in cases[0].case:  # the first that is wrong
        values = [call.case[key] for call in cases]
        if key not in arguments or arguments[key] not in values:
            break
    given = repr(arguments[key]) if key in arguments else "nothing"
    known = [repr(value) for value in dict.fromkeys(values)]
    words = f"one of {', '.join(known)}" if len(known) > 1 else known[0]
    raise RequestError(f"{name} {wanted}: {key} must be {words}, not {given}")


def _with_these_names(call: Call, named: list[Call], arguments: dict) -> Call:
    """Give the call; say so if another version has these parameters, and it has not."""
    unknown = [name for name in arguments if name not in call.names and call.kind]
    for other in named:
        if unknown and other.version != call.version and {*arguments} <= {*other.names}:
            raise RequestError(
                f"{call}: {unknown[0]} is a parameter of {other.version}; give "
                f'version="{other.version}", or some of {", ".join(call.names)}'
            )
    return call


def _as_numbers(version: str) -> list[int]:
    return [int(part) if part.isdecimal() else 0 for part in version.split(".")]
