"""What a study's points stored, read without the package."""

import base64
import json
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
import yaml

from helpers.recompute import formulas


class Point:
    """A point: its record, the network's answers, and which images it has right.

    Attributes:
        record: Its `result.json`; nothing where there is none.
        status: `done`, `failed` or `missing`.
    """

    def __init__(self, folder, place):
        self.folder, self.place = folder, place
        for path in (folder / "result.json", folder / "failed" / "result.json"):
            if path.is_file():
                self.record = json.loads(path.read_text())
                break
        else:
            self.record = {}
        self.status = self.record.get("status", "missing")
        self.is_done = self.status == "done"
        self.is_usable = self.is_done and not self.record["metrics"]["diverged"]

    @cached_property
    def _arrays(self):
        with np.load(self.folder / "predictions.npz") as stored:
            return stored["probabilities"], stored["labels"]

    @property
    def has_answers(self):
        return (self.folder / "predictions.npz").is_file()

    @property
    def probabilities(self):
        return self._arrays[0]

    @property
    def labels(self):
        return self._arrays[1]

    @cached_property
    def predicted(self):
        return self.probabilities.argmax(axis=1)

    @cached_property
    def right(self):
        """Whether each image is recognised."""
        return self.predicted == self.labels

    @cached_property
    def losses(self):
        return formulas.losses(self.probabilities, self.labels)

    @property
    def counts(self):
        """Number of test images of each class."""
        return np.bincount(self.labels, minlength=self.probabilities.shape[1]).tolist()

    @property
    def always(self):
        """Whether each image is of the most frequent class, the first of several."""
        return self.labels == self.counts.index(max(self.counts))

    @property
    def chance(self):
        """Share of the test images that belong to that class."""
        return max(self.counts) / len(self.labels)

    @property
    def accuracy(self):
        return int(self.right.sum()) / len(self.right)

    @cached_property
    def tests(self):
        """For each level tested at: the loss, and whether each image is recognised."""
        return {
            item["level"]: (item["loss"], bits(item["right"], item["count"]))
            for item in self._stored_tests()
        }

    def all_tests(self):
        """For each kind, level and set tested with, None if not: loss, right images."""
        return {
            (item["noise"] or None, item["level"], item.get("set") or None): (
                item["loss"],
                bits(item["right"], item["count"]),
            )
            for item in self._stored()
        }

    def _stored(self):
        """All tests, in today's schema or the first, which had those of its kind."""
        path = self.folder / "transfer.json"
        fields = json.loads(path.read_text()) if path.is_file() else {"tests": []}
        return fields.get("tests") or [
            {"noise": self.folder.name.split("--")[1] if item["level"] else "", **item}
            for item in fields.get("levels", ())
        ]

    def _stored_tests(self):
        """The tests at the levels of the kind of its place."""
        return [
            item
            for item in self._stored()
            if item["noise"] in ("", self.place[1]) and not item.get("set")
        ]

    @property
    def images(self):
        """What is recorded of the images at its own level: data, share of noise, draw, labels."""
        point = self.record["point"]
        draw = [point[name] for name in ("noise", "seed", "repeat", "clip")]
        return (
            self.record["fingerprint"].get("data"),
            _noise(self.record["snr_db"]),
            draw if point["level"] else [],
            self.labels.tolist() if self.has_answers else None,
        )

    def images_at(self, level):
        """The same of those that its network was tested on at a level."""
        data, _, draw, _ = self.images
        (item,) = [item for item in self._stored_tests() if item["level"] == level]
        if level == self.place[2] and not {"snr_db", "data"} & item.keys():
            return self.images
        known = _noise(item["snr_db"]) if "snr_db" in item else None
        draw = draw if level == self.place[2] else None
        return item.get("data", data), known, draw, None


def _noise(decibels):
    """The noise's energy as a share of the signal's."""
    return 0.0 if decibels is None else 10 ** (-decibels / 10)


def alike(*met):
    """Say whether two sets of images, as `Point.images`, may be the same."""
    (data, noise, *rest), (other, strength, *others) = met
    if data and other and data != other:
        return False
    for mine, its in zip(rest, others, strict=True):  # draw, and labels
        if mine is not None and its is not None and mine != its:
            return False
    if noise is None or strength is None or noise == strength:
        return True
    return max(noise, strength) <= min(noise, strength) * (1 + 1e-6)


def bits(text, count):
    """Read one bit for each image, the first one highest."""
    whole = int.from_bytes(base64.b64decode(text), "big")
    length = -(-count // 8) * 8
    return np.array([whole >> (length - 1 - n) & 1 for n in range(count)], dtype=bool)


def most_alike(by_repeat, what):
    """Keep the repeats of which something is as in most, or as in the first of these."""
    values = [what(each) for each in by_repeat.values()]
    most = max(values, key=values.count, default=None)
    return {n: each for n, each in by_repeat.items() if what(each) == most}


class Study:
    """A study's folder: its sweep and its points."""

    def __init__(self, folder):
        self.folder = Path(folder)
        sweep = yaml.safe_load((self.folder / "sweep.yaml").read_text())
        self.models, self.repeats = sweep["models"], sweep["repeats"]
        self.kinds = {kind: sorted(levels) for kind, levels in sweep["noise"].items()}
        self.report = sweep["report"]
        self.class_names = (sweep.get("data") or {}).get("classes")
        self.baseline = self.report["baseline"] or self.models[0]
        self.points = {
            place: Point(self._folder(*place), place)
            for kind, levels in self.kinds.items()
            for place in product(self.models, [kind], levels, range(self.repeats))
        }

    def _folder(self, model, kind, level, repeat):
        own = f"{model}--{kind}--{level}--r{repeat}"
        if level:
            return self.folder / "points" / own
        kinds = [f"{model}--{each}--{level}--r{repeat}" for each in self.kinds]
        folders = [
            self.folder / "points" / name
            for name in (f"{model}--clean--0.0--r{repeat}", own, *kinds)
        ]
        there = [folder for folder in folders if (folder / "result.json").is_file()]
        return (there or folders)[0]

    def done(self):
        return [point for point in self.points.values() if point.is_done]

    def usable(self, model, kind, level):
        """The points that count, by repeat: with the data of most of them."""
        points = {
            repeat: point
            for repeat in range(self.repeats)
            if (point := self.points.get((model, kind, level, repeat)))
            and point.is_usable
        }
        return most_alike(points, lambda point: (point.images[0], point.counts))

    def is_kept(self, point):
        """Whether it is used though it would be different now."""
        path = self.folder / "kept.json"
        kept = json.loads(path.read_text())["points"] if path.is_file() else {}
        entry = kept.get(point.folder.name)
        return bool(entry) and entry["fingerprint"] == point.record["fingerprint"]

    def tested(self, model, kind, trained_at, tested_at):
        """Whether each image is recognised, and which images, by repeat."""
        tests = {
            repeat: (point.tests[tested_at][1], point.images_at(tested_at))
            for repeat, point in self.usable(model, kind, trained_at).items()
            if tested_at in point.tests
        }
        return most_alike(tests, lambda test: (len(test[0]), test[1][0]))

    def data(self, model, kind, level):
        """Which data a model was tested on, and how many images of each class."""
        points = self.usable(model, kind, level).values()
        return next(((p.images[0], p.counts) for p in points), None)

    def chance(self, model, kind, level):
        """The share of the most frequent class there."""
        points = self.usable(model, kind, level).values()
        return next((point.chance for point in points), None)

    @property
    def classes(self):
        """Number of classes, as networks answer."""
        return max(point.probabilities.shape[1] for point in self.done())
