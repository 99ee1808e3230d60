"""What chooses the weights that are kept: the keys `validation` and `stop`."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from noiselab.common.words import counted, nearest, shown
from noiselab.experiment.early_stopping import MEASURES, USUAL
from noiselab.study.settings import Settings

KEYS = ("validation", "patience", "measure")  # of the `selection_options` of a point
Validation = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
WORDS = {"val_loss": "lowest loss", "val_accuracy": "highest accuracy"}


class Stop(Settings):
    """When a training ends before its last epoch; its best epoch is kept.

    Attributes:
        patience: After how many epochs without a better one.
        measure: What is compared, on the held-out images: `val_loss` or `val_accuracy`.
    """

    patience: int = Field(ge=1, le=100_000)
    measure: Literal["val_loss", "val_accuracy"] = "val_loss"


def options(validation: float, stop: Stop | None) -> dict[str, Any]:
    """Give the `selection_options` of a point: nothing where nothing is held out."""
    if not validation:
        return {}
    return {"validation": float(validation)} | (stop.model_dump() if stop else {})


def problem(
    validation: float, stop: Stop | None, after_epochs: int | None
) -> tuple[str, str]:
    """Say what keeps these keys of a sweep from going together: a key, and what.

    Args:
        validation: The share that is held out.
        stop: When a training ends.
        after_epochs: `report.after_epochs`.

    Returns:
        The key and the problem; two empty texts if there is none.
    """
    if stop and not validation:
        return "stop", (
            "needs images to choose by, and test images choose nothing: hold training "
            "images out with validation: 0.1, or leave stop out"
        )
    if validation and after_epochs:
        return "report.after_epochs", (
            "needs test figures of that epoch, but with validation only held-out "
            "images are looked at after each epoch; leave one of both out"
        )
    return "", ""


def problem_of_options(given: Mapping[str, Any]) -> tuple[str, str]:
    """Say what is wrong with the `selection_options` of a notebook: key and problem."""
    for key, value in given.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if key not in KEYS:
            close = nearest(key, KEYS) or f"; available: {', '.join(KEYS)}"
            return str(key), f"is none of these options{close}"
        if key == "validation" and not (is_number and 0 < value < 1):
            return key, f"must be a share above 0 and below 1, not {shown(value)}"
        if key == "patience" and not (
            is_number and isinstance(value, int) and value >= 1
        ):
            return key, f"must be a whole number, 1 or more, not {shown(value)}"
        if key == "measure" and value not in MEASURES:
            known = " or ".join(MEASURES)
            return key, f"must be {known}, not {shown(value)}{nearest(value, MEASURES)}"
    if "patience" in given and "validation" not in given:
        return "patience", 'needs held-out images: add "validation": 0.1'
    if "measure" in given and "patience" not in given:
        return "measure", 'chooses nothing by itself: add "patience": 3'
    return "", ""


def words(given: Mapping[str, Any]) -> str:
    """Say what `selection_options` choose, as a table of settings does."""
    if not given:
        return "nothing: every epoch runs, and the last one is kept"
    share = f"{100 * given['validation']:g} % of the training images are held out"
    if "patience" not in given:
        return f"nothing: {share}, and the last epoch is kept"
    best = WORDS[given.get("measure", USUAL)]
    epochs = counted(given["patience"], "epoch")
    return f"{share}; the epoch of their {best} is kept, {epochs} of patience"
