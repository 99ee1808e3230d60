"""Makes nbformat quick to import, as a run does; it is imported before nbformat."""

from noiselab.common import process_setup

process_setup.skip_slow_imports()
