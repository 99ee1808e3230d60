"""What the findings say of a study."""

import pytest

from noiselab.analysis import verdicts
from noiselab.analysis.findings import findings


@pytest.fixture
def statements():
    """Gives the statements of a study, or only those with a topic."""

    def statements(evidence, *topics):
        judged = verdicts.judge(evidence)
        return [
            statement
            for statement in findings(evidence, judged)
            if statement.topic in topics or not topics
        ]

    return statements


@pytest.fixture
def claims(statements):
    """Gives what those statements claim: topic, models and conditions."""

    def claims(evidence, *topics):
        return [
            (statement.topic, statement.models, statement.conditions)
            for statement in statements(evidence, *topics)
        ]

    return claims
