"""The command line: quick help, one line for bad input, exit codes."""

import importlib
import io
import os
import re
import signal
import subprocess
import sys
import types

import pytest

from helpers.cli import COMMANDS, main


def helpers(*words, options=(), env=None):
    command = [sys.executable, *options, "-m", "helpers", *words]
    return subprocess.run(command, capture_output=True, text=True, env=env)


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_help_names_every_command_and_loads_nothing_heavy(words):
    answer = helpers(*words, options=["-X", "importtime"])
    assert answer.returncode == 0
    for name, about in COMMANDS.items():
        assert re.search(rf"^ +{name} +{re.escape(about)}$", answer.stdout, re.MULTILINE)
    loaded = {line.split("|")[-1].strip() for line in answer.stderr.splitlines() if "|" in line}
    assert "argparse" in loaded
    assert {"tensorflow", "keras", "jax", "numpy", "matplotlib"}.isdisjoint(loaded)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_without_docstrings_and_without_keras(name):
    program = (
        "import sys; from helpers.cli import main\n"
        f"try: main([{name!r}, '--help'])\n"
        "except SystemExit as end: code = end.code\n"
        "sys.exit(code or bool({'tensorflow', 'keras', 'jax'} & set(sys.modules)))"
    )
    command = [sys.executable, "-OO", "-c", program]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert f"python -m helpers {name}" in answer.stdout


def test_unknown_command_names_the_known_ones():
    answer = helpers("dance")
    assert answer.returncode == 2
    assert "invalid choice: 'dance'" in answer.stderr and "doctor" in answer.stderr


def test_bad_input_is_one_line_without_traceback():
    answer = helpers("fetch", "cifar11")
    assert answer.returncode == 2 and answer.stdout == ""
    line, rest = answer.stderr.split("\n", 1)
    assert line.startswith("helpers: 'cifar11' is neither an image set nor a network")
    assert "cifar10, cifar100, stl10, svhn, vgg16, vgg19, resnet50" in line and not rest


@pytest.mark.parametrize(
    "words",
    [
        "count vgg20",
        "count resnet height=3",
        "count resnet width=half",
        "train resnet rate=-1",
        "train resnet --epochs 0",
        "train stack depth=20",
        "sweep depth --budget 0",
    ],
)
def test_what_is_wrong_is_said_before_keras_is_loaded(words):
    program = (
        "import sys; from helpers.cli import main; "
        f"sys.exit(main({words.split()}) != 2 or 'keras' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr.count("\n")) == (0, 1), answer.stderr


def answering(monkeypatch, answer):
    """The command "now", which does what `answer(args)` does."""
    command = types.ModuleType("helpers.cli.now")
    command.add_arguments, command.run = (lambda parser: None), answer
    monkeypatch.setitem(COMMANDS, "now", "a command of this test")
    monkeypatch.setitem(sys.modules, command.__name__, command)


def too_deep(args):
    return too_deep(args)


@pytest.mark.parametrize(
    ("fails", "sentence"),
    [
        (lambda args: bytes(2**62), "not enough memory: choose a smaller network, batch or image."),
        (too_deep, "a number is too large, or a network too deep: choose a smaller one."),
        (lambda args: 10.0**400, "a number is too large, or a network too deep: choose a smaller"),
        (lambda args: importlib.import_module("helpers.later"), "No module named 'helpers.later'"),
        (lambda args: open("/nowhere/a"), "No such file or directory: '/nowhere/a'"),  # noqa: PTH123, SIM115
        (lambda args: int("one\n two"), "invalid literal for int() with base 10:"),
    ],
)
def test_what_goes_wrong_is_one_line(fails, sentence, monkeypatch, capsys):
    answering(monkeypatch, fails)
    assert main(["now"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.startswith("helpers: ") and told.err.count("\n") == 1
    assert sentence in told.err


ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "terminal", [{"LC_ALL": "C", **ASCII}, {"PYTHONIOENCODING": "ascii"}], ids=str
)
def test_a_terminal_without_the_letters_is_written_to_in_plain_ones(terminal):
    answer = helpers("sweep", "--help", env={**os.environ, **terminal})
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "depth x activation x" in " ".join(answer.stdout.split())


def test_letters_that_a_terminal_lacks_are_written_one_for_one():
    stream = io.TextIOWrapper(io.BytesIO(), "ascii", errors="course_plain_text")
    stream.write("3×3·20 … café – 1×1, σ, \ud800")
    stream.flush()
    assert stream.buffer.getvalue() == b"3x3*20 ~ cafe - 1x1, ?, ?"


def installed(run):
    """The lines of a program that gives `helpers.cli` a command "now", with this source of run."""
    return (
        "import sys, time, types; from helpers.cli import COMMANDS, main\n"
        f"{run}\n"
        "now = types.SimpleNamespace(add_arguments=lambda parser: None, run=run)\n"
        "sys.modules['helpers.cli.now'], COMMANDS['now'] = now, ''\n"
        "sys.exit(main(['now']))"
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_ends_quietly(unbuffered):
    program = installed("def run(args): print('a line\\n' * 10)")
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 141


def test_interrupt_ends_quietly():
    program = (
        # As at a prompt: what a shell starts in the background ignores interrupts.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    ) + installed("def run(args): print('waiting', flush=True); time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")


def test_a_closed_standard_output_is_no_traceback():
    """As `command >&-` closes it; Python then has none."""
    program = installed("def run(args): return 0 if sys.stdout is None else 1")
    shell = ["sh", "-c", f'"{sys.executable}" -c "$0" >&-', program]
    answer = subprocess.run(shell, stderr=subprocess.PIPE, text=True)
    assert (answer.returncode, answer.stderr) == (0, "")
