"""Results put into a study's folder, and how its points then stand."""

from noiselab.common import folders
from noiselab.store import fingerprint, standing

DATA = "data" * 4


def put(folder, result):
    files = folder.point(result.point.id)
    files.path.mkdir(parents=True, exist_ok=True)
    files.result.write_text(result.as_json())


def plan(sweep, folder, data_digest=DATA):
    return standing.make(sweep, folder, data_digest, folders.TEMPLATE)


def standings(sweep, folder):
    return [(item.status, item.why) for item in plan(sweep, folder)]


def current(point):
    return fingerprint.of(point, folders.TEMPLATE, DATA)
