"""Early stopping: held-out images end a training, and choose the epoch that is kept."""

from typing import Any

from noiselab.experiment import training_history

# which way each measure is better
MEASURES = {"val_loss": "min", "val_accuracy": "max"}
USUAL = "val_loss"


def early_stopping(
    patience: int | None = None, measure: str = USUAL, **others: Any
) -> list[Any]:
    """Make the callbacks for `fit` that end a training early, if any.

    After the training, the network has the weights of its best epoch, whether or not it
    ended early; of equally good ones, those of the first. The loss is the one that is
    reported, `log_loss`, where that is among the network's metrics.

    Args:
        patience: After how many epochs without a better one the training ends; None
            for a training that runs all epochs and keeps the last one.
        measure: What is compared: `val_loss` or `val_accuracy`.
        **others: What else chooses, which decides nothing here.

    Returns:
        A list of no `keras.callbacks.Callback`, or of one.
    """
    if patience is None:
        return []
    from keras.callbacks import EarlyStopping

    class Stopping(EarlyStopping):
        def on_train_begin(self, logs: Any = None) -> None:
            super().on_train_begin(logs)
            self.before = training_history.count(self.model)
            self.first: int | None = None

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.first = epoch if self.first is None else self.first

        def get_monitor_value(self, logs: Any) -> Any:
            return training_history.reported(logs or {}, measure)

        def on_train_end(self, logs: Any = None) -> None:
            super().on_train_end(logs)
            if self.best_weights is not None:
                kept = self.before + self.best_epoch - (self.first or 0) + 1
                training_history.keep(self.model, kept)

    return [
        Stopping(
            measure,
            mode=MEASURES[measure],
            patience=patience,
            restore_best_weights=True,
        )
    ]
