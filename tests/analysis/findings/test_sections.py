from typing import get_args

from noiselab.analysis.findings import sections
from noiselab.analysis.statement import Statement, Topic

TOPICS = get_args(Topic)


def of(*topics):
    return [Statement(topic, f"{n}") for n, topic in enumerate(topics)]


def test_each_topic_of_a_finding_has_one_place():
    placed = [topic for section in sections.SECTIONS for topic in section.topics]
    assert len(placed) == len({*placed})
    assert {*placed} == {*TOPICS[: TOPICS.index("not done")]}


def test_what_cannot_be_said_comes_last_even_of_few():
    few = of("no fall", "better model", "no better model", "accuracy falls")
    assert [s.topic for s in sections.first(few)] == [
        "accuracy falls",
        "better model",
        "no fall",
        "no better model",
    ]


def test_each_question_has_its_turn():
    many = of(
        *["accuracy falls"] * 20,
        *["better model"] * 20,
        *["gain at noise"] * 3,
        "at chance",
        *["no fall"] * 9,
    )
    chosen = [s.topic for s in sections.first(many)]
    assert len(chosen) == 8
    assert {*chosen} == {"accuracy falls", "better model", "gain at noise", "at chance"}


def test_of_one_question_the_first_are_chosen():
    chosen = sections.first(of(*["better model"] * 20))
    assert [s.text for s in chosen] == [f"{n}" for n in range(8)]
