import datetime

import numpy as np
import pytest
from helpers.html import EVIL, Reader

from noiselab.analysis import samples
from noiselab.analysis.evidence import Evidence
from noiselab.common import folders
from noiselab.report import tables
from noiselab.store.result import Result
from noiselab.store.shown_images import Samples
from noiselab.study import sweep_file

TODAY = datetime.date.today().isoformat()
DIGITS = "digits (handwritten digits of 8 × 8 pixels that come with scikit-learn)"
NOISE = (
    "<dt>Noise</dt><dd>Gaussian noise, levels 0, 0.5: standard deviation (black 0, white 1)"
    "</dd>"
)


def rewritten(sweep, **changes):
    return sweep_file.check(sweep.as_file() | changes)


class TestTitleBlock:
    def test_it_says_what_was_done_and_by_whom(self, sweep, make_result):
        report = {"title": "My study", "author": "A. Student", "course": "DL 1"}
        sweep = rewritten(sweep, report=report)
        results = [make_result(point) for point in sweep.points()]
        assert tables.title_block(sweep, results) == (
            "<h1>My study</h1><dl class='facts'><dt>Author</dt><dd>A. Student</dd>"
            f"<dt>Course</dt><dd>DL 1</dd><dt>Date</dt><dd>{TODAY}</dd>"
            f"<dt>Data</dt><dd>{DIGITS}, 10 test images</dd>"
            "<dt>Models</dt><dd>MLNN (multi-layer neural network), ConvNet (convolutional neural network)</dd>"
            f"{NOISE}<dt>Study</dt><dd>small: all 4 networks trained and tested</dd></dl>"
        )

    def test_each_machine_is_named_once(self, sweep, make_result):
        machines = [("Ryzen", "Linux x86_64"), ("M4", "Darwin arm64")]
        results = [
            make_result(
                point,
                environment=dict(zip(("processor", "system"), machine, strict=True)),
            )
            for point, machine in zip(sweep.points(), machines * 2, strict=True)
        ]
        assert (
            "<dt>Machine</dt><dd>Ryzen, Linux x86_64; M4, Darwin arm64</dd>"
        ) in tables.title_block(sweep, results)

    def test_without_a_title_one_is_made_from_the_settings(self, sweep, make_result):
        done, failed, *_ = (make_result(point) for point in sweep.points())
        failed = failed.model_copy(update={"status": "failed"})
        assert tables.title_block(sweep, [done, failed]) == (
            "<h1>What noise does to MLNN and ConvNet on digits</h1><dl class='facts'>"
            f"<dt>Date</dt><dd>{TODAY}</dd><dt>Data</dt><dd>{DIGITS}, 10 test images</dd><dt>Models</dt><dd>MLNN (multi-layer neural network), ConvNet (convolutional neural network)</dd>{NOISE}<dt>Study</dt>"
            "<dd>small: 1 of 2 networks trained and tested; the other is listed below</dd></dl>"
        )

    @pytest.mark.parametrize("field", ["title", "author", "course"])
    def test_no_text_becomes_markup(self, sweep, field):
        html = tables.title_block(rewritten(sweep, report={field: EVIL}), [])
        assert "script" not in dict(Reader(html).tags)
        escaped = (
            "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt; &amp; &quot;x&quot;"
        )
        assert escaped in html


class TestNotes:
    def test_paragraphs_are_separated_by_empty_lines(self, sweep):
        noted = rewritten(sweep, report={"notes": "One\nline.\n \nTwo & <b>.\n"})
        assert tables.notes(noted) == (
            "<h2>Notes</h2><p class='note'>Written with the study's settings, before "
            "this run.</p><p>One line.</p><p>Two &amp; &lt;b&gt;.</p>"
        )

    @pytest.mark.parametrize("nothing", [None, "", " \n\n "])
    def test_without_any_nothing_is_shown(self, sweep, nothing):
        assert tables.notes(rewritten(sweep, report={"notes": nothing})) == ""

    @pytest.mark.slow
    def test_as_written_quotes_the_figures_of_its_own_table(self, real_mnist, tmp_path):
        """What the notes say about the noise follows from the real MNIST."""
        written = sweep_file.load(folders.SWEEPS / "as_written.yaml")
        study = Evidence(written, [], tmp_path)
        ((_, sample),) = samples.sample_images(study, str(real_mnist.parent))
        notes = " ".join(written.report.notes.split())
        assert f"ratio is {sample.snr_db[25.5]:.0f} dB" in notes
        power = 10 ** (-sample.snr_db[25.5] / 10)
        assert f"about {round(power, -2):,.0f} times the power" in notes
        clean, noisy = sample.yardstick[0.0], sample.yardstick[25.5]
        assert f"accuracy of {clean:.4f} to {noisy:.4f} at this level" in notes


class TestSettings:
    def test_all_of_them_are_listed(self, sweep):
        assert Reader(tables.settings(sweep)).rows == [
            ["setting", "value"],
            ["data", "digits"],
            ["Gaussian noise", "0, 0.5 · standard deviation (black 0, white 1)"],
            ["MLNN", "2 epochs, learning rate 0.001"],
            ["ConvNet", "2 epochs, learning rate 1"],
            ["noisy images clipped to [0, 1]", "no"],
            ["batch size", "128"],
            ["repeats", "1"],
            ["random seed", "0"],
            ["precision", "float32"],
        ]

    def test_a_users_file_is_named_without_its_folders(self, sweep):
        own = rewritten(sweep, dataset="/data/a&b <i>.npz", models="mlnn", clip=True)
        rows = Reader(tables.settings(own)).rows
        assert rows[1] == ["data", "a&b <i>.npz"]
        assert [row[0] for row in rows].count("ConvNet") == 0
        assert ["noisy images clipped to [0, 1]", "yes"] in rows


class TestEnvironment:
    def test_each_value_is_listed_once(self, sweep, make_result):
        machines = [
            {"python": "3.11", "threads": 1},
            {"python": "3.12", "threads": 1, "system": EVIL},
            {"python": "3.11"},
        ]
        results = [
            make_result(point, environment=machine)
            for point, machine in zip(sweep.points(), machines, strict=False)
        ]
        read = Reader(tables.environment(results))
        assert read.rows == [
            ["component", "version or value"],
            ["python", "3.11, 3.12"],
            ["threads", "1"],
            ["system", EVIL],
        ]
        assert "script" not in dict(read.tags)

    def test_before_the_first_point_there_is_none(self, point):
        nothing = "<p>No point has run yet.</p>"
        assert tables.environment([]) == nothing
        assert (
            tables.environment(
                [Result(point=point, status="missing", reason="not_run")]
            )
            == nothing
        )


def test_a_level_at_which_noise_changed_nothing_is_not_called_without_noise():
    levels = {0.0: np.inf, 0.001: np.inf, 0.5: 3.25}
    images = dict.fromkeys(levels, np.zeros((1, 2, 2, 1)))
    samples = Samples((0,), images, levels, dict.fromkeys(levels, 0.5))
    rows = Reader(tables.yardstick(samples)).rows
    assert [row[1] for row in rows[1:]] == ["without noise", "no value changed", "3.2"]


@pytest.mark.parametrize(
    ("kind", "rows"),
    [
        (
            "gaussian",
            [
                "noise level|deviation, share of white|grey levels|SNR, dB|severity|"
                "nearest class mean",
                "0|0|0|without noise|–|0.5000",
                "0.1|0.1|25.5|12.0|2 (level 0.12)|0.5000",
                "0.18|0.18|45.9|6.0|3|0.5000",
            ],
        ),
        (
            "uniform",
            [
                "noise level|deviation, share of white|grey levels|SNR, dB|"
                "nearest class mean",
                "0|0|0|without noise|0.5000",
                "0.1|0.0577|14.7|12.0|0.5000",
                "0.18|0.104|26.5|6.0|0.5000",
            ],
        ),
        (
            "stripes",
            [
                "noise level|SNR, dB|nearest class mean",
                "0|without noise|0.5000",
                "0.1|12.0|0.5000",
                "0.18|6.0|0.5000",
            ],
        ),
    ],
)
def test_a_level_is_told_in_the_units_that_its_kind_has(kind, rows):
    levels = {0.0: np.inf, 0.1: 12, 0.18: 6}
    images = dict.fromkeys(levels, np.zeros((1, 2, 2, 1)))
    samples = Samples((0,), images, levels, dict.fromkeys(levels, 0.5))
    read = Reader(tables.yardstick(samples, kind)).rows
    assert ["|".join(cells) for cells in read] == rows
