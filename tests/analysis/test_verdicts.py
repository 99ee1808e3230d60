from helpers.studies import first

from noiselab.analysis import verdicts


def test_all_differences_are_listed(sweep, make_study):
    judged = verdicts.judge(make_study(sweep, lambda p, level: first(350)))
    families = [c.family for c in judged.contrasts()]
    # two falls; four gaps, two of which may widen; one pair of falls; two comparisons;
    # and two gains with two differences each
    assert families == [2, 2, 4, 4, 2, 4, 4, 2, 1, 2, 2, 4, 4, 4, 4]
