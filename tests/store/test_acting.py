"""Which statements of a plugin act as it is loaded, and on what."""

import ast

import pytest

from noiselab.store import acting, reaching_out
from noiselab.store.plugin_module import Module

# Libraries, functions and classes that the statements below use.
BEGIN = """
import functools
import os
from pathlib import Path

import helper
import keras
import numpy as np
from keras import layers
from noiselab import models, noise

SIDE = 4
TABLE = {}
IMAGE = np.ones(3)
Dense = keras.layers.Dense


def mask(side):
    image = np.zeros((side, side))
    image[::2] = 1
    return image


def dense(units):
    return layers.Dense(units)


def quiet():
    keras.config.disable_interactive_logging()


def exchange(layer):
    layer.call = mask


class Block:
    units = 1


class Listed:
    def __init_subclass__(cls):
        TABLE[cls.__name__] = cls


class Told:
    def __init_subclass__(cls):
        keras.config.set_floatx(cls.precision)


class Meta(type):
    pass


class Made(metaclass=Meta):
    pass
"""


@pytest.fixture
def last(tmp_path):
    """Gives the module with a statement at its end, and that statement."""
    (tmp_path / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    (tmp_path / "patching.py").write_text("import keras\nkeras.layers.Dense = None")
    path = tmp_path / "own.py"

    def add(source):
        path.write_text(BEGIN + source)
        module = Module(path, tmp_path)
        return module, module.statements[-1]

    return add


DEFINES = [
    "import scipy",
    "RATIO = 0.5 * SIDE",
    "def size():\n    return KERNEL.size\n\nKERNEL: np.ndarray = np.ones((SIDE, SIDE))",
    "def size():\n    return MASK.size\n\nMASK = np.zeros(IMAGE.shape)",
    "RNG = np.random.default_rng(3)",
    "HERE = Path(__file__).parent",
    "WEIGHTS = np.load(Path(__file__).parent / 'weights.npy')",
    "START = keras.initializers.HeNormal(seed=1)",
    "wide = functools.partial(dense, units=3)",
    "roll = np.vectorize(mask)",
    "def f(images, level=SIDE): return mask(images)",
    "@functools.cache\ndef f(): return dense(3)",
    "@keras.saving.register_keras_serializable('own')\nclass A(layers.Layer):\n"
    "    factor = SIDE\n    def call(self, x):\n        return self.factor * x",
    "class Wide(Block):\n    units = 64",
    "def total():\n    return SUM.sum()\n\nSUM = IMAGE + np.outer(IMAGE, IMAGE)",
    "class A:\n    sides = [2 * side for side in (1, 2)]\n    @property\n"
    "    def side(self):\n        return self.sides[0]",
]
ACTS_INSIDE = [
    "half = lambda images: mask(len(images))",
    "MASK = mask(SIDE)",
    "TABLE['a'] = dense",
    "TABLE.update(b=mask)",
    "MASKS = [*map(mask, range(3))]",
    "SIDE += 1",
    "class Wide(Listed):\n    units = 64",
    "class Wide(Made):\n    units = 64",
    "class A:\n    image = mask(3)",
    "class A:\n    TABLE['a'] = dense",
    "class A:\n    TABLE.update(a=3)",
    "class A:\n    for side in range(3): TABLE[side] = side",
    "_ = np.copyto(IMAGE, 3)",
    "_ = list(map(TABLE.pop, 'ab'))",
    "_ = [np.multiply(IMAGE, 2, IMAGE)]",
    "def total():\n    return SUM.sum()\n\nSUM = np.add(IMAGE, 1, out=IMAGE)",
    "def f(image=mask(3)): return image",
    "@mask\ndef f(): pass",
    "DOUBLE = helper.double(3)",
    "TABLE['a'], done = dense, True",
    "def f():\n    return Wide\n\nWide = type('Wide', (Listed,), {})",
    "for side in range(3):\n    TABLE[side] = mask(side)",
    "try:\n    import scipy\nexcept ImportError:\n    scipy = None",
]
REACHES_OUT = [
    "keras.layers.Dense.call = mask",
    "layers.Dense = Block",
    "Dense.call = mask",
    "np.ones = mask",
    "del keras.layers.Dense.call",
    "noise.KINDS['gaussian'] = mask",
    "keras.saving.get_custom_objects()['relu'] = mask",
    "setattr(Dense, 'call', mask)",
    "os.environ['TF_ENABLE_ONEDNN_OPTS'] = '0'",
    "keras.config.set_floatx('float64')",
    "BEFORE = np.seterr(all='ignore')",
    "np.random.seed(0)",
    "quiet()",
    "RESULT = quiet()",
    "functools.partial(quiet)()",
    "Dense.call, done = mask, True",
    "def load():\n    import patching\n\nload()",
    "functools.partial(exchange, keras.layers.Dense)()",
    "exchange(keras.layers.Dense)",
    "TABLE['a'] = quiet()",
    "class A:\n    keras.config.set_floatx('float64')",
    "class A(Told):\n    precision = 'float64'",
    "def f(done=quiet()): pass",
    "@exchange\nclass A: pass",
    "if SIDE:\n    Dense.call = mask",
    "exec('keras.x = 1')",
    "noise.register('a', optimizer=quiet())(mask)",
    "@noise.register('a', optimizer=quiet())\ndef a(): pass",
]
REGISTERS = [
    "noise.register('a')(mask)",
    "models.register('a', epochs=1)(dense)",
    "@models.register('a', optimizer=dense)\ndef a(): return dense(3)",
    "if __name__ == '__main__':\n    quiet()",
]


@pytest.mark.parametrize("source", DEFINES)
def test_to_define_is_no_act(last, source):
    assert not acting.acts(*last(source))
    assert not reaching_out.reaches_out(*last(source))


@pytest.mark.parametrize("source", ACTS_INSIDE)
def test_what_calls_or_fills_the_plugins_own_acts_on_nothing_else(last, source):
    assert source == "SIDE += 1" or acting.acts(*last(source))
    assert not reaching_out.reaches_out(*last(source))


@pytest.mark.parametrize("source", REACHES_OUT)
def test_what_changes_or_calls_anything_else_reaches_out(last, source):
    assert reaching_out.reaches_out(*last(source))


@pytest.mark.parametrize("source", REGISTERS)
def test_what_registers_or_runs_as_a_program_reaches_nothing_else(last, source):
    assert not reaching_out.reaches_out(*last(source))


@pytest.mark.parametrize(
    ("helper", "expected"),
    [
        ("def f():\n    return 1", False),
        ("import keras\nkeras.layers.Dense.call = None", True),
        ("import deeper", True),
    ],
)
def test_an_import_reaches_out_if_a_module_of_the_folder_does(
    last, tmp_path, helper, expected
):
    (tmp_path / "deeper.py").write_text("import numpy\nnumpy.seterr(all='ignore')")
    (tmp_path / "acting_helper.py").write_text(helper)
    module, statement = last("import acting_helper")
    assert isinstance(statement, ast.Import)
    assert reaching_out.reaches_out(module, statement) == expected


def test_modules_that_import_each_other_are_each_looked_at_once(last, tmp_path):
    text = "from {} import {other}\n\n\ndef {own}():\n    return {other}()\n"
    (tmp_path / "first.py").write_text(text.format("second", own="f", other="g"))
    (tmp_path / "second.py").write_text(text.format("first", own="g", other="f"))
    assert not reaching_out.reaches_out(*last("from first import f\n\nX = f()"))
    with (tmp_path / "second.py").open("a") as file:
        file.write("import keras\n\nkeras.config.set_floatx('float64')\n")
    assert reaching_out.reaches_out(*last("from first import f\n\nX = f()"))
