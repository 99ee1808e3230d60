import subprocess
import sys
import time

SCRIPT = """
import sys, time
from noiselab.common import at_end, temporary

@at_end.register
def fail():
    raise ValueError

if len(sys.argv) > 1:
    at_end.register(lambda: time.sleep(60))
folder = temporary.folder()
print(folder.name, temporary.lasting(), flush=True)
at_end.leave(7)
"""


def test_a_process_that_is_ended_leaves_no_temporary_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for words in ((), ("one act takes long",)):
        began = time.monotonic()
        command = [sys.executable, "-c", SCRIPT, *words]
        ran = subprocess.run(command, capture_output=True, text=True)
        assert (ran.returncode, ran.stderr) == (7, "")
        assert len(ran.stdout.split()) == 2
        assert list(tmp_path.iterdir()) == []
        assert time.monotonic() - began < 30
