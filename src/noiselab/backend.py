"""How Keras and TensorFlow are set up before a point's first operation."""

import importlib
import os
import platform
import sys
import tempfile
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

from noiselab import __version__, chance
from noiselab.errors import NoiselabError

PRECISIONS = ("float32", "bfloat16", "auto")
_PACKAGES = ("tensorflow", "keras", "numpy", "papermill", "nbconvert", "matplotlib")


def prepare(
    seed: int = 0, repeat: int = 0, threads: int = 0, precision: str = "float32"
) -> None:
    """Load Keras quietly and make what follows repeatable.

    Args:
        seed: The sweep's seed.
        repeat: Number of the repeat; weights, shuffling and dropout follow from both.
        threads: Threads that TensorFlow computes with; 0 leaves the choice to it.
        precision: `float32`, `bfloat16` (weights stay float32), or `auto`: bfloat16
            where the processor computes it natively.

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
    keras.utils.set_random_seed(chance.weights_seed(seed, repeat))


def load_keras() -> None:
    """Import Keras on TensorFlow without the chatter of TensorFlow's libraries."""
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # errors still raise
    with _quiet_start():
        importlib.import_module("keras")
        importlib.import_module("tensorflow")


def policy(precision: str) -> str:
    """Name the Keras dtype policy that a precision stands for on this machine."""
    if precision == "auto":
        precision = "bfloat16" if _computes_bfloat16() else "float32"
    return {"float32": "float32", "bfloat16": "mixed_bfloat16"}[precision]


def environment() -> dict[str, Any]:
    """Describe what a point ran on: versions, processor, threads, precision used."""
    import keras
    import tensorflow as tf

    used = keras.config.dtype_policy().name
    return {
        "noiselab": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "threads": tf.config.threading.get_intra_op_parallelism_threads()
        or os.cpu_count(),
        "precision": {"mixed_bfloat16": "bfloat16"}.get(used, used),
    }


def processor() -> str:
    """Name this machine's processor, as its makers do where that is known."""
    for line in _cpuinfo():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _computes_bfloat16() -> bool:
    flags = {word for line in _cpuinfo() for word in line.split()}
    return bool(flags & {"avx512_bf16", "amx_bf16"})


def _cpuinfo() -> list[str]:
    try:
        return Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return []


@contextmanager
def _quiet_start():
    """Hold back what TensorFlow's libraries write to stderr while they load.

    They write before any log level counts, straight to the file descriptor. Shown only
    if loading fails.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        before = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException:
            os.dup2(before, 2)
            held.seek(0)
            sys.stderr.write(held.read().decode(errors="replace"))
            raise
        finally:
            os.dup2(before, 2)
            os.close(before)
