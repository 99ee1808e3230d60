import dataclasses
import json

import pytest

from noiselab.common.point_folder import PointFolder
from noiselab.store import stored_code
from noiselab.store.result import FileRecord
from noiselab.store.stored_code import StoredCode

PRINTED = "x_train  float32  (1437, 8, 8, 1)\ny_train  int64  (1437,)\n"
SUMMARY = " Total params: 301,066 (1.15 MB)\n Trainable params: 3 (1 B)\n"
COMPILE = 'network.compile(optimizer=models.optimizer(model, 1), loss="crossentropy")'


def notebook(*sources, printed=()):
    outputs = [{"output_type": "stream", "text": [text]} for text in printed]
    cells = [{"cell_type": "code", "source": s, "outputs": outputs} for s in sources]
    return json.dumps({"cells": cells})


@pytest.fixture
def read(tmp_path, make_result, point):
    def read(text, **changes):
        folder = PointFolder(tmp_path)
        folder.notebook.write_text(text)
        fields = {"fingerprint": {"model": "", "data": "d"}} | changes
        return stored_code.read(folder, make_result(point, **fields))

    return read


def test_what_the_template_says_is_read(read):
    found = read(notebook(COMPILE, printed=[PRINTED, SUMMARY]))
    assert found == StoredCode(1437, (8, 8, 1), 301066, "RMSprop", "crossentropy")


@pytest.mark.parametrize(
    ("call", "optimizer", "loss"),
    [
        ('network.compile("adam", "mse")', "adam", "mse"),
        ("network.compile(keras.optimizers.SGD(0.1), losses.Huber())", "SGD", "Huber"),
        ("network.compile(optimizer=chosen, loss=mine())", None, None),
        ("network.compile()", None, None),
        ("%time network.compile('adam', 'mse')", None, None),
        ("network.compile('adam', 'mse'); network.compile('sgd', 'mse')", None, None),
    ],
)
def test_optimizer_and_loss_are_those_of_compile(read, call, optimizer, loss):
    found = read(notebook(call))
    assert (found.optimizer, found.loss) == (optimizer, loss)


def test_the_optimizer_of_a_variant_is_that_of_its_options_or_its_model(
    tmp_path, make_result, point
):
    folder = PointFolder(tmp_path)
    folder.notebook.write_text(notebook(COMPILE))
    for options, name in (
        ({"model": "convnet"}, "Adadelta"),
        ({"model": "mlnn", "optimizer": "momentum"}, "SGD"),
        ({"model": "resnet20", "optimizer": "adamw"}, "AdamW"),
        ({"model": "convnet--fresh"}, "Adadelta"),
    ):
        wide = dataclasses.replace(point, model="wide", model_options=options)
        result = make_result(wide, fingerprint={"model": "", "data": "d"})
        assert stored_code.read(folder, result).optimizer == name


def test_the_optimizer_of_a_plugins_model_is_not_known(read):
    for fingerprint in ({"model": "0123+4567"}, {}):
        found = read(notebook(COMPILE), fingerprint=fingerprint)
        assert (found.optimizer, found.loss) == (None, "crossentropy")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [1]}', '{"cells": null}'])
def test_of_a_damaged_notebook_nothing_is_known(read, text):
    assert read(text) == StoredCode()


def test_of_a_changed_or_lost_notebook_nothing_is_known(
    read, tmp_path, make_result, point
):
    record = FileRecord(sha256="0" * 64, size=3, mtime_ns=5)
    changed = {"files": {"notebook.ipynb": record}}
    assert read(notebook(COMPILE, printed=[PRINTED]), **changed) == StoredCode()
    lost = PointFolder(tmp_path / "lost")
    assert stored_code.read(lost, make_result(point, **changed)) == StoredCode()
