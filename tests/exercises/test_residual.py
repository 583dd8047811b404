"""The questions of notebook 04: right answers from outside, usual mistakes, nonsense."""

import pytest

from helpers.exercises import residual


def test_depth_of_the_family():
    question = residual.depth_of_family()
    assert question.check(110) == "Right."  # He et al. 2015, §4.2: n = 18 gives 110 layers
    assert question.check("109").startswith("Not yet. One is missing")


def test_projection_shortcuts():
    question = residual.projection_shortcuts()
    # 272,282 with projections against 269,722 with option A, both computed with other code.
    assert question.check(272_282 - 269_722) == "Right."
    # With biases 272,378, with batch normalisation 272,474.
    assert "bias" in question.check(272_378 - 269_722)
    assert "batch normalisation" in question.check(272_474 - 269_722)


@pytest.mark.parametrize("make", [residual.depth_of_family, residual.projection_shortcuts])
def test_every_usual_mistake_is_told_apart(make):
    question = make()
    answers = [question.check(wrong) for wrong in question.mistakes]
    assert len(set(answers)) == len(question.mistakes)
    assert all(answer.startswith("Not yet. ") for answer in answers)


@pytest.mark.parametrize("nonsense", ["", "many", "-5", "1e99", "nan", "0"])
def test_nonsense_gets_a_sentence(nonsense):
    answer = residual.depth_of_family().check(nonsense)
    assert answer != "Right."
    assert len(answer) > 20
