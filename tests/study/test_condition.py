from noiselab.study import sweep_file
from noiselab.study.condition import CLEAN, Condition


def test_without_noise_all_kinds_are_one_condition(sweep):
    noise = {"gaussian": [0.5, 0], "shot": [0, 0.1]}
    both = sweep_file.check(sweep.as_file() | {"noise": noise})
    conditions = [CLEAN, Condition("gaussian", 0.5), Condition("shot", 0.1)]
    assert both.conditions() == conditions
    assert Condition.of("shot", 0.0) == CLEAN
    assert [*map(str, conditions)] == [
        "images without noise",
        "gaussian noise of 0.5",
        "shot noise of 0.1",
    ]
    assert str(Condition(set="fog")) == "test set fog"
