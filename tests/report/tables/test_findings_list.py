import html as html_module
import re

import pytest
from helpers.html import EVIL
from helpers.studies import diverged, first

from noiselab.analysis import verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.report import tables
from noiselab.study import names, sweep_file

COUNTS = {0.0: 390, 0.5: 200}


def shown(study):
    """The findings of a study: what is said before them, open ones, and folded."""
    html = tables.findings_list(study, verdicts.judge(study))
    head, _ = html.split("<div class='note'>")
    folded = dict(re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", head))
    plain = re.sub("<details>.*?</details>", "", head)
    note = re.search("<p class='note scope'>(.*?)</p>", plain)
    items = re.findall("<li>(.*?)</li>", plain)
    return note and note[1], items, {k: v.count("<li>") for k, v in folded.items()}


def test_what_all_hold_for_is_said_once(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(COUNTS[level]))
    note, items, _ = shown(study)
    assert note.startswith(
        "For each level of noise, each model is trained once, on images "
    )
    assert "The findings hold for these trained networks; " in note
    assert items[0].startswith(
        "The validation accuracy of MLNN falls from 0.975 without"
    )
    assert items[2].startswith("The mean validation loss of MLNN rises from ")
    assert not any("Of these" in item for item in items)


@pytest.mark.parametrize(
    ("repeats", "words"),
    [
        (1, "images: what that change may be on other images like these, though "),
        (3, "images in all repeats: what that change may be on other images like "),
    ],
)
def test_it_says_where_the_bounds_in_brackets_come_from(
    sweep, make_study, repeats, words
):
    sweep = sweep.model_copy(update={"repeats": repeats})
    study = make_study(
        sweep, lambda p, level: first((200 if level else 390) + p.repeat)
    )
    html = tables.findings_list(study, verdicts.judge(study))
    begin = "computed from the networks' answers to the 400 test"
    assert f"95 % confidence bounds in brackets, {begin} {words}" in html
    times = "once" if repeats == 1 else "3 times"
    assert f"For each level of noise, each model is trained {times}, on images" in html


def test_what_holds_for_different_trainings_is_said_in_each(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(
        sweep, lambda p, level: first((340 if level else 390) + p.repeat)
    )
    results = [
        diverged(r) if r.point.model == "mlnn" and r.point.repeat else r
        for r in study.results
    ]
    note, items, _ = shown(Evidence(sweep, results, study.folder.path))
    assert note.startswith("For each level of noise, each model is trained on images ")
    assert "hold for these" not in note
    assert items[0].startswith("Of these trained networks, other trainings of which ")
    assert items[1].startswith("On average over trainings and test images like these, ")


def test_at_most_eight_are_open_and_the_rest_is_folded(sweep, make_study):
    noise = {"gaussian": [0, 0.1, 0.5], "shot": [0, 0.1], "uniform": [0, 0.2]}
    sweep = sweep_file.check(sweep.as_file() | {"noise": noise})
    study = make_study(
        sweep,
        lambda p, level: first(
            390 - round(400 * level) - 100 * (p.model == "mlnn") * (level == 0.5)
        ),
    )
    _, items, folded = shown(study)
    assert len(items) == 8
    assert items[0].startswith("Noise clearly lowers validation accuracy in 6 of 6 ")
    titles = [title.partition(":")[0] for title in folded]
    assert titles[0] == "What noise does"
    assert titles[-1] == "What cannot be said"
    assert sum(folded.values()) >= 8


def test_limits_come_last(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(COUNTS[level]))
    html = tables.findings_list(study, verdicts.judge(study))
    assert html.startswith(
        "<h2>Findings</h2><div class='first'><p class='note scope'>For each level of"
    )
    assert (
        "<p>How to read this</p><ul><li>With 400 test images, the 95 % confidence"
        in html
    )


@pytest.mark.parametrize("counts", [{0.0: 390, 0.5: 390}, COUNTS])
def test_findings_show_markup_as_text(sweep, make_study, monkeypatch, counts):
    study = make_study(sweep, lambda point, level: first(counts[level]))
    monkeypatch.setattr(names, "of_model", lambda *_: EVIL)
    html = tables.findings_list(study, verdicts.judge(study))
    assert EVIL not in html
    assert html_module.escape(EVIL) in html


def test_of_an_empty_study_nothing_is_claimed(sweep):
    study = Evidence(sweep, [], "nowhere")
    html = tables.findings_list(study, verdicts.judge(study))
    assert html.startswith("<h2>Findings</h2><p>Nothing can be claimed.</p>")
