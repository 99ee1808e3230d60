import numpy as np
from conftest import first

from noiselab import caveats, contrasts, findings, statistics, sweep_file
from noiselab.evidence import Evidence


def told(evidence):
    comparisons = contrasts.between_models(evidence)
    gains = contrasts.by_training(evidence)
    return (
        findings.findings(evidence, comparisons, gains),
        caveats.caveats(evidence, comparisons, gains),
    )


def test_which_of_two_trained_networks_is_better(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    found, limits = told(study)
    low, high = statistics.newcombe(330, 60, 0, 10, 0.975)
    bounds = f"({100 * low:.1f} to {100 * high:.1f})"
    assert found[0] == (
        "Of these two trained networks, ConvNet recognises more test images than MLNN "
        f"without noise, by 15.0 percentage points {bounds}; and with gaussian noise of "
        f"0.5, by 15.0 {bounds}."
    )
    assert found[1].startswith("In 4 of 4 cases these test images carry neither")
    assert limits[-2] == (
        "Each network was trained once: what is said holds for these trained networks, "
        "and others of their kind may differ. repeats: 5 in the sweep would tell."
    )


def test_what_is_not_known_is_said(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    found, _ = told(study)
    assert found[0] == (
        "Which of MLNN and ConvNet is better cannot be said without noise and with "
        "gaussian noise of 0.5: these 400 test images do not carry a difference there."
    )


def test_repeats_are_spoken_of_as_averages(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {"mlnn": (300, 301, 302), "convnet": (380, 382, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    found, limits = told(study)
    assert found[0].startswith(
        "On average over the repeats and on this test set, ConvNet recognises more "
        "test images than MLNN without noise, by 20.0 percentage points ("
    )
    assert any(line.startswith("Averages over 3 repeats hold for") for line in limits)


def test_chance_is_named(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(300 if level else 390))
    found, _ = told(study)
    assert (
        "MLNN, trained and tested with gaussian noise of 0.5, is not distinguishable "
        "from always answering class 0, which 75.00% of the test images belong to."
    ) in found


def test_training_with_noise_gains_and_costs(sweep, make_study):
    counts = {(0.0, 0.0): 400, (0.0, 0.5): 310, (0.5, 0.5): 370, (0.5, 0.0): 360}
    study = make_study(sweep, lambda p, level: first(counts[p.level, level]))
    found, _ = told(study)
    gained, lost = (line for line in found if line.startswith("Trained with noise, ML"))
    assert gained.startswith(
        "Trained with noise, MLNN recognises more images with that very noise than "
        "trained without: with gaussian noise of 0.5, by 15.0 percentage points ("
    )
    assert lost.startswith(
        "Trained with noise, MLNN recognises fewer images without noise than trained "
        "without: with gaussian noise of 0.5, by 10.0 percentage points ("
    )


def test_a_gain_that_only_comes_up_to_chance_is_called_so(sweep, make_study):
    counts = {(0.0, 0.0): 400, (0.0, 0.5): 200, (0.5, 0.5): 300, (0.5, 0.0): 300}
    study = make_study(sweep, lambda p, level: first(counts[p.level, level]))
    found, _ = told(study)
    gained, lost = (line for line in found if line.startswith("Trained with noise, ML"))
    assert gained.endswith(
        "). With gaussian noise of 0.5, that is no better than always answering one "
        "class."
    )
    assert lost.endswith(").")


def test_of_many_places_the_largest_is_told(sweep, make_study):
    levels = [0.1 * n for n in range(8)]
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
    study = make_study(
        sweep,
        lambda p, level: first(390 if p.model == "convnet" else 330 - int(100 * level)),
    )
    found, _ = told(study)
    assert (
        "by 15.0 to 32.5 percentage points; most with gaussian noise of 0.7: 32.5"
        in (found[0])
    )


def test_loss_may_rank_the_models_the_other_way(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    for level in (0.0, 0.5):
        place = study._folder.point(sweep.point("convnet", "gaussian", level).id)
        with np.load(place.predictions) as file:
            labels = file["labels"]
        sure = np.where(right["convnet"], 0.51, 1e-9)  # barely right, or quite wrong
        probabilities = np.where(
            np.eye(2)[labels] == 1, sure[:, None], 1 - sure[:, None]
        )
        np.savez(place.predictions, probabilities=probabilities, labels=labels)
    found, _ = told(Evidence(sweep, study.results, study._folder.path))
    (clean, _) = (line for line in found if line.startswith("Loss and accuracy rank"))
    assert clean.startswith(
        "Loss and accuracy rank these trained networks differently without noise: "
        "ConvNet recognises more test images, and MLNN has the lower mean loss, by "
    )


def test_of_nothing_nothing_is_claimed(sweep):
    found, limits = told(Evidence(sweep, [], "nowhere"))
    assert found == limits == []


def test_what_holds_without_noise_is_told_once(sweep, make_study):
    fields = sweep.as_file() | {"noise": {"gaussian": [0, 0.5], "shot": [0, 0.1]}}
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep_file.check(fields), lambda p, level: right[p.model])
    found, _ = told(study)
    assert found[0].count("without noise") == 1
    assert found[0].count("15.0") == 3
