import pytest

from noiselab.common.errors import OptionError
from noiselab.study import shard
from noiselab.study.shard import Shard


def of_array(own, count, first, last, step=1):
    values = {"ID": own, "COUNT": count, "MIN": first, "MAX": last, "STEP": step}
    return {f"SLURM_ARRAY_TASK_{name}": str(value) for name, value in values.items()}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 10, 11])
def test_each_point_is_in_exactly_one_part(count):
    shares = [Shard(number, count).of(range(10)) for number in range(1, count + 1)]
    assert sorted(point for share in shares for point in share) == [*range(10)]
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_part_is_written_as_its_number_and_their_count():
    assert (shard.read("2/8"), shard.read(" 1/1 ")) == (Shard(2, 8), Shard(1, 1))
    assert str(Shard(2, 8)) == "part 2 of 8"


@pytest.mark.parametrize(
    "text", ["", "0/8", "9/8", "2", "2/", "/8", "-1/8", "a/b", "1/2/3", "1.5/2", "²/8"]
)
def test_what_is_no_part_is_refused_in_a_line(text):
    with pytest.raises(OptionError) as caught:
        shard.read(text)
    assert str(caught.value) == (
        f'part: must be K/N, such as 2/8 with K from 1 to N, not "{text}"'
    )


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (of_array(1, 8, 1, 8), Shard(1, 8)),
        (of_array(0, 4, 0, 3), Shard(1, 4)),
        (of_array(5, 3, 1, 5, 2), Shard(3, 3)),
        (of_array(10, 3, 0, 12, 5), Shard(3, 3)),
        (of_array(7, 1, 7, 7), Shard(1, 1)),
    ],
)
def test_a_task_of_an_array_finds_its_part(environment, expected):
    assert shard.of_array(environment) == expected


def test_a_task_of_an_array_with_gaps_is_told_what_would_do():
    with pytest.raises(OptionError) as caught:
        shard.of_array(of_array(5, 2, 3, 5))
    assert str(caught.value) == (
        "array: the 2 ids of this array, from 3 to 5, leave some out; use --part "
        "$SLURM_ARRAY_TASK_ID/N, with N as before"
    )


@pytest.mark.parametrize("environment", [{}, of_array("x", 1, 1, 1)])
def test_what_is_no_task_of_an_array_is_told_so(environment):
    with pytest.raises(OptionError, match=r"^array: SLURM_ARRAY_TASK_ID and the like"):
        shard.of_array(environment)
