"""What a Dask worker does: runs points, and sends their files back."""

import contextlib
import shutil
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from noiselab.common import (
    files,
    folders,
    hide_folders,
    noted_paths,
    process_setup,
    temporary,
    user_paths,
)
from noiselab.common.errors import (
    KernelsError,
    LackingWorkerError,
    PointError,
    UnfitWorkerError,
)
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.engine import notebook, run_point
from noiselab.engine.executor import Job
from noiselab.engine.kernels import Kernels
from noiselab.engine.worker_data import SentFile
from noiselab.experiment.datasets import cache, cache_entry
from noiselab.experiment.epoch_line import Epoch
from noiselab.store import fingerprint
from noiselab.store.result import Result

_lock = threading.Lock()
_kernels: dict[str, Kernels] = {}  # of this worker, by the run they belong to
_plugins: dict[str, Path] = {}  # where theirs lie
_ended: set[str] = set()  # runs that are over; a point of theirs may still come


@dataclass(frozen=True)
class Runner:
    """The run that sends points, as its workers see it.

    Attributes:
        id: A name that no other run on the cluster has.
        template: The notebook to execute.
        plugins: The names of the sweep's own files; `keep_plugins` has their content.
        dataset: The data's name, as `Dataset.name` gives it.
        digest: Their digest.
        versions: What `versions` gives where the run was started.
        preload: As for `Kernels`.
        folder: The sweep's folder, where the run was started.
        kept: The folder of the cache that its data lie in, there; empty if they do not.
        fits: Whether they fit into memory, and can be sent.
        sent: Their file, as it is sent to hosts that need it; None if none does.
    """

    id: str
    template: bytes
    plugins: tuple[str, ...]
    dataset: str
    digest: str
    versions: Mapping[str, str]
    preload: str | None
    folder: str
    kept: str = ""
    fits: bool = True
    sent: SentFile | None = None

    def kept_here(self) -> Path | None:
        """Find the data in the cache of the run, if this worker sees that."""
        kept = Path(self.kept)
        same = self.kept and cache_entry.digest_of(kept) == self.digest
        return kept if same else None

    @property
    def topic(self) -> str:
        """The topic of the events that report its epochs."""
        return f"noiselab-{self.id}"


def versions() -> dict[str, str]:
    """Name the versions that decide results, and so must be the same everywhere."""
    from importlib.metadata import version

    packages = ("tensorflow", "keras", "numpy", "scipy", "scikit-learn")
    versions = {package: version(package) for package in packages}
    return versions | {"the noiselab code": fingerprint.package()}


def difference(
    worker: str, worker_versions: Mapping[str, str], own_versions: Mapping[str, str]
) -> str | None:
    """Say how a worker's versions differ from one's own; None if they do not."""
    for name, version in own_versions.items():
        if worker_versions.get(name) != version:
            return (
                f"worker {worker}: {name} is {worker_versions.get(name)}, and "
                f"{version} here; install the same there"
            )
    return None


def lacks_data(runner: Runner) -> bool:
    """Say whether this worker has to be sent the data of a run."""
    sent = runner.sent
    return sent is not None and not runner.kept_here() and not sent.is_here()


def keep_plugins(run_id: str, contents: Mapping[str, bytes], folder: Path) -> None:
    """Keep a run's plugins, and what they use, on this worker.

    Args:
        run_id: The run's `id`.
        contents: The content of each file by its place beside the plugins.
        folder: A folder of this worker alone, which Dask removes.
    """
    own = folder / f"noiselab-{run_id}"
    for name, content in contents.items():
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, content)
    with _lock:
        _plugins[run_id] = own


def run(job: Job, runner: Runner) -> tuple[Result, dict[str, bytes]]:
    """Run a point on this worker.

    Args:
        job: What to run.
        runner: The run that it belongs to.

    Returns:
        The result, and the content of each of its files by name.

    Raises:
        UnfitWorkerError: If this worker has other versions than the runner, does not
            see the data, or can start no kernel; a `LackingWorkerError` if the data can
            be sent.
        PointError: If the run is over, or the point has no result for another reason.
    """
    try:
        _check(runner)
        return _run(job, runner)
    except UnfitWorkerError:
        raise
    except Exception as error:
        problem = hide_folders.without_folders(notebook.worded(error), people=True)
        if isinstance(error, KernelsError):
            problem = f"worker {_address()}: {problem}"
            raise UnfitWorkerError(_address(), problem) from None
    # not the error itself: one that Dask cannot send would leave the runner waiting
    raise PointError(problem)


def _check(runner: Runner) -> None:
    """Raise `UnfitWorkerError` if no point of a run can run on this worker."""
    try:
        problem = difference(_address(), versions(), runner.versions)
    except Exception as error:  # a package that is not there, or broken
        problem = f"worker {_address()}: cannot run noiselab ({notebook.worded(error)})"
    if not problem and not runner.fits and not runner.kept_here():
        problem = (
            f"worker {_address()} does not see the images, which do not fit into "
            f"memory; let {cache.CACHE_DIR} name a folder that all hosts share"
        )
    if problem:
        raise UnfitWorkerError(_address(), problem)
    if lacks_data(runner):
        problem = f"worker {_address()} lacks the data"
        raise LackingWorkerError(_address(), problem)


def _run(job: Job, runner: Runner) -> tuple[Result, dict[str, bytes]]:
    _send(runner, job, None)
    process_setup.give_home()
    kernels = _kernels_for(runner)
    with temporary.folder() as folder:
        source = Path(folder) / folders.TEMPLATE.name
        source.write_bytes(runner.template)
        stage = PointFolder(Path(folder) / job.point.id)
        stage.path.mkdir()
        plugins = tuple(_plugins[runner.id] / name for name in runner.plugins)
        local_job = replace(job, template=source, plugins=plugins)
        on_epoch = lambda epoch: _send(runner, job, epoch)  # noqa: E731
        result = run_point.produce(local_job, stage, kernels, on_epoch)
        place = SweepFolder(Path(runner.folder)).running(job.point.id).path
        noted_paths.lead_texts(stage.path, str(place))
        contents = {
            path.relative_to(stage.path).as_posix(): path.read_bytes()
            for path in stage.path.rglob("*")
            if path.is_file() and not path.is_relative_to(stage.plugins)
        }
    return result, contents


def _kernels_for(runner: Runner) -> Kernels:
    """Give a run's kernels, warm where this worker may start processes."""
    with _lock:
        if runner.id in _ended:
            raise PointError("the run was stopped")
        if runner.id not in _kernels:
            sent = runner.sent
            folder = sent.folder if sent and sent.is_here() else None
            data = (folder, runner.dataset, runner.digest, runner.kept_here())
            env = user_paths.of_data(*data)
            _kernels[runner.id] = Kernels(env, preload=runner.preload)
        return _kernels[runner.id]


def _address() -> str:
    from distributed import get_worker

    return get_worker().address


def _send(runner: Runner, job: Job, epoch: Epoch | None) -> None:
    from distributed import get_worker

    with contextlib.suppress(Exception):  # a lost event must not cost a point
        get_worker().log_event(runner.topic, (job.point.id, epoch and vars(epoch)))


def end(run_id: str) -> None:
    """End at once what a run has on this worker, and let it start nothing more."""
    with _lock:
        _ended.add(run_id)
        kernels, folder = _kernels.pop(run_id, None), _plugins.pop(run_id, None)
    if kernels:
        kernels.__exit__()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def attendant(runner: Runner, plugins: Mapping[str, bytes] | None = None) -> Any:
    """Make the plugin that serves a run on each worker, including those that join late.

    It brings the sweep's plugins, and ends what the run has there once it is removed.

    Args:
        runner: The run.
        plugins: As `keep_plugins` takes them.
    """
    from distributed import WorkerPlugin

    class Attendant(WorkerPlugin):
        name = runner.topic

        def setup(self, worker: Any) -> None:
            if plugins:
                keep_plugins(runner.id, plugins, Path(worker.local_directory))

        def teardown(self, worker: Any) -> None:
            end(runner.id)

    return Attendant()
