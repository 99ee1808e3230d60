import os
import platform
import subprocess
import sys

import pytest

from noiselab.experiment import keras_setup


@pytest.mark.parametrize(
    ("precision", "flags", "policy"),
    [
        ("float32", "avx512_bf16", "float32"),
        ("bfloat16", "", "mixed_bfloat16"),
        ("auto", "fpu avx512_bf16", "mixed_bfloat16"),
        ("auto", "fpu amx_bf16", "mixed_bfloat16"),
        ("auto", "fpu avx512f", "float32"),
    ],
)
def test_auto_takes_bfloat16_only_where_it_is_native(
    precision, flags, policy, monkeypatch
):
    monkeypatch.delenv(keras_setup.ONEDNN, raising=False)
    monkeypatch.setattr(keras_setup, "_compute_capabilities", list)
    monkeypatch.setattr(keras_setup, "_cpuinfo", lambda: [f"flags : {flags}"])
    assert keras_setup.policy(precision) == policy


@pytest.mark.parametrize(
    ("onednn", "precision"),
    [("0", "float32"), ("False", "float32"), ("1", "bfloat16")],
)
def test_auto_takes_bfloat16_only_where_onednn_computes(onednn, precision, monkeypatch):
    monkeypatch.setattr(keras_setup, "_compute_capabilities", list)
    monkeypatch.setattr(keras_setup, "_cpuinfo", lambda: ["flags : avx512_bf16"])
    monkeypatch.setenv("TF_ENABLE_ONEDNN_OPTS", onednn)
    assert keras_setup.resolve("auto") == precision


@pytest.fixture
def gpus(tmp_path, monkeypatch):
    """Simulates a machine with CUDA's libraries, whose `nvidia-smi` runs a script."""

    def answer(script):
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\n{script}\n")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
        monkeypatch.delenv(keras_setup.ONEDNN, raising=False)
        monkeypatch.setattr(keras_setup, "_has_cuda_libraries", lambda: True)
        monkeypatch.setattr(
            keras_setup, "_cpuinfo", lambda: ["flags : fpu avx512_bf16"]
        )

    return answer


@pytest.mark.parametrize(
    ("script", "precision"),
    [
        ("echo 9.0", "bfloat16"),
        ("echo 8.0; echo 12.0", "bfloat16"),
        ("echo 7.5", "float32"),
        ("echo 9.0; echo 7.5", "float32"),  # TensorFlow may use any of them
        ("echo no devices were found; exit 6", "bfloat16"),  # the processor's answer
    ],
)
def test_a_gpu_decides_where_there_is_one(script, precision, gpus):
    gpus(script)
    assert keras_setup.resolve("auto") == precision
    assert keras_setup.resolve("float32") == "float32"


@pytest.mark.parametrize("hidden", ["", "-1"])
def test_a_hidden_gpu_does_not_count(hidden, gpus, monkeypatch):
    gpus("echo 7.5")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    assert keras_setup.resolve("auto") == "bfloat16"


def test_a_gpu_that_tensorflow_cannot_use_does_not_count(gpus, monkeypatch):
    gpus("echo 7.5")
    monkeypatch.setattr(keras_setup, "_has_cuda_libraries", lambda: False)
    assert keras_setup.resolve("auto") == "bfloat16"


def test_the_processor_is_named_by_its_model(monkeypatch):
    monkeypatch.setattr(
        keras_setup, "_cpuinfo", lambda: ["model name\t: Zen 4", "x: y"]
    )
    assert keras_setup.processor() == "Zen 4"


@pytest.mark.slow
def test_a_fresh_python_prepares_silently():
    code = (
        "from noiselab.experiment import keras_setup; import json;"
        "keras_setup.prepare(threads=1, precision='bfloat16');"
        "import keras; keras.ops.ones(3) + 1;"
        "print(json.dumps(keras_setup.environment()))"
    )
    env = {"PATH": "", "KERAS_BACKEND": "jax"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"threads": 1' in ran.stdout
    assert '"precision": "bfloat16"' in ran.stdout
    assert ran.stdout.count("\n") == 1


def test_what_was_held_back_is_shown_when_loading_fails():
    code = (
        "import os, sys; from noiselab.experiment import keras_setup\n"
        "with keras_setup._quiet_start():\n"
        "    os.write(2, b'held back'); raise ImportError('no such library')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stderr.startswith("held back")
    assert "ImportError: no such library" in ran.stderr


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="not x86")
@pytest.mark.slow
def test_convolutions_are_computed_by_onednn_on_any_x86_processor():
    code = (
        "from noiselab.experiment import keras_setup; keras_setup.load_keras()\n"
        "import tensorflow as tf; from tensorflow.python.eager import context\n"
        "convolve = tf.function(lambda x, w: tf.nn.conv2d(x, w, 1, 'SAME'))\n"
        "context.context().enable_graph_collection()\n"
        "convolve(tf.ones((1, 8, 8, 3)), tf.ones((3, 3, 3, 4)))\n"
        "graphs = context.context().export_run_metadata().partition_graphs\n"
        "print([node.op for graph in graphs for node in graph.node])"
    )
    env = {key: os.environ[key] for key in os.environ if key != "TF_ENABLE_ONEDNN_OPTS"}
    env["CUDA_VISIBLE_DEVICES"] = "-1"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env
    )
    assert "_MklNativeConv2D" in ran.stdout, ran.stderr
