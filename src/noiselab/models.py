"""Networks: those that come with noiselab, and your own.

`build` makes a network for images of a shape, and `register` adds one of your own,
under which sweeps find it. `MODELS` holds all of them by name.
"""

from noiselab.experiment.models import (
    MODELS,
    Model,
    Option,
    Sizes,
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
    "Option",
    "Sizes",
    "build",
    "check",
    "epochs",
    "learning_rate",
    "model",
    "optimizer",
    "print_summary",
    "register",
]
