import keras
import numpy as np
import pytest
from keras import layers

from noiselab.common.errors import NoiselabError
from noiselab.experiment import models

GREY, COLOUR = (4, 5, 1), (4, 5, 3)
RNG = np.random.default_rng(0)


@pytest.fixture
def saved(tmp_path):
    """Saves a network that takes images of a shape; gives its path and itself."""

    def save(shape, *middle, units=3, activation="softmax"):
        keras.utils.set_random_seed(0)
        last = [layers.Flatten(), layers.Dense(units, activation=activation)]
        network = keras.Sequential([keras.Input(shape), *middle, *last])
        network.save(tmp_path / "net.keras")
        return str(tmp_path / "net.keras"), network

    return save


def build(path, shape, count=3, **options):
    return models.build(models.model("mine", file=path, **options), shape, count)


def test_a_network_that_fits_is_the_one_of_the_file(saved):
    path, network = saved(GREY)
    made = build(path, GREY)
    x = RNG.random((7, *GREY), np.float32)
    assert np.array_equal(made.predict(x, verbose=0), network.predict(x, verbose=0))
    assert models.model("mine", file=path).epochs == 0


@pytest.mark.parametrize(
    ("shape", "taken", "given"),
    [
        (GREY, (4, 5), lambda x: x[..., 0]),
        (GREY, (20,), lambda x: x.reshape(len(x), -1)),
        (GREY, (1, 4, 5), lambda x: x.transpose(0, 3, 1, 2)),
        (COLOUR, (3, 4, 5), lambda x: x.transpose(0, 3, 1, 2)),
    ],
)
def test_images_are_brought_to_the_shape_that_it_takes(saved, shape, taken, given):
    path, network = saved(taken)
    x = RNG.random((7, *shape), np.float32)
    wanted = network.predict(np.ascontiguousarray(given(x)), verbose=0)
    assert np.array_equal(build(path, shape).predict(x, verbose=0), wanted)


def test_flat_images_of_colours_are_asked_for(saved):
    path, network = saved((60,))
    with pytest.raises(NoiselabError, match="say axes: channels_last or axes:"):
        build(path, COLOUR)
    x = RNG.random((7, *COLOUR), np.float32)
    flat = np.ascontiguousarray(x.transpose(0, 3, 1, 2)).reshape(7, -1)
    made = build(path, COLOUR, axes="channels_first")
    wanted = network.predict(flat, verbose=0)
    assert np.array_equal(made.predict(x, verbose=0), wanted)


def test_black_white_and_the_order_of_classes_are_its_own(saved):
    path, network = saved(GREY)
    x = RNG.random((7, *GREY), np.float32)
    made = build(path, GREY, black=-1.0, white=15.0, classes=[2, 0, 1])
    wanted = network.predict(16 * x - 1, verbose=0)  # its outputs are of 2, 0 and 1
    found = made.predict(x, verbose=0)
    assert np.allclose(found[:, [2, 0, 1]], wanted, atol=1e-6)


def test_a_softmax_follows_logits_where_that_is_said(saved):
    path, network = saved(GREY, activation=None)
    x = RNG.random((7, *GREY), np.float32)
    found = build(path, GREY, outputs="logits").predict(x, verbose=0)
    assert np.allclose(found.sum(axis=1), 1)
    order = network.predict(x, verbose=0).argmax(axis=1)
    assert np.array_equal(found.argmax(axis=1), order)


@pytest.mark.parametrize(
    ("shape", "options", "problem"),
    [
        ((4, 6, 1), {}, r"takes images of shape \(4, 5, 1\), but those of the data"),
        (GREY, {"classes": [0, 0, 1]}, "classes must name each class from 0 to 2"),
    ],
)
def test_what_does_not_fit_is_one_line(saved, shape, options, problem):
    path, _ = saved(GREY)
    with pytest.raises(NoiselabError, match=problem) as caught:
        build(path, shape, **options)
    assert "\n" not in str(caught.value)


def test_another_number_of_classes_or_file_is_refused(saved):
    path, _ = saved(GREY)
    with pytest.raises(
        NoiselabError, match=r"answers with 3 values .* have 10 classes"
    ):
        build(path, GREY, 10)
    with pytest.raises(NoiselabError, match="is not the file that this point is of"):
        build(path, GREY, sha256="0" * 16)
    with pytest.raises(NoiselabError, match="there is no such file"):
        build("gone.keras", GREY)


def test_no_code_of_a_file_is_run(saved, tmp_path):
    path, _ = saved(GREY, layers.Lambda(lambda x: 2 * x))
    with pytest.raises(NoiselabError, match="Lambda layer, whose code is never run"):
        build(path, GREY)
    (tmp_path / "no.keras").write_bytes(b"\x80\x04pickle")
    with pytest.raises(NoiselabError, match="Keras cannot load it") as caught:
        build(str(tmp_path / "no.keras"), GREY)
    assert "\n" not in str(caught.value)
