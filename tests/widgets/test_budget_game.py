"""The game: what is asked, what passes, and whether the advice leads there."""

import dataclasses

import pytest

from helpers.widgets.budget_game import LEVELS, NARROWEST, floors, judge, prices
from helpers.widgets.module_costs import Module, total
from helpers.widgets.module_fields import CHANNELS, SIZES

FIRST = LEVELS[0]
SMALL = Module(28, 28, 192, 64, 32, 128, 8, 32, 32)  # reductions as narrow as they may be


def changed(level, **fields):
    return judge(level, dataclasses.replace(SMALL, **fields))


def least(level):
    """The start with as few channels as are asked for and the narrowest reductions."""
    start = dataclasses.replace(level.start, three=level.three, five=level.five)
    surplus = start.outputs() - level.channels
    start = dataclasses.replace(start, one=start.one - max(0, surplus))
    return dataclasses.replace(start, **floors(start))


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.title)
def test_each_level_begins_over_its_budget_and_can_be_passed(level):
    assert not judge(level, level.start).passed
    result = judge(level, least(level))
    assert result.passed and 1 <= result.points <= 100
    assert total(least(level), True, level.metric) <= level.budget
    for name, most in {n: m for n, (_, m) in SIZES.items()}.items():
        assert 1 <= getattr(level.start, name) <= most
    assert max(level.start.widths) <= CHANNELS


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.title)
def test_following_the_advice_passes_the_level(level):
    module = level.start
    for _ in range(2000):
        result = judge(level, module)
        if result.passed:
            break
        if "Narrow the reduction before the 3×3" in result.message:
            module = dataclasses.replace(module, three_reduce=module.three_reduce - 1)
        elif "Narrow the reduction before the 5×5" in result.message:
            module = dataclasses.replace(module, five_reduce=module.five_reduce - 1)
        else:
            pytest.fail(result.message)
    assert result.passed and result.points >= 90


def test_googlenets_own_module_passes_the_first_level_with_81_points():
    # 163,328 of 200,000 parameters are 81.66 %; one channel of the 5×5's reduction costs
    # 192 + 25·32 = 992, of the 3×3's 192 + 9·128 = 1,344.
    result = judge(FIRST, Module())
    assert (result.passed, result.points) == (True, 81)
    assert "36,672 parameters are left" in result.message and "5×5 costs 992" in result.message
    assert prices(FIRST, Module()) == {"three_reduce": 1344, "five_reduce": 992}


def test_googlenets_own_modules_are_too_dear_for_the_harder_levels():
    from helpers.widgets.module_costs import PRESETS

    assert not judge(LEVELS[2], PRESETS["GoogLeNet (4a): 14×14×480"]).passed
    assert not judge(LEVELS[3], PRESETS["GoogLeNet (5b): 7×7×832"]).passed


def test_what_is_wrong_is_said():
    assert (
        "The 3×3 puts out 127 channels; the task asks for 128" in changed(FIRST, three=127).message
    )
    assert "The 5×5 puts out 31 channels; the task asks for 32" in changed(FIRST, five=31).message
    few = changed(FIRST, one=63).message
    # One more channel: 192 from the 1×1, 9·32 from the 3×3, 25·8 from the 5×5.
    assert "puts out 255 channels; the task asks for 256" in few
    assert "192 parameters from the 1×1 branch, 288 parameters from the 3×3, 200" in few
    narrow = changed(FIRST, five_reduce=7).message
    assert "before the 5×5 keeps 7 channels" in narrow and "at least 8" in narrow
    assert "before the 3×3" in changed(FIRST, three_reduce=31).message


def test_the_advice_names_the_reduction_from_which_most_can_be_had():
    # Level 1's start: 466,944 = 192·64 + 192·192 + 9·192·128 + 192·192 + 25·192·32 + 192·32.
    message = judge(FIRST, FIRST.start).message
    assert "266,944 parameters over" in message
    assert "before the 3×3. One channel less saves 1,344" in message
    message = changed(FIRST, five_reduce=192).message  # 40 + 184·992 over what is allowed
    assert "before the 5×5. One channel less saves 992" in message


def test_when_no_reduction_helps_it_says_so():
    message = changed(FIRST, one=512, pool=512).message
    assert "as narrow as the rules allow" in message
    message = changed(FIRST, one=512, pool=512, three_reduce=33).message
    assert "is not enough" in message


def test_a_quarter_is_what_googlenet_keeps_at_least():
    from helpers.networks.inception_widths import STAGES

    for widths in (w for stage in STAGES.values() for w in stage):
        _, three_reduce, three, five_reduce, five, _ = widths
        assert NARROWEST * three_reduce >= three and NARROWEST * five_reduce >= five
