"""How the parts of a Dask cluster reach each other, and what they say of it."""

import logging
import os
from typing import Any

from noiselab.common.errors import RequestError

# seconds after which a silent connection is given up, in place of Dask's 30: TCP tries
# again ever more seldom, and may use a link that was cut for a minute only after two
PATIENCE = 150
_TIMES = {"tcp": f"{PATIENCE}s"}
_VARIABLE = "DASK_DISTRIBUTED__COMM__TIMEOUTS__"
# what workers, and programs that start them, are given; no page for anyone who looks
ENVIRONMENT = {
    **{f"{_VARIABLE}{name.upper()}": time for name, time in _TIMES.items()},
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
}
# one point at a time, however many cores a job has; and a port of Dask's for pages,
# which it always opens, for this machine only
WORKER = ("--nthreads", "1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0")
_LOUD = ("distributed", "tornado")  # what Dask logs with


def needed() -> None:
    """Raise `RequestError` unless Dask is installed."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise RequestError(
            'a cluster needs Dask; pip install "dask[distributed]"'
        ) from None


def configure() -> None:
    """Have connections of this process last where a link is cut for a while.

    What environment variables of Dask say of that counts more.
    """
    import dask

    for name, time in _TIMES.items():
        if f"{_VARIABLE}{name.upper()}" not in os.environ:
            dask.config.set({f"distributed.comm.timeouts.{name}": time})


def say_nothing() -> None:
    """Keep Dask from printing what it logs: lost connections, with tracebacks."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith(_LOUD)]
    for handler in {h for name in names for h in logging.getLogger(name).handlers}:
        handler.setLevel(logging.CRITICAL + 1)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)


def scheduler(interface: str | None, port: int, security: Any, dashboard: bool) -> Any:
    """Make a scheduler, to be entered with `async with`.

    Args:
        interface: The network interface that it listens on; None for all of them.
        port: Its port; 0 for any that is free.
        security: Dask's `Security`; None to do without TLS.
        dashboard: Whether it shows its pages, to this machine only, on port 8787.
    """
    import dask
    from distributed import Scheduler

    routes = "distributed.scheduler.http.routes"
    with dask.config.set({} if dashboard else {routes: []}):
        return Scheduler(
            interface=interface,
            port=port,
            protocol="tls://" if security else "tcp://",
            security=security,
            dashboard=dashboard,
            dashboard_address=f"127.0.0.1:{8787 if dashboard else 0}",
        )
