import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such pipes there")

PROGRAM = r"""
import json, os, signal, subprocess, sys
from noiselab.engine.kernel_pipes import KernelPipes
from noiselab.engine.kernel_turns import KernelTurns
shown, taken, turns = os.dup(1), [], KernelTurns()
pipes = KernelPipes(lambda name, text: taken.append((name, text)), turns)
def drain():
    turns.take(pipes.drain)
CASE
drain()
streams = {name: "".join(t for n, t in taken if n == name) for name, _ in taken}
os.write(shown, json.dumps(streams).encode())
"""
CASES = {
    "both": (
        "subprocess.run(['sh', '-c', 'echo out; echo err >&2'])",
        {"stdout": "out\n", "stderr": "err\n"},
    ),
    "junk": (
        r"os.write(1, b'\xff\xfe junk \xc3'); drain(); os.write(1, b'\xa9\n')",
        {"stdout": "\\xff\\xfe junk é\n"},
    ),
    "forked": (
        "pid = os.fork()\n"
        "if not pid:\n"
        "    pipes.write('stdout', 'x' * 200_000); pipes.flush()\n"
        "    if not os.fork(): pipes.write('stderr', 'grand\\nlost')\n"
        "    else: os.wait()\n"
        "    os._exit(0)\n"
        "os.waitpid(pid, 0)",
        {"stdout": "x" * 200_000, "stderr": "grand\n"},
    ),
    "much": (
        "subprocess.run(['sh', '-c', 'yes | head -c 3000000'])",
        {"stdout": "y\n" * 1_500_000},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_written_past_python_is_taken(case):
    import json

    code, streams = CASES[case]
    program = PROGRAM.replace("CASE", code)
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert json.loads(ran.stdout) == streams
