"""Run a study from the command line: `python run_sweep.py --help` says how."""

import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # this folder, where a plugin may be called random.py

INSTALL = """\
run_sweep.py: noiselab is not installed for {} ({}); in the script's folder, type \
python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && \
.venv/bin/python run_sweep.py
"""

try:
    from noiselab.front.cli import start
except ImportError as error:
    sys.stderr.write(INSTALL.format(sys.executable, error))
    sys.exit(2)

if __name__ == "__main__":
    sys.exit(start())
