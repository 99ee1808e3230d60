import math

import pytest

from noiselab.common.errors import LevelError
from noiselab.experiment import models, noise
from noiselab.study import parts
from noiselab.study.parts import KindPart, ModelPart, Parts


def test_what_is_registered_is_described():
    described = parts.registered()
    assert list(described.noise) == list(noise.KINDS)
    assert described.noise["occlusion"] == KindPart(
        label="occlusion",
        unit=noise.KINDS["occlusion"].unit,
        expected=noise.KINDS["occlusion"].expected,
        highest=1.0,
    )
    assert described.models["convnet"] == ModelPart(
        label="ConvNet",
        epochs=12,
        learning_rate=1.0,
        smallest_side=6,
        colour=1,
        declared=models.MODELS["convnet"].declared,
    )


def test_what_a_cell_registers_is_not_built_in(monkeypatch):
    def mine(images, level, rng):
        return images

    def net(shape, classes):
        raise NotImplementedError

    for registry, name in ((noise.KINDS, "mine"), (models.MODELS, "net")):
        monkeypatch.setitem(registry, name, None)  # so that it is taken out again
        del registry[name]
    noise.register("mine")(mine)
    models.register("net")(net)
    assert "mine" in parts.registered().noise
    assert "net" in parts.registered().models
    assert "mine" not in parts.built_in().noise
    assert "net" not in parts.built_in().models
    assert (parts.is_built_in("mine"), parts.is_built_in("shot")) == (False, True)
    assert parts.registered().models["net"].colour is None


def test_those_of_a_sweep_have_colours_that_go_on_after_the_built_in():
    described = parts.built_in() | Parts(models={"b": ModelPart(label="B", colour=5)})
    own = described.of(["shot", "red_rain"], ["a", "convnet", "b", "c"])
    assert [part.colour for part in own.models.values()] == [3, 1, 5, 4]
    assert [part.label for part in own.models.values()] == ["a", "ConvNet", "B", "c"]
    assert own.noise["shot"].label == "shot noise"
    assert own.noise["red_rain"] == KindPart(label="red rain noise")


def test_equal_labels_of_one_sweep_are_told_apart_by_their_names():
    described = parts.built_in() | Parts(
        noise={"mine": KindPart(label="Gaussian  noise")},
        models={"one": ModelPart(label="MLNN")},
    )
    own = described.of(["gaussian", "mine", "shot"], ["mlnn", "one", "convnet"])
    assert [part.label for part in own.noise.values()] == [
        "gaussian noise (gaussian)",
        "Gaussian  noise (mine)",
        "shot noise",
    ]
    assert [part.label for part in own.models.values()] == [
        "MLNN (mlnn)",
        "MLNN (one)",
        "ConvNet",
    ]
    assert described.of(["mine"], ["one"]).models["one"].label == "MLNN"


def test_they_are_written_and_read_in_strict_json(tmp_path, read_json):
    own = parts.registered().of(["gaussian", "shot"], ["mlnn"])
    own |= Parts(noise={"endless": KindPart(label="é", highest=math.inf)})
    path = tmp_path / "parts.json"
    path.write_text(parts.as_json(own), encoding="utf-8")
    assert read_json(path)["noise"]["endless"]["highest"] is None
    assert parts.read(path) == own


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "[]",
        "{}",
        '{"schema": 2}',
        '{"schema": 1, "noise": {"a": {}}}',
        "[" * 9**5,
    ],
)
def test_what_cannot_be_read_says_nothing(tmp_path, text):
    path = tmp_path / "parts.json"
    if text is not None:
        path.write_text(text)
    assert parts.read(path) == Parts()


def test_levels_are_checked_without_the_kind():
    part = KindPart(label="snow", expected="a share", highest=1)
    assert part.check("snow", 1) == 1.0
    with pytest.raises(LevelError) as caught:
        part.check("snow", 1.5)
    assert str(caught.value) == "noise snow: level is a share, not 1.5"
