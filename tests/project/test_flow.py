"""The picture of the flow in ARCHITECTURE.md is what its program draws."""

import dataclasses
import importlib.util

import pytest
from helpers.documents import ROOT


@pytest.fixture(scope="module")
def flow():
    """tools/flow.py as a module."""
    spec = importlib.util.spec_from_file_location("flow", ROOT / "tools" / "flow.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_picture_is_current(flow):
    assert flow.PICTURE.read_text(encoding="utf-8") == flow.draw()


def test_a_box_that_names_a_file_that_is_not_there_is_an_error(flow):
    (box, *_) = flow.FLOW
    lost = dataclasses.replace(box, lines=("a `file_that_left`",))
    with pytest.raises(LookupError, match="study has no file_that_left"):
        flow._drawn(lost)
