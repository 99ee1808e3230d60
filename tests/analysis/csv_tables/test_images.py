import numpy as np
from helpers.studies import first

from noiselab.analysis.csv_tables import images
from noiselab.store import shown_images
from noiselab.store.shown_images import Mistakes, Samples


def test_the_numbers_beside_images_are_those_that_were_kept(sweep, make_study, capsys):
    study = make_study(sweep, lambda point, level: first(300))
    shape = np.zeros((1, 2, 2, 1), np.float32)
    samples = Samples(
        (0,), {0.0: shape, 0.5: shape}, {0.0: np.inf, 0.5: 3.0}, {0.0: 0.9, 0.5: 0.8}
    )
    shown_images.write_samples(study.folder, sweep, "gaussian", samples)
    assert list(images.of_noise(study, "")) == [
        dict(zip(images.OF_NOISE, ("gaussian", *values), strict=True))
        for values in (
            (0.0, 0.0, 0.0, np.inf, None, None, 0.9),
            (0.5, 0.5, 127.5, 3.0, 5, 0.38, 0.8),
        )
    ]
    files = study.folder.point(sweep.point("convnet", "gaussian", 0.5).id)
    confidence = np.array([0.75], np.float32)
    mistakes = Mistakes(shape, np.array([1]), np.array([0]), confidence)
    shown_images.write_mistakes(files, mistakes)
    (row,) = (r for r in images.of_mistakes(study, "") if r["model"] == "convnet")
    assert row == dict(
        zip(
            images.OF_MISTAKES,
            ("convnet", "gaussian", 0.5, 0, 1, 1, None, 0, None, 0.75),
            strict=True,
        )
    )
    assert capsys.readouterr().out == ""


def test_images_that_cannot_be_shown_have_no_row_and_no_second_line(
    sweep, make_study, capsys
):
    lost = sweep.model_copy(update={"dataset": "none.npz"})
    study = make_study(lost, lambda point, level: first(300))
    assert list(images.of_noise(study, "")) == []
    assert capsys.readouterr().out == ""
