"""One part of a study run, beside runs of its other parts."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from noiselab.common.words import counted
from noiselab.front import computing, program
from noiselab.front.exit_codes import ExitCode
from noiselab.front.request import Request
from noiselab.store import folder_lock, kept, prepare, standing
from noiselab.store.fingerprint import ONLY_REPORTED
from noiselab.store.result import Result
from noiselab.study import parts, sweep_file
from noiselab.study.shard import Shard

if TYPE_CHECKING:
    from noiselab.engine.executor import Executor
    from noiselab.engine.kernels import Kernels


def run(request: Request, say: Callable[[str], None]) -> ExitCode:
    """Run the points of a part; cross tests and the report are left to a whole run.

    Args:
        request: What was asked for; its options have a `part`.
        say: Prints a line.

    Raises:
        RequestError: If it cannot be run beside those that are at work.
    """
    from noiselab.front import messages

    shard, folder = request.options.part, request.folder
    assert shard
    # opened before anything is written, as it may be refused
    opened = computing.open_executor(request) if request.to_run else None
    own = [item.point.id for item in shard.of(request.planned)]
    begun = [request]

    def begin(alone: bool) -> None:
        begun[0] = request.as_it_stands()
        if alone:
            _prepare(begun[0])

    with folder_lock.beside_others(folder, shard, _settings(request), own, begin):
        request = begun[0]
        _announce(request, shard, say)
        failed: list[Result] = []
        if request.to_run:
            opened = opened or computing.open_executor(request)
            planned = shard.of(request.planned)
            prepare.forget_failed_attempts(folder, planned)
            messages.other_libraries(planned, request.to_run)
            failed = _work(request, opened, say)
            messages.failures(failed, folder)
    left = f"once all parts have run, {program.command()} {_study(request)}"
    say(f"{left} makes the cross tests and the report")
    return ExitCode.SOME_FAILED if failed else ExitCode.ALL_DONE


def _study(request: Request) -> str:
    """Name the study as a command line would."""
    return str(request.sweep.file or request.sweep.name)


def _prepare(request: Request) -> None:
    """Prepare the folder for the points of all parts."""
    sweep, folder = request.sweep, request.folder
    to_run = standing.choose(request.planned, request.options.again)
    points = standing.with_code_of_now(request.planned, to_run)
    prepare.prepare(sweep, folder, points, request.plugins)
    kept.write(folder, replace(request, to_run=to_run).used_as_they_are())


def _settings(request: Request) -> str:
    """Digest what the parts that run at the same time must have in common."""
    sweep = request.sweep
    digest = hashlib.sha256()
    for text in (
        sweep_file.dump(sweep),
        parts.as_json(sweep.parts),
        str(sorted(request.plugins.items())),
        str([_compared(item.fingerprint) for item in request.planned]),
    ):
        digest.update(text.encode() + b"\0")
    return digest.hexdigest()


def _compared(fingerprint: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the parts of a fingerprint that keep a point from being used as it is."""
    parts = sorted(fingerprint.items())
    return [(part, digest) for part, digest in parts if part != ONLY_REPORTED]


def _announce(request: Request, shard: Shard, say: Callable[[str], None]) -> None:
    count, share = len(request.to_run), len(shard.of(request.planned))
    points = f"{counted(count, 'point')} to run, {share - count} already done"
    say(f"{request.sweep.name}, {shard}: {points}")


def _work(
    request: Request,
    opened: "Callable[[Kernels], Executor]",
    say: Callable[[str], None],
) -> list[Result]:
    """Run the part's points and make their pages; give those that failed."""
    from noiselab.front import messages
    from noiselab.front.page_maker import PageMaker

    sweep, folder = request.sweep, request.folder
    with (
        computing.kernels(request, request.options.scheduler is None) as kernels,
        PageMaker(sweep, folder) as page_maker,
    ):
        files = prepare.stored(sweep, folder)
        executor = opened(kernels)
        ended = computing.run_points(request, executor, page_maker, files)
        messages.pages(page_maker.problems())
    return [result for result in ended if result.status == "failed"]
