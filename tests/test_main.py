"""The command line: quick help, one line for bad input, exit codes."""

import re
import signal
import subprocess
import sys

import pytest

from helpers.__main__ import COMMANDS, main


def helpers(*words, options=()):
    command = [sys.executable, *options, "-m", "helpers", *words]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_help_names_every_command_and_loads_nothing_heavy(words):
    answer = helpers(*words, options=["-X", "importtime"])
    assert answer.returncode == 0
    for name, (_, about) in COMMANDS.items():
        assert re.search(rf"^ +{name} +{re.escape(about)}$", answer.stdout, re.MULTILINE)
    loaded = {line.split("|")[-1].strip() for line in answer.stderr.splitlines() if "|" in line}
    assert "argparse" in loaded
    assert {"tensorflow", "keras", "jax", "numpy", "matplotlib"}.isdisjoint(loaded)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name, capsys):
    with pytest.raises(SystemExit) as end:
        main([name, "--help"])
    assert end.value.code == 0
    assert f"python -m helpers {name}" in capsys.readouterr().out


def test_unknown_command_names_the_known_ones():
    answer = helpers("dance")
    assert answer.returncode == 2
    assert "invalid choice: 'dance'" in answer.stderr and "doctor" in answer.stderr


def test_bad_input_is_one_line_without_traceback():
    answer = helpers("fetch", "cifar11")
    assert answer.returncode == 2 and answer.stdout == ""
    line, rest = answer.stderr.split("\n", 1)
    assert line.startswith("helpers: there is neither an image set nor a network 'cifar11'")
    assert "cifar10, cifar100, stl10, svhn, vgg16, vgg19, resnet50" in line and not rest


def test_missing_module_of_one_command_is_one_line(monkeypatch, capsys):
    monkeypatch.setitem(COMMANDS, "later", ("helpers.later.command_line", "not written yet"))
    assert main(["later"]) == 2
    assert capsys.readouterr().err == "helpers: No module named 'helpers.later'\n"


def test_interrupt_ends_quietly(tmp_path):
    (tmp_path / "waiting.py").write_text(
        "import time\n"
        "def add_arguments(parser): pass\n"
        "def run(args):\n"
        "    print('waiting', flush=True)\n"
        "    time.sleep(60)\n"
    )
    program = (
        # As at a prompt: what a shell starts in the background ignores interrupts.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "import sys; from helpers.__main__ import COMMANDS, main; "
        f"sys.path.insert(0, {str(tmp_path)!r}); "
        "COMMANDS['wait'] = ('waiting', ''); sys.exit(main(['wait']))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert (process.returncode, errors) == (130, "")
