import asyncio
import threading
import time

import pytest
import zmq
from ipykernel.iostream import IOPubThread
from jupyter_client.session import Session

from noiselab.engine.kernel_socket import KernelSocket

COUNT = 3_000


async def ended(thread):
    thread._event_pipe_gc_task.cancel()
    await asyncio.wait([thread._event_pipe_gc_task])


@pytest.fixture
def ends():
    """A socket as a kernel's, with its thread, and one that listens to it."""
    context = zmq.Context()
    publisher, reader = context.socket(zmq.XPUB), context.socket(zmq.SUB)
    publisher.sndhwm = reader.rcvhwm = 100
    port = publisher.bind_to_random_port("tcp://127.0.0.1")
    reader.connect(f"tcp://127.0.0.1:{port}")
    reader.subscribe(b"")
    assert publisher.poll(60_000)  # it knows of it now
    thread = IOPubThread(publisher, session=None)
    thread.start()
    yield thread, reader
    reader.close(linger=0)  # a sender that waits for it goes on
    # ipykernel cancels its task only when nothing runs it any more
    asyncio.run_coroutine_threadsafe(ended(thread), thread.io_loop.asyncio_loop).result(
        60
    )
    thread.stop()
    thread.close()
    context.term()
    assert thread._event_pipe_gc_task.done()  # or Python complains of it as it ends


def test_a_slow_reader_gets_every_message_and_the_sender_waits_for_it(ends):
    thread, reader = ends
    session = Session(key=b"")
    socket = KernelSocket(thread, session.send)
    text = "x" * 10_000  # so that the system's own buffers do not hold them all

    def send():
        for _ in range(COUNT):
            socket.send(session.msg("stream", {"name": "stdout", "text": text}))
            socket.let_pass()

    sender = threading.Thread(target=send)
    sender.start()
    time.sleep(1)
    assert socket._sent - socket._passed < 300  # else they would fill the memory
    reader.rcvtimeo = 60_000
    for _ in range(COUNT):
        reader.recv_multipart()
    sender.join()
