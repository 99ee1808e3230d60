"""The results of a study's finished points: answers, accuracies, their intervals."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from noiselab.analysis import labels, scopes, ways_apart
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.labels import Labels
from noiselab.analysis.same_images import Met
from noiselab.common import user_paths
from noiselab.common.folders import SweepFolder
from noiselab.common.remembered import remembered
from noiselab.store import cross_tests, data_facts, images_met, kept, predictions
from noiselab.store.cross_tests import Tested, Transfer
from noiselab.store.data_facts import DataFacts
from noiselab.store.images_met import ImagesMet
from noiselab.store.kept import Kept
from noiselab.store.predictions import Answers
from noiselab.store.result import Result
from noiselab.store.results import once
from noiselab.study import names
from noiselab.study.condition import Condition
from noiselab.study.sweep import Sweep


class Evidence:
    """A study's results, with the files of its points read as they are needed.

    Args:
        sweep: The sweep.
        results: The results of its points.
        folder: The sweep's folder.

    Attributes:
        sweep: The sweep, in which a model that is trained in several ways is several
            models; see `ways_apart`.
        results: The results at its places, of these models; that of a network trained
            without noise stands at several.
        points: The results, each point once.
        folder: The sweep's folder.
        ways: The way in which each model is trained with noise.
    """

    def __init__(self, sweep: Sweep, results: Sequence[Result], folder: str | Path):
        apart = ways_apart.tell(sweep, results)
        self.sweep, self.results = apart.sweep, apart.results
        self._of_model, self.ways = apart.models, apart.ways
        self.points, self._stored = once(self.results), (sweep, results)
        self.folder = SweepFolder(user_paths.of_user(folder))
        self._done = {
            (r.point.model, r.point.noise, r.point.level, r.point.repeat): r
            for r in self.results
            if r.status == "done"
        }
        self._used = {r.point.id for r in labels.without_other_data(self.results)}
        self._usable = {
            place: r
            for place, r in self._done.items()
            if r.point.id in self._used and not r.diverged
        }
        self._read: dict[str, Transfer] = {}  # cross tests by point

    @remembered
    def _answers(self, point_id: str) -> Answers | None:
        return predictions.read(self.folder.point(point_id).predictions)

    def _transfers(self, result: Result) -> Transfer:
        if (name := result.point.id) not in self._read:
            self._read[name] = cross_tests.read(self.folder.point(name), result)
        return self._read[name]

    def are_of_one_model(self, a: str, b: str) -> bool:
        """Say whether two models are one model of the study, in two ways."""
        return self._of_model[a] == self._of_model[b]

    def is_first_way(self, model: str) -> bool:
        """Say whether this is its model's first way: without noise, all are one."""
        ways = [m for m in self.sweep.models if self.are_of_one_model(m, model)]
        return ways[0] == model

    def is_from_file(self, model: str) -> bool:
        """Say whether a model is a network from a file, which is trained already."""
        return self._stored[0].is_from_file(self._of_model[model])

    def conditions(self) -> list[names.Condition]:
        """List all kinds and levels of noise."""
        kinds = self.sweep.noise.items()
        return [(kind, level) for kind, levels in kinds for level in sorted(levels)]

    @cached_property
    def labels(self) -> list[Labels]:
        """The true classes of all test images that results are used of, each once."""
        return [*dict.fromkeys(map(Labels.of, self._usable.values()))]

    @cached_property
    def data_facts(self) -> DataFacts | None:
        """What was counted in the data; None if it was in none that results are of."""
        facts = data_facts.read(self.folder)
        used = {labels.data for labels in self.labels}
        return facts if facts and facts.data in used else None

    @property
    def images(self) -> list[int]:
        """The numbers of test images; one, unless data of several sizes is used."""
        return sorted({labels.images for labels in self.labels})

    @property
    def classes(self) -> int:
        """Number of classes, with those that no test image belongs to; 0 if unknown."""
        return max((len(labels.counts) for labels in self.labels), default=0)

    def labels_of(self, model: str, kind: str, level: float) -> Labels | None:
        """Return the true classes that a model's networks were tested on."""
        runs = self.runs(model, kind, level).values()
        return next(map(Labels.of, runs), None)

    def left_out(self) -> list[Result]:
        """List the results that no mean is taken of: most repeats have other data."""
        return [r for r in self.points if r.point.id not in self._used]

    def diverged(self) -> list[Result]:
        """List the done points whose training diverged; they are left out."""
        return [r for r in self.points if r.diverged]

    def done(self, model: str, kind: str, level: float, repeat: int) -> Result | None:
        """Return the result of a point; None if it is not done."""
        return self._done.get((model, kind, level, repeat))

    @cached_property
    def _kept(self) -> Mapping[str, Kept]:
        return kept.read(self.folder)

    def is_kept(self, result: Result) -> bool:
        """Say whether a result is used though it differs from what it would be now."""
        entry = self._kept.get(result.point.id)
        return entry is not None and entry.fingerprint == result.fingerprint

    def kept(self) -> list[tuple[Result, Kept, str]]:
        """List the results that are used though they differ, with that in words.

        A run was asked to keep them, or only a report was made.
        """
        sweep, results = self._stored
        now = {place.place_id: place for place in sweep.places()}
        before = {result.point.id: result.point for result in once(results)}
        return [
            (result, entry, kept.in_words(entry, was, now[was.place_id]))
            for result in self.points
            if result.status == "done" and self.is_kept(result)
            for was, entry in [(before[result.point.id], self._kept[result.point.id])]
        ]

    def tests(self, result: Result) -> list[Tested]:
        """List the tests of one network."""
        return [*self._transfers(result).tests.values()]

    def untested(self) -> list[tuple[Result, str]]:
        """List the networks that lack a test, and why.

        They are to be tested at every level of theirs, and on all that is tested only.
        """
        untested = [
            (result, transfer.error or self._why_untested(result))
            for result in self._usable.values()
            if not cross_tests.is_tested_elsewhere(result.point)
            if (transfer := self._transfers(result)).error
            or not {*self._own_conditions(result)} <= {*transfer.tests}
        ]
        return [*{result.point.id: (result, why) for result, why in untested}.values()]

    def _own_conditions(self, result: Result) -> list[Condition]:
        kind, further = result.point.noise, self.sweep.test
        own = [Condition.of(kind, level) for level in self.sweep.noise[kind]]
        own += [
            Condition.of(name, level)
            for name, levels in further.noise.items()
            for level in levels
        ]
        return own + [Condition(set=name) for name in further.sets]

    def _why_untested(self, result: Result) -> str:
        """Say why a network that nothing kept from being tested was not."""
        if result.dropped:
            return "not kept; --rerun dropped trains just these again"
        if self.is_kept(result):
            differs = self._kept[result.point.id].differs
            parts = [part for part in differs if part in kept.TESTED_WITH]
            if parts:
                return f"{names.joined(parts)} changed since they were finished"
        return "not tested yet"

    @remembered
    def runs(self, model: str, kind: str, level: float) -> dict[int, Result]:
        """Return the usable results of a model under a condition, by repeat.

        All are of the same test data; see `left_out`.
        """
        return {
            repeat: self._usable[key]
            for repeat in self.sweep.repeat_numbers
            if (key := (model, kind, level, repeat)) in self._usable
        }

    @remembered
    def answers(self, model: str, kind: str, level: float) -> dict[int, Answers]:
        """Return the answers of networks trained and tested at a level, by repeat."""
        runs = self.runs(model, kind, level)
        answers = {repeat: self._answers(run.point.id) for repeat, run in runs.items()}
        return {n: readable for n, readable in answers.items() if readable is not None}

    def tested(
        self, model: str, kind: str, trained_at: float, tested_at: float
    ) -> dict[int, Tested]:
        """Return the tests at one level of networks trained at another, by repeat."""
        condition = Condition.of(kind, tested_at)
        return self.tested_under(model, kind, trained_at, condition)

    @remembered
    def tested_under(
        self, model: str, kind: str, trained_at: float, condition: Condition
    ) -> dict[int, Tested]:
        """Return the tests of networks under any condition, by repeat."""
        met = self._met_under(model, kind, trained_at, condition)
        return {n: test for n, (test, _) in met.items()}

    @remembered
    def _met_under(
        self, model: str, kind: str, trained_at: float, condition: Condition
    ) -> dict[int, tuple[Tested, ImagesMet]]:
        met = {
            repeat: (test, self.images_met(run, condition))
            for repeat, run in self.runs(model, kind, trained_at).items()
            if (test := self._transfers(run).tests.get(condition)) is not None
        }
        data = {n: (images.data, len(test.right)) for n, (test, images) in met.items()}
        return {n: met[n] for n in labels.commonest(data)}

    def images_met(self, result: Result, condition: Condition) -> ImagesMet:
        """Give what is recorded of the images that a network was tested on.

        What an earlier version did not record of a test is in its result, if that is
        of the same condition; else only the data is, which is taken for the same.
        """
        own = images_met.of_result(result)
        test = self._transfers(result).tests.get(condition)
        known = test.images if test else images_met.NOT_RECORDED
        is_own = condition == Condition.of(result.point.noise, result.point.level)
        if is_own and known == images_met.NOT_RECORDED:
            return own
        draw = own.draw if is_own else None
        return ImagesMet(known.data or own.data, known.snr_db, draw)

    @remembered
    def met(
        self, model: str, kind: str, trained_at: float, tested_at: float | None = None
    ) -> dict[int, Met]:
        """Return what networks answered, and on which images, by repeat.

        Args:
            model: The model.
            kind: The kind of noise.
            trained_at: The level that they were trained at.
            tested_at: The level that they were tested at, by their cross tests; None
                for the answers at their own level that were kept with their losses.
        """
        runs = self.runs(model, kind, trained_at)
        if tested_at is None:
            return {
                n: Met(
                    images_met.of_result(runs[n]),
                    answers.right,
                    answers.log_loss,
                    answers.labels,
                )
                for n, answers in self.answers(model, kind, trained_at).items()
            }
        condition = Condition.of(kind, tested_at)
        return self.met_under(model, kind, trained_at, condition)

    @remembered
    def met_under(
        self, model: str, kind: str, trained_at: float, condition: Condition
    ) -> dict[int, Met]:
        """Return what networks answered under any condition, by repeat."""
        met = self._met_under(model, kind, trained_at, condition)
        return {n: Met(images, test.right) for n, (test, images) in met.items()}

    def accuracies(self, model: str, kind: str, level: float) -> list[Accuracy]:
        """List the accuracies on the test images, one for each repeat."""
        return [*map(Accuracy.of_result, self.runs(model, kind, level).values())]

    def accuracy_interval(self, accuracies: Sequence[Accuracy]) -> Bounds | None:
        """Bound an accuracy for other test images, and for other trainings if several.

        By Wilson for one run, by `scopes.mean_accuracy` for several.
        """
        return scopes.mean_accuracy(accuracies) if accuracies else None
