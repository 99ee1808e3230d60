"""Run a study from the command line: `python run_sweep.py --help` says how."""

import sys

if __name__ == "__main__" and not getattr(sys.flags, "safe_path", False):
    del sys.path[0]  # this folder, where a plugin may be called random.py

INSTALL = """\
noiselab is not installed for {} ({}); in the script's folder, type \
python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && \
.venv/bin/python run_sweep.py
"""

try:
    from noiselab.__main__ import main
except ImportError as error:
    is_absent = error.name == "noiselab"
    told = INSTALL.format(sys.executable, error) if is_absent else f"{error}\n"
    sys.stderr.write(f"run_sweep.py: {told}")
    sys.exit(2)

if __name__ == "__main__":
    sys.exit(main("run_sweep.py"))
