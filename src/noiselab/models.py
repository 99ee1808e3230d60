"""Networks, for users and plugins: see `noiselab.experiment.models`."""

from noiselab.experiment.models import (
    MODELS,
    Model,
    build,
    check,
    epochs,
    learning_rate,
    model,
    optimizer,
    print_summary,
    register,
)

__all__ = [
    "MODELS",
    "Model",
    "build",
    "check",
    "epochs",
    "learning_rate",
    "model",
    "optimizer",
    "print_summary",
    "register",
]
