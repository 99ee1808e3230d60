"""Data travel to each host of a cluster once, whatever its workers share."""

import tempfile

import pytest
from helpers.dask_cluster import Cluster

from noiselab.engine import worker_data
from noiselab.engine.worker_data import Delivery

CONTENT = bytes(range(250))


class Workers:
    """Workers of a cluster, each with its folder for temporary files."""

    def __init__(self, folders):
        self.folders, self.sent = folders, []

    def run(self, step, *given, workers, on_error):
        assert on_error == "return"
        answers = {}
        for address in workers or self.folders:
            tempfile.tempdir = str(self.folders[address])
            if given:
                self.sent.append((address, len(given[-1])))
            try:
                answers[address] = step(*given)
            except Exception as error:
                answers[address] = error
        return answers


@pytest.fixture
def delivery(monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(worker_data, "PIECE", 100)
    return Delivery("own.npz", CONTENT)


@pytest.fixture
def folders(tmp_path):
    made = [tmp_path / name for name in "abc"]
    for folder in made:
        folder.mkdir()
    return made


def bring(delivery, workers):
    file = delivery.file
    return delivery.bring(workers, "run", lambda: not file.is_here())


def test_each_host_gets_them_once_in_pieces(delivery, folders):
    workers = Workers(
        {
            "tcp://10.0.0.1:4001": folders[0],
            "tcp://10.0.0.1:4002": folders[0],
            "tls://[fe80::2]:4001": folders[1],
        }
    )
    assert bring(delivery, workers) == {}
    assert len(workers.sent) == 6
    assert len({address for address, _ in workers.sent}) == 2
    for folder in folders[:2]:
        (kept,) = folder.glob("noiselab-data-*/*")
        assert (kept.name, kept.read_bytes()) == ("own.npz", CONTENT)
    assert bring(delivery, workers) == {}
    assert len(workers.sent) == 6


def test_workers_of_one_host_that_share_no_folder_get_them_each(delivery, folders):
    workers = Workers(dict(zip(["tcp://h:1", "tcp://h:2"], folders, strict=False)))
    assert bring(delivery, workers) == {}
    assert len({address for address, _ in workers.sent}) == 2


def test_what_an_earlier_run_left_unfinished_is_not_taken(delivery, folders):
    workers = Workers({"tcp://h:1": folders[0]})
    tempfile.tempdir = str(folders[0])
    delivery.file.keep("killed", 0, CONTENT[:100])
    assert not delivery.file.is_here()
    assert bring(delivery, workers) == {}
    assert delivery.file.is_here()


def test_a_worker_that_cannot_keep_them_is_told_with_the_way_on(delivery, folders):
    file = folders[0] / "no folder"
    file.write_text("")
    workers = Workers({"tcp://h:1": file, "tcp://h:2": folders[1]})
    problems = bring(delivery, workers)
    assert list(problems) == ["tcp://h:1"]
    folder = file / delivery.file.folder.name
    assert problems["tcp://h:1"] == (
        f"{folder}: cannot be written to (Not a directory), and the data need a place "
        "there; make room, or set TMPDIR"
    )


def test_a_worker_that_loses_them_is_no_endless_errand(delivery, folders):
    workers = Workers({"tcp://h:1": folders[0]})
    problems = delivery.bring(workers, "run", lambda: True)
    assert problems == {"tcp://h:1": "own.npz could not be sent there"}


def test_workers_that_cannot_be_reached_are_left_alone(delivery, folders):
    def lost():
        raise OSError("Timed out")

    workers = Workers({"tcp://h:1": folders[0]})
    assert delivery.bring(workers, "run", lost) == {}


@pytest.mark.slow
def test_two_workers_of_one_host_are_sent_them_once(tmp_path, monkeypatch):
    distributed = pytest.importorskip("distributed")
    delivery, asked = Delivery("own.npz", CONTENT * 4), []
    monkeypatch.setattr(worker_data, "PIECE", 400)
    cluster = Cluster(tmp_path)
    try:
        for _ in "ab":
            cluster.add_worker(TMPDIR=str(tmp_path))
        cluster.wait_for(2)
        with distributed.Client(cluster.address, set_as_default=False) as client:
            plain = client.run
            monkeypatch.setattr(
                client, "run", lambda *a, **b: (asked.append(b), plain(*a, **b))[1]
            )
            assert bring(delivery, client) == {}
            assert bring(delivery, client) == {}
    finally:
        cluster.kill()
    (kept,) = tmp_path.glob("noiselab-data-*/own.npz")
    assert kept.read_bytes() == CONTENT * 4
    sent_to = [given["workers"] for given in asked if given["workers"]]
    assert [len(workers) for workers in sent_to] == [1, 1, 1]
