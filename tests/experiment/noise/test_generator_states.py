import numpy as np

from noiselab.experiment.noise.generator_states import States


def test_states_lead_to_each_image():
    rng = np.random.default_rng(4)
    states = States(rng, 10, 4)
    assert states.steps() == [(0, 4), (4, 4), (8, 2)]
    numbers = []
    for start, count in states.steps():
        states.note(start)
        numbers += rng.random(
            count, np.float32
        ).tolist()  # half of 64 bits is left over
    again = states.generator()
    states.restore(again, 8)
    assert again.random(2, np.float32).tolist() == numbers[8:]
    assert states.runs(np.array([5, 6, 2])) == [(4, 3, 1), (0, 3, 2)]
