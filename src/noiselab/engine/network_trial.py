"""Networks from files, tried in a process of their own before any point runs."""

import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noiselab.common import processes
from noiselab.experiment.models.network_file import KERAS

_MARK = "noiselab found: "  # before what the process found, as libraries print, too
_LONGEST = 300  # seconds until a network that does not answer is left to its points
NO_PROBABILITIES = "no probabilities"


def problems(
    networks: Mapping[str, tuple[Path, Mapping[str, Any]]],
    shape: tuple[int, int, int],
    classes: int,
) -> dict[str, str]:
    """Try networks on images like those of a study.

    Args:
        networks: By the name of each model, its file and the model's options.
        shape: (height, width, channels) of the study's images.
        classes: Number of its classes.

    Returns:
        What keeps a network from being tested, in one line each, by the model's name.
        Nothing where the process that tries them ends early: then each point says why.
    """
    asked = {
        name: {**options, "file": str(path.absolute())}
        for name, (path, options) in networks.items()
    }
    said = json.dumps({"networks": asked, "shape": shape, "classes": classes})
    words = base64.b64encode(said.encode()).decode()
    try:
        ended = subprocess.run(
            processes.command(__name__, words),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_LONGEST,
        )
    except subprocess.TimeoutExpired:
        return {}
    for line in ended.stdout.splitlines():
        if line.startswith(_MARK):
            return dict(json.loads(line.removeprefix(_MARK)))
    return {}


def main(words: list[str]) -> None:
    """Try the networks that `problems` names, and print what it reads."""
    asked = json.loads(base64.b64decode(words[0]))
    found = {}
    for name, options in asked["networks"].items():
        if problem := _problem(name, options, tuple(asked["shape"]), asked["classes"]):
            found[name] = problem
    print(f"\n{_MARK}{json.dumps(found)}", flush=True)


def _problem(
    name: str, options: Mapping[str, Any], shape: tuple[int, int, int], classes: int
) -> str:
    """Say what keeps a network from being tested; empty if nothing does."""
    import numpy as np

    from noiselab.common.errors import NoiselabError
    from noiselab.experiment import keras_setup, models

    keras_setup.prepare()
    images = np.random.default_rng(0).random((2, *shape), dtype=np.float32)
    try:
        network = models.build(models.model(name, **options), shape, classes)
        models.check(network, images, classes)
    except NoiselabError as error:
        path = str(options["file"])
        problem = str(error).removeprefix(f"model {name}: ").removeprefix(f"{path}: ")
        reason = problem.partition("; ")[0]
        if NO_PROBABILITIES in reason and "outputs" not in options:
            problem = f"{reason}; if a softmax is to follow, write outputs: logits"
        elif reason.startswith("takes images") and "axes" in options:
            problem = f"{reason}, with axes: {options['axes']}; leave axes out"
        elif path.endswith(KERAS) and not zipfile.is_zipfile(path):
            problem = "is no file of Keras; save the network with network.save()"
        return " ".join(problem.replace(path, Path(path).name).split())
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
