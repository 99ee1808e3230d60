import subprocess
import sys

import pytest

from noiselab import backend


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
    monkeypatch.setattr(backend, "_cpuinfo", lambda: [f"flags : {flags}"])
    assert backend.policy(precision) == policy


def test_the_processor_is_named_as_its_makers_do(monkeypatch):
    monkeypatch.setattr(backend, "_cpuinfo", lambda: ["model name\t: Zen 4", "x: y"])
    assert backend.processor() == "Zen 4"


def test_a_fresh_python_prepares_without_a_word():
    code = (
        "from noiselab import backend; import json;"
        "backend.prepare(threads=1, precision='bfloat16');"
        "import keras; keras.ops.ones(3) + 1;"
        "print(json.dumps(backend.environment()))"
    )
    env = {"PATH": "", "KERAS_BACKEND": "jax"}
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert '"threads": 1' in ran.stdout
    assert '"precision": "bfloat16"' in ran.stdout
    assert ran.stdout.count("\n") == 1


def test_what_failed_to_load_says_so():
    code = (
        "import os, sys; from noiselab import backend\n"
        "with backend._quiet_start():\n"
        "    os.write(2, b'held back'); raise ImportError('no such library')"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ran.stderr.startswith("held back")
    assert "ImportError: no such library" in ran.stderr
