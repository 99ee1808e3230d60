"""Points on a Dask cluster: workers run them, and send their files back."""

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from noiselab.common import files, hide_folders, reasons, user_paths, waiting
from noiselab.common.errors import OptionError, PointError, RequestError
from noiselab.common.waiting import NoAnswerError
from noiselab.common.words import shown
from noiselab.engine import (
    dask_network,
    dask_worker,
    notebook,
    run_point,
    scheduler_file,
    unchanged,
)
from noiselab.engine.dask_jobs import Jobs, LostClusterError
from noiselab.engine.executor import Events, Job, Work, register
from noiselab.engine.kernels import Kernels
from noiselab.engine.worker_data import ANSWER, Delivery
from noiselab.experiment import datasets
from noiselab.experiment.datasets import made_file
from noiselab.experiment.epoch_line import Epoch
from noiselab.store.result import Result
from noiselab.study import plugin_files

T = TypeVar("T")


def connect(scheduler: str, timeout: float = 10, verbose: bool = False) -> Any:
    """Connect to a Dask scheduler whose workers have the versions of this machine.

    Args:
        scheduler: Its address, such as `tcp://host:8786`, or its scheduler file.
        timeout: Seconds to wait for an answer.
        verbose: Whether Dask may print what it logs, with tracebacks.

    Raises:
        RequestError: If Dask is not installed, there is no such file, no scheduler
            answers, or a worker has other versions than this machine.
    """
    client = _connected(scheduler, timeout, verbose)
    try:
        _compare_versions(client)
    except BaseException:
        client.close()
        raise
    return client


def _connected(scheduler: str, timeout: float, verbose: bool) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise OptionError(
            "scheduler", 'needs Dask; pip install "dask[distributed]"'
        ) from None
    dask_network.configure()
    if not verbose:
        dask_network.say_nothing()
    where: dict[str, Any] = {"address": scheduler}
    if user_paths.is_file(file := user_paths.of_user(scheduler)):
        where["address"], certificate = scheduler_file.read(file)
        if certificate:
            where["security"] = certificate.security()
    elif ":" not in scheduler:
        raise OptionError(
            "scheduler",
            f"there is no file {shown(scheduler)}; name a scheduler file, or an "
            "address such as tcp://host:8786",
        )
    try:
        return Client(**where, timeout=timeout, set_as_default=False)
    except (OSError, ValueError, TimeoutError, TypeError) as error:
        reason = reasons.told(reasons.text_of(error)) or type(error).__name__
        if isinstance(error, TypeError):  # as Dask says that it has no certificate
            reason = (
                "without the certificates of the cluster; name them with "
                "DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__TLS__CLIENT__CERT and "
                "…__TLS__CLIENT__KEY"
            )
        raise OptionError(
            "scheduler", f"no Dask scheduler answers at {scheduler} ({reason})"
        ) from error


def _own_versions() -> dict[str, str]:
    return dask_worker.versions()


def _compare_versions(client: Any) -> None:
    own_versions = _own_versions()
    try:
        versions = _answer(lambda: client.run(dask_worker.versions))
    except NoAnswerError as error:
        raise RequestError(f"{error}; end those that hang") from error
    except Exception as error:
        why = notebook.worded(error)
        raise RequestError(
            f"a worker of the Dask cluster cannot run noiselab ({why}); install "
            "the same version there"
        ) from error
    for worker, worker_versions in versions.items():
        if problem := dask_worker.difference(worker, worker_versions, own_versions):
            raise RequestError(problem)


def _delivery(work: Work) -> Delivery | None:
    """Read what workers need of the data; None if they need nothing sent.

    Some data come with scikit-learn; others do not fit into memory, and are read from
    the cache, which the workers have to see.
    """
    if not work.dataset.fits:
        return None
    name = work.dataset.name
    if work.load:
        made = made_file.name_of(work.dataset.digest)
        return Delivery(made, made_file.content(work.load()))
    if work.data_file is None:
        return None
    named = f"{name}.npz" if name in datasets.NAMES else name
    return Delivery(named, work.data_file.read_bytes())


class DaskExecutor:
    """Runs jobs on a Dask cluster.

    Args:
        client: The connection to its scheduler.
        work: What it is opened for.
    """

    def __init__(self, client: Any, work: Work):
        self._client, self._folder = client, work.folder
        data = _delivery(work)
        self.side_by_side = sum(client.nthreads().values())
        self.threads = work.threads or 1
        self._runner = dask_worker.Runner(
            uuid.uuid4().hex,
            work.template.read_bytes(),
            tuple(path.name for path in work.plugins),
            work.dataset.name,
            work.dataset.digest,
            _own_versions(),
            work.preload,
            str(work.folder.path),
            str(work.dataset.kept or ""),
            work.dataset.fits,
            data.file if data else None,
        )
        used = plugin_files.of_study(work.plugins)
        self._plugin = dask_worker.attendant(
            self._runner,
            {place: path.read_bytes() for place, path in used.items()},
        )
        again = partial(_connected, str(work.address), 5, work.verbose)
        served = (self._runner, self._plugin)
        self._jobs = Jobs(again, client, *served, self._hear, data)
        self._points: dict[str, tuple[Job, Events]] = {}

    def submit(self, job: Job, display: Events) -> "Future[Any]":
        """Run a job on whichever worker is free."""
        self._points[job.point.id] = (job, display)
        return self._jobs.submit(job)

    def collect(self, future: "Future[Any]", job: Job) -> Result:
        """Put the files that came back into the point's folder."""
        try:
            return self._collect(future, job)
        except OSError as error:
            if error.errno not in run_point.OF_ONE_FOLDER:
                raise
            return run_point.unplaced(job, error)

    def _collect(self, future: "Future[Any]", job: Job) -> Result:
        error = future.exception()
        if isinstance(error, LostClusterError):
            raise error  # no other point could run either
        stage = self._folder.stage(job.point.id)
        if error is None:
            result, contents = future.result()
            for name, content in contents.items():
                path = stage.path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            run_point.place_plugins(job, stage)
            try:
                unchanged.check_files(stage.path, job.files)
            except PointError as problem:
                error = problem
        if error is not None:
            result = Result(
                point=job.point,
                status="failed",
                error=_hidden(_worded(error)),
                fingerprint=dict(job.fingerprint),
                seconds={"total": 0},
            )
            words = f"{result.error}\n\n{reasons.text_of(error)}\n"
            files.write(stage.log, _hidden(words))
            files.write(stage.result, result.as_json())
        run_point.put_in_place(self._folder, stage, result)
        return result

    def _hear(self, event: tuple[float, Any]) -> None:
        point_id, epoch = event[1]
        if point_id in self._points:
            job, display = self._points[point_id]
            if epoch is None:
                display.started(job.point)
            else:
                display.epoch(job.point, Epoch(**epoch))

    def stop(self) -> None:
        """Cancel waiting jobs and end running ones, on workers that answer soon."""
        self._jobs.stop()

    def __enter__(self) -> "DaskExecutor":
        try:
            self._jobs.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.leave()


@register("dask")
def open_cluster(work: Work) -> Callable[[Kernels], DaskExecutor]:
    """Connect to the cluster at the work's address; raises as `connect` does."""
    client = connect(str(work.address), verbose=work.verbose)
    return lambda kernels: DaskExecutor(client, work)


def _answer(step: Callable[[], T]) -> T:
    return waiting.within(ANSWER, "the workers of the Dask cluster", step)


def _worded(error: BaseException) -> str:
    name = type(error).__name__
    if name == "KilledWorker":
        return "the Dask workers that ran it died repeatedly"
    return notebook.worded(error)


def _hidden(words: str) -> str:
    hidden: str = hide_folders.without_folders(words, people=True)
    return hidden
