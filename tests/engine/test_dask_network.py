"""What a scheduler of ours answers, and to whom: a real one, on this machine."""

import asyncio
import urllib.error
import urllib.request

import pytest

from noiselab.engine import certificate, dask_network

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def with_scheduler(security, do):
    """Do something in a thread while a scheduler runs; gives what it gives."""

    async def serve():
        made = dask_network.scheduler("lo", 0, security, False)
        async with made as scheduler:
            return await asyncio.to_thread(do, scheduler)

    return asyncio.run(serve())


def test_only_who_has_the_certificate_may_connect():
    pytest.importorskip("cryptography")
    own, other = certificate.make(), certificate.make()

    def connects(scheduler, **how):
        try:
            with distributed.Client(
                scheduler.address, timeout=2, set_as_default=False, **how
            ):
                return True
        except (OSError, TypeError):
            return False

    def tried(scheduler):
        assert scheduler.address.startswith("tls://127.0.0.1:")
        return [
            connects(scheduler, security=own.security()),
            connects(scheduler, security=other.security()),
            connects(scheduler),
        ]

    assert with_scheduler(own.security(), tried) == [True, False, False]


def test_no_page_is_shown_and_to_nobody_else():
    def pages(scheduler):
        port = scheduler.services["dashboard"].port
        assert scheduler.services["dashboard"].address == "127.0.0.1"
        for page in ("status", "info/main/workers.html", "json/counts.json", "metrics"):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}")
            assert caught.value.code == 404
            caught.value.close()

    with_scheduler(None, pages)
