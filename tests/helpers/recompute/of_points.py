"""The rows of single points: results, history, classes, confusion, cross tests."""

import numpy as np

from helpers.recompute import formulas

METRICS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")
POINT = ("model", "noise", "level", "repeat")


def place(point):
    return dict(zip(POINT, point.place, strict=True))


def way(point):
    """How training images got noise; without noise, nothing is said of it."""
    usual = {"draw": "fixed", "share": 1.0, "spread": "exact", "kinds": "own"}
    return usual if float(place(point)["level"]) else {}


def usable(study):
    return [point for point in study.done() if point.is_usable]


def results(study):
    for point in study.points.values():
        row = place(point) | way(point) | {"status": point.status}
        row["point"] = point.folder.name
        seconds = point.record.get("seconds", {})
        row |= {f"{name}_seconds": seconds.get(name) for name in ("train", "total")}
        if point.is_done:
            row |= {
                "diverged": not point.is_usable,
                "snr_db": point.record["snr_db"],
                "epochs_run": len(point.record["history"]["loss"]),
                "kept_epoch": point.record.get("kept_epoch"),
                "peak_memory": point.record["peak_memory"],
                "count": len(point.right),
            }
        if point.is_usable:
            row |= figures(point) | {"right": int(point.right.sum())}
            row["calibration_error"] = formulas.calibration_error(
                point.probabilities, point.labels
            )
        yield row


def figures(point):
    """The figures of the recorded network: those of training are the last epoch's."""
    history = point.record["history"]
    return {
        "train_loss": history["loss"][-1],
        "train_accuracy": history["accuracy"][-1],
        "val_loss": formulas.mean(point.losses.tolist()),
        "val_accuracy": point.accuracy,
    }


def history(study):
    for point in study.done():
        curves, lost = point.record["history"], False
        for index in range(len(curves["loss"])):
            row = place(point) | {"epoch": index + 1}
            for metric, name in zip(METRICS, HISTORY, strict=True):
                row[metric] = curves[name][index]
            lost = lost or (not point.is_usable and is_lost(row))
            if lost:
                row |= dict.fromkeys(METRICS)
            share, count = row["val_accuracy"], len(point.labels)
            if share is not None and is_of_test_images(share, count):
                low, high = formulas.wilson(share * count, count)
                row |= {"val_accuracy_low": low, "val_accuracy_high": high}
            yield row


def is_of_test_images(share, count):
    """Whether a share is one of so many images, and not of others."""
    return abs(share * count - round(share * count)) < 1e-6 * count


def is_lost(row):
    """Whether a figure is no number; without a validation both of its figures are none."""
    training = [row["train_loss"], row["train_accuracy"]]
    return None in training or (row["val_loss"] is None) != (
        row["val_accuracy"] is None
    )


def classes(study):
    for point in usable(study):
        for number in range(point.probabilities.shape[1]):
            of_class = point.right[point.labels == number]
            right, count = int(of_class.sum()), len(of_class)
            row = {"class": number, "class_name": named(study, number)}
            row |= {"right": right, "count": count}
            yield place(point) | row | {"accuracy": right / count if count else None}


def confusion(study):
    for point in usable(study):
        pairs = np.stack([point.labels, point.predicted], axis=1)
        for (true, predicted), images in zip(
            *np.unique(pairs, axis=0, return_counts=True), strict=True
        ):
            row = pair(study, int(true), int(predicted))
            share = int(images) / int((point.labels == true).sum())
            yield place(point) | row | {"images": int(images), "share": share}


def named(study, number):
    """The name of a class, if the study's classes have names."""
    return study.class_names[number] if study.class_names else None


def pair(study, true, predicted):
    return {
        "true_class": true,
        "true_name": named(study, true),
        "predicted_class": predicted,
        "predicted_name": named(study, predicted),
    }


def transfer(study):
    for point in {point.folder: point for point in usable(study)}.values():
        model, kind, level, repeat = point.place
        for tested, (loss, right) in point.all_tests().items():
            tested_with, tested_at, test_set = tested
            if tested == (kind if level else None, level, None):
                assert (
                    right == point.right
                ).all()  # the same network on the same images
                loss = formulas.mean(point.losses.tolist())
            yield way(point) | {
                "model": model,
                "train_noise": kind if level else None,
                "train_level": level,
                "test_noise": tested_with,
                "test_level": tested_at,
                "test_set": test_set,
                "repeat": repeat,
                "point": point.folder.name,
                "accuracy": int(right.sum()) / len(right),
                "loss": loss,
                "right": int(right.sum()),
                "count": len(right),
            }


def noise(study):
    for kind, levels in study.kinds.items():
        path = study.folder / "samples" / f"{kind}.npz"
        if path.is_file():
            with np.load(path) as stored:
                columns = [
                    stored[name].tolist() for name in ("levels", "snr_db", "yardstick")
                ]
            for level, snr, accuracy in zip(*columns, strict=True):
                if level in levels:
                    yield {
                        "noise": kind,
                        "level": level,
                        **formulas.strength(kind, level),
                        "snr_db": snr,
                        "nearest_mean_accuracy": accuracy,
                    }


def mistakes(study):
    """The ten most confident mistakes of the first repeat, at the ends of the levels."""
    for point in usable(study):
        model, kind, level, repeat = point.place
        if repeat not in study.usable(model, kind, level):
            continue
        ends = study.kinds[kind][0], study.kinds[kind][-1]
        if repeat or level not in ends or not (point.folder / "mistakes.npz").is_file():
            continue
        wrong = [
            (-float(point.probabilities[n].max()), n)
            for n in np.flatnonzero(~point.right)
        ]
        for rank, (confidence, n) in enumerate(sorted(wrong)[:10], start=1):
            yield place(point) | {
                "rank": rank,
                **pair(study, int(point.labels[n]), int(point.predicted[n])),
                "confidence": -confidence,
            }
