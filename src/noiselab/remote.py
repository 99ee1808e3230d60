"""What a Dask worker does: keeps the data, runs points, sends their files back."""

import contextlib
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from noiselab import data, execute, fingerprint, outputs, scratch
from noiselab.errors import NoiselabError
from noiselab.execute import Job
from noiselab.kernels import Kernels
from noiselab.outputs import PointFolder
from noiselab.results import Result
from noiselab.training import Epoch

TOPIC = "noiselab"  # of the events that tell of epochs

_lock = threading.Lock()
_kernels: dict[str, Kernels] = {}  # of this worker, by the data they find


def versions() -> dict[str, str]:
    """Name what must be the same here and there for results to be the same."""
    from importlib.metadata import version

    packages = ("tensorflow", "keras", "numpy", "scikit-learn")
    found = {package: version(package) for package in packages}
    return found | {"the noiselab code": fingerprint.code()}


def lacks_data(name: str, digest: str) -> bool:
    """Say whether this worker lacks a dataset, or has another one of that name."""
    try:
        return data.load(name, fetch=False).digest != digest
    except NoiselabError:
        return True


def keep_data(name: str, content: bytes, digest: str) -> None:
    """Keep a dataset's file on this worker, for all points that need it."""
    folder = _data_folder(digest)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / (f"{name}.npz" if name in data.NAMES else name)
    partial = file.with_suffix(f".{threading.get_ident()}.partial")
    partial.write_bytes(content)
    partial.replace(file)


def _data_folder(digest: str) -> Path:
    return Path(tempfile.gettempdir()) / f"noiselab-data-{digest[:16]}"


def run(job: Job, template: bytes, digest: str) -> tuple[Result, dict[str, bytes]]:
    """Run a point on this worker.

    Args:
        job: What to run.
        template: The notebook to execute.
        digest: The data's digest; the data must be here by now.

    Returns:
        The result, and the content of each of its files by name.
    """
    with scratch.folder() as folder:
        source = Path(folder) / outputs.TEMPLATE.name
        source.write_bytes(template)
        stage = PointFolder(Path(folder) / job.point.id)
        stage.path.mkdir()
        _tell(job, None)
        here = replace(job, template=source)
        told = lambda epoch: _tell(job, epoch)  # noqa: E731
        result = execute.produce(here, stage, _kernels_for(digest), told)
        files = {path.name: path.read_bytes() for path in stage.path.iterdir()}
    return result, files


def _kernels_for(digest: str) -> Kernels:
    """Give this worker's kernels, warm where the worker may start processes."""
    with _lock:
        kernels = _kernels.get(digest)
        if kernels is None or kernels.stopped:
            folder = _data_folder(digest)
            env = {data.DATA_DIR: str(folder)} if folder.is_dir() else {}
            kernels = _kernels[digest] = Kernels(env, warm=True)
        return kernels


def _tell(job: Job, epoch: Epoch | None) -> None:
    from distributed import get_worker

    with contextlib.suppress(Exception):  # a lost word must not cost a point
        get_worker().log_event(TOPIC, (job.point.id, epoch and vars(epoch)))


def stop() -> None:
    """End all points on this worker, at once."""
    for kernels in _kernels.values():
        kernels.stop()


def send_data_to(client: Any, name: str, path: Path | None, digest: str) -> None:
    """Send a dataset to each worker that lacks it, now or when it joins."""
    if path is not None:
        client.register_plugin(_keeper(name, path.read_bytes(), digest))


def _keeper(name: str, content: bytes, digest: str) -> Any:
    from distributed import WorkerPlugin

    class Keeper(WorkerPlugin):
        """Brings the data to a worker once, also to one that joins late."""

        name = f"noiselab-data-{digest[:16]}"

        def setup(self, worker: Any) -> None:
            if lacks_data(dataset, digest):
                keep_data(dataset, content, digest)

        def teardown(self, worker: Any) -> None:
            stop()

    dataset = name
    return Keeper()
