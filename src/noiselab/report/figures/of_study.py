"""The figures of a report, for a notebook of your own: each from a study's folder."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeVar

from matplotlib.figure import Figure

from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.common.errors import OptionError
from noiselab.common.words import nearest, shown
from noiselab.report.figures.confusion import confusion_matrices as draw_matrices
from noiselab.report.figures.curves import learning_multiples
from noiselab.report.figures.images import level_grid
from noiselab.report.figures.images import mistakes as draw_mistakes
from noiselab.report.figures.levels import level_curves
from noiselab.report.figures.show import as_a_cells_value
from noiselab.report.figures.transfer import transfer_maps
from noiselab.store import results

_Found = TypeVar("_Found")


def loss_and_accuracy(study: str | Path, noise: str | None = None) -> Figure:
    """Show loss and accuracy against the level of noise: a report's main figure.

    Args:
        study: A study's folder, such as `outputs/digits`.
        noise: The kind of noise; not needed if the study has only one.

    Returns:
        A figure with loss above and accuracy below. Dashed lines are of training, solid
        ones of validation, at the level that a network was trained at, dotted ones of
        networks trained without noise. Whiskers are 95 % confidence intervals.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise, or no result of it.
    """
    evidence, kind = _read(study, noise)
    frame = _of_kind(kind, samples.frames(evidence.results))
    return level_curves(evidence, frame, kind)


def sample_images(
    study: str | Path, noise: str | None = None, data_dir: str | Path = ""
) -> Figure:
    """Show the same test images at every level of noise, one of each class.

    Args:
        study: As for `loss_and_accuracy`.
        noise: As for `loss_and_accuracy`.
        data_dir: Where the study's data is, if not in the usual folders; only for a
            study that has not kept the images.

    Returns:
        A figure with a row for each level, beside which stands the signal-to-noise
        ratio in dB.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise, or its images cannot be shown.
    """
    evidence, kind = _read(study, noise)
    said: list[str] = []
    found = samples.sample_images(evidence, str(data_dir), said.append)
    sample = _of_kind(kind, found, said)
    named = evidence.sweep.class_names
    return level_grid(sample.images, sample.snr_db, sample.labels, named)


def learning_curves(
    study: str | Path,
    noise: str | None = None,
    measure: Literal["loss", "accuracy"] = "loss",
) -> Figure:
    """Show loss or accuracy over the epochs, in the first repeat.

    Args:
        study: As for `loss_and_accuracy`.
        noise: As for `loss_and_accuracy`.
        measure: `loss` or `accuracy`.

    Returns:
        A figure with a row for each model and a column for each level. Dashed lines are
        of training, solid ones of validation, for accuracy with its 95 % confidence
        interval.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise or measure, or no result of it.
    """
    if measure not in ("loss", "accuracy"):
        problem = f"must be loss or accuracy, not {shown(measure)}"
        raise OptionError("measure", problem)
    evidence, kind = _read(study, noise)
    done = _of_kind(kind, samples.first_repeats(evidence.results))
    return learning_multiples(evidence.sweep, done, measure)


def cross_tests(study: str | Path, noise: str | None = None) -> Figure:
    """Show networks trained at one level and tested at another, a map a model.

    Args:
        study: As for `loss_and_accuracy`.
        noise: As for `loss_and_accuracy`.

    Returns:
        A figure. The colour of a square is the accuracy of the networks trained at the
        level of its row, tested at that of its column, minus that of those trained
        without noise on the same images; without a level 0, the accuracy itself.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise.
    """
    return transfer_maps(*_read(study, noise))


def confusion_matrices(study: str | Path, noise: str | None = None) -> Figure:
    """Show which classes are taken for which, in the first repeat.

    Args:
        study: As for `loss_and_accuracy`.
        noise: As for `loss_and_accuracy`.

    Returns:
        A figure with a matrix for each model and level; its rows are true classes, its
        columns predicted ones. Of more than 50 classes, it lists those that are taken
        for one another most often.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise, or no result of it.
    """
    evidence, kind = _read(study, noise)
    done = _of_kind(kind, samples.first_repeats(evidence.results))
    return draw_matrices(evidence.sweep, done)


def mistakes(
    study: str | Path, noise: str | None = None, data_dir: str | Path = ""
) -> Figure:
    """Show the mistakes that networks were most confident of, in the first repeat.

    Args:
        study: As for `loss_and_accuracy`.
        noise: As for `loss_and_accuracy`.
        data_dir: As for `sample_images`.

    Returns:
        A figure with a row for each model at the lowest and the highest level. Above
        each image: true class → predicted class, and its probability.

    Raises:
        SweepError: If the folder holds no study.
        OptionError: If there is no such kind of noise, or no mistake to show.
    """
    evidence, kind = _read(study, noise)
    found = samples.surest_mistakes(evidence, str(data_dir))
    return draw_mistakes(evidence.sweep, _of_kind(kind, found))


def _read(study: str | Path, noise: str | None) -> tuple[Evidence, str]:
    """Read a study, and find out which kind of noise is meant."""
    if not isinstance(study, str | Path):
        problem = "must be the path of a study's folder, such as outputs/digits"
        raise OptionError("study", f"{problem}, not {type(study).__name__}")
    as_a_cells_value()
    evidence = Evidence(*results.read_sweep(study), study)
    kinds = [*evidence.sweep.noise]
    if noise is None and len(kinds) == 1:
        return evidence, kinds[0]
    if noise not in kinds:
        problem = "must be given" if noise is None else f"is not {shown(noise)}"
        close = nearest(noise, kinds) or f"; the study has {', '.join(kinds)}"
        raise OptionError("noise", f"{problem}{close}")
    return evidence, noise


def _of_kind(
    kind: str, found: Iterable[tuple[str, _Found]], said: Iterable[str] = ()
) -> _Found:
    """Give what was found of a kind of noise."""
    by_kind = dict(found)
    if kind not in by_kind:
        reasons = " ".join(said) or f"this study has nothing to show of {kind} yet"
        raise OptionError("noise", reasons)
    return by_kind[kind]
