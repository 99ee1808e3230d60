"""Which kind and level another library's noise is."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from noiselab.common.errors import RequestError, UnknownNameError
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
        listed = ", ".join(f"{level:.4g}" for level in levels)
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
        name: Library and transform, such as `skimage.util.random_noise`.
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
    call = _chosen(name, version, arguments)
    pixels = pixels or call.pixels
    if pixels not in PIXELS:
        raise RequestError(f"pixels must be uint8 or float32, not {pixels!r}")
    given = Given(call, arguments, pixels)
    lowest, highest = (float(level) for level in call.find(given))
    remarks = list(given.remarks)
    for share in ("p", "prob"):
        if given.call.defaults.get(share) is not None and given[share] != 1:
            remarks.append(f"only the share {share}={given[share]:g} of images gets it")
    return Equivalent(
        str(call), call.kind, (lowest, highest), given.clip, tuple(remarks)
    )


def _chosen(name: str, version: str, arguments: dict[str, Any]) -> Call:
    """Find the call that is meant."""
    named = [call for call in CALLS if call.path == name]
    if not named:
        known = tuple(dict.fromkeys(call.path for call in CALLS))
        raise UnknownNameError("noise of another library", name, known)
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
    key = next(iter(cases[0].case))
    values = ", ".join(repr(call.case[key]) for call in cases)
    given = repr(arguments[key]) if key in arguments else "nothing"
    raise RequestError(f"{name} {wanted}: {key} must be one of {values}, not {given}")


def _with_these_names(call: Call, named: list[Call], arguments: dict) -> Call:
    """Give the call; say so if another version has these parameters, and it has not."""
    unknown = [name for name in arguments if name not in call.names]
    for other in named:
        if unknown and other.version != call.version and {*arguments} <= {*other.names}:
            raise RequestError(
                f"{call}: {unknown[0]} is a parameter of {other.version}; give "
                f'version="{other.version}", or some of {", ".join(call.names)}'
            )
    return call


def _as_numbers(version: str) -> list[int]:
    return [int(part) if part.isdecimal() else 0 for part in version.split(".")]
