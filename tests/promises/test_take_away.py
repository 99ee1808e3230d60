"""Figures and tables to take away: asked for later, made again, removed."""

import shutil
import zipfile

import pytest

FORMATS = ("svg", "pdf", "csv", "tex")
WORDS = ["digits", "--threads", 1]
for change in ("levels=0,0.5", "epochs=2", "name=small"):
    WORDS += ["--set", change]


@pytest.mark.slow
def test_they_are_made_without_training_anything_again(study, tmp_path, run_here):
    out = tmp_path / "out"
    shutil.copytree(study.parent, out)
    folder = out / "small"

    def run(*formats):
        asked = ["--set", f"report.formats={','.join(formats)}", "--zip"]
        ran = run_here(*WORDS, *asked, "--out", out)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def there():
        found = [*folder.glob("figures/*"), *folder.glob("tables/*")]
        return {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in found
        }

    assert "small: 0 points to run, 4 already done" in run(*FORMATS)
    all_of_them = there()
    figures = {name for name in all_of_them if name.startswith("figures/")}
    assert len(figures) == 16
    assert "figures/loss_and_accuracy-gaussian.svg" in figures
    assert "tables/models_compared.tex" in all_of_them
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert all(f'href="{name}"' in page for name in all_of_them)
    with zipfile.ZipFile(folder / "handin.zip") as packed:
        assert {f"small/{name}" for name in all_of_them} <= {*packed.namelist()}
    assert "nothing to do" in run(*FORMATS)

    (folder / "figures/loss_and_accuracy-gaussian.svg").unlink()
    assert "making the report" in run(*FORMATS)
    assert there() == all_of_them

    run("pdf")
    assert there() == {k: v for k, v in all_of_them.items() if k.endswith(".pdf")}
    run()
    assert there() == {}
    assert not (folder / "figures").exists()
