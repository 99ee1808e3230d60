"""ONNX files of one dense layer, written without the package of that name.

Source: the message definitions in onnx.proto, of ONNX's documentation.
"""

import numpy as np


def _varint(number: int) -> bytes:
    parts = []
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _tensor(name: str, values: np.ndarray) -> bytes:
    dims = b"".join(_field(1, size) for size in values.shape)
    raw = _field(9, values.astype("<f4").tobytes())
    return dims + _field(2, 1) + _field(8, name) + raw


def _value(name: str, shape: tuple[int | str, ...]) -> bytes:
    dims = b"".join(
        _field(1, _field(1, each) if isinstance(each, int) else _field(2, each))
        for each in shape
    )
    tensor = _field(1, 1) + _field(2, dims)
    return _field(1, name) + _field(2, _field(1, tensor))


def _node(kind: str, inputs: list[str], output: str) -> bytes:
    ends = b"".join(_field(1, name) for name in inputs) + _field(2, output)
    return ends + _field(4, kind)


def dense(weights: np.ndarray, shape: tuple[int | str, ...], softmax=True) -> bytes:
    """Give a network of one layer: the images flattened, times weights."""
    nodes = [
        _node("Flatten", ["x"], "flat"),
        _node("MatMul", ["flat", "w"], "logits" if softmax else "p"),
    ]
    nodes += [_node("Softmax", ["logits"], "p")] * softmax
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, "g")
    graph += _field(5, _tensor("w", weights)) + _field(11, _value("x", shape))
    graph += _field(12, _value("p", (shape[0], weights.shape[1])))
    opset = _field(1, "") + _field(2, 13)
    return _field(1, 8) + _field(7, graph) + _field(8, opset)
