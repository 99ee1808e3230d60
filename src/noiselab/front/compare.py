"""Studies beside each other: one report of what several folders hold."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import known_folders, user_paths
from noiselab.common.errors import OUT, OutputError, RequestError
from noiselab.common.folders import SweepFolder
from noiselab.front.exit_codes import ExitCode
from noiselab.front.run_options import RunOptions

if TYPE_CHECKING:
    from noiselab.store.joining import Joined
    from noiselab.store.unlike import Stored


def compare(folders: Sequence[str], name: str | None, options: RunOptions) -> ExitCode:
    """Make one report of several studies; nothing of them is run or changed.

    Args:
        folders: The studies' folders, two or more.
        name: The name of the folder that is made; None for one made from theirs.
        options: `out`, `cold`, `exports` and `loudness` count.

    Returns:
        As for a report: 1 if a point of one of the studies failed; what is missing does
        not count.

    Raises:
        RequestError: If they cannot be compared; nothing was written.
    """
    from noiselab.common import folders as places
    from noiselab.front import carry_out, messages
    from noiselab.report.export import EXPORTERS
    from noiselab.store import joining, unlike

    for exporter in options.exports:
        EXPORTERS.find(exporter).check()
    studies = _read([user_paths.of_user(folder) for folder in folders])
    unlike.check_data(studies)
    unlike.check_noise(studies)
    joined = joining.join(studies, name or _name(studies))
    outputs = (options.out or places.OUTPUTS).absolute()
    target = SweepFolder(outputs / joined.sweep.name)
    _check(target, studies)
    differences = unlike.differences(studies)
    say = carry_out.sayer(options)
    for line in differences:
        say(line)
    with _made(target) as stage:
        _write(joined, stage, differences, options)
    carry_out.publish(options, target)
    failed = [result for *_, result in joined.results() if result.status == "failed"]
    messages.failures(failed, target)
    messages.end(target, say)
    return ExitCode.SOME_FAILED if failed else ExitCode.ALL_DONE


def _read(paths: Sequence[Path]) -> "list[Stored]":
    """Read studies, and name each by the shortest end of its path that is its own."""
    from noiselab.store.unlike import Stored

    if len(paths) < 2:
        raise RequestError("compare: name the folders of two studies or more")
    for path in paths:
        if not (path / "sweep.yaml").is_file():
            problem = "holds no study; name a folder such as outputs/digits"
            raise RequestError(f"{path}: {problem}")
    full = [path.resolve() for path in paths]
    for path in full:
        if full.count(path) > 1:
            raise RequestError(f"{path}: is named twice; name another study")
    count = 1
    while len({path.parts[-count:] for path in full}) < len(full):
        count += 1
    return [Stored.read("/".join(path.parts[-count:]), path) for path in full]


def _name(studies: "Sequence[Stored]") -> str:
    """Make a name for a folder from those of the studies."""
    joined = "_and_".join(study.name for study in studies)
    letters = [x if x.isascii() and (x.isalnum() or x in "-_") else "_" for x in joined]
    return "".join(letters)[:100]


def _check(target: SweepFolder, studies: "Sequence[Stored]") -> None:
    """Refuse to write where something else lies than an earlier comparison."""
    from noiselab.store import compared

    if not os.path.lexists(target.path):
        return
    is_source = target.path.resolve() in (study.folder.path for study in studies)
    if is_source or compared.read(target) is None:
        raise OutputError(
            f"{target.path}: holds something else than a comparison, which stays as "
            "it is; give this one a name with --name, or another folder with ",
            OUT,
        )


@contextlib.contextmanager
def _made(target: SweepFolder) -> Iterator[SweepFolder]:
    """Yield an empty folder that takes its place once all of it is written."""
    outputs = target.path.parent
    try:
        outputs.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.path.name}.", dir=outputs))
    except OSError as error:
        where, why = error.filename or outputs, error.strerror or str(error)
        problem = f"{where}: cannot be written to ({why}); name another folder with "
        raise OutputError(problem, OUT) from error
    try:
        stage = SweepFolder(beside / target.path.name)
        stage.path.mkdir()
        yield stage
        if os.path.lexists(target.path):
            target.path.rename(beside / "before")
        stage.path.rename(target.path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write(
    joined: "Joined",
    stage: SweepFolder,
    differences: Sequence[str],
    options: RunOptions,
) -> None:
    """Write the study put together, and its report."""
    from noiselab.engine.kernels import Kernels
    from noiselab.front import computing, publishing
    from noiselab.store import joined_folder

    known_folders.remember(stage.path, f"<outputs>/{joined.sweep.name}")
    known_folders.remember(stage.path.parents[1], "<outputs>")
    joined_folder.write(joined, stage, differences)
    preload = None if options.cold else computing.PRELOAD
    with Kernels({}, preload, keras=False) as kernels:
        publishing.write_report(joined.sweep, stage, kernels)
