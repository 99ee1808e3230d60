"""What of a network's history counts: the epochs until its training diverged."""

from noiselab.common.schema import HISTORY
from noiselab.store.result import Result

# Share of the images, and at least one, that the same weights may answer otherwise when
# they are asked in another way.
ROUNDING = 0.001


def diverged_in(result: Result) -> int | None:
    """Say in which epoch, from 1 up, a figure of a network that diverged was no number.

    It is None where all are: such a network only shows in what it answers in the end.
    """
    if not result.diverged:
        return None
    loss, accuracy, val_loss, val_accuracy = (result.history[name] for name in HISTORY)
    for epoch, trained in enumerate(zip(loss, accuracy, strict=True), 1):
        validated = val_loss[epoch - 1], val_accuracy[epoch - 1]
        # where the network was not validated, both are missing
        if None in trained or validated.count(None) == 1:
            return epoch
    return None


def curve(result: Result, name: str) -> list[float | None]:
    """Give a done result's history of one name, None where there is nothing to show.

    That is where a network was not validated, and from where its training diverged: a
    network whose weights are no numbers names a class as well, but learnt none.
    """
    values, epoch = result.history[name], diverged_in(result)
    if epoch is None:
        return values
    return [*values[: epoch - 1], *[None] * (len(values) - epoch + 1)]


def has_other_weights(result: Result) -> bool:
    """Say whether a done network was validated after its last epoch as another one.

    Where it was validated on held-out images, or never, nobody knows.
    """
    if result.held_out or not result.epochs_run:
        return False
    last, count = result.history.val_accuracy[-1], result.count or 0
    if last is None or result.right is None:
        return False
    return abs(last * count - result.right) > max(1.5, ROUNDING * count)
