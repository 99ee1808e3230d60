"""The walls between the wings hold, and a hole in one is seen."""

import ast
import re
import shutil
import statistics
import subprocess
import sys
import tomllib

import pytest
from helpers.documents import ROOT

PACKAGE = ROOT / "src" / "noiselab"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = CONTRACTS["contracts"][0]["layers"]
# the wings from the ground up; those side by side are on the same floor
FLOORS = [layer.split(" | ") for layer in reversed(LAYERS)]
MOST_LINES, MOST_MEDIAN_LINES = 300, 130
# What a user's template may import, as `store.template_names` looks for it there.
LOOKED_FOR = (
    "noiselab.experiment.measures",
    "noiselab.experiment.noisy_training_images.noisy_training_images",
    "noiselab.noise.apply",
    "noiselab.noise.kind",
    "noiselab.report.figures",
    "noiselab.report.figures.alt",
    "noiselab.report.tables",
)


def lint(folder, package):
    """Run import-linter in a folder that holds the rules; gives exit code and words."""
    code = "from importlinter.cli import lint_imports_command as run; run()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(package.parent), "PATH": ""},
        capture_output=True,
        text=True,
    )
    return ran.returncode, ran.stdout + ran.stderr


def test_the_walls_hold():
    code, words = lint(ROOT, PACKAGE)
    assert code == 0, words


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        (
            "engine/run_points.py",
            "from noiselab.report import pages",
            "noiselab.engine is not allowed to import noiselab.report",
        ),
        (
            "analysis/limits/scope.py",
            "def show():\n    from noiselab.report import figures",
            "noiselab.analysis is not allowed to import noiselab.report",
        ),
        (
            "store/results.py",
            "import matplotlib.pyplot",
            "noiselab.store is not allowed to import matplotlib",
        ),
        (
            "report/pages.py",
            "from noiselab.engine import kernels",
            "noiselab.report is not allowed to import noiselab.engine",
        ),
        (
            "common/words.py",
            "import numpy",
            "noiselab.common is not allowed to import numpy",
        ),
        (
            "experiment/batches.py",
            "from noiselab import noise",
            "noiselab.experiment is not allowed to import noiselab.noise",
        ),
    ],
)
def test_a_wrong_import_is_seen(tmp_path, file, line, broken):
    copy = tmp_path / "noiselab"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / file).open("a") as module:
        module.write(f"\n\n{line}\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    code, words = lint(tmp_path, copy)
    assert code == 1
    assert broken in " ".join(words.split())


def floor(wing):
    (number,) = (n for n, wings in enumerate(FLOORS) if wing in wings)
    return number


def hidden_imports(path):
    """Name the higher wings that a module's texts name, as an import by name would."""
    wing = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        text = node.value if isinstance(node, ast.Constant) else None
        is_docstring = getattr(node, "col_offset", 0) == 0
        if not isinstance(text, str) or is_docstring or text in LOOKED_FOR:
            continue
        for named in re.findall(r"(?<!`)noiselab\.([a-z_]+)", text):
            if any(named in wings for wings in FLOORS) and floor(named) > floor(wing):
                yield named


def test_no_wing_names_a_higher_one_in_a_text():
    """An import by name would pass import-linter unseen."""
    hidden = {
        path: list(hidden_imports(path))
        for path in PACKAGE.rglob("*.py")
        if path.parent != PACKAGE or path.stem != "__init__"
    }
    assert {path: wings for path, wings in hidden.items() if wings} == {}


def test_there_are_nine_floors_at_most():
    assert len(FLOORS) <= 9
    assert FLOORS[-2] == ["front"]
    assert FLOORS[0] == ["common"]


def test_files_stay_small():
    lengths = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert max(lengths.values()) <= MOST_LINES, max(lengths, key=lengths.get)
    assert statistics.median(lengths.values()) <= MOST_MEDIAN_LINES


@pytest.mark.parametrize(
    "wing", sorted(p.name for p in PACKAGE.iterdir() if p.is_dir())
)
def test_every_wing_says_what_it_knows(wing):
    if wing != "__pycache__":
        assert ast.get_docstring(
            ast.parse((PACKAGE / wing / "__init__.py").read_text())
        )


# Modules without a test module of their own name, and the one that tests each.
TESTED_IN = {
    "analysis/statement.py": "analysis/findings/test_findings.py",
    "common/schema.py": "store/test_result.py",
    "common/version.py": "project/test_project.py",
    "engine/stored_network.py": "engine/test_tested_networks.py",
    "engine/wanted_kernels.py": "engine/test_fork_server.py",
    "experiment/models/convnet.py": "experiment/test_models.py",
    "experiment/models/dropout.py": "experiment/test_models.py",
    "experiment/models/mlnn.py": "experiment/test_models.py",
    "front/computing.py": "front/test_carry_out.py",
    "front/computing_options.py": "front/test_options.py",
    "front/exit_codes.py": "front/test_cli.py",
    "front/parser.py": "front/test_options.py",
    "front/request.py": "front/test_api.py",
    "report/export/to_mlflow.py": "promises/test_to_trackers.py",
    "report/export/to_tensorboard.py": "promises/test_to_trackers.py",
    "store/at_load.py": "store/test_acting.py",
    "store/bindings.py": "store/test_showing.py",
    "store/plugin_module.py": "store/test_plugin_code.py",
    "store/reaching_out.py": "store/test_acting.py",
    "store/template_names.py": "store/test_showing.py",
    "study/changes.py": "study/test_sweep_file.py",
    "study/checked_sweep.py": "study/test_sweep.py",
    "study/elsewhere/albumentations.py": "study/elsewhere/test_equivalent.py",
    "study/elsewhere/imgaug.py": "study/elsewhere/test_equivalent.py",
    "study/elsewhere/scikit_image.py": "study/elsewhere/test_equivalent.py",
    "study/elsewhere/tensors.py": "study/elsewhere/test_equivalent.py",
    "study/plugin_reading.py": "study/test_plugin_files.py",
    "study/validation.py": "study/test_sweep_file.py",
    "study/settings.py": "study/test_sweep.py",
}


def test_every_module_has_a_test_module_of_its_name_or_names_another():
    tests = list((ROOT / "tests").rglob("test_*.py"))
    stems = [path.stem for path in tests]
    untested = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.glob("*/**/*.py")
        if path.stem != "__init__"
        and not any(stem.startswith(f"test_{path.stem}") for stem in stems)
    }
    assert untested == {*TESTED_IN}
    for name in TESTED_IN.values():
        assert (ROOT / "tests" / name) in tests, name
