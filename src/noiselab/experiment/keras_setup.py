"""How Keras and TensorFlow are set up before a point's first operation."""

import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from ctypes.util import find_library
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from noiselab.common.errors import NoiselabError
from noiselab.common.version import __version__
from noiselab.experiment import random_streams

PRECISIONS = ("float32", "bfloat16", "auto")
ONEDNN = "TF_ENABLE_ONEDNN_OPTS"  # TensorFlow reads it while it is imported
# Source: NVIDIA, "CUDA C++ Programming Guide", arithmetic by compute capability.
BFLOAT16_CAPABILITY = 8.0
_PACKAGES = ("tensorflow", "keras", "numpy", "papermill", "nbconvert", "matplotlib")


def prepare(
    seed: int = 0, repeat: int = 0, threads: int = 0, precision: str = "float32"
) -> None:
    """Load Keras quietly and make what follows reproducible.

    Args:
        seed: The sweep's random seed.
        repeat: Number of the repeat; weights, shuffling and dropout follow from both.
        threads: Threads that TensorFlow computes with; 0 leaves the choice to it.
        precision: See `resolve`; with bfloat16, weights stay float32.

    Raises:
        NoiselabError: If TensorFlow already computes with another number of threads.
    """
    load_keras()
    import keras
    import tensorflow as tf

    keras.backend.clear_session()  # first, since it also forgets the dtype policy
    keras.config.set_floatx("float32")
    keras.config.set_image_data_format("channels_last")
    keras.config.set_dtype_policy(policy(precision))
    if threads:
        try:
            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
        except RuntimeError:
            raise NoiselabError(
                f"threads={threads}: TensorFlow has already started with another "
                "number; restart the kernel first"
            ) from None
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)  # leave room for others
    tf.config.experimental.enable_op_determinism()
    first = random_streams.weights_seed(seed, repeat)
    keras.utils.set_random_seed(first)
    random_streams.network_seeds.begin(first)


def load_keras() -> None:
    """Import Keras on TensorFlow, without the messages of TensorFlow's libraries."""
    os.environ.update(variables())
    with _quiet_start():
        importlib.import_module("keras")
        importlib.import_module("tensorflow")


def variables() -> dict[str, str]:
    """Give the environment variables that Keras and TensorFlow are to be loaded with.

    A kernel gets them from its start, since they may be loaded before its first cell.
    """
    wanted = {"TF_CPP_MIN_LOG_LEVEL": "3"}  # errors still raise
    if platform.machine() in ("x86_64", "AMD64"):
        # on Linux, TensorFlow uses oneDNN by default only on some newer processors
        wanted[ONEDNN] = "1"
    chosen = {name: os.environ.get(name, value) for name, value in wanted.items()}
    return {"KERAS_BACKEND": "tensorflow", **chosen}


def resolve(precision: str) -> str:
    """Say with which precision networks compute on this machine.

    Args:
        precision: `float32`, `bfloat16`, or `auto`: bfloat16 where the GPU that
            TensorFlow uses, or the processor if there is none, computes it natively.

    Returns:
        `float32` or `bfloat16`.
    """
    if precision != "auto":
        return precision
    return "bfloat16" if _computes_bfloat16() else "float32"


def policy(precision: str) -> str:
    """Name the Keras dtype policy that a precision stands for on this machine."""
    return {"float32": "float32", "bfloat16": "mixed_bfloat16"}[resolve(precision)]


def environment() -> dict[str, Any]:
    """Describe what a point ran on: versions, processor, threads, precision used."""
    import keras
    import tensorflow as tf

    policy_name = keras.config.dtype_policy().name
    return {
        "noiselab": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "threads": tf.config.threading.get_intra_op_parallelism_threads()
        or os.cpu_count(),
        "precision": {"mixed_bfloat16": "bfloat16"}.get(policy_name, policy_name),
    }


def processor() -> str:
    """Name this machine's processor, by its model name where that is known."""
    for line in _cpuinfo():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _computes_bfloat16() -> bool:
    if gpus := _compute_capabilities():
        return min(gpus) >= BFLOAT16_CAPABILITY
    if os.environ.get(ONEDNN, "1").lower() in ("0", "false"):
        return False  # without oneDNN, TensorFlow emulates bfloat16 on any processor
    flags = {word for line in _cpuinfo() for word in line.split()}
    return bool(flags & {"avx512_bf16", "amx_bf16"})


def _compute_capabilities() -> list[float]:
    """List the compute capability of each NVIDIA GPU that TensorFlow may use.

    Asks NVIDIA's own tool, since loading TensorFlow would take the runner seconds.
    """
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES") in ("", "-1")
    if hidden or not shutil.which("nvidia-smi") or not _has_cuda_libraries():
        return []
    command = ["nvidia-smi", "--query-gpu=compute_cap", "--format=csv,noheader"]
    try:
        query = subprocess.run(command, capture_output=True, text=True, timeout=10)
        return [float(line) for line in query.stdout.split()]
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return []


def _has_cuda_libraries() -> bool:
    """Say whether the libraries that `tensorflow[and-cuda]` installs are present."""
    return bool(find_spec("nvidia") or find_library("cudnn"))


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []


@contextmanager
def _quiet_start():
    """Hold back what TensorFlow's libraries write to stderr while they load.

    They write straight to the file descriptor, before any log level takes effect. It is
    shown only if loading fails.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        original = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(original, 2)
            held.seek(0)
            sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(original, 2)
            os.close(original)
