"""Records of runs, edited by hand or torn: a Run, or one sentence; the others are still read."""

import json
import warnings

from hypothesis import given
from hypothesis import strategies as st
from junk import ANYTHING, JSON, cut_or_flipped, damaged, one_sentence

from helpers.paths import SHIPPED
from helpers.training import Recipe, Run

FILES = sorted((SHIPPED / "runs").glob("*.json"))
RECORDS = [json.loads(file.read_text(encoding="utf-8")) for file in FILES[:: len(FILES) // 8]]


def read_in_full(run):
    """Touch what panels and figures touch."""
    repr(run)
    json.dumps(run.to_json())
    return [float(v) for v in (*run.train_loss, *run.test_accuracy, run.seconds)]


@given(st.sampled_from(RECORDS).flatmap(damaged) | JSON)
def test_an_edited_record_is_a_run_or_one_sentence(record):
    try:
        run = Run.from_json(record)
    except ValueError as error:
        assert one_sentence(error)
    else:
        read_in_full(run)
        assert Run.from_json(json.loads(json.dumps(run.to_json()))).to_json() == run.to_json()


@given(st.binary(max_size=60) | cut_or_flipped(FILES[0].read_bytes()))
def test_a_torn_file_hides_no_other_run(tmp_path_factory, content):
    from helpers.runs import Store

    folder = tmp_path_factory.mktemp("store")
    (folder / "a.json").write_bytes(content)
    (folder / "b.json").write_bytes(FILES[1].read_bytes())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        runs = Store(folder).read()
    assert 1 <= len(runs) <= 2
    if len(runs) == 1:
        assert any("a.json" in str(warning.message) for warning in caught)


FIELDS = list(Recipe.__dataclass_fields__)


@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=3))
def test_a_recipe_is_one_that_can_be_kept_or_one_sentence(values):
    try:
        recipe = Recipe(**values)
    except ValueError as error:
        assert one_sentence(error)
        assert any(name in str(error) for name in values)
    else:
        kept = json.loads(json.dumps({name: getattr(recipe, name) for name in FIELDS}))
        assert Recipe(**kept) == recipe
