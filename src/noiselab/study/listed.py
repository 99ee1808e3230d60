"""Lists in a sweep: nothing stands there twice, and formats are known ones."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from noiselab.common.words import nearest, shown

FORMATS = ("svg", "pdf", "csv", "tex")  # of figures, then of tables


def once(items: tuple) -> tuple:
    """Refuse a list that has an item twice; raise `ValueError`."""
    seen = set()
    for item in items:
        if item in seen:
            raise ValueError(f"lists {item} twice")
        seen.add(item)
    return items


def known_formats(value: Any) -> tuple[str, ...]:
    """Check the formats of files to take away: a list, one, or none."""
    listed = value if isinstance(value, list | tuple) else [value]
    for name in () if value is None else listed:
        if not isinstance(name, str) or name not in FORMATS:
            raise ValueError(
                f"has no format {shown(name)}{nearest(name, FORMATS)}; available: "
                f"{', '.join(FORMATS)}"
            )
    return () if value is None else once(tuple(listed))


# a part of a point's id, and so of a folder's name
NAME = r"^[a-z][a-z0-9_]{0,39}$"
Name = Annotated[str, Field(pattern=NAME)]
_Level = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Levels = Annotated[
    tuple[_Level, ...], Field(strict=False, min_length=1), AfterValidator(once)
]
