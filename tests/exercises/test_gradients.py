"""The questions of notebook 03: answers worked out by hand, and mistakes that do not collide."""

import pytest

from helpers.exercises import gradients


@pytest.mark.parametrize(
    "question, answer",
    [
        (gradients.sigmoid_chain(), "9.09e-13"),  # 1 / 2^40
        (gradients.relu_with_glorot(), "3.125"),  # 1 / 2^5
        (gradients.spread_for_relu(), "0.0625"),  # 1 / √256
    ],
)
def test_answers_and_every_mistake_are_told_apart(question, answer):
    assert question.check(answer) == "Right."
    told = [question.check(wrong) for wrong in question.mistakes]
    assert told == [f"Not yet. {thought}" for thought in question.mistakes.values()]
