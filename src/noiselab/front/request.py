"""A checked request, and the status of its points; nothing is written here."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common.errors import OUT, DataError, OptionError, OutputError, SweepError
from noiselab.front import against_data
from noiselab.front.run_options import RunOptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from noiselab.common.folders import SweepFolder
    from noiselab.engine.further_images import Place
    from noiselab.experiment.datasets import Dataset, Summary
    from noiselab.store.durations import Estimate
    from noiselab.store.kept import Kept
    from noiselab.store.planned import Planned
    from noiselab.study.checked_sweep import CheckedSweep
    from noiselab.study.condition import Condition


@dataclass(frozen=True)
class Request:
    """What was asked for, checked, and the points as they stood then.

    Attributes:
        options: How the sweep is to be run.
        sweep: The sweep.
        folder: The folder of its results.
        data_file: The file of its dataset; None if it comes with scikit-learn.
        dataset: A summary of its dataset; None if that is not here, and not needed.
        template: The notebook of its points; for a run, a copy that nobody edits.
        planned: Its points, and the status of each.
        to_run: The points to run.
        plugins: For a run, `plugin_files.digests` of its own files as they were then.
        sets: Where each of its further test sets was found; none for a report.
    """

    options: RunOptions
    sweep: "CheckedSweep"
    folder: "SweepFolder"
    data_file: Path | None
    dataset: "Summary | None"
    template: Path
    planned: "list[Planned]"
    to_run: "list[Planned]"
    plugins: "dict[str, str]" = field(default_factory=dict)
    sets: "dict[str, Place]" = field(default_factory=dict)

    def as_it_stands(self) -> "Request":
        """Find the status of its points anew.

        What another run finished since it was checked counts, once that has ended: only
        what is found while no other run uses the folder may be run, replaced or told.

        Raises:
            RequestError: If it cannot be carried out as its folder is now.
        """
        from noiselab.store import dropped_networks, standing
        from noiselab.study import plugin_files, record

        mode, again, sweep = self.options.mode, self.options.again, self.sweep
        if mode == "report_only":
            sweep = record.as_stored(sweep, self.folder)
        own: dict[str, str] = {}
        if mode == "run":  # first, so that a later change cannot stay unseen
            own = plugin_files.digests(plugin_files.of_study(sweep.plugins))
        digest = self.dataset.digest if self.dataset else None
        planned = standing.make(sweep, self.folder, digest, self.template)
        to_run: list[Planned] = []
        if mode in ("run", "dry_run"):
            needed: list[Planned] = []
            if again == "dropped":
                digests = self.digests()
                needed = dropped_networks.needed(sweep, self.folder, planned, digests)
            to_run = standing.choose(planned, again, {x.point.id for x in needed})
            if self.options.part:
                share = {item.point.id for item in self.options.part.of(planned)}
                to_run = [item for item in to_run if item.point.id in share]
        if mode == "report_only":
            standing.check_for_report(planned, again)
            _check_any_result(self.folder)
        return replace(self, sweep=sweep, planned=planned, to_run=to_run, plugins=own)

    def used_as_they_are(self) -> "dict[str, Kept]":
        """Give the finished points that differ and do not run, by id."""
        from noiselab.store import kept, standing

        noted = kept.read(self.folder)
        again = self.options.again
        return standing.used_as_they_are(self.planned, self.to_run, again, noted)

    def untested(self) -> "dict[str, list[Condition]]":
        """Say which of its networks are to be tested under which conditions yet."""
        from noiselab.store import kept, standing, untested

        return untested.unfinished_transfers(
            self.sweep,
            self.folder,
            standing.again(self.planned, self.folder),
            kept.read(self.folder),
            self.digests(),
        )

    def digests(self) -> dict[str, str]:
        """Give the digests of its further test sets, as they are now."""
        return {name: place.digest for name, place in self.sets.items()}

    def running(self) -> set[str]:
        """Give the ids of the points that another process runs on this machine now."""
        from noiselab.store import folder_lock

        ids = (item.point.id for item in self.planned)
        begun = {
            point_id for point_id in ids if self.folder.running(point_id).path.is_dir()
        }
        return begun if begun and folder_lock.is_held(self.folder) else set()

    def estimate(self) -> "Estimate":
        """Learn from its finished points how long the others take."""
        from noiselab.store.durations import Estimate

        assert self.dataset  # only a report does without
        return Estimate(
            (item.result for item in self.planned), self.dataset.image_shape
        )


def check(options: RunOptions, sweep: "CheckedSweep") -> Request:
    """Check a request, and find the status of its points; writes nothing.

    Args:
        options: How the sweep is to be run.
        sweep: The sweep; its data may be beside the file that it was loaded from.

    Raises:
        RequestError: If it cannot be carried out; the message says why.
    """
    from noiselab.common import folders, temporary
    from noiselab.common.folders import SweepFolder
    from noiselab.front import reading_progress
    from noiselab.report.export import EXPORTERS
    from noiselab.store import template_file

    mode, sweep = options.mode, sweep.resolved()
    if mode != "status":
        for name in options.exports:
            EXPORTERS.find(name).check()
    folder = SweepFolder((options.out or folders.OUTPUTS).absolute() / sweep.name)
    file, dataset, clean = None, None, None
    sets: dict[str, Place] = {}
    try:
        with reading_progress.shown(options.loudness) as report:
            file, dataset = _load_data(sweep, options.data_dir, mode == "run", report)
        sweep = sweep.with_class_names(dataset.class_names)
        if mode != "report_only":
            _check_sizes(sweep, dataset)
            clean = _clean(sweep, file)
            sets = _find_sets(sweep, clean, options, mode == "run")
    except DataError:
        if mode != "report_only":  # a report needs no data
            raise
    if mode in ("run", "report_only"):
        _check_folder(folder)
    template = folders.TEMPLATE
    if mode == "run":  # which may take hours, while somebody works on the template
        template = temporary.copy_of(template, template_file.ready(template))
    request = Request(options, sweep, folder, file, dataset, template, [], [])
    request = replace(request, sets=sets).as_it_stands()
    if clean and mode in ("run", "dry_run") and not options.scheduler:
        points = (item.point for item in request.to_run)
        against_data.check_networks(sweep, clean, points)
    return request


def _load_data(
    sweep: "CheckedSweep",
    data_dir: Path | None,
    fetch: bool,
    report: "Callable[[str, float], None] | None",
) -> tuple[Path | None, "Summary"]:
    """Load the data once, before any kernel does."""
    from noiselab.experiment import datasets
    from noiselab.experiment.datasets import finding, sources

    beside = (sweep.file.parent,) if sweep.file else ()
    path = datasets.find(sweep.dataset, data_dir, beside, fetch=fetch)
    path = path and path.absolute()
    is_path = path is not None and not sources.has_name(sweep.dataset)
    name = str(path) if is_path else sweep.dataset
    folder = path and finding.folder_of(name, path)
    return path, datasets.summarize(name, folder, report, **sweep.data)


def _clean(sweep: "CheckedSweep", file: Path | None) -> "Dataset | None":
    """Load its data where something is checked against them, and check shares."""
    if not (sweep.test.sets or against_data.needs_data(sweep)):
        return None
    from noiselab.experiment import datasets
    from noiselab.experiment.datasets import finding, sources

    is_path = file is not None and not sources.has_name(sweep.dataset)
    name = str(file) if is_path else sweep.dataset
    folder = file and finding.folder_of(name, file)
    clean = datasets.load(name, folder, fetch=False, **sweep.data)
    against_data.check_shares(sweep, clean)
    return clean


def _find_sets(
    sweep: "CheckedSweep", clean: "Dataset | None", options: RunOptions, fetch: bool
) -> "dict[str, Place]":
    """Find its further test sets, and check that its networks can be tested on them."""
    if not sweep.test.sets or clean is None:
        return {}
    from noiselab.engine import further_images

    beside = (sweep.file.parent,) if sweep.file else ()
    return further_images.checked(sweep, clean, options.data_dir, beside, fetch)


def _check_sizes(sweep: "CheckedSweep", dataset: "Summary") -> None:
    """Raise `SweepError` if a model cannot use images of this size."""
    height, width, _ = dataset.image_shape
    for model in sweep.models:
        least = sweep.parts.models[model].smallest_side
        if min(height, width) < least:
            raise SweepError(
                str(sweep.file or "sweep"),
                f"models: {model} needs images of at least {least}x{least} pixels, and "
                f"{dataset.name} has {height}x{width}",
            )


def _check_folder(folder: "SweepFolder") -> None:
    """Raise `OutputError` if results cannot be written there."""
    path = folder.path
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise OutputError(
            f"{str(path)!a}: this name is not in UTF-8, as notebooks must be; name "
            "another folder with ",
            OUT,
            ", or set PYTHONUTF8=1",
        ) from None
    while not os.path.lexists(path):
        path = path.parent
    if not path.is_dir():
        raise OutputError(
            f"{path}: is a file, so no results can go there; name a folder"
        )
    if not os.access(path, os.W_OK | os.X_OK):
        raise OutputError(
            f"{path}: cannot be written to; name another folder with ", OUT
        )


def _check_any_result(folder: "SweepFolder") -> None:
    if not folder.sweep.is_file() and not any(folder.points.glob("*/result.json")):
        raise OptionError("report_only", f"nothing was run in {folder.path} yet")
