import datetime

from noiselab import __version__
from noiselab.report.tables.citation import citation
from noiselab.store import study_digest


def test_it_names_author_title_version_and_digest(sweep, make_result):
    report = sweep.report.model_copy(update={"author": "A & <b>B</b>", "title": "x"})
    asked = sweep.model_copy(update={"report": report})
    stored = [make_result(point) for point in sweep.points()]
    assert citation(asked, stored) == (
        "<p><strong>How to cite:</strong> A &amp; &lt;b&gt;B&lt;/b&gt;: “x”, "
        f"{datetime.date.today().isoformat()}. Made with noiselab {__version__}; study "
        f"small, digest of its results <code>{study_digest.of(stored)}</code>.</p>"
    )


def test_without_author_and_results_it_says_so(sweep):
    text = citation(sweep, [])
    assert "</strong> “" in text
    assert "study small, no results yet." in text
