"""Studies whose networks were never trained: their answers are made up."""

import json
from dataclasses import replace

import numpy as np

from noiselab.analysis import csv_tables, verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.common.folders import SweepFolder
from noiselab.common.schema import HISTORY, METRICS
from noiselab.experiment import measures
from noiselab.store import cross_tests, predictions, prepare, results, shown_images
from noiselab.store.result import Result
from noiselab.store.shown_images import Mistakes, Samples
from noiselab.study import sweep_file

IMAGES, CLASSES = 150, 4
KINDS = {"gaussian": [0, 0.3, 0.6], "shot": [0, 0.1, 0.2]}


def checked(**changes):
    """A sweep of two models and two kinds of noise."""
    fields = {
        "name": "small",
        "dataset": "digits",
        "models": ["mlnn", "convnet"],
        "noise": KINDS,
        "mlnn": {"epochs": 2},
        "convnet": {"epochs": 2},
    }
    return sweep_file.check(fields | changes)


def written(study):
    """Write all tables of a study, as publishing and the comparison do; its folder."""
    sweep, stored = results.read_sweep(study.path)
    results.write_csv(study.results, stored)
    cross_tests.write_csv(study.transfers, study, stored)
    evidence = Evidence(sweep, stored, study.path)
    csv_tables.write(evidence, verdicts.judge(evidence), "nowhere")
    return study.path


def make(
    sweep,
    folder,
    without=(),
    diverged=(),
    lost=(),
    wrong=(),
    unlike=(),
    other_data=(),
):
    """Make a study's folder from random answers, better trained with a model's number.

    Args:
        sweep: The sweep.
        folder: Where its folder belongs.
        without: The ids of points that are missing.
        diverged: The ids of points that diverged.
        lost: The ids of points that have learnt nothing.
        wrong: The ids of points that take each class for the next.
        unlike: The ids of points that drew test images of their own, as did the tests
            of their networks at other levels.
        other_data: The ids of points that were made with other data.

    Returns:
        The folder.
    """
    study = SweepFolder(folder)
    prepare.prepare(sweep, study)
    usual = np.random.default_rng(0).choice(CLASSES, IMAGES, p=(0.4, 0.3, 0.2, 0.1))
    for kind, levels in sweep.noise.items():
        shown_images.write_samples(study, sweep, kind, _samples(levels))
    said = (*without, *diverged, *lost, *wrong, *unlike, *other_data)
    is_old = any(place.place_id in said for place in sweep.places() if not place.level)
    for point in sweep.places():
        if is_old:  # of before, with a network without noise for each kind
            point = point.lying_in(point.place_id)
        if point.id in without or study.point(point.id).path.is_dir():
            continue
        # other data has fewer images, and another most frequent class
        labels = 3 - usual[10:] if point.id in other_data else usual
        files = study.point(point.id)
        files.path.mkdir(parents=True)
        kinds = [point.noise] if is_old else [*sweep.noise]
        answers = {
            (kind if level else "", level): _probabilities(
                sweep, replace(point, noise=kind), level, labels, point.id in lost
            )
            for kind in kinds
            for level in sweep.noise[kind]
        }
        of_sets = {
            name: _probabilities(sweep, point, 0.4 + number, labels, False)
            for number, name in enumerate(sweep.test.sets)
        }
        if point.id in wrong:
            answers = {test: np.roll(a, 1, axis=1) for test, a in answers.items()}
        own = answers[point.noise if point.level else "", point.level]
        if point.repeat == 0:
            noisy = np.zeros((len(labels), 2, 2, 1), np.float32)
            mistakes = Mistakes.of(predictions.of(own, labels), noisy)
            shown_images.write_mistakes(files, mistakes)
        np.savez(files.predictions, probabilities=own, labels=labels)
        result = _result(point, own, labels, point.id in diverged)
        changes = {"fingerprint": result.fingerprint | {"data": "e"}}
        result = result.model_copy(update=changes if point.id in other_data else {})
        changes = {"snr_db": (result.snr_db or 60) + 0.001}
        result = result.model_copy(update=changes if point.id in unlike else {})
        files.result.write_text(result.as_json())
        tests = [
            {
                **({} if is_old else {"noise": kind, "set": ""}),
                "level": level,
                "accuracy": (answer := predictions.of(probabilities, labels)).accuracy,
                "loss": answer.loss,
                "count": len(labels),
                "right": predictions.pack(answer.right),
                **_of_images(level, point.id in unlike),
            }
            for (kind, level), probabilities in answers.items()
        ]
        tests += [
            {
                **{"noise": "", "set": name, "level": 0.0, "data": f"of {name}"},
                "accuracy": (answer := predictions.of(probabilities, labels)).accuracy,
                "loss": answer.loss,
                "count": len(labels),
                "right": predictions.pack(answer.right),
            }
            for name, probabilities in of_sets.items()
        ]
        fields = {"fingerprint": result.fingerprint, "error": None}
        fields |= {"schema": 1, "levels": tests} if is_old else {"schema": 2}
        files.transfer.write_text(
            json.dumps(({} if is_old else {"tests": tests}) | fields)
        )
    return study


def _of_images(level, is_unlike):
    """Make up what the tests at a level record of its images."""
    if not level:
        return {"snr_db": None, "data": "d"}
    return {"snr_db": 10 / level + (0.002 if is_unlike else 0)}


def _samples(levels):
    """Make up how strong the noise is."""
    return Samples(
        tuple(range(CLASSES)),
        {level: np.zeros((CLASSES, 2, 2, 1), np.float32) for level in levels},
        {level: 7.125 / level if level else np.inf for level in levels},
        {level: 0.875 / (1 + level) for level in levels},
    )


def _probabilities(sweep, point, tested_at, labels, is_lost):
    """Answer a test set: the noisier, the worse, and worse away from one's own level."""
    number = sweep.models.index(point.model)
    kind = list(sweep.noise).index(point.noise) if tested_at else 0
    shared = np.random.default_rng([kind, point.repeat])
    way = len(point.way.suffix)
    seeds = [number, kind, point.repeat, round(100 * point.level)]
    own = np.random.default_rng(
        [*seeds, round(100 * tested_at), *([way] if way else [])]
    )
    strength = 2.5 + 1.5 * number - 4 * tested_at - 3 * abs(point.level - tested_at)
    strength += way / 10
    logits = shared.normal(size=(len(labels), CLASSES))
    logits += own.normal(scale=0.5 + 0.5 * point.repeat, size=logits.shape)
    logits[np.arange(len(labels)), labels] += max(strength, -1)
    if is_lost:
        logits = logits / 10 + np.arange(CLASSES)[::-1]
    odds = np.exp(1.5 * logits)
    return (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)


def _result(point, probabilities, labels, diverged):
    matrix = measures.confusion_matrix(labels, probabilities)
    answers = predictions.of(probabilities, labels)
    draws = np.random.default_rng(list(point.id.encode()))
    history = {name: draws.uniform(size=point.epochs).tolist() for name in HISTORY}
    history["val_loss"][-1] = answers.loss
    history["val_accuracy"] = [
        int(right) / len(labels)
        for right in draws.integers(0, len(labels), point.epochs)
    ]
    history["val_accuracy"][-1] = answers.accuracy
    last = {
        metric: history[name][-1] for metric, name in zip(METRICS, HISTORY, strict=True)
    }
    return Result(
        point=point,
        status="done",
        fingerprint={"settings": "s", "template": "t", "code": "c", "data": "d"},
        metrics=last | {"diverged": diverged},
        history=history,
        epochs_run=point.epochs,
        right=int(np.trace(matrix)),
        count=len(labels),
        confusion_matrix=matrix.tolist(),
        class_accuracy=measures.class_accuracy(matrix),
        calibration_error=measures.calibration_error(labels, probabilities),
        snr_db=None if point.level == 0 else 10 / point.level,
        peak_memory=500_000_000,
        seconds={"train": 2.0, "total": 3.5},
        environment={"python": "3.11"},
    )
