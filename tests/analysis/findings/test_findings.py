from helpers.studies import first

from noiselab.analysis.evidence import Evidence


def test_the_questions_are_answered_in_order(sweep, make_study, statements):
    counts = {(0.0, 0.0): 390, (0.0, 0.5): 200, (0.5, 0.5): 300, (0.5, 0.0): 330}
    study = make_study(
        sweep,
        lambda p, level: first(counts[p.level, level] + 5 * (p.model == "convnet")),
    )
    assert [statement.topic for statement in statements(study)] == [
        "accuracy falls",
        "accuracy falls",
        "loss rises",
        "loss rises",
        "gap widens",
        "gap widens",
        "loss gap widens",
        "loss gap widens",
        "gain at noise",
        "gain up to chance",
        "drop on clean images",
        "gain at noise",
        "gain up to chance",
        "drop on clean images",
        "at chance",
        "at chance",
        "neither suffers more",
        "no better model",
        "loss undecided",
    ]


def test_each_sentence_names_its_models(sweep, make_study, statements):
    counts = {(0.0, 0.0): 390, (0.0, 0.5): 200, (0.5, 0.5): 300, (0.5, 0.0): 330}
    study = make_study(sweep, lambda p, level: first(counts[p.level, level]))
    labels = {"mlnn": "MLNN", "convnet": "ConvNet"}
    for statement in statements(study):
        assert all(labels[model] in statement.text for model in statement.models)


def test_of_an_empty_study_nothing_is_claimed(sweep, statements):
    assert statements(Evidence(sweep, [], "nowhere")) == []
