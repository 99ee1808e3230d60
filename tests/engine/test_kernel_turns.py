import threading

from noiselab.engine.kernel_turns import KernelTurns


def test_an_act_in_the_midst_of_another_follows_it():
    turns, done = KernelTurns(), []

    def act():
        turns.take(lambda: done.append("handler"))
        assert turns.is_taken
        done.append("act")

    turns.take(act)
    assert done == ["act", "handler"]
    assert not turns.is_taken


def test_an_act_that_fails_leaves_the_turn_to_others():
    turns, done = KernelTurns(), []

    def fail():
        turns.take(lambda: done.append("handler"))
        raise KeyboardInterrupt

    try:
        turns.take(fail)
    except KeyboardInterrupt:
        done.append("interrupted")
    turns.take(lambda: done.append("next"))
    assert done == ["interrupted", "handler", "next"]


def test_threads_wait_for_each_other():
    turns, done = KernelTurns(), []
    with turns.lock:
        thread = threading.Thread(target=turns.take, args=(lambda: done.append(1),))
        thread.start()
        thread.join(0.1)
        assert done == []
    thread.join()
    assert done == [1]
