"""How training went, epoch by epoch: of every epoch that ran, and of no other."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from noiselab.common.errors import PointError
from noiselab.common.schema import HISTORY
from noiselab.experiment.models.model import is_trained

# what is recorded instead of Keras's own losses, where it is reported; see `log_loss`
INSTEAD = {"loss": "log_loss", "val_loss": "val_log_loss"}
OF_TRAINING = ("loss", "accuracy")  # known of every epoch; the others may be left out

Figures = dict[str, Any]  # a number under each of HISTORY, or None
_noted: WeakKeyDictionary[Any, list[Figures]] = WeakKeyDictionary()  # by network
_kept: WeakKeyDictionary[Any, int] = WeakKeyDictionary()  # the epoch, likewise


def note(network: Any, logs: Mapping[str, Any]) -> Figures:
    """Take note of an epoch that a network was trained for.

    Args:
        network: The network.
        logs: What Keras reports of the epoch, by name.

    Returns:
        The epoch's figures under each of `HISTORY`; None where the network was not
        validated after this epoch.

    Raises:
        PointError: If loss or accuracy is not among them, is no number, or the accuracy
            is not a share from 0 to 1.
    """
    _check_names(logs)
    figures = {name: _figure(name, reported(logs, name)) for name in HISTORY}
    _noted.setdefault(network, []).append(figures)
    return figures


def count(network: Any) -> int:
    """Count the epochs of a network that were noted, over all calls of `fit`."""
    return len(_noted.get(network, ()))


def keep(network: Any, epoch: int) -> None:
    """Take note that a network has the weights of an epoch again.

    Args:
        network: The network.
        epoch: The number of the epoch, from 1, over all calls of `fit`.
    """
    _kept[network] = epoch


def kept(network: Any) -> int | None:
    """Give the epoch, from 1, that was chosen to be kept; None if none was."""
    return _kept.get(network)


def last(network: Any, history: Mapping[str, Sequence[Any]]) -> int:
    """Give the place in a history of the epoch whose weights a network has.

    Args:
        network: The trained network.
        history: Figures by name, a number for each epoch.

    Returns:
        The place, from 0: of the epoch that was kept, else of the last one.
    """
    chosen, count = kept(network), len(history["loss"])
    return count - 1 if chosen is None else min(chosen, count) - 1


def final(network: Any, history: Mapping[str, Sequence[Any]]) -> tuple[float, float]:
    """Give the training loss and accuracy of the epoch whose weights a network has.

    Both are NaN for a network that was trained already.
    """
    if not history["loss"]:
        return math.nan, math.nan
    place = last(network, history)
    return history["loss"][place], history["accuracy"][place]


def complete(history: dict[str, list], epochs: int, network: Any) -> None:
    """Make what `fit` returns the figures that were noted, in place.

    Keras leaves out the epochs after which a network is not validated, so that its
    lists differ in length: such epochs get None. Losses are those by `log_loss`.

    Args:
        history: Figures by name, as `fit` returns them.
        epochs: Number of epochs of this call of `fit`, which were noted.
        network: The network.
    """
    noted = _noted.get(network, [])
    for name in HISTORY:
        is_other = name not in history or len(history[name]) != epochs
        if is_other or INSTEAD.get(name) in history:
            history[name] = _listed(noted[len(noted) - epochs :], name)


def of(network: Any, history: Mapping[str, Sequence[Any]]) -> dict[str, list]:
    """Give a network's whole history: of all calls of `fit`, as far as they were noted.

    Args:
        network: The trained network.
        history: Figures by name, as `fit` returned them.

    Returns:
        A list under each of `HISTORY`, all of one length: the longer history of the one
        noted and the one given. None stands for an epoch without validation.

    Raises:
        PointError: If no epoch ran, if the lists given differ in length so that nobody
            knows which epochs they are of, or if one holds what `note` refuses.
    """
    noted = _noted.get(network, [])
    if noted and len(noted) >= len(history.get("loss", ())):
        return {name: _listed(noted, name) for name in HISTORY}
    _check_names(history)
    epochs = len(history["loss"])
    if not epochs and is_trained(network):
        return {name: [] for name in HISTORY}
    if not epochs:
        raise PointError("the network was trained for no epoch")
    lists = {
        name: [_figure(name, value) for value in values]
        for name, values in in_log_loss(history).items()
    }
    for name, values in lists.items():
        if len(values) != epochs:
            raise PointError(
                f"history: {epochs} values of loss, but {len(values)} of {name}; give "
                "fit callbacks=[epoch_lines(epochs)], so that it is known which epochs "
                "they are of"
            )
    return lists


def in_log_loss(history: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Give what `fit` returned, its losses by `log_loss` where that was a metric.

    Args:
        history: Figures by name; a name that is not there has None for each epoch.
    """
    none = [None] * len(history["loss"])
    lists = {name: history.get(name, none) for name in HISTORY}
    for name, better in INSTEAD.items():
        if better in history and len(history[better]) == len(lists[name]):
            pairs = zip(lists[name], history[better], strict=True)
            lists[name] = [reported({name: a, better: b}, name) for a, b in pairs]
    return lists


def reported(logs: Mapping[str, Any], name: str) -> Any:
    """Give a figure that Keras reports: of the losses, `log_loss` if it is there.

    A loss that Keras finds to be no number stays one.
    """
    own, better = logs.get(name), logs.get(INSTEAD.get(name, ""))
    return better if better is not None and _is_finite(own) else own


def _is_finite(value: Any) -> bool:
    try:
        return math.isfinite(value)
    except TypeError:
        return False


def _listed(noted: Iterable[Figures], name: str) -> list:
    return [figures[name] for figures in noted]


def _check_names(reported: Iterable[str]) -> None:
    for name in OF_TRAINING:
        if name not in reported:
            raise PointError(
                f"training reports {', '.join(reported) or 'nothing'}, but no {name}; "
                'compile the network with "accuracy" among its metrics'
            )


def _figure(name: str, value: Any) -> float | None:
    if value is None and name not in OF_TRAINING:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise PointError(f"training reports {name} {value!r}, no number") from None
    if name.endswith("accuracy") and (number < 0 or number > 1):  # NaN is neither
        raise PointError(
            f"training reports {name} {number:g}; it is a share from 0 to 1"
        )
    return number
