from noiselab.common.point_folder import MADE_BY_RUNS, PointFolder


def test_what_a_run_makes_is_known_and_what_people_put_there_is_not(tmp_path):
    folder = PointFolder(tmp_path)
    made = {folder.notebook, folder.result, folder.plugins, folder.failed_attempt.path}
    assert {path.name for path in made} <= MADE_BY_RUNS
    assert "notes.txt" not in MADE_BY_RUNS


def test_each_run_by_hand_gets_a_folder_of_its_own(tmp_path):
    made = [PointFolder(tmp_path).new_by_hand().path for _ in range(3)]
    assert made == [tmp_path / "by_hand" / name for name in "123"]
