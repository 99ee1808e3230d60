import pickle
import sys
from types import ModuleType

import pytest

from noiselab.common import errors

EXAMPLES = [
    (errors.NoiselabError("threads=2: too late"), "threads=2: too late"),
    (errors.RequestError("out: nothing is there"), "out: nothing is there"),
    (errors.OptionError("jobs", "must be 1 or more"), "jobs: must be 1 or more"),
    (errors.SweepError("a.yaml", "levels is missing"), "a.yaml: levels is missing"),
    (errors.DataError("a.npz", "is empty"), "a.npz: is empty"),
    (errors.ReadingError("white", "must be a number"), "data.white must be a number"),
    (errors.TemplateError("a.ipynb", "is empty"), "a.ipynb: is empty"),
    (
        errors.LevelError("gaussian", "x", "a standard deviation"),
        "noise gaussian: level is a standard deviation, not 'x'",
    ),
    (
        errors.PartOptionError("noise blur", "angle", "must be a number"),
        "noise blur: angle must be a number",
    ),
    (
        errors.UnknownNameError("model", "cnn", ("mlnn", "convnet")),
        "unknown model 'cnn'; available: mlnn, convnet",
    ),
    (
        errors.PluginError("a.py, line 2", "NameError: no"),
        "a.py, line 2: NameError: no",
    ),
    (errors.TakenNameError("model x: taken"), "model x: taken"),
    (errors.HintedError("2 differ; use ", errors.KEEP), "2 differ; use keep=True"),
    (errors.OutputError("out: is a file"), "out: is a file"),
    (errors.KernelsError("what kernels need is lost"), "what kernels need is lost"),
    (errors.PointError("the kernel died"), "the kernel died"),
    (
        errors.UnfitWorkerError("tcp://10.0.0.1:8786", "worker a: has Keras 3.14"),
        "worker a: has Keras 3.14",
    ),
    (
        errors.LackingWorkerError("tcp://10.0.0.7:4000", "worker b: lacks mnist.npz"),
        "worker b: lacks mnist.npz",
    ),
]
BUILTINS = {
    "RequestError": ValueError,
    "OptionError": ValueError,
    "SweepError": ValueError,
    "DataError": ValueError,
    "ReadingError": ValueError,
    "TemplateError": ValueError,
    "LevelError": ValueError,
    "UnknownNameError": KeyError,
    "PluginError": ValueError,
    "TakenNameError": ValueError,
    "HintedError": ValueError,
    "OutputError": ValueError,
    "KernelsError": RuntimeError,
    "PointError": RuntimeError,
    "UnfitWorkerError": RuntimeError,
    "LackingWorkerError": RuntimeError,
}


def test_every_error_has_an_example_here():
    classes = [item for item in vars(errors).values() if isinstance(item, type)]
    defined = {
        item
        for item in classes
        if item.__module__ == errors.__name__ and issubclass(item, Exception)
    }
    assert {type(error) for error, _ in EXAMPLES} == defined


@pytest.mark.parametrize(
    ("error", "message"), EXAMPLES, ids=[type(error).__name__ for error, _ in EXAMPLES]
)
class TestEveryError:
    def test_its_message_is_one_line(self, error, message):
        assert str(error) == message

    def test_it_survives_pickling(self, error, message):
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert str(copy) == message
        assert vars(copy) == vars(error)

    def test_it_can_be_caught_as_noiselabs_and_as_a_builtin(self, error, message):
        assert isinstance(error, errors.NoiselabError)
        assert isinstance(error, BUILTINS.get(type(error).__name__, Exception))


def test_wrong_requests_can_be_caught_together():
    wrong = (errors.SweepError, errors.DataError, errors.OutputError)
    assert all(issubclass(error, errors.RequestError) for error in wrong)
    assert not issubclass(errors.PointError, errors.RequestError)


def test_options_are_written_as_in_python_or_as_on_the_command_line():
    error = errors.HintedError("run them with ", errors.RERUN, ", or not at all")
    assert str(error) == 'run them with rerun="changed", or not at all'
    assert error.for_command() == "run them with --rerun changed, or not at all"


def test_parts_of_a_message_can_be_read_one_by_one():
    error = errors.UnknownNameError("model", "cnn", ("mlnn",))
    assert (error.noun, error.name, error.available) == ("model", "cnn", ("mlnn",))
    error = errors.LevelError("gaussian", -1, "0 or more")
    assert (error.kind, error.level, error.expected) == ("gaussian", -1, "0 or more")
    error = errors.DataError("a.npz", "is empty")
    assert (error.where, error.problem) == ("a.npz", "is empty")


def test_what_a_function_returned_is_refused_with_its_plugins_line(tmp_path):
    module = ModuleType(f"{errors.PLUGIN}mine")
    module.__file__ = str(tmp_path / "mine.py")
    text = "\n\ndef function():\n    return 1\n\n\nclass Callable:\n    pass\n"
    exec(compile(text, module.__file__, "exec"), module.__dict__)
    sys.modules[module.__name__] = module
    try:
        error = errors.refusal(module.function, "returns 1")
        assert type(error) is errors.PluginError
        assert str(error) == f"{module.__file__}, line 3: returns 1"
        error = errors.refusal(module.Callable(), "returns 1")
        assert str(error) == f"{module.__file__}: returns 1"
    finally:
        del sys.modules[module.__name__]
    error = errors.refusal(lambda: 1, "returns 1")
    assert (type(error), str(error)) == (errors.NoiselabError, "returns 1")
