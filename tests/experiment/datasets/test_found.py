from noiselab.experiment.datasets import found


def test_the_only_part_is_called_all_and_several_keep_their_names_in_order():
    assert found.by_split({"test": 1}) == {"all": 1}
    parts = found.by_split({"test": 1, "val": 2, "train": 3})
    assert [*parts.items()] == [("train", 3), ("val", 2), ("test", 1)]


def test_nothing_said_changes_nothing():
    said = found.NOTHING_SAID
    assert (said.size, said.grey, said.alpha, said.column) == (
        None,
        False,
        "refuse",
        None,
    )
