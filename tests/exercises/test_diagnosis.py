"""The four-way diagnosis: every kind once, and every mistake answered in its own way."""

import numpy as np
import pytest

from helpers.exercises import Diagnosis
from helpers.exercises.diagnosed import POOL, draw_cases, feedback
from helpers.probes import diagnose, numpy_backprop
from helpers.probes.diagnosis import KINDS

RNG = np.random.default_rng(0)
IMAGES, LABELS = RNG.integers(0, 256, (32, 8, 8, 3), dtype=np.uint8), RNG.integers(0, 10, 32)


@pytest.fixture(scope="module")
def diagnosis():
    return Diagnosis("Ada")


def kinds(diagnosis):
    return {name: case.kind for name, case in diagnosis.cases.items()}


def test_each_kind_comes_once_and_the_same_name_gives_the_same(diagnosis):
    assert sorted(kinds(diagnosis).values()) == sorted(KINDS)
    again = Diagnosis(" ADA").cases
    assert [c.options for c in again.values()] == [c.options for c in diagnosis.cases.values()]


def test_students_get_different_networks():
    drawn = {
        str([c.options for c in draw_cases(name, IMAGES, LABELS).values()])
        for name in ("Ada", "Bob", "Cleo")
    }
    assert len(drawn) == 3


@pytest.mark.parametrize(
    "kind, options, depths", [(k, o, d) for k, rows in POOL.items() for o, d in rows]
)
def test_what_is_in_the_pool_mostly_has_the_kind_it_is_meant_for(kind, options, depths):
    found = []
    for depth in (depths[0], depths[1] - 1):
        trace = numpy_backprop.trace(IMAGES, LABELS, **options, depth=depth)
        found.append(diagnose(trace.outputs, trace.statistics()))
    assert kind in found, "otherwise the draw could look for it for ever"


def test_right_answers_are_told_so_with_the_network_behind_the_letter(diagnosis):
    for text in diagnosis.check(**kinds(diagnosis)).values():
        assert text.startswith("Right") and "layers of" in text


@pytest.mark.parametrize("truth", KINDS)
def test_no_wrong_answer_is_called_right_or_left_without_a_reason(diagnosis, truth):
    case = next(c for c in diagnosis.cases.values() if c.kind == truth)
    for answer in set(KINDS) - {truth}:
        said = feedback(case, answer)
        assert said.startswith("Not yet") and len(said) > 60


def test_the_usual_mistakes_are_recognised(diagnosis):
    by_kind = {case.kind: case for case in diagnosis.cases.values()}
    assert "at the weights" in feedback(by_kind["vanishing"], "healthy")
    assert "histogram" in feedback(by_kind["saturated"], "vanishing")
    assert "zeros of a ReLU" in feedback(by_kind["vanishing"], "saturated")
    assert "starts at the output" in feedback(by_kind["vanishing"], "exploding")
    assert "power of" in feedback(by_kind["exploding"], "healthy")
    assert "less than 1,000 times" in feedback(by_kind["healthy"], "vanishing")


def test_the_widget_checks_what_is_chosen(diagnosis):
    diagnosis.button.click()
    assert diagnosis.feedback.value.count("Choose a diagnosis first.") == 4
    for name, kind in kinds(diagnosis).items():
        diagnosis.answers[name].value = kind
    diagnosis.button.click()
    assert diagnosis.feedback.value.count("Right") == 4
    assert repr(diagnosis).startswith("diagnosis: Four networks, one of each kind")
    assert bytes(diagnosis.picture.value).startswith(b"\x89PNG")


def test_unknown_networks_and_diagnoses_are_refused(diagnosis):
    with pytest.raises(ValueError, match="no network 'E'; they are A, B, C, D"):
        diagnosis.check(E="healthy")
    with pytest.raises(ValueError, match="choose one of vanishing, exploding"):
        diagnosis.check(A="ill")
