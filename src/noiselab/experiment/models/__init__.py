"""The classifiers: how each is built, and trained unless a sweep says otherwise.

Keras is imported inside the functions, so that a sweep can be checked without it.
"""

from noiselab.experiment.models.mlnn import build_mlnn  # isort: skip  # listed first
from noiselab.common.declared_options import Option
from noiselab.experiment.models.checks import check
from noiselab.experiment.models.convnet import build_convnet
from noiselab.experiment.models.model import (
    MODELS,
    Model,
    build,
    epochs,
    learning_rate,
    model,
    optimizer,
    print_summary,
    register,
)
from noiselab.experiment.models.resnet20 import build_resnet20
from noiselab.experiment.models.sizes import Sizes

__all__ = [
    "MODELS",
    "Model",
    "Option",
    "Sizes",
    "build",
    "build_convnet",
    "build_mlnn",
    "build_resnet20",
    "check",
    "epochs",
    "learning_rate",
    "model",
    "optimizer",
    "print_summary",
    "register",
]
