"""The figures that a result holds: the final ones, and those of each epoch."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[Number, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, lt=2**53)]  # also exact as a float


class Record(BaseModel):
    """Base of all that a result holds: frozen, and without unknown fields."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", revalidate_instances="always"
    )

    def __getitem__(self, name: str) -> Any:
        """Give a field by its name."""
        return getattr(self, name)


class Metrics(Record):
    """The final figures; one that is not a finite number is None.

    Attributes:
        train_loss: The training loss of the epoch that was kept: the last one that ran,
            unless held-out images chose another.
        train_accuracy: The training accuracy of that epoch, from 0 to 1.
        val_loss: The loss of the recorded network on the test images.
        val_accuracy: Its accuracy on them, from 0 to 1.
        diverged: Whether a figure of these or of the history, a weight, or an answer on
            the test images was not a finite number.
    """

    train_loss: Number | None = None
    train_accuracy: Share | None = None
    val_loss: Number | None = None
    val_accuracy: Share | None = None
    diverged: bool = False


class History(Record):
    """One number for each epoch that ran; one that is not a finite number is None.

    Validation figures are of the held-out images, if any, else of the test images.

    Where a network was not validated after an epoch, that epoch's validation figures
    are None.
    """

    loss: list[Number | None] = []
    accuracy: list[Share | None] = []
    val_loss: list[Number | None] = []
    val_accuracy: list[Share | None] = []


class Dropped(Record):
    """What is known of a network that was removed once it was tested.

    Attributes:
        layers: Its layers in a line, as `network_layers.read` gives them.
    """

    layers: str | None = None
