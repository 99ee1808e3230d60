"""A checked request carried out: what is printed, run and reported, in order."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import known_folders
from noiselab.common.words import counted
from noiselab.front import computing
from noiselab.front.exit_codes import ExitCode
from noiselab.front.request import Request
from noiselab.front.run_options import RunOptions

if TYPE_CHECKING:
    from noiselab.common.folders import SweepFolder
    from noiselab.engine.executor import Executor
    from noiselab.engine.kernels import Kernels
    from noiselab.store.result import Result


def carry_out(request: Request) -> ExitCode:
    """Do what was asked for, and return the exit code."""
    from noiselab.front import messages

    if request.options.mode == "status":
        messages.standing(request.planned, request.running())
        messages.waiting(request.untested())
        _say_what_is_gone(request)
        return ExitCode.ALL_DONE
    if request.options.mode == "dry_run":
        messages.what_would_run(request.to_run, request.planned, request.estimate())
        return ExitCode.ALL_DONE
    _hide_folders(request)
    if request.options.mode == "report_only":
        return _report(request)
    if request.options.part:
        from noiselab.front import one_part

        return one_part.run(request, sayer(request.options))
    return _run(request)


def _hide_folders(request: Request) -> None:
    """Give short names to the folders of this run, in all that it leaves."""
    sweep, outputs = request.sweep, request.folder.path.parent
    known_folders.remember(request.folder.path, f"<outputs>/{sweep.name}")
    known_folders.remember(outputs, "<outputs>")
    for path in sweep.plugins:
        known_folders.remember(path.absolute().parent, "<plugins>")
    if request.dataset and request.dataset.kept:
        known_folders.remember(request.dataset.kept.parent, "<cache>")
    for file, name in ((sweep.file, "<sweep>"), (request.data_file, "<data>")):
        if file:
            known_folders.remember(file.absolute().parent, name)
    for name, place in request.sets.items():
        if place.path:
            known_folders.remember(Path(place.path).parent, f"<{name}>")


def _report(request: Request) -> ExitCode:
    """Make the report from the results that exist."""
    from noiselab.front import messages, publishing
    from noiselab.front.page_maker import PageMaker
    from noiselab.store import clean_points, folder_lock, kept, prepare

    folder = request.folder
    with folder_lock.alone_in(folder):
        request = request.as_it_stands()
        sweep = request.sweep
        messages.stale_warning(request.planned)
        with (
            computing.kernels(request, keras=False) as kernels,
            PageMaker(sweep, folder) as page_maker,
        ):
            prepare.prepare(sweep, folder, points=())
            as_they_are = request.used_as_they_are()
            kept.write(folder, as_they_are)
            page_maker.make(clean_points.lying_in(folder, sweep))
            publishing.write_report(sweep, folder, kernels)
            messages.pages(page_maker.problems())
            publish(request.options, folder)
    messages.end(folder, sayer(request.options))
    failed = any(
        item.status == "failed" and item.point.id not in as_they_are
        for item in request.planned
    )
    return ExitCode.SOME_FAILED if failed else ExitCode.ALL_DONE


def _run(request: Request) -> ExitCode:
    """Run what is left of a sweep, and make its report."""
    from noiselab.front import messages, publishing
    from noiselab.store import folder_lock, kept, untested

    sweep, folder = request.sweep, request.folder
    say = sayer(request.options)
    # opened before anything is written, as it may be refused
    opened = computing.open_executor(request) if request.to_run else None
    with folder_lock.alone_in(folder):
        request = request.as_it_stands()
        as_they_are = request.used_as_they_are()
        digests = {name: place.digest for name, place in request.sets.items()}
        tests = untested.unfinished_transfers(
            sweep, folder, request.planned, as_they_are, digests
        )
        is_noted = kept.read(folder) == as_they_are
        failed = False
        if request.to_run:
            opened = opened or computing.open_executor(request)
            failed = _work(request, opened, say)
        elif tests or not is_noted or not publishing.is_reported(sweep, folder):
            failed = _work(request, None, say, keras=bool(tests))
        else:
            _bring_up_to_date(request, say)
    messages.end(folder, say)
    return ExitCode.SOME_FAILED if failed else ExitCode.ALL_DONE


def _work(
    request: Request,
    make_executor: "Callable[[Kernels], Executor] | None",
    say: Callable[[str], None],
    keras: bool = True,
) -> bool:
    """Run points, if any, test networks and make the report; say if any failed."""
    from noiselab.front import messages, publishing
    from noiselab.front.page_maker import PageMaker
    from noiselab.store import clean_points, kept, prepare, standing

    options, sweep, folder = request.options, request.sweep, request.folder
    with (
        computing.kernels(request, keras and options.scheduler is None) as kernels,
        PageMaker(sweep, folder) as page_maker,
    ):
        points = standing.with_code_of_now(request.planned, request.to_run)
        prepare.prepare(sweep, folder, points, request.plugins)
        files = prepare.stored(sweep, folder)
        prepare.forget_failed_attempts(folder, request.planned)
        kept.write(folder, request.used_as_they_are())
        _announce(request, say)
        messages.other_libraries(request.planned, request.to_run)
        failed: list[Result] = []
        if make_executor:
            executor = make_executor(kernels)
            if not executor.side_by_side:
                say("the cluster has no worker yet: points wait for the first")
            ended = computing.run_points(request, executor, page_maker, files)
            failed = [result for result in ended if result.status == "failed"]
        if prepare.keep_settings(sweep, folder):
            say("the study's sweep.yaml was changed meanwhile; it is as before again")
        trouble = computing.test_networks(request, kernels, files, say)
        computing.drop_networks(request, say)
        page_maker.make(clean_points.lying_in(folder, sweep))
        say("making the report")
        try:
            publishing.write_report(sweep, folder, kernels)
            messages.pages(page_maker.problems())
            messages.other_images(folder)
            publish(options, folder)
        finally:
            messages.failures(failed, folder)
    return bool(failed or trouble)


def _bring_up_to_date(request: Request, say: Callable[[str], None]) -> None:
    """Bring pages, exports and the list of studies up to date; all else is done."""
    from noiselab.front import messages
    from noiselab.front.page_maker import PageMaker
    from noiselab.store import clean_points

    sweep, folder = request.sweep, request.folder
    say(f"nothing to do: every point of {sweep.name} is done")
    _say_what_is_gone(request)
    with PageMaker(sweep, folder) as page_maker:
        if outdated := page_maker.make(clean_points.lying_in(folder, sweep)):
            say(f"making {counted(outdated, 'page')} of points")
        messages.pages(page_maker.problems())
        publish(request.options, folder)


def _say_what_is_gone(request: Request) -> None:
    """Say which networks were not kept although something needs them now."""
    from noiselab.front import messages
    from noiselab.store import dropped_networks

    needed = dropped_networks.needed(
        request.sweep, request.folder, request.planned, request.digests()
    )
    messages.not_kept(needed, request.estimate())


def _announce(request: Request, say: Callable[[str], None]) -> None:
    """Say how many points run, and why some of them run again."""
    count = len(request.to_run)
    done = len(request.planned) - count
    say(f"{request.sweep.name}: {counted(count, 'point')} to run, {done} already done")
    for item in request.to_run:
        if item.reason not in (None, "not_run"):
            say(f"{item.point.id} runs again: {item.why}")


def sayer(options: RunOptions) -> Callable[[str], None]:
    """Give what prints a line that is left out where little is to be printed."""
    return _say_nothing if options.loudness == "quiet" else print


def _say_nothing(line: str) -> None:
    """Replace `print` where little is to be printed."""


def publish(options: RunOptions, folder: "SweepFolder") -> None:
    """Write what goes with the report: exports, and the list of studies.

    Args:
        options: `exports` says which.
        folder: The study's folder, with its report.
    """
    from noiselab.front import messages
    from noiselab.report import index_page
    from noiselab.report.export import EXPORTERS, archive

    for name, exporter in EXPORTERS.items():  # in their order: a zip holds the PDF
        if name in options.exports:
            print(f"{exporter.link}: {exporter.write(folder)}")
    if archive.NAME in options.exports:
        messages.not_packed(archive.outdated(folder))
    if options.exports or not index_page.is_current(folder):
        index_page.write(folder.path.parent)
