"""What is compared across kinds, sets and ways, drawn and written."""

import pytest
from helpers import answered
from helpers.answered import checked

from noiselab.analysis import mean_errors, verdicts, ways_compared
from noiselab.analysis.evidence import Evidence
from noiselab.report import figures, tables
from noiselab.report.figures import alt, captions
from noiselab.report.figures.numbers import Numbers
from noiselab.store import results

CHANGES = {
    "sets": {"test": {"sets": {"fog": "./fog"}}},
    "ways": {"train": {"draw": ["fixed", "fresh"]}},
}


@pytest.fixture(scope="module", params=CHANGES)
def study(request, tmp_path_factory):
    sweep = checked(models=["mlnn"], **CHANGES[request.param])
    folder = answered.make(sweep, tmp_path_factory.mktemp("map") / "small")
    evidence = Evidence(*results.read_sweep(folder.path), folder.path)
    return request.param, evidence, verdicts.judge(evidence)


def words_of(figure):
    return [
        word
        for collection in figure.axes[0].collections
        if isinstance(collection, Numbers)
        for word in collection.words
    ]


def test_a_square_has_the_gain_and_its_bounds(study):
    name, evidence, judged = study
    drawn = figures.kind_map(evidence, judged.across)
    words = words_of(drawn)
    assert len(words) == 2 * len(judged.across)
    for gain in judged.across:
        assert any(f"{abs(100 * gain.contrast.difference):.1f}" in w for w in words)
    assert sum("…" in word for word in words) == len(judged.across)
    texts = [text.get_text() for text in drawn.axes[0].texts]
    assert ("set fog" in texts) == (name == "sets")
    assert {"no noise", "Gaussian", "shot"} <= {*texts}
    assert "trained with Gaussian, tested on" in alt.kind_map(evidence, judged.across)
    assert ("test set" in captions.kind_map(evidence)) == (name == "sets")
    html = tables.across.across_kinds(evidence, judged.across)
    assert len(html.cells.rows) == len(judged.across)


def test_ways_are_drawn_axis_by_axis(study):
    name, evidence, judged = study
    by_axis = dict(ways_compared.by_axis(judged.ways))
    assert [*by_axis] == (["draw"] if name == "ways" else [])
    for axis, ways in by_axis.items():
        drawn = figures.way_differences(evidence, ways)
        assert [ax.get_title() for ax in drawn.axes] == ["Gaussian noise", "shot noise"]
        (legend,) = drawn.legends
        (text,) = legend.get_texts()
        assert text.get_text() == "MLNN (fresh noise) − MLNN (fixed noise)"
        assert "Gaussian noise 0.3: " in alt.way_differences(evidence, ways)
        assert captions.way_differences(axis).startswith("Noise drawn anew in each")
    html = tables.across.ways(evidence, judged.ways)
    assert ("nothing to compare" in html) == (name == "sets")


def test_mean_errors_are_drawn_for_each_network(study):
    name, evidence, _ = study
    rows = mean_errors.of(evidence, evidence.sweep.baseline)
    drawn = figures.mean_errors(evidence, rows)
    assert len(drawn.axes) == (2 if name == "ways" else 1)
    labels = [text.get_text() for text in drawn.axes[0].get_yticklabels()]
    assert labels == [
        "no noise",
        "Gaussian 0.3",
        "Gaussian 0.6",
        "shot 0.1",
        "shot 0.2",
    ]
    assert len(drawn.axes[0].get_lines()) == (2 if name == "sets" else 1)
    assert "over kinds: 0." in alt.mean_errors(evidence, rows)
    listed = tables.across.mean_errors(evidence, rows)
    assert len(listed.cells.rows) == len(rows)
    assert ("Ways of training share the network" in str(listed)) == (name == "ways")
