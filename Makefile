# Two commands: `make lab` starts the class, `make test` checks it. `make` alone lists the rest.

PYTHON ?= python3
VENV   ?= .venv
EXTRAS ?= dev
LAB    ?=
TESTS  ?= tests notebooks
JOBS   ?= 2
BOOKS  ?= notebooks/*.ipynb
ARGS   ?=

SHELL := /bin/bash
BIN   := $(VENV)/bin
LOCAL := $(BIN)/python

# The environment is made anew when what it stands on changes (also when the folder was moved),
# and installed into when what it holds changes; each stamp records for what it was made.
BASE_KEY = $(shell $(PYTHON) -c 'import sys; print(sys.version)' 2>&1 | cksum) $(abspath $(VENV))
SETTINGS = helpers/widgets/lab_settings.json
PIP_KEY  = $(shell cat pyproject.toml constraints.txt $(SETTINGS) | cksum) $(EXTRAS)
BASE     = $(VENV)/made-for
STAMP    = $(VENV)/installed-for

export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: help setup lab test fuzz notebooks data sweep bench hub proxy constraints clean
.DEFAULT_GOAL := help

help:
	@echo 'make lab          prepare the environment, check it, start JupyterLab on notebooks/'
	@echo '                  (LAB="--no-browser --port 9000" is passed on to JupyterLab)'
	@echo 'make test         prepare the environment; lint, unit tests, notebooks'
	@echo '                  (TESTS=tests/datasets for a part of them)'
	@echo 'make fuzz         the tests that draw their inputs, on thousands of them'
	@echo 'make setup        prepare the environment alone (EXTRAS=dev,gpu for an NVIDIA GPU)'
	@echo 'make notebooks    run the notebooks anew and keep what they show (BOOKS=notebooks/05*)'
	@echo 'make data         fetch the whole of CIFAR-10 into your cache'
	@echo 'make sweep        train the grid of depths (ARGS="--budget 20m"); resumes where it was'
	@echo 'make bench        measure speed, memory and start-up on this machine, which should be idle'
	@echo '                  (with PyTorch, to compare; ARGS="--quick" to see that it works)'
	@echo 'make hub          JupyterHub on this machine for who starts it, on loopback; for a class see'
	@echo '                  hub/README.md (COURSE_HUB=/etc/course/hub.toml make hub)'
	@echo 'make constraints  resolve the newest versions and write constraints.txt'
	@echo 'make clean        remove the environment and the caches in this folder'

setup:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || { \
	  echo "This course needs Python 3.11, 3.12 or 3.13, but $(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo 'not there'): install one and name it, as in make PYTHON=python3.12 $(or $(MAKECMDGOALS),setup)" >&2; exit 1; }
	@if [ "$$(cat '$(BASE)' 2>/dev/null)" != "$(BASE_KEY)" ] || ! '$(LOCAL)' -m pip -V >/dev/null 2>&1; then \
	  if [ -n "$$(ls -A '$(VENV)' 2>/dev/null)" ] && [ ! -e '$(VENV)/pyvenv.cfg' ]; then \
	    echo "$(VENV) holds something else than an environment: choose another folder with make VENV=..." >&2; exit 1; fi; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	    echo "$(PYTHON) cannot make environments: install its venv module (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
	  echo "Making the environment $(VENV) ..."; \
	  $(PYTHON) -m venv --clear '$(VENV)' && echo '*' > '$(VENV)/.gitignore' && echo "$(BASE_KEY)" > '$(BASE)'; \
	fi
	@if [ "$$(cat '$(STAMP)' 2>/dev/null)" != "$(PIP_KEY)" ] || ! '$(LOCAL)' -P -c 'import helpers' 2>/dev/null; then \
	  rm -f '$(STAMP)'; \
	  echo "Installing (about 1 GB the first time) ..."; \
	  '$(LOCAL)' -m pip install -q --disable-pip-version-check --upgrade 'pip>=25' && \
	  '$(LOCAL)' -m pip install -q -c constraints.txt -e '.[$(EXTRAS)]' && \
	  echo "$(PIP_KEY)" > '$(STAMP)'; \
	fi

lab: setup
	@'$(LOCAL)' -m helpers doctor
	@'$(BIN)/jupyter' lab --ServerApp.root_dir=notebooks $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB)

test: setup $(if $(shell command -v npm),proxy)
	'$(BIN)/ruff' check .
	'$(BIN)/ruff' format --check .
	'$(LOCAL)' -m pytest -n $(JOBS) --dist loadscope --nbval --nbval-current-env $(TESTS)

# Draws new inputs each time; the same tests run in `make test` on few and always the same ones.
fuzz: setup
	'$(LOCAL)' -m pytest -n $(JOBS) --hypothesis-profile=fuzz tests/fuzz

# As the tests run them: without a name, without runs of one's own, and with what TensorFlow's C++
# parts write left out, which the variable of pytest's tells kernels.
notebooks: setup
	@runs=$$(mktemp -d) && trap 'rm -rf "$$runs"' EXIT && \
	PYTEST_CURRENT_TEST=reference COURSE_STUDENT= COURSE_RUNS="$$runs" COURSE_ANSWERS="$$runs" \
	  '$(BIN)/jupyter' nbconvert --to notebook --execute --inplace $(BOOKS) && \
	'$(LOCAL)' -m helpers.notebooks $(BOOKS)

data: setup
	@'$(LOCAL)' -m helpers fetch cifar10 $(ARGS)

sweep: setup
	@'$(LOCAL)' -m helpers sweep depth $(ARGS)

# Installs PyTorch as well; one that is in the environment already, of that version, is kept.
bench: EXTRAS := dev,bench
bench: setup
	@'$(LOCAL)' -m bench $(ARGS)

# In the foreground, for who starts it or for those that the settings name; see hub/README.md.
hub: EXTRAS := hub
hub: setup proxy
	@'$(LOCAL)' -m hub start

# configurable-http-proxy, at the versions of hub/package-lock.json.
PROXY = hub/node_modules/.package-lock.json
proxy: $(PROXY)
$(PROXY): hub/package-lock.json
	@command -v npm >/dev/null || { echo 'JupyterHub needs npm and Node.js 20 or later: install them (Debian and Ubuntu: apt install npm)' >&2; exit 1; }
	@cd hub && npm ci --omit=dev --no-audit --no-fund --loglevel=error && touch node_modules/.package-lock.json

# A fresh environment without constraints; what it resolves to is written down, with no address,
# and without what marks a build of PyTorch for one kind of device ("+cpu").
constraints:
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && \
	$(PYTHON) -m venv "$$scratch/venv" && \
	"$$scratch/venv/bin/python" -m pip install -q --upgrade 'pip>=25' && \
	"$$scratch/venv/bin/python" -m pip install -q -e '.[dev,bench]' && \
	{ echo '# Versions that are known to work together; written by `make constraints`.'; \
	  "$$scratch/venv/bin/python" -m pip freeze --exclude-editable; } > "$$scratch/frozen" && \
	sed 's/+.*//' "$$scratch/frozen" > constraints.txt

clean:
	rm -rf .pytest_cache .ruff_cache
	@if [ -e '$(VENV)/pyvenv.cfg' ]; then rm -rf '$(VENV)'; fi
