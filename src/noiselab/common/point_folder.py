"""Where each file of a point lies, in its own folder."""

from dataclasses import dataclass
from pathlib import Path

PLUGINS = "plugins"  # where a folder keeps copies of plugins


@dataclass(frozen=True)
class PointFolder:
    """The folder of one point, `points/<id>/`, or the one in which it is prepared."""

    path: Path

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return self.path / "notebook.ipynb"

    @property
    def page(self) -> Path:
        """The executed notebook as HTML."""
        return self.path / "notebook.html"

    @property
    def measures(self) -> Path:
        """What the template recorded."""
        return self.path / "measures.json"

    @property
    def plugins(self) -> Path:
        """The folder with copies of the sweep's plugins, and what they use."""
        return self.path / PLUGINS

    @property
    def predictions(self) -> Path:
        """`probabilities`, float32 (count, classes), and `labels`, in test order."""
        return self.path / "predictions.npz"

    @property
    def model(self) -> Path:
        """The trained network, without its optimizer."""
        return self.path / "model.keras"

    @property
    def transfer(self) -> Path:
        """How that network performs at the sweep's levels; made after training."""
        return self.path / "transfer.json"

    @property
    def mistakes(self) -> Path:
        """The mistakes that its network was most sure of, with their images."""
        return self.path / "mistakes.npz"

    @property
    def noise_warnings(self) -> Path:
        """What its kind of noise was hardly meant to do; only if there is any."""
        return self.path / "noise_warnings.json"

    @property
    def log(self) -> Path:
        """Everything that the point printed."""
        return self.path / "log.txt"

    @property
    def result(self) -> Path:
        """The record that makes a point done."""
        return self.path / "result.json"

    @property
    def failed_attempt(self) -> "PointFolder":
        """A later attempt that failed, kept beside an older finished one."""
        return PointFolder(self.path / "failed")

    @property
    def by_hand(self) -> Path:
        """What its executed notebook recorded when it was run again by hand."""
        return self.path / "by_hand"

    def new_by_hand(self) -> "PointFolder":
        """Make an empty folder for one such run: `by_hand/1`, `by_hand/2` and so on."""
        number = 1
        while True:
            try:
                (self.by_hand / str(number)).mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                return PointFolder(self.by_hand / str(number))


_POINT = PointFolder(Path())
MADE_BY_RUNS = {
    path.name
    for path in (
        _POINT.notebook,
        _POINT.page,
        _POINT.measures,
        _POINT.plugins,
        _POINT.predictions,
        _POINT.model,
        _POINT.transfer,
        _POINT.mistakes,
        _POINT.noise_warnings,
        _POINT.log,
        _POINT.result,
        _POINT.failed_attempt.path,
        _POINT.by_hand,
    )
}
