"""TensorFlow's start-up lines stay out of notebooks, and what explains a failed import does not."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def python(program, folder):
    """Run a program with a `tensorflow` of ours in `folder` before the real one."""
    places = os.pathsep.join([str(folder), str(ROOT)])
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": places},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def fake(tmp_path):
    """A function that writes the `tensorflow` package, and its folder."""

    def write(source):
        (tmp_path / "tensorflow").mkdir()
        (tmp_path / "tensorflow" / "__init__.py").write_text(f"import os\n{source}\n")
        return tmp_path

    return write


def test_a_kernel_is_sent_no_stderr_while_tensorflow_loads_and_starts(monkeypatch):
    # With this variable a kernel leaves file descriptor 2 alone, which it does not in JupyterLab.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    monkeypatch.delenv("TF_CPP_MIN_LOG_LEVEL")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    manager, client = start_new_kernel(kernel_name="python3")
    sent = []
    try:
        for code in (
            "import os, helpers; os.write(2, b'this is caught'); None",
            "import keras\nimport helpers.training.engine",
            "keras.ops.ones((2, 2)) @ keras.ops.ones((2, 2)); None",
        ):
            reply = client.execute_interactive(code, timeout=120, output_hook=sent.append)
            assert reply["content"]["status"] == "ok", reply["content"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    streams = [message["content"] for message in sent if message["msg_type"] == "stream"]
    assert streams == [{"name": "stderr", "text": "this is caught"}]


def test_what_a_failed_import_wrote_is_shown(fake):
    folder = fake("os.write(2, b'libcuda is too old\\n')\nraise ImportError('no libcuda')")
    answer = python("import helpers, tensorflow", folder)
    assert answer.stderr.startswith("libcuda is too old\nTraceback")
    assert answer.stderr.endswith("ImportError: no libcuda\n")


def test_only_what_is_written_during_the_import_is_held(fake):
    folder = fake("os.write(2, b'oneDNN custom operations are on\\n')")
    answer = python("import os, helpers, tensorflow; os.write(2, b'later')", folder)
    assert (answer.returncode, answer.stderr) == (0, "later")


def test_a_process_without_stderr_can_import_too(fake):
    folder = fake("value = 1")
    program = "import os; os.close(2); import helpers, tensorflow; print(tensorflow.value)"
    assert python(program, folder).stdout == "1\n"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_load_helpers_before_keras(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    first = re.search(r"^(?:from|import) (helpers|keras|tensorflow)\b", code, re.MULTILINE)
    assert first[1] == "helpers"
